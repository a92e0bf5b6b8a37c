"""The months of work: visits that touch a problem, one line a month, who was told (domain §7.2, §7.4)."""

from datetime import date, timedelta
from typing import Any

import pytest

from baxing.problems.models import Problem
from baxing.rectification.actions import moves, planning, working
from baxing.rectification.models import Case, Progress, Seat, Visit
from tests.case_world import CaseWorld, refused, settle, to_state

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def go(cases: CaseWorld, case: Case, role: str = "township_leader", **changed: Any) -> Visit:
    seat = changed.pop("seat", None) or case.seats.get(role=role)
    problem = Problem.objects.filter(parent=case.dossier_id).order_by("number").first()
    given = {"by": cases.users["township_officer"], "on": cases.clock.day, "problem": problem} | changed
    return working.visit(seat, **given)


def test_a_visit_is_a_day_and_the_problem_it_touched(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    made = go(cases, case, next_step="下周看公开栏")
    assert (made.on, made.problem.number, made.next_step) == (cases.clock.day, 1, "下周看公开栏")
    line = moves.fresh(case).dossier.entries.get(verb="visited").change
    assert (line["seat"], line["number"]) == ("township_leader", 1)
    assert {field.name for field in Visit._meta.fields} == {
        *("id", "seat", "on", "problem", "next_step", "by", "at")
    }, "no diary, no photograph, no place"


def test_the_same_visit_is_counted_once(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    go(cases, case)
    assert refused(go, cases, moves.fresh(case)) == "twice"
    assert Visit.objects.count() == 1


def test_a_visit_lies_within_the_duty_and_not_ahead(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    assert refused(go, cases, case, on=cases.clock.day + timedelta(days=1)) == "future"
    assert refused(go, cases, case, on=cases.clock.day - timedelta(days=1)) == "early"
    seat = case.seats.get(role="township_leader")
    planning.end_seat(seat, by=cases.users["township_officer"])
    cases.clock.add(5)
    seat = Seat.objects.select_related("case__dossier__unit").get(pk=seat.pk)
    assert refused(go, cases, case, seat=seat) == "late"
    go(cases, case, seat=seat, on=date(2026, 3, 2))


def test_a_visit_touches_a_problem_of_this_case(cases: CaseWorld) -> None:
    case, other = to_state(cases, "RECTIFYING"), to_state(cases, "RECTIFYING", key="V2")
    stray = Problem.objects.filter(parent=other.dossier_id).first()
    assert refused(go, cases, case, problem=stray) == "problem"


def test_a_visit_is_entered_by_who_holds_the_seat_the_branch_or_the_officer(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    for who in ("county_officer", "liaison", "county_leader", "township_secretary", "stranger"):
        assert refused(go, cases, case, by=cases.users[who]) == "role"
    problems = list(Problem.objects.filter(parent=case.dossier_id))
    for day, who in enumerate(("township_leader", "recorder", "secretary", "first_secretary")):
        cases.clock.to(date(2026, 3, 9 + day))
        go(cases, moves.fresh(case), by=cases.users[who], problem=problems[0])


def write(cases: CaseWorld, case: Case, month: date, line: str = "公开栏修好了", **more: Any) -> Progress:
    return working.progress(case, **({"by": cases.users["recorder"], "month": month, "line": line} | more))


def test_the_month_is_one_line_with_figures_nobody_types(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    go(cases, case)
    cases.clock.to(date(2026, 4, 20))
    problem = Problem.objects.filter(parent=case.dossier_id).order_by("number").first()
    assert problem is not None
    settle(cases, problem, case)
    made = write(cases, moves.fresh(case), date(2026, 4, 20), help="请农牧局来看水管")
    assert (made.month, made.help) == (APRIL, "请农牧局来看水管")
    # County leader 1, township leader 2, paired unit 1 visit a quarter; the first secretary lives there.
    assert made.figures == {"listed": 2, "solved": 1, "overdue": 0, "visits_made": 1, "visits_due": 4}


def test_a_second_line_of_the_month_corrects_the_first_and_the_book_keeps_both(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    write(cases, case, MARCH, "一件办完")
    before = case.progress.get().figures
    cases.clock.to(date(2026, 5, 20))
    write(cases, case, MARCH, "一件没有办完")
    assert (case.progress.get().line, case.progress.get().figures) == ("一件没有办完", before)
    lines = case.dossier.entries.filter(verb="progress").values_list("note", flat=True)
    assert list(lines) == ["一件办完", "一件没有办完"]


def test_there_is_no_line_for_months_before_the_work_or_to_come(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    for month in (date(2026, 2, 1), APRIL):
        assert refused(write, cases, case, month) == "month"
    assert refused(write, cases, case, MARCH, " ") == "text"
    assert refused(write, cases, case, MARCH, "长" * 201) == "text"
    assert refused(write, cases, case, MARCH, by=cases.users["county_officer"]) == "role"
    assert refused(write, cases, to_state(cases, "PLANNING", key="V2"), MARCH) in ("role", "state")


def test_who_was_told_is_in_the_book(cases: CaseWorld) -> None:
    case = to_state(cases, "ESCALATED")
    officer = cases.users["county_officer"]
    working.told(case, by=officer, to="联点县级领导", on=cases.clock.day, how="打电话")
    line = moves.fresh(case).dossier.entries.get(verb="told")
    assert (line.by, line.change["whom"], line.change["how"]) == (officer, "联点县级领导", "打电话")
    assert moves.fresh(case).dossier.status == "ESCALATED"
    given = {"to": "书记", "on": cases.clock.day, "how": "当面"}
    for who in ("secretary", "first_secretary", "stranger"):
        assert refused(working.told, case, by=cases.users[who], **given) == "role"
    assert refused(working.told, case, by=officer, **given | {"to": " "}) == "text"
    tomorrow = cases.clock.day + timedelta(days=1)
    assert refused(working.told, case, by=officer, **given | {"on": tomorrow}) == "future"
