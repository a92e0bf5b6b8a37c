"""A branch checks itself: saved as it goes, adopted with a minute, applied for; what is not its own it cannot touch."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baxing.accreditation.measures import measures_of
from baxing.rules.frame import UNSEEN
from baxing.rules.sheet import get
from tests.cycle_world import CycleWorld, cycle_world
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world, facts={"V": {"party_day_months": 2, "study_members_done": 3}})


def score(client: Client, cycles: CycleWorld, task: str, **data: Any) -> Any:
    url = reverse("accreditation:score", args=[cycles.applications["V"].uid, task])
    headers = {"HX-Request": "true"} if data.pop("htmx", False) else {}
    return client.post(url, data, headers=headers)


def own(cycles: CycleWorld, task: str) -> int:
    application = cycles.fresh(cycles.applications["V"])
    return get(application.cycle.frame, bytes(application.self_scored), task)


def test_a_score_is_kept_at_once_and_the_page_gets_the_new_wheel(world: World, cycles: CycleWorld) -> None:
    client = world.client_as("secretary")
    before = cycles.fresh(cycles.applications["V"])
    answer = score(client, cycles, "S1-2", points="15", htmx=True)
    after = cycles.fresh(before)
    assert answer.status_code == 200
    assert 'id="face"' in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert own(cycles, "S1-2") == 1500
    assert after.low > before.low
    assert after.dossier.status == "SELF_CHECK"
    entry = after.dossier.entries.last()
    assert entry is not None
    assert (entry.verb, entry.by_name, entry.change["points"]) == ("scored", "secretary", "15")


def test_without_scripts_the_same_form_works_and_leads_back_to_the_task(
    world: World, cycles: CycleWorld
) -> None:
    answer = score(world.client_as("recorder"), cycles, "S1-2", points="11", reason="公章未换")
    assert answer.status_code == 302
    assert answer["Location"].endswith("#S1-2")
    assert own(cycles, "S1-2") == 1100


@pytest.mark.parametrize(
    ("task", "data", "status", "words"),
    [
        ("S1-2", {"points": "15.01", "reason": "x"}, 409, "0 到 15"),
        ("S1-2", {"points": "10"}, 409, "要写一句理由"),
        ("S1-2", {"points": "-1"}, 422, ""),
        ("S1-2", {"points": "abc"}, 422, ""),
        ("S1-2", {}, 422, "请填分数"),
        ("S1-2", {"na": "on"}, 409, "为什么不适用"),
        ("S4-1", {"points": "15"}, 409, "由事实算出"),
        ("S9-9", {"points": "1"}, 404, ""),
    ],
)
def test_what_cannot_be_is_refused_with_words_and_nothing_is_written(
    world: World, cycles: CycleWorld, task: str, data: dict[str, str], status: int, words: str
) -> None:
    before = cycles.fresh(cycles.applications["V"]).dossier.version
    answer = score(world.client_as("secretary"), cycles, task, **data)
    assert answer.status_code == status
    assert words in answer.text
    assert cycles.fresh(cycles.applications["V"]).dossier.version == before
    assert own(cycles, "S1-2") == UNSEEN


@pytest.mark.parametrize(
    ("who", "status"),
    [("township_officer", 409), ("county_officer", 409), ("other_secretary", 404), ("stranger", 404)],
)
def test_nobody_else_writes_on_the_sheet(world: World, cycles: CycleWorld, who: str, status: int) -> None:
    assert score(world.client_as(who), cycles, "S1-2", points="15").status_code == status
    assert own(cycles, "S1-2") == UNSEEN


def test_a_shortfall_becomes_a_measure_with_person_and_day(world: World, cycles: CycleWorld) -> None:
    client, v = world.client_as("secretary"), cycles.applications["V"]
    due = timezone.localdate() + timedelta(days=20)
    url = reverse("accreditation:measure", args=[v.uid, "S4-5"])
    client.post(url, {"what": "补齐主题党日", "who": "组织委员", "due": due.isoformat()})
    measure = measures_of(v)["S4-5"]
    assert (measure.lead, measure.dossier.due, measure.raised_in) == ("组织委员", due, "self_check")
    client.post(
        url,
        {"what": "补齐", "who": "组织委员", "due": (timezone.localdate() - timedelta(days=1)).isoformat()},
    )
    assert measures_of(v)["S4-5"].measure == "补齐主题党日"


def test_adopting_needs_every_task_a_measure_for_each_dark_star_and_a_quorum(
    world: World, cycles: CycleWorld
) -> None:
    client, v = world.client_as("secretary"), cycles.applications["V"]
    adopt = reverse("accreditation:move", args=[v.uid, "adopt"])
    minute = {"number": "支委会 5 号", "on": timezone.localdate().isoformat(), "should": "5", "present": "3"}
    score(client, cycles, "S1-2", points="15")
    assert "还有任务没有自评" in client.post(adopt, minute).text
    cycles.fill(cycles.fresh(v))
    poor = client.post(adopt, {**minute, "present": "2"})
    assert poor.status_code == 409
    assert "不足应到的一半" in poor.text
    assert client.post(adopt, minute).status_code == 302
    entry = cycles.fresh(v).dossier.entries.last()
    assert entry is not None
    assert entry.change == {"minute": "支委会 5 号", "on": minute["on"], "should": 5, "present": 3}


def test_the_recorder_prepares_but_does_not_apply_alone(world: World, cycles: CycleWorld) -> None:
    v = cycles.bring(cycles.applications["V"], "SELF_ADOPTED")
    url = reverse("accreditation:move", args=[v.uid, "apply"])
    assert world.client_as("recorder").post(url, {}).status_code == 404
    assert world.client_as("secretary").post(url, {"willing": "on"}).status_code == 302
    applied = cycles.fresh(v)
    assert applied.dossier.status == "APPLIED"
    assert applied.willing is True
    assert applied.snapshot is not None
    assert applied.snapshot["values"]["party_day_months"] == "2"
    assert applied.dossier.entries.last().change["facts"] == applied.snapshot["digest"]  # type: ignore[union-attr]


def test_pressing_twice_changes_once(world: World, cycles: CycleWorld) -> None:
    v = cycles.bring(cycles.applications["V"], "SELF_ADOPTED")
    client, url = world.client_as("secretary"), reverse("accreditation:move", args=[v.uid, "apply"])
    assert client.post(url, {}).status_code == 302
    assert client.post(url, {}).status_code == 409
    assert cycles.fresh(v).dossier.entries.filter(verb="apply").count() == 1


def test_the_page_shows_the_wheel_and_what_would_light_a_dark_star(world: World, cycles: CycleWorld) -> None:
    v = cycles.fresh(cycles.applications["V"])
    cycles.fill(v)
    page = world.client_as("secretary").get(reverse("accreditation:sheet", args=[v.uid])).text
    assert "wheel" in page
    assert "50 项中 31 项由系统算" in page
    for code in v.tasks:
        assert f'id="{code}"' in page


def test_a_measure_is_kept_once_it_is_whole(world: World, cycles: CycleWorld) -> None:
    client, v = world.client_as("secretary"), cycles.applications["V"]
    begun = score(client, cycles, "S1-2", points="15", what="补印章", htmx=True)
    assert "措施写全" in begun.text
    assert own(cycles, "S1-2") == 1500
    assert not measures_of(v)
    assert score(client, cycles, "S1-2", points="15", what="补印章").status_code == 422
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    score(client, cycles, "S1-2", points="15", what="补印章", who="组织委员", due=due, htmx=True)
    assert measures_of(v)["S1-2"].lead == "组织委员"
