"""Rating and afterwards: certificates, demonstration, the yearly recheck, warning, removal of a star, revocation, vetoes by flag."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.notices import ticket
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.models import Application, Award, Flag, SiteMeeting, StarEvent
from baxing.accreditation.scores import live_result
from baxing.dossiers.actions import write
from baxing.dossiers.calendar import load
from baxing.rules.calendar import add_months
from baxing.units.models import User, roles
from baxing.units.refused import Refused


@transaction.atomic(durable=True)
def rate(application: Application, *, by: User, document: str, on: date) -> Award:
    """The decision: stars as they stood on the notice, valid for the pack's months, with a certificate number and a code."""
    proposal = application.proposal or {}
    move(
        application,
        "rate",
        by=by,
        change={"document": document, "on": on.isoformat(), "lit": proposal.get("lit")},
    )
    cycle = application.cycle
    stars = [star.code for i, star in enumerate(cycle.standard.stars) if proposal.get("lit_mask", 0) >> i & 1]
    number = f"{cycle.year}-{cycle.unit.path[-4:]}-{cycle.applications.exclude(award=None).count() + 1:04d}"
    award = Award.objects.create(
        application=application,
        document=document,
        number=number,
        code=ticket(),
        decided_on=on,
        valid_from=on,
        valid_to=add_months(on, cycle.standard.terms.valid_months),
        stars=stars,
        full_award=bool(proposal.get("full_award")),
    )
    _events(award, stars, "lit", on=on, document=document)
    return award


@transaction.atomic(durable=True)
def demonstrate(application: Application, *, by: User, document: str) -> Application:
    """Name a full-award branch that is willing as a demonstration."""
    return move(application, "demonstrate", by=by, change={"document": document})


