"""Two people at once: one wins, the other is told, nothing is doubled."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from baxing.dossiers.verify import breaks
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.problems.origins import ORIGINS
from baxing.units.refused import Refused
from tests.at_once import at_once
from tests.problem_world import SENTENCE, ItemsWorld, day, fresh, make_items_world
from tests.world import make_world

OFFICERS = ("township_officer", "county_officer")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "one", "other"),
    [
        ("IN_PROGRESS", "claim", "claim"),
        ("CLAIMED", "verify", "reject"),
        ("CLAIMED", "reject", "verify"),
        ("VERIFIED", "close", "reject"),
        ("OPEN", "change", "start"),
        ("OPEN", "start", "drop"),
    ],
)
def test_of_two_stale_copies_one_wins(items_world: ItemsWorld, status: str, one: str, other: str) -> None:
    problem = items_world.to(status)
    mine, theirs = fresh(problem), fresh(problem)
    acts = _acts(items_world)
    acts[one](mine)
    lines = mine.dossier.entries.count()
    with pytest.raises(Refused, match="没有改"):
        acts[other](theirs)
    assert fresh(problem).dossier.entries.count() == lines
    assert fresh(problem).dossier.status == mine.dossier.status


def _acts(items_world: ItemsWorld) -> dict[str, Callable[[Problem], Any]]:
    branch, officer = items_world.by("secretary"), items_world.by("township_officer")
    return {
        "claim": lambda p: items.claim(p, by=branch, changed=SENTENCE),
        "verify": lambda p: items.verify(p, by=officer),
        "reject": lambda p: items.reject(p, by=officer, reason="再看"),
        "close": lambda p: items.close(p, by=officer, signer="member", signed_on=day(0)),
        "change": lambda p: items.change_problem(p, by=branch, what="别的问题"),
        "start": lambda p: items.start(p, by=branch),
        "drop": lambda p: items.drop(p, by=branch, reason="列错"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_double_click_closes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    items_world = make_items_world(make_world(), monkeypatch)
    problem = items_world.to("VERIFIED")
    copies = [fresh(problem) for _ in range(4)]
    people = [items_world.by(OFFICERS[at % 2]) for at in range(4)]
    ends = at_once(
        *[
            lambda copy=copy, by=by: items.close(copy, by=by, signer="member", signed_on=day(0))  # type: ignore[misc]
            for copy, by in zip(copies, people, strict=True)
        ]
    )
    assert ends == ["changed", "changed", "changed", "won"], connection.vendor
    assert problem.dossier.entries.filter(verb="close").count() == 1
    assert list(breaks()) == [None] * 2


@pytest.mark.django_db(transaction=True)
def test_problems_listed_at_once_get_their_own_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    items_world = make_items_world(make_world(), monkeypatch)
    ends = at_once(*[items_world.item] * 4)
    assert ends == ["won"] * 4, connection.vendor
    assert sorted(Problem.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_whoever_settles_the_last_problem_sees_that_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    items_world = make_items_world(make_world(), monkeypatch)
    copies = [items_world.to("VERIFIED") for _ in range(3)]
    left: list[int] = []

    def count_left(problem: Problem, by: Any) -> None:
        left.append(problem.parent.problems.exclude(dossier__status="CLOSED").count())

    origin = items_world.origin()
    monkeypatch.setitem(ORIGINS, "rectification", type(origin)(**{**vars(origin), "changed": count_left}))
    by = items_world.by("county_officer")
    ends = at_once(
        *[lambda copy=copy: items.close(copy, by=by, signer="member", signed_on=day(0)) for copy in copies]  # type: ignore[misc]
    )
    assert ends == ["won"] * 3, connection.vendor
    assert sorted(left) == [0, 1, 2]
