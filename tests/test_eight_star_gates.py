"""The gates, vetoes, n/a rules and the full award of the eight-star pack fire exactly where domain §4 says, and only when certain."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from baxing.rules import scoring
from tests import pack_sample as sample

PACK = sample.pack("eight-star")
NO_MEETING = {"Q1": 1, "Q2": 0, "Q3": 0, "Q4": 1}


def gates(sector: str = "V", **changed: Any) -> set[str]:
    states = scoring.gate_states(PACK, sector, sample.model(PACK, **changed))
    return {code for code, fired in states.items() if fired}


def kind(task: str, sector: str = "V", **changed: Any) -> tuple[str, int]:
    out = scoring.compute_all(PACK, sector, sample.model(PACK, **changed))[task]
    return out.kind, out.points


@pytest.mark.parametrize(
    ("gate", "changed"),
    [
        ("S1-G1", {"term_ends_on": date(2025, 9, 30)}),
        ("S1-G2", {"months_below_three": 7}),
        ("S2-G1", {"secretary_vacant_months": 4}),
        ("S2-G2", {"team_rate_members": "0.59"}),
        ("S3-G1", {"falsified_admission": True}),
        ("S3-G2", {"roster_quarters": 0}),
        ("S4-G1", {"life_gap_months": 6}),
        ("S4-G1", {"party_day_months": 0, "committee_meeting_months": 0, "group_meeting_months": 0,
                   "members_meeting_valid": NO_MEETING}),
        ("S4-G2", {"record_made_up": True}),
        ("S5-G1", {"satisfaction_rate_reps": "0.5999"}),
        ("S6-G1", {"publicity_quarters": 1, "village_publicity_quarters": 0}),
        ("S6-G2", {"decision_outside_procedure": True}),
        ("S7-G1", {"no_venue": True}),
    ],
)  # fmt: skip
def test_a_gate_fires(gate: str, changed: dict[str, Any]) -> None:
    assert gates(**changed) == {gate}


@pytest.mark.parametrize(
    "changed",
    [
        {"term_ends_on": date(2025, 10, 1)},
        {"term_ends_on": date(2025, 3, 1), "extension_approved": True},
        {"months_below_three": 6},
        {"months_below_three": 9, "merger_plan_filed": True},
        {"secretary_vacant_months": 3},
        {"team_rate_members": "0.60", "satisfaction_rate_members": "0.60"},
        {"life_gap_months": 5},
        {"party_day_months": 1, "committee_meeting_months": 0, "group_meeting_months": 0,
         "members_meeting_valid": NO_MEETING},
        {"publicity_quarters": 1, "village_publicity_quarters": 1},
    ],
)  # fmt: skip
def test_a_gate_stays_open_at_the_edge(changed: dict[str, Any]) -> None:
    assert gates(**changed) == set()


def test_the_publicity_gate_is_for_villages_and_communities_only() -> None:
    silent = {"publicity_quarters": 0, "village_publicity_quarters": 0}
    assert {sector for sector in PACK.sectors if gates(sector, **silent)} == {"V", "C"}


def test_a_ballot_gate_needs_only_the_groups_that_voted() -> None:
    rates = dict.fromkeys(sample.RATES)
    states = scoring.gate_states(PACK, "H", sample.model(PACK, **rates))
    assert states["S5-G1"] is None
    states = scoring.gate_states(PACK, "H", sample.model(PACK, **rates | {"satisfaction_rate_users": "0.9"}))
    assert states["S5-G1"] is False


def test_the_election_pays_by_how_long_it_is_overdue() -> None:
    assert kind("S1-3", term_ends_on=date(2025, 12, 31)) == ("scored", 2500)
    assert kind("S1-3", term_ends_on=date(2025, 10, 1)) == ("scored", 1000)
    assert kind("S1-3", term_ends_on=date(2025, 3, 1)) == ("zero", 0)
    assert kind("S1-3", term_ends_on=date(2025, 3, 1), extension_approved=True) == ("scored", 2500)


def test_a_task_leaves_the_star_only_where_the_facts_say_so() -> None:
    assert kind("S4-2", committee_due=2) == ("na", 0)
    assert kind("S4-3", groups_due=0) == ("na", 0)
    assert kind("S1-4", groups_due=0, groups_set=0) == ("scored", 1000)
    assert kind("S3-5", mobile_members=0) == ("na", 0)
    assert kind("S3-5", mobile_members=0, needy_members=4, needy_members_visited=1) == ("scored", 375)
    assert kind("S8-4", superior_visits=3) == ("na", 0)
    assert kind("S8-4", superior_solved_nothing=True) == ("na", 0)
    assert kind("S6-5", suggestions_received=0, suggestions_answered=0) == ("scored", 1000)
    assert kind("S6-5", suggestions_received=0, suggestions_answered=0, channel_tested=None) == ("na", 0)


def test_a_partner_that_breaks_promises_costs_only_the_giving_side() -> None:
    broken = {"promises_made": 4, "promises_kept": 0, "promises_tracked": 4}
    assert kind("S5-4", "V", **broken) == ("scored", 1500)
    assert kind("S5-4", "G", **broken) == ("scored", 900)


def test_sectors_are_measured_by_their_own_numbers() -> None:
    assert kind("S7-5", "C", venue_days_monthly=4) == ("scored", 1000)
    assert kind("S7-5", "V", venue_days_monthly=4) == ("scored", 2000)
    assert kind("S6-7", "V", oversight_meetings=1) == ("scored", 125)
    assert kind("S6-7", "C", oversight_meetings=1) == ("scored", 250)
    assert kind("S6-7", "S", oversight_meetings=1) == ("scored", 500)
    assert kind("S2-4", "N", committee_study_done=0) == ("scored", 1500)
    assert kind("S2-4", "G", committee_study_done=0) == ("scored", 500)


def test_one_third_excellent_is_allowed_and_a_hair_more_is_not() -> None:
    assert kind("S3-6", excellent_share=Fraction(1, 3)) == ("scored", 1000)
    assert kind("S3-6", excellent_share="0.34") == ("scored", 800)


@pytest.mark.parametrize(
    ("veto", "changed"),
    [
        ("V1", {"under_rectification": True}),
        ("V2", {"founded_on": date(2025, 2, 1)}),
        ("V6", {"satisfaction_rate_staff": "0.59"}),
    ],
)
def test_a_veto_fires(veto: str, changed: dict[str, Any]) -> None:
    states = scoring.veto_states(PACK, sample.model(PACK, **changed), {})
    assert {code for code, fired in states.items() if fired} == {veto}


def test_what_each_veto_does() -> None:
    assert {veto.code: (veto.effect, veto.stars, veto.cap) for veto in PACK.vetoes} == {
        "V1": ("cannot_apply", [], None),
        "V2": ("self_assess_only", [], None),
        "V3": ("not_rated", [], None),
        "V4": ("star_dark", ["S5"], None),
        "V5": ("cancelled", [], None),
        "V6": ("cap", [], 5),
    }
    assert [veto.code for veto in PACK.vetoes if veto.when is None] == ["V3", "V4", "V5"]


def test_the_full_award_asks_for_ninety_and_ninety() -> None:
    assert PACK.top is not None
    assert (PACK.threshold, PACK.top.composite_at_least) == (80, 90)
    assert PACK.top.satisfaction_at_least == Decimal("0.9")
    assert scoring.satisfaction(PACK, sample.model(PACK, satisfaction_rate_reps="0.9")) == Fraction(9, 10)
