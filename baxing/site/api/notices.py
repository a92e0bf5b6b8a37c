"""Public notice: read by everybody, objected to by everybody; published and prolonged by the county."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from baxing.accreditation import board
from baxing.accreditation.actions import notices as acts
from baxing.accreditation.actions import objections
from baxing.accreditation.forms_notices import (
    SECONDS_LEAST,
    SECONDS_MOST,
    EnteredObjection,
    ObjectionForm,
    proof,
)
from baxing.accreditation.models import Notice, Objection
from baxing.accreditation.views.guesses import counted, too_many
from baxing.accreditation.views.notices import find_notice
from baxing.accreditation.views.objections import HOUR, PER_NOTICE, PER_SESSION, star_choices
from baxing.site.api import door
from baxing.site.api.door import ACT, OPEN, OPEN_ACT, Call
from baxing.site.api.given import Code, Day, In, Page, Reason, Size, Text60, Text120, Text300, Text2000
from baxing.site.api.shapes import Words
from baxing.units.models import roles
from baxing.units.refused import Refused

router = Router(tags=["notices"])


class NoticeOut(Schema):
    """A public notice and its working days; the day of publication is not counted."""

    uid: UUID
    cycle: dict[str, str]
    county: str
    number: int
    published: date
    first: date
    last: date
    days: int
    day: int = Field(description="Which of the days it is today.")
    state: Literal["soon", "running", "over"]


class BranchOut(Schema):
    """One branch on the notice: organisation and stars, nothing else."""

    application: UUID
    unit: str
    township: str
    stars: list[str] = Field(description="The codes of the stars proposed.")
    words: Words = Field(examples=[{"zh": "六星", "en": "6 stars", "bo": ""}])
    until: date | None = Field(description="Where its own notice runs longer than the others'.")
    corrected: bool
    open: bool = Field(description="Whether it can be objected to now.")


class NoticeWhole(NoticeOut):
    """A notice with its branches, page by page."""

    total: int
    branches: list[BranchOut]


class PublishIn(In):
    """What the department's meeting approved: all of it or nothing is published."""

    applications: list[UUID] = Field(max_length=2000)
    number: Text60 = Field(description="Minute number.", examples=["部务会纪要〔2026〕4 号"])
    on: Day = Field(description="Day of the meeting.")


class ProofOut(Schema):
    """What an objection has to carry: it shows when the notice was read here."""

    proof: str
    earliest: int = Field(description="Seconds to wait before objecting.")
    latest: int = Field(description="Seconds for which it holds.")


class _Objecting(In):
    branch: UUID = Field(description="`application` of one of the notice's branches.")
    star: Code | None = Field(None, description="A star of the standard; null: the result as a whole.")
    fact: Text2000 = Field(
        description="What is wrong: what, where, when, how it can be checked; 10 characters at least."
    )
    name: Text60 = Field("", description="May stay empty.")
    contact: Text120 = Field("", description="May stay empty. Stored sealed, for the checker alone.")


class ObjectionIn(_Objecting):
    """Anybody's objection: named, or anonymous with a fact that can be checked."""

    proof: Text300


class EnteredIn(_Objecting):
    """An objection that came in another way."""

    channel: Literal["phone", "letter", "visit", "box", "office"]


class TicketOut(Schema):
    """The ticket, shown once. Whoever has it can read the answer: POST /answers."""

    ticket: str
    due: date = Field(description="By when it is answered.")


@router.get(
    "/notices", auth=None, response={200: list[NoticeOut], 422: door.Refusal}, summary="Public notices"
)
def notices(request: HttpRequest, page: Page = 1, size: Size = 50) -> list[dict[str, Any]]:
    """Every notice, those that run longest first."""
    found = Notice.objects.filter(starts_on__lte=timezone.localdate()).order_by("-ends_on", "-pk")
    chosen = found.select_related("cycle__unit", "cycle__dossier").defer("cycle__text")
    return [_notice_out(notice) for notice in chosen[(page - 1) * size : page * size]]


