"""Rectification: the three checks, the ballot, closing, and the look-backs on days that nobody knows beforehand."""

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import Field

from baxing.problems.models import Problem
from baxing.rectification.actions import balloting, checking, closing, looking_back
from baxing.rectification.items import listed
from baxing.rectification.models import Case, LightCheck, LookBack
from baxing.rules.rectification import tolerance
from baxing.site.api import door
from baxing.site.api.ballots import RoundOut, round_out
from baxing.site.api.case_shapes import (
    CaseOut,
    CheckOut,
    LightCheckOut,
    LookBackOut,
    case_out,
    check_out,
    look_back_out,
)
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, Codes, Day, Heads, In, Reason, Text120, Text200, Text300, Text500
from baxing.site.api.shapes import Words

router = Router(tags=["cases"])


class FindingIn(In):
    """Yes or no; a no needs its note."""

    ok: bool
    note: Text200 = ""


class KeptIn(In):
    """Whether a sampled problem is still solved; a no needs its note."""

    kept: bool
    note: Text200 = ""


Findings = Annotated[dict[str, FindingIn], Field(description="By the uid of each problem.", max_length=200)]
Answers = Annotated[
    dict[Code, FindingIn], Field(description="By each question of the regulation.", max_length=20)
]


class SelfCheckIn(In):
    """What the branch found, item by item, heard by its members. A problem that is not right is reopened."""

    on: Day
    should: Heads
    present: Heads
    findings: Findings
    opinion: Text300


class RecheckIn(In):
    """What the township found on site; talks as counts only."""

    on: Day
    members: Heads = Field(description="Members talked to.")
    households: Heads = Field(description="Household representatives talked to.")
    methods: Codes = Field(description="Ways of checking of the regulation; `site` among them.")
    findings: Findings
    opinion: Text300
    passed: bool


class ReviewIn(In):
    """The department's answers and its acceptance sheet."""

    on: Day
    methods: Codes
    findings: Findings
    answers: Answers
    sheet: dict[Code, Heads] = Field(
        description="Whole points by row; computed rows are left out.", max_length=40
    )
    opinion: Text300
    passed: bool


class OpenIn(In):
    """A round to open. Sizes, thresholds and quorum are fixed with it."""

    sizes: dict[Code, Heads] = Field(description="Voters of every electorate.", max_length=12)
    warning_seen: bool = Field(False, description="That it was seen how few dissents each group can bear.")


class ToleranceOut(Schema):
    """What one electorate can bear if all of them return valid ballots."""

    electorate: str
    name: Words
    threshold: str = Field(description="Per cent.")
    size: int
    dissents: int = Field(description="How many ballots may be not satisfied.")
    one_fails: bool


class AnnounceIn(In):
    """The meeting that approved it."""

    minute: Text120


class ObjectedIn(In):
    """What was objected; who raised it is not asked."""

    text: Text300


class SustainIn(Reason):
    """Why the objection is upheld, and which problems are open again."""

    reopen: list[UUID] = Field([], max_length=100)


class DocumentIn(In):
    """A document number."""

    document: Text120


class LightIn(In):
    """The township's light check of one quarter."""

    on: Day
    holds: bool
    note: Text200 = ""


class LookBackIn(In):
    """The record of a look-back."""

    on: Day
    answers: Answers
    sampled: Annotated[
        dict[str, KeptIn], Field(description="By the uid of each problem drawn.", max_length=50)
    ]
    members: Heads
    households: Heads
    opinion: Text300


class ConclusionIn(In):
    """What a look-back comes to."""

    relapse: bool
    reason: Text500 = Field("", description="Needed for a relapse.")


@router.post(
    "/{uuid:uid}/moves/self_check", response={201: CheckOut, **ACT}, summary="First check: the branch"
)
def self_check(request: Call, uid: UUID, data: SelfCheckIn) -> Status[dict[str, Any]]:
    """The secretary hands in what the branch found, item by item."""
    found = door.case(request, uid)
    return Status(201, check_out(checking.self_check(found, by=request.auth, **data.dict())))


@router.post(
    "/{uuid:uid}/moves/recheck", response={201: CheckOut, **ACT}, summary="Second check: the township"
)
def recheck(request: Call, uid: UUID, data: RecheckIn) -> Status[dict[str, Any]]:
    """The township looks on site; nobody acts on two of the three checks."""
    return Status(201, check_out(checking.recheck(door.case(request, uid), by=request.auth, **data.dict())))


@router.post(
    "/{uuid:uid}/moves/review", response={201: CheckOut, **ACT}, summary="Third check: the department"
)
def review(request: Call, uid: UUID, data: ReviewIn) -> Status[dict[str, Any]]:
    """The three questions and the acceptance sheet; below its pass mark it cannot pass."""
    return Status(201, check_out(checking.review(door.case(request, uid), by=request.auth, **data.dict())))


@router.get(
    "/{uuid:uid}/tolerance/{electorate}/{int:size}",
    response={200: ToleranceOut, **READ},
    summary="What a group can bear",
)
def bears(request: Call, uid: UUID, electorate: Code, size: int) -> dict[str, Any]:
    """How many dissents a group of this size can bear, to be seen before a ballot is opened."""
    found = door.case(request, uid)
    row = next((row for row in found.rules.electorates_for(found.sector) if row.code == electorate), None)
    if row is None or not 0 < size < 100_000:
        raise Http404
    able = tolerance(row, size)
    more = {"dissents": able.dissents, "one_fails": able.one_fails, "size": size}
    return {"electorate": row.code, "name": row.name.model_dump(), "threshold": str(row.threshold), **more}


