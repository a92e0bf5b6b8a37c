"""What one cell of an office's table says about one fact: a value, that it is not known, or it is unreadable.

Offices write 是, √, 33%, 90, 2025.2.26, —, 不详. What is mended is said (`mended`), what is doubtful too
(`doubts`); what can be read in two ways is an error, never a guess. A cell without a value is unknown, never
zero (design §2.1).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from baxing.records.codec import canonical
from baxing.rules.facts import Value
from baxing.rules.pack import FactDef
from baxing.units.workbook import Cell, key, text

UNKNOWN = {
    "blank": {""},
    "dash": {"-", "--", "—", "——", "–", "―", "─", "一一"},
    "slash": {"/", "//", "\\"},
    "unclear": {
        "不详", "不清", "不清楚", "未知", "待定", "待核", "待核实", "待查", "暂缺", "暂无数据", "未统计",
        "无法统计", "?", "??", "unknown", "tbd",
    },
    "not_applicable": {"不适用", "不涉及", "无此项", "n/a", "na", "n.a."},
}  # fmt: skip
YES = {"是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "1", "已完成", "完成", "是的"}
NO = {"否", "无", "没有", "×", "✗", "✘", "x", "n", "no", "false", "0", "未完成", "不是", "未"}
_PLAIN = {True: {"是"}, False: {"否"}}
_WORDS = {word: kind for kind, words in UNKNOWN.items() for word in words}
_BROKEN = {"#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_COUNTED = re.compile(
    r"(\d+(?:\.\d+)?)(人次|学时|小时|季度|个月|人|名|次|个|月|季|天|日|条|件|项|户|元|期|篇|场|家|处)"
)
_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})[日号]?(?:[ t]?0{1,2}:00(?::00)?)?")
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月?|[./-](\d{1,2}))")
_YEARS = range(1921, 2100)


@dataclass(frozen=True)
class Read:
    """What a cell says. Exactly one of `value`, `unknown` (why there is none) and `error` (a code) is set."""

    value: Value | None = None
    unknown: str = ""
    error: str = ""
    mended: str = ""
    doubts: tuple[str, ...] = ()


def read_cell(cell: Cell, definition: FactDef) -> Read:
    """Reads `cell` as the fact that `definition` describes; `records/problems.py` puts codes into words."""
    said = key(cell)
    if (why := _WORDS.get(said)) is not None:
        return Read(unknown=why)
    if said in _BROKEN:
        return Read(error="broken-formula")
    if definition.kind == "yes_no":
        return _yes_no(cell, said)
    if definition.kind == "date":
        return Read(unknown="unclear") if said == "无" else _date(cell, said)
    read = _share(cell, said) if definition.kind == "share" else _count(cell, said)
    return read if read.value is None else _within(read, definition)


def _yes_no(cell: Cell, said: str) -> Read:
    if isinstance(cell, bool):
        return Read(value=cell)
    for answer, words in ((True, YES), (False, NO)):
        if said in words:
            return Read(value=answer, mended="" if said in _PLAIN[answer] else "yes-no-word")
    return Read(error="not-yes-no")


def _number(cell: Cell, said: str) -> tuple[Fraction | None, str]:
    """The number in a cell, and what was mended."""
    if isinstance(cell, Decimal):
        return Fraction(cell), ""
    if isinstance(cell, bool | date | time | timedelta) or cell is None:
        return None, ""
    if _NUMBER.fullmatch(said):
        return Fraction(Decimal(said)), "number-as-text"
    if _GROUPED.fullmatch(said):
        return Fraction(Decimal(said.replace(",", ""))), "number-as-text"
    if match := _COUNTED.fullmatch(said):
        return Fraction(Decimal(match[1])), "number-with-unit"
    return None, ""


def _count(cell: Cell, said: str) -> Read:
    if said in ("无", "没有"):
        return Read(value=Fraction(0), mended="none-is-zero")
    number, mended = _number(cell, said)
    if number is not None:
        return Read(value=number, mended=mended)
    if isinstance(cell, date | time | timedelta):
        return Read(error="date-in-number")
    return Read(error="number-about" if re.search(r"\d", said) else "not-a-number")


def _share(cell: Cell, said: str) -> Read:
    """A share of 0–1; above 1 up to 100 it is a per cent. Between 1 and 2 it could be either: it is neither."""
    if said.endswith("%"):
        number, _ = _number(said[:-1], said[:-1])
        return Read(error="not-a-share") if number is None else Read(number / 100, mended="percent-text")
    number, mended = _number(cell, said)
    if number is None or mended == "number-with-unit":
        return Read(error="date-in-number" if isinstance(cell, date | time | timedelta) else "not-a-share")
    if 1 < number < 2:
        return Read(error="share-unclear")
    if number > 100:
        return Read(error="share-above-one")
    return Read(number / 100, mended="percent-number") if number > 1 else Read(number, mended=mended)


def _within(read: Read, definition: FactDef) -> Read:
    assert read.value is not None  # noqa: S101 (the callers hold a number)
    wrong = fault(read.value, definition)
    return Read(error=wrong) if wrong else read


def fault(value: Value, definition: FactDef) -> str:
    """The code of what is wrong with `value` as a value of this fact, "" if nothing is: its kind, its bounds, or a
    figure so long that nobody counted it."""
    kind = definition.kind
    if kind == "yes_no" or isinstance(value, bool):
        return "" if kind == "yes_no" and isinstance(value, bool) else "not-yes-no"
    if kind == "date" or isinstance(value, date):
        if kind != "date" or not isinstance(value, date):
            return "not-a-date"
        return "" if value.year in _YEARS else "date-odd"
    if value < 0:
        return "negative"
    if kind == "share" and value > 1:
        return "share-above-one"
    if value < Fraction(definition.least):
        return "below-least"
    if definition.most is not None and value > Fraction(definition.most):
        return "above-most"
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return "number-odd" if rest != 1 or value >= 10**12 or len(canonical(value)) > 30 else ""


def _date(cell: Cell, said: str) -> Read:
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _dated(cell.year, cell.month, cell.day)
    if isinstance(cell, Decimal):
        return _date_of_number(cell)
    if match := _DATE.fullmatch(text(cell).casefold().replace(" ", "")):
        return _dated(int(match[1]), int(match[2]), int(match[3]), "date-as-text")
    if len(said) == 8 and said.isdecimal():
        return _dated(int(said[:4]), int(said[4:6]), int(said[6:]), "date-as-text")
    if match := _MONTH.fullmatch(said):
        year, month = int(match[1]), int(match[2] or match[3])
        if not 1 <= month <= 12:
            return Read(error="no-such-day")
        day = monthrange(year, month)[1] if year in _YEARS else 1
        return _dated(year, month, day, "date-as-text", "month-only")
    if re.fullmatch(r"\d{4}年?", said):
        return Read(error="year-only")
    return Read(error="year-short" if re.match(r"\d{2}[年./-]\d", said) else "not-a-date")


def _date_of_number(number: Decimal) -> Read:
    """A number in a date column: 20250226, or Excel's own count of days; 2025.1 may be January or October."""
    whole = number == number.to_integral_value()
    if whole and 19210101 <= number <= 20991231:
        digits = str(int(number))
        return _dated(int(digits[:4]), int(digits[4:6]), int(digits[6:]), "date-as-text")
    if whole and 7672 <= number <= 73050:  # 1921-01-01 … 2099-12-31
        day = date(1899, 12, 30) + timedelta(days=int(number))
        return Read(value=day, mended="date-as-number")
    if 1921 <= number < 2100:
        return Read(error="year-only" if whole else "month-lost")
    return Read(error="not-a-date")


def _dated(year: int, month: int, day: int, mended: str = "", *doubts: str) -> Read:
    try:
        found = date(year, month, day)
    except ValueError:
        return Read(error="no-such-day")
    if year not in _YEARS:
        return Read(error="date-odd")
    return Read(value=found, mended=mended, doubts=doubts)
