"""No sequence of steps closes a case with an open problem, an unchecked level, a ballot below a line, or a verifier who owns
the problem: steps are drawn at random, the right next one among them, and after each of them the closing is tried, too."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from baxing.ballots.models import Round
from baxing.dossiers.models import Dossier
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import balloting, closing, moves
from baxing.rectification.models import Case
from baxing.units.refused import Refused
from tests import case_closing as steps
from tests.case_rounds import next_round
from tests.case_world import CaseWorld, settle, to_state

pytestmark = pytest.mark.django_db
Act = Callable[[CaseWorld, Case], Any]
SETTLED = {"CLOSED", "LONG_TERM", "DROPPED"}


def problem(case: Case, at: int = 0) -> Problem:
    found = Problem.objects.select_related("dossier__unit", "dossier__desk", "parent__unit", "unit")
    return found.filter(parent=case.dossier_id).order_by("number")[at]


def the_round(case: Case) -> Round:
    return Round.objects.filter(parent=case.dossier_id).order_by("-number")[0]


def by_its_owner(verb: str) -> Act:
    """The first secretary, who leads every problem, holds the township's duty for a moment, and judges his own."""

    def act(cases: CaseWorld, case: Case) -> None:
        lead = cases.who("first_secretary", case)
        grant = lead.grants_now[0]
        grant.__class__.objects.get_or_create(user=lead, role="township_officer", unit=cases.world.town)
        lead.__dict__.pop("grants_now")
        given = {"signer": "member", "signed_on": cases.clock.day} if verb == "close" else {}
        getattr(items, verb)(problem(case), by=lead, **given)

    return act


def onwards(cases: CaseWorld, case: Case) -> None:
    """The right next step."""
    status = case.dossier.status
    if status == "RECTIFYING":
        done = problem(case).dossier.status in SETTLED
        settle(cases, problem(case, 1 if done else 0), case)
    elif status == "RE_RECTIFY":
        next_round(cases, case)
    elif status == "BALLOT" and the_round(case).state == "void":
        given = {"sizes": steps.sizes_of(case), "warning_seen": True}
        balloting.open_again(case, by=cases.users["county_officer"], **given)
    elif status in steps.ROUTE[:-1]:
        steps.to_closing(cases, steps.ROUTE[steps.ROUTE.index(status) + 1], case=case)


def counted(dissents: int, **changed: int) -> Act:
    def act(cases: CaseWorld, case: Case) -> None:
        for teller in steps.TELLERS if case.dossier.status == "BALLOT" else ():
            count = steps.counted(20, dissents, **changed)
            steps.enter(the_round(case), "members", cases.users[teller], count, 20)

    return act


ACTS: list[Act] = [
    lambda w, c: steps.self_check(w, c, findings=steps.findings(c, 1)),
    lambda w, c: steps.recheck(w, c, findings=steps.findings(c, 1), passed=False),
    lambda w, c: steps.recheck(w, c, by=w.users["county_officer"]),
    lambda w, c: steps.review(w, c),
    lambda w, c: steps.open_ballot(w, c),
    lambda w, c: items.reopen(problem(c), by=w.users["county_officer"], reason="又坏了"),
    lambda w, c: closing.sustain(c, by=w.users["county_officer"], reason="属实", reopen=[problem(c)]),
    lambda w, c: steps.close_up(w, c),
    counted(2),
    counted(0),
    counted(0, returned=21),
    by_its_owner("verify"),
    by_its_owner("close"),
    lambda w, c: w.clock.add(9),
]


def all_is_well(case: Case) -> None:
    """What must be so of a closed case, asked of the rows alone."""
    problems = list(Problem.objects.filter(parent=case.dossier_id).select_related("dossier"))
    assert problems
    assert {each.dossier.status for each in problems} <= SETTLED
    for each in problems:
        owners = set(each.dossier.entries.filter(verb__in=("start", "claim")).values_list("by", flat=True))
        judges = set(each.dossier.entries.filter(verb__in=("verify", "close")).values_list("by", flat=True))
        assert not judges & {*owners, each.lead_user_id}
    last = {check.level: check for check in case.checks.filter(round=case.round).order_by("pk")}
    assert {level: check.passed for level, check in last.items()} == {
        "self": True,
        "township": True,
        "dept": True,
    }
    assert len({check.by_id for check in last.values()}) == 3
    round = the_round(case)
    for rule in round.rule:
        entries = list(round.counts.filter(electorate=rule["code"], certified=True, replaced=False))
        assert len({entry.by_id for entry in entries}) == 2
        for entry in entries:
            good = entry.options["satisfied"] + entry.options["basically"]
            assert 100 * good >= int(rule["threshold"]) * (entry.returned - entry.void) > 0


def try_to_close(cases: CaseWorld, case: Case) -> bool:
    """As if the file had come to the end of its notice by some other way: the closing itself still sees what is missing."""
    yesterday = cases.clock.day - timedelta(days=1)
    try:
        with transaction.atomic():
            Dossier.objects.filter(pk=case.dossier_id).update(status="NOTICE")
            Case.objects.filter(pk=case.pk).update(notice_to=yesterday)
            moves.move(
                moves.fresh(case), "close_up", by=cases.users["county_lead"], change={"document": "1 号"}
            )
            all_is_well(case)
            transaction.set_rollback(True)
            return True
    except Refused:
        return False


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_closes_on_paper(cases: CaseWorld, data: st.DataObject) -> None:
    day = cases.clock.day
    block = transaction.atomic()
    block._from_testcase = (
        True  # the steps commit on their own; here all of it is taken back after each example
    )
    with block:
        case = to_state(cases, "RECTIFYING")
        for _step in range(data.draw(st.integers(6, 16))):
            act = data.draw(st.sampled_from([onwards] * 16 + ACTS))
            case, before = moves.fresh(case), case.dossier.status
            try:
                act(cases, case)
            except Refused:
                continue
            case = moves.fresh(case)
            if case.dossier.status == "FOLLOW_UP" != before:
                all_is_well(case)
            event(f"{case.dossier.status}, would close: {try_to_close(cases, case)}")
        transaction.set_rollback(True)
    cases.clock.to(day)
    cases.people.clear()
