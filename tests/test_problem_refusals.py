"""What a problem does not take: no sentence, no sign, no day in the past, no owner who judges, no stranger."""

from collections.abc import Callable
from typing import Any

import pytest

from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.units.models import Grant
from baxing.units.refused import Refused
from tests.problem_world import SENTENCE, ItemsWorld, day, fresh, parent_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"what": "  "}, "incomplete"),
        ({"what": "x" * 301}, "too-long"),
        ({"helper": "x" * 61}, "too-long"),
        ({"code": "R99"}, "code"),
        ({"due": day(-1)}, "past"),
    ],
)
def test_a_problem_that_says_too_little_is_not_listed(
    items_world: ItemsWorld, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        items_world.item(**given)
    assert refused.value.code == code
    assert not Problem.objects.exists()


def test_nothing_is_listed_where_the_file_takes_no_problems_now(items_world: ItemsWorld) -> None:
    items_world.plan_open = False
    with pytest.raises(Refused) as refused:
        items_world.item()
    assert refused.value.code == "no-list"
    assert "计划已报出" in str(refused.value)
    assert items_world.item(by=None).number == 1  # the system itself carries problems over


def test_the_lead_has_a_duty_at_the_organisation(items_world: ItemsWorld) -> None:
    with pytest.raises(Refused) as refused:
        items_world.item(lead_user=items_world.by("other_secretary"))
    assert refused.value.code == "lead"


@pytest.mark.parametrize("said", ["", "都办好了", "已完成", "1234567890 12 号", "……………………………", "办" * 301])
def test_a_claim_says_in_one_sentence_what_changed(items_world: ItemsWorld, said: str) -> None:
    problem = items_world.to("IN_PROGRESS")
    with pytest.raises(Refused) as refused:
        items.claim(problem, by=items_world.by("secretary"), changed=said)
    assert refused.value.code == "change_said"
    assert fresh(problem).dossier.status == "IN_PROGRESS"


@pytest.mark.parametrize(("signer", "ahead"), [("", 0), ("secretary", 0), ("member", 1), ("member", -1)])
def test_closing_needs_the_sign_of_somebody_who_gains_by_it(
    items_world: ItemsWorld, signer: str, ahead: int
) -> None:
    problem = items_world.to("VERIFIED")
    with pytest.raises(Refused) as refused:
        items.close(problem, by=items_world.by("township_officer"), signer=signer, signed_on=day(ahead))
    assert refused.value.code == "signed"
    assert (fresh(problem).dossier.status, fresh(problem).signer) == ("VERIFIED", "")


def test_sending_back_needs_a_reason(items_world: ItemsWorld) -> None:
    with pytest.raises(Refused) as refused:
        items.reject(items_world.to("CLAIMED"), by=items_world.by("township_officer"), reason=" ")
    assert refused.value.code == "incomplete"


@pytest.mark.parametrize(
    "role", ["member", "rater", "teller", "auditor", "admin", "other_officer", "stranger"]
)
def test_who_has_no_part_in_it_moves_nothing(items_world: ItemsWorld, role: str) -> None:
    by = items_world.by(role)
    acts: list[tuple[str, Callable[[Problem], Problem]]] = [
        ("OPEN", lambda problem: items.start(problem, by=by)),
        ("IN_PROGRESS", lambda problem: items.claim(problem, by=by, changed=SENTENCE)),
        ("CLAIMED", lambda problem: items.verify(problem, by=by)),
    ]
    for status, act in acts:
        problem = items_world.to(status)
        with pytest.raises(Refused) as refused:
            act(problem)
        assert refused.value.code == "role"


def test_the_lead_never_judges_his_own_problem(items_world: ItemsWorld) -> None:
    officer = items_world.by("township_officer")
    problem = items_world.to("CLAIMED", lead_user=officer)
    with pytest.raises(Refused) as refused:
        items.verify(problem, by=officer)
    assert refused.value.code == "not_owner"
    items.verify(problem, by=items_world.by("county_officer"))
    with pytest.raises(Refused) as refused:
        items.close(problem, by=officer, signer="member", signed_on=day(0))
    assert refused.value.code == "not_owner"


def test_whoever_began_or_claimed_it_never_judges_it_even_in_another_office(items_world: ItemsWorld) -> None:
    problem, secretary = items_world.to("CLAIMED"), items_world.by("secretary")
    Grant.objects.filter(user=secretary).delete()
    Grant.objects.create(user=secretary, unit=items_world.world.town, role="township_officer")
    del secretary.__dict__["grants_now"]
    with pytest.raises(Refused) as refused:
        items.verify(problem, by=secretary)
    assert refused.value.code == "apart"


def test_whoever_serves_the_organisation_does_not_judge_it(items_world: ItemsWorld) -> None:
    problem, officer = items_world.to("CLAIMED"), items_world.by("township_officer")
    Grant.objects.create(user=officer, unit=items_world.world.town, role="township_leader")
    with pytest.raises(Refused) as refused:
        items.verify(problem, by=officer)
    assert refused.value.code == "apart"


def test_a_problem_stays_with_its_organisation(items_world: ItemsWorld) -> None:
    other = parent_of(items_world.world.branches["V3"])
    assert (
        items_world.item(other, by=items_world.by("other_secretary")).unit == items_world.world.branches["V3"]
    )
