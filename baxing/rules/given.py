"""A branch's facts and decisions as data (the input of `baxing score`), checked: every mistake at once, with
its place and how to mend it. The format is in docs/scoring.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TypeVar

from baxing.rules.facts import PERIODS, Facts, Value
from baxing.rules.given_words import WORDS
from baxing.rules.outcome import Kind
from baxing.rules.pack import FactDef, LevelRule, Pack, Task
from baxing.rules.text import Text

KEYS = ("year", "reference", "sector", "facts", "decided", "levels", "flags")
T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """One mistake: where, what is wrong, how to mend it."""

    place: str
    what: Text
    mend: Text


class GivenErrors(ValueError):
    """Data that cannot be scored; `problems` has every mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} mistakes; {problems[0].place}: {problems[0].what.en}")


@dataclass(frozen=True)
class Given:
    """What is known of one branch: facts, what persons decided (hundredths, "na" or "excused"), the raters'
    levels of LEVEL tasks, and the vetoes raised as flags."""

    sector: str
    facts: Facts
    decided: Mapping[str, int | Kind] = field(default_factory=dict)
    levels: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    flags: Mapping[str, bool | None] = field(default_factory=dict)


class _Wrong(Exception):
    """A value that cannot be used; becomes a `Problem` with its place."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params


def read(data: object, pack: Pack) -> Given:
    """The data checked against the pack. Numbers may be int, Decimal or text such as "3/4"; null is unknown.
    Raises GivenErrors with every mistake."""
    reader = _Reader(pack)
    given = reader.read(data)
    if given is None:
        raise GivenErrors(reader.problems)
    return given


class _Reader:
    """Reads on after a mistake, so that all of them are found."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.problems = pack, list[Problem]()
        self.tasks = {task.code: task for task in pack.tasks}
        self.defs = {each.code: each for each in pack.facts}

    def read(self, data: object) -> Given | None:
        if not isinstance(data, dict):
            self._note("", _Wrong("not-an-object"))
            return None
        for key in data:
            self._try(str(key), _known, key, KEYS)
        year = self._try("year", _year, data.get("year"))
        reference = self._try("reference", _day, data.get("reference"))
        sector = self._try("sector", self._sector, data.get("sector"))
        values: dict[tuple[str, str], Value] = {}
        for code, value in self._table(data, "facts").items():
            self._fact(code, value, values)
        decided = self._each(data, "decided", self._decided)
        levels = self._each(data, "levels", self._levels)
        for code in levels.keys() & decided.keys():
            self._note(f"levels.{code}", _Wrong("levels-and-decision"))
        flags = self._each(data, "flags", self._flag)
        if self.problems or year is None or reference is None or sector is None:
            return None
        return Given(sector, Facts(year, reference, values, self.defs), decided, levels, flags)

    def _note(self, place: str, wrong: _Wrong) -> None:
        what, mend = WORDS[wrong.code]
        filled = (
            Text(zh=_filled(text.zh, wrong.params, "zh"), en=_filled(text.en, wrong.params, "en"))
            for text in (what, mend)
        )
        self.problems.append(Problem(place, *filled))

    def _try(self, place: str, parse: Callable[..., T], *arguments: object) -> T | None:
        try:
            return parse(*arguments)
        except _Wrong as wrong:
            self._note(place, wrong)
            return None

    def _table(self, data: Mapping[str, object], key: str) -> Mapping[str, object]:
        table = data.get(key, {})
        if isinstance(table, dict):
            return table
        self._note(key, _Wrong("not-a-table"))
        return {}

    def _each(self, data: Mapping[str, object], key: str, parse: Callable[[str, object], T]) -> dict[str, T]:
        """The rows of a table that could be read; each other has left a problem."""
        found: dict[str, T] = {}
        for code, value in self._table(data, key).items():
            try:
                found[code] = parse(code, value)
            except _Wrong as wrong:
                self._note(f"{key}.{code}", wrong)
        return found

    def _sector(self, sector: object) -> str:
        if isinstance(sector, str) and sector in self.pack.sectors:
            return sector
        names = self.pack.sectors.items()
        listed = Text(
            zh="、".join(f"{code}（{name.zh}）" for code, name in names),
            en=", ".join(f"{code} ({name.en})" for code, name in names),
        )
        raise _Wrong("no-such-sector", value=sector, known=listed)

    def _fact(self, code: str, value: object, values: dict[tuple[str, str], Value]) -> None:
        place = f"facts.{code}"
        if self._try(place, _known, code, tuple(self.defs)) is None or value is None:
            return
        definition = self.defs[code]
        periods = PERIODS[definition.period]
        if definition.period == "year":
            rows: Mapping[str, object] = {"": value}
        elif isinstance(value, dict):
            rows = value
        else:
            self._note(place, _Wrong("needs-periods", period=definition.period, first=periods[0]))
            return
        for period, each in rows.items():
            where = f"{place}.{period}" if period else place
            if self._try(where, _known, period, periods) is not None and each is not None:
                parsed = self._try(where, _value, definition, each)
                if parsed is not None:
                    values[code, period] = parsed

    def _decided(self, code: str, value: object) -> int | Kind:
        _known(code, tuple(self.tasks))
        if value == "na" or value == "excused":
            return "na" if value == "na" else "excused"
        number, most = _number(value), self.tasks[code].points
        if number is None or not 0 <= number <= most or (100 * number).denominator != 1:
            raise _Wrong("not-points", value=value, most=most)
        return int(100 * number)

    def _levels(self, code: str, value: object) -> tuple[int, ...]:
        _known(code, tuple(task.code for task in self.pack.tasks if _by_level(task)))
        if not isinstance(value, list) or not all(type(each) is int and 0 <= each <= 4 for each in value):
            raise _Wrong("not-levels", value=value)
        least = self.pack.terms.raters_at_least
        if len(value) < least:
            raise _Wrong("too-few-raters", count=len(value), least=least)
        return tuple(value)

    def _flag(self, code: str, value: object) -> bool | None:
        _known(code, tuple(veto.code for veto in self.pack.vetoes))
        if value is None or isinstance(value, bool):
            return value
        raise _Wrong("not-a-flag", value=value)


def _filled(template: str, params: Mapping[str, object], language: str) -> str:
    words = {name: each.say(language) if isinstance(each, Text) else each for name, each in params.items()}
    return template.format(**words)


def _known(code: object, known: tuple[str, ...]) -> bool:
    if code in known:
        return True
    near = get_close_matches(str(code), known, 1)
    if near:
        raise _Wrong("no-such-code-near", name=code, near=near[0])
    raise _Wrong("no-such-code", name=code, known=", ".join(known[:12]) or "–")


def _year(value: object) -> int:
    if type(value) is int and 1 <= value <= 9999:
        return value
    raise _Wrong("no-year")


def _day(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _Wrong("not-a-date", value="–" if value is None else value) from None


def _value(definition: FactDef, value: object) -> Value:
    if definition.kind == "yes_no":
        if isinstance(value, bool):
            return value
        raise _Wrong("not-yes-no", value=value)
    if definition.kind == "date":
        return _day(value)
    number, most = _number(value), definition.most
    if most is None and definition.kind == "share":
        most = Decimal(1)
    if number is None or number < definition.least or (most is not None and number > most):
        raise _Wrong("not-within", value=value, least=definition.least, most="∞" if most is None else most)
    return number


def _by_level(task: Task) -> bool:
    rules = [task.rule, *(variant.rule for variant in task.variants.values())]
    return any(isinstance(rule, LevelRule) for rule in rules)


def _number(value: object) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
