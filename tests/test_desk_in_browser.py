"""The desk, the files of one state and the book in a browser: on a phone too, in both languages, and on paper."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baxing.accreditation.actions import review
from baxing.dossiers.calendar import load
from baxing.dossiers.models import Dossier
from tests.cycle_world import CycleWorld, cycle_world
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATES = {
    "V": "TOWNSHIP_REVIEW",
    "V2": "APPLIED",
    "C": "APPLIED",
    "G": "APPLIED",
    "E": "RECOMMENDED",
    "H": "SELF_CHECK",
}


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    """A township in the middle of its work: one file late, one due this week, one later, others elsewhere."""
    cycles = cycle_world(world)
    made = {key: cycles.bring(cycles.applications[key], state) for key, state in STATES.items()}
    officer = cycles.who("township_officer", made["V"])
    task = next(code for code, row in made["V"].tasks.items() if row.auto == "H" and not row.rated)
    review.give_opinion(made["V"], task, "return", by=officer, text="补上六月党员大会的记录。")
    review.return_tasks(made["V"], by=officer)
    today, days = timezone.localdate(), load("CN-54")
    dues = {"V2": days.add(today, -2), "C": today, "G": days.add(today, 9), "E": today + timedelta(days=30)}
    for key, due in dues.items():
        Dossier.objects.filter(pk=made[key].dossier_id).update(due=due)
    return cycles


def enter(page: Any, live: str, client: Client, language: str = "zh-hans") -> None:
    """The browser goes on as this client, in this language."""
    cookies = {"baxing_session": client.cookies["baxing_session"].value, "baxing_language": language}
    page.context.add_cookies([{"name": name, "value": value, "url": live} for name, value in cookies.items()])


def addresses(cycles: CycleWorld) -> dict[str, str]:
    book = reverse("dossiers:book", args=[cycles.applications["V"].dossier.uid])
    waiting = reverse("dossiers:waiting", args=["accreditation", "SELF_CHECK"])
    return {"desk": "/", "book": book, "waiting": waiting}


@pytest.mark.parametrize("page", [320, 360, 768, 1280], indirect=True)
def test_nothing_scrolls_sideways(page: Any, live: str, cycles: CycleWorld) -> None:
    for language in ("zh-hans", "en"):
        enter(page, live, cycles.world.client_as("township_officer"), language)
        for path in addresses(cycles).values():
            assert page.goto(live + path).status == 200
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, language)


def test_the_pages_are_pictured(
    page: Any, live: str, cycles: CycleWorld, shot: Callable[[Any, str], None]
) -> None:
    for language in ("zh-hans", "en"):
        enter(page, live, cycles.world.client_as("township_officer"), language)
        for name, path in addresses(cycles).items():
            page.goto(live + path)
            shot(page, f"{name}-{language[:2]}")
    enter(page, live, cycles.world.client_as("stranger"))
    page.goto(live + "/")
    shot(page, "desk-empty-zh")
    assert "还没有职责" in page.inner_text("main")


def test_the_first_thing_leads_to_the_work(page: Any, live: str, cycles: CycleWorld) -> None:
    enter(page, live, cycles.world.client_as("township_officer"))
    page.goto(live + "/")
    assert page.inner_text(".first b").startswith("审核 云杉镇二村党总支 的申报")
    assert "晚了 2 个工作日" in page.inner_text(".first")
    page.click(".first .btn.main")
    page.wait_for_url(live + reverse("accreditation:review", args=[cycles.applications["V2"].uid]))
    page.goto(live + "/")
    page.click("aside td a >> nth=0")
    assert page.locator("table.cards tbody tr").count() > 0


def test_the_book_is_whole_on_paper(page: Any, live: str, cycles: CycleWorld) -> None:
    enter(page, live, cycles.world.client_as("township_officer"))
    page.goto(live + addresses(cycles)["book"])
    page.emulate_media(media="print")
    assert not page.is_visible(".bar nav")
    assert not page.is_visible("[data-print]")
    text = page.inner_text("main")
    dossier = Dossier.objects.get(pk=cycles.applications["V"].dossier_id)
    assert dossier.seal in text
    assert "补上六月党员大会的记录。" in text
    assert page.locator("ol.line > li").count() == dossier.version
