"""Which year a sign is read from, with value, period and source; the list takes as many queries for 200 branches as for 10."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baxing.rectification.signs import SignRow, screening, signs_of, signs_of_many, years_for
from baxing.units.models import Unit
from baxing.units.paths import segment
from tests.case_world import CaseWorld, put_facts, screened

WINTER, SUMMER = date(2026, 2, 28), date(2026, 7, 15)


def signs(unit: Unit, today: date = SUMMER) -> dict[str, SignRow]:
    """The signs of a branch by code."""
    return {row["code"]: row for row in signs_of(unit, today=today)}


def test_in_january_and_february_the_year_before_is_read() -> None:
    assert years_for(date(2026, 1, 1)) == years_for(WINTER) == (2025,)
    assert years_for(date(2026, 3, 1)) == years_for(date(2026, 12, 31)) == (2026, 2025)


def test_a_sign_has_its_value_its_period_its_year_and_its_source(cases: CaseWorld) -> None:
    found = signs(cases.world.branches["V"], WINTER)
    assert found["R01"] == {
        "code": "R01", "state": "not", "year": 2025,
        "readings": [["secretary_vacant_months", "", "0"]], "sources": ["年度报表"],
    }  # fmt: skip
    assert found["R04"]["state"] == "there"
    assert ["members_meeting_valid", "Q3", None] in found["R04"]["readings"]
    assert list(found) == [f"R{n:02d}" for n in range(1, 14)]


def test_this_year_counts_where_it_already_decides(cases: CaseWorld) -> None:
    unit = cases.world.branches["V"]
    put_facts(unit, {"secretary_vacant_months": "4", "life_gap_months": "0"}, 2026)
    now = signs(unit)
    assert (now["R01"]["state"], now["R01"]["year"]) == ("there", 2026)
    assert signs(unit, WINTER)["R01"]["state"] == "not"


def test_what_is_still_being_counted_up_is_not_held_against_a_branch(cases: CaseWorld) -> None:
    unit = cases.world.branches["V"]
    put_facts(unit, {"publicity_quarters": "4", "village_publicity_quarters": "4", "oversight_meetings": "4"})
    put_facts(unit, {"publicity_quarters": "1", "oversight_meetings": "0"}, 2026)
    now = signs(unit)
    assert [(now[code]["state"], now[code]["year"]) for code in ("R06", "R07")] == [("not", 2025)] * 2
    later = signs(unit, date(2027, 1, 10))
    assert (later["R06"]["state"], later["R07"]["state"]) == ("there", "there")


def test_a_quarter_counts_when_it_is_over(cases: CaseWorld) -> None:
    unit = cases.world.branches["V"]
    put_facts(unit, {"life_gap_months": "0", "committee_meeting_months": "12"})
    rows = [("Q2", "0"), ("Q3", "0")]
    from baxing.records.models import FactValue

    for period, value in rows:
        FactValue.objects.create(
            unit=unit, year=2026, code="members_meeting_valid", period=period, value=value, source="台账"
        )
    readings = signs(unit)["R04"]["readings"]
    assert signs(unit)["R04"]["state"] == "not"  # of last year, as this one leaves it open
    assert ["members_meeting_valid", "Q3", "0"] not in readings


def test_a_term_that_ran_out_since_the_year_of_the_facts_is_not_certain(cases: CaseWorld) -> None:
    unit = cases.world.branches["V"]
    put_facts(unit, {"term_ends_on": "2026-03-15"})  # as told for 2025: an election held since is not in it
    assert signs(unit)["R05"]["state"] == "maybe"
    assert signs(unit, WINTER)["R05"]["state"] == "not"
    put_facts(unit, {"term_ends_on": "2031-04-20"}, 2026)
    assert signs(unit)["R05"]["state"] == "not"
    put_facts(unit, {"term_ends_on": "2026-03-15"}, 2026)
    assert signs(unit)["R05"]["state"] == "there"


def test_what_nobody_entered_is_unknown_and_suggests_nothing(cases: CaseWorld) -> None:
    bare = _branch(cases.world.town, 90)
    found = signs(bare)
    assert {found[code]["state"] for code in ("R01", "R03", "R04", "R05", "R06", "R09", "R10", "R11")} == {
        "unknown"
    }
    assert not [row for row in found.values() if row["state"] in ("there", "maybe")]


def _branch(parent: Unit, order: int) -> Unit:
    return Unit.objects.create(
        parent=parent, order=order, path=parent.path + segment(order), name=f"支部{order}", level="branch",
        form="branch", sector="V", members_full=9,
    )  # fmt: skip


@pytest.mark.parametrize("today", [WINTER, SUMMER])
def test_the_list_asks_the_same_for_ten_branches_and_for_two_hundred(cases: CaseWorld, today: date) -> None:
    units = [_branch(cases.world.town, 100 + n) for n in range(200)]
    for unit in units[:3]:
        put_facts(unit, {"life_gap_months": "6"})
    screened(cases, "V")
    screening(units[:1], today=today)  # the regulation is parsed once per process
    counted = []
    for some in (units[:10], units):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = screening(some, today=today)
        assert [row.unit for row in rows] == list(some)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_the_list_runs_by_the_register_and_never_by_what_was_found(cases: CaseWorld) -> None:
    branches = cases.world.branches
    put_facts(branches["V3"], {"secretary_vacant_months": "9", "no_venue": "true"})
    units = list(Unit.objects.filter(level="branch").order_by("path"))
    rows = screening(units, today=SUMMER)
    assert [row.unit for row in rows] == units
    most = next(row for row in rows if row.unit == branches["V3"])
    assert [sign["code"] for sign in most.with_state("there")] == ["R01", "R04", "R06", "R08"]


def test_an_open_case_is_named_beside_its_branch(cases: CaseWorld) -> None:
    case = screened(cases, "V")
    (row, other) = screening([case.unit, cases.world.branches["V3"]], today=SUMMER)
    assert (row.case, other.case) == (case, None)
    assert case.signs == signs_of_many([case.unit], today=cases.clock.day)[case.unit_id]
