"""The pages of units and people in a real browser: the tree unfolds, the roster is imported, and pictures are taken."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from baxing.units import actions
from baxing.units.models import Unit, UnitImport
from tests.world import World, make_world

SAMPLE = Path(__file__).parent / "data" / "units.xlsx"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    made = make_world()
    actions.add_unit(made.prefecture, "样例县", level="county", by=made.users["region_admin"])
    return made


def enter(page: Any, live: str, world: World, who: str, language: str = "zh-hans") -> None:
    session = world.client_as(who).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live},
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live},
        ]
    )


def no_sideways_scroll(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"{page.url} is {wide} px wide"
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_tree_unfolds_and_folds_in_place(world: World, page: Any, live: str) -> None:
    enter(page, live, world, "admin")
    page.goto(f"{live}/units")
    page.get_by_label("展开 云杉镇").click()
    page.get_by_text("云杉镇一村党支部").wait_for()
    assert page.url == f"{live}/units"
    page.get_by_label("收起 云杉镇").click()
    page.get_by_text("云杉镇一村党支部").wait_for(state="detached")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_pictured(
    world: World, page: Any, live: str, shot: Callable[[Any, str], None], language: str
) -> None:
    enter(page, live, world, "admin", language)
    branch = world.branches["V"]
    actions.rename_unit(branch, "云杉镇朝阳村党支部", by=world.users["admin"], why="民政批复〔2026〕3号")
    actions.correct_unit(branch, members_full=23, sector="C", by=world.users["admin"], why="年报更正")
    actions.close_unit(world.branches["H"], by=world.users["county_officer"], why="撤并")
    actions.set_password(world.users["recorder"], by=world.users["admin"])
    places = {
        "tree": f"/units?at={world.town.uid}",
        "search": "/units?q=云杉镇",
        "unit": f"/units/{branch.uid}",
        "township": f"/units/{world.town.uid}",
        "move": f"/units/{branch.uid}/move",
        "add": f"/units/{world.town.uid}/add",
        "people": "/people",
        "person": "/people/recorder",
        "new-person": f"/people/new?unit={world.town.uid}",
        "me": "/me",
        "password-ask": "/people/recorder/password",
    }
    for name, place in places.items():
        page.goto(live + place)
        no_sideways_scroll(page)
        shot(page, f"units-{name}-{language[:2]}")
    page.locator("button.main").click()
    page.locator("dl.kv").wait_for()
    shot(page, f"units-password-{language[:2]}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_roster_is_imported_and_undone(
    world: World, page: Any, live: str, shot: Callable[[Any, str], None], language: str
) -> None:
    enter(page, live, world, "region_admin", language)
    page.goto(f"{live}/units/import")
    shot(page, f"units-import-{language[:2]}")
    page.locator("[name=under]").fill("样例县")
    page.locator("[name=file]").set_input_files(SAMPLE)
    page.locator("button.main").click()
    page.wait_for_url("**/units/import/*")
    no_sideways_scroll(page)
    shot(page, f"units-import-preview-{language[:2]}")
    page.locator("button.main").click()
    page.wait_for_url("**/units/imports/*")
    no_sideways_scroll(page)
    shot(page, f"units-import-done-{language[:2]}")
    assert UnitImport.objects.count() == 1
    assert Unit.objects.filter(name="白玛镇一村党支部").exists()
    page.locator("button.stop").click()
    page.locator("#flash .flash").wait_for()
    assert not Unit.objects.filter(name="白玛镇一村党支部").exists()
