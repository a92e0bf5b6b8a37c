"""Follow-up and look-back: light checks, sampled problems, who may look back, and the ways it ends."""

from datetime import timedelta
from typing import Any

import pytest

from baxing.ballots.models import Round
from baxing.problems.models import Problem
from baxing.rectification.actions import closing, looking_back, moves
from baxing.rectification.models import Case, LightCheck, LookBack
from tests.case_closing import (
    conclude,
    counted,
    enter,
    hold_one,
    look_back_ballot,
    looked,
    next_look_back,
    sizes_of,
    to_closing,
)
from tests.case_world import CaseWorld, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cases: CaseWorld) -> Case:
    return to_closing(cases, "FOLLOW_UP")


def test_the_light_check_is_the_townships_once_a_quarter(cases: CaseWorld, case: Case) -> None:
    light = case.light_checks.get(number=1)
    cases.clock.add(80)
    given: dict[str, Any] = {"on": cases.clock.day, "holds": True, "note": ""}
    for who in ("secretary", "county_officer", "other_officer"):
        assert refused(looking_back.light_check, light, by=cases.users[who], **given) == "role"
    by = cases.users["township_officer_two"]
    assert refused(looking_back.light_check, light, by=by, **{**given, "holds": False}) == "note"
    assert (
        refused(
            looking_back.light_check, light, by=by, **{**given, "on": cases.clock.day + timedelta(days=1)}
        )
        == "future"
    )
    before = case.closed_on - timedelta(days=1)
    assert refused(looking_back.light_check, light, by=by, **{**given, "on": before}) == "day"
    done = looking_back.light_check(light, by=by, **given)
    assert (done.holds, done.done_on) == (True, cases.clock.day)
    assert refused(looking_back.light_check, LightCheck.objects.get(pk=light.pk), by=by, **given) == "changed"
    line = moves.fresh(case).dossier.entries.get(verb="light_checked")
    assert (line.change["quarter"], line.after) == (1, "FOLLOW_UP")


def test_the_system_samples_what_is_looked_at(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    assert moves.fresh(case).dossier.status == "LOOK_BACK"
    assert row.due == moves.fresh(case).dossier.due
    uids = {str(problem.uid) for problem in Problem.objects.filter(parent=case.dossier)}
    assert set(row.sampled) == uids, "three of two are both"
    assert all(said == {"kept": None, "note": ""} for said in row.sampled.values())
    assert refused(looked, cases, row, sampled={}) == "sampled"
    some = {uid: {"kept": True, "note": ""} for uid in list(uids)[:1]}
    assert refused(looked, cases, row, sampled=some) == "sampled"
    assert refused(looked, cases, row, sampled={**row.sampled, next(iter(uids)): {"kept": None}}) in (
        "finding",
        "note",
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"answers": {}}, "answers"), ({"members": 0, "households": 0}, "talks"), ({"opinion": " "}, "opinion")],
)
def test_the_record_is_whole(cases: CaseWorld, case: Case, changed: dict[str, Any], code: str) -> None:
    assert refused(looked, cases, next_look_back(cases, case), **changed) == code


