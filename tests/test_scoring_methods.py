"""The seven methods of scoring a task: points, reasons, and what stays open."""

from fractions import Fraction
from typing import Any

import pytest

from baxing.rules.outcome import Outcome
from baxing.rules.scoring import compute, decided, level_points, median, spread_flag
from tests.scoring_world import facts, task, words

RATIO = {"parts": [{"points": 15, "actual": "done", "target": "due"}, {"points": 5, "when": "yes"}]}
OPTIONAL = {
    "parts": [
        {"points": 12, "actual": "done", "target": "due", "na_when": {"value": "due", "equals": 0}},
        {"points": 8, "when": "yes"},
    ]
}
DED = {
    "deduct": [
        {"each": 5, "times": {"shortfall": "done", "to": 4}, "text": words("post"), "at_most": 15},
        {"each": 3, "times": "late", "text": words("late")},
    ]
}
BAND = {
    "cases": [
        {"points": 20, "when": {"value": "done", "at_least": 10}},
        {"points": 12, "when": {"all": [{"value": "done", "at_least": 5}, "yes"]}},
        {"points": 4},
    ]
}
BALLOT = {
    "rates": ["rate_a", "rate_b"],
    "bands": [
        {"at_least": "0.95", "points": 20},
        {"at_least": "0.8", "points": 12},
        {"at_least": "0.6", "points": 4},
    ],
}


def found(method: str, rule: dict[str, Any], values: dict[str, Any], **more: Any) -> Outcome:
    return compute(task(method, rule, **more), facts(values))


@pytest.mark.parametrize(
    ("method", "rule", "values", "expected"),
    [
        ("GATE", {"when": "yes"}, {"yes": True}, 2000),
        ("GATE", {"when": "yes"}, {"yes": False}, 0),
        ("GATE", {"when": "yes"}, {}, (0, 2000)),
        ("GATE", {}, {"yes": True}, (0, 2000)),
        ("RATIO", RATIO, {"done": 3, "due": 4, "yes": True}, 1625),
        ("RATIO", RATIO, {"done": 9, "due": 4, "yes": False}, 1500),
        ("RATIO", RATIO, {"done": 1, "due": 3, "yes": True}, 1000),
        ("RATIO", RATIO, {"done": 1, "due": 7, "yes": False}, 214),
        ("RATIO", RATIO, {"done": 3, "due": 4}, (1125, 1625)),
        ("RATIO", RATIO, {"due": 4, "yes": True}, (500, 2000)),
        ("RATIO", RATIO, {"done": 0, "due": 0, "yes": True}, 2000),
        ("CHK", OPTIONAL, {"due": 0, "yes": True}, 2000),
        ("CHK", OPTIONAL, {"due": 0, "yes": False}, 0),
        ("CHK", OPTIONAL, {"done": 2, "due": 4, "yes": True}, 1400),
        ("CHK", OPTIONAL, {"done": 2, "yes": False}, (0, 1200)),
        ("DED", DED, {"done": 4, "late": 0}, 2000),
        ("DED", DED, {"done": 2, "late": 1}, 700),
        ("DED", DED, {"done": 0, "late": 1}, 200),
        ("DED", DED, {"done": 0, "late": 9}, 0),
        ("DED", DED, {"done": 2}, (0, 1000)),
        ("DED", DED, {"late": 1}, (200, 1700)),
        ("BAND", BAND, {"done": 10}, 2000),
        ("BAND", BAND, {"done": 5, "yes": True}, 1200),
        ("BAND", BAND, {"done": 5, "yes": False}, 400),
        ("BAND", BAND, {"done": 5}, (400, 1200)),
        ("BAND", BAND, {"done": 4}, 400),
        ("BAND", BAND, {"yes": False}, (400, 2000)),
        ("BALLOT", BALLOT, {"rate_a": "0.95", "rate_b": 1}, 2000),
        ("BALLOT", BALLOT, {"rate_a": "0.9499", "rate_b": 1}, 1200),
        ("BALLOT", BALLOT, {"rate_a": 1, "rate_b": "0.59"}, 0),
        ("BALLOT", BALLOT, {"rate_a": "0.7"}, (0, 400)),
        ("BALLOT", BALLOT, {}, (0, 2000)),
    ],
)
def test_points_or_bounds(method: str, rule: dict[str, Any], values: dict[str, Any], expected: Any) -> None:
    outcome = found(method, rule, values)
    if isinstance(expected, tuple):
        assert (outcome.kind, outcome.low, outcome.high) == ("unknown", *expected)
    else:
        assert (outcome.kind, outcome.points) == ("scored" if expected else "zero", expected)
        assert outcome.low == outcome.high == outcome.points
    assert outcome.full == 2000
    assert outcome.why


