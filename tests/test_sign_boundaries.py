"""Each computed sign of the shipped regulation, on both sides of its line, and where too little is known (domain §7.1)."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from baxing.rectification.regulation_file import read, shipped
from baxing.rules.facts import Facts
from baxing.rules.rectification import see, see_all
from baxing.rules.regulation import Regulation
from baxing.standards.loading import base_facts

REGULATION: Regulation = read(shipped()[0]).sound()
TODAY = date(2026, 2, 10)
MEETINGS = {f"members_meeting_valid.Q{n}": 1 for n in range(1, 5)}
NONE_IN_Q3 = {**MEETINGS, "members_meeting_valid.Q3": 0}


def facts(**given: Any) -> Facts:
    """What is known of last year, in short: a name with a dot is a fact and its period."""
    values = {}
    for name, value in given.items():
        code, _dot, period = name.partition(".")
        exact = value if isinstance(value, bool | date) else Fraction(str(value))
        values[code, period] = exact
    return Facts(2025, TODAY, values, base_facts())


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("R01", {"secretary_vacant_months": 3}, "not"),
    ("R01", {"secretary_vacant_months": "3.5"}, "there"),
    ("R01", {"secretary_vacant_months": 4}, "there"),
    ("R01", {}, "unknown"),
    ("R03", {"team_rate_members": "0.59"}, "there"),
    ("R03", {"team_rate_members": "0.6"}, "not"),
    ("R03", {"team_rate_members": "0.9", "team_rate_reps": "0.599"}, "there"),
    ("R03", {}, "unknown"),
    ("R04", {"life_gap_months": 3}, "there"),
    ("R04", {**MEETINGS, "life_gap_months": 2, "committee_meeting_months": 2}, "not"),
    ("R04", {**NONE_IN_Q3, "committee_meeting_months": 3}, "there"),
    ("R04", {**NONE_IN_Q3, "committee_meeting_months": 4}, "maybe"),
    ("R04", {**NONE_IN_Q3, "committee_meeting_months": 9}, "maybe"),
    ("R04", {**NONE_IN_Q3, "committee_meeting_months": 10}, "not"),
    ("R04", {**NONE_IN_Q3}, "unknown"),
    ("R04", {"committee_meeting_months": 12}, "not"),
    ("R05", {"term_ends_on": date(2026, 2, 9)}, "there"),
    ("R05", {"term_ends_on": TODAY}, "not"),
    ("R05", {"term_ends_on": date(2026, 2, 11)}, "not"),
    ("R05", {"term_ends_on": date(2025, 1, 1), "extension_approved": True}, "not"),
    ("R05", {}, "unknown"),
    ("R06", {"publicity_quarters": 1, "village_publicity_quarters": 4}, "there"),
    ("R06", {"publicity_quarters": 4, "village_publicity_quarters": 2}, "maybe"),
    ("R06", {"publicity_quarters": 3, "village_publicity_quarters": 3}, "not"),
    ("R06", {"publicity_quarters": 3}, "unknown"),
    ("R06", {"publicity_quarters": 0}, "there"),
    ("R07", {"oversight_meetings": 0}, "there"),
    ("R07", {"oversight_meetings": 1}, "maybe"),
    ("R07", {"oversight_meetings": 2}, "maybe"),
    ("R07", {"oversight_meetings": 3}, "not"),
    ("R07", {}, "unknown"),
    ("R08", {"no_venue": True}, "there"),
    ("R08", {"no_venue": False}, "not"),
    ("R08", {}, "not"),  # nothing was found
    ("R09", {"satisfaction_rate_reps": "0.5999"}, "there"),
    ("R09", {"satisfaction_rate_reps": "0.6"}, "not"),
    ("R09", {"satisfaction_rate_reps": "0.9", "satisfaction_rate_members": "0.5"}, "there"),
    ("R09", {}, "unknown"),
    ("R10", {"candidates_two_years": 0}, "there"),
    ("R10", {"candidates_two_years": 0, "no_candidate_reason": True}, "not"),
    ("R10", {"candidates_two_years": 1}, "not"),
    ("R10", {}, "unknown"),
    ("R11", {"stars_lit_last_cycle": 3, "stars_lit_cycle_before": 3}, "there"),
    ("R11", {"stars_lit_last_cycle": 4, "stars_lit_cycle_before": 0}, "not"),
    ("R11", {"stars_lit_last_cycle": 0, "stars_lit_cycle_before": 4}, "not"),
    ("R11", {"stars_lit_last_cycle": 0}, "unknown"),  # there was no earlier cycle
    ("R11", {"stars_lit_last_cycle": 4}, "not"),
    ("R11", {}, "unknown"),
    ("R13", {"relapses_12_months": 1}, "there"),
    ("R13", {"relapses_12_months": 0}, "not"),
    ("R13", {}, "not"),
]


@pytest.mark.parametrize(("code", "known", "state"), CASES)
def test_a_sign_says_what_its_facts_say(code: str, known: dict[str, Any], state: str) -> None:
    sign = REGULATION.sign(code)
    assert sign is not None
    assert see(sign, facts(**known)).state == state


def test_every_computed_sign_was_looked_at_on_both_sides() -> None:
    for sign in REGULATION.signs:
        states = {state for code, _known, state in CASES if code == sign.code}
        assert states >= {"there", "not"} or sign.mode == "manual", sign.code


@pytest.mark.parametrize("code", ["R02", "R12"])
def test_what_people_have_to_find_is_never_computed(code: str) -> None:
    sign = REGULATION.sign(code)
    assert sign is not None
    assert see(sign, facts(secretary_vacant_months=12)).state == "manual"


def test_only_villages_and_communities_are_asked_about_village_affairs() -> None:
    in_village = {seen.code for seen in see_all(REGULATION, "V", facts())}
    in_school = {seen.code for seen in see_all(REGULATION, "E", facts())}
    assert in_village - in_school == {"R06", "R07", "R10"}
    assert "R10" not in {seen.code for seen in see_all(REGULATION, "C", facts())}


def test_what_is_only_advisory_says_so() -> None:
    assert [sign.code for sign in REGULATION.signs if sign.advisory] == ["R10"]
