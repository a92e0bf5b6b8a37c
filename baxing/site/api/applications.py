"""One application: its sheet, the branch's own scores and measures, every move of the flow, its book, its vetoes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema

from baxing.accreditation.actions import rating, selfcheck
from baxing.accreditation.models import Flag
from baxing.accreditation.pictures import view_of
from baxing.accreditation.views.moves import VERBS
from baxing.site.api import door
from baxing.site.api.door import ANSWERS, Call
from baxing.site.api.shapes import SheetOut, WholeOut, sheet_out, whole_out

router = Router(tags=["applications"])


class MeasureIn(Schema):
    """How a shortfall is made good."""

    what: str
    who: str
    due: date


class OwnIn(Schema):
    """The branch's word on a task; `points` null means not applicable."""

    points: Decimal | None
    reason: str = ""
    excuse: str = ""
    measure: MeasureIn | None = None


class FlagIn(Schema):
    """A veto raised on a document."""

    veto: str
    document: str


class FlagOut(Schema):
    """A veto and how far it has come."""

    uid: UUID
    veto: str
    answer_due: date
    answer: str
    confirmed: bool | None


class AnswerIn(Schema):
    """The branch's answer."""

    answer: str


class DecisionIn(Schema):
    """The second person's decision."""

    confirmed: bool


class LineOut(Schema):
    """A line of the record book."""

    n: int
    at: datetime
    by_name: str
    role: str
    verb: str
    before: str
    after: str
    note: str
    digest: str


@router.get("/{uuid:uid}", response={200: WholeOut, **ANSWERS})
def application(request: Call, uid: UUID):  # type: ignore[no-untyped-def]
    """The whole sheet with every task's why, and the moves open to me."""
    return whole_out(view_of(door.application(request, uid)), request.auth)


@router.put("/{uuid:uid}/tasks/{task}", response={200: SheetOut, **ANSWERS})
def score(request: Call, uid: UUID, task: str, data: OwnIn):  # type: ignore[no-untyped-def]
    """Save the branch's own word on one task."""
    found = door.application(request, uid)
    measure = data.measure.dict() if data.measure else None
    selfcheck.score_task(
        found, task, data.points, by=request.auth, reason=data.reason, excuse=data.excuse, measure=measure
    )
    return sheet_out(found)


@router.put("/{uuid:uid}/tasks/{task}/measure", response={200: SheetOut, **ANSWERS})
def measure(request: Call, uid: UUID, task: str, data: MeasureIn):  # type: ignore[no-untyped-def]
    """Write down how a shortfall is made good."""
    found = door.application(request, uid)
    selfcheck.add_measure(found, task, by=request.auth, **data.dict())
    return sheet_out(found)


@router.post("/{uuid:uid}/moves/{verb}", response={200: SheetOut, **ANSWERS})
def move(request: Call, uid: UUID, verb: str, data: dict[str, Any]):  # type: ignore[no-untyped-def]
    """Make one move of the flow; the body carries what its page asks for (number, on, should, present, note, document …)."""
    found = door.application(request, uid)
    if verb not in VERBS:
        raise Http404
    form_class, act = VERBS[verb]
    act(found, request.auth, door.read(form_class(data)))
    return sheet_out(door.application(request, uid))


@router.get("/{uuid:uid}/book", response={200: list[LineOut], **ANSWERS})
def book(request: Call, uid: UUID):  # type: ignore[no-untyped-def]
    """The record book, line by line."""
    return list(door.application(request, uid).dossier.entries.all())


@router.post("/{uuid:uid}/flags", response={201: FlagOut, **ANSWERS})
def raise_flag(request: Call, uid: UUID, data: FlagIn):  # type: ignore[no-untyped-def]
    """Raise a veto on a document."""
    return 201, rating.raise_flag(
        door.application(request, uid), data.veto, by=request.auth, document=data.document
    )


@router.post("/{uuid:uid}/flags/{uuid:flag}/answer", response={200: FlagOut, **ANSWERS})
def answer_flag(request: Call, uid: UUID, flag: UUID, data: AnswerIn):  # type: ignore[no-untyped-def]
    """The branch answers a veto."""
    return rating.answer_flag(_flag(request, uid, flag), by=request.auth, answer=data.answer)


@router.post("/{uuid:uid}/flags/{uuid:flag}/decision", response={200: FlagOut, **ANSWERS})
def decide_flag(request: Call, uid: UUID, flag: UUID, data: DecisionIn):  # type: ignore[no-untyped-def]
    """A second person confirms or drops a veto."""
    return rating.decide_flag(_flag(request, uid, flag), by=request.auth, confirmed=data.confirmed)


def _flag(request: Call, uid: UUID, flag: UUID) -> Flag:
    found = door.application(request, uid).flags.filter(uid=flag).first()
    if found is None:
        raise Http404
    return found
