"""Vetoes by hand (domain §4.1): raised on a document, answered by the branch, decided by a second person."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.apart import need_outsider
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.models import Application, Flag
from baxing.dossiers.actions import write
from baxing.dossiers.calendar import load
from baxing.units.models import User, roles
from baxing.units.refused import Refused


@transaction.atomic(durable=True)
def raise_flag(application: Application, veto: str, *, by: User, document: str) -> Flag:
    """Raise a branch-level veto on a document; the branch has the standard's days to answer before another confirms it."""
    row = next((row for row in application.cycle.standard.vetoes if row.code == veto), None)
    if row is None or row.when is not None:
        raise Refused(_("Not saved: this veto is not one that is raised by hand."), code="veto")
    if "county_officer" not in roles(by, application.unit):
        raise Refused(_("Not saved: only the county organisation department raises a veto."), code="role")
    if application.dossier.state.final:
        raise Refused(_("Not saved: this file is closed."), code="state")
    if not document.strip():
        raise Refused(_("Not saved: name the document."), code="document")
    Application.objects.select_for_update().get(pk=application.pk)
    if application.flags.filter(veto=veto).exists():
        raise Refused(_("Not saved: this veto was raised already."), code="exists")
    due = load(application.cycle.region).add(timezone.localdate(), row.answer_days)
    flag = Flag.objects.create(
        application=application, veto=veto, document=document.strip(), raised_by=by, answer_due=due
    )
    write(application.dossier, verb="flagged", by=by, change={"veto": veto, "document": flag.document})
    return flag


@transaction.atomic(durable=True)
def answer_flag(flag: Flag, *, by: User, answer: str) -> Flag:
    """The branch answers, once."""
    if "secretary" not in roles(by, flag.application.unit):
        raise Refused(_("Not saved: only the branch's secretary answers."), code="role")
    if not answer.strip():
        raise Refused(_("Not saved: the answer is empty."), code="incomplete")
    done = Flag.objects.filter(pk=flag.pk, decided_at=None, answered_at=None).update(
        answer=answer.strip(), answered_at=timezone.now()
    )
    if done != 1:
        raise Refused(_("Not saved: it was answered or decided already."), code="changed")
    flag.refresh_from_db()
    write(flag.application.dossier, verb="flag_answered", by=by, change={"veto": flag.veto})
    return flag


@transaction.atomic(durable=True)
def decide_flag(flag: Flag, *, by: User, confirmed: bool) -> Flag:
    """A second person confirms or drops the veto, once the branch answered or its days are over. The sheet is scored at once."""
    if not roles(by, flag.application.unit) & {"county_officer", "county_lead"} or flag.raised_by_id == by.pk:
        raise Refused(_("Not decided: a second person of the county department decides."), code="apart")
    need_outsider(flag.application, by)
    if not flag.answered_at and timezone.localdate() <= flag.answer_due:
        raise Refused(
            _("Not decided: the branch may still answer until %(day)s.")
            % {"day": flag.answer_due.isoformat()},
            code="early",
        )
    done = Flag.objects.filter(pk=flag.pk, decided_at=None).update(
        confirmed=confirmed, decided_by=by, decided_at=timezone.now()
    )
    if done != 1:
        raise Refused(_("Not decided: this veto was decided already."), code="changed")
    flag.refresh_from_db()
    write(
        flag.application.dossier,
        verb="flag_decided",
        by=by,
        change={"veto": flag.veto, "confirmed": confirmed},
    )
    refresh(flag.application)
    return flag
