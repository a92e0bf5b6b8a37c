"""Above counties: the roll-ups of many cycles added up (reads only). What was not added up yet is unknown, never zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baxing.accreditation.models import Cycle
from baxing.accreditation.steps import STEPS, Column, columns
from baxing.insight.figures import Sums
from baxing.insight.models import Rollup
from baxing.insight.overview import shade
from baxing.units.models import Unit, User, scope, tops

ROLES = ("city_officer", "auditor")
ABOVE = ("prefecture", "region")
NAMES = [step.code for step in STEPS]


@dataclass(frozen=True)
class County:
    """One county: its cycle if it has one, and its figures if they were added up."""

    unit: Unit
    cycle: Cycle | None
    steps: list[int] | None
    sums: Sums | None
    at: datetime | None

    @property
    def known(self) -> bool:
        """Whether there are figures."""
        return self.sums is not None


@dataclass(frozen=True)
class Cell:
    """One star of one county, or of all."""

    unlit: int
    unknown: int
    shade: int


def seat(user: User) -> Unit | None:
    """The prefecture or region whose counties `user` looks after; None for everybody else."""
    return next((top for top in tops(user, *ROLES) if top.level in ABOVE), None)


def cycles_of(user: User) -> list[Cycle]:
    """Every opened cycle in the user's counties, the newest first."""
    seen = Cycle.objects.filter(scope(user, "unit__path", *ROLES)).exclude(digest="")
    return list(
        seen.select_related("unit", "pack", "dossier")
        .defer("text")
        .order_by("-year", "pack__code", "unit__path")
    )


def counties(user: User, cycles: Sequence[Cycle]) -> list[County]:
    """Every county in the order of the register. `cycles` are those of one year and one standard. Two queries."""
    units = Unit.objects.filter(scope(user, "path", *ROLES), level="county", state="active").order_by("path")
    rows: dict[int, list[Rollup]] = {}
    for row in Rollup.objects.filter(cycle__in=cycles):
        rows.setdefault(row.cycle_id, []).append(row)
    by_unit = {cycle.unit_id: cycle for cycle in cycles}
    return [_county(unit, by_unit.get(unit.pk), rows) for unit in units]


def _county(unit: Unit, cycle: Cycle | None, rows: dict[int, list[Rollup]]) -> County:
    mine = rows.get(cycle.pk, []) if cycle else []
    if not mine:
        return County(unit, cycle, None, None, None)
    return County(unit, cycle, _steps(mine), _sums(mine), min(row.at for row in mine))


def _steps(rows: Sequence[Rollup]) -> list[int]:
    return [sum(getattr(row, name) for row in rows) for name in NAMES]


def _sums(rows: Sequence[Rollup]) -> Sums:
    whole = Sums()
    for row in rows:
        whole.add(Sums(row.registered, row.full_award, row.stars))
    return whole


def together(found: Sequence[County]) -> tuple[list[int], Sums]:
    """The steps and stars of all counties that have figures."""
    whole, steps = Sums(), [0] * len(STEPS)
    for county in found:
        if county.sums is not None and county.steps is not None:
            whole.add(county.sums)
            steps = [a + b for a, b in zip(steps, county.steps, strict=True)]
    return steps, whole


def stars_of(cycles: Sequence[Cycle]) -> list[Column]:
    """The columns of the table of stars: those of the newest standard among the cycles."""
    return columns(cycles[0].frame) if cycles else []


def cells(stars: Sequence[Column], sums: Sums) -> list[Cell | None]:
    """One line of the table of stars; None where this standard has no such star."""
    found: list[Cell | None] = []
    for star in stars:
        if star.code not in sums.stars:
            found.append(None)
            continue
        unlit, unknown = sums.unlit(star.code), sums.stars[star.code][2]
        found.append(Cell(unlit, unknown, shade(unlit, sums.sheets)))
    return found