def test_points_are_rounded_once_half_up() -> None:
    # 1.005 + 1.005 points are 2.01, not 1.01 + 1.01.
    halves = {"parts": [{"points": 10, "actual": "done", "target": "due"}] * 2}
    assert found("RATIO", halves, {"done": 201, "due": 2000}).points == 201
    assert found("RATIO", halves, {"done": 201, "due": 4000}).points == 101


def test_a_task_whose_parts_all_do_not_apply_is_not_applicable() -> None:
    alone = {"parts": [{"points": 20, "actual": "done", "target": "due"}]}
    assert found("RATIO", alone, {"done": 0, "due": 0}).kind == "na"


def test_na_needs_a_known_fact() -> None:
    none_due = {"na_when": {"value": "due", "equals": 0}, "na_reason": words("none")}
    rule = {"when": "yes"}
    assert found("GATE", rule, {"due": 0, "yes": True}, **none_due).kind == "na"
    assert found("GATE", rule, {"due": 1, "yes": True}, **none_due).points == 2000
    open_ = found("GATE", rule, {"yes": True}, **none_due)
    assert (open_.kind, open_.low, open_.high) == ("unknown", 0, 2000)
    assert [reason.code for reason in open_.why] == ["na-open", "fact-missing"]


LEVEL = {
    "anchors": [words(str(n)) for n in range(5)],
    "parts": [{"points": 8, "actual": "done", "target": "due"}],
}


def test_a_level_waits_for_the_raters_beside_its_computed_part() -> None:
    rated = task("LEVEL", LEVEL)
    waiting = compute(rated, facts(done=3, due=4))
    assert (waiting.kind, waiting.low, waiting.high) == ("unknown", 600, 1800)
    assert level_points(rated, facts(done=3, due=4), Fraction(3)) == 600 + 900
    assert level_points(rated, facts(done=3, due=4), Fraction(5, 2)) == 600 + 750
    assert level_points(rated, facts(due=4), Fraction(3)) is None
    # Nothing was due: the raters' share becomes the whole task.
    assert level_points(rated, facts(done=0, due=0), Fraction(3)) == 1500


@pytest.mark.parametrize(
    ("levels", "middle"), [([4, 0, 3], 3), ([2], 2), ([1, 4, 2, 3], Fraction(5, 2)), ([0, 0, 4, 4], 2)]
)
def test_the_median_is_exact(levels: list[int], middle: Fraction) -> None:
    assert median(levels) == middle


@pytest.mark.parametrize("levels", [[], [5], [-1, 2]])
def test_levels_out_of_range_have_no_median(levels: list[int]) -> None:
    with pytest.raises(ValueError, match="0 to 4"):
        median(levels)


def test_a_spread_above_the_limit_is_flagged() -> None:
    assert not spread_flag([2, 3, 3], 25)
    assert spread_flag([1, 3, 3], 25)
    assert not spread_flag([1, 3, 3], 50)


def test_a_decision_stays_within_the_task() -> None:
    rated = task("LEVEL", LEVEL)
    assert decided(rated, 1250).points == 1250
    assert decided(rated, "na").kind == "na"
    assert decided(rated, "excused").kind == "excused"
    for wrong in (2001, -1):
        with pytest.raises(ValueError, match="2000"):
            decided(rated, wrong)
