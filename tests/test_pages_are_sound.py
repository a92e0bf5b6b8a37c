"""Every main page of every role, on a phone and a desk, in both languages: it fits, is quiet, accessible and spoken."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from baxing.accreditation.models import Notice
from baxing.site.context import LANGUAGES
from baxing.units.models import User
from tests.conftest import ROOT, WIDTHS
from tests.cycle_world import Clock, CycleWorld, cycle_world
from tests.world import make_world

AXE = Path(__file__).parent / "data" / "axe" / "axe.min.js"  # MPL-2.0, unchanged, used in tests only
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PAGES = {
    "everybody": (
        "/login /how /box /notices /notices/{notice} /notices/{notice}/poster /notices/{notice}/object /verify "
        "/verify?code={code} /standards/ /standards/eight-star/{version}/ /standards/eight-star/{version}/list/"
    ),
    "secretary": (
        "/ /cycles /applications/{V} /applications/{V}/print /applications/{V}/tasks/S3-2/why "
        "/applications/{V}/do/withdraw /facts/{unit} /facts/{unit}/2025/dues_months_full /units/{unit} "
        "/units/{unit}/stars /dossiers/{V_file}/book /me /password"
    ),
    "township_officer": (
        "/ /applications/{N}/review /applications/{G} /cycles/{cycle} /cycles/{cycle}/overview /facts "
        "/applications/{N}/do/return /dossiers/{C_file}/book"
    ),
    "township_secretary": "/ /applications/{N}/review /applications/{N}/do/recommend /applications/{C}/award",
    "county_officer": (
        "/ /cycles /cycles/new /cycles/{cycle} /cycles/{cycle}/groups /cycles/{cycle}/overview "
        "/cycles/{cycle}/publish /cycles/{cycle}/objections /applications/{E}/summary /notices/{notice}/prolong "
        "/units /units/import /facts/import /facts/imports /people /calendar /ledger/{county} /standards/upload/"
    ),
    "county_lead": (
        "/ /cycles/{cycle}/publish /notices/{notice}/rate /applications/{C}/award "
        "/applications/{C}/certificate /applications/{E}/summary"
    ),
    "rater": "/ /rating /applications/{H}/rate",
    "teller": "/ /applications/{H}/counts /applications/{H}/counts/team_rate_members",
    "city_officer": "/ /cycles /counties",
    "auditor": "/ /cycles/{cycle} /people",
    "admin": "/ /units /units/{unit}/correct /people /people/new /people/secretary /box/all",
}
# Latin words that belong on a Chinese page: names of formats, languages, keys, and what only a machine reads.
LATIN = {
    "EN", "PDF", "Excel", "Word", "CSV", "csv", "xlsx", "xlsm", "txt", "YAML", "yaml", "zip", "JSON", "MB",
    "baxing", "verify",
}  # fmt: skip
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cycles(monkeypatch: pytest.MonkeyPatch) -> CycleWorld:
    """One branch in each of the states whose pages are looked at."""
    clock = Clock(monkeypatch)
    made = cycle_world(
        make_world(), facts={"N": {"life_gap_months": None, "dues_months_full": 3}}, clock=clock
    )
    for key, state in (
        ("C", "RATED"), ("G", "PUBLIC_NOTICE"), ("E", "PROPOSED"), ("H", "EVALUATING"), ("N", "TOWNSHIP_REVIEW"),
        ("V", "SELF_CHECK"),
    ):  # fmt: skip
        made.bring(made.applications[key], state)
    return made


def addresses(cycles: CycleWorld) -> dict[str, Any]:
    """What stands in the places of PAGES."""
    sheets = {key: cycles.fresh(application) for key, application in cycles.applications.items()}
    return {
        **{key: sheet.uid for key, sheet in sheets.items()},
        **{f"{key}_file": sheet.dossier.uid for key, sheet in sheets.items()},
        "cycle": cycles.cycle.uid,
        "notice": Notice.objects.get(applications=sheets["G"]).uid,
        "code": sheets["C"].award.code,
        "version": cycles.cycle.pack.version,
        "unit": cycles.world.branches["V"].uid,
        "county": cycles.world.county.uid,
    }


@dataclass
class Looked:
    """A page that is looked at, and what was found on it."""

    page: Any
    faults: list[str]

    def note(self, *found: str) -> None:
        """Remembers a fault with its place."""
        self.faults.extend(f"{self.page.url}: {fault}" for fault in found)


@pytest.fixture
def looked(page: Any) -> Iterator[Looked]:
    """Whatever the browser complains of is a fault too."""
    seen = Looked(page, [])
    page.on("console", lambda said: seen.note(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.note(str(error)))
    page.on(
        "response",
        lambda answer: seen.note(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    return seen


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_a_role_are_sound(
    cycles: CycleWorld, looked: Looked, live: str, who: str, language: str
) -> None:
    page, known = looked.page, addresses(cycles)
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if who != "everybody":
        session = cycles.world.client_as(who).cookies[settings.SESSION_COOKIE_NAME].value
        cookies[settings.SESSION_COOKIE_NAME] = session
    page.context.add_cookies([{"name": name, "value": value, "url": live} for name, value in cookies.items()])
    for address in PAGES[who].split():
        page.goto(live + address.format(**known))
        if page.locator("h1").count() != 1:
            looked.note(f"{page.locator('h1').count()} h1")
        looked.note(*untranslated(page) if language == "zh-hans" else chinese(page))
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                looked.note(f"{wide} px wide on {width}")
            looked.note(*violations(page, width))
    assert not looked.faults, "\n".join(looked.faults)


def test_what_is_wrong_on_a_page_is_found(cycles: CycleWorld, page: Any) -> None:
    page.set_content(
        "<title>t</title><main><img src='data:,'><p title='Save'>存着 the paper</p><b>待定</b></main>"
    )
    assert any(fault.startswith("image-alt") for fault in violations(page, 1280))
    assert untranslated(page) == [
        "English on the Chinese page: 存着 the paper",
        "English on the Chinese page: Save",
    ]
    assert chinese(page) == ["Chinese on the English page: 待定"]


def violations(page: Any, width: int) -> list[str]:
    """What axe-core says against WCAG 2.2 A and AA. It is evaluated, not inserted, so that the policy stays strict."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{one['id']} on {width}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def spoken(page: Any) -> list[str]:
    """The visible texts of a page, and what is read out instead of them; input of people left out."""
    texts: list[str] = page.evaluate(
        """() => {
          const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const node = walk.currentNode;
            if (!node.parentElement.closest('script, style, code, textarea, option[lang], datalist')) found.push(node.data);
          }
          for (const e of document.querySelectorAll('[aria-label], [placeholder], [title]'))
            found.push(...['aria-label', 'placeholder', 'title'].map(name => e.getAttribute(name) || ''));
          return found.map(text => text.replace(/\\s+/g, ' ').trim()).filter(Boolean);
        }"""
    )
    return texts


def untranslated(page: Any) -> list[str]:
    """English words on a Chinese page: all that is Latin and neither an account's name nor in LATIN."""
    names = {
        word for name in User.objects.values_list("username", flat=True) for word in re.split(r"\W|_", name)
    }
    found = []
    for text in spoken(page):
        words = set(re.findall(r"(?<![\w.@/-])[A-Za-z]{2,}(?![\w@/-])", text))
        if words - LATIN - names - set(User.objects.values_list("username", flat=True)):
            found.append(f"English on the Chinese page: {text[:80]}")
    return found


@cache
def our_chinese() -> frozenset[str]:
    """Every Chinese sentence of the catalogues that has no place for data in it."""
    found: set[str] = set()
    for path in (ROOT / "baxing").glob("*/locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                found |= {text.strip() for text in said if re.search("[一-鿿]", text) and "%" not in text}
    return frozenset(found - set(LANGUAGES.values()))  # the switch names each language in itself


def chinese(page: Any) -> list[str]:
    """Chinese of ours, not of the data, on an English page."""
    return [f"Chinese on the English page: {text}" for text in spoken(page) if text in our_chinese()]
