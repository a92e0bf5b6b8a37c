"""Under rectification no branch applies for stars (V1): the facts follow the case from the decision to the closing."""

from datetime import date

import pytest

from baxing.records.actions import revision
from baxing.records.facts import facts_of
from baxing.records.models import FactMark
from baxing.rectification.actions import moves
from baxing.rectification.models import Case
from tests import pack_sample as sample
from tests.case_world import CaseWorld, to_state

pytestmark = pytest.mark.django_db
YEARS = (2024, 2025, 2026)


def marks(case: Case) -> list[int]:
    return [revision(case.unit, year) for year in YEARS]


def barred(case: Case, year: int = 2026) -> bool:
    facts = facts_of(case.unit, year, sample.pack("eight-star"), reference=date(year, 12, 31))
    return bool(facts.values.get(("under_rectification", "")))


@pytest.mark.parametrize("state", ["SCREENED", "WATCH", "CANDIDATE", "HEARD", "DROPPED"])
def test_before_the_decision_nothing_changes_for_the_stars(cases: CaseWorld, state: str) -> None:
    case = to_state(cases, "SCREENED")
    before = marks(case)
    case = to_state(cases, state, case=case) if state != "SCREENED" else case
    assert (marks(case), barred(case)) == (before, False)


def test_the_decision_makes_every_running_year_compute_again(cases: CaseWorld) -> None:
    case = to_state(cases, "HEARD")
    FactMark.objects.create(unit=case.unit, year=2024, revision=7)
    before = marks(case)
    case = to_state(cases, "PLANNING", case=case)
    assert marks(case) == [count + 1 for count in before]
    assert barred(case)
    assert barred(case, 2025), "the cycle of last year may still be running"


def test_moves_within_the_rectification_change_no_fact(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    before = marks(case)
    case = to_state(cases, "ESCALATED", case=case)
    assert (marks(case), case.under_rectification, barred(case)) == (before, True, True)


def test_another_branch_is_not_touched(cases: CaseWorld) -> None:
    other = to_state(cases, "SCREENED", key="V2")
    before = marks(other)
    to_state(cases, "RECTIFYING")
    assert (marks(moves.fresh(other)), barred(other)) == (before, False)