@transaction.atomic(durable=True)
def record_meeting(
    award: Award, *, by: User, on: date, visitors: int, cost_borne_by: str, lesson: str
) -> SiteMeeting:
    """An on-site meeting at a demonstration branch: at most one a quarter, the lesson in at most three lines."""
    application = award.application
    if not roles(by, application.unit) & {"county_officer", "township_officer", "secretary"}:
        raise Refused(_("Not saved: your role does not record on-site meetings."), code="role")
    if application.dossier.status != "DEMO":
        raise Refused(_("Not saved: this branch is not a demonstration now."), code="state")
    lines = [line.strip() for line in lesson.splitlines() if line.strip()]
    if not 1 <= len(lines) <= 3:
        raise Refused(_("Not saved: write the lesson in one to three lines."), code="lesson")
    quarter = (on.month - 1) // 3
    if any(m.on.year == on.year and (m.on.month - 1) // 3 == quarter for m in award.meetings.all()):
        raise Refused(
            _("Not saved: this branch already held an on-site meeting in that quarter."), code="quarter"
        )
    meeting = SiteMeeting.objects.create(
        award=award, on=on, visitors=visitors, cost_borne_by=cost_borne_by, lesson="\n".join(lines), by=by
    )
    write(application.dossier, verb="meeting", by=by, change={"on": on.isoformat(), "visitors": visitors})
    return meeting


@transaction.atomic(durable=True)
def recheck(application: Application) -> Application:
    """The automatic recheck falls due: facts are read again, no paper is asked for. Done by `tick`."""
    move(application, "recheck", by=None)
    refresh(application)
    return application


@transaction.atomic(durable=True)
def keep(application: Application, verb: str, *, by: User) -> Application:
    """Every star holds (again): `keep` after a recheck, `mended` after a warning."""
    refresh(application)
    move(application, verb, by=by)
    Award.objects.filter(application=application).update(rechecked_on=timezone.localdate())
    return application


@transaction.atomic(durable=True)
def warn(application: Application, *, by: User, reason: str) -> Application:
    """A star does not hold: the branch is told, with the days the standard gives for mending."""
    stars = failing(application)
    move(application, "warn", by=by, note=reason, change={"stars": stars})
    _events(application.award, stars, "warned", on=timezone.localdate(), reason=reason)
    return application


@transaction.atomic(durable=True)
def remove_star(application: Application, *, by: User, reason: str, document: str) -> Application:
    """The star that was not mended in time is removed; the others stay."""
    refresh(application)
    stars = failing(application)
    move(application, "remove_star", by=by, note=reason, change={"document": document, "stars": stars})
    award = application.award
    award.stars = [code for code in award.stars if code not in stars]
    award.full_award = False
    award.save(update_fields=["stars", "full_award"])
    _events(award, stars, "removed", on=timezone.localdate(), reason=reason, document=document)
    return application


@transaction.atomic(durable=True)
def revoke(application: Application, *, by: User, reason: str, document: str, veto: str) -> Application:
    """The whole rating is revoked for a proven false record or another serious fact, after the branch was heard."""
    move(
        application,
        "revoke",
        by=by,
        note=reason,
        change={"document": document, "veto": veto},
        given={"veto": veto},
    )
    award = application.award
    award.revoked_on = timezone.localdate()
    award.save(update_fields=["revoked_on"])
    _events(award, list(award.stars), "revoked", on=award.revoked_on, reason=reason, document=document)
    return application


@transaction.atomic(durable=True)
def raise_flag(application: Application, veto: str, *, by: User, document: str) -> Flag:
    """Raise a branch-level veto on a document; the branch has the standard's days to answer before another confirms it."""
    row = next((row for row in application.cycle.standard.vetoes if row.code == veto), None)
    if row is None or row.when is not None:
        raise Refused(_("Not saved: this veto is not one that is raised by hand."), code="veto")
    if "county_officer" not in roles(by, application.unit):
        raise Refused(_("Not saved: only the county organisation department raises a veto."), code="role")
    if not document.strip():
        raise Refused(_("Not saved: name the document."), code="document")
    if application.flags.filter(veto=veto).exists():
        raise Refused(_("Not saved: this veto was raised already."), code="exists")
    due = load(application.cycle.region).add(timezone.localdate(), row.answer_days)
    flag = Flag.objects.create(
        application=application, veto=veto, document=document, raised_by=by, answer_due=due
    )
    write(application.dossier, verb="flagged", by=by, change={"veto": veto, "document": document})
    return flag


@transaction.atomic(durable=True)
def answer_flag(flag: Flag, *, by: User, answer: str) -> Flag:
    """The branch answers."""
    if "secretary" not in roles(by, flag.application.unit) or flag.decided_at:
        raise Refused(_("Not saved: only the branch's secretary answers, before the decision."), code="role")
    flag.answer, flag.answered_at = answer, timezone.now()
    flag.save(update_fields=["answer", "answered_at"])
    write(flag.application.dossier, verb="flag_answered", by=by, change={"veto": flag.veto})
    return flag


@transaction.atomic(durable=True)
def decide_flag(flag: Flag, *, by: User, confirmed: bool) -> Flag:
    """A second person confirms or drops the veto, once the branch answered or its days are over."""
    if not roles(by, flag.application.unit) & {"county_officer", "county_lead"} or flag.raised_by_id == by.pk:
        raise Refused(_("Not decided: a second person of the county department decides."), code="apart")
    if not flag.answered_at and timezone.localdate() <= flag.answer_due:
        raise Refused(
            _("Not decided: the branch may still answer until %(day)s.") % {"day": flag.answer_due},
            code="early",
        )
    done = Flag.objects.filter(pk=flag.pk, decided_at=None).update(
        confirmed=confirmed, decided_by=by, decided_at=timezone.now()
    )
    if done != 1:
        raise Refused(_("Not decided: this veto was decided already."), code="changed")
    write(
        flag.application.dossier,
        verb="flag_decided",
        by=by,
        change={"veto": flag.veto, "confirmed": confirmed},
    )
    flag.refresh_from_db()
    refresh(flag.application)
    return flag


def failing(application: Application) -> list[str]:
    """The awarded stars that do not hold now."""
    dark = {star.code for star in live_result(application).stars if star.state in ("dark", "gated")}
    return [code for code in application.award.stars if code in dark]


def _events(
    award: Award, stars: list[str], event: str, *, on: date, reason: str = "", document: str = ""
) -> None:
    StarEvent.objects.bulk_create(
        StarEvent(
            unit=award.application.unit,
            award=award,
            star=star,
            event=event,
            on=on,
            reason=reason,
            document=document,
        )
        for star in stars
    )
