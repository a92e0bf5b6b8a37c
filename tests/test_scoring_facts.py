"""Facts are read exactly; what is not known stays unknown, and is bounded where it can be."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from baxing.rules.terms import Condition, Term
from tests.scoring_world import facts

TERM: TypeAdapter[Any] = TypeAdapter(Term)
CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)


def number(term: Any, **values: Any) -> Fraction | None:
    return facts(**values).number(TERM.validate_python(term))


def holds(condition: Any, **values: Any) -> bool | None:
    return facts(**values).holds(CONDITION.validate_python(condition))


@pytest.mark.parametrize(
    ("term", "values", "expected"),
    [
        ("12.5", {}, "12.5"),
        ("done", {"done": 3}, "3"),
        ("done", {}, None),
        ({"count": "quarterly"}, {"quarterly": {"Q1": 1, "Q2": 0, "Q3": 2, "Q4": 1}}, "3"),
        ({"count": "quarterly"}, {"quarterly": {"Q1": 1, "Q2": 0, "Q3": 2}}, None),
        ({"count": "monthly", "at_least": 4}, {"monthly": {"01": 4, "02": 3, "03": 5}}, "2"),
        ({"run": "monthly"}, {"monthly": {"03": 1, "10": 1}}, "6"),
        ({"run": "quarterly"}, {"quarterly": {"Q1": 0, "Q2": 0, "Q3": 1, "Q4": None}}, "2"),
        ({"run": "quarterly"}, {"quarterly": {"Q1": 0, "Q2": None, "Q3": 0, "Q4": 1}}, None),
        ({"shortfall": "done", "to": 4}, {"done": 1}, "3"),
        ({"shortfall": "done", "to": 4}, {"done": 9}, "0"),
        ({"sum": ["done", "due", "0.5"]}, {"done": 1, "due": 2}, "3.5"),
        ({"sum": ["done", "due"]}, {"done": 1}, None),
        ({"lowest": ["rate_a", "rate_b"]}, {"rate_a": "0.9", "rate_b": "0.85"}, "0.85"),
        ({"lowest": ["rate_a", "rate_b"]}, {"rate_a": "0.9"}, None),
        ({"lowest": ["rate_a", "rate_b"]}, {"rate_a": 0}, "0"),
        ({"lowest_known": ["rate_a", "rate_b"]}, {"rate_a": "0.9"}, "0.9"),
        ({"lowest_known": ["rate_a", "rate_b"]}, {}, None),
        ({"percent": 90, "of": "due"}, {"due": 7}, "6.3"),
    ],
)
def test_a_term_is_exact_or_unknown(term: Any, values: dict[str, Any], expected: str | None) -> None:
    assert number(term, **values) == (None if expected is None else Fraction(expected))


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2026-01-15", "2026-04-15", "3"),
        ("2026-01-15", "2026-04-16", "91/30"),
        ("2025-06-15", "2026-06-14", "371/31"),
        ("2026-01-31", "2026-02-28", "1"),
        ("2024-02-29", "2025-02-28", "12"),
        ("2026-05-02", "2026-05-01", "0"),
        ("2026-05-01", "2026-05-01", "0"),
        ("2025-12-31", "2026-01-01", "1/31"),
    ],
)
def test_months_count_their_days(since: str, until: str, months: str) -> None:
    found = facts(when_due=date.fromisoformat(since), reference=date.fromisoformat(until))
    assert found.number(TERM.validate_python({"months_since": "when_due"})) == Fraction(months)


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("yes", {"yes": True}, True),
        ("yes", {}, None),
        ("quiet", {}, False),
        ({"not": "yes"}, {"yes": True}, False),
        ({"not": "yes"}, {}, None),
        ({"all": ["yes", "bad"]}, {"bad": False}, False),
        ({"all": ["yes", "bad"]}, {"bad": True}, None),
        ({"any": ["yes", "bad"]}, {"bad": True}, True),
        ({"any": ["yes", "bad"]}, {"bad": False}, None),
        ({"value": "done", "at_least": 3}, {"done": 3}, True),
        ({"value": "done", "above": 3}, {"done": 3}, False),
        ({"value": "done", "at_most": "due"}, {"done": 3, "due": 3}, True),
        ({"value": "done", "below": "due"}, {"done": 3, "due": 3}, False),
        ({"value": "done", "equals": 0}, {"done": 0}, True),
        ({"value": "done", "equals": 0}, {}, None),
        ({"value": "done", "at_least": 0}, {}, True),
        ({"value": "rate_a", "above": 1}, {}, False),
        ({"value": {"count": "quarterly"}, "at_least": 2}, {"quarterly": {"Q1": 1, "Q2": 1}}, True),
        ({"value": {"count": "quarterly"}, "at_least": 3}, {"quarterly": {"Q1": 0, "Q2": 0}}, False),
        ({"value": {"count": "quarterly"}, "at_least": 3}, {"quarterly": {"Q1": 1, "Q2": 0}}, None),
        ({"date": "when_due", "before": "03-01"}, {"when_due": date(2026, 2, 28)}, True),
        ({"date": "when_due", "before": "03-01"}, {"when_due": date(2026, 3, 1)}, False),
        ({"date": "when_due", "before": "03-01"}, {}, None),
    ],
)
def test_a_question_has_three_answers(condition: Any, values: dict[str, Any], expected: bool | None) -> None:
    assert holds(condition, **values) is expected


def test_a_month_that_has_not_begun_is_unknown_even_where_absence_means_zero() -> None:
    term = TERM.validate_python({"count": "monthly"})
    held = {"monthly": {f"{month:02d}": 1 for month in range(1, 11)}}
    assert facts(held, reference=date(2026, 10, 31)).bounds(term) == (10, 12)
    assert facts(held, reference=date(2026, 12, 31)).bounds(term) == (10, 10)


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("done", 3),
        ({"value": "when_due", "at_least": 1}, date(2026, 1, 1)),
        ({"date": "done", "before": "03-01"}, 3),
    ],
)
def test_a_fact_of_the_wrong_kind_is_named(condition: Any, value: Any) -> None:
    code = "when_due" if isinstance(value, date) else "done"
    with pytest.raises(ValueError, match=f"fact {code}"):
        holds(condition, **{code: value})


def test_a_fact_that_comes_by_period_has_no_yearly_number() -> None:
    with pytest.raises(ValueError, match="fact quarterly"):
        number("quarterly", quarterly={"Q1": 1})


def test_a_reading_shows_each_period_as_it_was_read() -> None:
    found = facts(quarterly={"Q1": 2}, done=5).reading(
        TERM.validate_python({"sum": ["done", {"count": "quarterly"}]})
    )
    assert found == (
        ("done", "", 5), ("quarterly", "Q1", 2), ("quarterly", "Q2", None),
        ("quarterly", "Q3", None), ("quarterly", "Q4", None),
    )  # fmt: skip
