"""What a cycle begins with: the facts of its year, handed in by the townships, and the sheets of all branches."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from random import Random

from django.utils import timezone

from baxing.accreditation.actions import cycles
from baxing.accreditation.actions.moves import make_move
from baxing.accreditation.actions.scores import refresh_many
from baxing.records.actions import bump
from baxing.records.codec import canonical
from baxing.records.models import FactImport, FactValue
from baxing.site.demo.clock import Clock
from baxing.site.demo.facts import FORGOTTEN, Year, facts_of_year
from baxing.site.demo.people import People
from baxing.site.demo.places import COUNTY, Branch, County
from baxing.site.demo.steps import Run
from baxing.standards.models import StandardPack

Levels = Mapping[str, tuple[str, ...]]


def plan_and_open(
    county: County, people: People, clock: Clock, pack: StandardPack, *, reference: date, seed: int,
    levels: tuple[Levels, Levels],
) -> Run:  # fmt: skip
    """A cycle for the facts of `reference`'s year, opened 52 working days before the clock's today, with two groups."""
    officer, opened = people["zuzhike"], clock.back(52)
    clock.to(clock.back(55), 9)
    cycle = cycles.plan_cycle(
        county.county,
        pack,
        by=officer,
        year=reference.year,
        reference=reference,
        self_check_due=max(reference, clock.back(-12)),
        issuer=f"中共{COUNTY}委组织部",
        contact={"phone": "0000-0000000", "box": "县委组织部一楼意见箱"},
        region="CN-54",
    )
    clock.to(opened, 10)
    sheets = {sheet.unit_id: sheet for sheet in cycles.open_cycle(cycle, by=officer)}
    known = {key: sheets[branch.unit.pk] for key, branch in county.branches.items() if branch.unit.pk in sheets}
    run = Run(county, people, clock, cycle, known, seed, *levels)
    clock.to_back(40)
    for name, raters in (("第一星级评定组", people.raters(1, 2, 3, 4)), ("第二星级评定组", people.raters(5, 6, 7))):
        run.groups.append((cycles.name_group(cycle, name, raters, by=officer), raters))
    return run


def hand_in(run: Run, *, only: Iterable[str] | None = None, unknown: Mapping[str, int] | None = None) -> None:
    """Each township hands in its workbook of facts; then every sheet is scored. `unknown`: how many facts a branch left blank."""
    year, asked = run.cycle.year, None if only is None else set(only)
    for at, township in enumerate(run.county.townships):
        there = [branch for branch in run.county.of(township) if asked is None or branch.key in asked]
        if there:
            run.clock.to_back(49 - at // 4, 9 + at % 4, 10)
            _workbook(run, township.name, there, unknown or {})
    bump([run.county.branches[key].unit.pk for key in (asked or run.sheets)], year)
    run.clock.to_back(47)
    refresh_many(list(run.sheets.values()))


def _workbook(run: Run, name: str, there: list[Branch], unknown: Mapping[str, int]) -> None:
    year, officer = run.cycle.year, run.people.officers[there[0].unit.parent_id or 0]
    file = f"{year}年度汇总表-{name}.xlsx"
    record = FactImport.objects.create(
        by=officer, unit=officer.grants_now[0].unit, pack=run.cycle.pack, year=year, file_name=file,
        digest=hashlib.sha256(f"{run.seed}/{file}".encode()).hexdigest(),
    )  # fmt: skip
    now, rows = timezone.now(), []
    for line, branch in enumerate(there, 3):
        rng = Random(f"{run.seed}/{year}/{branch.key}/facts")
        weak, fair = run.weak[branch.key], run.fair[branch.key]
        values = facts_of_year(Year(rng, branch, year, run.cycle.reference, weak, fair))
        blank = set(rng.sample(FORGOTTEN, unknown.get(branch.key, 0)))
        rows += [
            FactValue(unit=branch.unit, year=year, code=code, period=period, value=canonical(value),
                      source=f"{file} 第 {line} 行", entered_at=now, entered_by=officer, imported=record)
            for (code, period), value in values.items() if code not in blank
        ]  # fmt: skip
    FactValue.objects.bulk_create(rows, batch_size=2000)
    record.counts = {"rows": len(there), "units": len(there), "values": len(rows), "new": len(rows), "changed": 0,
                     "same": 0, "unknown": {}, "mended": {}, "errors": {}, "warnings": {}}  # fmt: skip
    record.save(update_fields=["counts"])


def start_all(run: Run, keys: Iterable[str], days: int) -> None:
    """These branches began their self-check and got no further."""
    for key in keys:
        run.clock.to_back(days, run.rng(run.sheets[key], "start").randint(9, 16))
        make_move(run.sheets[key], "start", by=run.county.branches[key].secretary)


