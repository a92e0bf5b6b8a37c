"""Small packs, facts and sheets for the tests of scoring, and hypothesis strategies that make random ones."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from baxing.rules.facts import MONTHS, QUARTERS, Facts, Value
from baxing.rules.frame import EXCUSED, NA, UNKNOWN, UNSEEN, Frame
from baxing.rules.pack import FactDef, Pack, Task

YEAR = 2026
END = date(2026, 12, 31)


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def definition(code: str, kind: str = "count", **more: Any) -> FactDef:
    return FactDef.model_validate({"code": code, "name": words(code), "kind": kind, **more})


DEFS = {
    each.code: each
    for each in (
        definition("done", better="up"),
        definition("due"),
        definition("late", better="down"),
        definition("other", better="up", unit={"zh": "件", "en": "matters"}),
        definition("rate_a", "share", better="up", most=1),
        definition("rate_b", "share", better="up", most=1),
        definition("yes", "yes_no", better="up"),
        definition("bad", "yes_no", better="down"),
        definition("quarterly", period="quarter", better="up"),
        definition("monthly", period="month", better="up", absent="zero"),
        definition("when_due", "date"),
        definition("quiet", "yes_no", absent="no"),
    )
}


def facts(values: Mapping[str, Any] | None = None, reference: date = END, **more: Any) -> Facts:
    """Facts from plain values; a dict is by period."""
    held: dict[tuple[str, str], Value] = {}
    for code, value in {**(values or {}), **more}.items():
        for period, each in (value if isinstance(value, dict) else {"": value}).items():
            if each is not None:
                held[code, period] = each if isinstance(each, bool | date) else Fraction(str(each))
    return Facts(year=YEAR, reference=reference, values=held, defs=DEFS)


def task(method: str = "GATE", rule: Mapping[str, Any] | None = None, **more: Any) -> Task:
    auto = "M" if method == "LEVEL" else "A"
    plain = {
        "code": "S1-1", "title": words("task"), "criterion": words("criterion"), "points": 20,
        "method": method, "auto": auto, "rule": rule or {}, "evidence": ["R"], "legal_basis": words("basis"),
    }  # fmt: skip
    return Task.model_validate({**plain, **more})


def star(code: str, tasks: list[Task], **more: Any) -> dict[str, Any]:
    return {"code": code, "name": words(code), "short": words(code), "tasks": tasks, **more}


def pack(stars: list[dict[str, Any]], **more: Any) -> Pack:
    plain = {
        "schema": 1, "code": "small", "version": "1", "name": words("small"), "scoring_mode": "per_star_100",
        "sectors": {"V": words("village"), "N": words("enterprise")}, "stars": stars,
        "facts": list(DEFS.values()),
    }  # fmt: skip
    return Pack.model_validate({**plain, **more})


def simple(points: list[list[int]], **more: Any) -> Pack:
    """A pack of stars with tasks of these points, each a gate that a person decides."""
    stars = [
        star(f"S{s}", [task(code=f"S{s}-{t}", points=each, auto="M") for t, each in enumerate(row, 1)])
        for s, row in enumerate(points, 1)
    ]
    return pack(stars, **more)


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """Packs of either kind, with odd points, weights, lines, gates, vetoes, bonus tasks, grades, a full award."""
    mode = draw(st.sampled_from(["per_star_100", "per_branch_100"]))
    cents = st.integers(1, 3000).map(lambda n: Decimal(n) / 100) | st.sampled_from([Decimal(25), Decimal(10)])
    stars = []
    for s in range(1, draw(st.integers(1, 4)) + 1):
        tasks = [
            task(
                code=f"S{s}-{t}", points=draw(cents), auto=draw(st.sampled_from(["A", "H", "M"])),
                mandatory=draw(st.booleans()), bonus=draw(st.integers(0, 5)) == 0,
            )
            for t in range(1, draw(st.integers(1, 5)) + 1)
        ]  # fmt: skip
        gates = [
            {"code": f"S{s}-G{g}", "text": words("g"), "when": "bad", "remedy": words("r")}
            for g in range(draw(st.integers(0, 2)))
        ]
        line = draw(st.none() | st.integers(0, 10000).map(lambda n: Decimal(n) / 100))
        weight = draw(st.integers(1, 500).map(lambda n: Decimal(n) / 10))
        stars.append(star(f"S{s}", tasks, gates=gates, threshold=line, weight=weight))
    grades = [{"stars": n, "at_least": 10 * n + 40, "name": words(str(n))} for n in (5, 4, 3, 2)]
    return pack(
        stars,
        scoring_mode=mode,
        vetoes=draw(st.lists(_vetoes(len(stars)), max_size=4).map(_numbered)),
        grades=grades if mode == "per_branch_100" else [],
        bonus_cap=draw(st.sampled_from([0, 3, 10])),
        top=draw(st.none() | _tops()),
    )


def _vetoes(stars: int) -> st.SearchStrategy[dict[str, Any]]:
    effects = ["cannot_apply", "self_assess_only", "not_rated", "star_dark", "cancelled", "cap"]

    def veto(effect: str, star: int, cap: int, bars: bool, flag: bool) -> dict[str, Any]:
        own = {"star_dark": {"stars": [f"S{star}"]}, "cap": {"cap": cap}}.get(effect, {})
        when = {} if flag else {"when": "bad"}
        return {"text": words("v"), "effect": effect, "bars_top": bars, **own, **when}

    return st.builds(
        veto, st.sampled_from(effects), st.integers(1, stars), st.integers(0, 3), st.booleans(), st.booleans()
    )


def _numbered(vetoes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"code": f"V{at}", **veto} for at, veto in enumerate(vetoes)]


def _tops() -> st.SearchStrategy[dict[str, Any]]:
    def top(composite: int, asks: bool) -> dict[str, Any]:
        more = {"satisfaction": "rate_a", "satisfaction_at_least": Decimal("0.9")} if asks else {}
        return {"name": words("top"), "composite_at_least": Decimal(composite) / 100, **more}

    return st.builds(top, st.integers(0, 10000), st.booleans())


def slots(frame: Frame, at: int) -> st.SearchStrategy[int]:
    """What one slot of a final layer can hold, often full, nothing or a sentinel."""
    full = frame.full[at]
    return st.integers(0, full) | st.sampled_from([full, full, 0, UNKNOWN, NA, EXCUSED, UNSEEN])


def layers(frame: Frame) -> st.SearchStrategy[list[int]]:
    return st.tuples(*(slots(frame, at) for at in range(len(frame.full)))).map(list)


def array(rows: list[list[int]]) -> np.ndarray[Any, Any]:
    return np.array(rows, dtype=np.uint16)


__all__ = [
    "MONTHS",
    "QUARTERS",
    "array",
    "facts",
    "layers",
    "pack",
    "packs",
    "simple",
    "star",
    "task",
    "words",
]
