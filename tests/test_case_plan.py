"""The plan of a case (一支部一策): whole before it is sent, approved by another, and then the work begins (domain §7.2)."""

from datetime import date

import pytest

from baxing.problems.actions import items
from baxing.rectification.actions import moves, planning
from baxing.rectification.models import Case
from baxing.rectification.needs import unmet
from baxing.rules.flow_rectification import RECTIFICATION
from tests.case_world import (
    MINUTE,
    STANDING,
    CaseWorld,
    add_problem,
    make_plan,
    name_seats,
    refused,
    to_state,
)

pytestmark = pytest.mark.django_db


def send(cases: CaseWorld, case: Case) -> Case:
    return planning.send_plan(case, by=cases.users["township_secretary"], minute="党委会 5 号")


def kick_off(cases: CaseWorld, case: Case, **changed: object) -> Case:
    given = {"target": "组织生活正常", "kick_off_on": cases.clock.day, "should": 20, "present": 11} | changed
    return planning.plan(case, by=cases.users["first_secretary"], **given)  # type: ignore[arg-type]


def waits_for(case: Case) -> list[str]:
    row = RECTIFICATION.move("PLANNING", "send_plan")
    assert row is not None
    return unmet(case, row, None)


def test_a_plan_is_sent_only_when_problems_seats_and_kick_off_are_there(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    assert waits_for(case) == ["plan_whole", "seats_named", "kicked_off"]
    assert refused(send, cases, case) == "plan_whole"
    add_problem(cases, case)
    assert refused(send, cases, case) == "seats_named"
    name_seats(cases, case)
    assert refused(send, cases, case) == "kicked_off"
    kick_off(cases, case)
    assert waits_for(case) == []
    assert send(cases, moves.fresh(case)).dossier.status == "PLAN_SENT"


@pytest.mark.parametrize("missing", [{"cause": ""}, {"measure": ""}, {"lead": ""}])
def test_every_problem_has_a_cause_a_measure_and_a_lead(cases: CaseWorld, missing: dict[str, str]) -> None:
    case = to_state(cases, "PLANNING")
    make_plan(cases, case)
    add_problem(cases, case, **missing)
    assert refused(send, cases, moves.fresh(case)) == "plan_whole"


def test_no_problem_is_due_after_the_time_of_the_case(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    make_plan(cases, case)
    late = add_problem(cases, case, due=date(2026, 9, 3))
    assert refused(send, cases, moves.fresh(case)) == "plan_whole", "six months from today end on 2 September"
    items.change_problem(late, by=cases.users["township_officer"], due=date(2026, 9, 2))
    assert send(cases, moves.fresh(case)).dossier.status == "PLAN_SENT"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"present": 10}, "quorum"),
        ({"present": 21}, "quorum"),
        ({"should": 0, "present": 0}, "quorum"),
        ({"kick_off_on": date(2026, 3, 3)}, "future"),
        ({"kick_off_on": date(2026, 3, 1)}, "early"),
        ({"target": " "}, "text"),
        ({"target": "长" * 301}, "text"),
    ],
)
def test_the_kick_off_is_held_after_the_decision_by_more_than_half(
    cases: CaseWorld, changed: dict[str, object], code: str
) -> None:
    case = to_state(cases, "PLANNING")
    assert refused(kick_off, cases, case, **changed) == code
    assert moves.fresh(case).kick_off == {}


def test_the_plan_is_written_by_branch_and_township_while_it_is_open(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    given = {"target": "组织生活正常", "kick_off_on": cases.clock.day, "should": 20, "present": 11}
    for who in ("county_officer", "county_lead", "other_officer", "stranger"):
        assert refused(planning.plan, case, by=cases.users[who], **given) == "role"
    for who in ("secretary", "recorder", "first_secretary", "township_officer"):
        planning.plan(case, by=cases.users[who], **given)
    case = to_state(cases, "PLAN_SENT", case=case)
    assert refused(kick_off, cases, case) == "state"


def test_the_county_sends_a_plan_back_with_its_reason(cases: CaseWorld) -> None:
    case = to_state(cases, "PLAN_SENT")
    assert refused(planning.return_plan, case, by=cases.users["county_officer"], reason="") == "incomplete"
    planning.return_plan(case, by=cases.users["county_officer"], reason="第 2 条没有具体措施")
    case = moves.fresh(case)
    assert (case.dossier.status, case.dossier.desk) == ("PLANNING", cases.world.town)
    assert send(cases, case).dossier.status == "PLAN_SENT"


def test_with_the_approval_the_work_begins_and_has_its_end(cases: CaseWorld) -> None:
    case = to_state(cases, "PLAN_SENT")
    cases.clock.add(3)
    planning.approve_plan(case, by=cases.users["county_lead"], minute=MINUTE)
    case = moves.fresh(case)
    assert case.dossier.status == "RECTIFYING"
    assert (case.begun_on, case.ends_on, case.dossier.due) == (
        date(2026, 3, 5),
        date(2026, 9, 5),
        date(2026, 9, 5),
    )
    assert (case.dossier.desk, case.late_from) == (case.unit, date(2026, 5, 1))


def test_a_key_case_needs_the_minute_of_the_standing_committee(cases: CaseWorld) -> None:
    case = to_state(cases, "PLAN_SENT", level="key")
    by = cases.users["county_lead"]
    assert refused(planning.approve_plan, case, by=by, minute=MINUTE) == "key_approved"
    assert refused(planning.approve_plan, case, by=by, minute=MINUTE, standing_minute=" ") == "key_approved"
    planning.approve_plan(case, by=by, minute=MINUTE, standing_minute=STANDING)
    assert moves.fresh(case).dossier.status == "RECTIFYING"


def test_a_plan_whose_problems_were_all_taken_off_is_none(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    name_seats(cases, case)
    kick_off(cases, case)
    problem = add_problem(cases, moves.fresh(case))
    items.drop(problem, by=cases.users["township_officer"], reason="列错了")
    assert refused(send, cases, moves.fresh(case)) == "plan_whole"


def test_once_sent_the_list_is_closed_to_the_branch(cases: CaseWorld) -> None:
    case = to_state(cases, "PLAN_SENT")
    assert refused(add_problem, cases, case) == "no-list"
    case = to_state(cases, "RECTIFYING", case=case)
    assert refused(add_problem, cases, case, by=cases.users["first_secretary"]) == "no-list"
    found = add_problem(cases, case, by=cases.users["township_officer"])
    assert refused(items.drop, found, by=cases.users["township_officer"], reason="列错") == "plan_open"
