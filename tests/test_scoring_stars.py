"""Stars and awards: what lights a star, what keeps it dark, what is open, what is missing for the full award."""

from fractions import Fraction
from typing import Any

import pytest

from baxing.rules import sheet
from baxing.rules.frame import Frame
from baxing.rules.outcome import Result
from baxing.rules.pack import Pack
from baxing.rules.sheet import EXCUSED, NA, UNKNOWN
from tests.scoring_world import pack, simple, star, task, words

GATE = {"code": "S1-G1", "text": words("gate"), "when": "bad", "remedy": words("mend")}


def score(pack_: Pack, slots: list[int], gates: Any = None, vetoes: Any = None, rate: str = "1") -> Result:
    return sheet.score(Frame.of(pack_), sheet.pack(slots), gates or {}, vetoes or {}, Fraction(rate))


def gated(**more: Any) -> Pack:
    tasks = [task(code="S1-1", points=60, auto="M"), task(code="S1-2", points=40, auto="M", **more)]
    return pack([star("S1", tasks, gates=[GATE])])


@pytest.mark.parametrize(
    ("slots", "gate", "state"),
    [
        ([6000, 2000], False, "lit"),
        ([6000, 1999], False, "dark"),
        ([6000, 4000], True, "gated"),
        ([0, 0], True, "gated"),
        ([6000, 4000], None, "unknown"),
        ([6000, 1999], None, "dark"),
        ([6000, UNKNOWN], False, "unknown"),
        ([1000, UNKNOWN], False, "dark"),
        ([4800, NA], False, "lit"),
        ([4799, EXCUSED], False, "dark"),
        ([NA, EXCUSED], False, "na"),
        ([NA, UNKNOWN], False, "unknown"),
    ],
)
def test_a_star_is_lit_dark_gated_unknown_or_not_applicable(slots: list[int], gate: Any, state: str) -> None:
    assert score(gated(), slots, {"S1-G1": gate}).stars[0].state == state


def test_an_unknown_mandatory_task_keeps_a_star_open_even_above_the_line() -> None:
    many = simple([[80, 20]])
    assert score(many, [8000, UNKNOWN]).stars[0].state == "unknown"
    optional = gated(mandatory=False)
    assert score(optional, [6000, UNKNOWN], {"S1-G1": False}).stars[0].state == "unknown"
    tasks = [task(code="S1-1", points=80, auto="M"), task(code="S1-2", points=20, auto="M", mandatory=False)]
    assert score(pack([star("S1", tasks)]), [8000, UNKNOWN]).stars[0].state == "lit"


def test_the_line_is_compared_exactly() -> None:
    thirds = simple([[30, 70]], threshold="33.34")
    assert score(thirds, [1000, NA]).stars[0].state == "dark"
    assert score(simple([[30, 70]], threshold="33.33"), [1000, NA]).stars[0].state == "lit"


TOP = {
    "name": words("top"),
    "composite_at_least": 90,
    "satisfaction": "rate_a",
    "satisfaction_at_least": "0.9",
}


def eight(**more: Any) -> Pack:
    return simple([[100], [100]], top=TOP, **more)


@pytest.mark.parametrize(
    ("slots", "rate", "top", "missing"),
    [
        ([9000, 9000], "0.9", True, []),
        ([10000, 8000], "0.9", True, []),
        ([9999, 8000], "0.9", False, ["composite-low"]),
        ([9000, 9000], "0.8999", False, ["satisfaction-low"]),
        ([10000, 7999], "0.9", False, ["star-dark", "composite-low"]),
        ([10000, UNKNOWN], "0.9", None, ["star-unknown", "composite-unknown"]),
        ([10000, NA], "0.9", False, ["star-not-applicable"]),
    ],
)
def test_the_full_award_and_what_is_missing(
    slots: list[int], rate: str, top: Any, missing: list[str]
) -> None:
    result = score(eight(), slots, rate=rate)
    assert result.top is top
    assert [reason.code for reason in result.missing] == missing


def test_unknown_satisfaction_leaves_the_full_award_open() -> None:
    result = sheet.score(Frame.of(eight()), sheet.pack([9000, 9000]), {}, {}, None)
    assert result.top is None
    assert [reason.code for reason in result.missing] == ["satisfaction-unknown"]


def veto(effect: str, **more: Any) -> dict[str, Any]:
    return {"code": "V1", "text": words("veto"), "effect": effect, **more}


