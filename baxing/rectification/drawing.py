"""Drawing the days of the look-backs, and sealing them: nobody knows a day before it comes, and nobody can move it (domain §7.2)."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from secrets import SystemRandom, token_hex

from baxing.rules.calendar import WorkCalendar, add_months
from baxing.rules.rectification import look_back_days
from baxing.rules.regulation import CaseTerms

APART = 45
TRIES = 200
FINE = 10**9


def drawn_days(
    calendar: WorkCalendar, closed_on: date, terms: CaseTerms, *, rng: Random | None = None
) -> list[date]:
    """Irregular working days of the follow-up, in order, as many as `terms.look_backs`.

    The first is at least 45 days after the closing, the last leaves the days of a look-back before the follow-up ends,
    and any two are at least 45 days apart; less only where the follow-up is too short for so many.
    """
    rng = rng or SystemRandom()
    start, end = window(calendar, closed_on, terms)
    count = terms.look_backs
    widest = min(APART, (end - start).days // max(1, count - 1))
    for apart in range(widest, 0, -1):
        for _try in range(TRIES):
            draws = [Fraction(rng.randrange(FINE), FINE) for _each in range(count)]
            days = [_worked(calendar, day, end) for day in look_back_days(start, end, count, draws, apart)]
            if days[0] >= start and _far(days, apart):
                return days
    span = (start + timedelta(days=day) for day in range((end - start).days + 1))
    return sorted(rng.sample([day for day in span if calendar.is_working_day(day)], count))


def window(calendar: WorkCalendar, closed_on: date, terms: CaseTerms) -> tuple[date, date]:
    """The first and the last day that can be drawn. A follow-up too short for that gives up the early days first, then
    the last ones."""
    until = add_months(closed_on, terms.follow_up_months)
    worked = terms.look_back_days + (not calendar.is_working_day(until))
    start, end = closed_on + timedelta(days=APART), calendar.add(until, -worked)
    room = timedelta(days=7 * terms.look_backs)
    if end - start < room:
        start = closed_on + timedelta(days=1)
    return start, end if end - start >= room else until


def new_salt() -> str:
    """What makes a seal impossible to guess from the few days there are."""
    return token_hex(16)


def seal_of(on: date, salt: str) -> str:
    """The seal of one day: SHA-256 of the day and the salt. Once the day has come anybody can compute it again."""
    return hashlib.sha256(f"{on.isoformat()} {salt}".encode()).hexdigest()


def _worked(calendar: WorkCalendar, day: date, end: date) -> date:
    """The day itself if offices work on it, else the next working day, the last one before `end` at the latest."""
    if calendar.is_working_day(day):
        return day
    later = calendar.add(day, 1)
    return later if later <= end else calendar.add(day, -1)


def _far(days: Sequence[date], apart: int) -> bool:
    return all((b - a).days >= apart for a, b in pairwise(days))
