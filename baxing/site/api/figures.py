"""The figures of a cycle: how far its sheets have come, how each star stands."""

from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field

from baxing.accreditation.models import Cycle
from baxing.accreditation.steps import STEPS, columns
from baxing.accreditation.views import door as pages
from baxing.insight.figures import Townships, reached, standings, star_sums, total
from baxing.insight.overview import townships_of
from baxing.site.api import door
from baxing.site.api.door import READ, Call
from baxing.site.api.shapes import Words

router = Router(tags=["cycles"])


class StepOut(Schema):
    """How many sheets reached a step."""

    code: str
    name: Words
    sheets: int


class StandingOut(Schema):
    """How many sheets stand in a state, and how many of them are late."""

    state: str
    sheets: int
    late: int


class StarFigureOut(Schema):
    """How a star stands over all sheets. What is unknown is neither lit nor dark."""

    code: str
    name: Words
    lit: int
    gated: int
    unknown: int
    dark: int


class FiguresOut(Schema):
    """The figures of the caller's part of a cycle."""

    sheets: int
    full_award: int
    steps: list[StepOut]
    states: list[StandingOut]
    stars: list[StarFigureOut] = Field(description="In the order of the standard.")


@router.get("/{uuid:uid}/figures", response={200: FiguresOut, **READ}, summary="Figures of a cycle")
def figures(request: Call, uid: UUID) -> dict[str, Any]:
    """For the county and above over the whole cycle, for a township over its own sheets."""
    cycle = door.opened(request, uid)
    if not pages.oversees(request.user, cycle):
        raise Http404
    return _figures(cycle, townships_of(request.auth, cycle))


def _figures(cycle: Cycle, townships: Townships) -> dict[str, Any]:
    sums, found = total(star_sums(cycle, townships).values()), standings(cycle, townships)
    steps = reached((row.stage, row.sheets) for row in found)
    states: dict[str, dict[str, Any]] = {}
    for row in found:
        state = states.setdefault(row.status, {"state": row.status, "sheets": 0, "late": 0})
        state["sheets"] += row.sheets
        state["late"] += row.late
    stars = []
    for column in columns(cycle.frame):
        lit, gated, unknown = sums.stars.get(column.code, [0, 0, 0])
        dark = sums.sheets - lit - gated - unknown
        counts = {"lit": lit, "gated": gated, "unknown": unknown, "dark": dark}
        stars.append({"code": column.code, "name": column.name.model_dump(), **counts})
    return {
        "sheets": sums.sheets,
        "full_award": sums.full_award,
        "steps": [
            {"code": step.code, "name": step.name.model_dump(), "sheets": n}
            for step, n in zip(STEPS, steps, strict=True)
        ],
        "states": list(states.values()),
        "stars": stars,
    }
