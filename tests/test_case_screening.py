"""Screening: the facts suggest, three levels look, people decide; nobody is listed by itself (domain §7.1, §7.2)."""

from datetime import timedelta

import pytest

from baxing.rectification.actions import moves, screening
from baxing.rectification.actions.housekeeping import tick
from baxing.rectification.models import Case
from baxing.rectification.needs import unmet
from baxing.rules.flow_rectification import RECTIFICATION
from tests.case_world import CODES, CaseWorld, look_all, put_facts, refused, screened, to_state

pytestmark = pytest.mark.django_db


def propose(cases: CaseWorld, case: Case, codes: object = CODES) -> Case:
    by = cases.users["township_secretary"]
    return screening.propose(case, by=by, codes=codes, reason="属实", minute="党委会 1 号")  # type: ignore[arg-type]


def waits_for(case: Case, verb: str) -> list[str]:
    row = RECTIFICATION.move(case.dossier.status, verb)
    assert row is not None
    return unmet(case, row, None)


def test_what_the_facts_say_is_kept_with_the_case_and_lists_nobody(cases: CaseWorld) -> None:
    case = screened(cases)
    said = {row["code"]: row["state"] for row in case.signs}
    assert (said["R04"], said["R06"], said["R01"], said["R02"]) == ("there", "there", "not", "manual")
    assert case.codes == []
    put_facts(case.unit, {"life_gap_months": "0"})
    for _day in range(40):
        cases.clock.add(7)
        tick(cases.clock.day)
    case = moves.fresh(case)
    assert case.dossier.status == "SCREENED", "time and signs move nothing"
    assert {row["code"]: row["state"] for row in case.signs} == said, "what was seen then stays"


def test_screening_is_for_township_and_county_and_only_of_active_branches(cases: CaseWorld) -> None:
    unit = cases.world.branches["V"]
    for role in ("secretary", "first_secretary", "city_officer", "rater", "admin", "other_officer"):
        assert refused(screening.screen, unit, by=cases.users[role]) == "role"
    assert refused(screening.screen, cases.world.town, by=cases.users["county_officer"]) == "no-branch"
    unit.state = "closed"
    unit.save()
    assert refused(screening.screen, unit, by=cases.users["township_officer"]) == "no-branch"
    assert not Case.objects.exists()


@pytest.mark.parametrize("state", ["SCREENED", "WATCH", "CANDIDATE", "PLANNING", "RECTIFYING", "CLEARED"])
def test_a_branch_has_one_open_case_at_most(cases: CaseWorld, state: str) -> None:
    case = to_state(cases, state)
    assert refused(screening.screen, case.unit, by=cases.users["township_officer"]) == "open-case"
    assert Case.objects.count() == 1


def test_after_it_was_dropped_it_can_be_screened_again_and_the_reason_is_kept(cases: CaseWorld) -> None:
    case = to_state(cases, "DROPPED")
    assert case.open is False
    assert case.dossier.entries.get(verb="drop").note == "迹象轻，先不列"
    assert screened(cases).dossier.status == "SCREENED"


def test_proposing_needs_the_look_of_all_three_levels(cases: CaseWorld) -> None:
    case = screened(cases)
    assert waits_for(case, "list") == ["jointly_looked"]
    assert refused(propose, cases, case) == "jointly_looked"
    for level, who in (("branch", "recorder"), ("township", "township_officer")):
        screening.look(case, level, ["R04"], "看过", by=cases.users[who])
        assert refused(propose, cases, case) == "jointly_looked"
    screening.look(case, "county", [], "看过", by=cases.users["county_officer"])
    assert propose(cases, case).dossier.status == "CANDIDATE"


def test_a_branch_that_looks_away_for_its_five_working_days_stops_nothing(cases: CaseWorld) -> None:
    case = screened(cases)
    screening.look(case, "township", CODES, "看过", by=cases.users["township_officer"])
    screening.look(case, "county", CODES, "看过", by=cases.users["county_officer"])
    cases.clock.add(7)
    assert refused(propose, cases, case) == "jointly_looked", (
        "Monday to Monday: the fifth working day still runs"
    )
    cases.clock.add(1)
    assert propose(cases, case).dossier.status == "CANDIDATE"


def test_each_level_is_looked_at_by_its_own_people_and_nobody_looks_twice(cases: CaseWorld) -> None:
    case = screened(cases)
    for level, who in (
        ("branch", "township_officer"),
        ("township", "county_officer"),
        ("county", "secretary"),
    ):
        assert refused(screening.look, case, level, [], "看过", by=cases.users[who]) == "role"
    both = cases.users["township_officer"]
    screening.look(case, "township", [], "看过", by=both)
    both.grants.create(unit=cases.world.county, role="county_officer")
    both.__dict__.pop("grants_now", None)
    assert refused(screening.look, case, "county", [], "看过", by=both) == "apart"
    assert (
        refused(screening.look, case, "county", ["R99"], "看过", by=cases.users["county_officer"]) == "codes"
    )
    assert refused(screening.look, case, "county", [], "  ", by=cases.users["county_officer"]) == "text"


def test_looking_again_replaces_the_look_and_the_book_keeps_both(cases: CaseWorld) -> None:
    case = screened(cases)
    for codes in (["R04"], ["R06", "R04"]):
        screening.look(case, "township", codes, "看过", by=cases.users["township_officer"])
    assert case.looks.get().codes == ["R04", "R06"]
    lines = case.dossier.entries.filter(verb="looked").values_list("change", flat=True)
    assert [line["codes"] for line in lines] == [["R04"], ["R04", "R06"]]


@pytest.mark.parametrize("codes", [[], ["R99"], ["R10"], ["R04", "R99"]])
def test_nobody_is_proposed_without_signs_or_for_an_advisory_one_alone(
    cases: CaseWorld, codes: list[str]
) -> None:
    case = screened(cases)
    look_all(cases, case)
    assert refused(propose, cases, case, codes) == "signs_chosen"
    assert moves.fresh(case).dossier.status == "SCREENED"


def test_an_advisory_sign_may_stand_beside_another(cases: CaseWorld) -> None:
    case = screened(cases)
    look_all(cases, case)
    assert propose(cases, case, ["R10", "R04"]).codes == ["R04", "R10"]


def test_a_sign_of_another_sector_is_none(cases: CaseWorld) -> None:
    case = screened(cases, "E")
    for level, who in (("township", "township_officer"), ("county", "county_officer")):
        screening.look(case, level, ["R04"], "看过", by=cases.users[who])
    cases.clock.add(10)
    assert refused(propose, cases, case, ["R06"]) == "signs_chosen"


def test_a_watched_branch_is_looked_at_anew_by_all_levels(cases: CaseWorld) -> None:
    case = screened(cases)
    look_all(cases, case)
    screening.watch(case, by=cases.users["township_secretary"], reason="迹象轻")
    assert case.dossier.due == cases.clock.day + timedelta(days=180)
    put_facts(case.unit, {"life_gap_months": "0"})
    cases.clock.add(100)
    screening.look_again(case, by=cases.users["township_officer"], reason="又有迹象")
    assert next(row["state"] for row in case.signs if row["code"] == "R04") != "there"
    assert refused(propose, cases, case) == "jointly_looked", "the looks of then do not count now"
    look_all(cases, case)
    assert propose(cases, case).dossier.status == "CANDIDATE"
