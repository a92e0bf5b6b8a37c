"""The figures of an overview as a workbook for printing on A4: title, table, definition, digest (writes no database row)."""

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from baxing.accreditation.models import Cycle
from baxing.accreditation.steps import columns
from baxing.dossiers.actions import words
from baxing.dossiers.models import canonical
from baxing.insight.needs import Need
from baxing.insight.overview import Late, Line, Row
from baxing.rules.text import Text

SHADES = ("FFFFFF", "F1ECE3", "DED5C6", "C3B6A1", "6D6153")
HAIR = Side(style="thin", color="857D73")
BOX = Border(left=HAIR, right=HAIR, top=HAIR, bottom=HAIR)
HEAD = PatternFill("solid", fgColor="ECE8E0")

Cells = Sequence[Sequence[Any]]


def workbook_of(
    cycle: Cycle,
    funnel: Sequence[Row],
    tables: Mapping[str, Sequence[Line]],
    needs: Sequence[tuple[str, Need]],
    late: Sequence[Late],
) -> bytes:
    """The file: steps, stars by township and by sector, where help is wanted, what is late."""
    steps, stars, helped, overdue = _rows(funnel, tables, needs, late)
    seal = hashlib.sha256(canonical([steps, stars, helped, overdue]).encode()).hexdigest()
    names = [words(star.short) for star in columns(cycle.frame)]
    foot = _foot(cycle, seal)
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    heads = [_("Step"), _("Branches"), _("Where the others stand")]
    _sheet(book, cycle, foot, _("Steps"), heads, steps, (16, 12, 90))
    for axis, title in (("township", _("Stars by township")), ("sector", _("Stars by sector"))):
        heads = [_("Township") if axis == "township" else _("Sector"), _("Branches"), *names]
        made = _sheet(book, cycle, foot, title, heads, stars[axis], (18, 10, *[11] * len(names)))
        _shade(made, tables[axis])
    heads = [
        _("Township"),
        _("Star"),
        _("Not lit"),
        _("One step away"),
        _("What keeps it dark"),
        _("What would light it"),
    ]
    _sheet(book, cycle, foot, _("Where help is wanted"), heads, helped, (16, 14, 9, 11, 34, 52))
    heads = [_("Township"), _("Waits for"), _("Files"), _("Oldest day"), _("Working days late")]
    _sheet(book, cycle, foot, _("Late"), heads, overdue, (20, 22, 10, 14, 16))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(
    funnel: Sequence[Row],
    tables: Mapping[str, Sequence[Line]],
    needs: Sequence[tuple[str, Need]],
    late: Sequence[Late],
) -> tuple[Cells, dict[str, Cells], Cells, Cells]:
    """The cells of each sheet: steps, stars by axis, where help is wanted, what is late."""
    steps = [[words(row.step.name), row.sheets, _rest(row)] for row in funnel]
    stars: dict[str, Cells] = {axis: [_star_row(line) for line in lines] for axis, lines in tables.items()}
    helped = [
        [town, words(n.star.name), n.unlit, n.near, words(n.cause), words(n.remedy)] for town, n in needs
    ]
    overdue = [[f.township, words(f.waits_for), f.sheets, f.oldest.isoformat(), f.days] for f in late]
    return steps, stars, helped, overdue


def _rest(row: Row) -> str:
    return "；".join(f"{rest.sheets} {words(rest.why)}" for rest in row.rest)


def _star_row(line: Line) -> list[Any]:
    name = words(line.name) if isinstance(line.name, Text) else line.name
    return [
        name,
        line.sheets,
        *(f"{cell.unlit} ?{cell.unknown}" if cell.unknown else cell.unlit for cell in line.cells),
    ]


def _foot(cycle: Cycle, seal: str) -> list[str]:
    at = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    return [
        _(
            "Each step counts the branches that reached it. In the tables of stars a cell is the number of branches "
            "without the star; ?n are not known yet and counted neither way. Not a ranking."
        ),
        _(
            "As of %(at)s. Standard %(pack)s, digest %(digest)s. Digest of these figures %(seal)s. Trace: baxing verify %(book)s"
        )
        % {
            "at": at,
            "pack": str(cycle.pack),
            "digest": cycle.digest[:16],
            "seal": seal[:16],
            "book": cycle.dossier.seal[:16],
        },
    ]


def _sheet(
    book: Workbook,
    cycle: Cycle,
    foot: Sequence[str],
    title: str,
    heads: Sequence[str],
    rows: Cells,
    widths: Sequence[int],
) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    last = get_column_letter(len(heads))
    sheet.append([f"{cycle.unit.name}　{words(Text(**cycle.dossier.title))}　{title}"])
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font = Font(size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 30
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    for cells in sheet.iter_rows(min_row=2, max_row=sheet.max_row):
        for cell in cells:
            cell.border = BOX
            if cell.data_type == "f":  # a name that begins with "=" is a name, not a formula
                cell.data_type = "s"
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal=_side(cell.value, cell.row == 2)
            )
            if cell.row == 2:
                cell.font, cell.fill = Font(bold=True), HEAD
    for text in foot:
        sheet.append([text])
        at = sheet.max_row
        sheet.merge_cells(f"A{at}:{last}{at}")
        sheet[f"A{at}"].alignment = Alignment(wrap_text=True, vertical="top")
        sheet[f"A{at}"].font = Font(size=9, color="6A635A")
        sheet.row_dimensions[at].height = 26
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _page(sheet)
    return sheet


def _side(value: Any, head: bool) -> str:
    return "center" if head or isinstance(value, int) or str(value)[:1].isdigit() else "left"


def _page(sheet: Worksheet) -> None:
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&P / &N"  # type: ignore[union-attr]


def _shade(sheet: Worksheet, lines: Sequence[Line]) -> None:
    for at, line in enumerate(lines, 3):
        for column, cell in enumerate(line.cells, 3):
            here = sheet.cell(at, column)
            here.fill = PatternFill("solid", fgColor=SHADES[cell.shade])
            here.font = Font(color="FFFFFF" if cell.shade == 4 else "24211E")
