"""Terms of the shell, counted in working days."""

from datetime import date

from django.utils import timezone

from baxing.rules.calendar import WorkCalendar

from .actions import ANSWER_DAYS


def answer_day() -> date:
    """The day by which a slip put in today is answered."""
    return WorkCalendar({}, {}).add(timezone.localdate(), ANSWER_DAYS)
