"""Working days."""

from datetime import date
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from baxing.dossiers.calendar import load
from baxing.rules.calendar import weekday
from baxing.site.api.door import READ, Call
from baxing.site.api.given import Day, Region
from baxing.site.api.shapes import Words

router = Router(tags=["calendar"])
Days = Annotated[int, Field(ge=-1000, le=1000)]


class SkippedOut(Schema):
    """A day on which nobody works."""

    day: date
    why: Words


class DueOut(Schema):
    """The day asked for, the days passed over on the way, and the years whose arrangement is not yet published."""

    day: date
    weekday: Words
    skipped: list[SkippedOut]
    unsure: list[int]


@router.get("/add", response={200: DueOut, **READ}, summary="n working days later")
def add(request: Call, day: Day, n: Days, region: Region = "CN") -> dict[str, Any]:
    """The n-th working day after `day` (before it for a negative n); `day` itself is not counted."""
    calendar = load(region)
    end = calendar.add(day, n)
    skipped = [{"day": one, "why": calendar.why(one).model_dump()} for one in calendar.not_worked(day, end)]
    unsure = calendar.not_covered(day, end)
    return {"day": end, "weekday": weekday(end).model_dump(), "skipped": skipped, "unsure": unsure}
