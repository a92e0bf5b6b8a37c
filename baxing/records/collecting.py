"""From a workbook to values of facts: every cell read, every doubt and every error with its place. Writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from baxing.records import hints, problems
from baxing.records.branches import Branches
from baxing.records.cells import Read, read_cell
from baxing.records.codec import canonical
from baxing.records.tables import Column, Line, Stray, Table, find_tables, headings, lines, place
from baxing.rules.facts import Value
from baxing.rules.pack import FactDef, Pack
from baxing.units.models import Unit
from baxing.units.roster import Problem
from baxing.units.workbook import Cell, Workbook, column, text

Key = tuple[int, str, str]


class Item(NamedTuple):
    """One value as it was read, and where it stood."""

    value: Value
    sheet: str
    row: int
    at: int
    source: str


class Gap(NamedTuple):
    """One cell without a value: `kind` is how it says so (problems.UNKNOWN)."""

    kind: str
    key: Key
    place: str


@dataclass
class Collected:
    """What a workbook says for the branches below one unit."""

    items: dict[Key, Item] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    mended: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    totals: int = 0
    rows: int = 0
    cells: int = 0


@dataclass
class Frame:
    """What the rows are read against."""

    under: Unit
    year: int
    pack: Pack
    known: Mapping[str, FactDef]
    findings_allowed: bool
    branches: Branches
    name: Any  # language → how a fact is called


def collect(book: Workbook, frame: Frame) -> Collected:
    """Reads all tables of `book`."""
    known = headings(frame.known)
    tables, without = find_tables(book, known)
    found = Collected(passed_over=[*without, *book.hidden])
    if not tables:
        found.problems.append(Problem("error", "no-table", "", None, "", *problems.say("no-table")))
    for table in tables:
        _Reader(book.name, table, frame, found).read(known)
    _second_look(found, frame)
    return found


class _Reader:
    """One table while it is read."""

    def __init__(self, file: str, table: Table, frame: Frame, found: Collected) -> None:
        self.file, self.table, self.frame, self.found = file, table, frame, found
        self.sheet = table.sheet.name
        self.barred = dict.fromkeys(hints.computed(frame.pack), "computed-fact")
        if not frame.findings_allowed:
            self.barred |= dict.fromkeys(hints.findings(frame.known, frame.pack), "finding-fact")
        self.told: set[str] = set()
        self.seen: dict[tuple[str, Cell, type], Read] = {}
        self.styles: dict[int, Counter[str]] = defaultdict(Counter)
        self.disputed: set[Key] = set()
        self.elsewhere: Counter[str] = Counter()

    def read(self, known: Mapping[str, tuple[str, str]]) -> None:
        table, found = self.table, self.found
        found.columns += table.columns
        for at, heading in table.unknown:
            self.unknown_column(at, heading, known)
        if table.years and self.frame.year not in table.years:
            said = "、".join(str(year) for year in sorted(table.years))
            self.say("warning", "other-year", None, None, said=said, more=self.frame.year)
        for line in lines(table, known):
            if isinstance(line, Stray):
                self.stray(line)
            else:
                self.line(line)
        self.mixed_shares()
        for parent, n in self.elsewhere.items():
            params: dict[str, Any] = {"said": parent, "more": n, "under": self.frame.under.name}
            self.say("warning", "elsewhere", None, self.table.parent, **params)

    def say(
        self, severity: str, code: str, row: int | None, at: int | None, of: str = "", **params: Any
    ) -> None:
        letters = column(at) if at is not None else ""
        what, mend = problems.say(code, **params)
        if of:
            what = problems.about(of, what)
        self.found.problems.append(Problem(severity, code, self.sheet, row, letters, what, mend))

    def unknown_column(self, at: int, heading: str, known: Mapping[str, tuple[str, str]]) -> None:
        self.found.ignored.append(heading)
        near = problems.near(heading, self.frame.known)
        self.say("warning", "unknown-column", self.table.head + 1, at, said=heading, more=near)

    def stray(self, stray: Stray) -> None:
        if stray.code == "total-row":
            self.found.totals += 1
        elif stray.code != "remark-row":
            self.found.rows += 1
            self.say("error", stray.code, stray.row, stray.at, said=stray.said)

    def line(self, line: Line) -> None:
        self.found.rows += 1
        if not line.name:
            self.say("error", "no-name", line.row, self.table.name)
            return
        unit, code, said = self.frame.branches.find(line.name, line.parent)
        if code == "elsewhere":
            self.elsewhere[line.parent] += 1
        elif code:
            self.say(
                "error" if unit is None else "warning", code, line.row, self.table.name,
                said=line.name, more=said, here=line.parent, under=self.frame.under.name,
            )  # fmt: skip
        if unit is None:
            return
        self.found.units[unit] = self.frame.branches.names[unit]
        again = [self.cell(unit, line, *one) for one in line.cells]
        if any(again):
            self.say("warning", "row-twice", line.row, self.table.name, said=line.name)

    def cell(self, unit: int, line: Line, where: Column, cell: Cell) -> bool:
        """Reads one cell; True if the same value was read before from another row."""
        definition = self.frame.known[where.code]
        if not self.allowed(definition, line, where):
            return False
        self.found.cells += 1
        memo = (where.code, cell, type(cell))
        read = self.seen.get(memo)
        if read is None:
            read = self.seen[memo] = read_cell(cell, definition)
        target: Key = (unit, where.code, where.period)
        if read.error:
            said = {"said": text(cell), "fact": where.heading}
            bounds = {"least": definition.least, "most": definition.most}
            of = f"{line.name} · {where.heading}"
            self.say("error", read.error, line.row, where.at, of, **said, **bounds)
        elif read.value is None:
            self.found.gaps.append(Gap(read.unknown, target, self.place(line.row, where.at)))
        else:
            return self.value(target, read, line, where, cell)
        return False

    def allowed(self, definition: FactDef, line: Line, where: Column) -> bool:
        code = self.barred.get(where.code)
        if code:
            if self.table.long or where.heading not in self.told:
                self.told.add(where.heading)
                row = line.row if self.table.long else self.table.head + 1
                self.say("error", code, row, where.at, fact=self.frame.name(where.code))
            return False
        if not hints.fits(definition, where.period):
            params = {"fact": self.frame.name(where.code), "said": where.period or "全年"}
            self.say("error", "period-does-not-fit", line.row, where.at, **params)
            return False
        return True

    def value(self, target: Key, read: Read, line: Line, where: Column, cell: Cell) -> bool:
        assert read.value is not None  # noqa: S101 (the caller has looked)
        if target in self.disputed:
            return False
        first = self.found.items.get(target)
        if first is not None:
            if first.value == read.value:
                return True
            self.say(
                "error", "two-values", line.row, where.at,
                said=line.name, fact=where.heading, here=text(cell), more=first.row,
            )  # fmt: skip
            self.disputed.add(target)
            del self.found.items[target]
            return False
        if read.mended:
            self.found.mended[read.mended].append(self.place(line.row, where.at))
        if self.frame.known[where.code].kind == "share" and read.mended != "percent-text":
            one = "one" if read.value == 1 and not read.mended else "plain"
            self.styles[where.at]["percent" if read.mended == "percent-number" else one] += 1
        for doubt in read.doubts:
            self.say(
                "warning", doubt, line.row, where.at, said=line.name, fact=where.heading, here=text(cell)
            )
        self.found.items[target] = Item(read.value, self.sheet, line.row, where.at, self.source(line))
        return False

    def source(self, line: Line) -> str:
        """facts.xlsx · 2025年度 · 第 14 行, after the source that the row itself names."""
        parts = [self.file, self.sheet, f"第 {line.row} 行"]
        origin = " · ".join(part for part in parts if part)
        return (f"{line.source} · {origin}" if line.source else origin)[-200:]

    def place(self, row: int, at: int) -> str:
        return f"{self.sheet}!{place(row, at)}" if self.sheet else place(row, at)

    def mixed_shares(self) -> None:
        headings = {one.at: one.heading for one in self.table.columns}
        for at, styles in self.styles.items():
            if styles["percent"] and (styles["plain"] or styles["one"]):
                more = f"90 × {styles['percent']}, 0.9 × {styles['plain']}, 1 × {styles['one']}"
                self.say("warning", "mixed-shares", None, at, said=headings.get(at, ""), more=more)


def _second_look(found: Collected, frame: Frame) -> None:
    """What no single cell shows: more done than was due, a date of another year than the pack compares it with."""
    for done, due in sorted(hints.pairs(frame.pack)):
        for unit in found.units:
            part, whole = found.items.get((unit, done, "")), found.items.get((unit, due, ""))
            if part is None or whole is None or not _more(part.value, whole.value):
                continue
            params = {"done": frame.name(done), "due": frame.name(due), "said": found.units[unit]}
            figures = {"here": canonical(part.value), "more": canonical(whole.value)}
            _doubt(found, "done-above-due", part, **params, **figures)
    in_year = hints.dated_in_year(frame.pack)
    for (unit, code, _period), item in found.items.items():
        if code in in_year and isinstance(item.value, date) and item.value.year != frame.year:
            params = {"said": found.units[unit], "fact": frame.name(code)}
            _doubt(found, "date-other-year", item, **params, here=item.value.isoformat(), more=frame.year)


def _more(part: Value, whole: Value) -> bool:
    return isinstance(part, Fraction) and isinstance(whole, Fraction) and part > whole


def _doubt(found: Collected, code: str, item: Item, **params: Any) -> None:
    words = problems.say(code, **params)
    found.problems.append(Problem("warning", code, item.sheet, item.row, column(item.at), *words))
