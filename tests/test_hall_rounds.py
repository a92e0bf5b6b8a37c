"""A round counted on paper: everything that decides is fixed at the opening, two accounts must agree, and what cannot be a
result is void, kept and held again (domain §8.3, §8.4)."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from baxing.ballots.actions.rounds import enter_count, open_round
from baxing.ballots.models import HallCount, Round
from baxing.ballots.results import differing, intact, reaches, results
from baxing.rectification.actions import moves
from baxing.rules.ballot import Count
from tests.case_closing import counted, enter, open_ballot, to_closing
from tests.case_world import CaseWorld, refused

pytestmark = pytest.mark.django_db
RULE = {"code": "members", "size": 40, "quorum": [2, 3], "one_below": 0}


@pytest.fixture
def round(cases: CaseWorld) -> Round:
    """V's acceptance ballot: 20 members, 13 representatives."""
    return open_ballot(cases, to_closing(cases, "DEPT_REVIEWED"))


def marks(positive: int, rest: int, unknown: int = 0) -> Count:
    options = {"satisfied": positive, "basically": 0, "dissatisfied": rest - unknown, "unknown": unknown}
    return Count(positive + rest, positive + rest, 0, options)


@pytest.mark.parametrize(
    ("threshold", "positive", "rest", "reached"),
    [
        ("95", 19, 1, True), ("95", 18, 1, False), ("95", 18, 2, False), ("95", 38, 2, True), ("95", 37, 3, False),
        ("95", 2355, 125, False),  # 94.96 %: shown as 95.0, and it fails
        ("95", 2356, 124, True), ("95", 0, 0, False), ("95", 12, 0, True), ("95", 11, 1, False),
        ("85", 6, 1, True), ("85", 5, 1, False), ("85", 12, 1, True), ("85", 11, 2, False), ("85", 17, 3, True),
        ("85", 16, 4, False), ("85", 34, 6, True), ("85", 33, 7, False),
    ],
)  # fmt: skip
def test_whole_numbers_decide_at_the_line(threshold: str, positive: int, rest: int, reached: bool) -> None:
    assert reaches({**RULE, "threshold": threshold}, marks(positive, rest)) is reached
    assert reaches({**RULE, "threshold": threshold}, marks(positive, rest, rest)) is reached, (
        "don't know is no yes"
    )


def test_what_decides_is_fixed_and_sealed_at_the_opening(cases: CaseWorld, round: Round) -> None:
    members, reps = round.rule
    assert (members["code"], members["size"], members["threshold"], members["quorum"]) == (
        "members",
        20,
        "95",
        [2, 3],
    )
    assert (reps["code"], reps["size"], reps["threshold"]) == ("reps", 13, "85")
    line = moves.fresh(round.parent.case).dossier.entries.get(verb="open_ballot")
    assert line.change["digest"] == round.digest
    assert len(round.digest) == 64
    assert line.change["sizes"] == {"members": 20, "reps": 13}


def test_a_line_that_was_lowered_afterwards_counts_nothing(cases: CaseWorld, round: Round) -> None:
    assert intact(round)
    lowered = [{**rule, "threshold": "50"} for rule in round.rule]
    Round.objects.filter(pk=round.pk).update(rule=lowered)
    assert not intact(Round.objects.get(pk=round.pk))
    assert refused(enter, round, "members", cases.users["teller"], counted(20)) == "seal"


def test_a_round_needs_voters_and_no_other_open_round(cases: CaseWorld, round: Round) -> None:
    officer, dossier = cases.users["county_officer"], round.parent
    for size in (0, -1, True):
        given = [{**RULE, "size": size}]
        assert refused(open_round, dossier, by=officer, purpose="acceptance", electorates=given) == "size"
    assert refused(open_round, dossier, by=officer, purpose="acceptance", electorates=[]) == "size"
    assert refused(open_round, dossier, by=officer, purpose="acceptance", electorates=[RULE]) == "open"


def test_two_equal_entries_certify_and_the_fraction_is_exact(cases: CaseWorld, round: Round) -> None:
    first = enter(round, "members", cases.users["teller"], counted(20, 1))
    assert not first.certified
    assert [row.state for row in results(round)] == ["once", "none"]
    assert results(round)[0].count is None, "nobody reads figures that only one has entered"
    assert enter(round, "members", cases.users["teller_two"], counted(20, 1)).certified
    members = results(Round.objects.get(pk=round.pk))[0]
    assert (members.state, members.rate, members.passed) == ("certified", Fraction(19, 20), True)
    assert Round.objects.get(pk=round.pk).state == "open", "the representatives are still to be counted"


