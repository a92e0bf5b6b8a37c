"""The township's review."""

from decimal import Decimal
from uuid import UUID

from ninja import Router, Schema

from baxing.accreditation.actions import review as acts
from baxing.site.api import door
from baxing.site.api.door import ANSWERS, Call
from baxing.site.api.shapes import SheetOut, sheet_out

router = Router(tags=["review"])


class OpinionIn(Schema):
    """An opinion: self, system, verified (with points and text) or return (with text)."""

    choice: str
    points: Decimal | None = None
    text: str = ""


class SeenIn(Schema):
    """What was found."""

    note: str = ""


class DrawnOut(Schema):
    """A task of the sample."""

    task: str
    seen: bool
    note: str


@router.put("/{uuid:uid}/opinions/{task}", response={200: SheetOut, **ANSWERS})
def opinion(request: Call, uid: UUID, task: str, data: OpinionIn):  # type: ignore[no-untyped-def]
    """Give the township's opinion on one task."""
    found = door.application(request, uid)
    acts.give_opinion(found, task, data.choice, by=request.auth, points=data.points, text=data.text)
    return sheet_out(found)


@router.get("/{uuid:uid}/sample", response={200: list[DrawnOut], **ANSWERS})
def sample(request: Call, uid: UUID):  # type: ignore[no-untyped-def]
    """The computed tasks that the system drew for a look."""
    return list(door.application(request, uid).sample.order_by("task"))


@router.put("/{uuid:uid}/sample/{task}", response={200: DrawnOut, **ANSWERS})
def seen(request: Call, uid: UUID, task: str, data: SeenIn):  # type: ignore[no-untyped-def]
    """Say that a drawn record was looked at."""
    return acts.look_at_sample(door.application(request, uid), task, by=request.auth, note=data.note)
