"""The regulation and the yearly totals in a real browser: no page scrolls sideways, a version goes from file to force."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from baxing.rectification.actions.regulations import load_shipped_regulation
from baxing.rectification.actions.totals import enter_totals
from baxing.rectification.models import RegulationText
from baxing.rectification.regulation_file import dump_yaml
from baxing.rectification.regulations import current
from tests.world import World, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    made = make_world()
    load_shipped_regulation()
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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_fit_a_phone(
    world: World, page: Any, live: str, language: str, shot: Callable[[Any, str], None]
) -> None:
    by = world.users["county_officer"]
    county, source = world.county, "全县工作报告〔2020〕3 号"
    enter_totals(county, 2019, "rectified", {"rural": 600, "other": 453, "all": 1053}, by=by, source=source)
    enter_totals(
        county,
        2019,
        "rectified",
        {"rural": 599, "other": 454, "all": 1053},
        by=by,
        source=source,
        reason="抄错了",
    )
    enter_totals(county, 2020, "screened", {"all": 871}, by=by, source=source)
    enter(page, live, world, "county_officer", language)
    for name, address in (
        ("regulation", "/rectification/regulation"),
        ("regulation-publish", "/rectification/regulation/publish"),
        ("totals", "/rectification/totals"),
        ("totals-enter", f"/rectification/totals/{county.uid}/enter?year=2019&measure=rectified"),
    ):
        assert page.goto(f"{live}{address}").ok
        no_sideways_scroll(page)
        shot(page, f"{name}-{language[:2]}")


def test_a_version_goes_from_file_to_force(
    world: World, page: Any, live: str, shot: Callable[[Any, str], None], tmp_path: Any
) -> None:
    shipped = RegulationText.objects.get()
    text = dump_yaml(shipped.rules).replace("version: '0.1'", "version: '1.0'")
    bad, good = tmp_path / "bad.yaml", tmp_path / "good.yaml"
    bad.write_text(text.replace("terms:", "terms:\n  percentage: 5"), "utf-8")
    good.write_text(text.replace("overdue_days: 5", "overdue_days: 8"), "utf-8")
    enter(page, live, world, "county_officer")
    page.goto(f"{live}/rectification/regulation")
    page.get_by_role("link", name="发布新版本").click()
    page.get_by_label("YAML").set_input_files(bad)
    page.locator("form button.btn").last.click()
    page.get_by_text("不设比例、不定指标").wait_for()
    shot(page, "regulation-errors")
    page.get_by_label("YAML").set_input_files(good)
    page.locator("form button.btn").last.click()
    page.get_by_text("8 个工作日").wait_for()
    no_sideways_scroll(page)
    shot(page, "regulation-preview")
    page.get_by_role("button", name="发布这一版").click()
    page.get_by_text("版本 1.0 已发布").wait_for()
    assert current(world.branches["V"]).rules.terms.overdue_days == 8


def test_totals_are_entered_and_corrected(world: World, page: Any, live: str) -> None:
    enter(page, live, world, "county_officer")
    page.goto(f"{live}/rectification/totals")
    page.get_by_label("年度", exact=True).fill("2020")
    page.get_by_role("button", name="去填写").click()
    page.get_by_label("合计", exact=False).first.fill("871")
    page.get_by_label("出处").fill("工作报告")
    page.get_by_role("button", name="保存合计数").click()
    page.get_by_text("已保存").wait_for()
    page.get_by_role("link", name="更正 2020 排查").click()
    page.get_by_label("合计", exact=False).first.fill("872")
    page.get_by_label("为什么更正").fill("漏报一个")
    page.get_by_role("button", name="保存更正").click()
    page.get_by_text("872").wait_for()
    page.get_by_text("改过的数").click()
    page.get_by_text("漏报一个").wait_for()
