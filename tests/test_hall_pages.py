"""The pages of a hall ballot: counters enter, both are told what differs, nobody sees the other's figures, small groups show
no breakdown, strangers find nothing."""

from typing import Any

import pytest
from django.urls import reverse

from baxing.ballots.models import Round
from baxing.units.models import Grant
from tests.case_closing import counted, enter, open_ballot, to_closing
from tests.case_world import CaseWorld, refused
from tests.cycle_parts import add_person

pytestmark = pytest.mark.django_db
STRANGERS = ("stranger", "other_officer", "other_secretary", "rater", "admin", "region_admin")


@pytest.fixture
def round(cases: CaseWorld) -> Round:
    return open_ballot(cases, to_closing(cases, "DEPT_REVIEWED"))


def page(cases: CaseWorld, round: Round, who: Any) -> Any:
    return cases.world.client_as(who).get(reverse("ballots:round", args=[round.uid]))


def post(cases: CaseWorld, round: Round, who: Any, electorate: str = "members", **changed: Any) -> Any:
    given = {
        "held_on": cases.clock.day.isoformat(), "present": 20, "issued": 20, "returned": 20, "void": 0, "satisfied": 17,
        "basically": 2, "dissatisfied": 1, "unknown": 0,
    }  # fmt: skip
    url = reverse("ballots:count", args=[round.uid, electorate])
    return cases.world.client_as(who).post(url, {**given, **changed}, follow=True)


def test_two_tellers_enter_and_the_table_shows_the_exact_fraction(cases: CaseWorld, round: Round) -> None:
    assert "等第二个账号" in post(cases, round, "teller").text
    assert "19 / 20" not in page(cases, round, "county_officer").text
    assert "签认" in post(cases, round, "teller_two").text
    text = page(cases, round, "secretary").text
    assert "19 / 20 95 %" in text
    assert "到线" in text
    count_all_reps(cases, round)
    text = page(cases, round, "county_lead").text
    assert "100 × 19 = 1900" in text
    assert "95 × 20 = 1900" in text
    assert "都到线" in text


def count_all_reps(cases: CaseWorld, round: Round) -> None:
    for teller in ("teller", "teller_two"):
        enter(round, "reps", cases.users[teller], counted(13))


def test_a_difference_names_fields_to_the_two_and_figures_to_nobody(cases: CaseWorld, round: Round) -> None:
    post(cases, round, "teller")
    text = post(cases, round, "teller_two", satisfied=16, dissatisfied=2).text
    assert "不一致" in text
    assert "满意 · 不满意" in text or "不满意 · 满意" in text
    third = add_person("third_teller", "teller", cases.world.county)
    for who, named in (("teller", True), ("teller_two", True), ("county_lead", False), (third, False)):
        text = page(cases, round, who).text
        assert ("这几项不一致" in text) is named, who
        assert ">17<" not in text
        assert "18 / 20" not in text
        assert "19 / 20" not in text
    own = cases.world.client_as("teller").get(reverse("ballots:count", args=[round.uid, "members"])).text
    assert 'value="17"' in own
    assert 'value="16"' not in own


def test_a_correction_takes_the_place_of_ones_own_entry(cases: CaseWorld, round: Round) -> None:
    post(cases, round, "teller", satisfied=16, dissatisfied=2)
    post(cases, round, "teller_two")
    assert "签认" in post(cases, round, "teller").text


def test_what_cannot_be_is_refused_with_its_reason(cases: CaseWorld, round: Round) -> None:
    assert post(cases, round, "teller", satisfied=18).status_code == 409
    assert post(cases, round, "teller", satisfied="x").status_code == 422
    half = post(cases, round, "teller", **{"team-satisfied": 20})
    assert half.status_code == 422
    assert "要填就填全" in half.text
    row = {f"team-{option}": 0 for option in ("basically", "dissatisfied", "unknown", "void")}
    assert post(cases, round, "teller", **{"team-satisfied": 20}, **row).status_code == 200


