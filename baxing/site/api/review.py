"""The township's review."""

from typing import Any, Literal
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from baxing.accreditation.actions import review as acts
from baxing.accreditation.models import SampleItem
from baxing.accreditation.pictures import view_of
from baxing.accreditation.views.review import REVIEWERS, needs_a_person
from baxing.site.api import door
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, In, Points, Text300
from baxing.site.api.shapes import SheetOut, sheet_out

router = Router(tags=["review"])


class OpinionIn(In):
    """An opinion: as the branch says, as the system says, as verified (with points and text), or returned (with text)."""

    choice: Literal["self", "system", "verified", "return"]
    points: Points | None = None
    text: Text300 = ""


class SeenIn(In):
    """What was found, if anything."""

    note: Text300 = ""


class DrawnOut(Schema):
    """A task of the sample."""

    task: str
    seen: bool = Field(description="Whether the township has looked at the record.")
    note: str


@router.put("/{uuid:uid}/opinions/{task}", response={200: SheetOut, **ACT}, summary="Give an opinion")
def opinion(request: Call, uid: UUID, task: Code, data: OpinionIn) -> dict[str, Any]:
    """Give the township's opinion on one pre-filled task."""
    found = door.held_at(request, uid, *REVIEWERS)
    acts.give_opinion(found, task, data.choice, by=request.auth, points=data.points, text=data.text)
    return sheet_out(found)


@router.post("/{uuid:uid}/opinions", response={200: SheetOut, **ACT}, summary="Agree where nothing differs")
def agree(request: Call, uid: UUID) -> dict[str, Any]:
    """Agree with the branch on every task that has no opinion yet and that the system does not contradict."""
    found = door.held_at(request, uid, *REVIEWERS)
    tasks = [row.task.code for row in view_of(found).tasks if needs_a_person(row) and not row.differs]
    return sheet_out(acts.agree(found, tasks, by=request.auth))


@router.get("/{uuid:uid}/sample", response={200: list[DrawnOut], **READ}, summary="The sample")
def sample(request: Call, uid: UUID) -> list[SampleItem]:
    """The computed tasks that the system drew for a look; nobody in the branch sees which."""
    return list(door.held_at(request, uid, *REVIEWERS).sample.order_by("task"))


@router.put("/{uuid:uid}/sample/{task}", response={200: DrawnOut, **ACT}, summary="Look at a drawn record")
def seen(request: Call, uid: UUID, task: Code, data: SeenIn) -> SampleItem:
    """Say that a drawn record was looked at."""
    found = door.held_at(request, uid, *REVIEWERS)
    return acts.look_at_sample(found, task, by=request.auth, note=data.note)
