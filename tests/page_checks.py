"""What can be said of an open page: accessible, and spoken in one language. Each check answers with its faults."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from django.conf import settings

from baxing.site.context import LANGUAGES
from baxing.units.models import User
from tests.conftest import ROOT, WIDTHS
from tests.world import World

AXE = Path(__file__).parent / "data" / "axe" / "axe.min.js"  # MPL-2.0, unchanged, used in tests only
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
# Latin words that belong on a Chinese page: names of formats, languages, keys, and what only a machine reads.
LATIN = {
    "EN", "PDF", "Excel", "Word", "CSV", "csv", "xlsx", "xlsm", "txt", "YAML", "yaml", "zip", "JSON", "MB",
    "baxing", "verify",
}  # fmt: skip


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
        words = set(re.findall(r"(?<![\w.@/-])[A-Za-z]{2,}(?![\w@/-])", text, re.ASCII))
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


@dataclass
class Looked:
    """A page that is looked at, and what was found on it."""

    page: Any
    faults: list[str]

    def note(self, *found: str) -> None:
        """Remembers a fault with its place."""
        self.faults.extend(f"{self.page.url}: {fault}" for fault in found)


def watched(page: Any) -> Looked:
    """The page, with whatever the browser complains of noted as a fault."""
    seen = Looked(page, [])
    page.on("console", lambda said: seen.note(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.note(str(error)))
    page.on(
        "response",
        lambda answer: seen.note(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    return seen


def look_at(
    looked: Looked,
    live: str,
    world: World,
    who: str,
    language: str,
    addresses: Iterable[str],
    known: Mapping[str, Any],
) -> None:
    """Open each address as this role in this language, on a phone and a desk: it fits, is quiet, accessible and spoken."""
    page, cookies = looked.page, {settings.LANGUAGE_COOKIE_NAME: language}
    if who != "everybody":
        session = world.client_as(who).cookies[settings.SESSION_COOKIE_NAME].value
        cookies[settings.SESSION_COOKIE_NAME] = session
    page.context.add_cookies([{"name": name, "value": value, "url": live} for name, value in cookies.items()])
    for address in addresses:
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
