"""Rounds of hall ballots: what they decide on, and the counts from the tellers' paper, entered by two accounts."""

from typing import Any, Literal
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from baxing.ballots.actions.rounds import enter_count
from baxing.ballots.models import Round
from baxing.ballots.results import Result, differing, own_entry, results
from baxing.rules.ballot import Count
from baxing.site.api import door
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, Day, Heads, In
from baxing.site.api.shapes import Words
from baxing.units.models import User

router = Router(tags=["ballots"])


class CountIn(In):
    """One electorate's count as it stands on the tellers' paper."""

    held_on: Day
    present: Heads
    issued: Heads
    returned: Heads
    void: Heads
    options: dict[Code, Heads] = Field(
        description="The overall question; it alone decides.",
        examples=[{"satisfied": 19, "basically": 0, "dissatisfied": 1, "unknown": 0}],
        max_length=12,
    )
    rows: dict[Code, dict[Code, Heads]] = Field(
        {}, description="The other rows of the sheet, if counted.", max_length=12
    )


class CountOut(Schema):
    """One electorate. Figures stand here only once two accounts entered the same and the group is no small one."""

    electorate: str
    name: Words
    size: int = Field(description="Voters, fixed when the round was opened.")
    threshold: str = Field(description="Per cent.")
    state: Literal["none", "once", "differ", "certified"]
    mine: bool = Field(description="Whether the caller has entered it.")
    differing: list[str] = Field(
        description="For the two who entered: the fields in which they differ, never the other's figures."
    )
    positive: int | None = Field(description="Satisfied and fairly satisfied.")
    valid: int | None
    rate: str | None = Field(description="positive / valid, exact.")
    passed: bool | None
    hidden: bool = Field(description="Fewer than five valid ballots: only whether it passed is shown.")


class RoundOut(Schema):
    """A round of a ballot and what it has come to."""

    uid: UUID
    file: UUID
    unit: str
    number: int
    purpose: Literal["acceptance", "look_back"]
    state: Literal["open", "void", "certified"]
    void_reason: str
    passed: bool | None
    digest: str = Field(
        description="Seals sizes, thresholds and quorum as they were when the round was opened."
    )
    electorates: list[CountOut]


@router.get("/{uuid:uid}", response={200: RoundOut, **READ}, summary="One round")
def round_(request: Call, uid: UUID) -> dict[str, Any]:
    """How far the counts have come. The other account's figures are not shown before both agree."""
    return round_out(door.round_(request, uid), request.auth)


@router.post("/{uuid:uid}/{electorate}", response={201: RoundOut, **ACT}, summary="Enter a count")
def count(request: Call, uid: UUID, electorate: Code, data: CountIn) -> Status[dict[str, Any]]:
    """Enter one count; two accounts that agree certify it. What decides the round decides the case at once."""
    given = Count(data.issued, data.returned, data.void, data.options)
    more = data.dict(include={"held_on", "present", "rows"})
    enter_count(door.round_(request, uid), electorate, given, by=request.auth, **more)
    return Status(201, round_out(door.round_(request, uid), request.auth))


def round_out(found: Round, user: User) -> dict[str, Any]:
    """A round as `RoundOut`."""
    same = ("uid", "number", "purpose", "state", "void_reason", "passed", "digest")
    return {
        **{name: getattr(found, name) for name in same},
        "file": found.parent.uid,
        "unit": found.unit.name,
        "electorates": [_electorate(found, row, user) for row in results(found)],
    }


def _electorate(found: Round, row: Result, user: User) -> dict[str, Any]:
    same = ("electorate", "size", "state", "passed", "hidden", "positive")
    mine = own_entry(found, row.electorate, user) is not None
    return {
        **{name: getattr(row, name) for name in same},
        "name": row.name.model_dump(),
        "threshold": str(row.threshold),
        "mine": mine,
        "differing": differing(found, row.electorate) if mine and row.state == "differ" else [],
        "valid": row.count.valid if row.count else None,
        "rate": None if row.rate is None else str(row.rate),
    }
