"""Follow-up and look-back (跟踪问效、回头看): what was lifted is looked at again on days that nobody knows beforehand, by people
who did not close it. It is consolidated, or it has relapsed and a second case begins (domain §7.2)."""

from collections.abc import Mapping
from datetime import date
from secrets import SystemRandom
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from baxing.ballots.models import Round
from baxing.dossiers.actions import write
from baxing.problems.actions import inside
from baxing.problems.models import Problem
from baxing.rectification.actions.apart import need_outsider
from baxing.rectification.actions.balloting import reopen
from baxing.rectification.actions.checking import NOTE, Findings, clean, need_opinion, reopen_due
from baxing.rectification.actions.moves import fresh, hold, move, need, need_past, watch_up, whole
from baxing.rectification.actions.screening import open_case
from baxing.rectification.items import listed
from baxing.rectification.models import Case, LightCheck, LookBack
from baxing.rectification.needs import open_look_back
from baxing.rectification.stars import stars_shaken
from baxing.rules.flow_problem import SETTLED
from baxing.rules.flow_rectification import CLOSERS, WATCHERS
from baxing.rules.roles import OFFICER
from baxing.units.models import User, roles
from baxing.units.refused import Refused

FOLLOWED = ("FOLLOW_UP", "LOOK_BACK")
ITEM = ("dossier__unit", "dossier__desk", "unit", "parent")


@transaction.atomic(durable=True)
def light_check(light: LightCheck, *, by: User, on: date, holds: bool, note: str) -> LightCheck:
    """The township's look of a quarter: does it hold, in one line. It moves nothing; a look-back does."""
    case = fresh(light.case)
    note = " ".join(note.split())
    need(roles(by, case.unit) & set(OFFICER), _("Not saved: the light check is the township's."), "role")
    need_outsider(case, by)
    need(case.dossier.status in FOLLOWED, _("Not saved: the case is not being followed now."), "state")
    need_past(on)
    need(
        case.closed_on is not None and on >= case.closed_on,
        _("Not saved: the follow-up began later."),
        "day",
    )
    need(holds or note, _("Not saved: say in a few words what is not right."), "note")
    need(len(note) <= NOTE, _("Not saved: a note has at most 200 characters."), "note")
    open_now = LightCheck.objects.filter(pk=light.pk, done_on=None)
    won = open_now.update(done_on=on, holds=holds, note=note, by=by)
    need(won == 1, _("Not saved: somebody has done this check already."), "changed")
    change = {"quarter": light.number, "on": on.isoformat(), "holds": holds}
    write(case.dossier, verb="light_checked", by=by, note=note, change=change)
    light.refresh_from_db()
    return light


def open_due(today: date) -> int:
    """Open the look-backs whose day has come, one a case; how many. Done by `tick`.

    While one is not concluded the next waits, and is opened on the first day after; none is lost."""
    ripe = LookBack.objects.filter(due=None, on__lte=today, case__dossier__status="FOLLOW_UP")
    keys = sorted(set(ripe.values_list("case_id", flat=True)))
    opened = 0
    for key in keys:
        try:
            opened += _open(key, today)
        except (
            Refused
        ) as refusal:  # somebody moved the case in the same moment; the next run sees it as it then is
            if refusal.code not in ("changed", "state", "look_back_due"):
                raise
    return opened


@transaction.atomic(durable=True)
def _open(key: int, today: date) -> int:
    case = whole().get(pk=key)
    hold(case)
    row = case.look_backs.filter(due=None, on__lte=today).order_by("number").first()
    if row is None:
        return 0
    move(case, "look_back", by=None, change={"look_back": row.number})
    found = list(listed(case).filter(dossier__status__in=SETTLED).order_by("pk"))
    count = min(case.rules.terms.look_back_items, len(found))
    sampled = {
        str(problem.uid): {"kept": None, "note": ""} for problem in SystemRandom().sample(found, count)
    }
    won = LookBack.objects.filter(pk=row.pk, due=None).update(due=case.dossier.due, sampled=sampled)
    need(won == 1, _("Nothing was changed: this look-back is open already."), "changed")
    return 1