def test_the_other_rows_are_shown_for_reading(cases: CaseWorld, round: Round) -> None:
    row = {f"open-{option}": 0 for option in ("basically", "dissatisfied", "unknown")}
    for teller in ("teller", "teller_two"):
        post(cases, round, teller, **{"open-satisfied": 14, "open-void": 6}, **row)
    text = page(cases, round, "member").text
    assert "公开办事" in text
    assert "14" in text


def test_a_void_round_says_why(cases: CaseWorld, round: Round) -> None:
    for teller in ("teller", "teller_two"):
        said = post(cases, round, teller, returned=21, satisfied=18)
    assert "本轮无效" in said.text
    text = page(cases, round, "secretary").text
    assert "收回的票多于发出的票" in text
    assert "只有重新测评才有结果" in text


def test_a_group_with_fewer_than_five_shows_only_whether_it_passed(cases: CaseWorld) -> None:
    round = open_ballot(cases, to_closing(cases, "DEPT_REVIEWED"), sizes={"members": 20, "reps": 4})
    for teller in ("teller", "teller_two"):
        enter(round, "reps", cases.users[teller], counted(4, 1))
    text = page(cases, round, "county_officer").text
    assert "不足 5 张" in text
    assert "没到线" in text
    assert "3 / 4" not in text


def test_strangers_find_nothing_and_the_branch_only_reads(cases: CaseWorld, round: Round) -> None:
    url = reverse("ballots:count", args=[round.uid, "members"])
    for who in STRANGERS:
        assert page(cases, round, who).status_code == 404, who
        assert cases.world.client_as(who).get(url).status_code == 404, who
    for who in ("secretary", "member", "first_secretary", "county_lead", "auditor"):
        answer = page(cases, round, who)
        assert answer.status_code == 200, who
        assert url not in answer.text
        assert post(cases, round, who).status_code == 404, who
    assert url in page(cases, round, "teller").text
    gone = reverse("ballots:count", args=[round.uid, "nobody"])
    assert cases.world.client_as("teller").get(gone).status_code == 404


def test_a_teller_sees_the_round_and_no_way_to_the_case(cases: CaseWorld, round: Round) -> None:
    case = reverse("rectification:case-of", args=[round.parent.uid])
    assert case not in page(cases, round, "teller").text
    assert case in page(cases, round, "county_officer").text


def test_who_has_a_hand_in_the_case_counts_nothing(cases: CaseWorld, round: Round) -> None:
    listed_it = cases.users["township_officer"]
    assert refused(enter, round, "members", listed_it, counted(20)) == "apart"
    assert "计票要由别的账号录" in page(cases, round, listed_it).text
    seated = add_person("seated", "teller", cases.world.county)
    seat = round.parent.case.seats.order_by("pk").first()
    type(seat).objects.filter(pk=seat.pk).update(user=seated)
    assert refused(enter, round, "members", seated, counted(20)) == "apart"
    both = add_person("both", "teller", cases.world.county)
    add_duty(both, "member", cases.world.branches["V"])
    assert refused(enter, round, "members", both, counted(20)) == "role"
    assert refused(enter, round, "members", cases.users["stranger"], counted(20)) == "role"
    assert not enter(round, "members", cases.users["township_officer_two"], counted(20)).certified


def add_duty(user: Any, role: str, unit: Any) -> None:
    Grant.objects.create(user=user, role=role, unit=unit)
    user.__dict__.pop("grants_now", None)


def test_the_desk_tells_a_teller_what_he_has_to_count(cases: CaseWorld, round: Round) -> None:
    url = reverse("ballots:round", args=[round.uid])

    def desk(who: str) -> str:
        return str(cases.world.client_as(who).get("/").text)

    assert url in desk("teller")
    assert "各录一遍" in desk("teller_two")
    for electorate, size in (("members", 20), ("reps", 13)):
        enter(round, electorate, cases.users["teller"], counted(size))
    assert url not in desk("teller"), "the other account's turn"
    assert url in desk("teller_two")
    enter(round, "reps", cases.users["teller_two"], counted(13, 1))
    assert "再数一遍" in desk("teller")
    for who in ("secretary", "rater", "stranger"):
        assert url not in desk(who)
