"""The regulation of a county, what it makes the facts of a branch suggest, and yearly totals."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from baxing.rectification.actions.regulations import publish
from baxing.rectification.actions.totals import enter_totals
from baxing.rectification.echoes import echoes_of
from baxing.rectification.models import RegulationText
from baxing.rectification.regulations import versions_of
from baxing.rectification.signs import signs_of
from baxing.rectification.totals import Line, Year, years_of
from baxing.rectification.views.door import OFFICERS
from baxing.site.api import door
from baxing.site.api.case_shapes import SignOut, signs_out
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, In, Text200
from baxing.site.api.given import Year as YearIn
from baxing.site.api.shapes import Words

router = Router(tags=["regulations"])
Measure = Literal["screened", "rectified", "closed"]
Total = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class RegulationIn(In):
    """A regulation to publish."""

    text: str = Field(max_length=400_000, description="YAML, as `baxing pack check` reads it.")


class RegulationOut(Schema):
    """One published version."""

    uid: UUID
    code: str
    version: str
    digest: str = Field(description="SHA-256 of its canonical JSON; a case keeps exactly this one.")
    shipped: bool = Field(description="Came with the program; a county's own takes its place.")
    published_at: datetime


class RegulationWhole(RegulationOut):
    """One published version with its whole content."""

    content: dict[str, Any] = Field(
        description="Signs, the four ones, the acceptance sheet, electorates, terms."
    )


class EchoOut(Schema):
    """An earlier problem that this year seems to bring back."""

    kind: Literal["sign", "open", "words"]
    sign: str
    problem: UUID
    what: str
    closed_on: date | None


class SignsOut(Schema):
    """What the facts suggest, and what seems to come back. Nobody is listed by it."""

    signs: list[SignOut]
    echoes: list[EchoOut]


class TotalsIn(In):
    """The three figures of one year and measure; null takes a figure back."""

    rural: Total | None = None
    other: Total | None = None
    all: Total | None = None
    source: Text200 = Field(description="Where the totals are written down.")
    reason: Text200 = Field("", description="Needed for a correction.")


class MeasureOut(Schema):
    """One measure of one year: entered as totals, and counted from the cases."""

    measure: str
    name: Words
    entered: dict[str, int | None]
    counted: dict[str, int]
    sources: list[str]


class YearOut(Schema):
    """One year. Counts only: no share, no target, no comparison of places."""

    year: int
    measures: list[MeasureOut]


@router.get(
    "/{uuid:uid}/regulations", response={200: list[RegulationOut], **READ}, summary="Versions of a regulation"
)
def regulations(request: Call, uid: UUID) -> list[dict[str, Any]]:
    """The versions of the county of this unit, the one in force first."""
    return [_regulation(row) for row in _versions(request, uid)]


@router.get(
    "/{uuid:uid}/regulations/{version}", response={200: RegulationWhole, **READ}, summary="One regulation"
)
def regulation(request: Call, uid: UUID, version: Code) -> dict[str, Any]:
    """One version as JSON; running cases keep the one they were listed under."""
    row = next((row for row in _versions(request, uid) if row.version == version), None)
    if row is None:
        raise Http404
    return {**_regulation(row), "content": row.rules.model_dump(mode="json", by_alias=True)}


@router.post("/{uuid:uid}/regulations", response={201: RegulationOut, **ACT}, summary="Publish a regulation")
def publish_regulation(request: Call, uid: UUID, data: RegulationIn) -> Status[dict[str, Any]]:
    """The county publishes its own; it holds for the cases listed from then on. Errors come with their lines."""
    return Status(201, _regulation(publish(door.unit(request, uid), data.text.encode(), by=request.auth)))


@router.get("/{uuid:uid}/signs", response={200: SignsOut, **READ}, summary="What the facts suggest")
def signs(request: Call, uid: UUID) -> dict[str, Any]:
    """What the facts suggest of a branch, and which closed problems seem to come back. People decide."""
    unit = door.unit(request, uid, *OFFICERS)
    if unit.level != "branch" or not unit.sector:
        raise Http404
    found = signs_of(unit, today=timezone.localdate())
    back = [(row.kind, row.sign, row.problem) for row in echoes_of(unit, found)]
    echoes = [
        {"kind": kind, "sign": sign, "problem": p.uid, "what": p.what, "closed_on": p.closed_on}
        for kind, sign, p in back
    ]
    return {"signs": signs_out(found), "echoes": echoes}


@router.get("/{uuid:uid}/totals", response={200: list[YearOut], **READ}, summary="Yearly totals")
def totals(request: Call, uid: UUID) -> list[dict[str, Any]]:
    """Totals as they were entered, beside what the cases count."""
    return [_year(row) for row in years_of(door.unit(request, uid, *OFFICERS))]


@router.put("/{uuid:uid}/totals/{int:year}/{measure}", response={200: YearOut, **ACT}, summary="Enter totals")
def put_totals(request: Call, uid: UUID, year: YearIn, measure: Measure, data: TotalsIn) -> dict[str, Any]:
    """The organisation department of a county or above enters its own; what stood there before is kept."""
    unit = door.unit(request, uid, *OFFICERS)
    counts = data.dict(include={"rural", "other", "all"})
    enter_totals(unit, year, measure, counts, by=request.auth, source=data.source, reason=data.reason)
    return next(_year(row) for row in years_of(unit) if row.year == year)


def _versions(call: Call, uid: UUID) -> list[RegulationText]:
    unit = door.unit(call, uid)
    return versions_of(unit if unit.level == "county" else unit.at("county"))


def _regulation(row: RegulationText) -> dict[str, Any]:
    same = ("uid", "code", "version", "digest", "published_at")
    return {**{name: getattr(row, name) for name in same}, "shipped": row.owner_id is None}


def _year(year: Year) -> dict[str, Any]:
    return {"year": year.year, "measures": [_measure(line) for line in year.lines]}


def _measure(line: Line) -> dict[str, Any]:
    return {
        "measure": line.measure,
        "name": line.name.model_dump(),
        "entered": line.entered,
        "counted": line.counted,
        "sources": sorted({row.source for row in line.sources}),
    }
