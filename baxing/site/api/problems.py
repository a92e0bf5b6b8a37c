"""Problem items: list, work on, claim, verify by somebody else, close with the sign of who gains by it."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import Field

from baxing.problems.actions import items
from baxing.problems.likeness import alike
from baxing.problems.models import Milestone, Problem
from baxing.rules.flow_problem import CHECKERS
from baxing.site.api import door
from baxing.site.api.books import LineOut, lines
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import (
    Code,
    Day,
    In,
    Page,
    Reason,
    Size,
    Text60,
    Text120,
    Text200,
    Text300,
    Text500,
)
from baxing.units.models import User, roles

router = Router(tags=["problems"])
Step = Literal["start", "verify", "reject", "drop"]
STEPS: dict[str, Callable[[Problem, User, str], Problem]] = {
    "start": lambda problem, by, note: items.start(problem, by=by),
    "verify": lambda problem, by, note: items.verify(problem, by=by, note=note),
    "reject": lambda problem, by, note: items.reject(problem, by=by, reason=note),
    "drop": lambda problem, by, note: items.drop(problem, by=by, reason=note),
}


class ProblemIn(In):
    """What is to be put right, by whom (a duty, not a name), by when."""

    what: Text300 = Field(examples=["二、三季度没有开党员大会"])
    due: Day
    cause: Text300 = ""
    measure: Text300 = ""
    lead: Text60 = Field("", description="A duty.", examples=["支部书记"])
    lead_user: Text60 | None = Field(None, description="The account that takes the lead: its user name.")
    helper: Text60 = ""
    code: Code | Literal[""] = Field("", description="The sign or task that it comes from.")


class ListProblemIn(ProblemIn):
    """A problem for the list of a file."""

    file: UUID = Field(description="The file of a case or of an application (`file` in their answers).")


class ClaimIn(In):
    """What is different now, in one sentence of 10 to 300 characters."""

    changed: Text300 = Field(examples=["三季度的党员大会 9 月 20 日开了，21 人到会，定了三件事。"])


class SignedIn(In):
    """Who gains by it has signed: a role and a day, no name."""

    signer: Code = Field(description="A signer of the regulation.", examples=["villager"])
    signed_on: Day


class NoteIn(In):
    """A few words, where the step asks for them."""

    note: Text500 = Field("", description="The reason: reject, drop. A remark: verify.")


class MilestoneIn(In):
    """What must be reached by a day."""

    what: Text200
    due: Day


class KeepUpIn(Reason):
    """Why it cannot be closed at one stroke, and what must be reached by which days."""

    milestones: list[MilestoneIn] = Field(min_length=1, max_length=12)


class ReachedIn(In):
    """On which day a milestone was reached."""

    done_on: Day


class ExtendIn(Reason):
    """A later day, once."""

    due: Day
    minute: Text120 = Field(description="Minute of the township committee.")


class ReopenIn(Reason):
    """Why it did not hold, and until when it is to be settled."""

    due: Day | None = Field(None, description="In 30 calendar days if left out.")


class MilestoneOut(Schema):
    """A milestone of a problem that is kept up for long."""

    number: int
    what: str
    due: date
    done_on: date | None


class ProblemOut(Schema):
    """A problem and where it stands."""

    uid: UUID
    file: UUID = Field(description="The file it hangs on now.")
    unit: str
    unit_uid: UUID
    number: int
    round: int
    raised_in: str
    code: str
    what: str
    cause: str
    measure: str
    lead: str
    helper: str
    state: str = Field(description="A state of the flow “problem” (docs/flows.md).")
    version: int
    due: date | None
    extended: bool
    changed: str = Field(description="What changed, in one sentence.")
    claimed_on: date | None
    verified_on: date | None
    signer: str
    signed_on: date | None
    closed_on: date | None
    reopened: int = Field(description="How many times it came back.")


class ProblemWhole(ProblemOut):
    """A problem with its milestones."""

    milestones: list[MilestoneOut]


class AlikeOut(Schema):
    """A problem of another organisation that was closed with the same, or nearly the same, sentence."""

    problem: str
    unit: str
    changed: str
    percent: int


@router.get("", response={200: list[ProblemOut], **READ}, summary="Problems in my scope")
def problems(
    request: Call, file: UUID | None = None, state: Code | None = None, page: Page = 1, size: Size = 50
) -> list[dict[str, Any]]:
    """The problems that I may see, in the order of the register, or those of one file."""
    asked = {"parent__uid": file, "dossier__status": state}
    found = door.problems(request).filter(**{name: value for name, value in asked.items() if value})
    found = found.order_by("unit__path", "pk")
    return [problem_out(problem) for problem in found[(page - 1) * size : page * size]]


@router.post("", response={201: ProblemOut, **ACT}, summary="List a problem")
def list_problem(request: Call, data: ListProblemIn) -> Status[dict[str, Any]]:
    """List one problem in the file of a case or an application."""
    parent = door.file(request, data.file)
    given = data.dict(exclude={"file", "lead_user"}) | {"lead_user": _account(data.lead_user)}
    return Status(201, problem_out(items.list_problem(parent, by=request.auth, **given)))


@router.get("/{uuid:uid}", response={200: ProblemWhole, **READ}, summary="One problem")
def problem(request: Call, uid: UUID) -> dict[str, Any]:
    """What is wrong, who answers for it, what changed."""
    found = door.problem(request, uid)
    return {**problem_out(found), "milestones": list(found.milestones.filter(active=True))}


@router.get("/{uuid:uid}/book", response={200: list[LineOut], **READ}, summary="The book of a problem")
def problem_book(request: Call, uid: UUID, page: Page = 1, size: Size = 200) -> list[dict[str, Any]]:
    """The record book, line by line, the first line first."""
    return lines(door.problem(request, uid).dossier, request.auth, page, size)


@router.put("/{uuid:uid}", response={200: ProblemOut, **ACT}, summary="Reword a problem")
def change(request: Call, uid: UUID, data: ProblemIn) -> dict[str, Any]:
    """Reword a problem before anybody has begun, while the plan is open."""
    given = data.dict(exclude={"lead_user"}) | {"lead_user": _account(data.lead_user)}
    return problem_out(items.change_problem(door.problem(request, uid), by=request.auth, **given))


@router.post("/{uuid:uid}/moves/claim", response={200: ProblemOut, **ACT}, summary="Claim as done")
def claim(request: Call, uid: UUID, data: ClaimIn) -> dict[str, Any]:
    """Say that it is done, and what changed; somebody else verifies it."""
    return problem_out(items.claim(door.problem(request, uid), by=request.auth, changed=data.changed))


@router.post("/{uuid:uid}/moves/close", response={200: ProblemOut, **ACT}, summary="Close a problem")
def close(request: Call, uid: UUID, data: SignedIn) -> dict[str, Any]:
    """Close what was verified, with the sign of somebody who gains by it."""
    return problem_out(items.close(door.problem(request, uid), by=request.auth, **data.dict()))


@router.post(
    "/{uuid:uid}/moves/finish", response={200: ProblemOut, **ACT}, summary="Close after the last milestone"
)
def finish(request: Call, uid: UUID, data: SignedIn) -> dict[str, Any]:
    """Close what was kept up for long, once its last milestone is reached."""
    return problem_out(items.finish(door.problem(request, uid), by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/moves/keep_up", response={200: ProblemOut, **ACT}, summary="Keep it up for long")
def keep_up(request: Call, uid: UUID, data: KeepUpIn) -> dict[str, Any]:
    """The township committee says what must be reached by which days; the next day is the one that counts."""
    found, milestones = door.problem(request, uid), [(row.what, row.due) for row in data.milestones]
    return problem_out(items.keep_up(found, by=request.auth, reason=data.reason, milestones=milestones))


@router.post(
    "/{uuid:uid}/milestones/{int:number}", response={200: MilestoneOut, **ACT}, summary="Reach a milestone"
)
def reach(request: Call, uid: UUID, number: int, data: ReachedIn) -> Milestone:
    """Say that a milestone is reached; the next one's day counts from now on."""
    found = door.problem(request, uid)
    milestone = found.milestones.filter(number=number, active=True).first()
    if milestone is None:
        raise Http404
    milestone.problem = found
    return items.reach(milestone, by=request.auth, done_on=data.done_on)


