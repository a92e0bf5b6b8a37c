"""Scoring many sheets with NumPy gives what scoring one by one gives."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baxing.rules import sheet
from baxing.rules.frame import Frame
from baxing.rules.kernel import (
    STATES,
    answer_code,
    gate_codes,
    merge_many,
    rows_of,
    score_many,
    veto_codes,
)
from baxing.rules.methods import half_up
from baxing.rules.outcome import Result
from baxing.rules.pack import Pack
from tests.scoring_world import array, layers, packs, simple

ANSWERS = st.sampled_from([True, False, False, None])


def many(
    frame: Frame, rows: list[list[int]], gates: list[dict], vetoes: list[dict], rates: list[Fraction | None]
):
    pleased = [answer_code(sheet.satisfied(frame, rate)) for rate in rates]
    return score_many(
        frame,
        array(rows),
        np.array([gate_codes(frame, each) for each in gates], np.uint8).reshape(len(rows), -1),
        np.array([veto_codes(frame, each) for each in vetoes], np.uint8).reshape(len(rows), -1),
        np.array(pleased, np.uint8),
    )


def assert_same(tallies, at: int, one: Result) -> None:
    for star, result in enumerate(one.stars):
        assert STATES[tallies.states[at, star]] == result.state
        earned, most = int(tallies.earned[at, star]), int(tallies.applicable[at, star])
        assert (earned, most, int(tallies.bonus[at, star])) == (
            result.earned,
            result.applicable,
            result.bonus,
        )
        if most:
            assert Fraction(100 * (earned + int(tallies.unknown[at, star])), most) == result.high
    assert (int(tallies.lit[at]), int(tallies.lit_high[at])) == (one.lit, one.lit_high)
    assert int(tallies.composite_low[at]) == half_up(one.composite_low * 100)
    assert int(tallies.composite_high[at]) == half_up(one.composite_high * 100)
    assert tallies.top[at] == answer_code(one.top)
    assert (bool(tallies.rated[at]), bool(tallies.can_apply[at])) == (one.rated, one.can_apply)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_many_sheets_at_once_equal_one_by_one(data: st.DataObject) -> None:
    pack: Pack = data.draw(packs())
    frame = Frame.of(pack)
    rows = data.draw(st.lists(layers(frame), min_size=1, max_size=6))
    codes = [code for star in frame.stars for code in star.gates]
    n = len(rows)
    gates = [{code: data.draw(ANSWERS) for code in codes} for _ in range(n)]
    vetoes = [{veto.code: data.draw(ANSWERS) for veto in pack.vetoes} for _ in range(n)]
    rates = [
        data.draw(st.none() | st.sampled_from([Fraction(9, 10), Fraction(8999, 10000)])) for _ in range(n)
    ]
    tallies = many(frame, rows, gates, vetoes, rates)
    for at, row in enumerate(rows):
        assert_same(tallies, at, sheet.score(frame, sheet.pack(row), gates[at], vetoes[at], rates[at]))


@pytest.mark.parametrize("line", ["50", "50.000000000001", "49.999999999999"])
def test_a_composite_of_thirds_at_the_line_is_exact(line: str) -> None:
    top = {"name": {"zh": "a", "en": "a"}, "composite_at_least": line}
    frame = Frame.of(simple([[30, 70], [30, 70]], threshold=0, top=top))
    # A third and two thirds are 50 together, which sums of rounded-down thirds just miss.
    rows = [
        [1000, sheet.NA, 2000, sheet.NA],
        [1000, sheet.NA, 1999, sheet.NA],
        [2000, sheet.NA, 1001, sheet.NA],
    ]
    tallies = many(frame, rows, [{}] * 3, [{}] * 3, [None] * 3)
    assert tallies.composite_low.tolist() == [5000, 4998, 5002]
    for at, row in enumerate(rows):
        assert_same(tallies, at, sheet.score(frame, sheet.pack(row), {}, {}, None))


def test_figures_too_fine_for_64_bits_stay_exact() -> None:
    pack = simple([[30, 70], [50, 50]], threshold="79.99999999999999999")
    frame = Frame.of(pack)
    rows = [[1000, 7000, 4000, 4000], [1000, 6999, 4000, 4000]]
    tallies = many(frame, rows, [{}] * 2, [{}] * 2, [None] * 2)
    assert tallies.earned.dtype == object
    assert tallies.lit.tolist() == [2, 1]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_merging_many_equals_merging_one(data: st.DataObject) -> None:
    frame = Frame.of(data.draw(packs()))
    sheets = [[data.draw(layers(frame)) for _ in range(4)] for _ in range(3)]
    final = merge_many(frame, *(array([row[layer] for row in sheets]) for layer in range(4)))
    expected = [sheet.merge(frame, *(sheet.pack(layer) for layer in row)) for row in sheets]
    assert [sheet.pack(row.tolist()) for row in final] == expected


def test_rows_are_read_from_layers_without_change() -> None:
    frame = Frame.of(simple([[50, 50]]))
    layers_ = [sheet.pack([5000, sheet.NA]), sheet.pack([0, 1])]
    assert rows_of(layers_, frame).tolist() == [[5000, sheet.NA], [0, 1]]
    with pytest.raises(ValueError, match="4 bytes"):
        rows_of([b"\x00"], frame)
