"""The evaluation group and the ballots."""

from datetime import date
from uuid import UUID

from ninja import Router, Schema

from baxing.accreditation.actions import ballots, evaluation
from baxing.rules.ballot import Count
from baxing.site.api import door
from baxing.site.api.door import ANSWERS, Call

router = Router(tags=["evaluation"])


class LevelIn(Schema):
    """One anchored level."""

    level: int
    reason: str = ""
    seen: str = ""


class ReasonIn(Schema):
    """Why a rater steps back."""

    reason: str


class OwnSheetOut(Schema):
    """The caller's own rater sheet."""

    levels: dict[str, dict[str, str | int]]
    conflict: bool
    locked: bool


class BallotIn(Schema):
    """One electorate's count."""

    held_on: date
    should: int
    present: int
    issued: int
    returned: int
    void: int
    options: dict[str, int]


class BallotOut(Schema):
    """Whether the count is certified: two accounts entered the same."""

    rate: str
    certified: bool


@router.put("/{uuid:uid}/levels/{task}", response={200: OwnSheetOut, **ANSWERS})
def level(request: Call, uid: UUID, task: str, data: LevelIn):  # type: ignore[no-untyped-def]
    """Keep one level on my own sheet."""
    return _own(evaluation.rate_task(door.application(request, uid), task, by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/levels/lock", response={200: OwnSheetOut, **ANSWERS})
def lock(request: Call, uid: UUID):  # type: ignore[no-untyped-def]
    """Lock my own sheet."""
    return _own(evaluation.lock_sheet(door.application(request, uid), by=request.auth))


@router.post("/{uuid:uid}/conflict", response={200: OwnSheetOut, **ANSWERS})
def conflict(request: Call, uid: UUID, data: ReasonIn):  # type: ignore[no-untyped-def]
    """Step back from this branch."""
    return _own(evaluation.declare_conflict(door.application(request, uid), data.reason, by=request.auth))


@router.post("/{uuid:uid}/ballots/{rate}", response={201: BallotOut, **ANSWERS})
def ballot(request: Call, uid: UUID, rate: str, data: BallotIn):  # type: ignore[no-untyped-def]
    """Enter one count; certified when a second account enters the same."""
    count = Count(data.issued, data.returned, data.void, data.options)
    given = {"held_on": data.held_on, "present": data.present, "should": data.should}
    return 201, ballots.enter_ballot(door.application(request, uid), rate, count, by=request.auth, **given)


def _own(sheet: evaluation.RaterSheet) -> dict[str, object]:
    return {"levels": sheet.levels, "conflict": sheet.conflict, "locked": sheet.locked_at is not None}
