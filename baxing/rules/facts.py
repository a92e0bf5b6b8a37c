"""The facts of one branch, read exactly: numbers, yes/no and dates by code and period. Unknown is never zero.

A number is read as bounds; where they meet, it is known. So a year with three counted quarters and one
unknown says "3 or 4", and "at least 3 quarters" is already certain. Questions follow Kleene's logic of three
values.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from baxing.rules.bounds import Bounds, Number, add, every, least, plain, tested
from baxing.rules.pack import FactDef
from baxing.rules.terms import (
    All,
    Any_,
    Before,
    Compare,
    Condition,
    Count,
    Lowest,
    LowestKnown,
    MonthsSince,
    Not,
    Percent,
    Run,
    Shortfall,
    Sum,
    Term,
    facts_in,
)
from baxing.rules.text import Text

Value = Fraction | bool | date

YEAR = ("",)
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
PERIODS = {"year": YEAR, "quarter": QUARTERS, "month": MONTHS}
_FIRST_MONTH = {
    **{quarter: 3 * at + 1 for at, quarter in enumerate(QUARTERS)},
    **{month: at + 1 for at, month in enumerate(MONTHS)},
}


class Reading(NamedTuple):
    """One fact as it was read; `value` None is unknown, `period` "" is the whole year."""

    code: str
    period: str
    value: Value | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one branch in one `year`, looked at from the `reference` date of the cycle.

    `values` is keyed (code, period): period "" for the year, "Q1"–"Q4", "01"–"12". A key that is not there is
    unknown, unless `absent` in the fact's definition says otherwise."""

    year: int
    reference: date
    values: Mapping[tuple[str, str], Value]
    defs: Mapping[str, FactDef]

    def number(self, term: Term) -> Fraction | None:
        """The exact value of `term`; None is unknown. A fact of a wrong kind raises ValueError naming it."""
        lowest, highest = self.bounds(term)
        return Fraction(lowest) if lowest == highest else None

    def bounds(self, term: Term) -> Bounds:
        """The lowest and the highest value that `term` can still take; highest None: no limit is known."""
        return number_of(term)(self)

    def holds(self, condition: Condition) -> bool | None:
        """Whether `condition` holds; None where that hangs on something unknown."""
        return truth_of(condition)(self)

    def reading(self, part: Term | Condition) -> tuple[Reading, ...]:
        """Every fact that `part` reads, period by period, as it was read: the source line of a figure."""
        return self.readings(facts_in(part))

    def readings(self, codes: Iterable[str]) -> tuple[Reading, ...]:
        """The facts of these codes, period by period, as they are read."""
        return tuple(
            Reading(code, period, self.at((code, period)))
            for code in sorted(codes)
            for period in self.periods(code)
        )

    def missing(self, codes: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Of `codes`, those with something unknown, each with its unknown periods."""
        gaps = ((code, tuple(p for p in self.periods(code) if self.at((code, p)) is None)) for code in codes)
        return [(code, periods) for code, periods in gaps if periods]

    def name(self, code: str) -> Text:
        """What the fact is called."""
        definition = self.defs.get(code)
        return Text(zh=code, en=code) if definition is None else definition.name

    def periods(self, code: str) -> tuple[str, ...]:
        """The periods in which the fact is reported; ("",) for the year."""
        definition = self.defs.get(code)
        return YEAR if definition is None else PERIODS[definition.period]

    def at(self, key: tuple[str, str]) -> Value | None:
        """The value for (code, period), or what its absence means."""
        value = self.values.get(key)
        return self._absent(*key) if value is None else value

    def _absent(self, code: str, period: str) -> Value | None:
        """`absent` speaks only for periods that have begun by the reference date."""
        definition = self.defs.get(code)
        if definition is None or definition.absent == "unknown" or definition.kind == "date":
            return None
        if period and date(self.year, _FIRST_MONTH[period], 1) > self.reference:
            return None
        return False if definition.kind == "yes_no" else Fraction(0)

    def unread(self, code: str) -> Bounds:
        """Bounds of a yearly fact without a value: what absence means, or the limits of its definition.
        A fact that is reported per period has no yearly value: ValueError."""
        definition = self.defs.get(code)
        if definition is None:
            return 0, None
        if definition.period != "year":
            raise ValueError(f"fact {code}: it comes per {definition.period}; read it with count or run")
        value = self._absent(code, "")
        if value is not None:
            return (number := plain(code, value)), number
        if definition.kind == "yes_no":
            return 0, 1
        most = definition.most
        return plain(code, definition.least), None if most is None else plain(code, most)


NumberRun = Callable[[Facts], Bounds]
TruthRun = Callable[[Facts], bool | None]


def number_of(term: Term) -> NumberRun:
    """`term` compiled to a function of the facts: compile once per pack, run once per branch."""
    match term:
        case str():
            return _bare(term)
        case Decimal():
            constant = plain("", term)
            return lambda facts: (constant, constant)
        case Count():
            return _count(term.count, plain("", term.at_least))
        case Run():
            return _longest_run(term.run, plain("", term.below))
        case MonthsSince():
            return _months_since(term.months_since)
        case Shortfall():
            return _shortfall(number_of(term.shortfall), number_of(term.to))
        case Sum():
            return _sum([number_of(part) for part in term.sum])
        case Lowest():
            return _lowest([number_of(part) for part in term.lowest])
        case LowestKnown():
            return _lowest_known([number_of(part) for part in term.lowest_known])
        case Percent():
            return _part_of(number_of(term.of), Fraction(term.percent) / 100)
    raise TypeError(f"{term!r} is not a term")


def _bare(code: str) -> NumberRun:
    key = (code, "")

    def run(facts: Facts) -> Bounds:
        value = facts.values.get(key)
        if value is None:
            return facts.unread(code)
        number = plain(code, value)
        return number, number

    return run


def _keys(code: str) -> dict[str, tuple[tuple[str, str], ...]]:
    return {kind: tuple((code, period) for period in periods) for kind, periods in PERIODS.items()}


def _count(code: str, at_least: Number) -> NumberRun:
    keys = _keys(code)

    def run(facts: Facts) -> Bounds:
        definition = facts.defs.get(code)
        reached = unknown = 0
        for key in keys["year" if definition is None else definition.period]:
            value = facts.at(key)
            if value is None:
                unknown += 1
            elif plain(code, value) >= at_least:
                reached += 1
        return reached, reached + unknown

    return run


def _longest_run(code: str, below: Number) -> NumberRun:
    keys = _keys(code)

    def run(facts: Facts) -> Bounds:
        definition = facts.defs.get(code)
        low = low_now = high = high_now = 0
        for key in keys["year" if definition is None else definition.period]:
            value = facts.at(key)
            short = value is not None and plain(code, value) < below
            low_now = low_now + 1 if short else 0
            high_now = high_now + 1 if short or value is None else 0
            low, high = max(low, low_now), max(high, high_now)
        return low, high

    return run


def _months_since(code: str) -> NumberRun:
    def run(facts: Facts) -> Bounds:
        value = facts.at((code, ""))
        if value is None:
            return 0, None
        since, until = _date(code, value), facts.reference
        months = max(0, _months(since, until))
        return months, months

    return run


def _months(since: date, until: date) -> Number:
    """Whole months, and of the month begun the days passed in it as a part. A day that a month lacks is its
    last."""
    whole = (until.year - since.year) * 12 + until.month - since.month
    begun = _months_later(since, whole)
    if begun > until:
        whole, begun = whole - 1, _months_later(since, whole - 1)
    passed = (until - begun).days
    return whole + Fraction(passed, (_months_later(since, whole + 1) - begun).days) if passed else whole


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _shortfall(actual: NumberRun, due: NumberRun) -> NumberRun:
    def run(facts: Facts) -> Bounds:
        (have, have_most), (want, want_most) = actual(facts), due(facts)
        low = 0 if have_most is None else max(0, want - have_most)
        return low, None if want_most is None else max(0, want_most - have)

    return run


def _sum(parts: list[NumberRun]) -> NumberRun:
    def run(facts: Facts) -> Bounds:
        bounds = [part(facts) for part in parts]
        return sum(low for low, _ in bounds), add([high for _, high in bounds])

    return run


def _lowest(parts: list[NumberRun]) -> NumberRun:
    def run(facts: Facts) -> Bounds:
        bounds = [part(facts) for part in parts]
        return min(low for low, _ in bounds), least([high for _, high in bounds])

    return run


def _lowest_known(parts: list[NumberRun]) -> NumberRun:
    def run(facts: Facts) -> Bounds:
        bounds = [part(facts) for part in parts]
        known = [low for low, high in bounds if low == high]
        if known:
            return (number := min(known)), number
        limits = [high for _, high in bounds if high is not None]
        return min(low for low, _ in bounds), max(limits) if len(limits) == len(bounds) else None

    return run


def _part_of(part: NumberRun, rate: Fraction) -> NumberRun:
    def run(facts: Facts) -> Bounds:
        low, high = part(facts)
        return rate * low, None if high is None else rate * high

    return run


def truth_of(condition: Condition) -> TruthRun:
    """`condition` compiled to a function of the facts."""
    match condition:
        case str():
            return _yes(condition)
        case Compare():
            return _compare(condition)
        case Before():
            return _before(condition.date, int(condition.before[:2]), int(condition.before[3:]))
        case All():
            return _all([truth_of(part) for part in condition.all])
        case Any_():
            return _any([truth_of(part) for part in condition.any])
        case Not():
            inner = truth_of(condition.not_)
            return lambda facts: None if (answer := inner(facts)) is None else not answer
    raise TypeError(f"{condition!r} is not a condition")


def _yes(code: str) -> TruthRun:
    key = (code, "")
    return lambda facts: _yes_or_no(code, facts.at(key))


def _all(parts: list[TruthRun]) -> TruthRun:
    return lambda facts: every(part(facts) for part in parts)


def _any(parts: list[TruthRun]) -> TruthRun:
    def run(facts: Facts) -> bool | None:
        none_holds = every(None if (answer := part(facts)) is None else not answer for part in parts)
        return None if none_holds is None else not none_holds

    return run


def _compare(node: Compare) -> TruthRun:
    value_of = number_of(node.value)
    given = {name: getattr(node, name) for name in ("at_least", "above", "at_most", "below", "equals")}
    tests = [(name, number_of(bound)) for name, bound in given.items() if bound is not None]

    def run(facts: Facts) -> bool | None:
        value = value_of(facts)
        return every(tested(name, value, bound(facts)) for name, bound in tests)

    return run


def _before(code: str, month: int, day: int) -> TruthRun:
    def run(facts: Facts) -> bool | None:
        value = facts.at((code, ""))
        if value is None:
            return None
        when = _date(code, value)
        return (when.year, when.month, when.day) < (facts.year, month, day)

    return run


def _date(code: str, value: Value) -> date:
    if isinstance(value, date):
        return value
    raise ValueError(f"fact {code}: a date is wanted here, but it holds {value}")


def _yes_or_no(code: str, value: Value | None) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise ValueError(f"fact {code}: yes or no is wanted here, but it holds {value}")
