"""The township looks at what differs and at a sample it did not choose; returns name their tasks and are few."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baxing.accreditation.actions import selfcheck
from baxing.accreditation.models import Application
from baxing.units.models import Grant
from tests.cycle_world import CycleWorld, cycle_world
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world)


@pytest.fixture
def under_review(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "TOWNSHIP_REVIEW")


def opinion(client: Client, application: Application, task: str, **data: str) -> Any:
    return client.post(reverse("accreditation:opinion", args=[application.uid, task]), data)


def helped(application: Application) -> list[str]:
    return [code for code, task in application.tasks.items() if task.auto == "H" and not task.rated]


def do(client: Client, application: Application, verb: str, **data: str) -> Any:
    return client.post(reverse("accreditation:move", args=[application.uid, verb]), data)


MINUTE = {"number": "党委会 9 号", "on": "2026-03-02"}


def test_the_system_draws_at_least_a_fifth_of_the_computed_tasks(under_review: Application) -> None:
    computed = [code for code, task in under_review.tasks.items() if task.auto == "A"]
    drawn = list(under_review.sample.values_list("task", flat=True))
    assert len(drawn) * 100 >= len(computed) * 20
    assert set(drawn) <= set(computed)


def test_the_page_unfolds_what_differs(world: World, cycles: CycleWorld, under_review: Application) -> None:
    page = world.client_as("township_officer").get(reverse("accreditation:review", args=[under_review.uid]))
    assert page.status_code == 200
    for code in helped(under_review):
        assert f'id="{code}"' in page.text
    assert (
        world.client_as("secretary").get(reverse("accreditation:review", args=[under_review.uid])).status_code
        == 404
    )


def test_an_opinion_counts_at_once(world: World, cycles: CycleWorld, under_review: Application) -> None:
    client = world.client_as("township_officer")
    before = cycles.fresh(under_review).low
    answer = opinion(client, under_review, "S1-2", choice="verified", points="4", text="只看到印章")
    assert answer.status_code == 302
    assert cycles.fresh(under_review).low < before
    refused = opinion(client, under_review, "S1-2", choice="verified", points="15.5", text="x")
    assert refused.status_code == 409
    assert opinion(client, under_review, "S1-2", choice="return").status_code == 409
    assert opinion(client, under_review, "S4-1", choice="self").status_code == 409
    assert opinion(client, under_review, "S1-2", choice="maybe").status_code == 422
    assert opinion(world.client_as("other_officer"), under_review, "S1-2", choice="self").status_code == 404
    assert opinion(world.client_as("county_officer"), under_review, "S1-2", choice="self").status_code == 409


def test_recommending_needs_every_opinion_the_sample_and_another_person(
    world: World, cycles: CycleWorld, under_review: Application
) -> None:
    officer, secretary = world.client_as("township_officer"), world.client_as("township_secretary")
    assert "还有任务没给意见" in do(secretary, under_review, "recommend", **MINUTE).text
    for code in helped(under_review):
        opinion(officer, under_review, code, choice="self")
    assert do(secretary, under_review, "recommend", **MINUTE).status_code == 409
    for item in under_review.sample.all():
        officer.post(reverse("accreditation:sampled", args=[under_review.uid, item.task]), {"note": ""})
    assert do(officer, under_review, "recommend", **MINUTE).status_code == 404
    assert do(secretary, under_review, "recommend", number="", on="2026-03-02").status_code == 422
    assert do(secretary, under_review, "recommend", **MINUTE).status_code == 302
    assert cycles.fresh(under_review).dossier.status == "RECOMMENDED"


def test_only_the_returned_tasks_reopen_and_only_twice(
    world: World, cycles: CycleWorld, under_review: Application
) -> None:
    officer = world.client_as("township_officer")
    branch = cycles.who("secretary", under_review)
    for number in (1, 2):
        assert do(officer, under_review, "return").status_code == 409
        opinion(officer, under_review, "S6-2", choice="return", text=f"第 {number} 次：补结果公开的日期")
        assert do(officer, under_review, "return").status_code == 302
        sheet = cycles.fresh(under_review)
        assert (sheet.dossier.status, sheet.returned, sheet.returns) == ("RETURNED", ["S6-2"], number)
        page = world.client_as("secretary").get(reverse("accreditation:sheet", args=[sheet.uid])).text
        assert f"第 {number} 次：补结果公开的日期" in page
        closed = world.client_as("secretary").post(
            reverse("accreditation:score", args=[sheet.uid, "S1-2"]), {"points": "15"}
        )
        assert closed.status_code == 409
        assert do(world.client_as("secretary"), sheet, "resubmit").status_code == 409
        selfcheck.score_task(sheet, "S6-2", sheet.tasks["S6-2"].points, by=branch, reason="已补日期")
        assert do(world.client_as("secretary"), sheet, "resubmit").status_code == 302
        assert do(officer, sheet, "take_up").status_code == 302
    opinion(officer, under_review, "S6-2", choice="return", text="再补")
    last = do(officer, under_review, "return")
    assert last.status_code == 409
    assert "退回次数已用完" in last.text


def test_a_refusal_can_be_taken_to_the_county_in_time(
    world: World, cycles: CycleWorld, under_review: Application
) -> None:
    secretary = world.client_as("township_secretary")
    assert do(secretary, under_review, "decline", **MINUTE).status_code == 422
    assert do(secretary, under_review, "decline", note="两个季度没有公开", **MINUTE).status_code == 302
    assert (
        do(world.client_as("secretary"), under_review, "appeal", note="公开栏在修，已登记").status_code == 302
    )
    assert cycles.fresh(under_review).dossier.status == "RECONSIDERING"
    county = world.client_as("county_officer")
    assert do(county, under_review, "uphold", note="情况属实").status_code == 409
    assert do(county, under_review, "dismiss", note="维持").status_code == 302
    assert cycles.fresh(under_review).dossier.status == "ENDED"


def test_an_appeal_after_its_days_is_refused(
    world: World, cycles: CycleWorld, under_review: Application
) -> None:
    do(world.client_as("township_secretary"), under_review, "decline", note="不够", **MINUTE)
    sheet = cycles.fresh(under_review)
    type(sheet.dossier).objects.filter(pk=sheet.dossier_id).update(due="2020-01-01")
    late = do(world.client_as("secretary"), under_review, "appeal", note="晚了")
    assert late.status_code == 409
    assert "期限已过" in late.text


def test_whoever_belongs_to_the_branch_does_not_review_it(world: World, cycles: CycleWorld) -> None:
    applied = cycles.bring(cycles.applications["V"], "APPLIED")
    both = cycles.who("secretary", applied)
    Grant.objects.create(user=both, unit=applied.township, role="township_officer")
    refused = do(world.client_as(type(both).objects.get(pk=both.pk)), applied, "take_up")
    assert refused.status_code == 409
    assert "另一个人" in refused.text or "另一位" in refused.text or "换一个人" in refused.text


def test_withdrawing_says_why(world: World, cycles: CycleWorld, under_review: Application) -> None:
    client = world.client_as("secretary")
    assert do(client, under_review, "withdraw").status_code == 422
    assert do(client, under_review, "withdraw", note="今年先整改").status_code == 302
    assert cycles.fresh(under_review).dossier.status == "WITHDRAWN"


def test_one_press_agrees_on_what_the_system_does_not_contradict(
    world: World, cycles: CycleWorld, under_review: Application
) -> None:
    officer, url = (
        world.client_as("township_officer"),
        reverse("accreditation:agree", args=[under_review.uid]),
    )
    opinion(officer, under_review, "S1-2", choice="verified", points="4", text="只看到印章")
    before = cycles.fresh(under_review).dossier.version
    assert officer.post(url).status_code == 302
    sheet = cycles.fresh(under_review)
    assert sheet.remarks.get(task="S1-2", layer="township").choice == "verified"
    said = set(sheet.remarks.filter(layer="township").values_list("task", flat=True))
    assert set(helped(sheet)) - said == {"S1-6"}, "on S1-6 the facts say less than the branch"
    assert sheet.dossier.version == before + 1
    assert officer.post(url).status_code == 409
    assert world.client_as("secretary").post(url).status_code == 404
