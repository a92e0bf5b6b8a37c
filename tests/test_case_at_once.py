"""Two people act at once on one case: one wins, the other is told, nothing is doubled."""

import pytest
from django.db import connection

from baxing.dossiers.verify import breaks
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import moves, planning, screening, working
from baxing.rectification.models import Case, Progress, Seat, Visit
from tests.at_once import at_once
from tests.case_world import MINUTE, CaseWorld, Clock, case_world, refused, settle, to_state

ALL_AT_ONCE = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shared(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> CaseWorld:
    """The case world, committed, so that threads see it."""
    return case_world(Clock(monkeypatch))


@ALL_AT_ONCE
def test_two_officers_who_screen_one_branch_open_one_case(shared: CaseWorld) -> None:
    unit = shared.world.branches["V"]
    people = [shared.users[who] for who in ("county_officer", "county_officer_two", "township_officer")]
    ends = at_once(*[lambda by=by: screening.screen(unit, by=by) for by in people])
    assert ends == ["open-case", "open-case", "won"], connection.vendor
    assert Case.objects.filter(unit=unit).count() == 1
    assert set(breaks()) == {None}


@ALL_AT_ONCE
def test_the_last_two_problems_settled_at_once_clear_the_case_once(shared: CaseWorld) -> None:
    case = to_state(shared, "RECTIFYING")
    problems = list(Problem.objects.filter(parent=case.dossier_id))
    for problem in problems:
        items.start(problem, by=shared.users["first_secretary"])
        items.claim(
            problem, by=shared.users["first_secretary"], changed=f"第 {problem.number} 条按时办到了，都看得到"
        )
        items.verify(problem, by=shared.users["township_officer"])
    checkers = [shared.users[who] for who in ("township_officer", "township_officer_two")]
    copies = [Problem.objects.select_related("dossier", "parent").get(pk=problem.pk) for problem in problems]
    ends = at_once(
        *[
            lambda copy=copy, by=by: items.close(copy, by=by, signer="member", signed_on=shared.clock.day)
            for copy, by in zip(copies, checkers, strict=True)
        ]
    )
    assert ends == ["won", "won"], connection.vendor
    case = moves.fresh(case)
    assert case.dossier.status == "CLEARED"
    assert case.dossier.entries.filter(verb="clear").count() == 1
    assert set(breaks()) == {None}


@pytest.mark.django_db
def test_a_double_click_moves_a_case_once(cases: CaseWorld) -> None:
    case = to_state(cases, "PLAN_SENT")
    mine, theirs = moves.fresh(case), moves.fresh(case)
    planning.approve_plan(mine, by=cases.users["county_lead"], minute=MINUTE)
    assert refused(planning.approve_plan, theirs, by=cases.users["county_lead"], minute=MINUTE) == "changed"
    assert refused(planning.return_plan, theirs, by=cases.users["county_officer"], reason="缺") == "changed"
    case = moves.fresh(case)
    assert (case.dossier.status, case.dossier.entries.filter(verb="begin").count()) == ("RECTIFYING", 1)


@ALL_AT_ONCE
def test_of_two_who_name_one_seat_at_once_one_is_told(shared: CaseWorld) -> None:
    case = to_state(shared, "PLANNING")
    copies = [moves.fresh(case), moves.fresh(case)]
    people = [shared.users[who] for who in ("township_officer", "township_officer_two")]
    ends = at_once(
        *[
            lambda copy=copy, by=by: planning.name_seat(copy, "county_leader", by=by, duty="副县长")
            for copy, by in zip(copies, people, strict=True)
        ]
    )
    assert ends == ["changed", "won"], connection.vendor
    assert Seat.objects.filter(case=case).count() == 1


@pytest.mark.django_db
def test_visits_and_the_month_are_not_doubled(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    seat = Seat.objects.select_related("case__dossier__unit").get(case=case, role="township_leader")
    again = Seat.objects.select_related("case__dossier__unit").get(pk=seat.pk)
    first, second = Problem.objects.filter(parent=case.dossier_id).order_by("number")
    given = {"by": cases.users["township_officer"], "on": cases.clock.day}
    working.visit(seat, problem=first, **given)
    assert refused(working.visit, again, problem=first, **given) == "twice"
    assert refused(working.visit, again, problem=second, **given) == "changed"
    assert Visit.objects.count() == 1
    month = {"by": cases.users["recorder"], "month": cases.clock.day, "line": "两件在办"}
    mine, theirs = moves.fresh(case), moves.fresh(case)
    working.progress(mine, **month)
    assert refused(working.progress, theirs, **month) == "changed"
    assert Progress.objects.count() == 1


@pytest.mark.django_db
def test_the_rule_and_a_person_who_escalate_at_once_lift_it_one_level(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    mine, theirs = moves.fresh(case), moves.fresh(case)
    working.escalate(mine, by=cases.users["county_officer"], reason="慢")
    assert refused(working.lift, theirs, by=None, reason="超期") == "changed"
    assert moves.fresh(case).watch == "county"


@pytest.mark.django_db
def test_an_item_settled_while_the_case_is_handed_back_clears_it(cases: CaseWorld) -> None:
    case = to_state(cases, "ESCALATED")
    stale = moves.fresh(case)
    for problem in Problem.objects.filter(parent=case.dossier_id):
        settle(cases, problem, case)
    assert refused(working.hand_back, stale, by=cases.users["county_officer"], reason="好了") == "changed"
    assert moves.fresh(case).dossier.status == "CLEARED"
