"""The days of the look-backs: drawn at the closing, irregular, on working days, sealed, and shown to nobody before they come."""

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from baxing.dossiers.calendars import shipped
from baxing.dossiers.models import Entry
from baxing.rectification.actions import looking_back, moves
from baxing.rectification.drawing import drawn_days, seal_of, window
from baxing.rectification.models import LookBack
from baxing.rules.calendar import add_months
from baxing.rules.regulation import CaseTerms
from tests.api_world import api_of
from tests.case_closing import hold_one, to_closing
from tests.case_world import CaseWorld

TERMS = CaseTerms()
CALENDAR = shipped("CN-54")
READERS = (
    "secretary", "recorder", "member", "first_secretary", "liaison", "township_leader", "county_leader",
    "township_officer", "township_secretary", "county_officer", "county_lead", "city_officer", "auditor", "admin",
)  # fmt: skip


@settings(max_examples=60)
@given(st.dates(date(2024, 1, 1), date(2027, 6, 30)), st.integers(0, 10**9), st.integers(1, 5))
def test_days_are_worked_lie_in_the_window_and_apart(closed: date, seed: int, count: int) -> None:
    terms = TERMS.model_copy(update={"look_backs": count})
    days = drawn_days(CALENDAR, closed, terms, rng=Random(seed))
    until = add_months(closed, 12)
    assert len(days) == count
    assert all(CALENDAR.is_working_day(day) for day in days)
    assert closed + timedelta(days=45) <= days[0]
    assert CALENDAR.add(days[-1], terms.look_back_days) <= until
    assert all((b - a).days >= 45 for a, b in pairwise(days))


@settings(max_examples=40)
@given(st.integers(1, 36), st.integers(1, 12), st.integers(0, 10**9))
def test_a_regulation_with_little_room_still_gets_its_days(months: int, count: int, seed: int) -> None:
    terms = TERMS.model_copy(update={"follow_up_months": months, "look_backs": count})
    closed = date(2026, 3, 10)
    days = drawn_days(CALENDAR, closed, terms, rng=Random(seed))
    assert len(set(days)) == count
    assert days == sorted(days)
    assert closed < days[0]
    assert days[-1] <= add_months(closed, months)


def test_days_are_irregular_and_every_part_of_the_window_can_be_drawn() -> None:
    closed, rng = date(2026, 3, 10), Random(8)
    start, end = window(CALENDAR, closed, TERMS)
    drawn = [drawn_days(CALENDAR, closed, TERMS, rng=rng) for _each in range(300)]
    assert len({tuple(days) for days in drawn}) > 250, "no two cases need have the same days"
    assert len({(b - a).days for a, b in drawn}) > 60, "no fixed distance"
    assert len({day.weekday() for days in drawn for day in days}) >= 5
    third = (end - start) / 3
    for number in (0, 1):
        assert len({(days[number] - start) // third for days in drawn}) >= 2
    assert len({days[0].month for days in drawn}) >= 4


def test_the_system_itself_draws_anew_each_time() -> None:
    drawn = {tuple(drawn_days(CALENDAR, date(2026, 3, 10), TERMS)) for _each in range(6)}
    assert len(drawn) > 1


@pytest.mark.django_db
def test_the_book_holds_seals_that_open_only_with_the_day(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    rows = list(case.look_backs.order_by("number"))
    assert len(rows) == case.rules.terms.look_backs
    line = case.dossier.entries.get(verb="drawn")
    assert line.change == {"seals": [row.seal for row in rows]}
    assert line.by is None
    assert all(row.seal == seal_of(row.on, row.salt) and len(row.salt) == 32 for row in rows)
    assert seal_of(rows[0].on + timedelta(days=1), rows[0].salt) != rows[0].seal
    assert len({row.salt for row in rows}) == len(rows)


def said(answer: Any) -> str:
    return (
        answer.content.decode() if hasattr(answer, "content") else b"".join(answer.streaming_content).decode()
    )


def tells(text: str, day: date) -> bool:
    """Whether that day is written there in any form a page or an interface could use."""
    plain = (day.isoformat(), f"{day.month}月{day.day}日", day.strftime("%Y%m%d"), f"{day.day} {day:%b}")
    short = re.search(rf"(?<![0-9a-f-]){day:%m-%d}(?![0-9a-f])", text)
    return bool(short) or any(form in text for form in plain)


@pytest.mark.django_db
def test_no_page_interface_or_line_tells_a_day_before_it_comes(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    pinned = [date(2026, 8, 27), date(2026, 11, 23)]  # days that nothing else here falls on
    for row, day in zip(case.look_backs.order_by("number"), pinned, strict=True):
        LookBack.objects.filter(pk=row.pk).update(on=day, seal=seal_of(day, row.salt))
    urls = [
        reverse("rectification:case", args=[case.uid]),
        reverse("rectification:board"),
        reverse("rectification:cases"),
        reverse("dossiers:book", args=[case.dossier.uid]),
        reverse("rectification:look-back", args=[case.uid, 1]),
        *(reverse("rectification:print", args=[case.uid, f"R{n}"]) for n in (1, 3, 7, 9, 10, 11, 12)),
        "/",
    ]
    calls = [f"/cases/{case.uid}", "/cases", f"/cases/{case.uid}/book", f"/cases/{case.uid}/look-backs"]
    for who in READERS:
        client, api = cases.world.client_as(who), api_of(cases.users[who])
        for where in (*urls, *calls):
            text = json.dumps(api.call("GET", where)[1]) if where in calls else said(client.get(where))
            for row in case.look_backs.all():
                assert not tells(text, row.on), (who, where)
                assert row.salt not in text


@pytest.mark.django_db
def test_no_line_title_or_word_of_the_models_tells_a_day(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    lines = Entry.objects.filter(dossier=case.dossier, verb__in=("close_up", "drawn", "follow"))
    book = json.dumps(list(lines.values("change", "note")), ensure_ascii=False)
    assert lines.count() == 3
    for row in case.look_backs.all():
        assert not tells(book, row.on)
        assert row.salt not in book
        assert row.on.isoformat() not in f"{row} {row!r} {case} {case.dossier} {case.dossier.title}"
    assert moves.fresh(case).dossier.due == case.follow_until


@pytest.mark.django_db
def test_nothing_opens_before_its_day_and_all_on_it(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    first = case.look_backs.order_by("number")[0]
    cases.clock.to(first.on - timedelta(days=1))
    assert looking_back.open_due(cases.clock.day) == 0
    cases.clock.add(1)
    assert looking_back.open_due(cases.clock.day) == 1
    assert looking_back.open_due(cases.clock.day) == 0, "a second run on the same day does nothing more"
    lines = json.dumps(list(case.dossier.entries.values_list("change", flat=True)), default=str)
    second = case.look_backs.order_by("number")[1]
    assert second.on.isoformat() not in lines


@pytest.mark.django_db
def test_the_second_day_stays_hidden_while_the_first_is_held(cases: CaseWorld) -> None:
    case = hold_one(cases, to_closing(cases, "FOLLOW_UP"))
    second = case.look_backs.order_by("number")[1]
    assert second.due is None
    text = said(cases.world.client_as("secretary").get(reverse("dossiers:book", args=[case.dossier.uid])))
    assert second.on.isoformat() not in text
