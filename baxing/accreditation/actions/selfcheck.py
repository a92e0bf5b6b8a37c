"""What a branch does with its own sheet: scores, reasons, measures, adopting, applying, answering a return."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.scores import hold, save_totals
from baxing.accreditation.measures import measure_of
from baxing.accreditation.models import Application, Remark
from baxing.accreditation.origin import OPEN_TO_BRANCH
from baxing.accreditation.scores import frozen_facts
from baxing.dossiers.actions import write
from baxing.problems.actions import inside
from baxing.problems.models import Problem
from baxing.problems.wording import tidy
from baxing.rules.frame import EXCUSED, NA
from baxing.rules.pack import Task
from baxing.rules.sheet import put
from baxing.units.models import User, roles
from baxing.units.refused import Refused


@transaction.atomic(durable=True)
def score_task(
    application: Application,
    task: str,
    points: Decimal | None,
    *,
    by: User,
    reason: str = "",
    excuse: str = "",
    measure: dict[str, Any] | None = None,
) -> Application:
    """Save the branch's own view of one task as it is typed: points (None: not applicable, with a reason), an excuse, a measure.

    Refused where the system computes the task, the sheet is not with the branch, only returned tasks are open, or
    points are above the task's. `measure` is {"what", "who", "due"}.
    """
    row = _own_task(hold(application), task, by)
    value = _slot(row, points, reason, excuse)
    application.self_scored = put(application.cycle.frame, bytes(application.self_scored), task, value)
    _remark(
        application,
        task,
        "self",
        reason,
        by=by,
        choice="excused" if excuse else "na" if points is None else "",
    )
    if measure and measure.get("what"):
        plan_measure(application, task, by=by, **measure)
    if task in application.returned:
        application.returned = [code for code in application.returned if code != task]
    save_totals(application, "self_scored", "returned")
    status = "SELF_CHECK" if application.dossier.status == "CREATING" else application.dossier.status
    shown = str(points) if points is not None else "na"
    write(
        application.dossier,
        verb="scored",
        by=by,
        status=status,
        keep_due=True,
        change={"task": task, "points": shown, "reason": reason, **({"excuse": excuse} if excuse else {})},
    )
    return application


@transaction.atomic
def plan_measure(application: Application, task: str, *, by: User, what: str, who: str, due: date) -> Problem:
    """Write down how a shortfall is made good: what, which role, by when. A second time replaces the first, until
    somebody has begun; a task whose shortfall was closed gets a new one."""
    if due is None or not who:
        raise Refused(_("The measure was not saved: say who does it and by which day."), code="incomplete")
    found = measure_of(application, task)
    if found and (found.measure, found.lead, found.dossier.due) == (tidy(what), tidy(who), due):
        return found
    if due < timezone.localdate():
        raise Refused(_("The measure was not saved: its day has already passed."), code="past")
    if found and found.dossier.status == "OPEN":
        return inside.changed(found, by=by, measure=what, lead=who, due=due)
    if found and not found.settled:
        raise Refused(
            _("The measure was not saved: work on the one for %(task)s has begun. Open it and carry it on.")
            % {"task": task},
            code="begun",
        )
    title = application.tasks[task].title.zh
    return inside.enlist(
        application.dossier,
        by=by,
        what=title,
        due=due,
        measure=what,
        lead=who,
        code=task,
        raised_in="self_check",
    )


@transaction.atomic(durable=True)
def add_measure(application: Application, task: str, *, by: User, what: str, who: str, due: date) -> Problem:
    """A measure for any task of the sheet, computed ones too."""
    _with_branch(hold(application), by)
    if task not in application.tasks:
        raise Refused(
            _("The measure was not saved: this standard has no task %(task)s.") % {"task": task}, code="task"
        )
    measure = plan_measure(application, task, by=by, what=what, who=who, due=due)
    write(
        application.dossier,
        verb="measure",
        by=by,
        change={"task": task, "what": what, "who": who, "due": due.isoformat()},
    )
    return measure


@transaction.atomic(durable=True)
def finish_measure(application: Application, task: str, *, by: User, changed: str, done_on: date) -> Problem:
    """The branch says that a measure is done and what changed by it; the township verifies and closes it (F4)."""
    _member_of(hold(application), by)
    measure = measure_of(application, task)
    if measure is None:
        raise Refused(
            _("Not saved: %(task)s has no measure yet. Write one first.") % {"task": task}, code="task"
        )
    if done_on > timezone.localdate():
        raise Refused(_("Not saved: a measure cannot be done on a day to come."), code="future")
    if measure.dossier.status in ("OPEN", "REOPENED"):
        inside.begun(measure, by=by)
    inside.claimed(measure, by=by, changed=changed)
    write(
        application.dossier,
        verb="measure_done",
        by=by,
        change={"task": task, "done_on": done_on.isoformat()},
    )
    return measure


@transaction.atomic(durable=True)
def adopt(
    application: Application, *, by: User, number: str, on: date, should: int, present: int, note: str = ""
) -> Application:
    """The committee (or the members' meeting) adopts the self-check; its minute is kept with the line."""
    if on > timezone.localdate():
        raise Refused(_("Not adopted: the meeting's day is still to come."), code="future")
    minute = {"minute": number, "on": on.isoformat(), "should": should, "present": present}
    return move(
        application, "adopt", by=by, note=note, change=minute, given={"should": should, "present": present}
    )


@transaction.atomic(durable=True)
def apply_for_stars(application: Application, *, by: User, willing: bool = False) -> Application:
    """Apply for reaching the standard: the facts are frozen under a digest; later ones carry the mark 补录."""
    snapshot = frozen_facts(application)
    move(application, "apply", by=by, change={"facts": snapshot["digest"]})
    application.snapshot, application.willing = snapshot, willing
    application.applied_at = timezone.now()
    application.save(update_fields=["snapshot", "willing", "applied_at"])
    return application


def _own_task(application: Application, task: str, by: User) -> Task:
    _with_branch(application, by)
    row = application.tasks.get(task)
    if row is None:
        raise Refused(_("Not saved: this standard has no task %(task)s.") % {"task": task}, code="task")
    if row.auto == "A":
        raise Refused(
            _("Not saved: %(task)s is computed from facts. If a fact is wrong, correct the fact.")
            % {"task": task},
            code="computed",
        )
    if (
        application.dossier.status == "RETURNED"
        and task not in application.returned
        and not _answered(application, task)
    ):
        raise Refused(_("Not saved: only the returned tasks are open for mending."), code="not_returned")
    return row


def _answered(application: Application, task: str) -> bool:
    return application.remarks.filter(task=task, layer="return").exists()


def _with_branch(application: Application, by: User) -> None:
    _member_of(application, by)
    if application.dossier.status not in OPEN_TO_BRANCH:
        raise Refused(
            _("Not saved: the sheet is not with the branch now. Reload the page to see where it stands."),
            code="state",
        )


def _member_of(application: Application, by: User) -> None:
    if not roles(by, application.unit) & {"secretary", "recorder"}:
        raise Refused(_("Not saved: only the branch's secretary or recorder may write here."), code="role")


def _slot(row: Task, points: Decimal | None, reason: str, excuse: str) -> int:
    if excuse:
        if excuse not in row.excuses:
            raise Refused(_("Not saved: the standard does not know this excuse for the task."), code="excuse")
        if not reason.strip():
            raise Refused(
                _("Not saved: an excuse needs one sentence that says what happened."), code="reason"
            )
        return EXCUSED
    if points is None:
        if not reason.strip():
            raise Refused(_("Not saved: say in one sentence why the task does not apply."), code="reason")
        return NA
    if not 0 <= points <= row.points:
        raise Refused(
            _("Not saved: points for %(task)s lie between 0 and %(full)s.")
            % {"task": row.code, "full": row.points},
            code="range",
        )
    if points < row.points and not reason.strip():
        raise Refused(_("Not saved: fewer than full points need a short reason."), code="reason")
    return int(points * 100)


def _remark(
    application: Application, task: str, layer: str, text: str, *, by: User, choice: str = ""
) -> None:
    Remark.objects.update_or_create(
        application=application,
        task=task,
        layer=layer,
        defaults={"text": text, "choice": choice, "by": by, "at": timezone.now()},
    )
