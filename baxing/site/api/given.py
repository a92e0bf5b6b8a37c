"""What may come in: texts without control characters, numbers and days within bounds, no field that nobody knows.

Whatever does not fit is answered with 422 before any action hears of it.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from baxing.dossiers.calendars import regions

FIRST, LAST = date(1921, 1, 1), date(2100, 12, 31)


def _plain(text: str) -> str:
    """No NUL and no half of a character pair: no database keeps them."""
    if "\x00" in text:
        raise ValueError("a text cannot hold a NUL character")
    text.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
    return text.strip()


def _near(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"a day lies between {FIRST} and {LAST}")
    return day


def _region(code: str) -> str:
    if code not in regions():
        raise ValueError(f"the regions are {', '.join(regions())}")
    return code


_Text = AfterValidator(_plain)
Text60 = Annotated[str, Field(max_length=60), _Text]
Text120 = Annotated[str, Field(max_length=120), _Text]
Text200 = Annotated[str, Field(max_length=200), _Text]
Text300 = Annotated[str, Field(max_length=300), _Text]
Text500 = Annotated[str, Field(max_length=500), _Text]
Text2000 = Annotated[str, Field(max_length=2000), _Text]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Codes = Annotated[list[Code], Field(max_length=60)]
Ticket = Annotated[str, Field(min_length=1, max_length=24), _Text]
Day = Annotated[date, AfterValidator(_near)]
Points = Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)]
Heads = Annotated[int, Field(ge=0, le=99_999, strict=True)]
Year = Annotated[int, Field(ge=2000, le=2100)]
Page = Annotated[int, Field(ge=1, le=100_000, description="Which page, from 1.")]
Size = Annotated[int, Field(ge=1, le=500, description="How many on a page.")]
Region = Annotated[str, AfterValidator(_region), Field(json_schema_extra={"enum": list(regions())})]


class In(Schema):
    """A body. A field that is not known is an error: a misspelt name must not be passed over."""

    model_config = ConfigDict(extra="forbid")


class Reason(In):
    """Why."""

    reason: Text500 = Field(examples=["县局系统 10 月 12 日停机一天"])
