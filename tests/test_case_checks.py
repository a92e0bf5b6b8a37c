"""The three checks (三查): item by item, in their order, by three different people, and what fails is open again."""

from datetime import timedelta
from typing import Any

import pytest

from baxing.problems.models import Problem
from baxing.rectification.actions import checking, moves
from baxing.rectification.actions.checking import score_of
from baxing.rectification.items import listed, unsettled
from baxing.rectification.models import Case, Check
from tests.case_closing import (
    SHEET,
    answers,
    fail_ballot,
    findings,
    open_ballot,
    recheck,
    review,
    self_check,
    to_closing,
)
from tests.case_rounds import next_round
from tests.case_world import CaseWorld, put_facts, refused, settle_all
from tests.cycle_parts import add_person
from tests.world import BRANCHES

pytestmark = pytest.mark.django_db
LEVELS = {"CLEARED": self_check, "SELF_CHECKED": recheck, "TOWNSHIP_RECHECKED": review}


def status(case: Case) -> str:
    return moves.fresh(case).dossier.status


def test_each_level_leads_to_the_next_and_none_is_skipped(cases: CaseWorld) -> None:
    case = to_closing(cases, "CLEARED")
    for stands, check in LEVELS.items():
        case = moves.fresh(case)
        assert case.dossier.status == stands
        for other in set(LEVELS.values()) - {check}:
            assert refused(other, cases, moves.fresh(case)) in ("state", "apart", "day")
        assert refused(open_ballot, cases, moves.fresh(case)) == "state"
        check(cases, case)
    assert status(case) == "DEPT_REVIEWED"
    assert [(row.level, row.passed, row.round) for row in case.checks.all()] == [
        ("self", True, 1), ("township", True, 1), ("dept", True, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("stands", list(LEVELS))
def test_every_problem_needs_its_finding_and_a_no_its_note(cases: CaseWorld, stands: str) -> None:
    case, check = to_closing(cases, stands), LEVELS[stands]
    whole = findings(case)
    first = next(iter(whole))
    assert refused(check, cases, case, findings={first: whole[first]}) == "findings"
    assert refused(check, cases, case, findings={**whole, "x": whole[first]}) == "findings"
    assert refused(check, cases, case, findings={**whole, first: {"ok": False, "note": " "}}) == "note"
    assert refused(check, cases, case, findings={**whole, first: {"ok": None, "note": ""}}) in (
        "finding",
        "note",
    )
    assert refused(check, cases, case, opinion=" ") == "opinion"
    assert refused(check, cases, case, on=cases.clock.day + timedelta(days=1)) == "future"
    assert refused(check, cases, case, on=cases.clock.day - timedelta(days=1)) == "day"
    assert not Check.objects.filter(
        level={"CLEARED": "self", "SELF_CHECKED": "township"}.get(stands, "dept")
    ).exists()


@pytest.mark.parametrize(("should", "present"), [(20, 10), (0, 0), (10, 11), (20, -1)])
def test_the_self_check_is_heard_by_more_than_half(cases: CaseWorld, should: int, present: int) -> None:
    case = to_closing(cases, "CLEARED")
    assert refused(self_check, cases, case, should=should, present=present) == "meeting"
    self_check(cases, case, should=20, present=11)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"members": 4}, "talks"), ({"households": 9}, "talks"), ({"methods": ["files", "talks"]}, "site"),
        ({"methods": ["site", "rumour"]}, "methods"),
    ],
)  # fmt: skip
def test_the_recheck_is_on_site_with_enough_talks(
    cases: CaseWorld, changed: dict[str, Any], code: str
) -> None:
    assert refused(recheck, cases, to_closing(cases, "SELF_CHECKED"), **changed) == code


def test_a_small_branch_talks_to_all_its_members(cases: CaseWorld) -> None:
    unit = cases.world.branches["V"]
    assert BRANCHES["V"][4] == 20
    type(unit).objects.filter(pk=unit.pk).update(members_full=3, members_probationary=0)
    case = to_closing(cases, "SELF_CHECKED")
    assert refused(recheck, cases, case, members=2) == "talks"
    assert recheck(cases, case, members=3).people == {"members": 3, "households": 11}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sheet": {**SHEET, "A1": 21}}, "points"), ({"sheet": {**SHEET, "A1": -1}}, "points"),
        ({"sheet": {**SHEET, "A1": True}}, "points"), ({"sheet": {"A1": 20}}, "sheet"),
        ({"sheet": {**SHEET, "A4": 25}}, "sheet"), ({"sheet": {**SHEET, "A1": 0}}, "outright"),
        ({"sheet": dict.fromkeys(SHEET, 7)}, "sheet_passes"), ({"answers": {}}, "answers"), ({"methods": []}, "methods"),
    ],
)  # fmt: skip
def test_the_review_needs_its_sheet_and_its_questions(
    cases: CaseWorld, changed: dict[str, Any], code: str
) -> None:
    assert refused(review, cases, to_closing(cases, "TOWNSHIP_RECHECKED"), **changed) == code


