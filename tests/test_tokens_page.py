"""The page of one's own tokens: made for one duty, shown once, ended at once, nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from baxing.site import actions
from baxing.site.models import Token
from baxing.site.tokens import digest_of
from baxing.units.models import Grant, User
from baxing.units.refused import Refused
from tests.api_world import Api
from tests.test_units_in_browser import enter, no_sideways_scroll
from tests.world import World, make_world


def grant(world: World, who: str) -> Grant:
    return Grant.objects.get(user=world.users[who])


def soon() -> Any:
    return timezone.localdate() + timedelta(days=30)


def make(client: Client, duty: Grant, **changed: Any) -> Any:
    return client.post("/tokens", {"duty": duty.uid, "label": "夜间抄表", "until": soon(), **changed})


def secret_on(page: Any) -> str:
    text: str = page.content.decode()
    start = text.index("bx_")
    return text[start : text.index("<", start)]


@pytest.mark.django_db
def test_a_token_is_shown_once_and_works(world: World) -> None:
    client = world.client_as("secretary")
    made = make(client, grant(world, "secretary"))
    secret = secret_on(made)
    assert [unit["name"] for unit in Api(secret).get("/units")] == ["云杉镇一村党支部"]
    assert "no-store" in made.headers["Cache-Control"]
    page = client.get("/tokens").content.decode()
    assert "夜间抄表" in page
    assert secret not in page
    assert Token.objects.get().digest == digest_of(secret)


@pytest.mark.django_db
def test_an_ended_token_opens_nothing(world: World) -> None:
    client = world.client_as("secretary")
    secret = secret_on(make(client, grant(world, "secretary")))
    assert client.post(f"/tokens/{Token.objects.get().uid}/end").status_code == 302
    assert Api(secret).code("GET", "/units") == (401, "token")
    again = client.post(f"/tokens/{Token.objects.get().uid}/end")
    assert again.status_code == 409


@pytest.mark.django_db
def test_tokens_are_for_own_duties_and_own_hands(world: World) -> None:
    make(world.client_as("secretary"), grant(world, "secretary"))
    assert make(world.client_as("recorder"), grant(world, "secretary")).status_code == 422
    assert world.client_as("recorder").post(f"/tokens/{Token.objects.get().uid}/end").status_code == 404
    assert "夜间抄表" not in world.client_as("recorder").get("/tokens").content.decode()
    with pytest.raises(Refused) as refused:
        actions.make_token(grant(world, "secretary"), "x", soon(), by=world.users["recorder"])
    assert refused.value.code == "not-own"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "status"), [({"label": " "}, 422), ({"until": ""}, 422), ({"until": "2020-01-01"}, 409)]
)
def test_what_does_not_fit_makes_no_token(world: World, changed: dict[str, Any], status: int) -> None:
    assert make(world.client_as("secretary"), grant(world, "secretary"), **changed).status_code == status
    assert not Token.objects.exists()


@pytest.mark.django_db
def test_nobody_collects_tokens(world: World) -> None:
    for number in range(actions.MOST_TOKENS):
        actions.make_token(
            grant(world, "secretary"), str(number), soon(), by=User.objects.get(username="secretary")
        )
    assert make(world.client_as("secretary"), grant(world, "secretary")).status_code == 409


@pytest.mark.django_db
def test_without_a_duty_there_is_nothing_to_make(world: World) -> None:
    page = world.client_as("stranger").get("/tokens")
    assert page.status_code == 200
    assert "生成令牌" not in page.content.decode()
    assert Client().get("/tokens").status_code == 302


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_is_pictured(page: Any, live: str, shot: Callable[[Any, str], None], language: str) -> None:
    world = make_world()
    Grant.objects.create(user=world.users["secretary"], unit=world.branches["V2"], role="recorder")
    old, _secret = actions.make_token(
        grant_of_role(world, "secretary"), "旧夜间抄表", soon(), by=User.objects.get(username="secretary")
    )
    actions.end_token(old, by=world.users["secretary"])
    enter(page, live, world, "secretary", language)
    page.goto(f"{live}/me")
    page.locator(".acts a[href='/tokens']").click()
    page.locator("input[name=duty]").first.check()
    page.locator("input[name=label]").fill("从党员台账每晚同步事实数据")
    page.locator("main form .btn.main").click()
    page.locator("#token").wait_for()
    short = language[:2]
    no_sideways_scroll(page)
    shot(page, f"site-token-made-{short}")
    page.locator("main .btn.main").click()
    page.locator("table").wait_for()
    no_sideways_scroll(page)
    shot(page, f"site-tokens-{short}")
    page.locator("table .btn.stop").click()
    page.locator("table").wait_for(state="detached")
    assert Token.objects.filter(ended_at=None).count() == 0


def grant_of_role(world: World, role: str) -> Grant:
    return Grant.objects.get(user=world.users["secretary"], role=role)
