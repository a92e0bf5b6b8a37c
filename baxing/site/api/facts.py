"""Facts of a branch in a year: every value with its source; one value entered, corrected or taken back."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema
from ninja.errors import ValidationError
from pydantic import Field

from baxing.records.actions import set_fact
from baxing.records.codec import canonical, value_of
from baxing.records.facts import definitions
from baxing.records.overview import Row, page_of
from baxing.records.views import VIEWERS, packs
from baxing.rules.facts import Value
from baxing.rules.pack import FactDef
from baxing.site.api import door
from baxing.site.api.door import ACT, READ, Call
from baxing.site.api.given import Code, In, Text300, Year
from baxing.site.api.shapes import Words
from baxing.standards.models import StandardPack, pack_of
from baxing.units.models import Unit

router = Router(tags=["facts"])
Period = Literal[
    "", "Q1", "Q2", "Q3", "Q4", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"
]
Figure = Annotated[
    str, Field(pattern=r"^(true|false|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,12}(\.[0-9]{1,9})?)$")
]


class ValueOut(Schema):
    """The value of one period; null is unknown. A fact of the whole year has one value, with period ""."""

    period: str
    value: str | None
    source: str = Field(description="Where it is written down.")
    entered_at: datetime | None
    by: str = Field(description="The duty of who entered it.")


class FactOut(Schema):
    """One fact and its values."""

    code: str
    name: Words
    kind: Literal["count", "share", "yes_no", "date"]
    state: Literal["known", "partly", "unknown", "assumed"] = Field(
        description="assumed: without a value it counts as no, or as zero."
    )
    computed: bool = Field(description="The system writes it itself; nobody enters it.")
    editable: bool = Field(description="Whether the token's duty may enter it.")
    values: list[ValueOut]


class FactIn(In):
    """One value. null takes a value back: the fact is unknown again."""

    value: Figure | None = Field(examples=["11", "0.88", "true", "2025-02-20"])
    period: Period = ""
    source: Text300 = Field(examples=["2025 年支委会会议记录第 12 号"])
    reason: Text300 = Field("", description="Why it is corrected or taken back.")
    seen: str | None = Field(
        None,
        max_length=40,
        description='The value that you saw there ("" for none): if another stands there, 409.',
    )
    pack: Code | None = Field(
        None, description="The standard whose facts these are; the first one otherwise."
    )


@router.get(
    "/{uuid:uid}/facts/{int:year}", response={200: list[FactOut], **READ}, summary="Facts of a branch"
)
def facts(request: Call, uid: UUID, year: Year, pack: Code | None = None) -> list[dict[str, Any]]:
    """All facts that the standard reads of this branch, unknown ones too, and whatever else is known of it."""
    branch, row = door.unit(request, uid, *VIEWERS), _pack(pack)
    page = page_of(branch, year, pack_of(row), row.digest, request.auth)
    groups = (page.missing, page.waiting, page.known, page.assumed, page.others)
    return [_fact_out(one) for group in groups for one in group]


@router.put(
    "/{uuid:uid}/facts/{int:year}/{code}", response={200: list[ValueOut], **ACT}, summary="Enter one fact"
)
def put(request: Call, uid: UUID, year: Year, code: Code, data: FactIn) -> list[dict[str, Any]]:
    """Enter, correct (with a reason) or take back one value. Sheets that are still open follow it."""
    branch, content = door.unit(request, uid, *VIEWERS), pack_of(_pack(data.pack))
    given = data.dict(include={"period", "source", "reason", "seen"})
    value = _value(data.value, definitions(content).get(code))
    set_fact(branch, year, code, value=value, pack=content, by=request.auth, **given)
    return _values(branch, year, code)


def _pack(code: str | None) -> StandardPack:
    found = next((row for row in packs() if code in (None, row.code)), None)
    if found is None:
        raise Http404
    return found


def _value(text: str | None, definition: FactDef | None) -> Value | None:
    """The value that the text means; 422 where it is none of this fact's kind, 404 where no fact is called so."""
    if definition is None:
        raise Http404
    try:
        return None if text is None else value_of(text, definition.kind)
    except ValueError as error:
        raise ValidationError(
            [{"loc": ("body", "value"), "msg": f"not a value of kind {definition.kind}"}]
        ) from error


def _values(branch: Unit, year: int, code: str) -> list[dict[str, Any]]:
    rows = branch.facts.filter(year=year, code=code).select_related("entered_by").order_by("period")
    return [
        {
            "period": row.period,
            "value": row.value,
            "source": row.source,
            "entered_at": row.entered_at,
            "by": row.entered_by.name if row.entered_by else "",
        }
        for row in rows
    ]


def _fact_out(row: Row) -> dict[str, Any]:
    values = [
        {
            "period": cell.period,
            "value": None if cell.value is None else canonical(cell.value),
            "source": cell.source.source if cell.source else "",
            "entered_at": cell.source.entered_at if cell.source else None,
            "by": cell.source.by if cell.source else "",
        }
        for cell in row.cells
    ]
    return {
        "code": row.code,
        "name": row.definition.name.model_dump(),
        "kind": row.definition.kind,
        "state": row.state,
        "computed": row.computed,
        "editable": row.editable,
        "values": values,
    }
