"""The acceptance ballot of a case: the warning before it, both lines, the void round held again, and what below a line means."""

import pytest

from baxing.ballots.models import Round
from baxing.dossiers.calendar import load
from baxing.problems.actions import items
from baxing.rectification.actions import balloting, closing, moves, planning
from baxing.rectification.needs import seats_left, tolerances
from tests.case_closing import (
    SIZES,
    count_all,
    counted,
    enter,
    fail_ballot,
    open_ballot,
    sizes_of,
    to_closing,
)
from tests.case_rounds import next_round, restart, settle_seats
from tests.case_world import CaseWorld, add_problem, refused, settle_all

pytestmark = pytest.mark.django_db


def test_how_many_dissents_a_group_can_bear_is_seen_before_the_ballot(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    assert [(row.electorate, row.dissents) for row in tolerances(case, SIZES)] == [
        ("members", 1),
        ("reps", 1),
    ]
    assert tolerances(case, {"members": 12, "reps": 6})[0].one_fails
    small = {"members": 12, "reps": 13}
    assert refused(open_ballot, cases, case, sizes=small, warning_seen=False) == "warning_seen"
    assert open_ballot(cases, case, sizes=sizes_of(case), warning_seen=False), (
        "twenty bear one: nothing to warn of"
    )


@pytest.mark.parametrize(
    "sizes", [{}, {"members": 20}, {"members": 20, "reps": 0}, {"members": 20, "reps": 13, "users": 4}]
)
def test_every_electorate_of_the_sector_has_its_size(cases: CaseWorld, sizes: dict[str, int]) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    assert refused(open_ballot, cases, case, sizes=sizes) == "rolls_fixed"
    assert not Round.objects.exists()


def test_only_the_county_opens_it_and_once(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    for who in ("secretary", "township_officer", "county_lead", "teller", "stranger"):
        assert refused(open_ballot, cases, case, by=cases.users[who]) == "role"
    open_ballot(cases, case)
    stale = moves.fresh(case)
    assert refused(open_ballot, cases, stale) in ("open", "state")
    assert (
        refused(balloting.open_again, stale, by=cases.users["county_officer"], sizes=SIZES, warning_seen=True)
        == "state"
    )
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("dissents", "status"),
    [
        ({}, "PASSED"), ({"members": 1, "reps": 1}, "PASSED"), ({"members": 2}, "RE_RECTIFY"), ({"reps": 2}, "RE_RECTIFY"),
        ({"members": 20, "reps": 13}, "RE_RECTIFY"),
    ],
)  # fmt: skip
def test_both_lines_must_be_reached(cases: CaseWorld, dissents: dict[str, int], status: str) -> None:
    case = to_closing(cases, "BALLOT")
    round = count_all(cases, Round.objects.get(), dissents)
    case = moves.fresh(case)
    assert case.dossier.status == status
    assert (round.state, round.passed) == ("certified", status == "PASSED")
    line = case.dossier.entries.get(verb="pass" if round.passed else "fail")
    assert line.by is None
    assert line.change["round"] == 1


def test_below_a_line_the_round_goes_up_and_so_does_the_watch(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    assert (case.round, case.watch) == (1, "township")
    case = fail_ballot(cases, case)
    assert (case.round, case.watch, case.dossier.status) == (2, "county", "RE_RECTIFY")
    verbs = [line.verb for line in case.dossier.entries.order_by("n")][-3:]
    assert verbs == ["certified", "fail", "watch_up"]


def test_the_next_round_needs_the_four_ones_changed_or_kept_with_a_reason(cases: CaseWorld) -> None:
    case = fail_ballot(cases, to_closing(cases, "BALLOT"))
    officer, names = cases.users["county_officer"], cases.users["township_officer"]
    assert len(seats_left(case)) == 4
    assert refused(closing.restart, case, by=officer, reason="重来") == "seats_settled"
    leader = next(seat for seat in case.seats.all() if seat.role == "township_leader")
    planning.name_seat(case, leader.role, by=names, duty="乡镇副书记", user=cases.users["township_leader"])
    case = moves.fresh(case)
    assert len(seats_left(case)) == 3
    case = settle_seats(cases, case)
    assert refused(closing.restart, case, by=cases.users["township_officer"], reason="重来") == "role"
    assert refused(closing.restart, case, by=officer, reason=" ") == "incomplete"
    assert restart(cases, case).dossier.status == "PLANNING"


def test_a_second_round_is_planned_worked_checked_and_passes(cases: CaseWorld) -> None:
    case = fail_ballot(cases, to_closing(cases, "BALLOT"))
    case = settle_all(cases, next_round(cases, case))
    case = to_closing(cases, "BALLOT", case=case)
    assert case.round == 2
    assert [(check.level, check.round) for check in case.checks.all()] == [
        (level, round) for round in (1, 2) for level in ("self", "township", "dept")
    ]  # fmt: skip
    count_all(cases, Round.objects.get(number=2))
    assert moves.fresh(case).dossier.status == "PASSED"
    assert [row.passed for row in Round.objects.order_by("number")] == [False, True]


def test_a_void_round_is_held_again_within_its_days(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    cases.clock.add(3)
    for teller in ("teller", "teller_two"):
        enter(Round.objects.get(), "reps", cases.users[teller], counted(13, returned=14), 13)
    case = moves.fresh(case)
    assert case.dossier.status == "BALLOT"
    assert case.dossier.due == load(case.dossier.region).add(cases.clock.day, case.rules.terms.ballot_days)
    officer = cases.users["county_officer"]
    again = {"by": officer, "sizes": {"members": 19, "reps": 13}}
    assert refused(balloting.open_again, case, **again, warning_seen=False) == "warning_seen"
    assert (
        refused(balloting.open_again, case, **{**again, "by": cases.users["secretary"]}, warning_seen=True)
        == "role"
    )
    second = balloting.open_again(case, **again, warning_seen=True)
    assert (second.number, second.state) == (2, "open")
    assert [row.state for row in Round.objects.order_by("number")] == ["void", "open"]
    count_all(cases, second)
    assert moves.fresh(case).dossier.status == "PASSED"


def test_an_earlier_result_never_stands_in_for_the_ballot(cases: CaseWorld) -> None:
    case = fail_ballot(cases, to_closing(cases, "BALLOT"))
    case = to_closing(cases, "BALLOT", case=settle_all(cases, next_round(cases, case)))
    assert refused(moves.move, case, "fail", by=None) == "ballots_certified"
    assert refused(moves.move, case, "pass", by=None) == "ballots_certified"


def test_the_last_count_waits_while_a_problem_is_open_again(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    problem = case.dossier.problems.select_related("dossier__unit", "parent__unit", "unit").order_by(
        "number"
    )[0]
    items.reopen(problem, by=cases.users["county_officer"], reason="群众反映又坏了")
    round = Round.objects.get()
    for teller in ("teller", "teller_two"):
        enter(round, "members", cases.users[teller], counted(20))
    enter(round, "reps", cases.users["teller"], counted(13))
    assert refused(enter, round, "reps", cases.users["teller_two"], counted(13)) == "items_settled"
    assert (moves.fresh(case).dossier.status, Round.objects.get().state) == ("BALLOT", "open")
    settle_all(cases, case)
    enter(round, "reps", cases.users["teller_two"], counted(13))
    assert moves.fresh(case).dossier.status == "PASSED"


def test_a_problem_is_not_listed_while_the_ballot_runs(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    assert refused(add_problem, cases, case, by=cases.users["county_officer"]) == "no-list"
