"""Vetoes by hand: raised on a document, answered by the branch, decided by a second person."""

from datetime import date
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import Field

from baxing.accreditation.actions import flags as acts
from baxing.accreditation.models import Flag
from baxing.accreditation.views.flags import SEES
from baxing.site.api import door
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, In, Text120, Text2000

router = Router(tags=["flags"])


class FlagIn(In):
    """A veto raised on a document."""

    veto: Code = Field(description="One of the standard's vetoes that a person raises.", examples=["V5"])
    document: Text120 = Field(description="The document that says so.")


class FlagOut(Schema):
    """A veto and how far it has come."""

    uid: UUID
    veto: str
    document: str
    answer_due: date
    answer: str
    confirmed: bool | None = Field(description="null: not decided yet.")


class FlagAnswerIn(In):
    """The branch's answer."""

    answer: Text2000


class FlagDecisionIn(In):
    """The second person's decision."""

    confirmed: bool


@router.get("/{uuid:uid}/flags", response={200: list[FlagOut], **READ}, summary="Vetoes of a branch")
def flags(request: Call, uid: UUID) -> list[Flag]:
    """For the county department and the branch's secretary."""
    return list(door.held_at(request, uid, *SEES).flags.order_by("pk"))


@router.post("/{uuid:uid}/flags", response={201: FlagOut, **ACT}, summary="Raise a veto")
def raise_flag(request: Call, uid: UUID, data: FlagIn) -> Status[Flag]:
    """Raise a veto on a document; the branch can answer before another person decides."""
    found = door.held_at(request, uid, *SEES)
    return Status(201, acts.raise_flag(found, data.veto, by=request.auth, document=data.document))


@router.post("/{uuid:uid}/flags/{uuid:flag}/answer", response={200: FlagOut, **ACT}, summary="Answer a veto")
def answer_flag(request: Call, uid: UUID, flag: UUID, data: FlagAnswerIn) -> Flag:
    """The branch answers, once."""
    return acts.answer_flag(_flag(request, uid, flag), by=request.auth, answer=data.answer)


@router.post(
    "/{uuid:uid}/flags/{uuid:flag}/decision", response={200: FlagOut, **ACT}, summary="Decide on a veto"
)
def decide_flag(request: Call, uid: UUID, flag: UUID, data: FlagDecisionIn) -> Flag:
    """A second person confirms or drops a veto."""
    return acts.decide_flag(_flag(request, uid, flag), by=request.auth, confirmed=data.confirmed)


def _flag(request: Call, uid: UUID, flag: UUID) -> Flag:
    application = door.held_at(request, uid, *SEES)
    found = application.flags.filter(uid=flag).first()
    if found is None:
        raise Http404
    found.application = application
    return found
