"""A problem that cannot be closed at one stroke has milestones; one that did not hold is opened again."""

import pytest

from baxing.problems.actions import inside, items
from baxing.problems.models import Problem
from baxing.units.refused import Refused
from tests.problem_world import SENTENCE, ItemsWorld, day, fresh, parent_of

pytestmark = pytest.mark.django_db
TWO = [("第二步：半年公开一次账目", day(60)), ("第一步：账目上墙", day(30))]


def kept_up(items_world: ItemsWorld) -> Problem:
    problem = items_world.to("VERIFIED")
    by = items_world.by("township_secretary")
    return fresh(items.keep_up(problem, by=by, reason="要坚持半年才见效", milestones=TWO))


def test_the_next_milestone_is_the_day_that_counts(items_world: ItemsWorld) -> None:
    problem = kept_up(items_world)
    assert (problem.dossier.status, problem.settled, problem.dossier.due) == ("LONG_TERM", True, day(30))
    first, second = problem.milestones.all()
    assert (first.number, first.what) == (1, "第一步：账目上墙")
    items.reach(first, by=items_world.by("secretary"), done_on=day(0))
    assert fresh(problem).dossier.due == day(60)
    items.reach(second, by=items_world.by("secretary"), done_on=day(0))
    assert fresh(problem).dossier.due == day(60)


def test_it_is_finished_only_after_every_milestone_by_somebody_else_with_a_sign(
    items_world: ItemsWorld,
) -> None:
    problem, officer = kept_up(items_world), items_world.by("township_officer")
    for milestone in problem.milestones.all():
        with pytest.raises(Refused) as refused:
            items.finish(fresh(problem), by=officer, signer="served", signed_on=day(0))
        assert refused.value.code == "milestones_done"
        items.reach(milestone, by=items_world.by("secretary"), done_on=day(0))
    with pytest.raises(Refused) as refused:
        items.finish(fresh(problem), by=officer, signer="", signed_on=day(0))
    assert refused.value.code == "signed"
    items.finish(fresh(problem), by=officer, signer="served", signed_on=day(0))
    assert (fresh(problem).dossier.status, fresh(problem).closed_on) == ("CLOSED", day(0))


@pytest.mark.parametrize(
    "wrong", [[], [("", day(9))], [("做到", day(0))], [("做" * 201, day(9))], [("做到", day(9))] * 13]
)
def test_milestones_have_words_and_days_to_come(
    items_world: ItemsWorld, wrong: list[tuple[str, object]]
) -> None:
    problem = items_world.to("VERIFIED")
    with pytest.raises(Refused):
        items.keep_up(problem, by=items_world.by("township_secretary"), reason="长期", milestones=wrong)  # type: ignore[arg-type]
    assert fresh(problem).dossier.status == "VERIFIED"
    assert not problem.milestones.exists()


def test_a_milestone_is_reached_once_and_not_on_a_day_to_come(items_world: ItemsWorld) -> None:
    first = kept_up(items_world).milestones.first()
    assert first is not None
    with pytest.raises(Refused):
        items.reach(first, by=items_world.by("secretary"), done_on=day(1))
    with pytest.raises(Refused):
        items.reach(first, by=items_world.by("member"), done_on=day(0))
    stale = fresh(first.problem).milestones.get(pk=first.pk)
    items.reach(first, by=items_world.by("secretary"), done_on=day(0))
    with pytest.raises(Refused) as refused:
        items.reach(stale, by=items_world.by("recorder"), done_on=day(0))
    assert refused.value.code == "changed"


def test_reopening_takes_back_what_was_signed_and_the_book_keeps_it(items_world: ItemsWorld) -> None:
    problem = items_world.to("CLOSED")
    items.reopen(problem, by=items_world.by("county_officer"), reason="回头看时又不开了")
    known = fresh(problem)
    assert (known.dossier.status, known.dossier.due, known.reopened) == ("REOPENED", day(30), 1)
    assert (known.changed, known.changed_key, known.signer, known.closed_on, known.verified_by) == (
        "",
        "",
        "",
        None,
        None,
    )
    assert known.dossier.entries.get(verb="close").change["now"] == SENTENCE
    with pytest.raises(Refused) as refused:
        items.close(known, by=items_world.by("township_officer"), signer="member", signed_on=day(0))
    assert refused.value.code == "state"
    items.start(known, by=items_world.by("secretary"))


def test_old_milestones_do_not_stand_in_the_way_of_a_reopened_problem(items_world: ItemsWorld) -> None:
    problem = kept_up(items_world)
    items.reopen(problem, by=items_world.by("county_officer"), reason="没有坚持", due=day(10))
    items.start(problem, by=items_world.by("secretary"))
    items.claim(problem, by=items_world.by("secretary"), changed=SENTENCE)
    items.verify(problem, by=items_world.by("township_officer"))
    items.keep_up(
        problem,
        by=items_world.by("township_secretary"),
        reason="再坚持",
        milestones=[("每月看一次", day(15))],
    )
    (standing,) = problem.milestones.filter(active=True)
    assert (standing.number, problem.milestones.count()) == (3, 3)
    items.reach(standing, by=items_world.by("secretary"), done_on=day(0))
    items.finish(fresh(problem), by=items_world.by("township_officer"), signer="member", signed_on=day(0))


def test_after_a_relapse_it_hangs_on_the_second_file_and_remembers_the_first(items_world: ItemsWorld) -> None:
    problem, second = items_world.to("CLOSED"), parent_of(items_world.world.branches["V"])
    inside.reopened(problem, by=None, reason="回头看反弹", parent=second, due=day(40))
    known = fresh(problem)
    assert (known.parent, known.first_parent, known.dossier.due) == (second, items_world.parent, day(40))
    last = known.dossier.entries.last()
    assert last is not None
    assert (last.by, last.note) == (None, "回头看反弹")
    with pytest.raises(ValueError, match="organisation"):
        inside.reopened(
            known, by=None, reason="x", parent=parent_of(items_world.world.branches["V3"]), due=day(9)
        )