@router.post("/{uuid:uid}/ballots", response={201: RoundOut, **ACT}, summary="Open the acceptance ballot")
def open_ballot(request: Call, uid: UUID, data: OpenIn) -> Status[dict[str, Any]]:
    """Opens the ballot; after a void round, a new one. Counts are entered under /ballots."""
    found = door.case(request, uid)
    act = balloting.open_again if found.dossier.status == "BALLOT" else balloting.open_ballot
    return Status(201, round_out(act(found, by=request.auth, **data.dict()), request.auth))


@router.post("/{uuid:uid}/moves/announce", response={200: CaseOut, **ACT}, summary="Put a case on notice")
def announce(request: Call, uid: UUID, data: AnnounceIn) -> dict[str, Any]:
    """The department's meeting approves what passed, and puts it on notice."""
    return case_out(closing.announce(door.case(request, uid), by=request.auth, minute=data.minute))


@router.post(
    "/{uuid:uid}/objections", response={200: CaseOut, **ACT}, summary="Enter an objection to a closing"
)
def objected(request: Call, uid: UUID, data: ObjectedIn) -> dict[str, Any]:
    """What came in while the case is on notice."""
    return case_out(closing.objected(door.case(request, uid), by=request.auth, text=data.text))


@router.post("/{uuid:uid}/moves/sustain", response={200: CaseOut, **ACT}, summary="Uphold an objection")
def sustain(request: Call, uid: UUID, data: SustainIn) -> dict[str, Any]:
    """What is not done is open again; all three checks follow again."""
    found = door.case(request, uid)
    chosen = _problems(found, data.reopen)
    return case_out(closing.sustain(found, by=request.auth, reason=data.reason, reopen=chosen))


@router.post("/{uuid:uid}/moves/close_up", response={200: CaseOut, **ACT}, summary="Close a case")
def close_up(request: Call, uid: UUID, data: DocumentIn) -> dict[str, Any]:
    """Close it and begin the follow-up: the days of the look-backs are drawn and sealed, and shown to nobody."""
    return case_out(closing.close_up(door.case(request, uid), by=request.auth, document=data.document))


@router.post(
    "/{uuid:uid}/light-checks/{int:number}",
    response={201: LightCheckOut, **ACT},
    summary="Light check of a quarter",
)
def light_check(request: Call, uid: UUID, number: int, data: LightIn) -> Status[LightCheck]:
    """The township's look of a quarter, in one line."""
    light = door.case(request, uid).light_checks.filter(number=number).first()
    if light is None:
        raise Http404
    return Status(201, looking_back.light_check(light, by=request.auth, **data.dict()))


@router.put(
    "/{uuid:uid}/look-backs/{int:number}", response={200: LookBackOut, **ACT}, summary="Record a look-back"
)
def hold_look_back(request: Call, uid: UUID, number: int, data: LookBackIn) -> dict[str, Any]:
    """What was found, by people who did not close the case. A look-back whose day has not come does not exist."""
    found = _look_back(request, uid, number)
    return look_back_out(looking_back.hold_look_back(found, by=request.auth, **data.dict()))


@router.post(
    "/{uuid:uid}/look-backs/{int:number}/ballots",
    response={201: RoundOut, **ACT},
    summary="Ballot of a look-back",
)
def look_back_ballot(request: Call, uid: UUID, number: int, data: OpenIn) -> Status[dict[str, Any]]:
    """Opens the ballot of a look-back, with the same electorates and lines as at the acceptance."""
    opened = looking_back.open_look_back_ballot(
        _look_back(request, uid, number), by=request.auth, **data.dict()
    )
    return Status(201, round_out(opened, request.auth))


@router.post(
    "/{uuid:uid}/look-backs/{int:number}/conclusion",
    response={200: CaseOut, **ACT},
    summary="Conclude a look-back",
)
def conclude(request: Call, uid: UUID, number: int, data: ConclusionIn) -> dict[str, Any]:
    """It holds, and the case is answered; or it has relapsed, and the second case is answered."""
    return case_out(looking_back.conclude(_look_back(request, uid, number), by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/moves/consolidate", response={200: CaseOut, **ACT}, summary="End the follow-up")
def consolidate(request: Call, uid: UUID, data: DocumentIn) -> dict[str, Any]:
    """Enough look-backs were held, and none found anything."""
    found = door.case(request, uid)
    return case_out(looking_back.consolidate(found, by=request.auth, document=data.document))


def _problems(case: Case, uids: list[UUID]) -> list[Problem]:
    found = list(
        listed(case).filter(uid__in=uids).select_related("dossier__unit", "dossier__desk", "unit", "parent")
    )
    if len(found) != len(set(uids)):
        raise Http404
    return found


def _look_back(call: Call, uid: UUID, number: int) -> LookBack:
    """A look-back whose day has come."""
    found = door.case(call, uid)
    row = found.look_backs.filter(number=number).exclude(due=None).select_related("ballot").first()
    if row is None:
        raise Http404
    row.case = found
    return row
