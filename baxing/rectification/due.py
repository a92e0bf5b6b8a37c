"""By when a case must move on: the terms of its regulation on the work calendar of its region."""

from datetime import date, timedelta

from django.utils import timezone

from baxing.accreditation.models import Cycle
from baxing.dossiers.calendar import load
from baxing.dossiers.calendars import NATION
from baxing.rectification.items import unsettled
from baxing.rectification.models import Case
from baxing.rules.calendar import add_months
from baxing.rules.flow import State
from baxing.rules.flow_rectification import WORKING
from baxing.rules.regulation import CaseTerms
from baxing.units.models import Unit


def region_of(county: Unit) -> str:
    """The calendar a county counts by: that of its latest cycle, else the nation's."""
    regions = Cycle.objects.filter(unit=county).order_by("-year", "-pk").values_list("region", flat=True)
    return regions.first() or NATION


def term_end(terms: CaseTerms, term: str, region: str, start: date) -> date:
    """The last day of a term that begins on `start`: calendar days where its name says so, else working days."""
    days: int = getattr(terms, term)
    if term.endswith("calendar_days"):
        return start + timedelta(days=days)
    return load(region).add(start, days)


def due_for(case: Case, state: State, *, start: date | None = None) -> date | None:
    """The last day for what `state` asks for, counted from `start` (today); None where nothing is asked.

    The work itself ends on `ends_on`, or with the last of its problems where one was extended or found later. A
    follow-up ends on its own day; the days of the look-backs never show here.
    """
    if state.code in WORKING[:1]:
        return _work_ends(case)
    if state.code == "NOTICE" and case.notice_to:
        return case.notice_to
    if state.code == "FOLLOW_UP":
        return case.follow_until
    if not state.term:
        return None
    return term_end(case.rules.terms, state.term, case.dossier.region, start or timezone.localdate())


def months_of(case: Case) -> int:
    """How many months the work of the present round may take."""
    return case.months if case.round == 1 else case.rules.terms.round_months


def plan_ends(case: Case, today: date) -> date:
    """The last day that a problem of the plan may be due, if the work began today."""
    return add_months(today, months_of(case))


def _work_ends(case: Case) -> date | None:
    days = [due for due in unsettled(case).values_list("dossier__due", flat=True) if due]
    return max([*days, *([case.ends_on] if case.ends_on else [])], default=None)
