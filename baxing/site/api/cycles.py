"""Cycles: list, prepare, open, lead on, name groups."""

from datetime import date
from uuid import UUID

from django.http import Http404
from ninja import Query, Router, Schema

from baxing.accreditation.actions import cycles as acts
from baxing.accreditation.models import Cycle
from baxing.accreditation.views import door as pages
from baxing.site.api import door
from baxing.site.api.door import ANSWERS, Call
from baxing.site.api.shapes import CycleOut, SheetOut, cycle_out, sheet_out
from baxing.standards.models import StandardPack
from baxing.units.models import Unit, User, scope

router = Router(tags=["cycles"])


class Plan(Schema):
    """A cycle to prepare."""

    county: UUID
    pack: str
    version: str
    year: int
    reference: date
    self_check_due: date
    issuer: str = ""
    phone: str = ""
    box: str = ""
    region: str = "CN"


class GroupIn(Schema):
    """An evaluation group: its members by user name, its branches by application."""

    name: str
    members: list[str]
    applications: list[UUID] = []


class Number(Schema):
    """How many."""

    n: int


@router.get("", response={200: list[CycleOut], **ANSWERS})
def cycles(request: Call):  # type: ignore[no-untyped-def]
    """The cycles of my counties."""
    found = Cycle.objects.select_related("dossier", "unit", "pack").defer("text")
    return [cycle_out(cycle) for cycle in found if pages.sees(request.user, cycle)]


@router.post("", response={201: CycleOut, **ANSWERS})
def plan(request: Call, data: Plan):  # type: ignore[no-untyped-def]
    """Prepare a cycle with a published pack."""
    county = Unit.objects.filter(scope(request.user), uid=data.county).first()
    pack = StandardPack.objects.filter(code=data.pack, version=data.version, state="published").first()
    if county is None or pack is None:
        raise Http404
    given = data.dict(exclude={"county", "pack", "version", "phone", "box"})
    return 201, cycle_out(
        acts.plan_cycle(
            county, pack, by=request.auth, contact={"phone": data.phone, "box": data.box}, **given
        )
    )


@router.get("/{uuid:uid}", response={200: CycleOut, **ANSWERS})
def cycle(request: Call, uid: UUID):  # type: ignore[no-untyped-def]
    """One cycle."""
    return cycle_out(door.cycle(request, uid))


@router.post("/{uuid:uid}/moves/{verb}", response={200: CycleOut, **ANSWERS})
def move(request: Call, uid: UUID, verb: str):  # type: ignore[no-untyped-def]
    """Lead the cycle on: open, start_review, start_notice, close, archive."""
    found = door.cycle(request, uid)
    if verb == "open":
        acts.open_cycle(found, by=request.auth)
    else:
        acts.move_cycle(found, verb, by=request.auth)
    return cycle_out(found)


@router.get("/{uuid:uid}/applications", response={200: list[SheetOut], **ANSWERS})
def applications(  # type: ignore[no-untyped-def]
    request: Call, uid: UUID, state: str = "", page: int = Query(1, ge=1), size: int = Query(50, ge=1, le=200)
):
    """The applications of a cycle in my scope, in the order of the register."""
    found = pages.visible(request.user).filter(cycle=door.cycle(request, uid)).order_by("unit__path")
    found = found.filter(dossier__status=state) if state else found
    return [sheet_out(application) for application in found[(page - 1) * size : page * size]]


@router.post("/{uuid:uid}/groups", response={201: Number, **ANSWERS})
def group(request: Call, uid: UUID, data: GroupIn):  # type: ignore[no-untyped-def]
    """Name an evaluation group and give it its branches; answers how many it has."""
    found = door.cycle(request, uid)
    members = list(User.objects.filter(username__in=data.members))
    named = acts.name_group(found, data.name, members, by=request.auth)
    chosen = pages.visible(request.user).filter(cycle=found, uid__in=data.applications)
    return 201, {"n": acts.assign_group(named, list(chosen), by=request.auth)}
