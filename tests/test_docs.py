"""What docs/ says is what the code does: made pages are fresh, and every setting is explained."""

import re
from pathlib import Path

import pytest

from tools import docs

ROOT = Path(__file__).resolve().parent.parent


def test_made_pages_are_fresh() -> None:
    assert docs.stale() == [], "run `make docs`"


def test_a_stale_page_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    for name, make in docs.PAGES.items():
        (tmp_path / name).write_text(make(), "utf-8")
    (tmp_path / "commands.md").write_text("something else", "utf-8")
    assert docs.stale() == ["commands.md"]


def test_every_setting_is_explained_and_no_other() -> None:
    read: set[str] = set()
    for path in [*(ROOT / "baxing").rglob("*.py"), ROOT / "tools" / "chromium.py"]:
        read |= set(re.findall(r"\bBAXING_[A-Z_]+\b", path.read_text("utf-8")))
    explained = set(re.findall(r"\bBAXING_[A-Z_]+\b", (ROOT / "docs" / "settings.md").read_text("utf-8")))
    assert explained == read


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            if (
                "://" not in target
                and not target.startswith("mailto:")
                and not (page.parent / target).exists()
            ):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
