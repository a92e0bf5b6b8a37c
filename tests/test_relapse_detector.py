"""What was closed and seems to come back is shown before anybody lists it: by its sign, or by its words."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.echoes import echoes_of
from baxing.rectification.models import Case
from baxing.rectification.signs import screening, signs_of
from tests.case_closing import to_closing
from tests.case_world import PROBLEMS, CaseWorld, put_facts, to_state

NEXT = date(2027, 2, 10)


@pytest.fixture
def closed(cases: CaseWorld) -> Case:
    """V was rectified in 2026: both problems closed, the case in follow-up, and a year later nothing is wrong."""
    case = to_closing(cases, "FOLLOW_UP")
    put_facts(case.unit, {"life_gap_months": "0", "publicity_quarters": "4", "village_publicity_quarters": "4",
                          "secretary_vacant_months": "0"}, 2026)  # fmt: skip
    return case


def test_nothing_comes_back_where_the_signs_are_gone(closed: Case) -> None:
    assert echoes_of(closed.unit, signs_of(closed.unit, today=NEXT)) == []


@pytest.mark.parametrize(
    ("facts", "state"), [({"publicity_quarters": "1"}, "there"), ({"publicity_quarters": "2"}, "maybe")]
)
def test_a_sign_that_is_there_again_brings_its_closed_problem_back(
    closed: Case, facts: dict[str, str], state: str
) -> None:
    put_facts(closed.unit, facts, 2026)
    signs = signs_of(closed.unit, today=NEXT)
    assert next(row["state"] for row in signs if row["code"] == "R06") == state
    (echo,) = echoes_of(closed.unit, signs)
    assert (echo.kind, echo.sign, echo.problem.what) == ("sign", "R06", PROBLEMS[1][1])
    assert echo.problem.closed_on is not None


def test_other_organisations_have_nothing_to_do_with_it(cases: CaseWorld, closed: Case) -> None:
    put_facts(cases.world.branches["V3"], {"publicity_quarters": "1"}, 2026)
    other = cases.world.branches["V3"]
    assert echoes_of(other, signs_of(other, today=NEXT)) == []


def test_a_problem_that_says_the_same_as_a_closed_one_is_shown_with_it(
    cases: CaseWorld, closed: Case
) -> None:
    Case.objects.filter(pk=closed.pk).update(open=False)  # the follow-up is over
    cases.clock.to(NEXT)
    case = to_state(cases, "PLANNING", key="V")
    by = cases.who("first_secretary", case)
    new = items.list_problem(
        case.dossier, by=by, what="2026 年三、四季度没有开党员大会。", due=date(2027, 6, 30), code="R02"
    )
    items.list_problem(
        case.dossier, by=by, what="路灯坏了没人修，群众意见大", due=date(2027, 6, 30), code="R02"
    )
    words = [echo for echo in echoes_of(case.unit, case.signs) if echo.kind == "words"]
    assert [(echo.again, echo.problem.what) for echo in words] == [(new, PROBLEMS[0][1])]
    assert words[0].percent == 100  # only a year and a stop differ


def test_what_was_never_settled_is_shown_while_its_sign_is_there(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    found = echoes_of(case.unit, signs_of(case.unit, today=cases.clock.day))
    assert {(echo.kind, echo.sign) for echo in found} == {("open", "R04"), ("open", "R06")}
    assert Problem.objects.filter(unit=case.unit).count() == 2


def test_it_stands_on_the_screening_list_before_anybody_lists_the_branch(
    cases: CaseWorld, closed: Case
) -> None:
    Case.objects.filter(pk=closed.pk).update(open=False)
    put_facts(closed.unit, {"publicity_quarters": "0"}, 2026)
    units = list(cases.world.branches.values())
    screening(units[:1], today=NEXT)
    with CaptureQueriesContext(connection) as one:
        screening(units[:1], today=NEXT)
    with CaptureQueriesContext(connection) as many:
        rows = screening(units, today=NEXT)
    assert len(one) == len(many)
    (row,) = [row for row in rows if row.echoes]
    assert (row.unit, row.case, [echo.sign for echo in row.echoes]) == (closed.unit, None, ["R06"])
