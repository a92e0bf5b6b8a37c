"""Terms of the shell, counted in working days."""

from datetime import date

from django.utils import timezone

from baxing.dossiers.calendar import load

from .actions import ANSWER_DAYS


def answer_day() -> date:
    """The day by which a slip put in today is answered."""
    return load().add(timezone.localdate(), ANSWER_DAYS)
