"""What the facts suggest about organisations: the signs of the screening (R01–R13) and what comes back from closed cases.

A suggestion only: people decide, nothing is listed by itself, no list runs by badness (domain §7.1).

Which year counts: in January and February the year before. From March on, a sign is read from this year as far as this
year already decides it; otherwise from the year before, which is whole. What is counted up over a quarter or a year
(meetings, publicity) is not read before that quarter or year is over, so nobody is behind because a year is young.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from baxing.records.codec import canonical
from baxing.records.facts import facts_of_many
from baxing.records.models import FactValue
from baxing.rectification.echoes import EchoRow, echoes_of_many
from baxing.rectification.facts import FACTS
from baxing.rectification.models import Case
from baxing.rectification.regulations import in_force
from baxing.rules.calendar import add_months
from baxing.rules.facts import Facts
from baxing.rules.rectification import Seen, see
from baxing.rules.regulation import Regulation, Sign
from baxing.rules.terms import facts_in
from baxing.units.models import Unit

SignRow = dict[str, Any]
CERTAIN = ("there", "maybe", "not")
BY_SYSTEM = "system"  # the source of a value that no person entered
YOUNG_MONTHS = 2


def years_for(today: date) -> tuple[int, ...]:
    """The years that a screening of `today` reads, the one asked first in front."""
    return (today.year - 1,) if today.month <= YOUNG_MONTHS else (today.year, today.year - 1)


def signs_of(unit: Unit, *, today: date) -> list[SignRow]:
    """The signs of one branch in the order of its county's regulation, as `Case.signs` keeps them."""
    return signs_of_many([unit], today=today)[unit.pk]


def signs_of_many(units: Iterable[Unit], *, today: date) -> dict[int, list[SignRow]]:
    """The same for many branches, by key: a constant number of queries for up to a thousand of them."""
    units = list(units)
    rules = {pk: text.rules for pk, text in in_force(units).items()}
    seen: dict[int, dict[str, tuple[int, Seen]]] = defaultdict(dict)
    for year in years_for(today):
        for unit, facts in facts_of_many(units, year, None, today):
            _read(
                rules[unit.pk], unit.sector, facts if year < today.year else ripe(facts, today), seen[unit.pk]
            )
    sources = _sources([unit.pk for unit in units], years_for(today), rules.values())
    return {
        unit.pk: [
            _row(*seen[unit.pk][sign.code], sources.get(unit.pk, {}))
            for sign in rules[unit.pk].signs_for(unit.sector)
        ]
        for unit in units
    }


@dataclass(frozen=True)
class Screened:
    """One branch on the screening page: its signs, what comes back from closed cases, and its open case if it has one."""

    unit: Unit
    signs: list[SignRow]
    echoes: list[EchoRow]
    case: Case | None

    def with_state(self, *states: str) -> list[SignRow]:
        """The signs of these states, in the order of the list."""
        return [sign for sign in self.signs if sign["state"] in states]


def screening(units: Iterable[Unit], *, today: date) -> list[Screened]:
    """The screening list of one page, in the order in which the units come (the register's): never by how much was found.
    A constant number of queries for up to a thousand branches."""
    units = list(units)
    signs = signs_of_many(units, today=today)
    back = echoes_of_many(units, signs)
    keys = [unit.pk for unit in units]
    open_cases = {
        case.unit_id: case for case in Case.objects.filter(unit__in=keys, open=True).select_related("dossier")
    }
    return [Screened(unit, signs[unit.pk], back[unit.pk], open_cases.get(unit.pk)) for unit in units]


def _read(regulation: Regulation, sector: str, facts: Facts, seen: dict[str, tuple[int, Seen]]) -> None:
    """Add what this year says where the years before it in line left it open. A year of which none of a sign's facts is
    known says nothing about it, whatever their absence would mean; the last year in line is taken as it is."""
    for sign in regulation.signs_for(sector):
        if sign.code in seen and seen[sign.code][1].state in (*CERTAIN, "manual"):
            continue
        if facts.year == facts.reference.year and not _known(sign, facts):
            continue
        now = _seen(sign, facts)
        if sign.code not in seen or now.state in CERTAIN or _known(sign, facts):
            seen[sign.code] = (facts.year, now)


def _seen(sign: Sign, facts: Facts) -> Seen:
    """What a year's facts say today. What only came about since that year ended (a term that has run out) is not certain:
    an election held since is not in them yet."""
    now = see(sign, facts)
    if now.state != "there" or facts.year == facts.reference.year:
        return now
    then = see(sign, Facts(facts.year, date(facts.year, 12, 31), facts.values, facts.defs))
    return now if then.state == "there" else replace(now, state="maybe")


def _known(sign: Sign, facts: Facts) -> bool:
    read = facts_in(sign.when) | facts_in(sign.maybe)
    return sign.when is None or any(code in read for code, _period in facts.values)


def ripe(facts: Facts, today: date) -> Facts:
    """The facts of the running year without the counts that still grow: those "the more the better" of a period that is
    not over."""
    values = {
        (code, period): value
        for (code, period), value in facts.values.items()
        if code in FACTS or not _grows(facts, code) or _last_day(facts.year, period) < today
    }
    return Facts(facts.year, facts.reference, values, facts.defs)


def _grows(facts: Facts, code: str) -> bool:
    definition = facts.defs.get(code)
    return definition is not None and definition.kind == "count" and definition.better == "up"


def _last_day(year: int, period: str) -> date:
    """The first day after a period, less one: "" is the year, Q2 a quarter, 03 a month."""
    if not period:
        return date(year, 12, 31)
    months = 3 * int(period[1]) if period.startswith("Q") else int(period)
    after = add_months(date(year, 1, 1), months)
    return date.fromordinal(after.toordinal() - 1)


def _row(year: int, seen: Seen, sources: Mapping[tuple[int, str, str], str]) -> SignRow:
    """One sign as it is kept: readings are [fact, period, value as text or None], sources stand beside them."""
    found = [(r.code, r.period, None if r.value is None else canonical(r.value)) for r in seen.readings]
    return {
        "code": seen.code,
        "state": seen.state,
        "year": year,
        "readings": [list(reading) for reading in found],
        "sources": [
            sources.get((year, code, period), BY_SYSTEM if code in FACTS and value is not None else "")
            for code, period, value in found
        ],
    }


def _sources(
    units: Sequence[int], years: Sequence[int], rules: Iterable[Regulation]
) -> dict[int, dict[tuple[int, str, str], str]]:
    """Where the values were written down, by unit and (year, fact, period). One query."""
    wanted = {
        code
        for regulation in {id(rule): rule for rule in rules}.values()
        for sign in regulation.signs
        for code in facts_in(sign.when) | facts_in(sign.maybe)
    }
    found: dict[int, dict[tuple[int, str, str], str]] = defaultdict(dict)
    rows = FactValue.objects.filter(unit__in=units, year__in=years, code__in=sorted(wanted))
    for unit, year, code, period, source in rows.values_list("unit", "year", "code", "period", "source"):
        found[unit][year, code, period] = source
    return found
