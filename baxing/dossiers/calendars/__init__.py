"""The working-day arrangements that come with the product, one YAML file per region; needs no database."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from baxing.rules.calendar import WorkCalendar
from baxing.rules.text import Text

FOLDER = Path(__file__).parent
NATION = "CN"
Kind = Literal["off", "work"]
Standing = Literal["published", "expected", "provisional"]


class UnknownRegion(ValueError):
    """No calendar of that code is shipped."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Holiday(_Row):
    """One holiday: the days off, from `first` to `last`, and the weekend days worked in exchange."""

    name: str
    first: date
    last: date | None = None
    work: tuple[date, ...] = ()
    expected: bool = False

    @model_validator(mode="after")
    def _runs_forward(self) -> "Holiday":
        if self.last is not None and self.last < self.first:
            raise ValueError(f"{self.name}: `last` is before `first`")
        return self

    def days_off(self) -> list[date]:
        """Every day of the holiday, weekend days among them."""
        return [
            self.first + timedelta(days=n) for n in range(((self.last or self.first) - self.first).days + 1)
        ]


class Year(_Row):
    """One year of a region: its holidays, their source, and whether that is the published arrangement."""

    year: int
    status: Literal["official", "provisional"]
    source: str
    note: Text | None = None
    days: tuple[Holiday, ...]


class Region(_Row):
    """The file of one region; `base` names the region whose days hold where this one says nothing."""

    region: str
    name: Text
    base: str = ""
    names: dict[str, Text]
    years: tuple[Year, ...]

    def rules(self) -> Iterator["ShippedDay"]:
        """Its own days, without those of its base."""
        for year in self.years:
            for holiday in year.days:
                standing: Standing = "provisional" if year.status == "provisional" else "published"
                if holiday.expected:
                    standing = "expected"
                name = self.names[holiday.name]
                yield from (
                    ShippedDay(day=day, kind="off", name=name, standing=standing)
                    for day in holiday.days_off()
                )
                yield from (
                    ShippedDay(day=day, kind="work", name=name, standing=standing) for day in holiday.work
                )


class ShippedDay(_Row):
    """One day that is not what its weekday says."""

    day: date
    kind: Kind
    name: Text
    standing: Standing


@cache
def region(code: str) -> Region:
    """The shipped file of a region such as CN or CN-54. Raises UnknownRegion."""
    if code not in regions():
        raise UnknownRegion(code)
    return Region.model_validate(yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8")))


@cache
def regions() -> tuple[str, ...]:
    """The codes of all shipped regions, the nation first."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def chain(code: str) -> list[str]:
    """The regions whose days hold in `code`, widest first."""
    codes = [code]
    while base := region(codes[0]).base:
        codes.insert(0, base)
    return codes


def build(layers: list[list[ShippedDay]]) -> WorkCalendar:
    """One calendar out of the days of several regions, widest first; the narrower one has the last word.

    A year is covered when the nation's arrangement for it is there and no layer holds it only provisionally.
    """
    days: dict[date, ShippedDay] = {}
    for layer in layers:
        days |= {rule.day: rule for rule in layer}
    provisional = {rule.day.year for layer in layers for rule in layer if rule.standing == "provisional"}
    named = {rule.day.year for rule in (layers[0] if layers else [])}
    return WorkCalendar(
        off={rule.day: rule.name for rule in days.values() if rule.kind == "off"},
        work={rule.day: rule.name for rule in days.values() if rule.kind == "work"},
        years=named - provisional,
        expected=[rule.day for rule in days.values() if rule.standing != "published"],
    )


@cache
def shipped(code: str = NATION) -> WorkCalendar:
    """The calendar of a region as it comes with the product. Raises UnknownRegion."""
    return build([list(region(one).rules()) for one in chain(code)])
