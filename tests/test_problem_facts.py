"""S6-4 reads the problems: how many were due in the year, how many closed by their day."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baxing.dossiers.models import Dossier
from baxing.problems.facts import computed
from baxing.problems.late import late
from baxing.problems.models import Problem
from baxing.records.facts import COMPUTED, facts_of
from baxing.records.models import FactValue
from baxing.rules.scoring import compute_all
from tests import pack_sample as sample
from tests.problem_world import ItemsWorld, parent_of

pytestmark = pytest.mark.django_db
YEAR = 2026
END = date(YEAR, 12, 31)
JUNE = date(YEAR, 6, 1)


def put(
    items_world: ItemsWorld, branch: str, due: date, status: str, closed_on: date | None = None
) -> Problem:
    """A problem as the steps would have left it, on any day."""
    problem = items_world.item(parent_of(items_world.world.branches[branch]), by=None)
    Dossier.objects.filter(pk=problem.dossier_id).update(due=due, status=status)
    Problem.objects.filter(pk=problem.pk).update(closed_on=closed_on)
    return problem


def said(items_world: ItemsWorld, branch: str, year: int = YEAR, reference: date = END) -> Any:
    unit = items_world.world.branches[branch]
    values = computed([unit.pk], year, reference).get(unit.pk)
    return values and (values["problems_due", ""], values["problems_closed_in_time", ""])


def test_closed_on_the_day_is_in_time_and_a_day_later_is_not(items_world: ItemsWorld) -> None:
    put(items_world, "V", JUNE, "CLOSED", JUNE)
    put(items_world, "V", JUNE, "CLOSED", JUNE + timedelta(days=1))
    put(items_world, "V", JUNE, "VERIFIED")
    assert said(items_world, "V") == (3, 1)


def test_only_days_of_the_year_up_to_the_reference_count(items_world: ItemsWorld) -> None:
    put(items_world, "V", date(YEAR - 1, 12, 31), "OPEN")
    put(items_world, "V", date(YEAR + 1, 1, 1), "OPEN")
    put(items_world, "V", date(YEAR, 10, 1), "OPEN")
    assert said(items_world, "V") == (1, 0)
    assert said(items_world, "V", reference=date(YEAR, 9, 30)) is None


def test_what_was_taken_off_never_counts_and_the_next_milestone_is_the_day(items_world: ItemsWorld) -> None:
    put(items_world, "V", JUNE, "DROPPED")
    assert said(items_world, "V") is None
    put(items_world, "V", JUNE, "LONG_TERM")
    assert said(items_world, "V") == (1, 0)


def test_without_problems_what_was_entered_stands_and_with_them_it_is_replaced(
    items_world: ItemsWorld,
) -> None:
    assert computed in COMPUTED
    unit, pack = items_world.world.branches["V"], sample.pack("eight-star")
    for code, value in (("problems_due", "4"), ("problems_closed_in_time", "4")):
        FactValue.objects.create(unit=unit, year=YEAR, code=code, period="", value=value, source="年报")
    assert facts_of(unit, YEAR, pack, reference=END).values["problems_due", ""] == Fraction(4)
    put(items_world, "V", JUNE, "CLOSED", JUNE)
    put(items_world, "V", JUNE, "REJECTED")
    put(items_world, "V", JUNE, "REJECTED")
    facts = facts_of(unit, YEAR, pack, reference=END)
    assert compute_all(pack, "V", facts)["S6-4"].points == 500  # 1 of 3 of 15 points, in hundredths


def test_many_at_once_say_what_each_says_alone_in_one_query(items_world: ItemsWorld) -> None:
    for at, branch in enumerate(("V", "V", "V3", "E", "E", "E")):
        put(items_world, branch, JUNE, "CLOSED", JUNE + timedelta(days=at % 2))
    keys = [unit.pk for unit in items_world.world.branches.values()]
    with CaptureQueriesContext(connection) as queries:
        together = dict(computed(keys, YEAR, END))
    assert len(queries) == 1
    alone = {key: values for one in keys for key, values in computed([one], YEAR, END).items()}
    assert together == alone
    assert len(together) == 3


def test_late_is_what_is_not_closed_by_its_day(items_world: ItemsWorld) -> None:
    for status in ("OPEN", "EXTENDED", "CLAIMED", "LONG_TERM", "CLOSED", "DROPPED"):
        put(items_world, "V", JUNE, status)
    assert set(
        Problem.objects.filter(late(JUNE + timedelta(days=1))).values_list("dossier__status", flat=True)
    ) == {"OPEN", "EXTENDED", "CLAIMED", "LONG_TERM"}
    assert not Problem.objects.filter(late(JUNE)).exists()
