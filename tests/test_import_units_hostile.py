"""Files that are wrong, strange or hostile: each is answered in words, with its cell, and nothing is written."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from baxing.units import importer
from baxing.units.models import Unit
from baxing.units.refused import Refused
from tests.world import World

SAMPLE = Path(__file__).parent / "data" / "units.xlsx"
HEAD = [
    "序号",
    "上级党组织",
    "党组织名称",
    "党组织类别",
    "所属领域",
    "正式党员数",
    "预备党员数",
    "成立时间",
    "备注",
]
ROW = [1, "白玛镇", "白玛镇一村党支部", "党支部", "农牧区村", 20, 1, "1975.04.07", ""]


def book(*rows: list[Any], head: list[Any] = HEAD) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "名册"
    for row in [head, *rows]:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def row(**changed: Any) -> list[Any]:
    return [changed.get(name, value) for name, value in zip("nsbcefpdr", ROW, strict=True)]


def look(world: World, data: bytes, name: str = "a.xlsx") -> importer.Preview:
    return importer.preview(data, name, world.county, today=date(2026, 3, 1))


def found(world: World, data: bytes) -> list[tuple[str, str, int | None, str]]:
    return [(p.severity, p.code, p.row, p.column) for p in look(world, data).problems]


CELLS = {
    "no name": (row(b=" 　"), ("error", "no-name", 2, "C")),
    "no superior": (row(s=""), ("error", "no-superior", 2, "B")),
    "an unknown class": (row(c="党小组"), ("error", "unknown-form", 2, "D")),
    "class and name differ": (row(b="白玛镇三村党总支"), ("warning", "form-and-name", 2, "D")),
    "an unknown sector": (row(e="农牧村"), ("error", "unknown-sector", 2, "E")),
    "no sector": (row(e=None), ("warning", "no-sector", 2, "E")),
    "words for a number": (row(f="二十"), ("error", "not-a-count", 2, "F")),
    "less than none": (row(f=-3), ("error", "not-a-count", 2, "F")),
    "half a member": (row(f=20.5), ("error", "not-a-count", 2, "F")),
    "too many": (row(f=51), ("warning", "large-branch", 2, "F")),
    "too few": (row(f=2), ("warning", "small-branch", 2, "F")),
    "no date": (row(d="一九七五年"), ("error", "not-a-date", 2, "H")),
    "no such day": (row(d="1975-02-30"), ("error", "not-a-date", 2, "H")),
    "tomorrow": (row(d="2026-03-02"), ("error", "impossible-date", 2, "H")),
    "long ago": (row(d="1904-01-01"), ("error", "impossible-date", 2, "H")),
    "a long name": (row(b="长" * 120 + "党支部"), ("error", "long-name", 2, "C")),
}


@pytest.mark.parametrize(("cells", "problem"), CELLS.values(), ids=CELLS)
def test_what_is_wrong_in_a_cell_is_said_with_the_cell(
    world: World, cells: list[Any], problem: tuple[str, str, int, str]
) -> None:
    assert found(world, book(cells)) == [problem]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            (said,) = look(world, book(cells)).problems
        assert said.what
        assert said.mend
        assert said.what.isascii() == (language == "en") or "“" in said.what


FINE = {
    "full-width digits": (row(f="２０"), {"members_full": 20}),
    "a unit of measure": (row(f="20人"), {"members_full": 20}),
    "a dash": (row(p="—"), {"members_probationary": None}),
    "a serial number": (row(d=27491), {"founded_on": date(1975, 4, 7)}),
    "a year": (row(d="1975年"), {"founded_on": date(1975, 1, 1), "founded_precision": "year"}),
    "a month": (row(d="1975.4"), {"founded_on": date(1975, 4, 1), "founded_precision": "month"}),
    "slashes": (row(d="1975/4/7"), {"founded_on": date(1975, 4, 7), "founded_precision": "day"}),
    "eight figures": (row(d=19750407), {"founded_on": date(1975, 4, 7), "founded_precision": "day"}),
    "another word": (row(e="事业单位"), {"sector": "H"}),
}


@pytest.mark.parametrize(("cells", "facts"), FINE.values(), ids=FINE)
def test_usual_spellings_are_understood(world: World, cells: list[Any], facts: dict[str, Any]) -> None:
    preview = look(world, book(cells))
    assert preview.problems == []
    read = preview.roster.lines[0].facts
    assert {name: read.get(name) for name in facts} == facts


def test_a_near_miss_names_what_was_meant(world: World) -> None:
    (problem,) = look(world, book(row(e="农牧村"))).problems
    assert "农牧区村" in problem.mend


def test_names_that_come_twice(world: World) -> None:
    twice = book(row(), row(n=2))
    assert found(world, twice) == [("error", "name-twice", 3, "")]
    elsewhere = book(row(), row(n=2, s="江塘乡"))
    assert found(world, elsewhere) == [("warning", "name-elsewhere", 3, "")]
    on_record = book(row(s="白玛镇", b="石桥乡一村党支部"))
    assert found(world, on_record) == [("warning", "on-record-elsewhere", 2, "")]
    near = book(row(s="云杉镇党委", b="云杉镇九村党支部"))
    assert [code for _severity, code, *_place in found(world, near)] == []
    assert "superior-near" in [p.code for p in look(world, book(row(s="县级机关党工委会"))).problems]


def test_a_total_that_does_not_agree_is_a_warning(world: World) -> None:
    data = book(row(), row(n=2, b="白玛镇二村党支部"), ["合计", None, "3个", None, None, 41])
    assert found(world, data) == [
        ("warning", "total-differs", 4, "C"),
        ("warning", "total-differs", 4, "F"),
    ]
    assert found(world, book(row(), ["合计", None, "1个", None, None, 20])) == []


def test_errors_block_and_write_nothing(world: World) -> None:
    before = Unit.objects.count()
    preview = look(world, book(row(), row(n=2, b="白玛镇二村党支部", f="x")))
    with pytest.raises(Refused) as refusal:
        importer.confirm(preview, by=world.users["admin"])
    assert refusal.value.code == "has-errors"
    assert Unit.objects.count() == before


def test_a_csv_of_an_office_is_read_like_the_workbook(world: World) -> None:
    lines = [",".join(HEAD), ",".join(map(str, ROW)), ",,白玛镇二村党支部,党支部,村,30,,1987年4月,"]
    for encoding in ("utf-8-sig", "gb18030"):
        preview = look(world, "\n".join(lines).encode(encoding), "名册.csv")
        assert preview.problems == []
        assert [line.superior for line in preview.roster.lines] == ["白玛镇", "白玛镇"]


def test_a_table_that_is_none_is_said_so(world: World) -> None:
    assert found(world, book(["a", "b"], head=["x", "y"])) == [("error", "no-table", None, "")]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def far_away() -> bytes:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active["XFD1048576"] = 1
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "file-empty"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00", "file-kind"),
    "a page": (lambda: b"<html><script>alert(1)</script></html>", "file-kind"),
    "half a workbook": (lambda: SAMPLE.read_bytes()[:3000], "file-broken"),
    "another archive": (lambda: zipped(a=b"x"), "file-broken"),
    "an old or protected file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-old"),
    "a bomb": (lambda: zipped(xl__worksheets__sheet1_xml=bytes(300 * 2**20)), "file-large"),
    "a cell at the end of the world": (far_away, "file-large"),
    "eleven megabytes": (lambda: b"PK\x03\x04" + bytes(11 * 2**20), "file-large"),
    "too many rows": (lambda: b"a,b\n" * 50_001, "file-large"),
}


@pytest.mark.parametrize(("make", "code"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_turned_away_in_words(world: World, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        look(world, make())
    assert refusal.value.code == code
