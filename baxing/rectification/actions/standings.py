"""Keeping the board's copy of where each case stands. Disposable: `rebuild` makes it again from the cases.

An action only marks the rows that it touched. They are counted anew by the next look at the board or by `tick`, under
a lock, so that a step made meanwhile is either seen or marks the row again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from baxing.problems.late import OVER
from baxing.problems.models import Problem
from baxing.rectification.models import Case, Seat, Standing, Tally
from baxing.rectification.watching import HANDED_OVER
from baxing.rules.calendar import add_months
from baxing.rules.flow_problem import SETTLED
from baxing.rules.flow_rectification import RECTIFICATION, WORKING
from baxing.rules.rectification import LADDER, visits_due
from baxing.units.models import Unit
from baxing.units.paths import ancestors

BATCH = 500
# What a tally is kept for, and what it holds: names differ where a standing has a field of that name.
CELL = ("county_id", "status", "desk", "year", "sector")
SUMS = {
    "cases": Count("*"),
    "late_cases": Count("status", filter=Q(late=True)),
    "item_cases": Count("status", filter=Q(late_items__gt=0)),
    "items_late": Sum("late_items"),
    "visit_cases": Count("status", filter=Q(visits__gt=0)),
    "visits_due": Sum("visits"),
    "help": Count("act_by"),
}
TALLIED = {"late_cases": "late", "items_late": "late_items", "visits_due": "visits"}
# Files that wait for a day to pass: it is no deadline.
RIPENING = ("NOTICE", "FOLLOW_UP")
# While a visit is asked of the four ones: from the beginning of the work until the department has looked.
VISITED = (*WORKING, "CLEARED", "SELF_CHECKED", "TOWNSHIP_RECHECKED")


def mark(case: Case) -> None:
    """Say that the row of this case no longer holds; part of every action that moves it, its problems or its visits."""
    found = Standing.objects.filter(case=case.pk)
    if not found.update(good_until=date.min):
        blank = _blank(case)
        Standing.objects.bulk_create([blank], ignore_conflicts=True)


def freshen(rows: QuerySet[Standing] | None = None) -> int:
    """Count anew the rows (all, or of `rows`) that hold no longer; how many. One cheap question where all of them hold."""
    today = timezone.localdate()
    stale = (Standing.objects.all() if rows is None else rows).filter(good_until__lt=today).order_by("pk")
    return _freshen(stale, today) if stale.exists() else 0


def freshen_to_show(rows: QuerySet[Standing]) -> bool:
    """The same for a page that is only looked at: where others keep the database busy for too long, it shows the figures
    of the last count. Whether they are of this moment."""
    try:
        freshen(rows)
    except OperationalError:
        return False
    return True


@transaction.atomic
def _freshen(stale: QuerySet[Standing], today: date) -> int:
    """One at a time per county: who waits here finds nothing left to count."""
    counties = set(stale.values_list("county", flat=True))
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=counties).order_by("pk").values_list("pk"))
    done = 0
    while keys := list(stale.select_for_update().values_list("pk", flat=True)[:BATCH]):
        counties |= _count(keys, today)
        done += len(keys)
    if done:
        add_up(counties)
    return done


def add_up(counties: Iterable[int]) -> None:
    """Make the tallies of these counties anew from their standings: one sum each."""
    counties = sorted(counties)
    Tally.objects.filter(county__in=counties).delete()
    rows = sums_of(Standing.objects.filter(county__in=counties), *CELL)
    Tally.objects.bulk_create([Tally(**row) for row in rows], batch_size=BATCH)


def sums_of(rows: QuerySet[Standing], *by: str) -> list[dict[str, Any]]:
    """What a tally holds, added up from the standings themselves, for each group of `by`."""
    summed = rows.order_by().values(*by).annotate(**SUMS)
    return [{TALLIED.get(key, key): value for key, value in row.items()} for row in summed]


@transaction.atomic(durable=True)
def rebuild() -> int:
    """Drop every row and make it again; how many."""
    Standing.objects.all().delete()
    Tally.objects.all().delete()
    return _add(Case.objects.all()) and freshen()


@transaction.atomic(durable=True)
def mend() -> int:
    """Add rows that are missing, put right those of units that moved, count anew what holds no longer. Done by `tick`."""
    _add(Case.objects.filter(standing=None))
    astray = ~Q(path=F("case__unit__path")) | ~Q(status=F("case__dossier__status"))
    Standing.objects.filter(pk__in=list(Standing.objects.filter(astray).values_list("pk", flat=True))).update(
        good_until=date.min
    )
    return freshen()


def _add(cases: QuerySet[Case]) -> int:
    rows = [_blank(case) for case in cases.select_related("unit")]
    Standing.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def _blank(case: Case) -> Standing:
    """A row that holds nothing yet."""
    return Standing(
        case=case,
        county_id=case.county_id,
        path=case.unit.path,
        sector=case.sector,
        year=case.year,
        status=RECTIFICATION.start.code,
        desk="",
        good_until=date.min,
    )


def _count(keys: Sequence[int], today: date) -> set[int]:
    """Count the rows of these cases anew, with few queries however many; the counties that they stand in now."""
    cases = list(Case.objects.filter(pk__in=keys).select_related("dossier", "unit", "regulation"))
    items, seats, counties = _open_items(cases), _owed(cases, today), _counties(cases)
    rows = [_row(case, items[case.dossier_id], seats[case.pk], today) for case in cases]
    for row, case in zip(rows, cases, strict=True):
        row.county_id = counties.get(case.pk, case.county_id)
    Standing.objects.filter(pk__in=keys).delete()
    Standing.objects.bulk_create(rows)
    return {row.county_id for row in rows}


def _counties(cases: Iterable[Case]) -> dict[int, int]:
    """The county that each case's unit stands in now, whichever listed it."""
    lines = {case.pk: ancestors(case.unit.path) for case in cases}
    paths = {path for line in lines.values() for path in line}
    counties = dict(Unit.objects.filter(path__in=paths, level="county").values_list("path", "pk"))
    return {key: counties[path] for key, line in lines.items() for path in line if path in counties}


