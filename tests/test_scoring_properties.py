"""What must hold of every score: order never matters, unknown never beats known, better facts never lose, sums are exact."""

import random
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baxing.rules import sheet
from baxing.rules.facts import PERIODS, Facts, Value
from baxing.rules.frame import Frame
from baxing.rules.outcome import Outcome
from baxing.rules.pack import FactDef, Pack
from baxing.rules.scoring import compute_all, gate_states, readings, tasks_for, veto_states
from baxing.standards.loading import load, shipped
from tests.scoring_world import END, YEAR, layers, packs

Values = dict[tuple[str, str], Value]
NAMES = ["eight-star", "five-star"]


@cache
def standard(name: str) -> Pack:
    return next(pack for pack in map(load, shipped()) if pack.code == name)


def value(definition: FactDef, chance: random.Random) -> Value:
    match definition.kind:
        case "yes_no":
            return chance.random() < 0.8
        case "date":
            return END - timedelta(days=chance.randrange(-400, 800))
        case "share":
            return Fraction(chance.choice([20, 19, 18, 12, 0, 17]), 20)
    most = 14 if definition.most is None else min(14, int(definition.most))
    return Fraction(chance.randint(int(definition.least), max(most, int(definition.least))))


def world(pack: Pack, chance: random.Random) -> Values:
    """Every fact of the pack, in every period."""
    return {
        (each.code, period): value(each, chance) for each in pack.facts for period in PERIODS[each.period]
    }


def told(pack: Pack, values: Values) -> Facts:
    return Facts(YEAR, END, values, {each.code: each for each in pack.facts})


def both(data: st.DataObject) -> tuple[Pack, str, random.Random]:
    pack = standard(data.draw(st.sampled_from(NAMES)))
    return (
        pack,
        data.draw(st.sampled_from(list(pack.sectors))),
        random.Random(data.draw(st.integers(0, 10**6))),
    )


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_neither_order_nor_repetition_matters(data: st.DataObject) -> None:
    pack, sector, chance = both(data)
    values = world(pack, chance)
    shuffled = list(values.items())
    chance.shuffle(shuffled)
    first = compute_all(pack, sector, told(pack, values))
    assert compute_all(pack, sector, told(pack, dict(shuffled))) == first
    assert compute_all(pack, sector, told(pack, values)) == first
    stars = [star.model_copy(update={"tasks": star.tasks[::-1]}) for star in pack.stars[::-1]]
    turned = pack.model_copy(update={"stars": stars})
    again = compute_all(turned, sector, told(pack, values))
    assert again == first
    assert totals(turned, sector, values, again) == totals(pack, sector, values, first)


def totals(pack: Pack, sector: str, values: Values, outcomes: dict[str, Outcome]) -> Any:
    frame, facts = Frame.of(pack), told(pack, values)
    gates, vetoes = gate_states(pack, sector, facts), veto_states(pack, facts, {})
    result = sheet.score(frame, sheet.auto(frame, outcomes), gates, vetoes, Fraction(1))
    stars = {star.code: (star.state, star.earned, star.applicable) for star in result.stars}
    return stars, result.composite_low, result.composite_high, result.lit, result.top


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_unknown_outcome_bounds_whatever_the_facts_turn_out_to_be(data: st.DataObject) -> None:
    pack, sector, chance = both(data)
    values = world(pack, chance)
    hidden = set(chance.sample(sorted(values), chance.randrange(len(values))))
    known = compute_all(pack, sector, told(pack, values))
    partly = compute_all(pack, sector, told(pack, {key: v for key, v in values.items() if key not in hidden}))
    absent = {each.code for each in pack.facts if each.absent != "unknown"} & {code for code, _ in hidden}
    readers = readers_of(pack, sector, absent)
    for code, outcome in partly.items():
        if code in readers:
            continue
        final = known[code]
        if outcome.kind != "unknown":
            assert final[:6] == outcome[:6]
        elif final.kind != "na":
            assert outcome.low <= final.low <= final.high <= outcome.high


