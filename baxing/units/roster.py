"""Reads a county's roster of organisations out of a workbook as offices really keep it; knows no database.

The table is found by the words of its header, wherever it stands; title rows, notes, blank rows and the total row are
told from units; merged or blank superiors are carried down. What cannot be read is a problem with its cell, and what
to do about it: an error stops the import, a warning does not.
"""

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baxing.units.roster_words import FORM_WORDS, HEADINGS, SECTORS_BY_WORD, form_of_name, read_day
from baxing.units.workbook import Cell, Sheet, Workbook, column, key, text

TOTALS = ("合计", "总计", "共计", "total")
SUBTOTALS = ("小计", "subtotal")
REMARKS = ("注:", "注：", "备注:", "说明:", "填表说明", "填报人", "审核人", "note:")
NOTHING = {"", "-", "—", "--", "——", "/", "\\"}
SIZE_LIMIT = 50  # members of one branch, normally (domain §2); above it a general branch is set up
SMALLEST = 3  # full members of a branch (domain §2); below it a joint branch with neighbours
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place of the file, and how to mend it.

    `row` counts from 1 as Excel does; `about` is the organisation of the row.
    """

    severity: str
    code: str
    sheet: str
    row: int | None
    column: str
    what: str
    mend: str
    about: str = ""


@dataclass
class Line:
    """One organisation of the roster; `facts` holds only what the row says."""

    sheet: str
    row: int
    superior: str
    name: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Roster:
    """What was read, and what was passed over with the reason."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)


def read_roster(book: Workbook, today: date) -> Roster:
    """Every table of organisations in the visible sheets of `book`."""
    roster = Roster()
    for sheet in book.sheets:
        if header := _find_header(sheet):
            roster.read.append(sheet.name)
            _Table(sheet, *header, roster, today).read()
        else:
            roster.passed_over.append((sheet.name, _("no table of organisations")))
    roster.passed_over += [(name, _("hidden")) for name in book.hidden]
    if not roster.read:
        roster.problems.append(
            Problem(
                "error",
                "no-table",
                "",
                None,
                "",
                _("No table of organisations was found in the file."),
                _(
                    "The header needs a column 党组织名称 (name) and one of 上级党组织, 党组织类别, 所属领域, 正式党员数."
                ),
            )
        )
    _check_names(roster)
    return roster


