"""For the tests of the packs: the office's yearly workbook as facts, and a branch that did everything."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from baxing.rules.facts import QUARTERS, Facts, Value
from baxing.rules.pack import Pack
from baxing.standards.loading import PACKS, base_facts, load

SAMPLE = Path(__file__).parent / "data" / "facts.xlsx"
BLANK = (None, "—", "/", "不详", "")
YEAR = 2025

# What a branch that did everything reports where "as much as was due" is not enough to say it.
MODEL: dict[str, Any] = {
    "setup_compliant": True, "term_ends_on": date(2027, 3, 1), "committee_due": 5, "committee_filled": 5,
    "secretary_vacant_months": 0, "groups_due": 2, "groups_set": 2, "secretary_training_hours": 60,
    "secretary_courses": 1, "late_transfers": 0, "dues_published_times": 2, "appraisal_done": True,
    "excellent_share": Fraction(1, 3), "secretary_lectures": 2, "attendance_rate": "0.85",
    "pairing_agreement": True, "plan_adopted_on": date(2025, 2, 28), "half_year_check": True,
    "year_summary": True, "venue_days_monthly": 8, "party_worker_in_post": True, "recognitions": 1,
    "superior_visits": 4, "founded_on": date(2010, 5, 4), "open_days": 1, "volunteer_services": 4,
    "channel_tested": True, "candidates_two_years": 1, "candidates_three_years": 1, "workload_counted": True,
    "subsidy_paid": True,
}  # fmt: skip
RATES = [
    f"{kind}_rate_{group}"
    for kind in ("team", "satisfaction")
    for group in ("members", "reps", "users", "staff")
]


@cache
def pack(name: str) -> Pack:
    """A shipped pack as the product loads it."""
    return load(PACKS / name)


def headings() -> list[str]:
    """The workbook's headings, without the two that name the branch."""
    return [str(name) for name in _rows()[0][2:]]


def reported(of: Pack, row: int) -> Facts:
    """The facts of the `row`-th branch (from 0) of the workbook, and nothing else."""
    columns = {
        heading: (fact.code, period)
        for fact in base_facts().values()
        for heading, period in fact.columns.items()
    }
    kinds = {fact.code: fact.kind for fact in base_facts().values()}
    values: dict[tuple[str, str], Value] = {}
    for heading, cell in zip(headings(), _rows()[row + 1][2:], strict=True):
        code, period = columns[heading]
        if cell not in BLANK:
            values[code, period] = _value(cell, kinds[code])
    return _facts(of, values)


def branches() -> int:
    """How many branches the workbook has."""
    return len(_rows()) - 1


def model(of: Pack, **changed: Any) -> Facts:
    """The facts of a branch that did everything, with some changed; None takes a fact away."""
    held: dict[str, Any] = {}
    for code in (fact.code for fact in of.facts if fact.kind == "count" and fact.absent == "unknown"):
        held[code] = 4 if code.endswith(("quarters", "_valid")) else 12
    held |= dict.fromkeys(RATES, 1) | MODEL | changed
    known = {fact.code: fact for fact in of.facts}
    values: dict[tuple[str, str], Value] = {}
    for code, value in held.items():
        if code in known and value is not None:
            by_period = value if isinstance(value, Mapping) else None
            for period in QUARTERS if known[code].period == "quarter" else ("",):
                each = by_period[period] if by_period else value
                values[code, period] = each if isinstance(each, bool | date) else Fraction(str(each))
    return _facts(of, values)


@cache
def _rows() -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(SAMPLE).worksheets[0].iter_rows(min_row=2, values_only=True))


def _facts(of: Pack, values: dict[tuple[str, str], Value]) -> Facts:
    return Facts(YEAR, date(YEAR, 12, 31), values, {fact.code: fact for fact in of.facts})


def _value(cell: Any, kind: str) -> Value:
    if kind == "yes_no":
        return {"是": True, "否": False}[cell]
    if isinstance(cell, datetime):
        return cell.date()
    if kind == "date":
        return date(*map(int, cell.split(".")))
    if isinstance(cell, str) and cell.endswith("%"):
        return Fraction(cell[:-1]) / 100
    number = Fraction(str(cell))
    return number / 100 if kind == "share" and number > 1 else number
