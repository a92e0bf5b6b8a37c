"""What a rectification case computes: signs from facts, relapse, visits due, the acceptance sheet, look-back days.

Pure and exact; days come in, nothing reads a clock. Source: domain §7, §8.3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from baxing.rules.ballot import tolerated
from baxing.rules.facts import Facts, Reading
from baxing.rules.regulation import Electorate, FourOne, Regulation, Sheet, Sign
from baxing.rules.terms import facts_in

State = Literal["there", "maybe", "not", "unknown", "manual"]
LADDER = ("township", "county", "prefecture", "region")
WATCH_AT_FIRST = {"normal": "township", "key": "county"}


@dataclass(frozen=True)
class Seen:
    """One sign as computed: `there`, `maybe`, `not`, `unknown`, or `manual` (people decide), with what it was read from."""

    code: str
    state: State
    readings: tuple[Reading, ...] = ()


def see(sign: Sign, facts: Facts) -> Seen:
    """What the facts say of one sign. A suggestion only: people decide, and no sign lists anybody by itself."""
    if sign.when is None:
        return Seen(sign.code, "manual")
    readings = facts.readings(facts_in(sign.when) | facts_in(sign.maybe))
    certain = facts.holds(sign.when)
    if certain:
        return Seen(sign.code, "there", readings)
    possible = facts.holds(sign.maybe) if sign.maybe is not None else False
    if certain is None:
        return Seen(sign.code, "maybe" if possible else "unknown", readings)
    return Seen(sign.code, "maybe" if possible else "unknown" if possible is None else "not", readings)


def see_all(regulation: Regulation, sector: str, facts: Facts) -> list[Seen]:
    """Every sign of this sector, in the order of the list."""
    return [see(sign, facts) for sign in regulation.signs_for(sector)]


def one_up(level: str) -> str:
    """The level that watches when a case is escalated; the highest stays."""
    at = LADDER.index(level)
    return LADDER[min(at + 1, len(LADDER) - 1)]


def visits_due(role: FourOne, since: date, today: date) -> int | None:
    """How many visits are due by `today`: those of every quarter begun, counted from the day the duty began; None for
    the one who lives there."""
    if role.resident:
        return None
    if today < since:
        return 0
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    return role.visits_per_quarter * (months // 3 + 1)


def solved_points(points: int, closed: int, listed: int) -> Fraction:
    """The points of a row that follows the share of listed problems that are solved; nothing listed, nothing solved."""
    return Fraction(points * closed, listed) if listed else Fraction(0)


def sheet_score(sheet: Sheet, given: Mapping[str, int], closed: int, listed: int) -> Fraction:
    """The sum of an acceptance sheet, exact. `given` are whole points per item that people decide.

    KeyError for an item without points, ValueError for points outside 0 and the item's."""
    total = Fraction(0)
    for item in sheet.items:
        if item.solved:
            total += solved_points(item.points, closed, listed)
            continue
        points = given[item.code]
        if not 0 <= points <= item.points:
            raise ValueError(f"{item.code}: {points} is not within 0 and {item.points}")
        total += points
    return total


def sheet_passes(sheet: Sheet, score: Fraction) -> bool:
    """Whether a score reaches the pass mark; equality passes."""
    return score >= Fraction(sheet.pass_mark)


@dataclass(frozen=True)
class Tolerance:
    """What one electorate can bear if all of them return valid ballots: `dissents` at most, and whether one alone fails it."""

    electorate: str
    size: int
    dissents: int

    @property
    def one_fails(self) -> bool:
        """Whether a single ballot that is not satisfied would fail the group."""
        return self.dissents == 0


def tolerance(electorate: Electorate, size: int) -> Tolerance:
    """Said before a ballot is opened (domain §8.3): with 12 members one unhappy member forces another round."""
    least = tolerated(size, Fraction(electorate.threshold))
    return Tolerance(electorate.code, size, max(least, 1) if 2 < size < electorate.one_below else least)


def look_back_days(
    start: date, end: date, count: int, draws: Sequence[Fraction], apart_days: int = 45
) -> list[date]:
    """Irregular days between `start` and `end`, one per draw (each in 0 ≤ x < 1), in order and at least `apart_days`
    apart. Any draw gives days in the window: what is left after the gaps is shared out by the sorted draws.

    ValueError when the window is too short for so many days or the draws do not fit."""
    free = (end - start).days - apart_days * (count - 1)
    if free < 0 or count < 1 or len(draws) != count or not all(0 <= draw < 1 for draw in draws):
        raise ValueError(f"{count} days at least {apart_days} apart do not fit between {start} and {end}")
    offsets = sorted(int(draw * (free + 1)) for draw in draws)
    return [start + timedelta(days=offset + apart_days * at) for at, offset in enumerate(offsets)]


@dataclass(frozen=True)
class Echo:
    """A closed problem of the same organisation that this year's sign brings back."""

    sign: str
    problem: int
    closed_on: date


def echoes(signs: Iterable[Seen], closed: Iterable[tuple[int, str, date]]) -> list[Echo]:
    """The relapse detector: closed problems (key, sign code, day) whose sign is there, or may be there, again."""
    back = {seen.code for seen in signs if seen.state in ("there", "maybe")}
    return [Echo(code, key, day) for key, code, day in closed if code in back]
