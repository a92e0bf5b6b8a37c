"""From the passed ballot to the closing, and back to work where that was too early (销号·晋位升级, domain §7.2)."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import write
from baxing.dossiers.calendar import load
from baxing.problems.actions import inside
from baxing.problems.models import Problem
from baxing.rectification.actions.checking import reopen_due
from baxing.rectification.actions.moves import hold, keep, move, need
from baxing.rectification.drawing import drawn_days, new_salt, seal_of
from baxing.rectification.models import Case, LightCheck, LookBack
from baxing.rules.calendar import add_months
from baxing.rules.roles import COUNTY, MEETING, OFFICER
from baxing.units.models import User, roles

RECEIVERS = frozenset({*OFFICER, *COUNTY, *MEETING})
QUARTER = 3
LONGEST = 300


@transaction.atomic(durable=True)
def announce(case: Case, *, by: User, minute: str) -> Case:
    """The department's meeting approves and puts the case on notice for the working days of the regulation."""
    hold(case)
    today = timezone.localdate()
    until = load(case.dossier.region).add(today, case.rules.terms.notice_days)
    keep(case, notice_from=today, notice_to=until)
    change = {"minute": minute.strip(), "from": today, "to": until}
    return move(case, "announce", by=by, change=change)


@transaction.atomic(durable=True)
def objected(case: Case, *, by: User, text: str) -> Case:
    """An objection that came in while the case is on notice; who raised it is not asked and not kept."""
    text = " ".join(text.split())
    need(
        roles(by, case.unit) & RECEIVERS,
        _("Not saved: objections are entered by the township and the county."),
        "role",
    )
    need(case.dossier.status == "NOTICE", _("Not saved: the case is not on notice now."), "state")
    need(0 < len(text) <= LONGEST, _("Not saved: say in at most 300 characters what was objected."), "text")
    write(case.dossier, verb="objected", by=by, note=text)
    return case


@transaction.atomic(durable=True)
def sustain(case: Case, *, by: User, reason: str, reopen: Sequence[Problem]) -> Case:
    """An objection is upheld: what is not done is open again, and the work goes on. All three checks follow again."""
    hold(case)
    due = reopen_due(case)
    for problem in reopen:
        need(
            problem.parent_id == case.dossier_id,
            _("Nothing was reopened: choose problems of this case."),
            "problem",
        )
        inside.reopened(problem, by=by, reason=reason, due=due)
    keep(case, notice_from=None, notice_to=None)
    return move(case, "sustain", by=by, note=reason)


@transaction.atomic(durable=True)
def close_up(case: Case, *, by: User, document: str) -> Case:
    """Close the case. In the same moment the follow-up begins: its look-backs are drawn and sealed, and nobody sees them.

    Refused before the notice is over, with a problem that is not settled, a level unchecked, or a ballot below a line.
    """
    hold(case)
    move(case, "close_up", by=by, change={"document": document.strip()})
    today, terms = timezone.localdate(), case.rules.terms
    until = add_months(today, terms.follow_up_months)
    keep(case, closed_on=today, follow_until=until)
    seals = _draw(case, today)
    LightCheck.objects.bulk_create(
        LightCheck(case=case, number=number, due=add_months(today, QUARTER * number))
        for number in range(1, terms.follow_up_months // QUARTER + 1)
    )
    write(case.dossier, verb="drawn", by=None, change={"seals": seals})
    return move(case, "follow", by=None)


@transaction.atomic(durable=True)
def restart(case: Case, *, by: User, reason: str) -> Case:
    """Begin the next round with a new plan, once each of the four ones was changed, or kept with its reason."""
    hold(case)
    return move(case, "restart", by=by, note=reason, change={"round": case.round})


def _draw(case: Case, closed_on: date) -> list[str]:
    """Draw the days by the randomness of the system; only the seals leave this function."""
    days = drawn_days(load(case.dossier.region), closed_on, case.rules.terms)
    rows = []
    for number, day in enumerate(days, 1):
        salt = new_salt()
        rows.append(LookBack(case=case, number=number, on=day, salt=salt, seal=seal_of(day, salt)))
    LookBack.objects.bulk_create(rows)
    return [row.seal for row in rows]
