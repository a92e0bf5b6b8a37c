"""Where in a workbook the facts stand: the row of headings, the columns that are known, and the rows below.

Two shapes are read. Wide: one row per branch, one column per fact and period. Long: one row per branch, fact and
period, with columns for the code, the period, the value and the source.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from baxing.rules.facts import MONTHS, QUARTERS
from baxing.rules.pack import FactDef
from baxing.units.workbook import Cell, Sheet, Workbook, column, key, text

NAMES = {
    "党组织名称", "党组织", "支部名称", "党支部名称", "党支部", "支部", "组织名称", "单位名称", "单位", "名称",
    "branch", "branchname", "unit", "unitname", "organisation", "organization", "name",
}  # fmt: skip
PARENTS = {
    "上级党组织", "上级党组织名称", "上级组织", "上级", "所属乡镇", "所在乡镇", "乡镇", "乡镇(街道)", "所属党委", "所属党(工)委",
    "parent", "township", "under",
}  # fmt: skip
ASIDE = {
    "序号",
    "编号",
    "备注",
    "说明",
    "填报人",
    "审核人",
    "no",
    "no.",
    "number",
    "note",
    "notes",
    "remarks",
}
CODES = {
    "事实代码",
    "指标代码",
    "代码",
    "事实",
    "指标",
    "指标名称",
    "事实名称",
    "fact",
    "factcode",
    "code",
    "indicator",
}
PERIODS = {"时段", "期间", "周期", "时期", "报告期", "季度", "月份", "period"}
VALUES = {"值", "数值", "取值", "内容", "数据", "value"}
SOURCES = {"来源", "依据", "数据来源", "出处", "source"}
YEARS = {"年度", "年份", "year"}
_TOTAL = re.compile(r"(合计|总计|小计|共计|总和|汇总|平均|全县|全镇|全乡|total|subtotal|sum).{0,4}")
_REMARK = re.compile(
    r"(注|备注|说明|填表|填报|制表|审核|审批|负责人|联系|单位|时间|日期).{0,12}[:：]|\*|※|注"
)
_YEAR_SAID = re.compile(r"(20\d{2})年")
_QUARTER = re.compile(r"(?:q|第?)([1-4一二三四])(?:季度?)?|([1-4])q")
_MONTH = re.compile(r"m?(\d{1,2})月?")
SEARCHED = 40


class Column(NamedTuple):
    """One column that holds facts: where it is, what stands over it, which fact and period it is."""

    at: int
    heading: str
    code: str
    period: str


class Line(NamedTuple):
    """One row below the headings: its number as Excel shows it, whose it is, and its cells with their columns."""

    row: int
    name: str
    parent: str
    cells: list[tuple[Column, Cell]]
    source: str = ""


class Stray(NamedTuple):
    """A row or a cell that says nothing about a branch (a total, a remark), or names what nobody knows."""

    code: str
    row: int
    at: int | None
    said: str


@dataclass
class Table:
    """The headings found on one sheet."""

    sheet: Sheet
    head: int
    name: int
    parent: int | None
    columns: list[Column] = field(default_factory=list)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    long: dict[str, int] = field(default_factory=dict)

    @property
    def years(self) -> set[int]:
        """The years named on the sheet's tab or above the headings, e.g. 2025年度."""
        above = [cell for row in self.sheet.rows[: self.head] for cell in row if isinstance(cell, str)]
        return {int(year) for words in [self.sheet.name, *above] for year in _YEAR_SAID.findall(text(words))}


def headings(known: Mapping[str, FactDef]) -> dict[str, tuple[str, str]]:
    """Comparable heading → (code, period): the columns that a definition lists, then its name and its code."""
    found: dict[str, tuple[str, str]] = {}
    for code, fact in known.items():
        for heading, period in fact.columns.items():
            found[key(heading)] = (code, period_of(period) or "")
    for code, fact in known.items():
        for words in (fact.name.zh, fact.name.en, code):
            found.setdefault(key(words), (code, ""))
    return found


def find_table(sheet: Sheet, known: Mapping[str, tuple[str, str]]) -> Table | None:
    """The table on `sheet`: the row with most known headings beside one for the name; None if there is none."""
    best: Table | None = None
    for head, row in enumerate(sheet.rows[:SEARCHED]):
        table = _headed(sheet, head, row, known)
        if table and (best is None or len(table.columns) > len(best.columns)):
            best = table
    return best


