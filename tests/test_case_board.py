"""The board: every figure is as long as its list, lists run by the register or by what is due, and the sums hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from baxing.problems.models import Problem
from baxing.rectification import board
from baxing.rectification.actions import planning, screening, standings, working
from baxing.rectification.models import LookBack, Standing, Tally
from baxing.rectification.views.door import OFFICERS
from tests.case_closing import next_look_back, to_closing
from tests.case_world import CaseWorld, add_problem, to_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cases: CaseWorld) -> CaseWorld:
    """Cases in many states; a month later some steps and problems are late."""
    to_state(cases, "PLANNING", key="V2")
    working_case = to_state(cases, "RECTIFYING", key="V")
    add_problem(cases, working_case, due=timezone.localdate() + timedelta(days=10))
    to_closing(cases, "FOLLOW_UP", key="V3")
    to_state(cases, "HEARD", key="C")
    cases.clock.add(40)
    return cases


def get(cases: CaseWorld, who: str, url: str) -> Any:
    answer = cases.world.client_as(who).get(url)
    assert answer.status_code == 200
    return answer.context


def board_of(cases: CaseWorld, who: str = "county_officer") -> Any:
    return get(cases, who, "/rectification/")["board"]


def listed(cases: CaseWorld, url: str, who: str = "county_officer") -> list[str]:
    context = get(cases, who, url)
    names = [line.row.case.unit.name for line in context["lines"]]
    assert context["page"].paginator.count == len(names)
    return names


@pytest.mark.parametrize("who", ["county_officer", "township_officer", "city_officer", "auditor"])
def test_every_figure_is_as_long_as_the_list_it_opens(busy: CaseWorld, who: str) -> None:
    seen = board_of(busy, who)
    assert seen.total
    assert seen.late
    assert seen.item_cases
    assert len(listed(busy, "/rectification/cases", who)) == seen.total
    for stage, states in seen.stages:
        if stage.cases:
            assert len(listed(busy, stage.url, who)) == stage.cases == sum(s.cases for s in states)
        for state in states:
            assert len(listed(busy, state.url, who)) == state.cases
            assert len(listed(busy, state.late_url, who)) == state.late
    for desk in seen.desks:
        assert len(listed(busy, desk.url, who)) == desk.cases
    assert len(listed(busy, "/rectification/cases?late=1", who)) == seen.late
    assert len(listed(busy, "/rectification/cases?problems=1", who)) == seen.item_cases
    assert len(listed(busy, "/rectification/cases?visits=1", who)) == seen.visit_cases


def test_a_township_sees_only_its_own_cases(busy: CaseWorld) -> None:
    assert board_of(busy, "township_officer").total == board_of(busy).total - 1
    assert board_of(busy, "other_officer").total == 1


def test_late_problems_are_counted_as_they_are(busy: CaseWorld) -> None:
    today = timezone.localdate()
    late = Problem.objects.filter(dossier__due__lt=today).exclude(dossier__status__in=("CLOSED", "DROPPED"))
    assert board_of(busy).late_items == late.count() == 1


def test_lists_run_by_the_register_and_help_by_what_is_due(busy: CaseWorld) -> None:
    context = get(busy, "county_officer", "/rectification/cases")
    paths = [line.row.path for line in context["lines"]]
    assert paths == sorted(paths)
    help_first = get(busy, "county_officer", "/rectification/")["lines"]
    days = [line.row.act_by for line in help_first]
    assert days == sorted(days)
    assert all(day < timezone.localdate() for day in days)


def test_filters_narrow_by_state_sector_year_and_name_together(busy: CaseWorld) -> None:
    year = timezone.localdate().year
    assert listed(busy, f"/rectification/cases?sector=C&year={year}") == ["云杉镇河畔社区党支部"]
    assert listed(busy, "/rectification/cases?name=石桥&stage=follow") == ["石桥乡一村党支部"]
    assert listed(busy, f"/rectification/cases?year={year - 1}") == []
    assert listed(busy, "/rectification/cases?state=NOWHERE&sector=Q") == listed(busy, "/rectification/cases")


def test_a_visit_is_due_until_it_is_made(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    assert board_of(cases).visits == 3
    seat = case.seats.get(role="county_leader")
    problem = Problem.objects.filter(parent=case.dossier).first()
    assert problem is not None
    working.visit(seat, by=cases.who("first_secretary", case), on=timezone.localdate(), problem=problem)
    assert board_of(cases).visits == 2
    planning.end_seat(case.seats.get(role="pairing_unit"), by=cases.who("township_officer", case))
    assert board_of(cases).visits == 1


def test_a_missed_quarter_brings_the_case_to_the_front_by_itself(cases: CaseWorld) -> None:
    to_state(cases, "RECTIFYING")
    assert board_of(cases).help == 0
    cases.clock.add(100)
    assert board_of(cases).help == 1


def test_only_a_look_back_whose_day_has_come_is_counted(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    days = {row.on for row in LookBack.objects.filter(case=case)}
    page = cases.world.client_as("county_lead").get("/rectification/")
    assert page.context["look_backs"] == 0
    text = (
        page.content.decode()
        + cases.world.client_as("county_lead").get("/rectification/cases").content.decode()
    )
    assert not [day for day in days if day.isoformat() in text or f"{day.month}月{day.day}日" in text]
    next_look_back(cases, case)
    assert get(cases, "county_lead", "/rectification/")["look_backs"] == 1


def test_dropped_and_made_again_the_rows_are_the_same(busy: CaseWorld) -> None:
    board_of(busy)
    kept = snapshot()
    assert kept[0]
    assert kept[1]
    assert standings.rebuild.__wrapped__() == len(kept[0])  # type: ignore[attr-defined]
    assert snapshot() == kept
    Standing.objects.all().delete()
    Tally.objects.all().delete()
    assert standings.mend.__wrapped__() == len(kept[0])  # type: ignore[attr-defined]
    assert snapshot() == kept


def snapshot() -> tuple[list[Any], list[Any]]:
    rows = [field.name for field in Standing._meta.fields]
    cells = [field.name for field in Tally._meta.fields if field.name != "id"]
    return list(Standing.objects.order_by("pk").values_list(*rows)), sorted(Tally.objects.values_list(*cells))


def test_the_sums_of_whole_counties_equal_those_of_the_rows(busy: CaseWorld) -> None:
    county, prefecture = busy.users["county_officer"], busy.users["city_officer"]
    board_of(busy)
    by_tally = board.board_of(board.places_of(county, *OFFICERS))
    by_rows = board.board_of(board.Places(board.places_of(county, *OFFICERS).paths))
    assert by_tally == by_rows == board.board_of(board.places_of(prefecture, *OFFICERS))


def test_a_case_that_is_dropped_waits_for_nobody(cases: CaseWorld) -> None:
    case = to_state(cases, "SCREENED")
    screening.drop(case, by=cases.who("township_secretary", case), reason="没有问题")
    cases.clock.add(90)
    seen = board_of(cases)
    assert (seen.total, seen.late, seen.help, seen.desks) == (1, 0, 0, [])


def test_a_look_does_not_fail_because_somebody_is_writing(
    cases: CaseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(rows: object) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr(standings, "freshen", locked)
    for page in ("board", "cases"):
        found = cases.world.client_as("county_officer").get(reverse(f"rectification:{page}"))
        assert found.status_code == 200
        assert "上一次统计的数" in found.content.decode()