def test_the_record_is_made_on_or_after_the_day(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    assert refused(looked, cases, row, on=row.on - timedelta(days=1)) == "day"
    assert refused(looked, cases, row, on=cases.clock.day + timedelta(days=1)) == "future"


def test_who_closed_or_serves_does_not_look_back(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    assert refused(looked, cases, row, by=cases.users["county_officer"]) == "apart", "he reviewed it"
    for who in ("county_lead", "township_officer", "secretary", "stranger"):
        assert refused(looked, cases, row, by=cases.users[who]) == "role"
    looked(cases, row, by=cases.users["city_officer"])
    assert refused(looking_back.conclude, row, by=cases.users["county_officer"], relapse=False) == "apart"


def test_it_holds_only_with_the_record_and_a_ballot_above_both_lines(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    assert refused(conclude, cases, row, relapse=False) == "look_back_whole"
    looked(cases, row)
    assert refused(conclude, cases, row, relapse=False) == "look_back_whole", "no ballot yet"
    assert refused(conclude, cases, row, relapse=True, reason="反弹") == "look_back_whole"
    round = look_back_ballot(cases, row)
    assert (round.purpose, round.passed) == ("look_back", True)
    assert refused(conclude, cases, row, relapse=True, reason="反弹") == "something_found"
    held = conclude(cases, row, relapse=False)
    assert held.dossier.status == "FOLLOW_UP"
    assert held.dossier.due == held.follow_until
    assert LookBack.objects.get(pk=row.pk).found is False
    assert refused(conclude, cases, row, relapse=False) == "state"


def test_a_problem_that_is_back_or_a_line_missed_does_not_hold(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    looked(cases, row, back=1)
    look_back_ballot(cases, row)
    assert refused(conclude, cases, row, relapse=False) == "nothing_found"
    looked(cases, row)
    Round.objects.filter(purpose="look_back").update(passed=False)
    assert refused(conclude, cases, row, relapse=False) == "nothing_found"
    assert refused(conclude, cases, row, relapse=True) == "incomplete", "a relapse has its reason"
    assert conclude(cases, row, relapse=True, reason="测评没到线").previous_id == case.pk


def test_a_void_ballot_of_a_look_back_is_held_again(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    looked(cases, row)
    by = cases.users["county_officer_two"]
    act: dict[str, Any] = {"by": by, "sizes": sizes_of(case), "warning_seen": True}
    round = looking_back.open_look_back_ballot(row, **act)
    assert refused(looking_back.open_look_back_ballot, row, **act) == "open"
    due = moves.fresh(case).dossier.due
    for teller in ("teller", "teller_two"):
        enter(round, "members", cases.users[teller], counted(10), 10)
    assert Round.objects.get(pk=round.pk).void_reason == "quorum"
    assert moves.fresh(case).dossier.due >= due
    row.refresh_from_db()
    assert refused(conclude, cases, row, relapse=False) == "look_back_whole"
    look_back_ballot(cases, row)
    assert conclude(cases, row, relapse=False).dossier.status == "FOLLOW_UP"


def test_a_second_day_waits_for_the_first_and_is_not_lost(cases: CaseWorld, case: Case) -> None:
    row = next_look_back(cases, case)
    second = case.look_backs.order_by("number")[1]
    cases.clock.to(second.on + timedelta(days=3))
    assert looking_back.open_due(cases.clock.day) == 0
    looked(cases, row)
    look_back_ballot(cases, row)
    conclude(cases, row, relapse=False)
    assert looking_back.open_due(cases.clock.day) == 1
    second.refresh_from_db()
    assert second.due is not None
    assert moves.fresh(case).dossier.status == "LOOK_BACK"


def test_it_is_consolidated_after_its_time_and_enough_look_backs(cases: CaseWorld, case: Case) -> None:
    lead = {"by": cases.users["county_lead"], "document": "组发〔2027〕3 号"}
    case = hold_one(cases, case)
    assert refused(looking_back.consolidate, case, **lead) == "follow_up_over"
    second = LookBack.objects.get(case=case, number=2)
    cases.clock.to(case.follow_until)
    assert refused(looking_back.consolidate, case, **lead) == "follow_up_over", "the last day belongs to it"
    cases.clock.add(1)
    assert refused(looking_back.consolidate, case, **lead) == "look_backs_held"
    assert second.on < cases.clock.day
    case = hold_one(cases, case)
    assert refused(looking_back.consolidate, case, by=cases.users["county_officer"], document="x") == "role"
    looking_back.consolidate(case, **lead)
    case = moves.fresh(case)
    assert (case.dossier.status, case.open) == ("CONSOLIDATED", False)
    assert refused(closing.close_up, case, **lead) == "state"
