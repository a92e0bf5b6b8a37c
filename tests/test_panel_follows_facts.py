"""What the group rates counts with the facts of today; without them it is unknown, and the branch's word does not count."""

from fractions import Fraction

import pytest

from baxing.accreditation.actions.scores import is_stale, refresh
from baxing.accreditation.models import Application
from baxing.records.actions import set_fact
from baxing.rules.frame import UNKNOWN
from baxing.rules.sheet import get
from tests.cycle_world import YEAR, CycleWorld, cycle_world
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    """Branch V has not said how many of its tasks for the village were done; 15 of the points of S5-1 hang on it."""
    return cycle_world(world, facts={"V": {"role_tasks_planned": None, "role_tasks_done": None}})


@pytest.fixture
def rated(cycles: CycleWorld) -> Application:
    application = cycles.bring(cycles.applications["V"], "EVALUATING")
    cycles.rate_and_lock(application)
    return cycles.fresh(application)


def slot(application: Application, layer: bytes) -> int:
    return get(application.cycle.frame, bytes(layer), "S5-1")


def test_without_its_facts_a_rated_task_is_unknown_whatever_the_branch_said(rated: Application) -> None:
    assert slot(rated, rated.self_scored) == 2500
    assert slot(rated, rated.panel) == UNKNOWN
    assert slot(rated, rated.final) == UNKNOWN


def test_facts_that_come_after_the_locks_count_with_the_levels(
    cycles: CycleWorld, rated: Application
) -> None:
    by = cycles.who("secretary", rated)
    for code, value in (("role_tasks_planned", 4), ("role_tasks_done", 3)):
        set_fact(rated.unit, YEAR, code, "", Fraction(value), by=by, source="台账", pack=rated.cycle.standard)
    assert is_stale(rated)
    again = cycles.fresh(refresh(rated))
    assert slot(again, again.panel) == slot(again, again.final) == 1500 * 3 // 4 + 1000
