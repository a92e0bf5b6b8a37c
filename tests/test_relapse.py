"""A relapse (反弹): the first case ends, and a second one begins at once with what is back, and is worked like any other."""

import pytest

from baxing.ballots.models import Round
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import closing, looking_back, moves
from baxing.rectification.items import listed, unsettled
from baxing.rectification.models import Case
from tests.case_closing import (
    conclude,
    fail_ballot,
    hold_one,
    look_back_ballot,
    looked,
    next_look_back,
    relapsed,
    to_closing,
)
from tests.case_rounds import next_round, restart
from tests.case_world import CaseWorld, refused, settle_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cases: CaseWorld) -> Case:
    return to_closing(cases, "FOLLOW_UP")


def test_the_second_case_begins_at_once_and_knows_the_first(cases: CaseWorld, case: Case) -> None:
    second = relapsed(cases, case)
    first = moves.fresh(case)
    assert (first.dossier.status, first.open) == ("RELAPSED", False)
    assert (second.previous_id, second.unit_id, second.open) == (case.pk, case.unit_id, True)
    assert (second.dossier.status, second.year, second.round) == ("RE_RECTIFY", cases.clock.day.year, 1)
    assert second.under_rectification
    assert second.watch == "county", "one level above that of the first"
    verbs = list(second.dossier.entries.order_by("n").values_list("verb", flat=True))
    assert verbs == ["opened", "relist", "watch_up"]
    assert first.dossier.entries.last().verb == "relapse"


def test_what_is_back_moves_over_and_the_rest_stays(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    looked(cases, row, back=1)
    row.refresh_from_db()
    back = next(uid for uid, said in row.sampled.items() if said["kept"] is False)
    second = conclude(cases, row, relapse=True, reason="公开又停了")
    carried = unsettled(second).get()
    assert (str(carried.uid), carried.dossier.status, carried.reopened) == (back, "REOPENED", 1)
    assert (carried.parent_id, carried.first_parent_id) == (second.dossier_id, case.dossier_id)
    assert second.late_from == carried.dossier.due
    stays = listed(case).get()
    assert stays.dossier.status == "CLOSED"
    assert Problem.objects.count() == 2, "nothing is listed twice"


def test_a_problem_reopened_in_the_follow_up_is_a_relapse_unless_it_is_settled(
    cases: CaseWorld, case: Case
) -> None:
    found = Problem.objects.select_related("dossier__unit", "parent__unit", "unit").order_by("number")
    items.reopen(found[0], by=cases.users["township_officer"], reason="群众说又没公开")
    row = next_look_back(cases, case)
    assert str(found[0].uid) not in row.sampled, "what is open already is not sampled"
    looked(cases, row)
    look_back_ballot(cases, row)
    assert refused(conclude, cases, row, relapse=False) == "nothing_found"
    second = conclude(cases, row, relapse=True, reason="又没公开")
    carried = unsettled(second).get()
    assert (carried.pk, carried.dossier.status, carried.reopened) == (found[0].pk, "REOPENED", 1)
    assert listed(case).count() == 1


def test_a_ballot_below_a_line_is_a_relapse_without_problems(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    looked(cases, row)
    look_back_ballot(cases, row, {"reps": 3})
    assert refused(conclude, cases, row, relapse=False) == "nothing_found"
    second = conclude(cases, row, relapse=True, reason="测评没到线")
    assert not listed(second).exists()
    second = restart(cases, second)
    sent = refused(
        moves.move, second, "send_plan", by=cases.users["township_secretary"], change={"minute": "1 号"}
    )
    assert sent == "plan_whole", "a new list is drawn up first"


def test_the_second_case_is_worked_to_its_end(cases: CaseWorld, case: Case) -> None:
    second = next_round(cases, relapsed(cases, case))
    assert second.dossier.status == "RECTIFYING"
    assert listed(second).count() == 2, "what was carried over, and what is new"
    second = to_closing(cases, "BALLOT", case=settle_all(cases, second))
    second = fail_ballot(cases, second)
    assert (second.round, second.watch) == (2, "prefecture")
    second = to_closing(cases, "FOLLOW_UP", case=settle_all(cases, next_round(cases, second)))
    assert [(row.parent_id == second.dossier_id, row.passed) for row in Round.objects.order_by("pk")] == [
        (False, True), (True, False), (True, True),
    ]  # fmt: skip
    second = hold_one(cases, hold_one(cases, second))
    assert second.follow_until is not None
    cases.clock.to(max(cases.clock.day, second.follow_until))
    cases.clock.add(1)
    looking_back.consolidate(second, by=cases.users["county_lead"], document="组发〔2028〕1 号")
    assert moves.fresh(second).dossier.status == "CONSOLIDATED"


def test_it_is_relisted_only_after_a_relapse(cases: CaseWorld, case: Case) -> None:
    other = to_closing(cases, "CLEARED", key="V2")
    assert refused(moves.move, other, "relist", by=None) == "state"
    assert refused(closing.restart, case, by=cases.users["county_officer"], reason="重来") == "state"


def test_days_drawn_for_the_first_case_never_open_after_it_ended(cases: CaseWorld, case: Case) -> None:
    relapsed(cases, case)
    later = case.look_backs.get(number=2)
    cases.clock.to(later.on)
    assert looking_back.open_due(cases.clock.day) == 0
    later.refresh_from_db()
    assert later.due is None


def test_of_two_who_conclude_at_once_one_wins(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    looked(cases, row, back=1)
    conclude(cases, row, relapse=True, reason="公开又停了")
    assert refused(conclude, cases, row, relapse=True, reason="公开又停了") == "state"
    assert Case.objects.filter(previous=case).count() == 1
