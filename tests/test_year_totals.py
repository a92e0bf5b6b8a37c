"""Yearly totals: whole numbers with their source, the two parts make the whole, what stood there stays on record."""

from typing import Any

import pytest

from baxing.rectification.actions.totals import enter_totals
from baxing.rectification.models import YearTotal
from baxing.rectification.totals import years_of
from baxing.units.models import User
from tests.case_world import CaseWorld, refused, screened, to_state

SEED = {"rural": 599, "other": 454, "all": 1053}


def enter(cases: CaseWorld, counts: dict[str, Any], **changed: Any) -> list[YearTotal]:
    """The region's figure for 2019, or with single things changed."""
    given: dict[str, Any] = {"by": cases.users["region_officer"], "source": "全区工作报告〔2020〕"}
    unit, year = changed.pop("unit", cases.world.region), changed.pop("year", 2019)
    measure = changed.pop("measure", "rectified")
    return enter_totals(unit, year, measure, counts, **{**given, **changed})


def line(cases: CaseWorld, unit: Any, year: int, measure: str) -> Any:
    """One line of the page."""
    found = next(one for one in years_of(unit) if one.year == year)
    return next(one for one in found.lines if one.measure == measure)


def test_the_figures_of_the_region_are_entered_with_their_source(cases: CaseWorld) -> None:
    enter(cases, SEED)
    enter(cases, {"all": 871}, year=2020, measure="screened")
    assert line(cases, cases.world.region, 2019, "rectified").entered == SEED
    assert line(cases, cases.world.region, 2020, "screened").entered == {
        "rural": None,
        "other": None,
        "all": 871,
    }
    page = cases.world.client_as("city_officer").get(f"/rectification/totals?unit={cases.world.region.uid}")
    assert page.status_code == 404
    body = cases.world.client_as("region_officer").get("/rectification/totals").content.decode()
    for text in ("1053", "599", "454", "871", "全区工作报告〔2020〕"):
        assert text in body


def test_what_does_not_add_up_is_refused(cases: CaseWorld) -> None:
    assert refused(enter, cases, {**SEED, "all": 1054}) == "sum"
    assert refused(enter, cases, {"rural": 12, "all": 11}) == "sum"
    assert not YearTotal.objects.exists()


@pytest.mark.parametrize("count", [-1, 1.5, True, "7", 1_000_001])
def test_a_total_is_a_whole_number(cases: CaseWorld, count: Any) -> None:
    assert refused(enter, cases, {"all": count}) == "number"


def test_it_needs_a_source_a_known_figure_and_a_year_that_began(cases: CaseWorld) -> None:
    assert refused(enter, cases, SEED, source="  ") == "no-source"
    assert refused(enter, cases, SEED, measure="quota") == "measure"
    assert refused(enter, cases, {"quota": 5}) == "measure"
    assert refused(enter, cases, SEED, year=2027) == "year"


@pytest.mark.parametrize(
    "who", ["county_lead", "township_officer", "city_officer", "secretary", "region_admin"]
)
def test_only_the_department_of_that_level_enters(cases: CaseWorld, who: str) -> None:
    by: User = cases.users[who]
    assert refused(enter, cases, SEED, by=by) == "role"
    assert refused(enter, cases, SEED, by=by, unit=cases.world.county) == "role"


def test_a_county_enters_its_own(cases: CaseWorld) -> None:
    enter(cases, {"all": 3}, unit=cases.world.county, by=cases.users["county_officer"])
    assert line(cases, cases.world.county, 2019, "rectified").entered["all"] == 3


def test_a_correction_needs_its_reason_and_keeps_what_stood_there(cases: CaseWorld) -> None:
    enter(cases, {**SEED, "rural": 600, "other": 453})
    assert refused(enter, cases, SEED) == "no-reason"
    enter(cases, SEED, reason="抄错了", source="更正通知")
    found = line(cases, cases.world.region, 2019, "rectified")
    assert found.entered == SEED
    assert [(row["count"], row["reason"], row["by"]) for row in found.earlier] == [
        (600, "抄错了", "region_officer"), (453, "抄错了", "region_officer"),
    ]  # fmt: skip
    assert refused(enter, cases, SEED, reason="再写一遍") == "nothing-new"
    enter(cases, {}, reason="这一年没有可靠的数")
    assert line(cases, cases.world.region, 2019, "rectified").entered == dict.fromkeys(SEED)


def test_of_two_who_enter_at_once_the_second_is_told(cases: CaseWorld) -> None:
    nothing = dict.fromkeys(SEED)
    enter(cases, SEED, seen=nothing)
    assert refused(enter, cases, {"all": 1000}, seen=nothing, reason="x") == "changed"
    enter(cases, {**SEED, "all": None}, seen=SEED, reason="x")


def test_what_the_cases_count_stands_beside_it(cases: CaseWorld) -> None:
    to_state(cases, "RECTIFYING", key="V")
    to_state(cases, "PLANNING", key="C")
    screened(cases, "G")
    enter(cases, {"all": 9}, unit=cases.world.county, by=cases.users["county_officer"], year=2026)
    county = cases.world.county
    assert line(cases, county, 2026, "screened").counted == {"rural": 1, "other": 2, "all": 3}
    assert line(cases, county, 2026, "rectified").counted == {"rural": 1, "other": 1, "all": 2}
    assert line(cases, county, 2026, "rectified").entered["all"] == 9
    assert line(cases, county, 2026, "closed").counted["all"] == 0
    (year,) = years_of(county)
    assert [(str(name), numbers["screened"]) for name, numbers in year.sectors] == [
        ("农牧区村", 1), ("社区", 1), ("机关", 1),
    ]  # fmt: skip


def test_the_page_has_no_percentage_and_takes_a_correction(cases: CaseWorld) -> None:
    client = cases.world.client_as("county_officer")
    address = f"/rectification/totals/{cases.world.county.uid}/enter?year=2020&measure=screened"
    form = {"rural": "5", "other": "2", "all": "7", "source": "年报"}
    assert client.post(address, {**form, "all": "8"}).status_code == 409
    assert client.post(address, {**form, "rural": "x"}).status_code == 422
    assert client.post(address, form).status_code == 302
    assert (
        client.post(address, form).status_code == 409
    )  # entered already: what this page saw is no longer there
    body = client.get("/rectification/totals").content.decode()
    assert "%" not in body.partition("<main")[2].partition("</main>")[0]
    seen = {"seen_rural": "5", "seen_other": "2", "seen_all": "7"}
    assert (
        client.post(address, {**form, **seen, "rural": "4", "all": "6", "reason": "重复一个"}).status_code
        == 302
    )
    assert "重复一个" in client.get("/rectification/totals").content.decode()
    assert client.get(address.replace("2020", "1999")).status_code == 422


def test_strangers_and_branches_have_no_such_page(cases: CaseWorld) -> None:
    for who in ("stranger", "secretary", "member", "teller"):
        assert cases.world.client_as(who).get("/rectification/totals").status_code == 404
    address = f"/rectification/totals/{cases.world.county.uid}/enter?year=2020&measure=screened"
    for who in ("county_lead", "township_officer", "city_officer", "stranger"):
        assert cases.world.client_as(who).get(address).status_code == 404
    assert cases.world.client_as("township_officer").get("/rectification/totals").status_code == 200
