"""Units that the caller may see."""

from typing import Literal
from uuid import UUID

from ninja import Router

from baxing.site.api import door
from baxing.site.api.door import READ, Call
from baxing.site.api.given import Page, Size
from baxing.site.api.shapes import UnitOut
from baxing.units.models import Unit, scope

router = Router(tags=["units"])
Level = Literal["", "region", "prefecture", "county", "township", "branch"]


@router.get("", response={200: list[UnitOut], **READ}, summary="Units in my scope")
def units(request: Call, level: Level = "", page: Page = 1, size: Size = 100) -> list[Unit]:
    """Units that the token's duty covers, in the order of the tree, page by page."""
    found = Unit.objects.filter(scope(request.user), state="active").order_by("path")
    found = found.filter(level=level) if level else found
    return list(found[(page - 1) * size : page * size])


@router.get("/{uuid:uid}", response={200: UnitOut, **READ}, summary="One unit")
def unit(request: Call, uid: UUID) -> Unit:
    """One unit of my scope."""
    return door.unit(request, uid)
