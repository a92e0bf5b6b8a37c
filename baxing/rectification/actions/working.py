"""The months of work: visits, the month in one line, help from above, who was told (domain §7.2, §7.4)."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import write
from baxing.problems.models import Problem
from baxing.rectification.actions.moves import keep, move, need, need_of_case, need_past
from baxing.rectification.actions.standings import mark
from baxing.rectification.items import listed, unsettled
from baxing.rectification.models import Case, Progress, Seat, Visit
from baxing.rectification.seats import seats_of
from baxing.rectification.watching import next_watch, watcher
from baxing.rules.flow_rectification import UNDER_RECTIFICATION, WATCHERS, WORKING
from baxing.rules.roles import BRANCH, COUNTY, MEETING, OFFICER, TOWNSHIP, WORKERS
from baxing.units.models import User, roles
from baxing.units.refused import Refused

RECORDERS = frozenset({*BRANCH, "first_secretary", *OFFICER})
REPORTERS = frozenset({*WORKERS, *OFFICER})
TELLERS = frozenset({*OFFICER, *TOWNSHIP, *COUNTY, *MEETING, *WATCHERS})


@transaction.atomic(durable=True)
def visit(seat: Seat, *, by: User, on: date, problem: Problem, next_step: str = "") -> Visit:
    """One visit by one of the four ones: the day and the problem it touched. Nothing about the journey.

    It is entered by who holds the seat, the branch, the first secretary or the township's officer."""
    case = seat.case
    own = seat.user_id is not None and seat.user_id == by.pk
    need(own or roles(by, case.unit) & RECORDERS, _("Not saved: this visit is not yours to enter."), "role")
    need(
        case.dossier.status in UNDER_RECTIFICATION,
        _("Not saved: the case is not being worked on now."),
        "state",
    )
    need_past(on)
    need(on >= seat.since, _("Not saved: the duty began later than this day."), "early")
    need(seat.until is None or on <= seat.until, _("Not saved: the duty had ended before this day."), "late")
    need(problem.parent_id == case.dossier_id, _("Not saved: choose a problem of this case."), "problem")
    next_step = " ".join(next_step.split())
    need(len(next_step) <= 120, _("Not saved: the next step takes at most 120 characters."), "text")
    made = _only_once(Visit(seat=seat, on=on, problem=problem, next_step=next_step, by=by))
    change = {"seat": seat.role, "on": on, "number": problem.number, "next_step": next_step}
    write(case.dossier, verb="visited", by=by, change=change)
    mark(case)
    return made


def _only_once(made: Visit) -> Visit:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Not saved: this visit is on record already."), code="twice") from error
    return made


@transaction.atomic(durable=True)
def progress(case: Case, *, by: User, month: date, line: str, help: str = "") -> Progress:
    """The month in one line, with the figures as they stand. A second time in the same month corrects the first, and the
    book keeps both. Refused outside the months of the work, and before the plan is approved."""
    need(
        roles(by, case.unit) & REPORTERS, _("Not saved: the month is for the branch and its helpers."), "role"
    )
    need(case.dossier.status in WORKING, _("Not saved: the case is not being worked on now."), "state")
    month, now = month.replace(day=1), timezone.localdate().replace(day=1)
    begun = (case.begun_on or now).replace(day=1)
    need(begun <= month <= now, _("Not saved: choose a month since the work began."), "month")
    line, help = " ".join(line.split()), " ".join(help.split())
    need(
        0 < len(line) <= 200 and len(help) <= 200, _("Not saved: one line of at most 200 characters."), "text"
    )
    found = case.progress.filter(month=month).first()
    figures = found.figures if found and month < now else figures_of(case)
    values: dict[str, Any] = {"line": line, "help": help, "figures": figures, "by": by, "at": timezone.now()}
    made, _created = Progress.objects.update_or_create(case=case, month=month, defaults=values)
    change = {"month": f"{month:%Y-%m}", "help": help, **figures}
    write(case.dossier, verb="progress", by=by, note=line, change=change)
    return made


def figures_of(case: Case) -> dict[str, int]:
    """The figures of a case as they stand today: problems listed, settled and late, visits made and due (reads only)."""
    today = timezone.localdate()
    all_of_them, open_now = listed(case).count(), list(unsettled(case).values_list("dossier__due", flat=True))
    seats = seats_of(case, now=True)
    return {
        "listed": all_of_them,
        "solved": all_of_them - len(open_now),
        "overdue": sum(1 for day in open_now if day and day < today),
        "visits_made": sum(seat.made for seat in seats),
        "visits_due": sum(seat.due or 0 for seat in seats),
    }


@transaction.atomic(durable=True)
def escalate(case: Case, *, by: User, reason: str) -> Case:
    """The county asks the next level up to watch, without waiting for the rule."""
    return lift(case, by=by, reason=reason)


@transaction.atomic
def lift(case: Case, *, by: User | None, reason: str, late: list[int] | None = None) -> Case:
    """Escalate: the watch goes one level up and the file to that desk. `late` are the numbers of the problems it is about.

    Part of `escalate` and of what the rule does by itself (housekeeping)."""
    after = next_watch(case)
    change = {"from": case.watch, "to": after} | ({"problems": late} if late else {})
    move(case, "escalate", by=by, note=reason, change=change, desk=watcher(case, after))
    return keep(case, watch=after)


@transaction.atomic(durable=True)
def hand_back(case: Case, *, by: User, reason: str) -> Case:
    """Who watches gives the case back to those who work on it. The days of what is late are counted anew from today."""
    return move(case, "hand_back", by=by, note=reason)


@transaction.atomic(durable=True)
def told(case: Case, *, by: User, to: str, on: date, how: str) -> Case:
    """Write down who was told, when and how. The system itself sends nothing to anybody outside."""
    need(roles(by, case.unit) & TELLERS, _("Not saved: this is for who watches the case."), "role")
    need(not case.dossier.state.final, _("Not saved: the case is over."), "state")
    need_of_case(case, on)
    to, how = " ".join(to.split()), " ".join(how.split())
    need(
        0 < len(to) <= 60 and 0 < len(how) <= 60,
        _("Not saved: say who was told, and how, in a few words."),
        "text",
    )
    write(case.dossier, verb="told", by=by, change={"whom": to, "on": on, "how": how})
    return case
