"""Two people, or one twice, press at the same moment: one wins, the other is told, and nothing is doubled."""

from collections.abc import Callable
from typing import Any

import pytest

from baxing.ballots.models import HallCount, Round
from baxing.dossiers.verify import breaks
from baxing.rectification.actions import moves
from baxing.rectification.models import Case, Check, LookBack
from baxing.units.models import User
from tests.at_once import at_once
from tests.case_closing import (
    close_up,
    conclude,
    counted,
    enter,
    looked,
    next_look_back,
    open_ballot,
    review,
    to_closing,
)
from tests.case_world import CaseWorld
from tests.cycle_parts import add_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_counts_entered_at_once_are_two_and_certified_once(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    round = open_ballot(cases, case)
    third = add_person("teller_three", "teller", cases.world.county)

    def count(by: User) -> Callable[[], Any]:
        return lambda: enter(Round.objects.get(pk=round.pk), "members", by, counted(20, 1))

    ends = at_once(*(count(by) for by in (cases.users["teller"], cases.users["teller_two"], third)))
    assert ends == ["certified", "won", "won"]
    assert HallCount.objects.filter(replaced=False, certified=True).count() == 2
    case = moves.fresh(case)
    assert case.dossier.entries.filter(verb="certified").count() == 1
    assert at_once(*[count_reps(round, cases.users["teller"])] * 2) == ["won", "won"]
    assert HallCount.objects.filter(electorate="reps", replaced=False).count() == 1, (
        "a double click is one entry"
    )
    assert set(breaks()) == {None}


def count_reps(round: Round, by: User) -> Callable[[], Any]:
    return lambda: enter(Round.objects.get(pk=round.pk), "reps", by, counted(13))


def test_a_ballot_is_opened_once(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    copies = [moves.fresh(case), moves.fresh(case)]
    officers = [cases.users["county_officer"], cases.users["county_officer_two"]]
    ends = at_once(*(opening(cases, *pair) for pair in zip(copies, officers, strict=True)))
    assert ends[-1] == "won"
    assert ends[0] in ("changed", "open", "state")
    assert Round.objects.count() == 1


def opening(cases: CaseWorld, case: Case, by: User) -> Callable[[], Any]:
    return lambda: open_ballot(cases, case, by=by)


def test_a_check_is_made_once(cases: CaseWorld) -> None:
    case = to_closing(cases, "TOWNSHIP_RECHECKED")
    first, second = moves.fresh(case), moves.fresh(case)
    two = cases.users["county_officer_two"]
    ends = at_once(lambda: review(cases, first), lambda: review(cases, second, by=two))
    assert ends == ["changed", "won"]
    assert Check.objects.filter(level="dept").count() == 1


def test_a_case_is_closed_once_and_relapses_once(cases: CaseWorld) -> None:
    case = to_closing(cases, "NOTICE")
    assert case.notice_to is not None
    cases.clock.to(case.notice_to)
    cases.clock.add(1)
    ends = at_once(lambda: close_up(cases, moves.fresh(case)), lambda: close_up(cases, moves.fresh(case)))
    assert ends[-1] == "won"
    assert ends[0] in ("changed", "state")
    assert LookBack.objects.count() == 2, "the days are drawn once"
    row = next_look_back(cases, case)
    looked(cases, row, back=1)
    ends = at_once(
        *[lambda: conclude(cases, LookBack.objects.get(pk=row.pk), relapse=True, reason="反弹")] * 2
    )
    assert ends[-1] == "won"
    assert ends[0] in ("changed", "state", "apart")
    assert Case.objects.count() == 2
