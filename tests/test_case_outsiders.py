"""Whoever serves the branch, or answers for one of its problems, does not judge it, whatever else he holds."""

from collections.abc import Callable
from typing import Any

import pytest

from baxing.problems.models import Problem
from baxing.rectification.actions import moves, planning, screening, working
from baxing.rectification.models import Case
from baxing.units.models import Grant, Unit, User
from tests.case_world import CODES, MINUTE, STANDING, CaseWorld, look_all, refused, to_state

pytestmark = pytest.mark.django_db
Act = Callable[[Case, User], Any]

JUDGING: dict[str, tuple[str, str, Act]] = {
    "list": ("SCREENED", "township_secretary", lambda case, by: screening.propose(
        case, by=by, codes=CODES, reason="属实", minute="1 号")),
    "watch": ("SCREENED", "township_secretary", lambda case, by: screening.watch(case, by=by, reason="轻")),
    "drop": ("SCREENED", "township_secretary", lambda case, by: screening.drop(case, by=by, reason="轻")),
    "look_again": ("WATCH", "township_officer", lambda case, by: screening.look_again(case, by=by, reason="又有")),
    "confirm": ("HEARD", "county_lead", lambda case, by: screening.confirm(
        case, by=by, codes=CODES, level="normal", minute=MINUTE, standing_minute=STANDING)),
    "send_plan": ("PLANNING", "township_secretary", lambda case, by: planning.send_plan(case, by=by, minute="1 号")),
    "return_plan": ("PLAN_SENT", "county_officer", lambda case, by: planning.return_plan(case, by=by, reason="缺")),
    "approve_plan": ("PLAN_SENT", "county_lead", lambda case, by: planning.approve_plan(case, by=by, minute="1 号")),
    "escalate": ("RECTIFYING", "county_officer", lambda case, by: working.escalate(case, by=by, reason="慢")),
    "hand_back": ("ESCALATED", "county_officer", lambda case, by: working.hand_back(case, by=by, reason="好了")),
}  # fmt: skip


def serve(user: User, unit: Unit, role: str) -> User:
    Grant.objects.create(user=user, unit=unit, role=role)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("verb", JUDGING)
@pytest.mark.parametrize("role", ["secretary", "recorder", "first_secretary"])
def test_who_serves_the_branch_makes_no_move_of_township_or_county(
    cases: CaseWorld, verb: str, role: str
) -> None:
    state, judge, act = JUDGING[verb]
    case = to_state(cases, state)
    if state == "SCREENED":
        look_all(cases, case)
    by = serve(cases.users[judge], case.unit, role)
    assert refused(act, case, by) == "apart"
    assert moves.fresh(case).dossier.status == state


def test_serving_another_branch_bars_nobody(cases: CaseWorld) -> None:
    case = to_state(cases, "HEARD")
    by = serve(cases.users["county_lead"], cases.world.branches["V2"], "secretary")
    assert JUDGING["confirm"][2](case, by).dossier.status == "PLANNING"


@pytest.mark.parametrize("verb", ["send_plan", "return_plan", "approve_plan", "escalate", "hand_back"])
def test_who_leads_a_problem_does_not_judge_the_case(cases: CaseWorld, verb: str) -> None:
    state, judge, act = JUDGING[verb]
    case = to_state(cases, "PLAN_SENT" if state == "PLANNING" else state)
    if state == "PLANNING":
        planning.return_plan(case, by=cases.users["county_officer"], reason="缺")
    by = cases.users[judge]
    Problem.objects.filter(parent=case.dossier_id, number=1).update(lead_user=by)
    assert refused(act, moves.fresh(case), by) == "apart"


def test_who_is_stationed_there_by_his_seat_does_not_judge(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    officer = cases.users["county_officer"]
    planning.name_seat(
        case, "first_secretary", by=cases.users["township_officer"], duty="驻村干部", user=officer
    )
    assert refused(working.escalate, moves.fresh(case), by=officer, reason="慢") == "apart"
    other = cases.users["county_officer_two"]
    assert working.escalate(moves.fresh(case), by=other, reason="慢").dossier.status == "ESCALATED"


def test_the_branchs_own_people_do_not_look_for_the_levels_above(cases: CaseWorld) -> None:
    case = to_state(cases, "SCREENED")
    by = serve(cases.users["township_officer"], case.unit, "recorder")
    assert refused(screening.look, case, "township", [], "看过", by=by) == "apart"
    screening.look(case, "branch", [], "看过", by=by)


def test_the_branchs_own_people_do_not_begin_the_screening(cases: CaseWorld) -> None:
    unit = cases.world.branches["V"]
    by = serve(cases.users["township_officer"], unit, "recorder")
    assert refused(screening.screen, unit, by=by) == "apart"
    assert screening.screen(cases.world.branches["V2"], by=by).dossier.status == "SCREENED"


def test_who_lacks_the_role_is_told_that_first(cases: CaseWorld) -> None:
    case = to_state(cases, "HEARD")
    assert refused(JUDGING["confirm"][2], case, cases.users["secretary"]) == "role"
