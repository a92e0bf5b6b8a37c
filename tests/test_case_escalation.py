"""Escalation by rule (提级督导): what is too late goes one level up, once, and comes back only from there (domain §7.2)."""

from datetime import date

import pytest

from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import moves, working
from baxing.rectification.actions.housekeeping import tick
from baxing.rectification.models import Case
from tests.case_world import CaseWorld, refused, settle, to_state

pytestmark = pytest.mark.django_db
# The two problems are due on 1 May 2026. With 1 to 5 May off and Saturday the 9th worked, the fifth working day after
# that is Monday the 11th.
LAST_BORNE, TOO_LATE = date(2026, 5, 11), date(2026, 5, 12)


def lifted(cases: CaseWorld, day: date | None = None) -> int:
    if day:
        cases.clock.to(day)
    return tick(cases.clock.day)["escalated"]


def hand_back(cases: CaseWorld, case: Case, who: str) -> Case:
    return working.hand_back(case, by=cases.users[who], reason="人到位了，接着办")


def test_more_than_five_working_days_late_goes_one_level_up_by_itself(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    assert lifted(cases, LAST_BORNE) == 0, "holidays and weekends do not count"
    assert lifted(cases, TOO_LATE) == 1
    case = moves.fresh(case)
    assert (case.dossier.status, case.watch, case.dossier.desk) == ("ESCALATED", "county", cases.world.county)
    line = case.dossier.entries.get(verb="escalate")
    assert (line.by, line.change) == (None, {"from": "township", "to": "county", "problems": [1, 2]})
    assert "5" in line.note


def test_twice_on_one_day_changes_nothing_more(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    assert [lifted(cases, TOO_LATE), lifted(cases), lifted(cases)] == [1, 0, 0]
    hand_back(cases, moves.fresh(case), "county_officer")
    assert [lifted(cases), lifted(cases)] == [0, 0], "not up again on the day it came back"
    assert moves.fresh(case).dossier.entries.filter(verb="escalate").count() == 1


def test_handed_back_the_days_are_counted_anew_and_then_it_goes_higher(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    lifted(cases, TOO_LATE)
    hand_back(cases, moves.fresh(case), "county_officer")
    case = moves.fresh(case)
    assert (case.dossier.status, case.watch) == ("RECTIFYING", "county"), (
        "the watch stays where it was lifted to"
    )
    assert lifted(cases, date(2026, 5, 19)) == 0
    assert lifted(cases, date(2026, 5, 20)) == 1
    case = moves.fresh(case)
    assert (case.watch, case.dossier.desk) == ("prefecture", cases.world.prefecture)


def test_an_item_that_was_extended_is_late_only_by_its_new_day(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    for problem in Problem.objects.filter(parent=case.dossier_id):
        items.extend(
            problem,
            by=cases.users["township_secretary"],
            due=date(2026, 6, 30),
            reason="等材料",
            minute="9 号",
        )
    assert moves.fresh(case).late_from == date(2026, 6, 30)
    assert lifted(cases, TOO_LATE) == 0
    assert lifted(cases, date(2026, 7, 8)) == 1


def test_one_item_too_late_is_enough_and_a_settled_one_is_not_late(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    first, second = Problem.objects.filter(parent=case.dossier_id).order_by("number")
    settle(cases, first, case)
    cases.clock.to(TOO_LATE)
    assert lifted(cases) == 1
    assert moves.fresh(case).dossier.entries.get(verb="escalate").change["problems"] == [second.number]


def test_a_case_is_clear_also_while_it_is_escalated(cases: CaseWorld) -> None:
    case = to_state(cases, "ESCALATED")
    for problem in Problem.objects.filter(parent=case.dossier_id):
        settle(cases, problem, case)
    assert moves.fresh(case).dossier.status == "CLEARED"


@pytest.mark.parametrize(
    "who", ["township_officer", "township_secretary", "secretary", "city_officer", "county_lead"]
)
def test_only_who_watches_now_hands_it_back(cases: CaseWorld, who: str) -> None:
    case = to_state(cases, "ESCALATED")
    assert refused(hand_back, cases, case, who) in ("role", "watch_level")
    assert moves.fresh(case).dossier.status == "ESCALATED"


def test_a_key_case_goes_to_the_city_and_the_county_cannot_take_it_back(cases: CaseWorld) -> None:
    case = to_state(cases, "ESCALATED", level="key")
    assert (case.watch, case.dossier.desk) == ("prefecture", cases.world.prefecture)
    for who in ("county_officer", "region_officer"):
        assert refused(hand_back, cases, case, who) == "watch_level"
    assert hand_back(cases, case, "city_officer").dossier.status == "RECTIFYING"


def test_the_highest_level_there_is_keeps_the_watch(cases: CaseWorld) -> None:
    case = to_state(cases, "ESCALATED", level="key")
    for who, watch in (("city_officer", "region"), ("region_officer", "region")):
        hand_back(cases, case, who)
        working.escalate(case, by=cases.users["county_officer"], reason="还是慢")
        case = moves.fresh(case)
        assert (case.watch, case.dossier.desk) == (watch, cases.world.region)


def test_where_no_city_stands_between_the_region_is_next(cases: CaseWorld) -> None:
    type(cases.world.prefecture).objects.filter(pk=cases.world.prefecture.pk).update(level="region")
    case = to_state(cases, "ESCALATED", level="key")
    assert (case.watch, case.dossier.desk) == ("region", cases.world.prefecture)


def test_a_failed_ballot_only_lifts_the_watch(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    moves.watch_up(case, reason="测评没有过线")
    case = moves.fresh(case)
    assert (case.watch, case.dossier.status, case.dossier.desk) == ("county", "RECTIFYING", case.unit)
    line = case.dossier.entries.get(verb="watch_up")
    assert (line.note, line.change) == ("测评没有过线", {"from": "township", "to": "county"})
