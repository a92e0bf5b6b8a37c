"""Two people, or a person and the facts, work on one sheet at once: both words are kept, and no total is of an old copy."""

from typing import Any

import pytest

from baxing.accreditation.actions import review, selfcheck
from baxing.accreditation.actions.scores import freshen, refresh, refresh_many
from baxing.accreditation.models import Application
from baxing.accreditation.scores import merged, result_of, totals
from baxing.rules.frame import UNSEEN
from baxing.rules.sheet import get
from baxing.units.refused import Refused
from tests.cycle_world import CycleWorld, cycle_world, put_facts
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world)


@pytest.fixture
def checking(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "SELF_CHECK")


def own(application: Application, task: str) -> int:
    return get(application.cycle.frame, bytes(application.self_scored), task)


def is_sound(application: Application) -> bool:
    """Whether the stored totals are those of the stored layers."""
    a = application
    made = totals(a.cycle.frame, result_of(a.cycle.frame, merged(a), a.gates, a.vetoes, a.satisfaction))
    stored: dict[str, Any] = {name: getattr(a, name) for name in made} | {"scores": bytes(a.scores)}
    return bytes(a.final) == merged(a) and stored == made


def test_two_tasks_saved_from_two_copies_are_both_kept(
    world: World, cycles: CycleWorld, checking: Application
) -> None:
    mine, theirs = cycles.fresh(checking), cycles.fresh(checking)
    selfcheck.score_task(mine, "S1-2", mine.tasks["S1-2"].points, by=world.users["secretary"])
    selfcheck.score_task(theirs, "S1-6", theirs.tasks["S1-6"].points, by=world.users["recorder"])
    after = cycles.fresh(checking)
    assert UNSEEN not in (own(after, "S1-2"), own(after, "S1-6"))
    assert is_sound(after)
    lines = list(after.dossier.entries.filter(verb="scored").values_list("change__task", flat=True))
    assert lines == ["S1-2", "S1-6"]


def test_a_fact_that_comes_while_somebody_types_is_in_the_total(
    world: World, cycles: CycleWorld, checking: Application
) -> None:
    typing = cycles.fresh(checking)
    put_facts(world.branches["V"], {"secretary_vacant_months": 4, "life_gap_months": 6})
    before = cycles.fresh(checking).low
    refresh(cycles.fresh(checking))
    selfcheck.score_task(typing, "S1-2", typing.tasks["S1-2"].points, by=world.users["secretary"])
    after = cycles.fresh(checking)
    assert after.low < before
    assert is_sound(after)


@pytest.mark.parametrize("many", [False, True])
def test_a_word_that_comes_while_facts_are_read_is_in_the_total(
    world: World, cycles: CycleWorld, checking: Application, many: bool
) -> None:
    reading = cycles.fresh(checking)
    selfcheck.score_task(
        cycles.fresh(checking),
        "S1-2",
        0 * reading.tasks["S1-2"].points,
        by=world.users["secretary"],
        reason="没有",
    )
    put_facts(world.branches["V"], {"life_gap_months": 6})
    assert refresh_many([reading]) == 1 if many else refresh(reading)
    after = cycles.fresh(checking)
    assert own(after, "S1-2") == 0
    assert is_sound(after)


def test_a_form_that_is_older_than_the_last_step_changes_nothing(
    world: World, cycles: CycleWorld, checking: Application
) -> None:
    old = cycles.fresh(checking)
    cycles.bring(checking, "TOWNSHIP_REVIEW")
    with pytest.raises(Refused) as refusal:
        selfcheck.score_task(old, "S1-2", old.tasks["S1-2"].points, by=world.users["secretary"])
    assert refusal.value.code == "state"
    under_review = cycles.fresh(checking)
    cycles.bring(checking, "RECOMMENDED")
    with pytest.raises(Refused) as refusal:
        review.give_opinion(under_review, "S1-2", "self", by=world.users["township_officer"])
    assert refusal.value.code == "state"


def test_facts_do_not_reach_a_sheet_that_was_proposed_while_the_page_was_opened(
    world: World, cycles: CycleWorld
) -> None:
    evaluating = cycles.bring(cycles.applications["V"], "EVALUATING")
    opened = cycles.fresh(evaluating)
    cycles.bring(evaluating, "PUBLIC_NOTICE")
    put_facts(world.branches["V"], {"life_gap_months": 6})
    before = cycles.fresh(evaluating)
    assert freshen(opened).dossier.status == "PUBLIC_NOTICE"
    after = cycles.fresh(evaluating)
    assert (bytes(after.final), after.low, after.lit_mask) == (
        bytes(before.final),
        before.low,
        before.lit_mask,
    )
