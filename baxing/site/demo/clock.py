"""The clock of the demo: what is written now carries the days on which it would have been done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, tzinfo
from typing import ClassVar
from unittest.mock import patch

from django.utils import timezone

from baxing.rules.calendar import DAY, WorkCalendar

STEP = timedelta(seconds=41)  # between two things that one person does after the other


class _Shown(datetime):
    """`datetime` as django.utils.timezone sees it while the demo is written."""

    at: ClassVar[datetime]

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        _Shown.at += STEP
        return _Shown.at.astimezone(tz)


class Clock:
    """Days counted back from `today` in working days of `calendar`; `to` moves the clock, forward or back."""

    def __init__(self, today: date, calendar: WorkCalendar) -> None:
        self.today, self.calendar = today, calendar

    def back(self, days: int) -> date:
        """The working day so many working days before today; a negative number lies ahead."""
        return self.calendar.add(self.today, -days)

    def to(self, day: date, hour: int = 10, minute: int = 0) -> date:
        """It is `hour` o'clock local time on `day`."""
        zone = timezone.get_default_timezone()
        _Shown.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
        return day

    def to_back(self, days: int, hour: int = 10, minute: int = 0) -> date:
        """It is `hour` o'clock so many working days before today."""
        return self.to(self.back(days), hour, minute)


@contextmanager
def shifted(clock: Clock) -> Iterator[Clock]:
    """Django's `timezone.now` and all that is built on it (fields' defaults too) follow `clock` inside.

    Only for a process that does nothing else meanwhile: the command `baxing demo`, and tests.
    """
    clock.to(clock.today - DAY)
    with patch.object(timezone, "datetime", _Shown):
        yield clock


def reference_before(today: date) -> date:
    """The day on which the facts of the running cycle were frozen: the latest 31 October or 31 December that is long enough ago.

    80 days for October; 95 for December, because spring has more holidays between.
    """
    years = (today.year - 2, today.year - 1, today.year)
    ripe = [date(year, 10, 31) for year in years if today - date(year, 10, 31) >= timedelta(days=80)]
    return max(
        ripe + [date(year, 12, 31) for year in years if today - date(year, 12, 31) >= timedelta(days=95)]
    )
