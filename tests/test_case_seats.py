"""The four ones of a case (四个一): roles and duties, one holder at a time, handed on with their days (domain §7.4)."""

from datetime import timedelta

import pytest

from baxing.rectification.actions import moves, planning
from baxing.rectification.models import Case, Seat
from tests.case_world import CaseWorld, name_seats, refused, to_state

pytestmark = pytest.mark.django_db


def name(cases: CaseWorld, case: Case, role: str = "county_leader", **changed: object) -> Seat:
    given = {"by": cases.users["township_officer"], "duty": "副县长"} | changed
    return planning.name_seat(case, role, **given)  # type: ignore[arg-type]


def test_a_seat_is_a_duty_and_needs_no_account(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    seat = name(cases, case, unit_name="县政府办")
    assert (seat.duty, seat.unit_name, seat.user, seat.until) == ("副县长", "县政府办", None, None)
    line = case.dossier.entries.get(verb="seat_named").change
    assert (line["seat"], line["duty"]) == ("county_leader", "副县长")


def test_handing_over_ends_the_old_seat_on_the_day_the_new_one_begins(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    old = case.seats.get(role="county_leader")
    cases.clock.add(30)
    new = name(cases, case, duty="县委常委")
    old.refresh_from_db()
    assert (old.until, new.since, new.until) == (cases.clock.day, cases.clock.day, None)
    assert case.seats.filter(role="county_leader", until=None).get() == new


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": "sage"}, "no-role"),
        ({"duty": " "}, "text"),
        ({"duty": "长" * 61}, "text"),
        ({"unit_name": "长" * 61}, "text"),
    ],
)
def test_what_is_no_seat(cases: CaseWorld, changed: dict[str, str], code: str) -> None:
    case = to_state(cases, "PLANNING")
    assert refused(name, cases, case, **changed) == code
    assert not Seat.objects.exists()


def test_a_seat_begins_today_or_earlier_but_not_before_the_one_it_follows(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    day = cases.clock.day
    assert refused(name, cases, case, since=day + timedelta(days=1)) == "future"
    assert refused(name, cases, case, since=day - timedelta(days=1)) == "early"
    assert case.seats.count() == 4


def test_an_account_must_have_a_duty_for_the_branch(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    for who in ("stranger", "other_officer", "other_secretary"):
        assert refused(name, cases, case, user=cases.users[who]) == "stranger"
    assert name(cases, case, user=cases.users["county_leader"]).user == cases.users["county_leader"]


def test_seats_are_named_by_township_county_or_the_first_secretary(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    for who in ("secretary", "recorder", "county_lead", "city_officer", "stranger", "other_officer"):
        assert refused(name, cases, case, by=cases.users[who]) == "role"
    for who in ("first_secretary", "township_secretary", "county_officer"):
        name(cases, case, by=cases.users[who])


@pytest.mark.parametrize("state", ["SCREENED", "CANDIDATE", "HEARD", "DROPPED"])
def test_nobody_is_seated_before_the_decision(cases: CaseWorld, state: str) -> None:
    assert refused(name, cases, to_state(cases, state)) == "state"


def test_an_ended_seat_leaves_a_gap_that_holds_the_plan_up(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    name_seats(cases, case)
    seat = case.seats.get(role="pairing_unit")
    planning.end_seat(seat, by=cases.users["township_officer"])
    assert seat.until == cases.clock.day
    stale = Seat.objects.select_related("case__dossier__unit").get(pk=seat.pk)
    assert refused(planning.end_seat, stale, by=cases.users["township_officer"]) == "changed"
    assert refused(planning.keep_seat, stale, by=cases.users["township_officer"], reason="熟悉") == "changed"


def test_who_stays_for_another_round_stays_for_a_reason(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    seat = case.seats.get(role="first_secretary")
    assert refused(planning.keep_seat, seat, by=cases.users["township_officer"], reason=" ") == "text"
    planning.keep_seat(seat, by=cases.users["township_officer"], reason="刚熟悉情况")
    seat.refresh_from_db()
    assert seat.kept_reason == "刚熟悉情况"
    line = moves.fresh(case).dossier.entries.get(verb="seat_kept")
    assert (line.note, line.change["round"]) == ("刚熟悉情况", 1)
