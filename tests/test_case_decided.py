"""From the proposal to the decision: the branch is heard, the county decides with its minutes (domain §7.2)."""

from datetime import date

import pytest

from baxing.rectification.actions import moves, screening
from baxing.rectification.actions.housekeeping import tick
from baxing.rectification.models import Case
from tests.case_world import CODES, MINUTE, STANDING, CaseWorld, refused, screened, to_state

pytestmark = pytest.mark.django_db


def confirm(cases: CaseWorld, case: Case, **changed: object) -> Case:
    given = {"codes": CODES, "level": "normal", "minute": MINUTE, "standing_minute": STANDING} | changed
    return screening.confirm(case, by=cases.users["county_lead"], **given)  # type: ignore[arg-type]


def test_the_branch_answers_in_its_own_words_within_five_working_days(cases: CaseWorld) -> None:
    case = to_state(cases, "CANDIDATE")
    assert (case.dossier.desk, case.dossier.due) == (case.unit, date(2026, 3, 9))
    for who in ("recorder", "other_secretary", "township_secretary"):
        assert refused(screening.answer, case, by=cases.users[who], text="不同意") == "role"
    assert refused(screening.answer, case, by=cases.users["secretary"], text=" ") == "incomplete"
    assert refused(screening.answer, case, by=cases.users["secretary"], text="长" * 2001) == "text"
    screening.answer(case, by=cases.users["secretary"], text="R06 不实，公开栏每季都贴了")
    assert moves.fresh(case).answer == "R06 不实，公开栏每季都贴了"
    assert case.dossier.status == "HEARD"


def test_when_the_days_are_over_the_county_decides_without_an_answer(cases: CaseWorld) -> None:
    case = to_state(cases, "CANDIDATE")
    cases.clock.to(date(2026, 3, 9))
    assert tick(cases.clock.day)["unanswered"] == 0, "the last day is the branch's"
    cases.clock.add(1)
    assert tick(cases.clock.day)["unanswered"] == 1
    assert tick(cases.clock.day)["unanswered"] == 0
    case = moves.fresh(case)
    assert (case.dossier.status, case.answer) == ("HEARD", "")
    assert refused(screening.answer, case, by=cases.users["secretary"], text="晚了") == "state"


def test_the_decision_carries_both_minutes_and_planning_begins_at_once(cases: CaseWorld) -> None:
    case = confirm(cases, to_state(cases, "HEARD"), months=9)
    case = moves.fresh(case)
    assert (case.dossier.status, case.confirmed_on, case.months) == ("PLANNING", cases.clock.day, 9)
    assert case.dossier.desk == cases.world.town
    line = case.dossier.entries.get(verb="confirm").change
    assert (line["minute"], line["document"]) == (MINUTE, STANDING)
    assert (line["level"], line["codes"]) == ("normal", list(CODES))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"minute": ""}, "incomplete"),
        ({"standing_minute": ""}, "incomplete"),
        ({"codes": ["R10"]}, "signs_chosen"),
        ({"codes": []}, "signs_chosen"),
        ({"level": "worst"}, "level"),
        ({"months": 2}, "months"),
        ({"months": 13}, "months"),
    ],
)
def test_nothing_is_decided_with_a_part_missing(
    cases: CaseWorld, changed: dict[str, object], code: str
) -> None:
    case = to_state(cases, "HEARD")
    assert refused(confirm, cases, case, **changed) == code
    assert moves.fresh(case).dossier.status == "HEARD"


def test_the_township_does_not_decide_and_the_county_may_decide_against(cases: CaseWorld) -> None:
    case = to_state(cases, "HEARD")
    for who in ("township_secretary", "county_officer", "secretary"):
        given = {"codes": CODES, "level": "normal", "minute": MINUTE, "standing_minute": STANDING}
        assert refused(screening.confirm, case, by=cases.users[who], **given) == "role"
    assert refused(screening.drop, case, by=cases.users["township_secretary"], reason="不列") == "role"
    screening.drop(case, by=cases.users["county_lead"], reason="说明属实")
    assert (case.dossier.status, case.open) == ("DROPPED", False)


def test_a_key_case_is_watched_by_the_county_from_the_start(cases: CaseWorld) -> None:
    assert to_state(cases, "PLANNING").watch == "township"
    assert to_state(cases, "PLANNING", key="V3", level="key").watch == "county"


def listed_last_year(cases: CaseWorld, key: str = "V") -> Case:
    """A case of this branch that was confirmed last year and is over."""
    case = screened(cases, key)
    Case.objects.filter(pk=case.pk).update(open=False, confirmed_on=date(2025, 6, 2), year=2025)
    return case


@pytest.mark.parametrize(("level", "watch"), [("normal", "county"), ("key", "prefecture")])
def test_a_second_listing_in_consecutive_years_is_watched_one_level_up(
    cases: CaseWorld, level: str, watch: str
) -> None:
    listed_last_year(cases)
    case = to_state(cases, "PLANNING", level=level)
    assert (case.second_year, case.watch) == (True, watch)
    line = case.dossier.entries.get(verb="watch_up")
    assert (line.by, line.change["to"]) == (None, watch)


def test_a_listing_two_years_ago_or_of_another_branch_is_no_second_one(cases: CaseWorld) -> None:
    case = listed_last_year(cases)
    Case.objects.filter(pk=case.pk).update(confirmed_on=date(2024, 12, 31), year=2024)
    listed_last_year(cases, "V3")
    assert to_state(cases, "PLANNING").second_year is False
