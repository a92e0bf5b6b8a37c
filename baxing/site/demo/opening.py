"""What a cycle begins with: the facts of its year, handed in by the townships, and the sheets of all branches."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from django.utils import timezone

from baxing.accreditation.actions import cycles
from baxing.accreditation.actions.moves import make_move
from baxing.records.actions import bump
from baxing.records.codec import canonical
from baxing.records.models import FactImport, FactValue
from baxing.site.demo.case_cast import signs_there
from baxing.site.demo.cast import Levels
from baxing.site.demo.clock import Clock
from baxing.site.demo.facts import FORGOTTEN, Year, facts_of_year
from baxing.site.demo.people import People
from baxing.site.demo.places import COUNTY, Branch, County
from baxing.site.demo.steps import Run
from baxing.standards.models import StandardPack


@dataclass(frozen=True)
class Setting:
    """What a cycle is begun with; `levels` are the weak and the fair stars of each branch in its year."""

    county: County
    people: People
    clock: Clock
    pack: StandardPack
    seed: int
    levels: tuple[Levels, Levels]
    reference: date


def plan_and_open(the: Setting) -> Run:
    """A cycle for the facts of `reference`'s year, opened 52 working days before the clock's today, with two groups."""
    officer, clock = the.people["zuzhike"], the.clock
    clock.to_back(55, 9)
    cycle = cycles.plan_cycle(
        the.county.county,
        the.pack,
        by=officer,
        year=the.reference.year,
        reference=the.reference,
        self_check_due=max(the.reference, clock.back(-12)),
        issuer=f"中共{COUNTY}委组织部",
        contact={"phone": "0000-0000000", "box": "县委组织部一楼意见箱"},
        region="CN-54",
    )
    clock.to_back(52, 10)
    sheets = {sheet.unit_id: sheet for sheet in cycles.open_cycle(cycle, by=officer)}
    known = {key: sheets[branch.unit.pk] for key, branch in the.county.branches.items()}
    run = Run(the.county, the.people, clock, cycle, known, the.seed, *the.levels)
    clock.to_back(40)
    for name, numbers in (("第一星级评定组", (1, 2, 3, 4)), ("第二星级评定组", (5, 6, 7))):
        raters = the.people.raters(*numbers)
        run.groups.append((cycles.name_group(cycle, name, raters, by=officer), raters))
    return run


def hand_in(
    the: Setting,
    *,
    only: Collection[str] | None = None,
    unknown: Mapping[str, int] | None = None,
    years_ago: int = 0,
) -> None:
    """Each township hands in its workbook of facts before the cycle opens; `unknown`: how many facts a branch left blank."""
    for at, township in enumerate(the.county.townships):
        there = [branch for branch in the.county.of(township) if only is None or branch.key in only]
        if there:
            the.clock.to_back(54 - at // 5, 9 + at % 5, 10)
            _workbook(the, township.name, there, unknown or {}, years_ago)
            bump([branch.unit.pk for branch in there], the.reference.year)


def _workbook(
    the: Setting, name: str, there: list[Branch], unknown: Mapping[str, int], years_ago: int
) -> None:
    year, officer = the.reference.year, the.people.officers[there[0].unit.parent_id or 0]
    file = f"{year}年度汇总表-{name}.xlsx"
    record = FactImport.objects.create(
        by=officer, unit=officer.grants_now[0].unit, pack=the.pack, year=year, file_name=file,
        digest=hashlib.sha256(f"{the.seed}/{file}".encode()).hexdigest(),
    )  # fmt: skip
    now, rows = timezone.now(), []
    for line, branch in enumerate(there, 3):
        rng = Random(f"{the.seed}/{year}/{branch.key}/facts")
        weak, fair = (levels[branch.key] for levels in the.levels)
        values = facts_of_year(Year(rng, branch, year, the.reference, weak, fair))
        values |= signs_there(branch.key, years_ago)
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