def _headed(sheet: Sheet, head: int, row: list[Cell], known: Mapping[str, tuple[str, str]]) -> Table | None:
    keys = [key(cell) for cell in row]
    name = next((at for at, said in enumerate(keys) if said in NAMES), None)
    if name is None:
        return None
    table = Table(sheet, head, name, next((at for at, said in enumerate(keys) if said in PARENTS), None))
    parts = {"code": CODES, "value": VALUES, "period": PERIODS, "source": SOURCES, "year": YEARS}
    long = {part: at for part, words in parts.items() for at, said in enumerate(keys) if said in words}
    if {"code", "value"} <= set(long):
        table.long = long
        return table
    for at, said in enumerate(keys):
        if not said or at in (table.name, table.parent) or said in ASIDE:
            continue
        if said in known:
            table.columns.append(Column(at, text(row[at]), *known[said]))
        else:
            table.unknown.append((at, text(row[at])))
    return table if table.columns else None


def lines(table: Table, known: Mapping[str, tuple[str, str]]) -> Iterator[Line | Stray]:
    """The rows below the headings, as lines of branches; what is none comes as a `Stray`."""
    for at in range(table.head + 1, len(table.sheet.rows)):
        row, number = table.sheet.rows[at], at + 1
        name = text(row[table.name])
        parent = text(row[table.parent]) if table.parent is not None else ""
        filled = any(row[column.at] is not None for column in table.columns) or (
            bool(table.long) and row[table.long["value"]] is not None
        )
        if any(_TOTAL.fullmatch(key(cell)) for cell in row[:4] if isinstance(cell, str)):
            yield Stray("total-row", number, None, name)
        elif key(name) in NAMES or (not name and not filled):
            continue
        elif not filled and not table.long and _REMARK.match(name):
            yield Stray("remark-row", number, None, name)
        elif table.long:
            yield _long_line(table, row, number, name, parent, known)
        else:
            yield Line(number, name, parent, [(column, row[column.at]) for column in table.columns])


def _long_line(
    table: Table, row: list[Cell], number: int, name: str, parent: str, known: Mapping[str, tuple[str, str]]
) -> Line | Stray:
    said = text(row[table.long["code"]])
    fact = known.get(key(said))
    if fact is None:
        return Stray("unknown-fact", number, table.long["code"], said)
    code, period = fact
    if "period" in table.long and row[table.long["period"]] is not None:
        words = text(row[table.long["period"]])
        given = period_of(words)
        if given is None:
            return Stray("unknown-period", number, table.long["period"], words)
        period = given or period
    at = table.long["value"]
    source = text(row[table.long["source"]]) if "source" in table.long else ""
    return Line(number, name, parent, [(Column(at, said, code, period), row[at])], source)


def period_of(words: str) -> str | None:
    """ "" for the year, "Q1"…"Q4", "01"…"12"; None if `words` name no period."""
    said = key(words)
    if said in ("", "年", "全年", "年度", "year") or re.fullmatch(r"20\d{2}年?度?", said):
        return ""
    said = re.sub(r"^20\d{2}年?-?", "", said)
    if said in QUARTERS or said.upper() in QUARTERS:
        return said.upper()
    if "季" in said and (match := _QUARTER.fullmatch(said)):
        digit = match[1] or match[2]
        return f"Q{'一二三四'.find(digit) + 1 or int(digit)}"
    if (match := _MONTH.fullmatch(said)) and f"{int(match[1]):02d}" in MONTHS:
        return f"{int(match[1]):02d}"
    return None


def place(row: int, at: int | None) -> str:
    """The address of a cell as Excel writes it: AC14; a row alone is 14."""
    return f"{column(at)}{row}" if at is not None else str(row)


def find_tables(book: Workbook, known: Mapping[str, tuple[str, str]]) -> tuple[list[Table], list[str]]:
    """The tables of all sheets, and the names of the sheets without one."""
    tables, without = [], []
    for sheet in book.sheets:
        table = find_table(sheet, known)
        if table is None:
            without.append(sheet.name)
        else:
            tables.append(table)
    return tables, without
