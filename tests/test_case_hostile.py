"""What a hostile or a clumsy hand tries with a case: a slip concludes nothing, nobody counts what he judged, nobody gets
out of rectification on paper, and no day lies in the year 1 or 9999."""

from datetime import date, timedelta
from typing import Any

import pytest

from baxing.ballots.models import Round
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import looking_back, moves, planning, screening, working
from baxing.rectification.models import Case, LookBack
from baxing.units.actions import tree
from baxing.units.models import Unit
from tests.case_closing import counted, enter, look_back_ballot, looked, next_look_back, sizes_of, to_closing
from tests.case_forms import client, url
from tests.case_world import MINUTE, STANDING, CaseWorld, add_problem, refused, settle_all, to_state

pytestmark = pytest.mark.django_db
YEAR_ONE, YEAR_9999 = date(1, 1, 1), date(9999, 12, 31)


def unit_of(case: Case) -> Unit:
    return Unit.objects.get(pk=case.unit_id)


@pytest.mark.parametrize("sent", [{}, {"relapse": ""}, {"relapse": "1"}, {"relapse": "是"}])
def test_a_conclusion_without_either_button_concludes_nothing(cases: CaseWorld, sent: dict[str, str]) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    row = next_look_back(cases, case)
    looked(cases, row)
    look_back_ballot(cases, row)
    answer = client(cases, case, "county_officer_two").post(url("conclude", case, row.number), sent)
    assert answer.status_code == 400
    assert LookBack.objects.get(pk=row.pk).found is None
    assert moves.fresh(case).dossier.status == "LOOK_BACK"


@pytest.mark.parametrize("who", ["county_officer", "township_officer"])
def test_who_checked_the_case_does_not_count_its_ballot(cases: CaseWorld, who: str) -> None:
    case = to_closing(cases, "BALLOT")
    round = Round.objects.get(parent=case.dossier_id)
    Problem.objects.filter(parent=case.dossier_id).update(lead_user=None)
    assert refused(enter, round, "members", cases.users[who], counted(20)) == "apart"


def test_who_judged_a_problem_does_not_count_the_ballot(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    judge, worker = cases.users["township_officer_two"], cases.who("first_secretary", case)
    problem = add_problem(cases, case)
    items.start(problem, by=worker)
    items.claim(problem, by=worker, changed="水管已经换好，冬天没有再冻，家家通水")
    items.verify(problem, by=judge)
    round = Round.objects.get(parent=to_closing(cases, "BALLOT", case=settle_all(cases, case)).dossier_id)
    assert refused(enter, round, "members", judge, counted(20)) == "apart"


def test_who_held_the_look_back_does_not_count_its_ballot(cases: CaseWorld) -> None:
    row = next_look_back(cases, to_closing(cases, "FOLLOW_UP"))
    looked(cases, row)
    by = cases.users["county_officer_two"]
    round = looking_back.open_look_back_ballot(row, by=by, sizes=sizes_of(row.case), warning_seen=True)
    assert refused(enter, round, "members", by, counted(20)) == "apart"


@pytest.mark.parametrize("state", ["PLANNING", "RECTIFYING"])
def test_a_branch_under_rectification_is_neither_closed_nor_merged_away(cases: CaseWorld, state: str) -> None:
    case = to_state(cases, state)
    admin, other = cases.users["admin"], cases.world.branches["C"]
    assert refused(tree.close_unit, unit_of(case), by=admin, why="撤") == "held"
    assert refused(tree.merge_units, unit_of(case), other, by=admin, why="并") == "held"
    assert unit_of(case).state == "active"
    tree.close_unit(other, by=admin, why="撤")  # nobody else is held by it


def test_a_branch_that_is_gone_is_not_confirmed(cases: CaseWorld) -> None:
    case = to_state(cases, "HEARD")
    tree.close_unit(unit_of(case), by=cases.users["admin"], why="撤")
    case = moves.fresh(case)
    given: dict[str, Any] = {"codes": case.codes, "level": "normal"}
    given |= {"minute": MINUTE, "standing_minute": STANDING}
    assert refused(screening.confirm, case, by=cases.who("county_lead", case), **given) == "no-branch"
    screening.drop(case, by=cases.who("county_lead", case), reason="支部已撤")
    assert not moves.fresh(case).open


def test_no_day_of_a_case_lies_before_it_was_opened(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    by = cases.users["township_officer"]
    planning.end_seat(case.seats.get(role="county_leader", until=None), by=by)
    for day in (YEAR_ONE, cases.clock.day - timedelta(days=400)):
        named = {"by": by, "duty": "副县长", "since": day}
        assert refused(planning.name_seat, case, "county_leader", **named) == "early"
        assert refused(working.told, case, by=by, to="包点领导", on=day, how="电话") == "early"


def test_no_problem_is_put_off_for_ever(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    assert refused(add_problem, cases, case, due=YEAR_9999) == "far"
    problem = Problem.objects.filter(parent=case.dossier_id).order_by("number")[0]
    by = cases.who("township_secretary", case)
    given: dict[str, Any] = {"by": by, "reason": "材料没到", "minute": "1 号"}
    items.start(problem, by=cases.who("first_secretary", case))
    assert refused(items.extend, problem, due=YEAR_9999, **given) == "far"
    items.extend(problem, due=problem.dossier.due + timedelta(days=30), **given)  # type: ignore[operator]


def test_no_milestone_is_put_off_for_ever(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    problem = add_problem(cases, case)
    officer = cases.users["township_officer_two"]
    wanted = [("换完主管", cases.clock.day + timedelta(days=90)), ("全村换完", YEAR_9999)]
    items.start(problem, by=cases.who("first_secretary", case))
    items.claim(problem, by=cases.who("first_secretary", case), changed="主管已经换好，支管还要两年分段换")
    items.verify(problem, by=officer)
    assert refused(items.keep_up, problem, by=officer, reason="要两年", milestones=wanted) == "far"
