"""Cycles: list, prepare, open, lead on, name groups."""

from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Router, Status
from pydantic import Field

from baxing.accreditation.actions import cycles as acts
from baxing.accreditation.models import Cycle
from baxing.accreditation.views import door as pages
from baxing.site.api import door
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, Day, In, Page, Region, Size, Text60, Text120, Year
from baxing.site.api.shapes import CycleOut, Number, SheetOut, cycle_out, sheet_out
from baxing.standards.models import StandardPack

router = Router(tags=["cycles"])
Verb = Literal["open", "start_review", "start_notice", "close", "archive"]


class Plan(In):
    """A cycle to prepare."""

    county: UUID
    pack: Code = Field(examples=["eight-star"])
    version: Code
    year: Year
    reference: Day = Field(description="The day on which facts are frozen.", examples=["2026-10-31"])
    self_check_due: Day = Field(examples=["2026-11-30"])
    issuer: Text120 = Field("", description="Printed on notices; the county's name otherwise.")
    phone: Text60 = Field("", description="For objections.")
    box: Text120 = Field("", description="Where the box for objections hangs.")
    region: Region = Field("CN", description="Whose working days count.")


class GroupIn(In):
    """An evaluation group: its members by user name, its branches by application."""

    name: Text60
    members: list[Text60] = Field(max_length=100)
    applications: list[UUID] = Field([], max_length=2000)


@router.get("", response={200: list[CycleOut], **READ}, summary="Cycles of my counties")
def cycles(request: Call) -> list[dict[str, Any]]:
    """The cycles in whose county I have a duty, the latest first."""
    found = Cycle.objects.select_related("dossier", "unit", "pack").defer("text")
    return [cycle_out(cycle) for cycle in found if pages.sees(request.user, cycle)]


@router.post("", response={201: CycleOut, **ACT}, summary="Prepare a cycle")
def plan(request: Call, data: Plan) -> Status[dict[str, Any]]:
    """Prepare a cycle with a published standard; it is a draft until it is opened."""
    county = door.unit(request, data.county)
    pack = StandardPack.objects.filter(code=data.pack, version=data.version, state="published").first()
    if pack is None or county.level != "county":
        raise Http404
    given = data.dict(exclude={"county", "pack", "version", "phone", "box"})
    contact = {"phone": data.phone, "box": data.box}
    return Status(201, cycle_out(acts.plan_cycle(county, pack, by=request.auth, contact=contact, **given)))


@router.get("/{uuid:uid}", response={200: CycleOut, **READ}, summary="One cycle")
def cycle(request: Call, uid: UUID) -> dict[str, Any]:
    """One cycle and where it stands."""
    return cycle_out(door.cycle(request, uid))


@router.post("/{uuid:uid}/moves/{verb}", response={200: CycleOut, **ACT}, summary="Lead a cycle on")
def move(request: Call, uid: UUID, verb: Verb) -> dict[str, Any]:
    """`open` freezes the standard and opens one sheet for every branch; then `start_review`, `start_notice`, `close`, `archive`."""
    found = door.cycle(request, uid)
    if verb == "open":
        acts.open_cycle(found, by=request.auth)
    else:
        acts.move_cycle(found, verb, by=request.auth)
    return cycle_out(found)


@router.get(
    "/{uuid:uid}/applications", response={200: list[SheetOut], **READ}, summary="Applications of a cycle"
)
def applications(
    request: Call, uid: UUID, state: Code | None = None, page: Page = 1, size: Size = 50
) -> list[dict[str, Any]]:
    """The applications of a cycle in my scope, in the order of the register."""
    found = pages.visible(request.user).filter(cycle=door.cycle(request, uid)).order_by("unit__path")
    found = found.filter(dossier__status=state) if state else found
    return [sheet_out(application) for application in found[(page - 1) * size : page * size]]


@router.post("/{uuid:uid}/groups", response={201: Number, **ACT}, summary="Name an evaluation group")
def group(request: Call, uid: UUID, data: GroupIn) -> Status[dict[str, int]]:
    """Name a group and give it its branches; answers how many it has. A branch whose evaluation has begun keeps its own."""
    found, members = door.opened(request, uid), door.people(data.members)
    chosen = door.applications(request, data.applications, cycle=found)
    named = acts.name_group(found, data.name, members, by=request.auth)
    return Status(201, {"n": acts.assign_group(named, chosen, by=request.auth)})