def _find_header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the header and the column of each field: the first row that names units and two fields more."""
    for number, row in enumerate(sheet.rows[:40]):
        found: dict[str, int] = {}
        for at, cell in enumerate(row):
            heading = re.sub(r"\(.*?\)", "", key(cell))
            for name, words in HEADINGS.items():
                if heading in words:
                    found.setdefault(name, at)
        if "name" in found and len(found) >= 3:
            return number, found
    return None


class _Table:
    """One table while it is read, row by row."""

    def __init__(
        self, sheet: Sheet, header: int, columns: dict[str, int], roster: Roster, today: date
    ) -> None:
        self.sheet, self.header, self.columns, self.roster, self.today = sheet, header, columns, roster, today
        self.superior = ""
        self.mine: list[Line] = []

    def read(self) -> None:
        for number in range(self.header + 1, len(self.sheet.rows)):
            row = self.sheet.rows[number]
            words = [text(cell) for cell in row]
            said = [word for at, word in enumerate(words) if word and at != self.columns.get("number")]
            first = next((word for word in words if word), "").casefold()
            if first.startswith(TOTALS):
                self.check_total(number, row)
            elif not first.startswith(SUBTOTALS) and first.startswith(REMARKS) and len(said) <= 2:
                self.roster.remarks.append(" ".join(word for word in words if word))
            elif not first.startswith(SUBTOTALS) and said and not self.is_header(row):
                self.read_line(number, row)

    def is_header(self, row: list[Cell]) -> bool:
        return key(self.cell(row, "name")) in HEADINGS["name"]

    def cell(self, row: list[Cell], name: str) -> Cell:
        at = self.columns.get(name)
        return row[at] if at is not None and at < len(row) else None

    def problem(self, severity: str, code: str, row: int, name: str, what: str, mend: str) -> None:
        at = self.columns.get(name)
        letters = column(at) if at is not None else ""
        about = text(self.cell(self.sheet.rows[row], "name")) if code != "total-differs" else ""
        self.roster.problems.append(
            Problem(severity, code, self.sheet.name, row + 1, letters, what, mend, about)
        )

    def read_line(self, number: int, row: list[Cell]) -> None:
        self.superior = text(self.cell(row, "superior")) or self.superior
        name = text(self.cell(row, "name"))
        if not name:
            if any(text(self.cell(row, one)) for one in ("form", "sector", "members_full", "founded")):
                self.problem(
                    "error", "no-name", number, "name", _("The name is missing."), _("Fill in the name.")
                )
            return
        if len(name) > 120:
            self.problem(
                "error",
                "long-name",
                number,
                "name",
                _("The name has more than 120 characters."),
                _("Shorten it."),
            )
        if "superior" in self.columns and not self.superior:
            self.problem(
                "error",
                "no-superior",
                number,
                "superior",
                _("The superior organisation is missing."),
                _("Fill in the township or committee that it belongs to."),
            )
        line = Line(self.sheet.name, number + 1, self.superior, name)
        self.read_form(number, row, line)
        self.read_sector(number, row, line)
        for one in ("members_full", "members_probationary"):
            self.read_count(number, row, line, one)
        self.read_founded(number, row, line)
        if note := text(self.cell(row, "note")):
            line.facts["note"] = note[:300]
        self.check_size(number, line)
        self.mine.append(line)
        self.roster.lines.append(line)

    def read_form(self, number: int, row: list[Cell], line: Line) -> None:
        said = text(self.cell(row, "form"))
        by_name = form_of_name(line.name)
        if not said:
            line.facts["form"] = by_name or "branch"
        elif form := FORM_WORDS.get(key(said)):
            line.facts["form"] = form
            if by_name and by_name != form:
                self.problem(
                    "warning",
                    "form-and-name",
                    number,
                    "form",
                    _("The class is “%(form)s”, but the name “%(name)s” says otherwise.")
                    % {"form": said, "name": line.name},
                    _("Correct the one that is wrong; the class is taken as it stands."),
                )
        else:
            self.problem(
                "error",
                "unknown-form",
                number,
                "form",
                _("There is no class “%(form)s”.") % {"form": said},
                _("Write 党支部, 党总支, 党委, 联合党支部 or 临时党支部.")
                + _did_you_mean(said, list(FORM_WORDS)),
            )

    def read_sector(self, number: int, row: list[Cell], line: Line) -> None:
        said = text(self.cell(row, "sector"))
        if code := SECTORS_BY_WORD.get(key(said)):
            line.facts["sector"] = code
        elif said in NOTHING:
            if "sector" in self.columns:
                self.problem(
                    "warning",
                    "no-sector",
                    number,
                    "sector",
                    _("The sector is missing."),
                    _("Fill it in before a cycle is opened: the standard differs by sector."),
                )
        else:
            self.problem(
                "error",
                "unknown-sector",
                number,
                "sector",
                _("There is no sector “%(sector)s”.") % {"sector": said},
                _("Write 农牧区村, 社区, 机关, 国企, 学校, 医院, 非公企业 or 社会组织.")
                + _did_you_mean(said, list(SECTORS_BY_WORD)),
            )

    def read_count(self, number: int, row: list[Cell], line: Line, name: str) -> None:
        cell = self.cell(row, name)
        said = text(cell)
        if said in NOTHING:
            return
        found = re.fullmatch(r"(\d{1,6})(?:\.0+)?[人名个]?", said.replace(" ", ""))
        if found and not isinstance(cell, bool | date):
            line.facts[name] = int(found[1])
        else:
            self.problem(
                "error",
                "not-a-count",
                number,
                name,
                _("“%(value)s” is not a number of members.") % {"value": said},
                _("Write a whole number, 0 for none; leave it blank if it is not known."),
            )

    def read_founded(self, number: int, row: list[Cell], line: Line) -> None:
        cell = self.cell(row, "founded")
        if text(cell) in NOTHING:
            return
        found = read_day(cell)
        if found is None:
            what = _("“%(value)s” is not a date.") % {"value": text(cell)}
            mend = _("Write it like 1987-04-05, or 1987年4月 if the day is not known.")
            self.problem("error", "not-a-date", number, "founded", what, mend)
        elif found[0] > self.today or found[0].year < 1921:
            what = _("The date %(day)s cannot be: it lies in the future or before 1921.") % {
                "day": found[0].isoformat()
            }
            self.problem("error", "impossible-date", number, "founded", what, _("Correct the date."))
        else:
            line.facts["founded_on"], line.facts["founded_precision"] = found

    def check_size(self, number: int, line: Line) -> None:
        full = line.facts.get("members_full")
        form = line.facts.get("form")
        if full is None or form in (None, "general_branch", "committee"):
            return
        members = full + line.facts.get("members_probationary", 0)
        if members > SIZE_LIMIT:
            what = _("%(n)d members, and only a branch.") % {"n": members}
            mend = _("Above 50 members a general branch is normally set up; check the class.")
            self.problem("warning", "large-branch", number, "members_full", what, mend)
        elif full < SMALLEST:
            what = _("Only %(n)d full members.") % {"n": full}
            mend = _("Below 3 full members a joint branch is set up with neighbours; check the number.")
            self.problem("warning", "small-branch", number, "members_full", what, mend)

    def check_total(self, number: int, row: list[Cell]) -> None:
        """Compares the total row with the rows above it; a formula without a stored result says nothing."""
        if found := re.search(r"\d+", text(self.cell(row, "name"))):
            self.compare(number, "name", int(found[0]), len(self.mine), _("organisations"))
        for name, words in (
            ("members_full", _("full members")),
            ("members_probationary", _("probationary members")),
        ):
            cell = self.cell(row, name)
            if isinstance(cell, Decimal) or text(cell).isdecimal():
                have = sum(line.facts.get(name, 0) for line in self.mine)
                self.compare(number, name, int(Decimal(text(cell))), have, words)

    def compare(self, number: int, name: str, said: int, have: int, words: str) -> None:
        values = {"said": said, "have": have, "words": words}
        if said == have:
            self.roster.totals.append(_("%(said)d %(words)s, as the rows add up") % values)
        else:
            what = _("The total row says %(said)d %(words)s; the rows give %(have)d.") % values
            mend = _("Look whether a row is missing or was counted twice. The rows are taken, not the total.")
            self.problem("warning", "total-differs", number, name, what, mend)


def _did_you_mean(said: str, words: list[str]) -> str:
    near = difflib.get_close_matches(key(said), words, 1, 0.5)
    return " " + _("Did you mean “%(word)s”?") % {"word": near[0]} if near else ""


def _check_names(roster: Roster) -> None:
    """The same name twice under one superior is an error; under two superiors it may be a slip."""
    places: dict[str, list[Line]] = defaultdict(list)
    for line in roster.lines:
        places[key(line.name)].append(line)
    for lines in places.values():
        seen: dict[str, Line] = {}
        for line in lines:
            earlier = seen.get(key(line.superior)) or next(iter(seen.values()), None)
            same = key(line.superior) in seen
            seen.setdefault(key(line.superior), line)
            if earlier is None:
                continue
            what = _("“%(name)s” stands already in row %(row)d.") % {"name": line.name, "row": earlier.row}
            if same:
                fault = ("error", "name-twice", what, _("Delete one of the rows, or correct the name."))
            else:
                mend = _("It has another superior there. If they are two organisations, go on.")
                fault = ("warning", "name-elsewhere", what, mend)
            severity, code, what, mend = fault
            roster.problems.append(Problem(severity, code, line.sheet, line.row, "", what, mend))
