"""Closing a case (销号): the notice of its days, objections, and whatever is missing keeps it open."""

import pytest

from baxing.ballots.models import Round
from baxing.dossiers.calendar import load
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import closing, moves
from baxing.rectification.models import Case, Check
from baxing.rules.calendar import add_months
from tests.case_closing import close_up, to_closing
from tests.case_world import CaseWorld, refused, settle_all
from tests.cycle_parts import add_person

pytestmark = pytest.mark.django_db
DOCUMENT = "组发〔2026〕20 号"


def over(cases: CaseWorld) -> Case:
    """A case whose notice is over."""
    case = to_closing(cases, "NOTICE")
    assert case.notice_to is not None
    cases.clock.to(case.notice_to)
    cases.clock.add(1)
    return case


def close(cases: CaseWorld, case: Case) -> str:
    return refused(closing.close_up, case, by=cases.users["county_lead"], document=DOCUMENT)


def test_the_notice_runs_for_its_working_days(cases: CaseWorld) -> None:
    case = to_closing(cases, "NOTICE")
    until = load(case.dossier.region).add(cases.clock.day, case.rules.terms.notice_days)
    assert (case.notice_from, case.notice_to, case.dossier.due) == (cases.clock.day, until, until)
    cases.clock.to(until)
    assert close(cases, case) == "notice_over", "the last day belongs to the notice"
    assert close_up(cases, case).dossier.status == "FOLLOW_UP"


def test_only_the_meeting_puts_on_notice_and_closes_with_its_papers(cases: CaseWorld) -> None:
    case = to_closing(cases, "PASSED")
    for who in ("county_officer", "township_secretary", "secretary", "stranger"):
        assert refused(closing.announce, case, by=cases.users[who], minute="部务会 9 号") == "role"
    assert refused(closing.announce, case, by=cases.users["county_lead"], minute=" ") == "incomplete"
    case = to_closing(cases, "NOTICE", case=moves.fresh(case))
    cases.clock.add(30)
    assert refused(closing.close_up, case, by=cases.users["county_officer"], document=DOCUMENT) == "role"
    assert (
        refused(closing.close_up, moves.fresh(case), by=cases.users["county_lead"], document=" ")
        == "incomplete"
    )


def test_who_checked_neither_puts_on_notice_nor_closes(cases: CaseWorld) -> None:
    officer = cases.users["county_officer"]
    type(officer.grants_now[0]).objects.create(user=officer, role="county_lead", unit=cases.world.county)
    officer.__dict__.pop("grants_now")
    case = to_closing(cases, "PASSED")
    assert refused(closing.announce, case, by=officer, minute="部务会 9 号") == "apart"
    case = to_closing(cases, "NOTICE", case=moves.fresh(case))
    cases.clock.add(30)
    assert refused(closing.close_up, case, by=officer, document=DOCUMENT) == "apart"


def test_whoever_serves_the_branch_closes_nothing(cases: CaseWorld) -> None:
    lead = add_person("lead_two", "county_lead", cases.world.county)
    type(lead.grants_now[0]).objects.create(user=lead, role="recorder", unit=cases.world.branches["V"])
    lead.__dict__.pop("grants_now")
    assert refused(closing.close_up, over(cases), by=lead, document=DOCUMENT) == "apart"


def test_an_open_problem_keeps_it_open(cases: CaseWorld) -> None:
    case = over(cases)
    problem = Problem.objects.select_related("dossier__unit", "parent__unit", "unit").filter(
        parent=case.dossier
    )[0]
    items.reopen(problem, by=cases.users["county_officer"], reason="又坏了")
    assert close(cases, case) == "items_settled"
    settle_all(cases, case)
    assert close_up(cases, case).dossier.status == "FOLLOW_UP"


@pytest.mark.parametrize("level", Check.LEVELS)
def test_an_unchecked_level_keeps_it_open(cases: CaseWorld, level: str) -> None:
    case = over(cases)
    case.checks.filter(level=level).update(passed=False)
    assert close(cases, case) == "checked_thrice"
    case.checks.filter(level=level).update(passed=True, round=9)
    assert close(cases, case) == "checked_thrice", "the checks of another round do not count"


@pytest.mark.parametrize("fields", [{"passed": False}, {"state": "void"}, {"purpose": "look_back"}])
def test_a_ballot_below_a_line_keeps_it_open(cases: CaseWorld, fields: dict[str, object]) -> None:
    case = over(cases)
    Round.objects.update(**fields)
    assert close(cases, case) == "lines_reached"


def test_an_objection_is_kept_without_its_author(cases: CaseWorld) -> None:
    case = to_closing(cases, "PASSED")
    officer = cases.users["county_officer"]
    assert refused(closing.objected, case, by=officer, text="没修好") == "state"
    case = to_closing(cases, "NOTICE", case=case)
    assert refused(closing.objected, case, by=cases.users["secretary"], text="没修好") == "role"
    assert refused(closing.objected, case, by=officer, text=" ") == "text"
    closing.objected(case, by=officer, text="公开栏的账目不全")
    line = moves.fresh(case).dossier.entries.get(verb="objected")
    assert (line.note, line.change, line.after) == ("公开栏的账目不全", {}, "NOTICE")


def test_an_objection_upheld_reopens_and_all_three_checks_follow_again(cases: CaseWorld) -> None:
    case = to_closing(cases, "NOTICE")
    officer = cases.users["county_officer"]
    problems = list(
        Problem.objects.select_related("dossier__unit", "parent__unit", "unit").order_by("number")
    )
    assert refused(closing.sustain, case, by=officer, reason="属实", reopen=[]) == "item_open"
    assert moves.fresh(case).notice_to, "a refused step changes nothing"
    closing.sustain(moves.fresh(case), by=officer, reason="账目确实不全", reopen=problems[:1])
    case = moves.fresh(case)
    assert (case.dossier.status, case.notice_to, case.round) == ("RECTIFYING", None, 1)
    case = to_closing(cases, "NOTICE", case=settle_all(cases, case))
    assert case.checks.count() == 6
    assert Round.objects.count() == 2
    assert close_up(cases, case).dossier.status == "FOLLOW_UP"


def test_only_problems_of_the_case_are_reopened(cases: CaseWorld) -> None:
    case, other = to_closing(cases, "NOTICE"), to_closing(cases, "SELF_CHECKED", key="V2")
    stray = Problem.objects.select_related("dossier__unit", "parent__unit", "unit").filter(
        parent=other.dossier
    )[:1]
    act = {"by": cases.users["county_officer"], "reason": "属实", "reopen": list(stray)}
    assert refused(closing.sustain, case, **act) == "problem"


def test_the_closing_begins_the_follow_up_in_the_same_moment(cases: CaseWorld) -> None:
    case = close_up(cases, to_closing(cases, "NOTICE"))
    today = cases.clock.day
    assert (case.closed_on, case.follow_until, case.dossier.due) == (
        today,
        add_months(today, 12),
        add_months(today, 12),
    )
    assert not case.under_rectification
    assert case.open, "the follow-up belongs to the case"
    verbs = list(case.dossier.entries.order_by("n").values_list("verb", flat=True))[-3:]
    assert verbs == ["close_up", "drawn", "follow"]
    assert [(light.number, light.due) for light in case.light_checks.all()] == [
        (number, add_months(today, 3 * number)) for number in (1, 2, 3, 4)
    ]  # fmt: skip
    assert close(cases, case) == "state"
