"""The arithmetic of a count: what cannot be so, what passes, what must be repeated, what stays hidden."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baxing.rules import ballot
from baxing.rules.ballot import ASSESSMENT, SATISFACTION, Count

NUMBERS = st.integers(0, 400)
THRESHOLDS = st.integers(1, 100)


def satisfaction(a: int, b: int, c: int, u: int, void: int = 0, issued: int | None = None) -> Count:
    returned = a + b + c + u + void
    options = {"satisfied": a, "basically": b, "dissatisfied": c, "unknown": u}
    return Count(issued if issued is not None else returned, returned, void, options)


def codes(count: Count) -> set[tuple[str, str]]:
    return {(fault.code, fault.field) for fault in ballot.faults(count, SATISFACTION)}


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_count_that_adds_up_has_no_fault(a: int, b: int, c: int, u: int, void: int, kept: int) -> None:
    total = a + b + c + u + void
    assert ballot.faults(satisfaction(a, b, c, u, void, total + kept), SATISFACTION) == []


@given(NUMBERS, NUMBERS, st.integers(1, 50))
def test_a_mark_too_many_or_too_few_is_found(a: int, c: int, slip: int) -> None:
    good = satisfaction(a, 0, c, 0)
    for wrong in (good.returned + slip, good.returned - slip):
        found = {code for code, _ in codes(Count(10**6, wrong, 0, good.options))}
        assert "sum-not-valid" in found


def test_more_returned_than_issued_voids_the_round() -> None:
    found = ballot.faults(satisfaction(20, 0, 0, 0, issued=19), SATISFACTION)
    assert [(f.code, f.field, f.expected, f.given) for f in found] == [
        ("returned-over-issued", "returned", 19, 20)
    ]
    assert found[0].voids_round


def test_every_fault_is_named_at_once() -> None:
    count = Count(10, 12, 13, {"satisfied": -1, "other": 2})
    assert codes(count) == {
        ("negative", "options.satisfied"),
        ("returned-over-issued", "returned"),
        ("void-over-returned", "void"),
        ("option-missing", "options.basically"),
        ("option-missing", "options.dissatisfied"),
        ("option-missing", "options.unknown"),
        ("option-not-asked", "options.other"),
        ("sum-not-valid", "options"),
    }


@pytest.mark.parametrize(
    ("positive", "valid", "passed"),
    [(19, 20, True), (18, 19, False), (20, 20, True), (9496, 10000, False), (0, 0, False)],
)
def test_ninety_five_per_cent_is_compared_unrounded(positive: int, valid: int, passed: bool) -> None:
    assert ballot.passes(satisfaction(positive, 0, valid - positive, 0), 95, SATISFACTION) is passed


def test_a_rate_shown_as_95_that_is_94_96_fails() -> None:
    count = satisfaction(9496, 0, 504, 0)
    rate = ballot.rate_std(count, SATISFACTION)
    assert rate == Fraction(9496, 10000)
    assert f"{float(100 * rate):.1f}" == "95.0"
    assert not ballot.passes(count, 95, SATISFACTION)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, THRESHOLDS)
def test_the_whole_number_test_agrees_with_the_exact_rate(a: int, b: int, c: int, u: int, t: int) -> None:
    count = satisfaction(a, b, c, u)
    rate = ballot.rate_std(count, SATISFACTION)
    assert ballot.passes(count, t, SATISFACTION) is (rate is not None and rate >= Fraction(t, 100))


@given(st.integers(1, 400), THRESHOLDS)
def test_exactly_the_tolerated_number_still_passes(valid: int, t: int) -> None:
    most = ballot.tolerated(valid, t)
    assert ballot.passes(satisfaction(valid - most, 0, most, 0), t, SATISFACTION)
    assert most == valid or not ballot.passes(satisfaction(valid - most - 1, 0, most + 1, 0), t, SATISFACTION)


def test_the_table_of_tolerated_ballots() -> None:
    """Table of domain §8.3: from which number of valid ballots on one more is tolerated."""
    for threshold, steps in ((95, [1, 20, 40, 60, 80]), (85, [1, 7, 14, 20, 27, 34, 40, 47])):
        for most, (first, following) in enumerate(pairwise(steps)):
            assert {ballot.tolerated(valid, threshold) for valid in range(first, following)} == {most}


def test_dont_know_counts_against_unless_the_pack_says_otherwise() -> None:
    count = satisfaction(16, 0, 0, 4)
    assert ballot.rate_std(count, SATISFACTION) == Fraction(4, 5)
    assert ballot.rate_known(count, SATISFACTION) == 1
    assert not ballot.passes(count, 95, SATISFACTION)
    assert ballot.passes_known(count, 95, SATISFACTION)
    assert not ballot.passes_known(satisfaction(15, 0, 0, 5), 95, SATISFACTION)
    assert ballot.rate_known(satisfaction(0, 0, 0, 3), SATISFACTION) is None


def test_the_weighted_rate_has_a_floor_and_decides_nothing() -> None:
    assert ballot.rate_weighted(satisfaction(0, 0, 10, 0), SATISFACTION) == Fraction(55, 100)
    assert ballot.rate_weighted(satisfaction(1, 1, 0, 5), SATISFACTION) == Fraction(7, 8)
    assert ballot.rate_weighted(Count(1, 1, 0, {"good": 1}), ASSESSMENT) is None


def test_which_options_are_positive_is_a_parameter() -> None:
    count = Count(30, 30, 0, {"good": 20, "fairly": 6, "average": 3, "poor": 1})
    assert ballot.faults(count, ASSESSMENT) == []
    assert ballot.rate_std(count, ASSESSMENT) == Fraction(26, 30)
    assert ballot.passes(count, 85, ASSESSMENT)


def test_a_small_electorate_may_be_allowed_one_dissent() -> None:
    twelve = satisfaction(11, 0, 1, 0)
    assert not ballot.passes(twelve, 95, SATISFACTION)
    assert ballot.passes(twelve, 95, SATISFACTION, one_below=20)
    assert not ballot.passes(satisfaction(10, 0, 2, 0), 95, SATISFACTION, one_below=20)
    assert not ballot.passes(satisfaction(1, 0, 1, 0), 95, SATISFACTION, one_below=20)
    assert not ballot.passes(satisfaction(19, 0, 2, 0), 95, SATISFACTION, one_below=20)


@pytest.mark.parametrize(
    ("valid", "issued", "again"), [(10, 20, False), (9, 20, True), (10, 21, True), (0, 0, False)]
)
def test_a_round_with_less_than_half_of_the_ballots_valid_is_repeated(
    valid: int, issued: int, again: bool
) -> None:
    assert ballot.repeat_needed(satisfaction(valid, 0, 0, 0, issued=issued)) is again


@pytest.mark.parametrize(
    ("present", "should", "enough"), [(2, 3, True), (7, 11, False), (8, 12, True), (0, 0, False)]
)
def test_two_thirds_must_be_present(present: int, should: int, enough: bool) -> None:
    assert ballot.quorum(present, should) is enough
    assert ballot.attendance_faults(present, should) == []


def test_an_election_needs_four_fifths_and_nobody_too_many() -> None:
    assert not ballot.quorum(7, 9, Fraction(4, 5))
    assert {fault.code for fault in ballot.attendance_faults(4, 3)} == {"present-over-should"}
    assert {fault.field for fault in ballot.attendance_faults(-1, -2)} == {"present", "should"}


def test_the_lowest_electorate_counts_and_a_missing_one_is_unknown() -> None:
    assert ballot.lowest([Fraction(9, 10), Fraction(17, 20)]) == Fraction(17, 20)
    assert ballot.lowest([Fraction(9, 10), None]) is None
    assert ballot.lowest([]) is None


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 12), max_size=8))
def test_no_small_group_can_be_worked_out_from_the_total(groups: dict[str, int]) -> None:
    hidden = ballot.hidden_groups(groups)
    assert {name for name, size in groups.items() if size < 5} <= hidden
    inside = sum(groups[name] for name in hidden)
    assert inside == 0 or inside >= 5 or hidden == groups.keys()


def test_a_single_small_group_takes_the_next_one_with_it() -> None:
    assert ballot.hidden_groups({"members": 30, "reps": 20, "herders": 3}) == {"herders", "reps"}
    assert ballot.hidden_groups({"members": 30, "reps": 20}) == frozenset()


def test_two_entries_are_compared_field_by_field() -> None:
    first = satisfaction(15, 3, 1, 1)
    assert ballot.differences(first, satisfaction(15, 3, 1, 1)) == []
    second = Count(first.issued, first.returned, 1, {"satisfied": 15, "basically": 2, "dissatisfied": 1})
    assert ballot.differences(first, second) == ["void", "options.basically", "options.unknown"]
