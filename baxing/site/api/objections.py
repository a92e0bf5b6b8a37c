"""Objections after they were received: the ticket's answer; the office's register, the checker, finding and answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from baxing.accreditation.actions import objections as acts
from baxing.accreditation.forms_notices import plain_code
from baxing.accreditation.models import Objection
from baxing.accreditation.views.guesses import counted, too_many
from baxing.accreditation.views.objections import OFFICE
from baxing.site.api import door
from baxing.site.api.door import ACT, OPEN_ACT, READ, Call
from baxing.site.api.given import Code, In, Points, Reason, Text60, Text300, Text2000, Ticket
from baxing.site.api.shapes import SheetOut, sheet_out
from baxing.units.models import roles
from baxing.units.refused import Refused

router = Router(tags=["objections"])
TRIES = 20


class ObjectionOut(Schema):
    """An objection as the office and its checker see it. Who objected is not in it."""

    uid: UUID
    application: UUID
    unit: str
    number: int
    received_on: date
    channel: str
    star: str
    fact: str
    due: date
    extended: bool
    checker: str = Field(description="User name; empty while nobody is appointed.")
    finding: str
    answer: str
    answered_at: datetime | None
    changed_result: bool | None = Field(description="Whether the stars changed; null before the answer.")


class TicketIn(In):
    """The ticket of an objection; spaces, hyphens and small letters do not matter."""

    ticket: Ticket = Field(examples=["7K4M2-Q9X3A"])


class TicketAnswerOut(Schema):
    """What whoever has the ticket may read."""

    unit: str
    received_on: date
    due: date
    answer: str = Field(description="Empty while it is being examined.")
    answered_at: datetime | None


class CheckerIn(In):
    """Who checks, by user name."""

    checker: Text60


class SettleIn(In):
    """Other points for one task, as found."""

    points: Points
    text: Text300


class AnswerIn(In):
    """What was found (inside), and what is answered (to whoever has the ticket; no names)."""

    finding: Text2000
    answer: Text2000


class ObjectorOut(Schema):
    """Who objected; null where nobody can read it any more."""

    name: str | None
    contact: str | None


@router.post(
    "/answers", auth=None, response={200: TicketAnswerOut, **OPEN_ACT}, summary="The answer to a ticket"
)
def answer_to(request: HttpRequest, data: TicketIn) -> dict[str, Any]:
    """The written answer for whoever has the ticket. Twenty wrong tickets, and it rests for ten minutes."""
    if too_many(key := f"tickets:{request.META.get('REMOTE_ADDR', '')}", TRIES):
        raise Refused(_("Too many tries. Wait ten minutes, then try again."), code="too-many")
    found = door.objections().filter(ticket=plain_code(data.ticket)).first()
    if found is None:
        counted(key, 600)
        raise Http404
    names = ("received_on", "due", "answer", "answered_at")
    return {"unit": found.application.unit.name, **{name: getattr(found, name) for name in names}}


@router.get(
    "/cycles/{uuid:uid}/objections", response={200: list[ObjectionOut], **READ}, summary="The register"
)
def register(request: Call, uid: UUID) -> list[dict[str, Any]]:
    """The register of objections of a cycle (F9); a checker sees those that are his."""
    cycle = door.cycle(request, uid)
    found = door.objections().filter(application__cycle=cycle).order_by("received_on", "pk")
    if not roles(request.user, cycle.unit) & OFFICE:
        if not door.holds_any(request, *acts.CHECKERS):
            raise Http404
        found = found.filter(checker=request.auth)
    return [_out(objection) for objection in found]


@router.get("/objections/{uuid:uid}", response={200: ObjectionOut, **READ}, summary="One objection")
def objection(request: Call, uid: UUID) -> dict[str, Any]:
    """For the office, and for its checker."""
    return _out(door.objection(request, uid))


@router.put(
    "/objections/{uuid:uid}/checker", response={200: ObjectionOut, **ACT}, summary="Appoint a checker"
)
def checker(request: Call, uid: UUID, data: CheckerIn) -> dict[str, Any]:
    """Somebody who had no hand in the result and does not belong to the branch or its township."""
    found = door.objection(request, uid)
    (person,) = door.people([data.checker])
    return _out(acts.appoint_checker(found, person, by=request.auth))


@router.post("/objections/{uuid:uid}/extend", response={200: ObjectionOut, **ACT}, summary="More time")
def extend(request: Call, uid: UUID, data: Reason) -> dict[str, Any]:
    """The checker extends once, before the answer."""
    return _out(acts.extend_objection(door.objection(request, uid), by=request.auth, reason=data.reason))


@router.put("/objections/{uuid:uid}/tasks/{task}", response={200: SheetOut, **ACT}, summary="Settle a task")
def settle(request: Call, uid: UUID, task: Code, data: SettleIn) -> dict[str, Any]:
    """The checker found other points for a task that people had scored."""
    found = door.objection(request, uid)
    return sheet_out(acts.settle_task(found, task, data.points, by=request.auth, text=data.text))


@router.post("/objections/{uuid:uid}/answer", response={200: ObjectionOut, **ACT}, summary="Answer")
def answer(request: Call, uid: UUID, data: AnswerIn) -> dict[str, Any]:
    """The checker's finding and written answer. Whether the stars changed is the engine's word. Then `resume` or `correct`."""
    found = door.objection(request, uid)
    return _out(acts.answer_objection(found, by=request.auth, finding=data.finding, answer=data.answer))


@router.post("/objections/{uuid:uid}/objector", response={200: ObjectorOut, **ACT}, summary="Who objected")
def objector(request: Call, uid: UUID) -> dict[str, Any]:
    """For the checker alone; the book notes that it was looked at."""
    name, contact = acts.reveal(door.objection(request, uid), by=request.auth)
    return {"name": name, "contact": contact}


def _out(found: Objection) -> dict[str, Any]:
    same = (
        "uid", "number", "received_on", "channel", "star", "fact", "due", "extended", "finding", "answer",
        "answered_at", "changed_result",
    )  # fmt: skip
    return {
        **{name: getattr(found, name) for name in same},
        "application": found.application.uid,
        "unit": found.application.unit.name,
        "checker": found.checker.username if found.checker else "",
    }
