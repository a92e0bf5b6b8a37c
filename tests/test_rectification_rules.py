"""What a case computes, in whole numbers and exact fractions: visits, the acceptance sheet, tolerance, look-back days."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baxing.rules import rectification as r
from baxing.rules.ballot import SATISFACTION, Count, passes
from baxing.rules.regulation import Electorate, FourOne, Regulation, Sheet
from baxing.rules.text import Text

SHIPPED = Path(r.__file__).parents[1] / "rectification/packs/rectification/pack.yaml"
REGULATION = Regulation.model_validate(yaml.safe_load(SHIPPED.read_text("utf-8")))
WORDS = Text(zh="字", en="word")
DAYS = st.dates(date(2019, 1, 1), date(2031, 12, 31))
POINTS = {item.code: item.points for item in REGULATION.sheet.items if not item.solved}


def members(size: int, positive: int) -> Count:
    return Count(
        size, size, 0, {"satisfied": positive, "basically": 0, "dissatisfied": size - positive, "unknown": 0}
    )


def test_the_seeds_lines_stand_in_the_shipped_regulation() -> None:
    assert {e.code: e.threshold for e in REGULATION.electorates_for("V")} == {"members": 95, "reps": 85}
    assert [sign.code for sign in REGULATION.signs_for("V")] == [f"R{n:02d}" for n in range(1, 14)]
    assert sum(item.points for item in REGULATION.sheet.items) == 100
    assert {role.visits_per_quarter for role in REGULATION.four_ones if not role.resident} == {1, 2}


@pytest.mark.parametrize("field", ["quota", "percent_to_list", "number_to_list"])
def test_there_is_no_field_for_a_quota(field: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Regulation.model_validate(REGULATION.model_dump(by_alias=True) | {field: 5})


@given(st.integers(1, 400), st.decimals(1, 100, places=2), st.integers(0, 40))
def test_the_warning_before_a_ballot_says_exactly_what_the_count_will_say(
    size: int, line: Decimal, one_below: int
) -> None:
    electorate = Electorate(code="members", name=WORDS, threshold=line, one_below=one_below)
    bear = r.tolerance(electorate, size)
    for dissents in {bear.dissents, min(bear.dissents + 1, size)}:
        passed = passes(members(size, size - dissents), Fraction(line), SATISFACTION, one_below=one_below)
        assert passed == (dissents <= bear.dissents)
    assert bear.one_fails == (bear.dissents == 0)


@pytest.mark.parametrize(("size", "line", "dissents"), [(12, 95, 0), (19, 95, 0), (20, 95, 1), (39, 95, 1), (40, 95, 2),
                                                       (7, 85, 1), (6, 85, 0), (13, 85, 1), (20, 85, 3), (40, 85, 6)])  # fmt: skip
def test_the_table_of_tolerance(size: int, line: int, dissents: int) -> None:
    electorate = Electorate(code="members", name=WORDS, threshold=Decimal(line))
    assert r.tolerance(electorate, size).dissents == dissents


def test_the_look_backs_window_of_a_year_holds_two_irregular_days() -> None:
    start, end = date(2026, 3, 1), date(2027, 1, 20)
    early = r.look_back_days(start, end, 2, [Fraction(0), Fraction(0)])
    late = r.look_back_days(start, end, 2, [Fraction(999, 1000), Fraction(999, 1000)])
    assert early == [start, start + timedelta(days=45)]
    assert late[-1] == end


@given(DAYS, st.integers(1, 6), st.integers(0, 90), st.integers(0, 400), st.data())
def test_look_backs_stay_in_the_window_in_order_and_apart(
    start: date, count: int, apart: int, spare: int, data: st.DataObject
) -> None:
    end = start + timedelta(days=apart * (count - 1) + spare)
    draws = data.draw(st.lists(st.fractions(0, Fraction(999, 1000)), min_size=count, max_size=count))
    days = r.look_back_days(start, end, count, draws, apart)
    assert start <= days[0]
    assert days[-1] <= end
    assert all((b - a).days >= apart for a, b in itertools.pairwise(days))


def test_a_window_that_is_too_short_is_said_so() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        r.look_back_days(date(2026, 1, 1), date(2026, 2, 1), 2, [Fraction(0), Fraction(1, 2)])


@given(DAYS, st.integers(0, 30), st.integers(0, 1500))
def test_visits_are_due_by_quarters_begun(since: date, per_quarter: int, later: int) -> None:
    role = FourOne(code="county_leader", name=WORDS, duty=WORDS, visits_per_quarter=per_quarter)
    today = since + timedelta(days=later)
    due = r.visits_due(role, since, today)
    assert due is not None
    assert due >= per_quarter
    assert due <= per_quarter * (later // 89 + 1)
    assert r.visits_due(role, since, since - timedelta(days=1)) == 0


def test_who_lives_there_has_no_visits_to_count() -> None:
    role = FourOne(code="first_secretary", name=WORDS, duty=WORDS, resident=True)
    assert r.visits_due(role, date(2026, 1, 1), date(2026, 12, 1)) is None


@given(st.fixed_dictionaries({code: st.integers(0, most) for code, most in POINTS.items()}),
       st.integers(0, 30), st.integers(0, 30))  # fmt: skip
def test_the_acceptance_sheet_is_an_exact_sum(points: dict[str, int], closed: int, more: int) -> None:
    listed = closed + more
    score = r.sheet_score(REGULATION.sheet, points, closed, listed)
    assert score == sum(points.values()) + (Fraction(25 * closed, listed) if listed else 0)
    assert r.sheet_passes(REGULATION.sheet, score) == (score >= 80)


def test_points_beyond_a_rows_points_are_refused() -> None:
    with pytest.raises(ValueError, match="A1"):
        r.sheet_score(REGULATION.sheet, POINTS | {"A1": 21}, 1, 1)
    with pytest.raises(ValidationError, match="100 points"):
        Sheet.model_validate(
            REGULATION.sheet.model_dump() | {"items": [REGULATION.sheet.items[0].model_dump()]}
        )


def test_the_watch_goes_up_one_level_and_stays_at_the_top() -> None:
    assert [r.one_up(level) for level in r.LADDER] == ["county", "prefecture", "region", "region"]


def test_a_sign_that_may_be_back_brings_its_closed_problem_up() -> None:
    signs = [r.Seen("R04", "there"), r.Seen("R06", "maybe"), r.Seen("R07", "not"), r.Seen("R02", "manual")]
    closed = [
        (1, "R04", date(2025, 9, 30)),
        (2, "R06", date(2025, 10, 9)),
        (3, "R07", date(2025, 10, 14)),
        (4, "", date(2025, 1, 1)),
    ]
    assert [(echo.sign, echo.problem) for echo in r.echoes(signs, closed)] == [("R04", 1), ("R06", 2)]
