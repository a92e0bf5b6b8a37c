"""Many sheets scored at once are what each would be by itself: layers, answers, totals, whatever stands beside them."""

from typing import Any

import pytest

from baxing.accreditation.actions.flags import answer_flag, decide_flag, raise_flag
from baxing.accreditation.actions.scores import FROM_FACTS, TOTALS, refresh, refresh_many, refresh_stale
from baxing.accreditation.models import Application
from baxing.records.actions import bump
from baxing.records.models import FactValue
from tests.cycle_world import YEAR, CycleWorld, cycle_world, put_facts
from tests.world import BRANCHES, World

pytestmark = pytest.mark.django_db
WORSE: dict[str, Any] = {"life_gap_months": 6, "appraisal_done": None, "setup_compliant": None}


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    """Branches in every kind of state: strong, weak, with unknown facts, filled in, rated, counted, with a flag."""
    found = cycle_world(
        world, facts={"V2": WORSE, "C": {"secretary_vacant_months": 4}, "G": {"founded_on": None}}
    )
    found.bring(found.applications["E"], "SELF_ADOPTED")
    rated = found.bring(found.applications["V"], "EVALUATING")
    found.rate_and_lock(rated, {"S7-1": 0})
    found.count(rated)
    flag = raise_flag(
        found.applications["H"], "V3", by=world.users["county_officer"], document="县纪〔2026〕1 号"
    )
    answer_flag(flag, by=found.who("secretary", found.applications["H"]), answer="属实")
    decide_flag(flag, by=world.users["county_lead"], confirmed=True)
    return found


def columns(application: Application) -> dict[str, Any]:
    """What is derived of the sheet, as it is in the database; not the time at which it was."""
    row = Application.objects.values(*FROM_FACTS, *TOTALS).get(pk=application.pk)
    return {
        name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items() if name != "scored_at"
    }


def test_many_at_once_are_as_one_by_one(cycles: CycleWorld) -> None:
    one = {}
    for key, application in cycles.applications.items():
        refresh(cycles.fresh(application))
        one[key] = columns(application)
    Application.objects.update(
        final=b"", auto=b"", lit=0, lit_mask=0, low=0, high=0, scores=b"", gates={}, vetoes={}
    )
    together = Application.objects.select_related("unit", "cycle", "dossier")
    assert refresh_many(list(together.order_by("-pk"))) == len(one)
    assert {key: columns(a) for key, a in cycles.applications.items()} == one
    found = [one["H"]["vetoes"], one["V"]["satisfaction"], one["C"]["gates"]]
    assert all(found), found  # the world has what it says
    assert {row["full_award"] for row in one.values()} >= {False, None}


def test_the_number_of_queries_does_not_grow_with_the_sheets(
    cycles: CycleWorld, django_assert_max_num_queries: Any
) -> None:
    sheets = [cycles.fresh(a) for key, a in cycles.applications.items() if key != "V"]
    with django_assert_max_num_queries(20):
        refresh_many(sheets[:1])
    with django_assert_max_num_queries(20):
        refresh_many(sheets)


def test_after_an_import_only_what_changed_is_scored_again(world: World, cycles: CycleWorld) -> None:
    assert refresh_stale(cycles.cycle) == 0
    for key in ("V3", "E2"):
        put_facts(world.branches[key], {"secretary_vacant_months": 4})
    assert refresh_stale(cycles.cycle) == 2
    assert columns(cycles.applications["V3"])["lit"] < len(cycles.cycle.standard.stars)
    bump([world.branches["G2"].pk], YEAR)
    FactValue.objects.filter(unit=world.branches["G2"], year=YEAR).delete()
    assert refresh_stale(cycles.cycle, limit=1) == 1
    assert columns(cycles.applications["G2"])["unknown_mask"]
    assert len(BRANCHES) == len(cycles.applications)
