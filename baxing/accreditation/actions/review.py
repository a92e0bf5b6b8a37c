"""The township's review: the sample drawn, opinions given, tasks returned, the recommendation or its refusal."""

import hashlib
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.apart import need_outsider
from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.scores import hold, save_totals
from baxing.accreditation.models import Application, Remark, SampleItem
from baxing.dossiers.actions import write
from baxing.rules.frame import UNSEEN
from baxing.rules.sheet import get, put
from baxing.units.models import User, roles
from baxing.units.refused import Refused

CHOICES = ("self", "system", "verified", "return")


@transaction.atomic(durable=True)
def take_up(application: Application, *, by: User) -> Application:
    """Begin the review. The system draws the sample of computed tasks, so that nobody chooses what is looked at."""
    move(application, "take_up", by=by)
    drawn = draw_sample(application)
    SampleItem.objects.bulk_create(
        [SampleItem(application=application, task=code) for code in drawn], ignore_conflicts=True
    )
    return application


def draw_sample(application: Application) -> list[str]:
    """At least `sample_percent` of the computed tasks, drawn by a digest of the sheet's id: repeatable, and not to be foreseen."""
    computed = [code for code, task in application.tasks.items() if task.auto == "A"]
    wanted = -(-len(computed) * application.cycle.standard.terms.sample_percent // 100)
    seed = f"{application.uid}:{application.applied_at}"
    return sorted(computed, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).digest())[:wanted]


@transaction.atomic(durable=True)
def give_opinion(
    application: Application,
    task: str,
    choice: str,
    *,
    by: User,
    points: Decimal | None = None,
    text: str = "",
) -> Application:
    """The officer's opinion on one task: agree with the branch, follow the system, own verified points, or return it."""
    _reviewer(hold(application), by)
    row = application.tasks.get(task)
    if row is None or row.auto == "A" or row.rated:
        raise Refused(_("Not saved: this task takes no opinion here."), code="task")
    frame = application.cycle.frame
    values = {
        "self": lambda: get(frame, bytes(application.self_scored), task),
        "system": lambda: get(frame, bytes(application.auto), task),
        "verified": lambda: _points(row.points, points, text),
        "return": lambda: UNSEEN,
    }
    if choice not in values:
        raise Refused(_("Not saved: choose one of the four opinions."), code="choice")
    if choice == "return" and not text.strip():
        raise Refused(_("Not saved: say what has to be mended."), code="reason")
    application.reviewed = put(frame, bytes(application.reviewed), task, values[choice]())
    Remark.objects.update_or_create(
        application=application,
        task=task,
        layer="township",
        defaults={"choice": choice, "text": text, "by": by, "at": timezone.now()},
    )
    save_totals(application, "reviewed")
    write(
        application.dossier,
        verb="opinion",
        by=by,
        change={"task": task, "choice": choice, "points": str(points or ""), "text": text},
    )
    return application


@transaction.atomic(durable=True)
def agree(application: Application, tasks: list[str], *, by: User) -> Application:
    """Agree with the branch on several tasks at once: those on which it says nothing that the system contradicts.

    A task that already has an opinion keeps it. One line in the book names them all.
    """
    _reviewer(hold(application), by)
    frame = application.cycle.frame
    open_ = [code for code in tasks if get(frame, bytes(application.reviewed), code) == UNSEEN]
    for code in open_:
        row = application.tasks[code]
        if row.auto == "A" or row.rated:
            raise Refused(_("Not saved: this task takes no opinion here."), code="task")
        own = get(frame, bytes(application.self_scored), code)
        application.reviewed = put(frame, bytes(application.reviewed), code, own)
    if not open_:
        raise Refused(
            _("Nothing to agree with: every one of these tasks has an opinion already."), code="nothing"
        )
    kept = {"choice": "self", "text": "", "by": by, "at": timezone.now()}
    for code in open_:
        Remark.objects.update_or_create(application=application, task=code, layer="township", defaults=kept)
    save_totals(application, "reviewed")
    write(application.dossier, verb="opinion", by=by, change={"task": ", ".join(open_), "choice": "self"})
    return application


@transaction.atomic(durable=True)
def look_at_sample(application: Application, task: str, *, by: User, note: str = "") -> SampleItem:
    """One drawn record was looked at; a note says what was found, if anything."""
    _reviewer(hold(application), by)
    changed = SampleItem.objects.filter(application=application, task=task).update(
        seen=True, note=note, by=by
    )
    if changed != 1:
        raise Refused(_("Not saved: this task is not in the sample."), code="task")
    write(application.dossier, verb="sampled", by=by, change={"task": task, "note": note})
    return application.sample.get(task=task)


@transaction.atomic(durable=True)
def return_tasks(application: Application, *, by: User) -> Application:
    """Send the marked tasks home with a reason each; only these reopen, and only as often as the standard allows."""
    marked = list(application.remarks.filter(layer="township", choice="return"))
    reasons = {remark.task: remark.text for remark in marked}
    move(application, "return", by=by, change={"tasks": reasons}, given={"reasons": reasons})
    application.returns += 1
    application.returned = list(reasons)
    application.save(update_fields=["returns", "returned"])
    for remark in marked:
        Remark.objects.update_or_create(
            application=application,
            task=remark.task,
            layer="return",
            defaults={"text": remark.text, "choice": "", "by": by, "at": timezone.now()},
        )
    application.remarks.filter(pk__in=[remark.pk for remark in marked]).delete()
    return application


@transaction.atomic(durable=True)
def recommend(application: Application, *, by: User, number: str, on: date) -> Application:
    """The township party committee recommends, by its minute."""
    return move(application, "recommend", by=by, change={"minute": number, "on": on.isoformat()})


@transaction.atomic(durable=True)
def decline(application: Application, *, by: User, number: str, on: date, reason: str) -> Application:
    """The township party committee does not recommend, by its minute and with its reason; the branch may ask the county."""
    return move(application, "decline", by=by, note=reason, change={"minute": number, "on": on.isoformat()})


def _points(full: Decimal, points: Decimal | None, text: str) -> int:
    if points is None or not 0 <= points <= full:
        raise Refused(_("Not saved: points lie between 0 and %(full)s.") % {"full": full}, code="range")
    if not text.strip():
        raise Refused(_("Not saved: say what was verified."), code="reason")
    return int(points * 100)


def _reviewer(application: Application, by: User) -> None:
    if "township_officer" not in roles(by, application.unit):
        raise Refused(_("Not saved: the review is the township officer's."), code="role")
    if application.dossier.status != "TOWNSHIP_REVIEW":
        raise Refused(_("Not saved: the sheet is not under review now."), code="state")
    need_outsider(application, by)