@router.post("/{uuid:uid}/moves/extend", response={200: ProblemOut, **ACT}, summary="Extend once")
def extend(request: Call, uid: UUID, data: ExtendIn) -> dict[str, Any]:
    """The township committee gives a later day, once."""
    return problem_out(items.extend(door.problem(request, uid), by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/moves/reopen", response={200: ProblemOut, **ACT}, summary="Reopen a problem")
def reopen(request: Call, uid: UUID, data: ReopenIn) -> dict[str, Any]:
    """Open again what was closed, or kept up for long, and did not hold."""
    return problem_out(items.reopen(door.problem(request, uid), by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/moves/{verb}", response={200: ProblemOut, **ACT}, summary="Take a step")
def step(request: Call, uid: UUID, verb: Step, data: NoteIn) -> dict[str, Any]:
    """`start` begins; `verify`: somebody who does not own it has looked, and it is so; `reject` sends it back; `drop`
    takes off what was listed by mistake."""
    return problem_out(STEPS[verb](door.problem(request, uid), request.auth, data.note))


@router.get("/{uuid:uid}/alike", response={200: list[AlikeOut], **READ}, summary="Sentences like this one")
def like_this(request: Call, uid: UUID) -> list[dict[str, Any]]:
    """For those who verify: other organisations' closing sentences that say the same. A hint, no finding."""
    found = door.problem(request, uid)
    if not roles(request.auth, found.unit) & set(CHECKERS):
        raise Http404
    same = [(row.problem, row.percent) for row in alike(found)]
    return [{"problem": p.what, "unit": p.unit.name, "changed": p.changed, "percent": n} for p, n in same]


def problem_out(problem: Problem) -> dict[str, Any]:
    """A problem as `ProblemOut`."""
    same = (
        "uid", "number", "round", "raised_in", "code", "what", "cause", "measure", "lead", "helper", "extended", "changed",
        "claimed_on", "verified_on", "signer", "signed_on", "closed_on", "reopened",
    )  # fmt: skip
    return {
        **{name: getattr(problem, name) for name in same},
        "file": problem.parent.uid,
        "unit": problem.unit.name,
        "unit_uid": problem.unit.uid,
        "state": problem.dossier.status,
        "version": problem.dossier.version,
        "due": problem.dossier.due,
    }


def _account(name: str | None) -> User | None:
    return door.people([name])[0] if name else None
