"""What is done to one problem, each step on its own: list, start, claim, verify, close (domain §7.3)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import write
from baxing.dossiers.models import Dossier
from baxing.problems.actions import inside
from baxing.problems.models import Milestone, Problem
from baxing.problems.wording import tidy
from baxing.rules.flow_problem import CHECKERS
from baxing.rules.roles import WORKERS
from baxing.units.models import User, roles
from baxing.units.refused import Refused

REOPENED_CALENDAR_DAYS = 30
MILESTONES = 12


@transaction.atomic(durable=True)
def list_problem(parent: Dossier, *, by: User | None, what: str, due: date, **fields: Any) -> Problem:
    """List one problem in a file; the same words as `inside.enlist`."""
    return inside.enlist(parent, by=by, what=what, due=due, **fields)


@transaction.atomic(durable=True)
def change_problem(problem: Problem, *, by: User, **fields: Any) -> Problem:
    """Reword a problem that nobody has begun, while the plan is still open. `fields`: what, due, cause, measure, lead,
    lead_user, helper, code."""
    return inside.changed(problem, by=by, **fields)


@transaction.atomic(durable=True)
def start(problem: Problem, *, by: User) -> Problem:
    """Somebody of the organisation, or one of the four ones, begins."""
    return inside.begun(problem, by=by)


@transaction.atomic(durable=True)
def claim(problem: Problem, *, by: User, changed: str) -> Problem:
    """Say that it is done, and in one sentence (10 to 300 characters) what changed."""
    return inside.claimed(problem, by=by, changed=changed)


@transaction.atomic(durable=True)
def verify(problem: Problem, *, by: User, note: str = "") -> Problem:
    """Somebody who does not own it has looked: it is so."""
    change: dict[str, Any] = {"now": problem.changed}
    today = timezone.localdate()
    return inside.step(problem, "verify", by=by, note=note, change=change, verified_on=today, verified_by=by)


@transaction.atomic(durable=True)
def reject(problem: Problem, *, by: User, reason: str) -> Problem:
    """Send it back; what was claimed stays to be reworded, what was verified is taken back."""
    return inside.step(problem, "reject", by=by, note=reason, verified_on=None, verified_by=None)


@transaction.atomic(durable=True)
def close(problem: Problem, *, by: User, signer: str, signed_on: date) -> Problem:
    """Close a verified problem: somebody who gains by it has signed, kept as a role and a day, no name."""
    return _closed(problem, "close", by, signer, signed_on)


@transaction.atomic(durable=True)
def keep_up(problem: Problem, *, by: User, reason: str, milestones: Sequence[tuple[str, date]]) -> Problem:
    """It cannot be closed at one stroke: say what must be reached by which days. The next day is the one that counts."""
    wanted = sorted(((tidy(what), due) for what, due in milestones), key=lambda row: row[1])
    today = timezone.localdate()
    if len(wanted) > MILESTONES or any(not 0 < len(what) <= 200 or due <= today for what, due in wanted):
        raise Refused(
            _(
                "Nothing was changed: each milestone needs a day to come and at most 200 characters, "
                "and there are at most 12."
            ),
            code="milestones",
        )
    if wanted:
        inside.need_near(wanted[-1][1])
    change: dict[str, Any] = {"milestones": [f"{due.isoformat()} {what}" for what, due in wanted]}
    inside.step(
        problem,
        "keep_up",
        by=by,
        given={"milestones": wanted},
        note=reason,
        change=change,
        due=wanted[0][1] if wanted else None,
    )
    last: int | None = problem.milestones.aggregate(last=Max("number"))["last"]
    Milestone.objects.bulk_create(
        Milestone(problem=problem, number=number, what=what, due=due)
        for number, (what, due) in enumerate(wanted, (last or 0) + 1)
    )
    return problem


@transaction.atomic(durable=True)
def reach(milestone: Milestone, *, by: User, done_on: date) -> Milestone:
    """Say that a milestone of a long-term problem is reached; the next one's day counts from now on."""
    problem = milestone.problem
    _may_reach(problem, by, done_on)
    inside.keep(problem.parent)
    was = problem.dossier.due
    left = problem.milestones.filter(active=True, done_on=None).exclude(pk=milestone.pk)
    due = left.order_by("due").values_list("due", flat=True).first() or was
    write(
        problem.dossier,
        verb="milestone",
        by=by,
        status=problem.dossier.status,
        due=due,
        change={"milestone": milestone.what, "done_on": done_on.isoformat()},
    )
    standing = Milestone.objects.filter(pk=milestone.pk, active=True, done_on=None)
    if standing.update(done_on=done_on, by=by) != 1:
        raise Refused(_("Nothing was changed: this milestone is reached already."), code="changed")
    milestone.refresh_from_db()
    inside.told(problem, by, was, due)
    return milestone


@transaction.atomic(durable=True)
def finish(problem: Problem, *, by: User, signer: str, signed_on: date) -> Problem:
    """Close a long-term problem after its last milestone, with the sign of somebody who gains by it."""
    return _closed(problem, "finish", by, signer, signed_on)


@transaction.atomic(durable=True)
def extend(problem: Problem, *, by: User, due: date, reason: str, minute: str) -> Problem:
    """Give it a later day, once, by the township committee with its minute."""
    inside.need_near(due)
    given, change = {"due": due}, {"minute": minute.strip(), "due": due.isoformat()}
    return inside.step(
        problem, "extend", by=by, given=given, note=reason, change=change, due=due, extended=True
    )


@transaction.atomic(durable=True)
def reopen(problem: Problem, *, by: User, reason: str, due: date | None = None) -> Problem:
    """It did not hold: open it again; 30 calendar days unless another day is given."""
    until = due or timezone.localdate() + timedelta(days=REOPENED_CALENDAR_DAYS)
    return inside.reopened(problem, by=by, reason=reason, due=until)


@transaction.atomic(durable=True)
def drop(problem: Problem, *, by: User, reason: str) -> Problem:
    """Take off a problem that was listed by mistake, while the plan is still open."""
    return inside.step(problem, "drop", by=by, note=reason)


def _closed(problem: Problem, verb: str, by: User, signer: str, signed_on: date) -> Problem:
    given: dict[str, Any] = {"signer": signer, "signed_on": signed_on}
    change: dict[str, Any] = {"now": problem.changed, "signer": signer, "signed_on": signed_on.isoformat()}
    return inside.step(
        problem,
        verb,
        by=by,
        given=given,
        change=change,
        signer=signer,
        signed_on=signed_on,
        closed_on=timezone.localdate(),
    )


def _may_reach(problem: Problem, by: User, done_on: date) -> None:
    if problem.dossier.status != "LONG_TERM":
        raise Refused(
            _("Not saved: this problem is not kept up for long now. Reload the page to see where it stands."),
            code="state",
        )
    if not roles(by, problem.unit) & {*WORKERS, *CHECKERS}:
        raise Refused(_("Not saved: your role does not include this step."), code="role")
    listed = timezone.localtime(problem.dossier.opened_at).date()
    if not listed <= done_on <= timezone.localdate():
        raise Refused(
            _("Not saved: the day lies before the problem was listed, or is to come."), code="future"
        )
