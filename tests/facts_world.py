"""The sample county with its 112 branches, the shipped packs and an officer: what tests of facts start from."""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from baxing.records import importer
from baxing.standards.actions import load_shipped_packs
from baxing.standards.models import StandardPack, newest
from baxing.units import actions
from baxing.units import importer as units_importer
from baxing.units.models import Grant, Unit, User
from tests.world import World

DATA = Path(__file__).parent / "data"
FACTS = DATA / "facts.xlsx"
SHEET = "2025年度"


@dataclass
class County:
    """An officer's county: `officer` imports facts for it."""

    unit: Unit
    officer: User
    pack: StandardPack

    def look(self, data: bytes | None = None, name: str = "facts.xlsx", year: int = 2025) -> importer.Preview:
        """The preview of a file; of the sample if none is given."""
        data = FACTS.read_bytes() if data is None else data
        return importer.preview(data, name, self.unit, year, self.pack, by=self.officer)

    def branch(self, name: str) -> Unit:
        return Unit.objects.get(path__under=self.unit.path, name=name)


def make_county(world: World) -> County:
    """样例县, filled from the roster of the samples."""
    admin = world.users["region_admin"]
    unit = actions.add_unit(world.prefecture, "样例县", level="county", by=admin)
    seen = units_importer.preview(
        (DATA / "units.xlsx").read_bytes(), "units.xlsx", unit, today=date(2026, 3, 1)
    )
    units_importer.confirm(seen, by=admin)
    load_shipped_packs()
    officer = User.objects.create(username="sample_officer", name="样例县委组织部", password="!")
    Grant.objects.create(user=officer, unit=unit, role="county_officer")
    pack = newest("eight-star")
    assert pack is not None
    return County(unit, officer, pack)


def edited(**cells: Any) -> bytes:
    """The sample workbook with some cells changed."""
    book = openpyxl.load_workbook(FACTS)
    for place, value in cells.items():
        book[SHEET][place] = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def table(*rows: tuple[Any, ...], title: str = "Sheet") -> bytes:
    """A small workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def far_apart() -> bytes:
    """Two filled cells in the farthest corners: small on disk, huge as a table."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "党组织名称", 1  # type: ignore[index]
    return saved(book)
