"""A problem from listing to closing: what each step writes, whose desk it lies on, what the parent hears."""

import pytest
from django.utils import timezone

from baxing.problems.actions import items
from baxing.records.actions import revision
from baxing.units.refused import Refused
from tests.problem_world import SENTENCE, ItemsWorld, day, fresh

pytestmark = pytest.mark.django_db


def test_a_problem_is_listed_with_its_day_its_lead_and_its_book(items_world: ItemsWorld) -> None:
    problem = items_world.item(lead_user=items_world.by("first_secretary"), round=2)
    assert (problem.number, problem.round, problem.first_due, problem.dossier.due) == (1, 2, day(20), day(20))
    assert (problem.parent, problem.first_parent, problem.unit) == (
        items_world.parent,
        items_world.parent,
        problem.parent.unit,
    )
    assert problem.dossier.desk == problem.unit
    (line,) = problem.dossier.entries.all()
    assert line.change["problem"] == "党员大会半年没有开"
    assert line.change["due"] == day(20).isoformat()
    assert items_world.item().number == 2


def test_the_main_line_leads_to_closed_and_every_step_stands_in_the_book(items_world: ItemsWorld) -> None:
    problem = items_world.to("CLOSED")
    assert problem.settled
    assert [line.verb for line in problem.dossier.entries.all()] == [
        "opened",
        "start",
        "claim",
        "verify",
        "close",
    ]
    assert problem.changed == SENTENCE
    assert problem.verified_by == items_world.by("township_officer")
    assert (problem.signer, problem.signed_on, problem.closed_on) == ("member", day(0), timezone.localdate())
    last = problem.dossier.entries.last()
    assert last is not None
    assert last.change == {"now": SENTENCE, "signer": "member", "signed_on": day(0).isoformat()}


def test_the_desk_follows_the_state_and_the_day_stays(items_world: ItemsWorld) -> None:
    claimed = items_world.to("CLAIMED")
    assert (claimed.dossier.desk, claimed.dossier.due) == (items_world.world.town, day(20))
    items.reject(claimed, by=items_world.by("township_officer"), reason="记录只有两次")
    assert (claimed.dossier.status, claimed.dossier.desk) == ("REJECTED", claimed.unit)
    items.claim(claimed, by=items_world.by("recorder"), changed=SENTENCE + "，三次都在")
    assert fresh(claimed).changed.endswith("三次都在")


def test_every_step_tells_the_parent_and_marks_the_facts_of_the_year(items_world: ItemsWorld) -> None:
    problem = items_world.to("CLOSED")
    assert [told.pk for told in items_world.steps] == [problem.pk] * 5
    assert revision(problem.unit, day(20).year) == 5


def test_a_verified_problem_that_is_sent_back_is_no_longer_verified(items_world: ItemsWorld) -> None:
    problem = items_world.to("VERIFIED")
    items.reject(problem, by=items_world.by("county_officer"), reason="走访时没有人知道")
    assert (fresh(problem).verified_on, fresh(problem).verified_by) == (None, None)


def test_it_is_extended_once_by_the_township_with_its_minute(items_world: ItemsWorld) -> None:
    problem, by = items_world.to("IN_PROGRESS"), items_world.by("township_secretary")
    for wrong in (day(20), day(19)):
        with pytest.raises(Refused) as refused:
            items.extend(fresh(problem), by=by, due=wrong, reason="等雪化", minute="纪要 3 号")
        assert refused.value.code == "later_day"
    items.extend(problem, by=by, due=day(50), reason="等雪化", minute="纪要 3 号")
    known = fresh(problem)
    assert (known.extended, known.dossier.due, known.first_due) == (True, day(50), day(20))
    with pytest.raises(Refused) as refused:
        items.reject(known, by=items_world.by("township_officer"), reason="x")
    assert refused.value.code == "state"
    items.claim(known, by=items_world.by("secretary"), changed=SENTENCE)
    items.reject(known, by=items_world.by("township_officer"), reason="再补")
    with pytest.raises(Refused) as refused:
        items.extend(known, by=by, due=day(80), reason="还要等", minute="纪要 4 号")
    assert refused.value.code == "not_extended"


def test_a_problem_is_reworded_until_somebody_begins(items_world: ItemsWorld) -> None:
    problem = items_world.item()
    items.change_problem(problem, by=items_world.by("recorder"), what="党员大会一年没有开", due=day(30))
    known = fresh(problem)
    assert (known.what, known.cause, known.first_due, known.dossier.due) == (
        "党员大会一年没有开",
        "书记常年在外",
        day(30),
        day(30),
    )
    assert known.dossier.title["zh"] == "党员大会一年没有开"
    items.start(known, by=items_world.by("secretary"))
    with pytest.raises(Refused) as refused:
        items.change_problem(known, by=items_world.by("recorder"), what="别的")
    assert refused.value.code == "begun"


def test_a_problem_listed_by_mistake_is_taken_off_while_the_plan_is_open(items_world: ItemsWorld) -> None:
    one, two = items_world.item(), items_world.item()
    items.drop(one, by=items_world.by("secretary"), reason="与第 2 条重复")
    assert (fresh(one).dossier.status, fresh(one).settled) == ("DROPPED", True)
    items_world.plan_open = False
    with pytest.raises(Refused) as refused:
        items.drop(two, by=items_world.by("secretary"), reason="不想办")
    assert refused.value.code == "plan_open"
    with pytest.raises(Refused) as refused:
        items.change_problem(two, by=items_world.by("secretary"), what="别的")
    assert refused.value.code == "begun"
