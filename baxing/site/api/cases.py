"""Rectification: screening a branch, hearing it, deciding; the case and its book."""

from typing import Any, Literal
from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from baxing.rectification.actions import screening
from baxing.rectification.actions.screening import SCREENERS
from baxing.rectification.views import door as pages
from baxing.site.api import door
from baxing.site.api.books import LineOut, lines
from baxing.site.api.case_shapes import CaseOut, CaseWhole, case_out, case_whole
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, Codes, In, Page, Size, Text120, Text300, Text500, Text2000, Year

router = Router(tags=["cases"])
Sector = Literal["", "V", "C", "G", "S", "E", "H", "N", "O"]


class ScreenIn(In):
    """A branch to look at."""

    unit: UUID
    year: Year | None = Field(None, description="The year it is screened for; this year if left out.")


class LookIn(In):
    """What one level saw."""

    level: Literal["branch", "township", "county"]
    codes: Codes = Field(
        description="Situations that this level found; none is an answer too.", examples=[["R04"]]
    )
    text: Text300 = Field(examples=["查了会议记录：二、三季度没有开党员大会。"])


class ListIn(In):
    """The township committee's proposal."""

    codes: Codes = Field(examples=[["R04", "R06"]])
    reason: Text500
    minute: Text120 = Field(examples=["党委会 6 号"])


class AnswerIn(In):
    """What the branch itself says; its words are kept as they are."""

    text: Text2000


class ConfirmIn(In):
    """The county's decision."""

    codes: Codes
    level: Literal["normal", "key"]
    minute: Text120 = Field(description="Of the department's meeting.")
    standing_minute: Text120 = Field(description="Of the standing committee.")
    months: int | None = Field(None, ge=1, le=36, description="How long the work may take.")


@router.get("", response={200: list[CaseOut], **READ}, summary="Cases in my scope")
def cases(
    request: Call,
    state: Code | None = None,
    year: Year | None = None,
    sector: Sector = "",
    page: Page = 1,
    size: Size = 50,
) -> list[dict[str, Any]]:
    """The cases that I may see, in the order of the register; there is no other order."""
    asked = {"dossier__status": state, "year": year, "sector": sector}
    found = pages.visible(request.user).filter(**{name: value for name, value in asked.items() if value})
    found = found.order_by("unit__path", "-year", "-pk")
    return [case_out(case) for case in found[(page - 1) * size : page * size]]


@router.post("", response={201: CaseOut, **ACT}, summary="Screen a branch")
def screen(request: Call, data: ScreenIn) -> Status[dict[str, Any]]:
    """Begin to look at a branch: what the facts say is kept with the case, as a suggestion."""
    unit = door.unit(request, data.unit, *SCREENERS)
    return Status(201, case_out(screening.screen(unit, by=request.auth, year=data.year)))


@router.get("/{uuid:uid}", response={200: CaseWhole, **READ}, summary="One case")
def case(request: Call, uid: UUID) -> dict[str, Any]:
    """What was wrong, what is promised, what was checked, and the moves open to me."""
    return case_whole(door.case(request, uid), request.auth)


@router.get("/{uuid:uid}/book", response={200: list[LineOut], **READ}, summary="The book of a case")
def case_book(request: Call, uid: UUID, page: Page = 1, size: Size = 200) -> list[dict[str, Any]]:
    """The record book, line by line, the first line first."""
    return lines(door.case(request, uid).dossier, request.auth, page, size)


@router.put("/{uuid:uid}/looks", response={200: CaseOut, **ACT}, summary="Say what a level saw")
def look(request: Call, uid: UUID, data: LookIn) -> dict[str, Any]:
    """Branch, township and county look in turn, each by its own people; a second time replaces the first."""
    found = door.case(request, uid)
    screening.look(found, data.level, data.codes, data.text, by=request.auth)
    return case_out(found)


@router.post("/{uuid:uid}/moves/list", response={200: CaseOut, **ACT}, summary="Propose a branch")
def propose(request: Call, uid: UUID, data: ListIn) -> dict[str, Any]:
    """The township committee proposes the branch; it is told and can answer within the regulation's days."""
    return case_out(screening.propose(door.case(request, uid), by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/moves/answer", response={200: CaseOut, **ACT}, summary="Answer a proposal")
def answer(request: Call, uid: UUID, data: AnswerIn) -> dict[str, Any]:
    """The branch says what it has to say to the proposal; the county reads it before it decides."""
    return case_out(screening.answer(door.case(request, uid), by=request.auth, text=data.text))


@router.post("/{uuid:uid}/moves/confirm", response={200: CaseOut, **ACT}, summary="Confirm a case")
def confirm(request: Call, uid: UUID, data: ConfirmIn) -> dict[str, Any]:
    """The county decides that the branch is rectified; planning begins at once."""
    return case_out(screening.confirm(door.case(request, uid), by=request.auth, **data.dict()))
