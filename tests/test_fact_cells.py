"""One cell of an office's table: read exactly, mended openly, refused where it can be read in two ways."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baxing.records.cells import read_cell
from baxing.records.codec import canonical, value_of
from baxing.rules.pack import FactDef
from baxing.rules.text import Text


def fact(kind: str, **more: Any) -> FactDef:
    return FactDef(code="some_fact", name=Text(zh="事实", en="Fact"), kind=kind, **more)


@pytest.mark.parametrize(
    ("cell", "value", "mended"),
    [
        (Decimal(11), 11, ""),
        (Decimal("4.5"), Fraction(9, 2), ""),
        ("１２", 12, "number-as-text"),
        (" 12\u3000", 12, "number-as-text"),
        ("1,200", 1200, "number-as-text"),
        ("12次", 12, "number-with-unit"),
        ("无", 0, "none-is-zero"),
    ],
)
def test_a_count_is_read_in_every_way_that_people_write_it(cell: Any, value: Any, mended: str) -> None:
    read = read_cell(cell, fact("count"))
    assert (read.value, read.mended, read.error) == (value, mended, "")


@pytest.mark.parametrize(
    ("cell", "value", "mended"),
    [
        (Decimal("0.92"), Fraction(23, 25), ""),
        (Decimal(1), 1, ""),
        (Decimal(90), Fraction(9, 10), "percent-number"),
        ("33%", Fraction(33, 100), "percent-text"),
        ("８８．５％", Fraction(177, 200), "percent-text"),
        ("0.5", Fraction(1, 2), "number-as-text"),
    ],
)
def test_a_share_is_read_as_a_part_of_one(cell: Any, value: Any, mended: str) -> None:
    read = read_cell(cell, fact("share"))
    assert (read.value, read.mended, read.error) == (value, mended, "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True),
        ("有", True),
        ("√", True),
        ("Yes", True),
        (True, True),
        ("否", False),
        ("无", False),
        ("×", False),
    ],
)
def test_yes_and_no_have_many_words(cell: Any, value: bool) -> None:
    assert read_cell(cell, fact("yes_no")).value is value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (datetime(2025, 2, 20), date(2025, 2, 20)),
        (date(2025, 2, 20), date(2025, 2, 20)),
        ("2025.2.26", date(2025, 2, 26)),
        ("2025年3月4日", date(2025, 3, 4)),
        ("２０２５／３／４", date(2025, 3, 4)),
        ("2025-03-04 00:00:00", date(2025, 3, 4)),
        ("20250226", date(2025, 2, 26)),
        (Decimal(20250226), date(2025, 2, 26)),
        (Decimal(45708), date(2025, 2, 20)),
    ],
)
def test_a_day_is_read_in_every_way_that_people_write_it(cell: Any, value: date) -> None:
    assert read_cell(cell, fact("date")).value == value


def test_a_month_is_its_last_day_and_said_to_be_doubtful() -> None:
    read = read_cell("2025年2月", fact("date"))
    assert (read.value, read.doubts) == (date(2025, 2, 28), ("month-only",))


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (None, "blank"), ("\u3000 ", "blank"), ("—", "dash"), ("-", "dash"), ("／", "slash"), ("不详", "unclear"),
        ("不适用", "not_applicable"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["count", "share", "yes_no", "date"])
def test_what_says_nothing_is_unknown_and_never_zero(kind: str, cell: Any, why: str) -> None:
    read = read_cell(cell, fact(kind))
    assert (read.value, read.unknown, read.error) == (None, why, "")


@pytest.mark.parametrize(
    ("kind", "cell", "error"),
    [
        ("count", "约3", "number-about"),
        ("count", "多", "not-a-number"),
        ("count", Decimal(-1), "negative"),
        ("count", date(2025, 3, 4), "date-in-number"),
        ("count", True, "not-a-number"),
        ("count", Decimal(13), "above-most"),
        ("count", "#DIV/0!", "broken-formula"),
        ("count", "9" * 30, "above-most"),
        ("share", Decimal("1.05"), "share-unclear"),
        ("share", "105%", "share-above-one"),
        ("share", Decimal(101), "share-above-one"),
        ("share", "三成", "not-a-share"),
        ("yes_no", "大概", "not-yes-no"),
        ("date", Decimal("2025.1"), "month-lost"),
        ("date", "2025", "year-only"),
        ("date", "25.2.26", "year-short"),
        ("date", "2025-02-30", "no-such-day"),
        ("date", datetime(1905, 7, 17), "date-odd"),
        ("date", "年底", "not-a-date"),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_an_error(kind: str, cell: Any, error: str) -> None:
    read = read_cell(cell, fact(kind, most=12) if kind == "count" else fact(kind))
    assert (read.value, read.error) == (None, error)


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=1).map(lambda n: n / 10000))
def test_a_number_is_kept_exactly(number: Fraction) -> None:
    text = canonical(number)
    assert value_of(text, "count") == number
    assert canonical(value_of(text, "count")) == text
    assert read_cell(Decimal(text), fact("count")).value == number


@given(st.dates(min_value=date(1921, 1, 1), max_value=date(2099, 12, 31)), st.booleans())
def test_days_and_answers_are_kept_exactly(day: date, answer: bool) -> None:
    assert value_of(canonical(day), "date") == day
    assert value_of(canonical(answer), "yes_no") is answer
    assert read_cell(day.strftime("%Y.%m.%d"), fact("date")).value == day


def test_a_third_was_never_entered() -> None:
    with pytest.raises(ValueError, match="no end"):
        canonical(Fraction(1, 3))
