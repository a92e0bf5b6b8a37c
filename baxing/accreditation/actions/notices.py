"""Public notice: nothing is rated before everybody could look and speak. Objections are in `objections.py`."""

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.apart import need_outsider
from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.objections import (
    answer_objection,
    appoint_checker,
    earlier_hand,
    extend_objection,
    object_to,
    settle_task,
    ticket,
)
from baxing.accreditation.due import due_for
from baxing.accreditation.models import Application, Cycle, Notice
from baxing.accreditation.scores import differs, result_columns
from baxing.dossiers.actions import write
from baxing.dossiers.calendar import load
from baxing.dossiers.models import canonical
from baxing.rules.flows import ACCREDITATION
from baxing.units.models import User, roles
from baxing.units.refused import Refused

__all__ = [
    "answer_objection",
    "appoint_checker",
    "correct",
    "earlier_hand",
    "extend_objection",
    "object_to",
    "prolong",
    "publish",
    "renew_proposal",
    "resume",
    "settle_task",
    "ticket",
]


@transaction.atomic(durable=True)
def publish(cycle: Cycle, applications: list[Application], *, by: User, minute: str, on: date) -> Notice:
    """The department meeting approves the proposed results and puts them on one public notice; all or none.

    Refused for an empty choice, a sheet of another cycle, a meeting still to come, and a proposal that is not what
    its sheet says now. The cycle's book gets a line with the digest of the list; it is printed on the notice.
    """
    today = timezone.localdate()
    _publishable(cycle, applications, on, today)
    Cycle.objects.select_for_update().get(pk=cycle.pk)  # two notices at once would take one number
    end = due_for(cycle, ACCREDITATION.state("PUBLIC_NOTICE")) or today
    number = cycle.notices.count() + 1
    notice = Notice.objects.create(cycle=cycle, number=number, starts_on=today, ends_on=end, minute=minute)
    for application in applications:
        move(application, "publish", by=by, change={"minute": minute, "on": on.isoformat(), "notice": number})
        application.notice = notice
        application.save(update_fields=["notice"])
    listed = [[str(a.unit.uid), (a.proposal or {}).get("lit_mask")] for a in applications]
    write(
        cycle.dossier,
        verb="noticed",
        by=by,
        change={
            "notice": number,
            "minute": minute,
            "on": on.isoformat(),
            "until": end.isoformat(),
            "branches": len(listed),
            "digest": hashlib.sha256(canonical(listed).encode()).hexdigest(),
        },
    )
    return notice


def _publishable(cycle: Cycle, applications: list[Application], on: date, today: date) -> None:
    if not applications:
        raise Refused(_("Nothing was published: choose at least one proposed result."), code="empty")
    if on > today:
        raise Refused(_("Nothing was published: the meeting's day is still to come."), code="future")
    for application in applications:
        if application.cycle_id != cycle.pk:
            raise Refused(_("Nothing was published: one of the sheets is of another cycle."), code="cycle")
        if application.dossier.status == "PROPOSED" and differs(application):
            raise Refused(
                _("Nothing was published: the sheet of %(unit)s has changed since its result was proposed.")
                % {"unit": application.unit.name},
                code="stale-proposal",
            )


@transaction.atomic(durable=True)
def renew_proposal(application: Application, *, by: User) -> Application:
    """A proposed sheet has changed since (a veto was confirmed, a fact came late): propose what it says now."""
    if "county_officer" not in roles(by, application.unit):
        raise Refused(_("Not proposed: this is for the county organisation department."), code="role")
    if application.dossier.status != "PROPOSED":
        raise Refused(_("Not proposed: only a proposed result can be renewed."), code="state")
    if application.rater_sheets.filter(rater=by, conflict=False).exists():
        raise Refused(_("Not proposed: whoever rated this branch cannot propose its result."), code="apart")
    need_outsider(application, by)
    columns = result_columns(application)
    write(application.dossier, verb="propose", by=by, change=columns)
    application.proposal = columns
    application.save(update_fields=["proposal"])
    return application


@transaction.atomic(durable=True)
def prolong(notice: Notice, *, by: User, reason: str) -> Notice:
    """The page or the board was down for a day: every clock of this notice goes one working day further."""
    if "county_officer" not in roles(by, notice.cycle.unit):
        raise Refused(_("Not prolonged: this is for the county organisation department."), code="role")
    if not reason.strip():
        raise Refused(_("Not prolonged: say on which day the notice could not be seen."), code="reason")
    running = notice.applications.select_related("dossier__unit").filter(
        dossier__status="PUBLIC_NOTICE", dossier__due__gte=timezone.localdate()
    )
    if not running:
        raise Refused(
            _("Not prolonged: no result of this notice is on notice any more. Publish it again."), code="over"
        )
    calendar = load(notice.cycle.region)
    before = notice.ends_on
    until = calendar.add(before, 1) if before >= timezone.localdate() else before
    changed = Notice.objects.filter(pk=notice.pk, ends_on=before, down_days=notice.down_days).update(
        ends_on=until, down_days=notice.down_days + 1
    )
    if changed != 1:
        raise Refused(
            _("Not prolonged: somebody else has just prolonged this notice. Look at it again."),
            code="changed",
        )
    for application in running:
        due = calendar.add(application.dossier.due or before, 1)
        write(application.dossier, verb="prolonged", by=by, status="PUBLIC_NOTICE", due=due, note=reason)
    notice.refresh_from_db()
    return notice


@transaction.atomic(durable=True)
def resume(application: Application, *, by: User) -> Application:
    """No objection changed the stars: the notice goes on for the working days that were left when the clock stopped."""
    opened = application.dossier.entries.filter(verb="object").order_by("-n").first()
    left: int = opened.change.get("days_left", 0) if opened else 0
    columns = result_columns(application)
    move(application, "resume", by=by, change={"days_left": left, "digest": columns["digest"]})
    application.proposal = columns
    application.save(update_fields=["proposal"])
    _set_due(application, load(application.cycle.region).add(timezone.localdate(), left), by=by)
    return application


@transaction.atomic(durable=True)
def correct(application: Application, *, by: User) -> Application:
    """The result changed: the corrected stars are put on notice for the whole period again."""
    columns: dict[str, Any] = result_columns(application)
    before = (application.proposal or {}).get("lit")
    change = {"before": before, "after": application.lit, "digest": columns["digest"]}
    move(application, "correct", by=by, change=change)
    application.proposal = columns
    application.save(update_fields=["proposal"])
    return application


def _set_due(application: Application, due: date, *, by: User) -> None:
    write(
        application.dossier,
        verb="clock",
        by=by,
        status=application.dossier.status,
        due=due,
        change={"until": due.isoformat()},
    )
