"""The working-day calendar in use here: the table that a county edits, else the days that are shipped."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, connection
from django.utils import timezone

from baxing.dossiers.calendars import NATION, ShippedDay, Standing, build, chain
from baxing.dossiers.calendars import region as shipped_region
from baxing.dossiers.models import DayRule
from baxing.rules.calendar import WorkCalendar
from baxing.rules.text import Text

# What `source` says of a day that nobody has edited, by how sure the shipped data are of it.
SOURCES: dict[Standing, str] = {
    "published": "shipped",
    "expected": "shipped:expected",
    "provisional": "shipped:provisional",
}
STANDINGS: dict[str, Standing] = {source: standing for standing, source in SOURCES.items()}
UNSURE = [SOURCES["expected"], SOURCES["provisional"]]


@dataclass(frozen=True)
class Held:
    """One day of one region as it is held here, and where that comes from."""

    region: str
    rule: ShippedDay
    source: str


def load(region: str = NATION) -> WorkCalendar:
    """The calendar of a region; one query, so load it once per request or run, not once per file.

    A region without a row of its own, and a database that was never migrated, use the shipped days.
    Raises UnknownRegion.
    """
    return built(layers(region))


class Calendars(dict[str, WorkCalendar]):
    """The calendars of a run or a page by region, each loaded when it is first asked for, and once."""

    def __missing__(self, region: str) -> WorkCalendar:
        self[region] = load(region)
        return self[region]

    def left(self, region: str, due: date | None) -> int | None:
        """Working days from today to `due`, negative when it is past; None without a day."""
        return self[region].between(timezone.localdate(), due) if due else None


def built(layers: list[list[Held]]) -> WorkCalendar:
    """The calendar out of days that were already read."""
    return build([[held.rule for held in layer] for layer in layers])


def layers(region: str) -> list[list[Held]]:
    """The days of a region and of those it rests on, widest first."""
    regions = chain(region)
    stored = _stored(regions)
    return [stored.get(code) or _shipped(code) for code in regions]


def _shipped(region: str) -> list[Held]:
    return [Held(region, rule, SOURCES[rule.standing]) for rule in shipped_region(region).rules()]


def _stored(regions: list[str]) -> dict[str, list[Held]]:
    """The rows of the table by region."""
    found: dict[str, list[Held]] = defaultdict(list)
    try:
        for row in DayRule.objects.filter(region__in=regions):
            found[row.region].append(Held(row.region, _as_day(row), row.source))
    except DatabaseError:
        # Only "there is no such table yet" may pass; anything else, a lost server for one, must be seen.
        if DayRule._meta.db_table in connection.introspection.table_names():
            raise
    return found


def _as_day(row: DayRule) -> ShippedDay:
    """A row as the calendar is built from it; what a person entered counts as published."""
    return ShippedDay(
        day=row.day,
        kind="work" if row.kind == "work" else "off",
        name=Text(**row.name),
        standing=STANDINGS.get(row.source, "published"),
    )
