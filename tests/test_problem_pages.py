"""The pages of a problem: next step first, the hint for who judges, strangers find nothing, forms say what is missing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baxing.problems.actions import items
from baxing.problems.models import Problem
from tests.problem_world import SENTENCE, ItemsWorld, day, fresh, parent_of

pytestmark = pytest.mark.django_db


def url(problem: Problem, verb: str = "") -> str:
    return (
        reverse("problems:step", args=[problem.uid, verb])
        if verb
        else reverse("problems:problem", args=[problem.uid])
    )


def client(items_world: ItemsWorld, who: str) -> Client:
    return items_world.world.client_as(who)


def press(items_world: ItemsWorld, who: str, problem: Problem, verb: str, **given: Any) -> int:
    return client(items_world, who).post(url(problem, verb), given).status_code


@pytest.mark.parametrize(
    "who", ["stranger", "admin", "teller", "rater", "other_secretary", "other_officer", "region_admin"]
)
def test_strangers_find_nothing(items_world: ItemsWorld, who: str) -> None:
    problem, visitor = items_world.item(), client(items_world, who)
    assert visitor.get(url(problem)).status_code == 404
    assert visitor.post(url(problem, "start")).status_code == 404
    assert visitor.get(reverse("problems:problem-of", args=[problem.dossier.uid])).status_code == 404
    assert visitor.get(reverse("dossiers:book", args=[problem.dossier.uid])).status_code == 404
    assert visitor.get(reverse("problems:new"), {"parent": str(items_world.parent.uid)}).status_code == 404
    assert problem.what not in visitor.get(reverse("problems:mine")).content.decode()


def test_a_member_reads_and_presses_nothing(items_world: ItemsWorld) -> None:
    problem = items_world.to("CLAIMED")
    page = client(items_world, "member").get(url(problem))
    assert page.context["first"] is None
    assert page.context["buttons"] == []
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    assert client(items_world, "member").post(url(problem, "verify")).status_code == 404


def test_the_whole_life_through_the_pages(items_world: ItemsWorld) -> None:
    add = reverse("problems:new") + f"?parent={items_world.parent.uid}"
    given = {
        "what": "账目不公开",
        "code": "R04",
        "cause": "没人管",
        "measure": "每季上墙",
        "lead": "报账员",
        "due": day(30),
    }
    assert client(items_world, "secretary").post(add, given).status_code == 302
    problem = Problem.objects.get()
    assert press(items_world, "secretary", problem, "start") == 302
    assert press(items_world, "recorder", problem, "claim", changed="好了") == 422
    assert press(items_world, "recorder", problem, "claim", changed="第一季度账目已经贴到三个村组") == 302
    assert press(items_world, "township_officer", problem, "verify", note="看过公开栏") == 302
    assert press(items_world, "township_officer", problem, "close", signed_on=day(0)) == 422
    assert press(items_world, "township_officer", problem, "close", signer="served", signed_on=day(0)) == 302
    assert fresh(problem).dossier.status == "CLOSED"
    page = client(items_world, "member").get(url(problem)).text
    for said in ("账目不公开", "每季上墙", "第一季度账目已经贴到三个村组", "服务对象", "已销号"):
        assert said in page


def test_the_next_step_stands_first_with_its_form(items_world: ItemsWorld) -> None:
    page = client(items_world, "secretary").get(url(items_world.to("IN_PROGRESS")))
    assert page.context["first"].move.verb == "claim"
    assert page.text.index('name="changed"') < page.text.index("问题、承诺、变化")


def test_what_cannot_be_pressed_stays_visible_with_its_reason(items_world: ItemsWorld) -> None:
    problem = items_world.to("CLAIMED", lead_user=items_world.by("township_officer"))
    page = client(items_world, "township_officer").get(url(problem))
    assert page.context["first"] is None
    assert "要由别人核实" in page.text
    assert press(items_world, "township_officer", problem, "verify") == 409


def test_whoever_judges_sees_who_else_wrote_the_same_and_the_others_do_not(items_world: ItemsWorld) -> None:
    mine = items_world.to("CLAIMED")
    twin = items_world.item(parent_of(items_world.world.branches["C"]), by=None)
    far = items_world.item(parent_of(items_world.world.branches["V3"]), by=None)
    for other in (twin, far):
        Problem.objects.filter(pk=other.pk).update(
            changed=SENTENCE, changed_key=mine.changed_key, claimed_on=day(0)
        )
        other.dossier.status = "CLOSED"
        other.dossier.save(update_fields=["status"])
    page = client(items_world, "township_officer").get(url(mine, "verify"))
    hint = page.context["likeness"]
    assert (hint.count, hint.elsewhere) == (2, 1)
    assert twin.unit.name in page.text
    assert far.unit.name not in page.text
    assert len(client(items_world, "county_officer").get(url(mine)).context["likeness"].shown) == 2
    assert "likeness" not in client(items_world, "secretary").get(url(mine)).context
    assert press(items_world, "township_officer", mine, "verify") == 302


def test_long_term_and_its_milestones_through_the_pages(items_world: ItemsWorld) -> None:
    problem = items_world.to("VERIFIED")
    half = {"reason": "要坚持", "what_1": "账目上墙", "due_1": day(30), "what_2": "再一次"}
    assert press(items_world, "township_secretary", problem, "keep_up", **half) == 422
    assert press(items_world, "township_secretary", problem, "keep_up", **half, due_2=day(60)) == 302
    reach = reverse("problems:reach", args=[problem.uid, 1])
    assert client(items_world, "secretary").post(reach, {"done_on": "x"}).status_code == 422
    assert client(items_world, "secretary").post(reach, {"done_on": day(0)}).status_code == 302
    assert client(items_world, "secretary").post(reach, {"done_on": day(0)}).status_code == 409
    assert (
        client(items_world, "secretary").post(reverse("problems:reach", args=[problem.uid, 9])).status_code
        == 404
    )


def test_rewording_is_for_who_may_list(items_world: ItemsWorld) -> None:
    problem = items_world.item(lead_user=items_world.by("first_secretary"))
    change = reverse("problems:change", args=[problem.uid])
    page = client(items_world, "secretary").get(change)
    assert page.context["form"].initial["lead_user"] == "first_secretary"
    given = {"what": "换个说法", "due": day(9), "lead_user": "secretary"}
    assert client(items_world, "secretary").post(change, given | {"due": ""}).status_code == 422
    assert client(items_world, "secretary").post(change, given).status_code == 302
    assert (fresh(problem).what, fresh(problem).lead_user) == ("换个说法", items_world.by("secretary"))
    items_world.plan_open = False
    assert client(items_world, "secretary").get(change).status_code == 404


def test_my_list_runs_by_the_day_and_late_ones_say_so(items_world: ItemsWorld) -> None:
    later, sooner = items_world.item(due=day(40)), items_world.item(due=day(3))
    items_world.to("CLAIMED", due=day(1))
    page = client(items_world, "secretary").get(reverse("problems:mine"))
    assert [problem.pk for problem, _left in page.context["rows"]] == [sooner.pk, later.pk]
    sooner.dossier.due = day(-9)
    sooner.dossier.save(update_fields=["due"])
    late = client(items_world, "member").get(reverse("problems:mine"), {"show": "late"})
    ((problem, left),) = late.context["rows"]
    assert (problem.pk, left < 0) == (sooner.pk, True)
    assert (
        len(
            client(items_world, "county_officer")
            .get(reverse("problems:mine"), {"show": "open"})
            .context["rows"]
        )
        == 3
    )


def test_pressing_twice_does_it_once(items_world: ItemsWorld) -> None:
    problem = items_world.item()
    assert press(items_world, "secretary", problem, "start") == 302
    assert press(items_world, "secretary", problem, "start") == 409
    assert problem.dossier.entries.filter(verb="start").count() == 1
    items.claim(fresh(problem), by=items_world.by("secretary"), changed=SENTENCE)
    assert press(items_world, "secretary", problem, "extend") == 404
