"""A small file must not become a huge sheet: cells without a place, blocks merged over and over, tags cut in two."""

import io
import zipfile
from collections.abc import Iterable

import pytest

from baxing.units.refused import Refused
from baxing.units.workbook import MOST_CELLS, read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CELL = "<c><v>1</v></c>"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sheet.xml" ContentType="{SHEET}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="sheet.xml"/></Relationships>',
}


def book(rows: Iterable[str], behind: str = "", before: str = "") -> bytes:
    """A workbook of one sheet with these rows, written as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/sheet.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}">{before}<sheetData>'.encode())
            for row in rows:
                sheet.write(row.encode())
            sheet.write(f"</sheetData>{behind}</worksheet>".encode())
    return out.getvalue()


def refused(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(Refused) as refusal:
        read(data, name)
    return refusal.value.code


def test_one_wide_row_over_many_short_ones_is_not_laid_out() -> None:
    """The reader would lay out 3,600,000,000 cells and take the whole server with it."""
    wide = ["<row>" + CELL * 60_000 + "</row>"]
    data = book([*wide, *["<row>" + CELL + "</row>"] * 60_000])
    assert len(data) < 20_000
    assert refused(data) == "file-large"


def test_cells_without_a_place_are_counted_too() -> None:
    row = "<row>" + CELL * 1000 + "</row>"
    assert refused(book([row] * (MOST_CELLS // 1000 + 1))) == "file-large"
    (sheet,) = read(book([row] * 3), "a.xlsx").sheets
    assert (len(sheet.rows), len(sheet.rows[0])) == (3, 1000)


def test_one_block_merged_over_and_over_is_not_filled_each_time() -> None:
    rows = [f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 2001)]
    merged = '<mergeCell ref="A1:A2000"/>'
    (sheet,) = read(book(rows, f"<mergeCells>{merged * 3}</mergeCells>"), "a.xlsx").sheets
    assert len(sheet.rows) == 2000
    assert refused(book(rows, f"<mergeCells>{merged * 2000}</mergeCells>")) == "file-large"
    tiny = '<mergeCell ref="B2:B2"/>' * 100_001
    assert refused(book(rows[:1], f"<mergeCells>{tiny}</mergeCells>")) == "file-large"


@pytest.mark.parametrize("shift", range(0, 300, 23))
def test_a_place_is_found_where_two_pieces_meet(shift: int) -> None:
    """The file is read in pieces of a MiB; the far cell's tag lies across the end of the first."""
    head = f'<worksheet xmlns="{MAIN}"><!---->'
    pad = f"<!--{'x' * ((1 << 20) - len(head) - 20 - shift)}-->"
    far = f'<row r="1"><c {" " * 250} r="ZZZ1048576"><v>1</v></c></row>'
    assert refused(book([far], before=pad)) == "file-large"


def test_millions_of_empty_lines_are_no_table() -> None:
    assert refused(b"\n" * (MOST_CELLS + 1), "a.csv") == "file-large"