@pytest.mark.parametrize(
    ("rule", "fired", "expected"),
    [
        (veto("cannot_apply"), True, {"can_apply": False, "rated": True, "lit": 2, "top": False}),
        (veto("self_assess_only"), True, {"can_apply": False, "rated": False, "lit": 2, "top": False}),
        (veto("not_rated"), True, {"can_apply": True, "rated": False, "lit": 2, "top": False}),
        (veto("cancelled", bars_top=False), True, {"rated": False, "top": False}),
        (veto("star_dark", stars=["S2"]), True, {"lit": 1, "top": False}),
        (veto("star_dark", stars=["S2"], when="bad"), None, {"lit": 1, "lit_high": 2, "top": None}),
        (veto("cap", cap=1, bars_top=False), True, {"lit": 1, "lit_high": 1, "top": False}),
        (veto("cap", cap=1, when="bad"), None, {"lit": 1, "lit_high": 2, "top": None}),
        (veto("not_rated"), False, {"can_apply": True, "rated": True, "lit": 2, "top": True}),
    ],
)
def test_a_veto_does_what_its_effect_says(rule: dict[str, Any], fired: Any, expected: dict[str, Any]) -> None:
    result = score(eight(vetoes=[rule]), [9000, 9000], vetoes={"V1": fired})
    assert {name: getattr(result, name) for name in expected} == expected
    assert result.vetoes == (("V1",) if fired else ())
    assert result.vetoes_unknown == (("V1",) if fired is None else ())
    if expected["top"] is not True:
        assert result.missing


def test_a_flag_that_nobody_raised_has_not_fired_but_a_computed_veto_is_unknown() -> None:
    assert score(eight(vetoes=[veto("not_rated")]), [9000, 9000]).top is True
    assert score(eight(vetoes=[veto("not_rated", when="bad")]), [9000, 9000]).top is None


GRADES = [{"stars": n, "at_least": 40 + 10 * n, "name": words(str(n)), "advice": "0.1"} for n in (5, 4, 3)]


def table(**more: Any) -> Pack:
    tasks = [task(code="S1-1", points=60, auto="M"), task(code="S1-2", points=10, auto="M", bonus=True)]
    second = star("S2", [task(code="S2-1", points=40, auto="M", mandatory=False)])
    return pack(
        [star("S1", tasks, gates=[GATE]), second],
        scoring_mode="per_branch_100", grades=GRADES, bonus_cap=5, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("slots", "gate", "composite", "grade", "lit"),
    [
        ([6000, 0, 3000], False, "90", 5, 5),
        ([6000, 0, 2999], False, "89.99", 4, 4),
        ([6000, 1000, 2500], False, "90", 5, 5),
        ([4500, 0, NA], False, "75", 3, 3),
        ([6000, 0, UNKNOWN], False, None, None, 0),
        ([UNKNOWN, 0, 4000], False, None, None, 0),
        ([6000, 0, 4000], True, "40", None, 0),
        ([6000, 0, 4000], None, None, None, 0),
    ],
)
def test_a_per_branch_table_gives_a_grade(
    slots: list[int], gate: Any, composite: str | None, grade: int | None, lit: int
) -> None:
    result = score(table(), slots, {"S1-G1": gate})
    assert (None if result.grade is None else result.grade.stars) == grade
    assert result.lit == lit
    if composite is not None:
        assert result.composite_low == result.composite_high == Fraction(composite)
    assert {each.state for each in result.stars} <= {"counted", "unknown", "gated", "na"}


def test_an_optional_unknown_that_cannot_change_the_grade_leaves_it_known() -> None:
    tasks = [task(code="S1-1", points=95, auto="M"), task(code="S1-2", points=5, auto="M", mandatory=False)]
    narrow = pack([star("S1", tasks)], scoring_mode="per_branch_100", grades=GRADES)
    assert score(narrow, [9200, UNKNOWN]).lit == 5
    assert score(narrow, [8900, UNKNOWN]).grade is None


def test_weights_and_stars_without_a_task_that_applies_make_the_composite() -> None:
    tasks = [[task(code=f"S{n}-1", points=100, auto="M")] for n in (1, 2, 3)]
    weighted = pack([star(f"S{n}", tasks[n - 1], weight=str(n * 10 + 0.5)) for n in (1, 2, 3)])
    result = score(weighted, [8000, NA, 5000])
    assert result.composite_low == Fraction(8000 * 105 + 5000 * 305, 100 * 410)
