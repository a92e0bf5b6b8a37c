"""Units that the caller may see."""

from uuid import UUID

from django.http import Http404
from ninja import Query, Router

from baxing.site.api.door import ANSWERS, Call
from baxing.site.api.shapes import UnitOut
from baxing.units.models import Unit, scope

router = Router(tags=["units"])


@router.get("", response={200: list[UnitOut], **ANSWERS})
def units(request: Call, level: str = "", page: int = Query(1, ge=1), size: int = Query(100, ge=1, le=500)):  # type: ignore[no-untyped-def]
    """Units in my scope in the order of the tree, page by page."""
    found = Unit.objects.filter(scope(request.user), state="active").order_by("path")
    found = found.filter(level=level) if level else found
    return list(found[(page - 1) * size : page * size])


@router.get("/{uuid:uid}", response={200: UnitOut, **ANSWERS})
def unit(request: Call, uid: UUID):  # type: ignore[no-untyped-def]
    """One unit."""
    found = Unit.objects.filter(scope(request.user), uid=uid).first()
    if found is None:
        raise Http404
    return found
