"""By when a file must move on: the pack's terms on the work calendar of the cycle's region."""

from datetime import date, timedelta

from django.utils import timezone

from baxing.accreditation.models import Cycle
from baxing.dossiers.calendar import load
from baxing.rules.flow import State


def due_for(cycle: Cycle, state: State, *, start: date | None = None) -> date | None:
    """The last day for what `state` asks for, counted from `start` (today); None where nothing is asked.

    Terms whose name says calendar days are counted as such, all others in working days.
    """
    if not state.term:
        return None
    days: int = getattr(cycle.standard.terms, state.term)
    start = start or timezone.localdate()
    if state.term.endswith("calendar_days"):
        return start + timedelta(days=days)
    return load(cycle.region).add(start, days)


def working_days_left(cycle: Cycle, due: date) -> int:
    """Working days from today to `due`; negative when it is past."""
    return load(cycle.region).between(timezone.localdate(), due)