def test_the_solved_row_is_computed_and_the_sum_is_exact(cases: CaseWorld) -> None:
    case = to_closing(cases, "TOWNSHIP_RECHECKED")
    assert score_of(case, SHEET) == 18 + 14 + 13 + 25 + 13 + 8
    at_the_line = {"A1": 15, "A2": 10, "A3": 10, "A5": 10, "A6": 10}
    assert refused(review, cases, case, sheet={**at_the_line, "A6": 9}) == "sheet_passes"
    assert review(cases, case, sheet=at_the_line).score == 8000
    one = listed(case).order_by("number").first()
    type(one.dossier).objects.filter(pk=one.dossier_id).update(status="LONG_TERM")
    assert score_of(case, SHEET) == 66 + 25 / 2, "what is only kept up for long is not solved"


def test_a_question_answered_no_or_a_vacant_post_fails_outright(cases: CaseWorld) -> None:
    case = to_closing(cases, "TOWNSHIP_RECHECKED")
    assert refused(review, cases, case, answers=answers(case, 1)) == "question"
    put_facts(case.unit, {"secretary_vacant_months": "1"}, year=cases.clock.day.year)
    assert refused(review, cases, case) == "outright"
    put_facts(case.unit, {"secretary_vacant_months": "0"}, year=cases.clock.day.year)
    assert review(cases, case).passed


@pytest.mark.parametrize("stands", list(LEVELS))
def test_what_is_not_right_is_open_again_and_the_work_goes_on(cases: CaseWorld, stands: str) -> None:
    case, check = to_closing(cases, stands), LEVELS[stands]
    if check is not self_check:
        assert refused(check, cases, case, findings=findings(case, 1)) == "wrong"
        assert refused(check, cases, case, passed=False) == "item_open", "a check fails for something"
    check(cases, case, findings=findings(case, 1), **({} if check is self_check else {"passed": False}))
    assert status(case) == "RECTIFYING"
    opened = unsettled(case).get()
    assert (opened.dossier.status, opened.reopened, opened.number) == ("REOPENED", 1, 1)
    assert Problem.objects.filter(parent=case.dossier_id).count() == 2
    case = settle_all(cases, case)
    assert case.dossier.status == "CLEARED", "all three levels follow again"
    assert to_closing(cases, "DEPT_REVIEWED", case=case).checks.filter(passed=True).count() >= 3


def test_nobody_acts_on_two_checks(cases: CaseWorld) -> None:
    case = to_closing(cases, "SELF_CHECKED")
    both = add_person("both", "township_officer", cases.world.town)
    add_duty = type(both.grants_now[0]).objects.create
    add_duty(user=both, role="county_officer", unit=cases.world.county)
    both.__dict__.pop("grants_now")
    recheck(cases, case, by=both)
    assert refused(review, cases, moves.fresh(case), by=both) == "apart"
    review(cases, moves.fresh(case))
    case = fail_ballot(cases, to_closing(cases, "BALLOT", case=case))
    case = to_closing(cases, "SELF_CHECKED", case=next_round(cases, case))
    assert case.round == 2
    officer = cases.users["county_officer"]
    add_duty(user=officer, role="township_officer", unit=cases.world.town)
    officer.__dict__.pop("grants_now", None)
    assert refused(recheck, cases, case, by=officer) == "apart", "he reviewed it in the round before"
    recheck(cases, case, by=cases.users["township_officer_two"])
    assert refused(review, cases, moves.fresh(case), by=both) == "apart", (
        "he rechecked it in the round before"
    )
    review(cases, moves.fresh(case))


def test_the_branch_checks_only_itself_and_others_do_not_check_for_it(cases: CaseWorld) -> None:
    case = to_closing(cases, "CLEARED")
    for who in ("recorder", "township_officer", "county_officer", "teller", "stranger"):
        assert refused(self_check, cases, case, by=cases.users[who]) == "role"
    self_check(cases, case)
    case = moves.fresh(case)
    for who in ("secretary", "township_secretary", "county_officer", "other_officer", "first_secretary"):
        assert refused(recheck, cases, case, by=cases.users[who]) == "role"
    assert refused(checking.recheck, case, by=cases.users["stranger"], on=cases.clock.day, members=5, households=10,
                   methods=["site"], findings=findings(case), opinion="好", passed=True) == "role"  # fmt: skip
