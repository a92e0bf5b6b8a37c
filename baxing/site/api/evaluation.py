"""The evaluation group and the ballots."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import Field

from baxing.accreditation.actions import ballots, evaluation
from baxing.accreditation.models import Application, BallotEntry, RaterSheet
from baxing.accreditation.scores import rates_due, scale_of
from baxing.accreditation.views.evaluation import COUNTERS
from baxing.rules.ballot import Count
from baxing.site.api import door
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, Day, Heads, In, Reason, Text120, Text300

router = Router(tags=["evaluation"])


class LevelIn(In):
    """One anchored level. Below 4 it needs a reason; a gate takes 0 or 4."""

    level: Annotated[int, Field(ge=0, le=4, strict=True)]
    reason: Text300 = ""
    seen: Text120 = Field("", description="Where it was seen.")


class LevelOut(Schema):
    """One level as it was kept."""

    level: int
    reason: str
    seen: str


class OwnSheetOut(Schema):
    """The caller's own rater sheet; nobody else sees it before it is locked."""

    levels: dict[str, LevelOut]
    conflict: bool
    locked: bool


class BallotIn(In):
    """One electorate's count, as it stands on the tellers' paper."""

    held_on: Day
    should: Heads = Field(description="Should attend.")
    present: Heads
    issued: Heads
    returned: Heads
    void: Heads
    options: dict[Code, Heads] = Field(
        examples=[{"satisfied": 8, "basically": 1, "dissatisfied": 0, "unknown": 0}], max_length=12
    )


class BallotOut(Schema):
    """Whether the count is certified: two accounts entered the same."""

    rate: str
    certified: bool


class BallotDueOut(Schema):
    """A ballot that the branch's sector asks for. The other account's figures are not shown."""

    rate: str
    options: list[str]
    entries: int = Field(description="How many accounts have entered it.")
    mine: bool = Field(description="Whether the caller has.")
    certified: bool


@router.get("/{uuid:uid}/levels", response={200: OwnSheetOut, **READ}, summary="My own rater sheet")
def levels(request: Call, uid: UUID) -> dict[str, Any]:
    """The levels that I have given."""
    found = _rated(request, uid)
    own = RaterSheet.objects.filter(application=found, rater=request.auth).first()
    return _own(own or RaterSheet(application=found, rater=request.auth))


@router.post("/{uuid:uid}/levels/lock", response={200: OwnSheetOut, **ACT}, summary="Lock my sheet")
def lock(request: Call, uid: UUID) -> dict[str, Any]:
    """Lock my own sheet; from then on it counts."""
    return _own(evaluation.lock_sheet(_rated(request, uid), by=request.auth))


@router.put("/{uuid:uid}/levels/{task}", response={200: OwnSheetOut, **ACT}, summary="Give a level")
def level(request: Call, uid: UUID, task: Code, data: LevelIn) -> dict[str, Any]:
    """Keep one level on my own sheet."""
    return _own(evaluation.rate_task(_rated(request, uid), task, by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/conflict", response={200: OwnSheetOut, **ACT}, summary="Step back")
def conflict(request: Call, uid: UUID, data: Reason) -> dict[str, Any]:
    """Step back from the rating of this branch; what I had noted there is dropped."""
    reason = data.reason[:200]
    return _own(evaluation.declare_conflict(_rated(request, uid), reason, by=request.auth))


@router.get("/{uuid:uid}/ballots", response={200: list[BallotDueOut], **READ}, summary="Ballots of a branch")
def ballots_due(request: Call, uid: UUID) -> list[dict[str, Any]]:
    """The ballots that the branch's sector asks for, and how far each has come."""
    found = door.held_at(request, uid, *COUNTERS)
    return [_due(found, rate, request.auth.pk) for rate in rates_due(found)]


@router.post("/{uuid:uid}/ballots/{rate}", response={201: BallotOut, **ACT}, summary="Enter a count")
def ballot(request: Call, uid: UUID, rate: Code, data: BallotIn) -> Status[BallotEntry]:
    """Enter one count; certified when a second account enters the same."""
    found = door.held_at(request, uid, *COUNTERS)
    count = Count(data.issued, data.returned, data.void, data.options)
    on, present, should = data.held_on, data.present, data.should
    by = request.auth
    return Status(
        201, ballots.enter_ballot(found, rate, count, by=by, held_on=on, present=present, should=should)
    )


def _rated(call: Call, uid: UUID) -> Application:
    """The application, for a member of its group who calls as a rater."""
    found = door.held_at(call, uid, "rater")
    if found.group is None or not found.group.seats.filter(user=call.auth, active=True).exists():
        raise Http404
    return found


def _own(sheet: RaterSheet) -> dict[str, Any]:
    return {"levels": sheet.levels, "conflict": sheet.conflict, "locked": sheet.locked_at is not None}


def _due(application: Application, rate: str, me: int) -> dict[str, Any]:
    entries = list(application.ballot_entries.filter(rate=rate, replaced=False))
    return {
        "rate": rate,
        "options": list(scale_of(rate).options),
        "entries": len(entries),
        "mine": any(entry.by_id == me for entry in entries),
        "certified": any(entry.certified for entry in entries),
    }
