"""What a page can say beforehand: which needs of the next step are not met, at every station of the way."""

import pytest

from baxing.rectification.needs import NEEDS, TYPED, unmet
from baxing.rules.flow_rectification import RECTIFICATION
from tests.case_world import CaseWorld, look_all, to_state

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "verb", "missing"),
    [
        ("SCREENED", "list", ["jointly_looked"]),
        ("CANDIDATE", "unanswered", ["term_over"]),
        ("HEARD", "confirm", []),
        ("PLANNING", "send_plan", ["plan_whole", "seats_named", "kicked_off"]),
        ("PLAN_SENT", "approve_plan", []),
        ("RECTIFYING", "clear", ["items_settled"]),
        ("RECTIFYING", "escalate", []),
        ("CLEARED", "self_check", []),
    ],
)
def test_what_is_missing_for_the_next_step(
    cases: CaseWorld, state: str, verb: str, missing: list[str]
) -> None:
    case = to_state(cases, state)
    row = RECTIFICATION.move(state, verb)
    assert row is not None
    assert unmet(case, row, None) == missing


def test_what_was_missing_is_said_no_more_once_it_is_there(cases: CaseWorld) -> None:
    case = to_state(cases, "SCREENED")
    row = RECTIFICATION.move("SCREENED", "list")
    assert row is not None
    look_all(cases, case)
    assert unmet(case, row, cases.users["township_secretary"]) == []


@pytest.mark.parametrize(
    ("who", "missing"),
    [("county_officer", []), ("city_officer", ["watch_level"]), ("region_officer", ["watch_level"])],
)
def test_handing_back_is_offered_to_the_level_that_watches(
    cases: CaseWorld, who: str, missing: list[str]
) -> None:
    case = to_state(cases, "ESCALATED")
    row = RECTIFICATION.move("ESCALATED", "hand_back")
    assert row is not None
    assert unmet(case, row, cases.users[who]) == missing


def test_every_need_has_words_and_can_be_asked_without_anything_typed(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    assert NEEDS.keys() >= TYPED
    for need, holds in NEEDS.items():
        assert holds(case, None, {}) in (True, False), need
        assert RECTIFICATION.needs[need].zh