def test_a_difference_is_named_without_figures_and_corrected(cases: CaseWorld, round: Round) -> None:
    one, two = cases.users["teller"], cases.users["teller_two"]
    enter(round, "members", one, counted(20, 1))
    enter(round, "members", two, counted(20, 2))
    assert differing(round, "members") == ["options.dissatisfied", "options.satisfied"]
    assert results(round)[0].state == "differ"
    assert refused(enter, round, "members", cases.users["county_officer_two"], counted(20, 1)) == "third"
    assert enter(round, "members", two, counted(20, 1)).certified
    assert HallCount.objects.filter(replaced=True).count() == 1, "what was corrected is kept"
    assert refused(enter, round, "members", one, counted(20, 3)) == "certified"


def test_one_account_twice_is_one_entry(cases: CaseWorld, round: Round) -> None:
    enter(round, "members", cases.users["teller"], counted(20))
    assert not enter(round, "members", cases.users["teller"], counted(20)).certified
    assert HallCount.objects.filter(replaced=False).count() == 1


def test_attendance_and_rows_must_agree_too(cases: CaseWorld, round: Round) -> None:
    rows = {"team": {"satisfied": 19, "basically": 0, "dissatisfied": 1, "unknown": 0, "void": 0}}
    given: dict[str, Any] = {"held_on": cases.clock.day, "present": 20, "rows": rows}
    enter_count(round, "members", counted(20), by=cases.users["teller"], **given)
    enter_count(round, "members", counted(20), by=cases.users["teller_two"], **{**given, "rows": {}})
    assert differing(round, "members") == ["rows.team"]
    for wrong in (
        {"team": {"satisfied": 19}},
        {"gossip": rows["team"]},
        {"team": {**rows["team"], "void": 1}},
    ):
        act = {**given, "rows": wrong}
        assert refused(enter_count, round, "members", counted(20), by=cases.users["teller"], **act) == "rows"


@pytest.mark.parametrize(
    ("count", "present", "code"),
    [
        (Count(20, 20, 0, {"satisfied": 19, "basically": 0, "dissatisfied": 0, "unknown": 0}), 20, "sum-not-valid"),
        (Count(20, 20, 21, {"satisfied": 0, "basically": 0, "dissatisfied": 0, "unknown": 0}), 20, "void-over-returned"),
        (Count(20, 20, 0, {"satisfied": 21, "basically": 0, "dissatisfied": -1, "unknown": 0}), 20, "negative"),
        (Count(20, 20, 0, {"satisfied": 20, "basically": 0, "dissatisfied": 0}), 20, "option-missing"),
        (counted(21), 21, "present-over-should"),
        (counted(20), 19, "issued-over-present"),
    ],
)  # fmt: skip
def test_impossible_sums_are_refused(
    cases: CaseWorld, round: Round, count: Count, present: int, code: str
) -> None:
    assert refused(enter, round, "members", cases.users["teller"], count, present) == code
    assert not HallCount.objects.exists()


def test_a_ballot_is_held_after_its_opening_and_not_ahead(cases: CaseWorld, round: Round) -> None:
    for day in (cases.clock.day - timedelta(days=1), cases.clock.day + timedelta(days=1)):
        act = {"by": cases.users["teller"], "held_on": day, "present": 20}
        assert refused(enter_count, round, "members", counted(20), **act) == "date"


@pytest.mark.parametrize(
    ("count", "present", "reason"),
    [
        (counted(20, returned=21), 20, "returned"),
        (counted(13), 13, "quorum"),
        (counted(20, returned=9), 20, "valid"),
        (counted(20, void=11), 20, "valid"),
    ],
)
def test_a_round_that_both_enter_as_void_is_void_and_kept(
    cases: CaseWorld, round: Round, count: Count, present: int, reason: str
) -> None:
    enter(round, "members", cases.users["teller"], count, present)
    assert Round.objects.get(pk=round.pk).state == "open", "one account alone voids nothing"
    enter(round, "members", cases.users["teller_two"], count, present)
    void = Round.objects.get(pk=round.pk)
    assert (void.state, void.void_reason, void.passed) == ("void", reason, None)
    kept = results(void)[0]
    assert (kept.count, kept.passed) == (count, None)
    assert refused(enter, round, "reps", cases.users["teller"], counted(13)) == "settled"
    case = moves.fresh(void.parent.case)
    assert case.dossier.status == "BALLOT"
    assert case.dossier.entries.last().change["void_reason"] == reason


def test_half_of_the_issued_is_enough(cases: CaseWorld, round: Round) -> None:
    for teller in ("teller", "teller_two"):
        enter(round, "members", cases.users[teller], counted(20, returned=10), 20)
    assert Round.objects.get(pk=round.pk).state == "open"
    assert results(Round.objects.get(pk=round.pk))[0].passed is True


def test_the_book_holds_no_figures(cases: CaseWorld, round: Round) -> None:
    for teller in ("teller", "teller_two"):
        enter(round, "members", cases.users[teller], counted(20, 1))
    lines = moves.fresh(round.parent.case).dossier.entries.filter(verb__in=("counted", "certified"))
    assert [line.change for line in lines] == [{"round": 1, "electorate": "members"}] * 3
