"""Working days: weekdays, minus the days a government gives off, plus weekend days swapped for them (调休).

Terms counted in working days (notice, answers, corrections) need the swaps *and* the regional holidays
(domain §6.1); validity and look-back are counted in months. The days themselves are data, in
`baxing/dossiers/calendars` and in the table that a county edits.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from baxing.rules.text import Text

DAY = timedelta(days=1)
SATURDAY = 5
WEEKDAYS = (
    Text(zh="星期一", en="Monday"),
    Text(zh="星期二", en="Tuesday"),
    Text(zh="星期三", en="Wednesday"),
    Text(zh="星期四", en="Thursday"),
    Text(zh="星期五", en="Friday"),
    Text(zh="星期六", en="Saturday"),
    Text(zh="星期日", en="Sunday"),
)


def weekday(day: date) -> Text:
    """The name of the day of the week."""
    return WEEKDAYS[day.weekday()]


class WorkCalendar:
    """The working days of one region.

    `off` are days given off (weekend days inside a holiday may be among them), `work` are weekend days worked
    in exchange, each with the name of its holiday. `years` are those whose published arrangement is in the
    data; `expected` are days that no notice names yet. Raises ValueError when a day is both off and worked.
    """

    def __init__(
        self,
        off: Mapping[date, Text],
        work: Mapping[date, Text],
        *,
        years: Iterable[int] = (),
        expected: Iterable[date] = (),
    ) -> None:
        if both := off.keys() & work.keys():
            raise ValueError(f"both off and worked: {', '.join(sorted(map(str, both)))}")
        self.off = dict(off)
        self.work = dict(work)
        self.years = frozenset(years)
        self.expected = frozenset(expected)
        self._less = sorted(day.toordinal() for day in off if day.weekday() < SATURDAY)
        self._more = sorted(day.toordinal() for day in work if day.weekday() >= SATURDAY)

    def is_working_day(self, day: date) -> bool:
        """True when offices work on `day`."""
        return day not in self.off and (day in self.work or day.weekday() < SATURDAY)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (before it for a negative n); `day` itself is not counted."""
        step = DAY if n > 0 else -DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def between(self, a: date, b: date) -> int:
        """How many working days lie after `a` up to and including `b`.

        Negative when `b` is earlier, counted from the day before `a` back to and including `b`; so
        `between(a, add(a, n)) == n` for every n.
        """
        if b >= a:
            return self._worked_until(b.toordinal()) - self._worked_until(a.toordinal())
        return self._worked_until(b.toordinal() - 1) - self._worked_until(a.toordinal() - 1)

    def _worked_until(self, ordinal: int) -> int:
        """Working days from the year 1 up to the day with this ordinal, without walking through them."""
        weeks, rest = divmod(ordinal, 7)
        swaps = bisect_right(self._more, ordinal) - bisect_right(self._less, ordinal)
        return 5 * weeks + min(rest, 5) + swaps

    def not_worked(self, a: date, b: date) -> list[date]:
        """The days that `between(a, b)` passes over because nobody works on them, in order."""
        first, last = (a + DAY, b) if b >= a else (b, a - DAY)
        span = range((last - first).days + 1)
        return [day for day in (first + DAY * i for i in span) if not self.is_working_day(day)]

    def why(self, day: date) -> Text:
        """Why `day` is, or is not, a working day, in words."""
        name = self.off.get(day)
        if name is not None:
            return _expected(name) if day in self.expected else name
        if name := self.work.get(day):
            swapped = day.weekday() >= SATURDAY
            return Text(zh=f"{name.zh}调休上班", en=f"worked in exchange for {name.en}") if swapped else name
        return weekday(day)

    def covers(self, year: int) -> bool:
        """True when the official arrangement of `year` is in the data; else pages say «not yet published»."""
        return year in self.years

    def not_covered(self, a: date, b: date) -> list[int]:
        """The years touched by the span from `a` to `b` whose arrangement is not yet published."""
        first, last = sorted((a.year, b.year))
        return [year for year in range(first, last + 1) if year not in self.years]


def _expected(name: Text) -> Text:
    return Text(zh=f"{name.zh}（预计）", en=f"{name.en} (expected)", bo=name.bo)


def add_months(day: date, n: int) -> date:
    """The same day n months later (earlier for a negative n); the last of a month without such a day."""
    years, month = divmod(day.month - 1 + n, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(a: date, b: date) -> int:
    """How many whole months lie from `a` to `b`, negative when `b` is earlier: `add_months` undone."""
    months = (b.year - a.year) * 12 + b.month - a.month
    if b >= a:
        return months - (add_months(a, months) > b)
    return months + (add_months(a, months) < b)
