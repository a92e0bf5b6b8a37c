"""The same closing words elsewhere are shown as a hint: identical, nearly identical, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baxing.problems.actions import items
from baxing.problems.likeness import alike
from baxing.problems.models import Problem
from baxing.problems.wording import key
from baxing.rules.calendar import add_months
from tests.problem_world import ItemsWorld, day, fresh, parent_of

pytestmark = pytest.mark.django_db
SAID = "已召开支委会 3 次，建立台账，群众满意。"
OTHER = "村务公开栏上墙，每季度张贴一次收支明细"


def claimed(items_world: ItemsWorld, branch: str, said: str) -> Problem:
    """A claimed problem of another branch of the county."""
    problem = items_world.item(parent_of(items_world.world.branches[branch]), by=None)
    change = {"changed": said, "changed_key": key(said), "claimed_on": day(0)}
    Problem.objects.filter(pk=problem.pk).update(**change)
    problem.dossier.status = "CLOSED"
    problem.dossier.save(update_fields=["status"])
    return problem


def found(problem: Problem) -> list[tuple[int, int]]:
    return [(one.problem.pk, one.percent) for one in alike(fresh(problem))]


def test_only_figures_spaces_and_punctuation_differ(items_world: ItemsWorld) -> None:
    mine = items_world.to("CLAIMED", SAID)
    twin = claimed(items_world, "V3", "已召开支委会5次 建立台账 群众满意")
    assert key(SAID) == mine.changed_key == fresh(twin).changed_key
    assert found(mine) == [(twin.pk, 100)]


def test_nearly_the_same_is_found_and_something_else_is_not(items_world: ItemsWorld) -> None:
    mine = items_world.to("CLAIMED", SAID)
    near = claimed(items_world, "E", "已召开支委会 3 次，建立台账，党员群众满意。")
    claimed(items_world, "C", OTHER)
    ((pk, percent),) = found(mine)
    assert pk == near.pk
    assert 85 <= percent < 100


def test_the_nearest_stands_first_and_the_list_ends(items_world: ItemsWorld) -> None:
    mine = items_world.to("CLAIMED", SAID)
    near = claimed(items_world, "E", "已召开支委会 3 次，建立台账，党员群众满意。")
    same = [claimed(items_world, "V3", SAID) for _ in range(22)]
    hints = found(mine)
    assert len(hints) == 20
    assert {pk for pk, _ in hints} <= {one.pk for one in same}
    assert near.pk not in {pk for pk, _ in hints}


def test_its_own_organisation_another_county_and_long_ago_do_not_count(items_world: ItemsWorld) -> None:
    mine = items_world.to("CLAIMED", SAID)
    items_world.to("CLAIMED", SAID)
    old = claimed(items_world, "V3", SAID)
    Problem.objects.filter(pk=old.pk).update(claimed_on=add_months(day(0), -25))
    far = claimed(items_world, "E", SAID)
    far.unit.path = "ZZZZ" + far.unit.path[4:]
    far.unit.save(update_fields=["path"])
    assert found(mine) == []


def test_a_reopened_one_and_one_without_words_say_nothing(items_world: ItemsWorld) -> None:
    mine = items_world.to("CLAIMED", SAID)
    again = fresh(claimed(items_world, "V3", SAID))
    items.reopen(again, by=items_world.by("county_officer"), reason="不属实")
    assert found(mine) == []
    assert alike(items_world.item()) == []


def test_it_takes_two_queries_however_many_there_are(items_world: ItemsWorld) -> None:
    mine = fresh(items_world.to("CLAIMED", SAID))
    counts = []
    for _ in range(2):
        for _ in range(5):
            claimed(items_world, "V3", SAID)
        with CaptureQueriesContext(connection) as queries:
            names = [(one.problem.unit.name, one.problem.dossier.uid) for one in alike(mine)]
        counts.append((len(queries), len(names)))
    assert counts == [(2, 5), (2, 10)]
