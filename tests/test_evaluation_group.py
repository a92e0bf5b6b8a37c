"""Raters work alone until all have locked; the median counts; whoever is involved is out."""

from typing import Any

import pytest
from django.urls import reverse

from baxing.accreditation.models import Application, GroupMember
from baxing.rules.frame import UNSEEN
from baxing.rules.sheet import get
from baxing.units.models import Grant
from tests.cycle_world import CycleWorld, add_person, cycle_world
from tests.world import World

pytestmark = pytest.mark.django_db
RATERS = ("rater", "rater_two", "rater_three")


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world)


@pytest.fixture
def evaluated(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "EVALUATING")


def give(
    world: World, application: Application, who: str, task: str, level: int, reason: str = "现场看"
) -> Any:
    url = reverse("accreditation:level", args=[application.uid, task])
    return world.client_as(who).post(url, {"level": str(level), "reason": reason, "seen": "会议记录"})


def fill(world: World, application: Application, who: str, level: int) -> None:
    for code, task in application.tasks.items():
        if task.rated:
            give(world, application, who, code, 4 if task.method == "GATE" else level)


def lock(world: World, application: Application, who: str) -> Any:
    return world.client_as(who).post(reverse("accreditation:rate", args=[application.uid]))


def panel(cycles: CycleWorld, application: Application, task: str) -> int:
    sheet = cycles.fresh(application)
    return get(sheet.cycle.frame, bytes(sheet.panel), task)


def test_the_median_of_three_locked_sheets_counts(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    for who, level in zip(RATERS, (1, 3, 4), strict=True):
        fill(world, evaluated, who, level)
        assert panel(cycles, evaluated, "S2-5") == UNSEEN
        assert lock(world, evaluated, who).status_code == 302
    assert panel(cycles, evaluated, "S2-5") == 1500 * 3 // 4
    summary = (
        world.client_as("county_officer").get(reverse("accreditation:summary", args=[evaluated.uid])).text
    )
    assert "1 · 3 · 4" in summary
    assert "相差大" in summary


def test_nobody_sees_levels_before_all_are_locked(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    fill(world, evaluated, "rater", 1)
    lock(world, evaluated, "rater")
    for who in ("rater", "rater_two", "county_officer"):
        page = world.client_as(who).get(reverse("accreditation:summary", args=[evaluated.uid]))
        assert page.status_code == 200
        assert "现场看" not in page.text
    own = world.client_as("rater_two").get(reverse("accreditation:rate", args=[evaluated.uid])).text
    assert "现场看" not in own
    assert (
        world.client_as("secretary").get(reverse("accreditation:summary", args=[evaluated.uid])).status_code
        == 404
    )


def test_a_locked_sheet_does_not_change_and_an_open_one_cannot_be_locked(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    early = lock(world, evaluated, "rater")
    assert early.status_code == 409
    assert "S2-5" in early.text
    fill(world, evaluated, "rater", 2)
    assert lock(world, evaluated, "rater").status_code == 302
    assert lock(world, evaluated, "rater").status_code == 409
    assert give(world, evaluated, "rater", "S2-5", 4).status_code == 409


def test_a_level_below_the_highest_needs_a_reason_and_a_gate_knows_two(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    assert give(world, evaluated, "rater", "S2-5", 2, reason="").status_code == 409
    assert give(world, evaluated, "rater", "S2-5", 4, reason="").status_code == 302
    gate = next(code for code, task in evaluated.tasks.items() if task.rated and task.method == "GATE")
    give(world, evaluated, "rater", gate, 2)
    assert gate not in evaluated.rater_sheets.get(rater=world.users["rater"]).levels
    assert give(world, evaluated, "rater", "S4-1", 4).status_code == 404


def test_a_declared_conflict_takes_the_rater_out_of_this_branch_only(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    other = cycles.bring(cycles.applications["C"], "EVALUATING")
    fill(world, evaluated, "rater", 1)
    url = reverse("accreditation:conflict", args=[evaluated.uid])
    assert world.client_as("rater").post(url, {"reason": ""}).status_code == 409
    assert world.client_as("rater").post(url, {"reason": "妻子在该支部"}).status_code == 302
    assert give(world, evaluated, "rater", "S2-5", 4).status_code == 409
    assert give(world, other, "rater", "S2-5", 4).status_code == 302
    assert evaluated.rater_sheets.get(rater=world.users["rater"]).levels == {}
    page = world.client_as("county_officer").get(reverse("accreditation:sheet", args=[evaluated.uid])).text
    assert "评定组还没有全部锁定评分" in page


def test_a_rater_who_serves_the_township_is_out_at_once(world: World, cycles: CycleWorld) -> None:

    recommended = cycles.bring(cycles.applications["V"], "RECOMMENDED")
    Grant.objects.create(user=world.users["rater"], unit=recommended.township, role="township_officer")
    fourth = add_person("rater_four", "rater", world.county)
    GroupMember.objects.create(group=cycles.group, user=fourth)
    evaluating = cycles.bring(recommended, "EVALUATING")
    assert evaluating.rater_sheets.get(rater=world.users["rater"]).conflict is True
    assert give(world, evaluating, "rater", "S2-5", 4).status_code == 409


def test_whoever_is_not_in_the_group_finds_no_sheet(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    for who in ("county_officer", "teller", "secretary", "township_officer", "stranger"):
        assert (
            world.client_as(who).get(reverse("accreditation:rate", args=[evaluated.uid])).status_code == 404
        )
        assert give(world, evaluated, who, "S2-5", 4).status_code == 404


def test_a_group_has_enough_raters(world: World, cycles: CycleWorld) -> None:
    url = reverse("accreditation:groups", args=[cycles.cycle.uid])
    client = world.client_as("county_officer")
    few = client.post(url, {"name": "二组", "member": [world.users["rater"].pk, world.users["rater_two"].pk]})
    assert few.status_code == 409
    assert "至少要 3 名" in few.text
    assert world.client_as("township_officer").get(url).status_code == 404


def test_a_level_is_kept_in_place_and_the_lock_opens_with_the_last(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    client, rated = world.client_as("rater"), [code for code, task in evaluated.tasks.items() if task.rated]
    for code in rated:
        url = reverse("accreditation:level", args=[evaluated.uid, code])
        answer = client.post(url, {"level": "4"}, headers={"HX-Request": "true"})
        assert f'id="kept-{code}"' in answer.text
        assert ("disabled" in answer.text) is (code != rated[-1])
    poor = client.post(
        reverse("accreditation:level", args=[evaluated.uid, rated[0]]),
        {"level": "9"},
        headers={"HX-Request": "true"},
    )
    assert 'class="red"' in poor.text
