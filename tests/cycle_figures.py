"""The figures of the cycle in the browser: what its people enter, and what `baxing score` says of the same facts.

The facts are read from the office's workbook by another reader than the product's (pack_sample), so a figure on the
page is compared with one that came another way.
"""

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from baxing.rules.scoring import median
from baxing.site.cli import main
from baxing.standards.loading import PACKS
from tests import pack_sample as sample

BRANCH, TOWNSHIP, SECTOR = "江塘乡一村党总支", "江塘乡", "V"
OWN = {  # what the branch says of itself, by task; two shortfalls keep S6 dark
    "S1-2": "15", "S1-6": "10", "S2-2": "10", "S2-3": "20", "S2-5": "15", "S3-3": "20", "S4-6": "20",
    "S5-1": "25", "S5-5": "10", "S6-2": "6.25", "S6-6": "0", "S7-1": "25", "S7-2": "15", "S7-3": "20",
    "S7-4": "10", "S7-6": "10", "S8-1": "25", "S8-3": "15", "S8-5": "10",
}  # fmt: skip
LEVELS = {  # what each of the three raters gives
    "S2-5": (4, 3, 4), "S5-1": (4, 4, 4), "S7-1": (4, 4, 4), "S7-2": (2, 3, 3), "S7-3": (4, 4, 3),
    "S7-4": (4, 4, 4), "S7-6": (1, 2, 3),
}  # fmt: skip
LATE = {"role_tasks_planned": "4", "role_tasks_done": "4"}  # what the workbook lacks; the branch enters it
WHOLE = {
    "S7-1": "25",
    "S7-3": "20",
    "S7-4": "10",
}  # rated, but not by anchors: the median's share of the points
RATES = {  # the marks of each electorate's ballots, in the order of the paper
    "team_rate_members": (8, 2, 0, 0), "team_rate_reps": (9, 0, 1, 0),
    "satisfaction_rate_members": (9, 1, 0, 0), "satisfaction_rate_reps": (14, 4, 1, 1),
}  # fmt: skip
OPTIONS = {
    "team": ("good", "fairly", "average", "poor"),
    "satisfaction": ("satisfied", "basically", "dissatisfied", "unknown"),
}


def row_of(branch: str) -> int:
    """Where the branch stands in the workbook, from 0."""
    sheet = openpyxl.load_workbook(sample.SAMPLE, read_only=True).worksheets[0]
    return [row[0] for row in sheet.iter_rows(min_row=3, values_only=True)].index(branch)


def reported() -> dict[str, Any]:
    """The branch's facts as the input of `baxing score`."""
    facts: dict[str, Any] = {}
    for (code, period), value in sample.reported(sample.pack("eight-star"), row_of(BRANCH)).values.items():
        plain = (
            value.isoformat() if isinstance(value, date) else value if isinstance(value, bool) else str(value)
        )
        if period:
            facts.setdefault(code, {})[period] = plain
        else:
            facts[code] = plain
    return facts


def result(folder: Path, **more: Any) -> dict[str, Any]:
    """What the command says of the branch's facts and of `more` (decided, levels, facts to add)."""
    facts = reported() | LATE | more.pop("facts", {})
    given = {"year": 2025, "reference": "2025-12-31", "sector": SECTOR, "facts": facts, **more}
    path = folder / "branch.json"
    path.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
    called = CliRunner().invoke(main, ["score", "--pack", str(PACKS / "eight-star"), "--facts", str(path)])
    assert called.exit_code == 0, called.output
    said: dict[str, Any] = json.loads(called.stdout)
    return said


def final(folder: Path) -> dict[str, Any]:
    """The result with the group's levels and the certified ballots."""
    shares = {code: Fraction(WHOLE[code]) * median(LEVELS[code]) / 4 for code in WHOLE}
    decided: Mapping[str, str] = {code: points for code, points in OWN.items() if code not in LEVELS}
    return result(
        folder,
        decided=decided | {code: str(float(share)) for code, share in shares.items()},
        levels={code: list(given) for code, given in LEVELS.items() if code not in WHOLE},
        facts={code: f"{marks[0] + marks[1]}/{sum(marks)}" for code, marks in RATES.items()},
    )


def star_of(said: Mapping[str, Any], code: str) -> dict[str, Any]:
    """One star of a result."""
    found: dict[str, Any] = next(star for star in said["stars"] if star["code"] == code)
    return found


def score_words(star: Mapping[str, Any]) -> str:
    """A star's points as the sheet's head shows them: 87.50, 100, 75–100."""
    low, high = (star["score"][end]["display"].removesuffix(".00") for end in ("low", "high"))
    return low if low == high else f"{low}–{high}"
