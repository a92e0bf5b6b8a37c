"""Counting working days over weekends, swapped days and holidays, and the published arrangements."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baxing.dossiers.calendars import UnknownRegion, chain, region, regions, shipped
from baxing.rules.calendar import WorkCalendar, add_months, months_between
from baxing.rules.text import Text

NAME = Text(zh="节日", en="holiday")
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
COUNTS = st.integers(-120, 120)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    off = draw(st.sets(DAYS, max_size=60))
    work = draw(st.sets(DAYS, max_size=20)) - off
    return WorkCalendar(dict.fromkeys(off, NAME), dict.fromkeys(work, NAME))


@given(calendars(), DAYS, COUNTS)
def test_counting_back_what_was_added_gives_the_same_number(
    calendar: WorkCalendar, day: date, n: int
) -> None:
    assert calendar.between(day, calendar.add(day, n)) == n


@given(calendars(), DAYS, COUNTS)
def test_the_answer_is_a_working_day(calendar: WorkCalendar, day: date, n: int) -> None:
    assert n == 0 or calendar.is_working_day(calendar.add(day, n))


@given(calendars(), DAYS, COUNTS)
def test_more_days_end_later(calendar: WorkCalendar, day: date, n: int) -> None:
    assert calendar.add(day, n) < calendar.add(day, n + 1)


@given(calendars(), DAYS, st.integers(0, 40), st.integers(0, 120))
def test_starting_later_never_ends_earlier(calendar: WorkCalendar, day: date, later: int, n: int) -> None:
    assert calendar.add(day, n) <= calendar.add(day + timedelta(days=later), n)


@given(calendars(), DAYS, st.integers(0, 50), st.integers(0, 50))
def test_two_terms_in_a_row_are_one_term(calendar: WorkCalendar, day: date, n: int, m: int) -> None:
    assert calendar.add(calendar.add(day, n), m) == calendar.add(day, n + m)


@given(calendars(), DAYS, st.integers(0, 400))
def test_the_fast_count_equals_the_count_day_by_day(calendar: WorkCalendar, day: date, length: int) -> None:
    end = day + timedelta(days=length)
    worked = sum(calendar.is_working_day(day + timedelta(days=i)) for i in range(1, length + 1))
    assert calendar.between(day, end) == worked
    assert worked + len(calendar.not_worked(day, end)) == length


@given(calendars(), DAYS, st.integers(1, 60))
def test_one_more_day_off_moves_the_end_by_one_working_day(calendar: WorkCalendar, day: date, n: int) -> None:
    end = calendar.add(day, n)
    work = {one: name for one, name in calendar.work.items() if one != end}
    longer = WorkCalendar(calendar.off | {end: NAME}, work)
    assert longer.add(day, n) == calendar.add(day, n + 1)


def test_a_day_cannot_be_both_off_and_worked() -> None:
    with pytest.raises(ValueError, match="2026-10-01"):
        WorkCalendar({date(2026, 10, 1): NAME}, {date(2026, 10, 1): NAME})


@pytest.mark.parametrize("code", ["CN", "CN-54"])
def test_five_working_days_before_national_day_2026_end_on_the_saturday_that_is_worked(code: str) -> None:
    calendar = shipped(code)
    assert calendar.add(date(2026, 9, 28), 5) == date(2026, 10, 10)
    assert calendar.not_worked(date(2026, 9, 28), date(2026, 10, 10)) == [
        date(2026, 10, n) for n in range(1, 8)
    ]
    assert calendar.why(date(2026, 10, 1)).zh == "国庆节"
    assert calendar.why(date(2026, 10, 10)).zh == "国庆节调休上班"
    assert calendar.why(date(2026, 9, 28)).en == "Monday"


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_every_year_has_thirteen_weekdays_less(year: int) -> None:
    """The law gives 13 days since 2025; swaps and made-up days change which, never how many."""
    weekdays = sum((date(year, 1, 1) + timedelta(days=i)).weekday() < 5 for i in range(365))
    assert shipped().between(date(year - 1, 12, 31), date(year, 12, 31)) == weekdays - 13


@pytest.mark.parametrize(
    ("year", "off", "work"),
    [
        (2025, "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008", "0126 0208 0427 0928 1011"),
        (
            2026,
            "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
            "0104 0214 0228 0509 0920 1010",
        ),
    ],
)
def test_the_shipped_days_are_those_of_the_notices(year: int, off: str, work: str) -> None:
    calendar = shipped()
    assert [day for day in sorted(calendar.off) if day.year == year] == _days(year, off)
    assert [day for day in sorted(calendar.work) if day.year == year] == _days(year, work)
    assert calendar.covers(year)


def test_2027_is_marked_as_not_yet_published() -> None:
    assert not shipped().covers(2027)
    assert not shipped("CN-54").covers(2027)
    assert shipped().not_covered(date(2026, 12, 20), date(2027, 1, 10)) == [2027]
    assert shipped().not_covered(date(2028, 1, 10), date(2026, 12, 20)) == [2027, 2028]
    assert shipped().not_covered(date(2025, 1, 1), date(2026, 12, 31)) == []
    provisional = next(year for year in region("CN").years if year.year == 2027)
    assert provisional.status == "provisional"
    assert provisional.note is not None


def test_tibet_has_losar_and_shoton_on_top_of_the_national_days() -> None:
    nation, tibet = shipped("CN"), shipped("CN-54")
    assert chain("CN-54") == ["CN", "CN-54"]
    assert nation.off.keys() <= tibet.off.keys()
    added = sorted(tibet.off.keys() - nation.off.keys())
    assert [day for day in added if day.year == 2025] == _days(2025, "0227-0304 0823")
    assert [day for day in added if day.year == 2026] == _days(2026, "0224-0226 0812")
    assert tibet.add(date(2026, 2, 13), 2) == date(2026, 2, 27)
    assert nation.add(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert tibet.why(date(2026, 8, 12)).say("en") == "Shoton Festival (expected)"
    assert tibet.why(date(2026, 2, 24)).bo == "ལོ་གསར"


def test_an_unknown_region_is_refused() -> None:
    assert regions() == ("CN", "CN-54")
    with pytest.raises(UnknownRegion):
        shipped("../CN")


@given(DAYS, st.integers(-60, 60))
def test_months_added_are_months_between(day: date, n: int) -> None:
    assert months_between(day, add_months(day, n)) == n


@given(DAYS, DAYS)
def test_whole_months_never_overrun_the_date(a: date, b: date) -> None:
    a, b = sorted((a, b))
    months = months_between(a, b)
    assert add_months(a, months) <= b < add_months(a, months + 1)


def test_the_end_of_a_month_is_kept_inside_the_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 2, 29), 24) == date(2026, 2, 28)
    assert add_months(date(2026, 2, 26), 24) == date(2028, 2, 26)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert months_between(date(2026, 1, 15), date(2025, 12, 20)) == 0


def _days(year: int, text: str) -> list[date]:
    found: list[date] = []
    for part in text.split():
        ends = [date(year, int(end[:2]), int(end[2:])) for end in part.split("-")]
        found += [ends[0] + timedelta(days=i) for i in range((ends[-1] - ends[0]).days + 1)]
    return found