def readers_of(pack: Pack, sector: str, codes: set[str]) -> set[str]:
    """Tasks that read one of these facts: where absence means no or zero, a missing fact is not unknown."""
    nothing = told(pack, {})
    return {t.code for t in tasks_for(pack, sector) if {r.code for r in readings(t, nothing)} & codes}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_better_fact_never_lowers_a_task(data: st.DataObject) -> None:
    pack, sector, chance = both(data)
    values = world(pack, chance)
    before = compute_all(pack, sector, told(pack, values))
    better = [each for each in pack.facts if each.better != "none" and each.kind != "date"]
    each = chance.choice(better)
    period = chance.choice(PERIODS[each.period])
    raised = improved(each, values[each.code, period])
    after = compute_all(pack, sector, told(pack, {**values, (each.code, period): raised}))
    for code, outcome in after.items():
        if shape(outcome) == shape(before[code]):
            assert outcome.low >= before[code].low, (each.code, code)
            assert outcome.high >= before[code].high, (each.code, code)


def improved(definition: FactDef, held: Value) -> Value:
    if isinstance(held, bool):
        return definition.better == "up"
    assert isinstance(held, Fraction)
    step = Fraction(1, 20) if definition.kind == "share" else Fraction(1)
    moved = held + step if definition.better == "up" else held - step
    most = definition.most if definition.most is not None or definition.kind == "count" else 1
    return max(Fraction(definition.least), moved if most is None else min(Fraction(most), moved))


def shape(outcome: Outcome) -> tuple[Any, ...]:
    """What of the task applies: a part that stops applying may raise or lower the rest."""
    return outcome.kind == "na", tuple(why.code in ("part-na", "nothing-due") for why in outcome.why)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_open_sheet_bounds_every_completion(data: st.DataObject) -> None:
    frame = Frame.of(data.draw(packs()))
    row = data.draw(layers(frame))
    gates = {code: data.draw(st.booleans()) for star in frame.stars for code in star.gates}
    ends = [sheet.NA, sheet.EXCUSED, 0]
    done = [
        data.draw(st.sampled_from([*ends, frame.full[at], frame.full[at] // 2]))
        if slot >= sheet.UNKNOWN
        else slot
        for at, slot in enumerate(row)
    ]
    flags = {veto.code: False for veto in frame.pack.vetoes}
    open_ = sheet.score(frame, sheet.pack(row), gates, flags, Fraction(1))
    final = sheet.score(frame, sheet.pack(done), gates, flags, Fraction(1))
    for star, ended in zip(open_.stars, final.stars, strict=True):
        if ended.applicable:
            assert star.low <= ended.low <= ended.high <= star.high
        if star.state in ("lit", "dark"):
            assert ended.state in (star.state, "na")
    assert not any(star.state == "unknown" for star in final.stars)
    if all(star.applicable for star in final.stars):
        assert open_.composite_low <= final.composite_low <= final.composite_high <= open_.composite_high
        assert open_.lit <= final.lit <= open_.lit_high
        if open_.top is not None:
            assert final.top is open_.top


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_sums_are_exact_and_scoring_again_gives_the_same(data: st.DataObject) -> None:
    frame = Frame.of(data.draw(packs()))
    row = data.draw(layers(frame))
    result = sheet.score(frame, sheet.pack(row), {}, {}, None)
    assert sheet.score(frame, sheet.pack(row), {}, {}, None) == result
    for star, result_ in zip(frame.stars, result.stars, strict=True):
        slots = [at for at in range(star.first, star.last) if not frame.bonus[at]]
        assert result_.earned == sum(row[at] for at in slots if row[at] <= sheet.MOST)
        assert result_.applicable == sum(
            frame.full[at] for at in slots if row[at] not in (sheet.NA, sheet.EXCUSED)
        )


@pytest.mark.parametrize("name", NAMES)
def test_with_nothing_known_nothing_is_certain(name: str) -> None:
    pack = standard(name)
    sector = next(iter(pack.sectors))
    outcomes = compute_all(
        pack, sector, Facts(YEAR, date(YEAR, 1, 1), {}, {each.code: each for each in pack.facts})
    )
    assert not any(
        outcome.kind == "scored" and outcome.points == outcome.full for outcome in outcomes.values()
    )