@transaction.atomic(durable=True)
def hold_look_back(
    look_back: LookBack,
    *,
    by: User,
    on: date,
    answers: Findings,
    sampled: Mapping[str, Mapping[str, Any]],
    members: int,
    households: int,
    opinion: str,
) -> LookBack:
    """The record of a look-back: the three questions, each sampled problem, how many people were talked to, an opinion.

    `sampled`: problem uid → {"kept", "note"}, exactly those the system drew. Until it is concluded a second entry
    corrects the first.
    """
    case, row = _open_row(look_back, by)
    need_past(on)
    need(on >= row.on, _("Not saved: the look-back cannot have been made before its day."), "day")
    said = clean(answers)
    asked = {question.code for question in case.rules.questions}
    need(set(said) == asked, _("Not saved: answer each of the questions."), "answers")
    kept = clean({uid: {"ok": each.get("kept"), "note": each.get("note")} for uid, each in sampled.items()})
    need(set(kept) == set(row.sampled), _("Not saved: every sampled problem needs its finding."), "sampled")
    need(
        members >= 0 and households >= 0 and members + households > 0,
        _("Not saved: talk to people there, and say how many."),
        "talks",
    )
    _settle(
        row,
        held_on=on,
        answers=said,
        sampled={uid: {"kept": each["ok"], "note": each["note"]} for uid, each in kept.items()},
        people={"members": members, "households": households},
        opinion=need_opinion(opinion),
        by=by,
    )
    change = {"look_back": row.number, "on": on.isoformat(), "members": members, "households": households}
    write(case.dossier, verb="look_back_held", by=by, note=row.opinion, change=change)
    return row


@transaction.atomic(durable=True)
def open_look_back_ballot(
    look_back: LookBack, *, by: User, sizes: Mapping[str, int], warning_seen: bool
) -> Round:
    """The ballot of a look-back, with the same electorates and lines as at the acceptance; again after a void round."""
    case, row = _open_row(look_back, by)
    need(
        row.ballot is None or row.ballot.state == "void",
        _("Not opened: this look-back has its ballot already."),
        "open",
    )
    round = reopen(case, by=by, purpose="look_back", sizes=sizes, warning_seen=warning_seen)
    _settle(row, ballot=round)
    return round


@transaction.atomic(durable=True)
def conclude(look_back: LookBack, *, by: User, relapse: bool, reason: str = "") -> Case:
    """What the look-back comes to: it holds, and the follow-up goes on; or it has relapsed, and the second case, which is
    returned, begins at once: with the problems that are back, and the watch one level up."""
    case, row = _open_row(look_back, by)
    change = {"look_back": row.number, "found": relapse}
    move(case, "relapse" if relapse else "hold", by=by, note=reason, change=change)
    _settle(row, found=relapse)
    if not relapse:
        return case
    second = open_case(case.unit, by=None, previous=case)
    for problem in listed(case).select_related(*ITEM).order_by("number"):
        said = row.sampled.get(str(problem.uid), {})
        if said.get("kept") is False or not problem.settled:
            _carry(problem, second, said.get("note") or reason)
    move(second, "relist", by=None, note=reason)
    watch_up(second, reason=_("It relapsed within the follow-up."))
    stars_shaken(case)
    return second


@transaction.atomic(durable=True)
def consolidate(case: Case, *, by: User, document: str) -> Case:
    """The follow-up is over, enough look-backs were held, and none found anything: the case ends."""
    return move(case, "consolidate", by=by, change={"document": document.strip()})


def _carry(problem: Problem, second: Case, reason: str) -> None:
    """A problem that is back hangs on the second case from now on; one that was reopened before keeps its state and day."""
    if problem.settled:
        inside.reopened(problem, by=None, reason=reason, parent=second.dossier, due=reopen_due(second))
        return
    inside.save(problem, parent=second.dossier)
    inside.told(problem, None, problem.dossier.due)


def _open_row(look_back: LookBack, by: User) -> tuple[Case, LookBack]:
    """The case and its look-back as they stand, if this person may work on it: who watches, and neither closed the case
    nor has a hand in it."""
    case = fresh(look_back.case)
    hold(case)
    need(roles(by, case.unit) & set(WATCHERS), _("Not saved: look-backs are held by who watches."), "role")
    need_outsider(case, by)
    need(
        not case.dossier.entries.filter(by=by, verb__in=CLOSERS).exists(),
        _("Not saved: you took part in closing this case. Another person looks back."),
        "apart",
    )
    row = open_look_back(case)
    if row is None or row.pk != look_back.pk or case.dossier.status != "LOOK_BACK":
        raise Refused(_("Not saved: this look-back is not open now."), code="state")
    return case, row


def _settle(row: LookBack, **fields: Any) -> None:
    """Write to a look-back that nobody has concluded."""
    won = LookBack.objects.filter(pk=row.pk, found=None).exclude(due=None).update(**fields)
    need(won == 1, _("Not saved: this look-back is concluded."), "changed")
    for name, value in fields.items():
        setattr(row, name, value)