@router.get("/notices/{uuid:uid}", auth=None, response={200: NoticeWhole, **OPEN}, summary="One notice")
def notice(
    request: HttpRequest, uid: UUID, name: Text60 = "", page: Page = 1, size: Size = 50
) -> dict[str, Any]:
    """Organisations and stars, no persons, no reasons. `name` looks for a branch or a township."""
    found = find_notice(uid)
    listed = board.found(board.listed(found), name)
    rows = board.rows_of(found, listed[(page - 1) * size : page * size])
    able = set(board.open_to_objection(found).values_list("pk", flat=True))
    branches = [_branch_out(row, row.application.pk in able) for row in rows]
    return {**_notice_out(found), "total": listed.count(), "branches": branches}


@router.post("/cycles/{uuid:uid}/notices", response={201: NoticeOut, **ACT}, summary="Publish a notice")
def publish(request: Call, uid: UUID, data: PublishIn) -> Status[dict[str, Any]]:
    """The department's meeting approves proposed results and puts them on public notice."""
    found = door.opened(request, uid)
    chosen = door.applications(request, data.applications)
    made = acts.publish(found, chosen, by=request.auth, minute=data.number, on=data.on)
    return Status(201, _notice_out(made))


@router.post("/notices/{uuid:uid}/prolong", response={200: NoticeOut, **ACT}, summary="Prolong a notice")
def prolong(request: Call, uid: UUID, data: Reason) -> dict[str, Any]:
    """The page or the board was down for a day: one working day more."""
    return _notice_out(acts.prolong(find_notice(uid), by=request.auth, reason=data.reason))


@router.get(
    "/notices/{uuid:uid}/proof", auth=None, response={200: ProofOut, **OPEN}, summary="Before objecting"
)
def objection_proof(request: HttpRequest, uid: UUID) -> dict[str, Any]:
    """Read this first; an objection without it is not taken in."""
    return {"proof": proof(find_notice(uid)), "earliest": SECONDS_LEAST, "latest": SECONDS_MOST}


@router.post(
    "/notices/{uuid:uid}/objections", auth=None, response={201: TicketOut, **OPEN_ACT}, summary="Object"
)
def object_to(request: HttpRequest, uid: UUID, data: ObjectionIn) -> Status[Objection]:
    """Anybody objects; no address is noted. The branch's notice stops until the answer. 409 too-many: call instead."""
    found = find_notice(uid)
    given = door.read(_form(ObjectionForm, found, data, notice=found))
    _not_too_many(request, found)
    kept = {key: given[key] for key in ("fact", "star", "name", "contact")}
    return Status(201, objections.object_to(given["branch"], **kept))


@router.post("/notices/{uuid:uid}/entered", response={201: TicketOut, **ACT}, summary="Enter an objection")
def enter(request: Call, uid: UUID, data: EnteredIn) -> Status[Objection]:
    """The office enters what came by telephone, letter, visit or box."""
    found = find_notice(uid)
    if "county_officer" not in roles(request.user, found.cycle.unit):
        raise Http404
    given = door.read(_form(EnteredObjection, found, data))
    return Status(201, objections.object_to(given.pop("branch"), by=request.auth, **given))


def _form(form: Any, found: Notice, data: _Objecting, **more: Any) -> Any:
    branches, stars = board.open_to_objection(found), star_choices(found.cycle)
    return form(data.dict(exclude_none=True), branches=branches, stars=stars, **more)


def _not_too_many(request: HttpRequest, notice: Notice) -> None:
    """The page's limits; what a session is there is an address here, forgotten after an hour."""
    everybody = f"objections:{notice.pk}"
    mine = f"{everybody}:{request.META.get('REMOTE_ADDR', '')}"
    if too_many(everybody, PER_NOTICE) or too_many(mine, PER_SESSION):
        raise Refused(
            _("Not received: too many objections at once. Please call, write, or try again in an hour."),
            code="too-many",
        )
    counted(everybody, HOUR)
    counted(mine, HOUR)


def _notice_out(notice: Notice) -> dict[str, Any]:
    term = board.term_of(notice)
    return {
        "uid": notice.uid,
        "cycle": notice.cycle.dossier.title,
        "county": notice.cycle.unit.name,
        "number": notice.number,
        **{name: getattr(term, name) for name in ("published", "first", "last", "days", "day", "state")},
    }


def _branch_out(row: board.Row, able: bool) -> dict[str, Any]:
    return {
        "application": row.application.uid,
        "unit": row.application.unit.name,
        "township": row.application.township.name,
        "stars": [segment.code for segment in row.segments if segment.state == "lit"],
        "words": row.stars.model_dump(),
        "until": row.until,
        "corrected": row.corrected,
        "open": able,
    }
