"""One application: its sheet, the branch's own scores and measures, every move of the flow, its book."""

from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Router
from pydantic import Field

from baxing.accreditation.actions import notices, selfcheck
from baxing.accreditation.measures import measure_of
from baxing.accreditation.pictures import view_of
from baxing.accreditation.views.moves import VERBS
from baxing.site.api import door
from baxing.site.api.books import LineOut, lines
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, Day, Heads, In, Page, Points, Size, Text60, Text120, Text300, Text500
from baxing.site.api.shapes import SheetOut, WholeOut, sheet_out, whole_out

router = Router(tags=["applications"])


class MeasureIn(In):
    """How a shortfall is made good: what, by whom (a role, not a name), by which day."""

    what: Text300 = Field(examples=["补开第三季度党员大会"])
    who: Text60 = Field(examples=["组织委员"])
    due: Day


class DoneIn(In):
    """On which day a measure was done, and what changed by it, in one sentence of 10 to 300 characters."""

    done_on: Day
    changed: Text300 = Field(examples=["第三季度党员大会已补开，会议记录存村委会"])


class OwnIn(In):
    """The branch's word on a task; `points` null means not applicable, which needs a reason."""

    points: Points | None = Field(examples=["8.50"])
    reason: Text300 = ""
    excuse: Code | None = Field(None, description="A code of the standard's excuses.")
    measure: MeasureIn | None = None


class MoveIn(In):
    """What a move carries; each verb takes what its page asks for (docs/api.md) and passes over the rest."""

    number: Text60 | None = Field(None, description="Minute number: adopt, recommend, decline.")
    on: Day | None = Field(
        None, description="Day of the meeting or decision: adopt, recommend, decline, rate."
    )
    should: Heads | None = Field(None, description="Who should attend: adopt.")
    present: Heads | None = Field(None, description="Who was present: adopt.")
    note: Text500 | None = Field(
        None, description="Reason: withdraw, decline, appeal, uphold, dismiss, warn, remove_star, revoke."
    )
    document: Text120 | None = Field(
        None, description="Document number: rate, demonstrate, remove_star, revoke."
    )
    willing: bool = Field(False, description="Willing to receive visitors as a demonstration: apply.")


@router.get("/{uuid:uid}", response={200: WholeOut, **READ}, summary="One application")
def application(request: Call, uid: UUID) -> dict[str, Any]:
    """The whole sheet with every task's why, and the moves open to me."""
    return whole_out(view_of(door.application(request, uid)), request.auth)


@router.put("/{uuid:uid}/tasks/{task}", response={200: SheetOut, **ACT}, summary="Score one task")
def score(request: Call, uid: UUID, task: Code, data: OwnIn) -> dict[str, Any]:
    """Save the branch's own word on one task."""
    found = door.application(request, uid)
    measure = data.measure.dict() if data.measure else None
    excuse = data.excuse or ""
    selfcheck.score_task(
        found, task, data.points, by=request.auth, reason=data.reason, excuse=excuse, measure=measure
    )
    return sheet_out(found)


@router.put("/{uuid:uid}/tasks/{task}/measure", response={200: SheetOut, **ACT}, summary="Plan a measure")
def measure(request: Call, uid: UUID, task: Code, data: MeasureIn) -> dict[str, Any]:
    """Write down how a shortfall is made good; a second time replaces the first."""
    found = door.application(request, uid)
    selfcheck.add_measure(found, task, by=request.auth, **data.dict())
    return sheet_out(found)


@router.post(
    "/{uuid:uid}/tasks/{task}/measure/done", response={200: SheetOut, **ACT}, summary="Finish a measure"
)
def done(request: Call, uid: UUID, task: Code, data: DoneIn) -> dict[str, Any]:
    """Say that a measure is done and what changed; the township verifies it. The measure goes on under /problems."""
    found = door.application(request, uid)
    if measure_of(found, task) is None:
        raise Http404
    selfcheck.finish_measure(found, task, by=request.auth, **data.dict())
    return sheet_out(found)


@router.post("/{uuid:uid}/moves/{verb}", response={200: SheetOut, **ACT}, summary="Make a move")
def move(request: Call, uid: UUID, verb: Code, data: MoveIn) -> dict[str, Any]:
    """Make one move of the flow (docs/flows.md). Publishing and objecting have paths of their own."""
    found = door.application(request, uid)
    if verb not in VERBS:
        raise Http404
    form_class, act = VERBS[verb]
    act(found, request.auth, door.read(form_class(data.dict(exclude_none=True))))
    return sheet_out(door.application(request, uid))


@router.post("/{uuid:uid}/proposal", response={200: SheetOut, **ACT}, summary="Propose anew")
def renew(request: Call, uid: UUID) -> dict[str, Any]:
    """A proposed sheet has changed since: propose what it says now."""
    return sheet_out(notices.renew_proposal(door.application(request, uid), by=request.auth))


@router.get("/{uuid:uid}/book", response={200: list[LineOut], **READ}, summary="The record book")
def book(request: Call, uid: UUID, page: Page = 1, size: Size = 200) -> list[dict[str, Any]]:
    """The record book, line by line, the first line first."""
    return lines(door.application(request, uid).dossier, request.auth, page, size)
