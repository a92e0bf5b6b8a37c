"""The pages of units and people, through HTTP: what each person sees, and what each form does."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baxing.units import actions
from baxing.units.models import Grant, Unit, User
from tests.world import World


def text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def admin(world: World) -> Client:
    return world.client_as("admin")


@pytest.mark.parametrize(
    ("who", "sees", "not_this"),
    [
        ("admin", ["澄湖县", "云杉镇", "县级机关党工委"], ["南谷市"]),
        ("township_officer", ["云杉镇一村党支部"], ["石桥乡"]),
        ("secretary", ["云杉镇一村党支部"], ["云杉镇二村党总支"]),
        ("stranger", ["你还没有任何职责"], ["云杉镇"]),
    ],
)
def test_the_tree_shows_what_is_at_and_below_ones_duties(
    world: World, who: str, sees: list[str], not_this: list[str]
) -> None:
    page = text(world.client_as(who).get("/units"))
    main = page[page.index('id="main"') :]
    for name in sees:
        assert name in main
    for name in not_this:
        assert name not in main


def test_the_tree_opens_by_link_and_by_fragment(world: World, admin: Client) -> None:
    assert "云杉镇一村党支部" not in text(admin.get("/units"))
    assert "云杉镇一村党支部" in text(admin.get(f"/units?at={world.town.uid}"))
    opened = text(admin.get(f"/units/{world.town.uid}/below?open=1", headers={"HX-Request": "true"}))
    assert opened.strip().startswith("<li>")
    assert opened.count("党支部") >= 6
    folded = text(admin.get(f"/units/{world.town.uid}/below?open=0"))
    assert "云杉镇一村党支部" not in folded
    assert "7 个支部" in folded


def test_the_tree_takes_as_many_queries_for_many_units_as_for_few(
    world: World, admin: Client, django_assert_num_queries: Any
) -> None:
    admin.get("/units")  # the first page of a session also writes the session
    with CaptureQueriesContext(connection) as few:
        admin.get(f"/units?at={world.town.uid}")
    Unit.objects.bulk_create(
        [
            Unit(parent=world.town, order=n, path=f"{world.town.path}X{n:03d}", name=f"村{n}", level="branch")
            for n in range(300)
        ]
    )
    with django_assert_num_queries(len(few)):
        assert "村299" in text(admin.get(f"/units?at={world.town.uid}"))


def test_the_counts_by_level_and_sector_stand_beside_the_tree(world: World, admin: Client) -> None:
    page = re.sub(r"\s+", "", text(admin.get("/units")))
    assert '<thscope="row">支部</th><tdclass="num">12</td>' in page
    assert '<thscope="row">乡镇</th><tdclass="num">3</td>' in page
    assert '<thscope="row">农牧区村</th><tdclass="num">3</td>' in page


def test_search_finds_by_part_of_the_name_and_only_ones_own(world: World) -> None:
    assert "石桥乡一村党支部" in text(world.client_as("admin").get("/units?q=一村"))
    page = text(world.client_as("township_officer").get("/units?q=一村"))
    assert "云杉镇一村党支部" in page
    assert "石桥乡一村党支部" not in page


@pytest.mark.parametrize("path", ["", "/add", "/rename", "/move", "/merge", "/close", "/correct", "/below"])
def test_a_unit_of_others_does_not_exist(world: World, path: str) -> None:
    url = f"/units/{world.branches['V3'].uid}{path}"
    assert world.client_as("township_officer").get(url).status_code == 404
    assert world.client_as("stranger").get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert world.client_as("admin").get(url).status_code == 200


def test_who_may_not_change_a_unit_has_no_form_for_it(world: World) -> None:
    officer = world.client_as("township_officer")
    assert "/rename" not in text(officer.get(f"/units/{world.town.uid}"))
    assert officer.get(f"/units/{world.town.uid}/rename").status_code == 404


def test_each_small_form_does_its_one_thing(world: World, admin: Client) -> None:
    town, branch = world.town, world.branches["V"]

    def send(unit: Unit, what: str, **data: str) -> Any:
        return admin.post(f"/units/{unit.uid}/{what}", data, follow=True)

    assert "必填" in text(send(branch, "rename", name="新名"))
    page = text(send(branch, "rename", name="云杉镇朝阳村党支部", why="民政批复〔2026〕3号"))
    assert "由“云杉镇一村党支部”改名为“云杉镇朝阳村党支部”" in page
    assert "民政批复〔2026〕3号" in page
    send(town, "add", name="云杉镇八村党支部", level="branch", form="branch", members_full="9", why="新建")
    made = Unit.objects.get(name="云杉镇八村党支部")
    assert (made.parent, made.members_full, made.members_probationary) == (town, 9, None)
    send(made, "correct", form="branch", sector="V", members_full="", why="更正")
    made.refresh_from_db()
    assert (made.sector, made.members_full) == ("V", None)
    send(made, "move", target="石桥乡", why="区划")
    made.refresh_from_db()
    assert made.parent == world.other_town
    send(made, "merge", target="石桥乡一村党支部（石桥乡）", why="合并")
    made.refresh_from_db()
    assert made.state == "merged"
    send(world.branches["E2"], "close", why="撤并")
    assert Unit.objects.get(pk=world.branches["E2"].pk).state == "closed"


def test_bad_input_is_422_and_a_refusal_409(world: World, admin: Client) -> None:
    url = f"/units/{world.town.uid}"
    assert admin.post(f"{url}/move", {"target": "没有", "why": "x"}).status_code == 422
    refused = admin.post(f"{url}/rename", {"name": "石桥乡", "why": "x"})
    assert refused.status_code == 409
    assert "已有名为“石桥乡”的组织" in text(refused)


def test_a_name_that_several_units_have_asks_which(world: World, admin: Client) -> None:
    actions.add_unit(world.other_town, "云杉镇二村党总支", level="branch", by=world.users["admin"])
    url = f"/units/{world.branches['V'].uid}/merge"
    said = admin.post(url, {"target": "云杉镇二村党总支", "why": "x"})
    assert said.status_code == 422
    assert "云杉镇二村党总支 (石桥乡)" in text(said)


def test_one_sees_the_password_of_a_new_account_once(world: World, admin: Client) -> None:
    data = {"unit": "云杉镇", "username": "zhen", "name": "组织委员", "role": "township_officer"}
    made = admin.post("/people/new", data)
    assert "no-store" in made.headers["Cache-Control"]
    word = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", text(made))
    assert word is not None
    assert User.objects.get(username="zhen").check_password(word[0])
    assert word[0] not in text(admin.get("/people/zhen"))
    assert Client().post("/login", {"username": "zhen", "password": word[0]}).status_code == 302


def test_duties_are_given_and_ended_on_pages(world: World, admin: Client) -> None:
    admin.post("/people/recorder/grant", {"unit": "云杉镇二村党总支", "role": "secretary", "note": "选举"})
    given = Grant.objects.get(user=world.users["recorder"], role="secretary")
    assert given.granted_by == world.users["admin"]
    assert "云杉镇二村党总支" in text(admin.get("/people/recorder"))
    admin.post(f"/duties/{given.uid}/end", {"note": "辞职"})
    given.refresh_from_db()
    assert given.ended_at is not None
    assert "辞职" in text(admin.get("/people/recorder"))


def test_people_are_watched_by_administrators_officers_and_auditors_only(world: World) -> None:
    for who in ("admin", "county_officer", "auditor"):
        assert world.client_as(who).get("/people").status_code == 200
    for who in ("secretary", "township_officer", "county_lead", "stranger"):
        assert world.client_as(who).get("/people").status_code == 404
        assert world.client_as(who).get("/people/member").status_code == 404
    assert world.client_as("admin").get("/people/city_officer").status_code == 404
    assert world.client_as("auditor").post("/people/member/password").status_code == 404


def test_the_list_of_people_is_filtered(world: World, admin: Client) -> None:
    page = text(admin.get(f"/people?unit={world.other_town.uid}"))
    assert "other_officer" in page
    assert "township_officer<" not in page.split("</form>")[-1]
    assert "rater_two" in text(admin.get("/people?role=rater"))
    assert "没有符合" in text(admin.get("/people?q=没有这个人"))


def test_ones_own_name_and_language(world: World) -> None:
    client = world.client_as("stranger")
    assert client.post("/me", {"name": "", "language": "en"}).status_code == 422
    client.post("/me", {"name": "新名", "language": "en"})
    assert "My account" in text(client.get("/me"))
    assert User.objects.get(username="stranger").name == "新名"
