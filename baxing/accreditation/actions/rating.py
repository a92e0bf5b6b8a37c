"""Rating and afterwards: certificates, demonstration, the yearly recheck, warning, removal of a star, revocation."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation import awards
from baxing.accreditation.actions.flags import answer_flag, decide_flag, raise_flag
from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.objections import ticket
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.models import Application, Award, Cycle, SiteMeeting, StarEvent
from baxing.accreditation.scores import differs
from baxing.dossiers.actions import write
from baxing.rules.calendar import add_months
from baxing.units.models import User, roles
from baxing.units.refused import Refused

__all__ = [
    "answer_flag",
    "decide_flag",
    "demonstrate",
    "failing",
    "keep",
    "raise_flag",
    "rate",
    "rate_many",
    "recheck",
    "recheck_for",
    "record_meeting",
    "remove_star",
    "revoke",
    "warn",
]
RECORDERS = frozenset({"county_officer", "township_officer", "secretary"})


@transaction.atomic(durable=True)
def rate(application: Application, *, by: User, document: str, on: date) -> Award:
    """The decision: stars as they stood on the notice, valid for the pack's months, with a certificate number and a code.

    Refused before the notice of this branch is over, while an objection is open, for whoever rated the branch or proposed
    its result, for a day before the notice ended or still to come, and where the sheet has changed since the notice.
    """
    return _rate(application, by=by, document=document, on=on)


@transaction.atomic(durable=True)
def rate_many(applications: list[Application], *, by: User, document: str, on: date) -> list[Award]:
    """One decision document for many branches: all or none."""
    if not applications:
        raise Refused(_("Nothing was rated: choose at least one branch."), code="empty")
    return [_rate(application, by=by, document=document, on=on) for application in applications]


def _rate(application: Application, *, by: User, document: str, on: date) -> Award:
    cycle, proposal, notice_end = application.cycle, application.proposal or {}, application.dossier.due
    change = {"document": document.strip(), "on": on.isoformat(), "lit": proposal.get("lit")}
    code = ticket()
    move(application, "rate", by=by, change=change)
    _decidable(application, on, notice_end, by)
    Cycle.objects.select_for_update().get(pk=cycle.pk)  # two decisions at once would take one number
    stars = awards.proposed_stars(application)
    seq = Award.objects.filter(application__cycle=cycle).count() + 1
    award = Award.objects.create(
        application=application,
        document=document.strip(),
        number=f"{cycle.year}-{cycle.pk:04d}-{seq:04d}",
        code=code,
        decided_on=on,
        valid_from=on,
        valid_to=add_months(on, cycle.standard.terms.valid_months) - timedelta(days=1),
        stars=stars,
        full_award=bool(proposal.get("full_award")),
    )
    _events(award, stars, "lit", on=on, document=award.document)
    application.objections.exclude(name="", contact="").update(name="", contact="")  # no longer needed
    return award


def _decidable(application: Application, on: date, notice_end: date | None, by: User) -> None:
    name = {"unit": application.unit.name}
    if application.rater_sheets.filter(rater=by, conflict=False).exists():
        raise Refused(_("Not rated: whoever rated %(unit)s cannot decide on it.") % name, code="not_a_rater")
    if on > timezone.localdate():
        raise Refused(_("Not rated: the day of the decision is still to come."), code="future")
    if notice_end is not None and on <= notice_end:
        raise Refused(
            _("Not rated: on that day %(unit)s was still on public notice (until %(day)s).")
            % {**name, "day": notice_end.isoformat()},
            code="on-notice",
        )
    if differs(application):
        raise Refused(
            _(
                "Not rated: the sheet of %(unit)s gives another result than the notice. "
                "Enter what was found as an objection, so that the corrected result is published."
            )
            % name,
            code="result-changed",
        )


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
    if not roles(by, application.unit) & RECORDERS:
        raise Refused(_("Not saved: your role does not record on-site meetings."), code="role")
    if application.dossier.status != "DEMO":
        raise Refused(_("Not saved: this branch is not a demonstration now."), code="state")
    if not award.valid_from <= on <= timezone.localdate():
        raise Refused(
            _("Not saved: the meeting must lie between the rating and today, both included."), code="date"
        )
    lines = [line.strip() for line in lesson.splitlines() if line.strip()]
    if not 1 <= len(lines) <= 3:
        raise Refused(_("Not saved: write the lesson in one to three lines."), code="lesson")
    Award.objects.select_for_update().get(pk=award.pk)
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
    """The automatic recheck falls due: the facts of the last whole year are read, no paper is asked for. Done by `tick`."""
    move(application, "recheck", by=None)
    refresh(application)
    return application


@transaction.atomic
def recheck_for(application: Application, reason: str) -> Application:
    """A recheck before its time, because something else came to light (a relapse after rectification); inside the caller's
    transaction. `reason` stands in the book. Refused where the branch holds no rating."""
    move(application, "recheck", by=None, note=reason, given={"forced": True})
    refresh(application)
    return application


@transaction.atomic(durable=True)
def keep(application: Application, verb: str, *, by: User) -> Application:
    """Every star holds (again): `keep` after a recheck, `mended` after a warning. The sheet shows its own year again."""
    refresh(application)
    move(application, verb, by=by)
    Award.objects.filter(application=application).update(rechecked_on=timezone.localdate())
    refresh(application)
    return application


@transaction.atomic(durable=True)
def warn(application: Application, *, by: User, reason: str) -> Application:
    """A star does not hold: the branch is told, with the days the standard gives for mending."""
    refresh(application)
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
def revoke(application: Application, *, by: User, reason: str, document: str, veto: str = "") -> Application:
    """The whole rating is revoked for a proven false record or another serious fact, after the branch was heard."""
    move(
        application,
        "revoke",
        by=by,
        note=reason,
        change={"document": document, "veto": _proven(application) or veto},
    )
    award = application.award
    award.revoked_on = timezone.localdate()
    award.save(update_fields=["revoked_on"])
    _events(award, list(award.stars), "revoked", on=award.revoked_on, reason=reason, document=document)
    return application


def _proven(application: Application) -> str:
    """The confirmed vetoes, as codes."""
    return ", ".join(application.flags.filter(confirmed=True).order_by("pk").values_list("veto", flat=True))


def failing(application: Application) -> list[str]:
    """The awarded stars that do not hold now; none where nothing was awarded."""
    award = getattr(application, "award", None)
    return awards.failing(award) if award else []


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
            reason=reason[:300],
            document=document,
        )
        for star in stars
    )
