"""Workbooks as offices send them (.xlsx, .csv), read safely: no macro, formula or link is followed,
and a file that would unpack to far more than it weighs is turned away first. Cells come out as they are;
`text` and `key` make them comparable."""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from baxing.units.refused import Refused

Cell = str | Decimal | bool | date | datetime | time | timedelta | None

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 256 * 2**20
MOST_CELLS = 3_000_000
MOST_MERGED = 100_000
LONGEST_TAG = 16 * 2**20
_TAG = re.compile(rb"<(?:[\w.-]+:)?(c|row|mergeCell)(?=[\s/>])([^>]*)")
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Za-z]{0,4})(\d{1,9})["']""")
_REFERENCE = re.compile(rb"""[\s]r\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["']""")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


@dataclass
class Sheet:
    """One visible sheet: `rows[0]` is its first row, every row is as long as the sheet is wide. Where cells
    are merged over several rows, each of these rows has the value, in the first column of the block."""

    name: str
    rows: list[list[Cell]]


@dataclass
class Workbook:
    """What was read: sheets with something on them, names of hidden sheets (not read), the file's SHA-256."""

    name: str
    digest: str
    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def read(data: bytes, name: str) -> Workbook:
    """The workbook in `data`; `Refused` if it is none, is protected, damaged or too large."""
    book = Workbook(PurePath(name.replace("\\", "/")).name[:200], hashlib.sha256(data).hexdigest())
    if not data:
        raise Refused(_("Nothing was read: the file is empty. Choose the file again."), code="file-empty")
    if len(data) > MOST_BYTES:
        raise Refused(
            _("Nothing was read: the file is larger than 20 MB. Split it, or save it without pictures."),
            code="file-large",
        )
    if data.startswith(b"PK\x03\x04"):
        _read_xlsx(data, book)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            _(
                "Nothing was read: this is an old .xls file or one with a password. "
                "Save it as .xlsx without a password."
            ),
            code="file-old",
        )
    else:
        book.sheets.append(Sheet("", _read_csv(data)))
    book.sheets = [
        sheet for sheet in book.sheets if any(cell is not None for row in sheet.rows for cell in row)
    ]
    if not book.sheets:
        raise Refused(_("Nothing was read: no sheet of the file has anything on it."), code="file-blank")
    return book


