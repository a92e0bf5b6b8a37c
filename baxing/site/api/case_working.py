"""Rectification: the plan, the four ones, the months of work."""

from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Status
from pydantic import Field

from baxing.rectification.actions import planning, working
from baxing.rectification.items import listed
from baxing.rectification.models import Case, Progress, Seat
from baxing.site.api import door
from baxing.site.api.case_shapes import CaseOut, ProgressOut, SeatOut, case_out, seat_out
from baxing.site.api.door import ACT, Call
from baxing.site.api.given import Code, Day, Heads, In, Reason, Text60, Text120, Text200, Text300

router = Router(tags=["cases"])


class PlanIn(In):
    """What the plan is to reach, and the members' meeting that began it."""

    target: Text300
    kick_off_on: Day
    should: Heads = Field(description="Members who should attend.")
    present: Heads


class SeatIn(In):
    """One of the four ones, by duty."""

    role: Code = Field(description="A role of the regulation.", examples=["first_secretary"])
    duty: Text60 = Field(examples=["县农业农村局副科长"])
    unit_name: Text60 = ""
    user: Text60 | None = Field(None, description="The account, if there is one: its user name.")
    since: Day | None = Field(None, description="Today if left out.")


class MinuteIn(In):
    """A minute number."""

    minute: Text120


class ApproveIn(MinuteIn):
    """The county's approval; a key case needs the standing committee's minute too."""

    standing_minute: Text120 = ""


class VisitIn(In):
    """One visit: the day, the problem it touched, the next step. No diary, no photograph."""

    on: Day
    problem: UUID
    next_step: Text120 = ""


class MonthIn(In):
    """The month in one line."""

    month: Day = Field(description="Any day of it.")
    line: Text200
    help: Text200 = Field("", description="What help is wanted.")


class ToldIn(In):
    """Who was told, when and how; the system sends nothing itself."""

    to: Text60 = Field(description="A duty, not a name.", examples=["县委组织部分管副部长"])
    on: Day
    how: Text60 = Field(examples=["当面"])


@router.put("/{uuid:uid}/plan", response={200: CaseOut, **ACT}, summary="Write the plan")
def plan(request: Call, uid: UUID, data: PlanIn) -> dict[str, Any]:
    """Target and kick-off; the problems are items of their own (`POST /problems`)."""
    return case_out(planning.plan(door.case(request, uid), by=request.auth, **data.dict()))


@router.post("/{uuid:uid}/seats", response={201: SeatOut, **ACT}, summary="Name one of the four ones")
def name_seat(request: Call, uid: UUID, data: SeatIn) -> Status[dict[str, Any]]:
    """Name a duty for a role of the regulation; who held the role before is relieved on that day."""
    found, (user,) = door.case(request, uid), door.people([data.user]) if data.user else [None]
    given = data.dict(exclude={"role", "user"})
    return Status(201, seat_out(planning.name_seat(found, data.role, by=request.auth, user=user, **given)))


@router.post("/{uuid:uid}/seats/{uuid:seat}/keep", response={200: SeatOut, **ACT}, summary="Keep one of them")
def keep_seat(request: Call, uid: UUID, seat: UUID, data: Reason) -> dict[str, Any]:
    """In a new round the same one stays, and why."""
    return seat_out(planning.keep_seat(_seat(request, uid, seat), by=request.auth, reason=data.reason))


@router.post(
    "/{uuid:uid}/seats/{uuid:seat}/end", response={200: SeatOut, **ACT}, summary="Relieve one of them"
)
def end_seat(request: Call, uid: UUID, seat: UUID) -> dict[str, Any]:
    """The duty ends today; the case stands without this one until another is named."""
    return seat_out(planning.end_seat(_seat(request, uid, seat), by=request.auth))


@router.post("/{uuid:uid}/seats/{uuid:seat}/visits", response={201: SeatOut, **ACT}, summary="Enter a visit")
def visit(request: Call, uid: UUID, seat: UUID, data: VisitIn) -> Status[dict[str, Any]]:
    """One visit of one of the four ones; each names the problem it touched."""
    found = _seat(request, uid, seat)
    problem = listed(found.case).filter(uid=data.problem).first()
    if problem is None:
        raise Http404
    working.visit(found, by=request.auth, on=data.on, problem=problem, next_step=data.next_step)
    return Status(201, seat_out(found))


@router.post("/{uuid:uid}/moves/send_plan", response={200: CaseOut, **ACT}, summary="Send the plan")
def send_plan(request: Call, uid: UUID, data: MinuteIn) -> dict[str, Any]:
    """The township committee adopts the plan and sends it to the county."""
    return case_out(planning.send_plan(door.case(request, uid), by=request.auth, minute=data.minute))


@router.post("/{uuid:uid}/moves/approve_plan", response={200: CaseOut, **ACT}, summary="Approve the plan")
def approve_plan(request: Call, uid: UUID, data: ApproveIn) -> dict[str, Any]:
    """The department's meeting approves; the work begins the same day."""
    return case_out(planning.approve_plan(door.case(request, uid), by=request.auth, **data.dict()))


@router.put("/{uuid:uid}/progress", response={200: ProgressOut, **ACT}, summary="The month in one line")
def progress(request: Call, uid: UUID, data: MonthIn) -> Progress:
    """One line a month; a second time in the same month corrects the first."""
    return working.progress(door.case(request, uid), by=request.auth, **data.dict())


@router.post("/{uuid:uid}/told", response={200: CaseOut, **ACT}, summary="Note who was told")
def told(request: Call, uid: UUID, data: ToldIn) -> dict[str, Any]:
    """Write into the book who was told, when and how."""
    return case_out(working.told(door.case(request, uid), by=request.auth, **data.dict()))


def _seat(call: Call, uid: UUID, seat: UUID) -> Seat:
    found: Case = door.case(call, uid)
    held = found.seats.filter(uid=seat).first()
    if held is None:
        raise Http404
    held.case = found
    return held