def _open_items(cases: Iterable[Case]) -> dict[int, list[tuple[date, bool]]]:
    """Of each file: the days of its problems that can be late, and whether the problem is still to be settled."""
    found: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    files = [case.dossier_id for case in cases]
    asked = Problem.objects.filter(parent__in=files).exclude(dossier__status__in=OVER)
    for parent, due, status in asked.values_list("parent", "dossier__due", "dossier__status"):
        found[parent].append((due or date.max, status not in SETTLED))
    return found


@dataclass(frozen=True)
class Owed:
    """One of the four ones: whether a visit is due in this quarter, the day it was due if it should have been made by
    now, and the last day of the quarter, after which all this changes."""

    due: bool
    missed: date | None
    until: date


def _owed(cases: Iterable[Case], today: date) -> dict[int, list[Owed]]:
    """What the seats of each case owe."""
    by_key = {case.pk: case for case in cases if case.dossier.status in VISITED}
    found: dict[int, list[Owed]] = defaultdict(list)
    seats = Seat.objects.filter(case__in=list(by_key), until=None).annotate(made=Count("visits"))
    for seat in seats.order_by():
        role = next((row for row in by_key[seat.case_id].rules.four_ones if row.code == seat.role), None)
        due = visits_due(role, seat.since, today) if role else None
        if role is not None and due is not None:
            until = quarter_end(seat.since, today)
            missed = seat.made < due - role.visits_per_quarter
            found[seat.case_id].append(
                Owed(seat.made < due, add_months(until, -3) if missed else None, until)
            )
    return found


def quarter_end(since: date, today: date) -> date:
    """The last day of the quarter of a duty in which `today` lies; the eve of the duty before it begins."""
    quarter = 0
    while add_months(since, 3 * quarter) <= today:
        quarter += 1
    return add_months(since, 3 * quarter) - timedelta(days=1)


def _row(case: Case, items: list[tuple[date, bool]], seats: list[Owed], today: date) -> Standing:
    status, due = case.dossier.status, case.dossier.due
    state = RECTIFICATION.state(status)
    waits = due is not None and not state.final and status not in RIPENING
    days = [day for day, _open in items]
    late = [day for day in days if day < today]
    passed = [due] if waits and due is not None and due < today else []
    missed = [seat.missed for seat in seats if seat.missed]
    ahead = [day for day in days if day >= today] + [seat.until for seat in seats]
    ahead += [due] if waits and due is not None and due >= today else []
    row = _blank(case)
    row.status, row.desk = status, "" if state.final or status in RIPENING else state.desk
    if status in HANDED_OVER and case.watch != LADDER[0]:
        row.desk = case.watch
    row.late, row.items, row.late_items, row.visits = (
        bool(passed),
        sum(is_open for _day, is_open in items),
        len(late),
        sum(seat.due for seat in seats),
    )
    row.act_by = min([*passed, *late, *missed], default=None)
    row.good_until = min(ahead, default=date.max)
    return row
