"""A ballot's count is entered by two accounts that must agree; integers decide."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from baxing.accreditation.models import Application
from baxing.accreditation.scores import known_rates
from tests.cycle_world import CycleWorld, cycle_world
from tests.world import World

pytestmark = pytest.mark.django_db
RATE = "team_rate_members"


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world)


@pytest.fixture
def counted(cycles: CycleWorld) -> Application:
    application = cycles.bring(cycles.applications["V"], "EVALUATING")
    cycles.rate_and_lock(application)
    return application


def enter(world: World, application: Application, who: str, **changed: Any) -> Any:
    figures = {
        "held_on": timezone.localdate().isoformat(), "should": 22, "present": 20, "issued": 20, "returned": 20, "void": 0,
        "good": 15, "fairly": 4, "average": 1, "poor": 0,
    }  # fmt: skip
    url = reverse("accreditation:count", args=[application.uid, RATE])
    return world.client_as(who).post(url, {**figures, **changed})


def test_two_equal_entries_certify_and_score_exactly(
    world: World, cycles: CycleWorld, counted: Application
) -> None:
    assert enter(world, counted, "teller").status_code == 302
    assert known_rates(counted) == {}
    assert enter(world, counted, "teller_two").status_code == 302
    assert {rate: str(value) for rate, value in known_rates(counted).items()} == {RATE: "19/20"}
    third = enter(world, counted, "county_officer")
    assert third.status_code == 409
    assert "已经签认" in third.text


def test_a_difference_blocks_and_shows_nobody_the_other_figures(
    world: World, cycles: CycleWorld, counted: Application
) -> None:
    enter(world, counted, "teller")
    enter(world, counted, "teller_two", good=14, average=2)
    assert known_rates(counted) == {}
    page = world.client_as("county_officer").get(reverse("accreditation:counts", args=[counted.uid])).text
    assert "两份计票不一致" in page
    assert "19 / 20" not in page
    assert enter(world, counted, "teller_two").status_code == 302
    assert RATE in known_rates(counted)


def test_the_same_account_twice_is_still_one_entry(
    world: World, cycles: CycleWorld, counted: Application
) -> None:
    enter(world, counted, "teller")
    enter(world, counted, "teller")
    assert known_rates(counted) == {}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"returned": 21, "good": 16}, "本轮无效"),
        ({"good": 16}, "请重新清点"),
        ({"void": 25, "returned": 20, "good": 0}, "废票"),
        ({"present": 14}, "不足三分之二"),
        ({"present": 23}, "实到"),
        ({"void": 11, "good": 9, "fairly": 0, "average": 0}, "10 个工作日内"),
        ({"held_on": "2019-01-01"}, "测评日期"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    world: World, cycles: CycleWorld, counted: Application, changed: dict[str, Any], words: str
) -> None:
    refused = enter(world, counted, "teller", **changed)
    assert refused.status_code == 409
    assert words in refused.text
    assert not counted.ballot_entries.exists()


def test_the_assessed_enter_nothing(world: World, cycles: CycleWorld, counted: Application) -> None:
    assert enter(world, counted, "secretary").status_code == 404
    assert enter(world, counted, "recorder").status_code == 404
    assert enter(world, counted, "teller", good="minus").status_code == 422


def test_the_result_is_proposed_only_when_every_ballot_is_certified(
    world: World, cycles: CycleWorld, counted: Application
) -> None:
    url = reverse("accreditation:move", args=[counted.uid, "propose"])
    early = world.client_as("county_officer").post(url)
    assert early.status_code == 409
    assert "两人录入一致" in early.text
    cycles.count(counted)
    assert world.client_as("county_officer").post(url).status_code == 302
    proposed = cycles.fresh(counted)
    assert proposed.dossier.status == "PROPOSED"
    assert proposed.proposal is not None
    assert proposed.proposal["lit"] == proposed.lit == 8