def _read_xlsx(data: bytes, book: Workbook) -> None:
    broken = Refused(
        _(
            "Nothing was read: this is not a workbook, or it is damaged. "
            "Open it in Excel or WPS and save it again as .xlsx."
        ),
        code="file-broken",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive)
        opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for at, meta in enumerate(opened.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != SheetVisibleEnum.Visible:
                book.hidden.append(meta.name)
            else:
                book.sheets.append(Sheet(meta.name, _rows(opened.get_sheet_by_index(at))))
    except (
        CalamineError,
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        ValueError,
        KeyError,
        OSError,
    ) as error:
        raise broken from error


def _too_large() -> Refused:
    return Refused(
        _(
            "Nothing was read: the workbook is too large. One file takes at most 3,000,000 cells: "
            "split it, or delete the empty rows and columns behind the table."
        ),
        code="file-large",
    )


@dataclass
class _Extent:
    """How far the cells of one part of a workbook reach, and how many blocks of merged cells it names.

    A cell says where it stands, or stands behind the one before it: both are followed, as the reader follows them.
    """

    width: int = 0
    height: int = 0
    merged: int = 0
    row: int = 0
    column: int = 0

    def see(self, text: bytes) -> None:
        """Takes in the tags of `text`, which ends before a tag that is still open."""
        for match in _REFERENCE.finditer(text):
            self.reach(int(match[2]), _number(match[1]))
        for kind, attributes in _TAG.findall(text):
            where = _PLACE.search(attributes)
            if kind == b"mergeCell":
                self.merged += 1
            elif kind == b"row":
                self.row, self.column = int(where[2]) if where else self.row + 1, 0
            else:
                self.column = _number(where[1]) if where else self.column + 1
                self.reach(self.row, self.column)

    @property
    def cells(self) -> int:
        """Cells of the rectangle that a reader would lay out."""
        return self.width * self.height

    def reach(self, row: int, column: int) -> None:
        self.height, self.width = max(self.height, row), max(self.width, column)


def _check_size(archive: zipfile.ZipFile) -> None:
    """Turn away a file that unpacks to too much, or whose cells lie so far apart that the sheet is huge.

    What the archive says about its sizes is not believed: its parts are unpacked piece by piece and counted, every
    one of them, because a sheet may lie under any name.
    """
    unpacked = cells = merged = 0
    for part in archive.infolist():
        extent, rest = _Extent(), b""
        with archive.open(part) as stream:
            while piece := stream.read(1 << 20):
                unpacked += len(piece)
                rest += piece
                if unpacked > MOST_UNPACKED or len(rest) > LONGEST_TAG:
                    raise _too_large()
                whole = rest.rfind(b"<")  # a tag may go on in the next piece
                if whole > 0:
                    extent.see(rest[:whole])
                    rest = rest[whole:]
                if cells + extent.cells > MOST_CELLS or merged + extent.merged > MOST_MERGED:
                    raise _too_large()
        extent.see(rest)
        cells += extent.cells
        merged += extent.merged
        if cells > MOST_CELLS or merged > MOST_MERGED:
            raise _too_large()


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _rows(sheet: CalamineSheet) -> list[list[Cell]]:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    blocks = sheet.merged_cell_ranges or []
    if (
        sum(max(0, min(bottom, len(rows) - 1) - top) for (top, _left), (bottom, _right) in blocks)
        > MOST_CELLS
    ):
        raise _too_large()
    for (top, left), (bottom, _right) in blocks:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
    return rows


def _cell(value: object) -> Cell:
    """A number as Excel shows it (15 significant digits), so 0.1 + 0.2 is 0.3; an empty text is no value."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        number = Decimal(format(value, ".15g"))
        if not number.is_finite():
            return str(value)
        whole = number == number.to_integral_value() and abs(number) < 10**15
        return number.quantize(Decimal(1)) if whole else number
    if isinstance(value, str):
        return value if value.strip() else None
    return value if isinstance(value, date | time | timedelta) else None


def _read_csv(data: bytes) -> list[list[Cell]]:
    content = _decoded(data)
    first = "\n".join(content.splitlines()[:20])
    delimiter = max(",\t;，", key=first.count)
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
            rows.append([value if value.strip() else None for value in row])
            cells += max(1, len(row))
            if cells > MOST_CELLS:
                break
    except csv.Error as error:
        raise _not_a_table() from error
    width = max((len(row) for row in rows), default=0)
    if max(cells, width * len(rows)) > MOST_CELLS:
        raise Refused(
            _("Nothing was read: the table has more than 3,000,000 cells. Split it."), code="file-large"
        )
    return [row + [None] * (width - len(row)) for row in rows]


def _decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, or GB 18030 as Excel in China writes it."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = content.lstrip()[:200].lower()
        odd = any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in content)
        if odd or start.startswith(("<html", "<!doctype", "<?xml", "{", "%pdf")):
            break
        return content
    raise _not_a_table()


def _not_a_table() -> Refused:
    return Refused(
        _(
            "Nothing was read: the file is neither a workbook (.xlsx) nor a table as text (.csv). "
            "Save it as .xlsx."
        ),
        code="file-kind",
    )


def text(cell: Cell) -> str:
    """A cell as one line: full-width forms narrow, stray blanks (U+3000 too) and unseen marks gone."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", str(cell))).split())


def key(cell: Cell) -> str:
    """What two names or headings share if they mean the same: no blanks or breaks, narrow, lower case."""
    return text(cell).replace(" ", "").casefold()


def column(index: int) -> str:
    """The letters of a column, counted from 0: 0 → "A", 51 → "AZ"."""
    letters = ""
    index += 1
    while index:
        index, at = divmod(index - 1, 26)
        letters = chr(65 + at) + letters
    return letters
