"""Ratings and afterwards: the decision for many, the public check of a code, the ledger of stars, on-site meetings."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from baxing.accreditation import awards, board
from baxing.accreditation.actions import rating
from baxing.accreditation.forms_notices import plain_code
from baxing.accreditation.models import Award, SiteMeeting, StarEvent
from baxing.accreditation.views.awards import GUESSES
from baxing.accreditation.views.guesses import counted, too_many
from baxing.accreditation.views.notices import find_notice
from baxing.site.api import door
from baxing.site.api.door import ACT, OPEN, READ, Call, Refusal
from baxing.site.api.given import Day, In, Page, Size, Text120, Text500, Ticket
from baxing.site.api.shapes import Words
from baxing.units.models import Unit, roles
from baxing.units.refused import Refused

router = Router(tags=["awards"])
Event = Literal["", "lit", "warned", "removed", "revoked"]


class AwardOut(Schema):
    """What a rating is worth today. A revoked or expired one has no star."""

    unit: str
    number: str
    document: str
    standing: Literal["valid", "reduced", "revoked", "expired"]
    stars: list[str] = Field(description="The codes of the stars that hold.")
    full_award: bool
    demonstration: bool
    valid_from: date
    valid_to: date


class CertificateOut(AwardOut):
    """A rating with the code that is printed on its certificate."""

    application: UUID
    code: str
    rechecked_on: date | None


class RateIn(In):
    """One decision document for many branches: all or none."""

    applications: list[UUID] = Field(max_length=2000)
    document: Text120 = Field(examples=["澄组发〔2026〕6 号"])
    on: Day = Field(description="Day of the decision, after the notice.")


class LedgerOut(Schema):
    """A line of the running ledger of stars (F11)."""

    unit: str
    stars: list[Words] = Field(description="The names of the stars, in the order of their codes.")
    event: Literal["lit", "warned", "removed", "revoked"]
    on: date
    until: date | None = Field(description="The last day of a lit star.")
    over: bool
    document: str
    reason: str


class MeetingIn(In):
    """An on-site meeting at a demonstration branch (F12)."""

    on: Day
    visitors: Annotated[int, Field(ge=1, le=9999, strict=True)]
    cost_borne_by: Text120
    lesson: Text500 = Field(description="In one to three lines.")


class MeetingOut(Schema):
    """An on-site meeting."""

    unit: str
    on: date
    visitors: int
    cost_borne_by: str
    lesson: str


@router.get(
    "/certificates/{code}",
    auth=None,
    response={200: AwardOut, **OPEN, 409: Refusal},
    summary="Check a certificate",
)
def verify(request: HttpRequest, code: Ticket) -> dict[str, Any]:
    """What a printed code is worth today. Fifteen wrong codes, and it rests for ten minutes."""
    if too_many(key := f"verify:{request.META.get('REMOTE_ADDR', '')}", GUESSES):
        raise Refused(_("Too many tries. Wait ten minutes, then try again."), code="too-many")
    found = _awards().filter(code=plain_code(code)).first()
    if found is None:
        counted(key, 600)
        raise Http404
    return _out(found)


@router.post("/notices/{uuid:uid}/awards", response={201: list[CertificateOut], **ACT}, summary="Rate many")
def rate(request: Call, uid: UUID, data: RateIn) -> Status[list[dict[str, Any]]]:
    """Decide on branches of a notice that is over."""
    notice = find_notice(uid)
    chosen = door.applications(request, data.applications, notice=notice, dossier__status__in=board.OPEN)
    made = rating.rate_many(chosen, by=request.auth, document=data.document, on=data.on)
    return Status(201, [_certificate(award) for award in made])


@router.get(
    "/applications/{uuid:uid}/award", response={200: CertificateOut, **READ}, summary="A branch's award"
)
def award(request: Call, uid: UUID) -> dict[str, Any]:
    """What a branch was awarded and what it is worth today."""
    return _certificate(_award(request, uid))


@router.get(
    "/units/{uuid:uid}/ledger", response={200: list[LedgerOut], **READ}, summary="The ledger of stars"
)
def ledger(
    request: Call, uid: UUID, event: Event = "", page: Page = 1, size: Size = 50
) -> list[dict[str, Any]]:
    """The running ledger (F11) of a county, a township or one branch, the latest first."""
    below = _place(request, uid).path
    found = StarEvent.objects.filter(unit__path__under=below).order_by("-on", "-pk")
    found = found.select_related("unit", "award__application__unit", "award__application__cycle")
    found = found.filter(event=event) if event else found
    return [_ledger_out(line) for line in awards.ledger_lines(list(found[(page - 1) * size : page * size]))]


@router.get(
    "/units/{uuid:uid}/meetings", response={200: list[MeetingOut], **READ}, summary="On-site meetings"
)
def meetings(request: Call, uid: UUID, page: Page = 1, size: Size = 50) -> list[dict[str, Any]]:
    """The on-site meetings of a county, a township or one branch (F12), the latest first."""
    below = _place(request, uid).path
    found = SiteMeeting.objects.filter(award__application__unit__path__under=below).order_by("-on", "-pk")
    chosen = found.select_related("award__application__unit")[(page - 1) * size : page * size]
    return [_meeting_out(meeting) for meeting in chosen]


@router.post(
    "/applications/{uuid:uid}/meetings", response={201: MeetingOut, **ACT}, summary="Write down a meeting"
)
def meeting(request: Call, uid: UUID, data: MeetingIn) -> Status[dict[str, Any]]:
    """At most one a quarter at a demonstration branch; the lesson in one to three lines."""
    made = rating.record_meeting(_award(request, uid), by=request.auth, **data.dict())
    return Status(201, _meeting_out(made))


def _awards() -> QuerySet[Award]:
    return (
        Award.objects.select_related("application__unit", "application__cycle", "application__dossier__unit")
        .defer("application__cycle__text")
        .prefetch_related("events")
    )


def _award(call: Call, uid: UUID) -> Award:
    application = door.application(call, uid)
    found = _awards().filter(application=application).first()
    if found is None:
        raise Http404
    found.application = application
    return found


def _place(call: Call, uid: UUID) -> Unit:
    """A unit at or below the caller's duty; like its page, not for a whole region."""
    found = Unit.objects.filter(uid=uid).exclude(level="region").first()
    if found is None or not roles(call.user, found):
        raise Http404
    return found


def _out(award: Award) -> dict[str, Any]:
    standing = awards.standing(award)
    same = ("number", "document", "full_award", "valid_from", "valid_to")
    return {
        **{name: getattr(award, name) for name in same},
        "unit": award.application.unit.name,
        "standing": standing,
        "stars": award.stars if standing in ("valid", "reduced") else [],
        "demonstration": award.application.dossier.status == "DEMO",
    }


def _certificate(award: Award) -> dict[str, Any]:
    same = {"code": award.code, "rechecked_on": award.rechecked_on, "application": award.application.uid}
    return {**_out(award), **same}


def _ledger_out(line: awards.LedgerLine) -> dict[str, Any]:
    event = line.event
    return {
        **{name: getattr(event, name) for name in ("event", "on", "document", "reason")},
        "unit": event.unit.name,
        "stars": [name.model_dump() for name in line.names],
        "until": line.until,
        "over": line.over,
    }


def _meeting_out(meeting: SiteMeeting) -> dict[str, Any]:
    same = ("on", "visitors", "cost_borne_by", "lesson")
    unit = meeting.award.application.unit.name
    return {"unit": unit, **{name: getattr(meeting, name) for name in same}}
