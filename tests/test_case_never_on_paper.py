"""Whatever is done, in whatever order, by whomever: no case is clear with an open problem, none is closed unchecked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import moves, working
from baxing.rectification.actions.housekeeping import tick
from baxing.rectification.items import all_settled, unsettled
from baxing.rectification.models import Case
from baxing.rectification.needs import NEEDS
from baxing.rules.flow_rectification import RECTIFICATION, WORKING
from baxing.units.models import User
from baxing.units.refused import Refused
from tests.case_world import CaseWorld, add_problem, to_state

CLOSING = ("clear", "self_check", "recheck", "review", "open_ballot", "pass", "announce", "close_up")
WHO = (
    "first_secretary",
    "secretary",
    "township_officer",
    "township_secretary",
    "county_officer",
    "city_officer",
)
Step = Callable[[CaseWorld, Case, Problem, User], Any]
STEPS: dict[str, Step] = {
    "start": lambda cases, case, problem, by: items.start(problem, by=by),
    "claim": lambda cases, case, problem, by: items.claim(problem, by=by, changed="连续两个季度都按时办到了，看得到"),
    "verify": lambda cases, case, problem, by: items.verify(problem, by=by),
    "reject": lambda cases, case, problem, by: items.reject(problem, by=by, reason="没有办到位"),
    "close": lambda cases, case, problem, by: items.close(
        problem, by=by, signer="member", signed_on=cases.clock.day
    ),
    "keep_up": lambda cases, case, problem, by: items.keep_up(
        problem, by=by, reason="要长期做", milestones=[("每季度一次", cases.clock.day + timedelta(days=90))]
    ),
    "reopen": lambda cases, case, problem, by: items.reopen(problem, by=by, reason="又不行了"),
    "drop": lambda cases, case, problem, by: items.drop(problem, by=by, reason="列错了"),
    "extend": lambda cases, case, problem, by: items.extend(
        problem, by=by, due=cases.clock.day + timedelta(days=90), reason="等材料", minute="9 号"
    ),
    "add": lambda cases, case, problem, by: add_problem(cases, case, by=by),
    "escalate": lambda cases, case, problem, by: working.escalate(case, by=by, reason="慢"),
    "hand_back": lambda cases, case, problem, by: working.hand_back(case, by=by, reason="好了"),
    "wait": lambda cases, case, problem, by: cases.clock.add(20),
    "tick": lambda cases, case, problem, by: tick(cases.clock.day),
}  # fmt: skip
# Weighted so that a walk gets somewhere: the way of a problem is what is tried most.
DRAWN = st.sampled_from([*STEPS, *("start", "claim", "verify", "close") * 4])
WALK = st.lists(
    st.tuples(DRAWN, st.sampled_from(WHO), st.integers(min_value=0, max_value=3)), min_size=10, max_size=30
)


def press(cases: CaseWorld, case: Case, name: str, who: str, number: int) -> None:
    problems = Problem.objects.filter(parent=case.dossier_id).select_related("dossier__unit", "parent__unit")
    found = list(problems.order_by("number"))
    try:
        STEPS[name](cases, moves.fresh(case), found[number % len(found)], cases.users[who])
    except Refused as refusal:
        if refusal.code == "changed":
            raise  # nobody else is there


def holds(case: Case, before: str) -> None:
    """What must be so after every step."""
    status = case.dossier.status
    if status != before and status not in (*WORKING, before):
        assert all_settled(case), (before, status)
    if status in WORKING:
        assert unsettled(case).exists(), "the last one settled clears the case in the same moment"
    assert case.late_from == unsettled(case).aggregate(first=Min("dossier__due"))["first"]
    for problem in Problem.objects.filter(parent=case.dossier_id, dossier__status="CLOSED"):
        assert problem.changed
        assert problem.signer
        assert problem.signed_on
        assert problem.verified_by_id not in (None, problem.lead_user_id)
        worked = problem.dossier.entries.filter(verb__in=("start", "claim")).values_list("by", flat=True)
        closed = problem.dossier.entries.filter(verb="close").order_by("-n").values_list("by", flat=True)
        assert closed[0] not in set(worked)


@pytest.mark.django_db
def test_no_walk_clears_a_case_with_an_open_problem(cases: CaseWorld) -> None:
    case, day = to_state(cases, "RECTIFYING"), cases.clock.day
    reached: set[str] = set()

    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
    @given(WALK)
    def walk(steps: list[tuple[str, str, int]]) -> None:
        cases.clock.to(day)
        back = transaction.savepoint()
        before = "RECTIFYING"
        for name, who, number in steps:
            press(cases, case, name, who, number)
            now = moves.fresh(case)
            holds(now, before)
            before = now.dossier.status
            reached.add(before)
        transaction.savepoint_rollback(back)

    walk()
    assert "RECTIFYING" in reached


@pytest.mark.django_db
def test_the_straight_walk_clears_it_only_with_the_last_problem(cases: CaseWorld) -> None:
    """The same walk where nobody errs, so that the law above is known to be tried on a case that gets there."""
    case = to_state(cases, "RECTIFYING")
    for number in (0, 1):
        for name, who in (
            ("start", "first_secretary"), ("claim", "first_secretary"), ("verify", "township_officer"),
            ("close", "township_officer"),
        ):  # fmt: skip
            assert moves.fresh(case).dossier.status == "RECTIFYING"
            press(cases, case, name, who, number)
            holds(moves.fresh(case), "RECTIFYING")
    assert moves.fresh(case).dossier.status == "CLEARED"


@pytest.mark.parametrize("verb", CLOSING)
def test_no_way_leads_to_the_closing_around_any_of_its_steps(verb: str) -> None:
    reached, ahead = {"SCREENED"}, ["SCREENED"]
    while ahead:
        state = ahead.pop()
        for move in RECTIFICATION.moves:
            if state in move.source and move.verb != verb and move.target not in reached:
                reached.add(move.target)
                ahead.append(move.target)
    assert not {"CLOSED_UP", "FOLLOW_UP", "CONSOLIDATED"} & reached


def test_every_need_of_the_table_is_asked_and_no_other() -> None:
    assert set(NEEDS) == set(RECTIFICATION.needs)
    settled = {move.verb for move in RECTIFICATION.moves if "items_settled" in move.needs}
    assert set(CLOSING) - {"open_ballot"} <= settled
