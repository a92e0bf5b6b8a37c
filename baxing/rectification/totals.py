"""Yearly totals beside what the cases themselves count, group by group and sector by sector (reads only).

Counts only: no share, no target, no comparison of places (domain §1, rows 9, 10).
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from baxing.rectification.models import Case, YearTotal
from baxing.rules.text import Text, words
from baxing.units.models import SECTORS, Unit

RURAL = frozenset({"V"})  # 农牧区村（牧委会）党组织; everything else is another sector
MEASURES: dict[str, Text] = {
    "screened": words("排查", "Screened"),
    "rectified": words("整顿", "Rectified"),
    "closed": words("销号", "Closed"),
}
GROUPS: dict[str, Text] = {
    "rural": words("农牧区村", "Rural"),
    "other": words("其他领域", "Others"),
    "all": words("合计", "All"),
}
DAY = {"screened": "year", "rectified": "confirmed_on", "closed": "closed_on"}


@dataclass(frozen=True)
class Line:
    """One measure of one year: entered by group, counted by group, where the totals came from, what stood there before."""

    measure: str
    name: Text
    entered: dict[str, int | None]
    counted: dict[str, int]
    sources: list[YearTotal]
    earlier: list[dict[str, Any]]

    @property
    def blank(self) -> bool:
        """Whether nothing is known of it: no total, no case, nothing taken back."""
        return not self.sources and not self.earlier and not self.counted["all"]

    @property
    def cells(self) -> list[tuple[Text, int | None, int]]:
        """(group, entered, counted) in the order of the table."""
        return [(GROUPS[group], self.entered[group], self.counted[group]) for group in GROUPS]


@dataclass(frozen=True)
class Year:
    """One year: the lines of the three measures, and what the cases count in each sector."""

    year: int
    lines: list[Line]
    sectors: list[tuple[Any, dict[str, int]]]

    @property
    def entered(self) -> bool:
        """Whether any total was entered."""
        return any(line.sources for line in self.lines)


def years_of(unit: Unit) -> list[Year]:
    """Every year with a total or a case at or below `unit`, the newest first. Four queries."""
    entered: dict[tuple[int, str], list[YearTotal]] = defaultdict(list)
    for row in YearTotal.objects.filter(unit=unit).select_related("by").order_by("pk"):
        entered[row.year, row.measure].append(row)
    counted = {measure: _counted(unit, measure) for measure in MEASURES}
    years = {year for year, _measure in entered} | {year for found in counted.values() for year in found}
    return [
        Year(
            year,
            [_line(measure, entered[year, measure], counted[measure].get(year, {})) for measure in MEASURES],
            _sectors(year, counted),
        )
        for year in sorted(years, reverse=True)
    ]


def _counted(unit: Unit, measure: str) -> dict[int, dict[str, int]]:
    """Cases by year and sector: those screened in the year (a second case after a relapse was not screened), confirmed
    in it, closed in it."""
    rows: QuerySet[Case] = Case.objects.filter(unit__path__under=unit.path)
    if measure == "screened":
        found = rows.filter(previous=None).order_by().values_list("year", "sector").annotate(n=Count("pk"))
    else:
        day = DAY[measure]
        dated = rows.filter(Q(**{f"{day}__isnull": False})).annotate(in_year=ExtractYear(day))
        found = dated.order_by().values_list("in_year", "sector").annotate(n=Count("pk"))
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for year, sector, n in found:
        by_year[year][sector] = n
    return by_year


def _line(measure: str, rows: list[YearTotal], counted: dict[str, int]) -> Line:
    entered = {row.group: row.count for row in rows}
    rural = sum(n for sector, n in counted.items() if sector in RURAL)
    whole = sum(counted.values())
    return Line(
        measure,
        MEASURES[measure],
        {group: entered.get(group) for group in GROUPS},
        {"rural": rural, "other": whole - rural, "all": whole},
        [row for row in rows if row.count is not None],
        [{**before, "group": GROUPS[row.group]} for row in rows for before in row.earlier],
    )


def _sectors(year: int, counted: dict[str, dict[int, dict[str, int]]]) -> list[tuple[Any, dict[str, int]]]:
    """The sectors that have a case in this year, in the order of the register."""
    found = []
    for sector, name in SECTORS.items():
        numbers = {measure: counted[measure].get(year, {}).get(sector, 0) for measure in MEASURES}
        if any(numbers.values()):
            found.append((name, numbers))
    return found
