"""Many sheets at once, with NumPy: the same sums and verdicts as `rules/award.py`, row by row independent,
exact.

All figures are whole numbers. A composite is a sum of fractions with different denominators (n/a tasks), so
it is bounded by whole numbers first; only a row whose bounds straddle a rounding edge or the line is done
with fractions. Where a pack's own figures are too fine for 64 bits, the same code runs on Python's unlimited
integers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from baxing.rules.award import HELD_BACK, UNRATED, of_hundred, veto_states
from baxing.rules.frame import MOST, UNKNOWN, UNSEEN, Frame, StarFrame
from baxing.rules.methods import half_up
from baxing.rules.outcome import State

NO, YES, OPEN = 0, 1, 2
"""An answer in an array: not, fired or fulfilled, unknown."""
STATES: tuple[State, ...] = ("dark", "lit", "unknown", "gated", "na", "counted")
"""A star's state in an array is its place here."""
DARK, LIT, WAITING, GATED, GONE, COUNTED = range(6)

_SCALE = 10**6
_ROWS = 8192
Whole = npt.NDArray[Any]
Small = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Tallies:
    """Results of n sheets. Per star [n, stars]: hundredths `earned` of `applicable`, `unknown` (what could
    still come), `bonus`, and `states`. A star's score of 100 lies between 100·earned÷applicable and
    100·(earned+unknown)÷applicable. Per sheet [n]: `lit`, `lit_high`; composites in hundredths, rounded half
    up from exact; `top` no, yes or open."""

    earned: Whole
    applicable: Whole
    unknown: Whole
    bonus: Whole
    states: Small
    lit: Whole
    lit_high: Whole
    composite_low: Whole
    composite_high: Whole
    top: Small
    rated: npt.NDArray[np.bool_]
    can_apply: npt.NDArray[np.bool_]


def answer_code(answer: bool | None) -> int:
    """NO, YES or OPEN."""
    return OPEN if answer is None else int(answer)


def gate_codes(frame: Frame, gates: Mapping[str, bool | None]) -> list[int]:
    """One answer per star from its gates by code: a row for `score_many`."""
    answers = ([gates.get(code) for code in star.gates] for star in frame.stars)
    return [YES if True in row else OPEN if None in row else NO for row in answers]


def veto_codes(frame: Frame, vetoes: Mapping[str, bool | None]) -> list[int]:
    """One answer per veto: a row for `score_many`."""
    return [answer_code(answer) for answer in veto_states(frame, vetoes)]


def rows_of(layers: list[bytes], frame: Frame) -> npt.NDArray[np.uint16]:
    """Layers as the rows of one array. ValueError if one has another length."""
    if any(len(layer) != frame.size for layer in layers):
        raise ValueError(f"a layer of this pack has {frame.size} bytes")
    return np.frombuffer(b"".join(layers), dtype="<u2").reshape(len(layers), len(frame.codes))


def merge_many(frame: Frame, *layers: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    """`sheet.merge` for many: arrays of the auto, self, township and panel layers give the final ones."""
    auto, own, township, panel = layers
    final = np.where(township != UNSEEN, township, auto)
    judged = [at for at, computed in enumerate(frame.computed) if not computed]
    late = np.where(own != UNSEEN, own, auto)[:, judged]
    late = np.where(township[:, judged] != UNSEEN, township[:, judged], late)
    final[:, judged] = np.where(panel[:, judged] != UNSEEN, panel[:, judged], late)
    return final


def score_many(
    frame: Frame, sheets: npt.NDArray[np.uint16], gates: Small, vetoes: Small, pleased: Small
) -> Tallies:
    """Scores final layers [n, slots] with gates [n, stars] (see `gate_codes`), vetoes [n, vetoes]
    (`veto_codes`) and `pleased` [n]: whether satisfaction is enough for the full award (`sheet.satisfied`).
    Equal to `sheet.score`."""
    n, stars = len(sheets), len(frame.stars)
    kind: Any = np.int64 if _fits(frame) else object
    wide = {name: np.zeros((n, stars), kind) for name in ("earned", "applicable", "unknown", "bonus")}
    long = {name: np.zeros(n, kind) for name in ("lit", "lit_high", "composite_low", "composite_high")}
    states, top = np.zeros((n, stars), np.uint8), np.zeros(n, np.uint8)
    for first in range(0, n, _ROWS):
        rows = slice(first, min(n, first + _ROWS))
        part = _Part(frame, sheets[rows], gates[rows], vetoes[rows], pleased[rows], kind)
        for name, array in wide.items():
            array[rows] = getattr(part, name).T
        states[rows] = part.states.T
        top[rows] = part.verdict(long, rows)
    fired = vetoes == YES
    return Tallies(
        **wide,
        **long,
        states=states,
        top=top,
        rated=~fired[:, _with(frame, UNRATED)].any(axis=1),
        can_apply=~fired[:, _with(frame, HELD_BACK)].any(axis=1),
    )


def _with(frame: Frame, effects: tuple[str, ...]) -> list[int]:
    return [at for at, veto in enumerate(frame.pack.vetoes) if veto.effect in effects]


def _fits(frame: Frame) -> bool:
    """Whether every product below stays within 62 bits."""
    points = sum(frame.full) + 1
    weight = sum(star.weight for star in frame.stars)
    fine = max([100, *(max(star.line_d, star.line_n) for star in frame.stars)])
    top = 10_000 * frame.top_composite.denominator + 100 * frame.top_composite.numerator
    lines = [frame.top_composite, *(at_least for at_least, _ in frame.grades)]
    grades = [20_000 * line.denominator + 100 * line.numerator for line in lines]
    bonus = 2 + sum(full for full, is_bonus in zip(frame.full, frame.bonus, strict=True) if is_bonus)
    largest = max(
        200 * points * fine,
        100 * points * _SCALE * weight,
        (100 + 20_000 + top) * bonus * _SCALE * (weight + len(frame.stars)),
        points * max(grades) * bonus,
    )
    return largest < 2**62


class _Part:
    """A few thousand sheets. Sums are taken along the rows, then turned so that one star of all lies
    together."""

    def __init__(
        self,
        frame: Frame,
        sheets: npt.NDArray[np.uint16],
        gates: Small,
        vetoes: Small,
        pleased: Small,
        kind: Any,
    ) -> None:
        self.frame, self.vetoes, self.pleased, self.kind = frame, vetoes.T, pleased, kind
        self._sums(sheets)
        self.unsure = np.zeros(self.earned.shape, np.bool_)
        self.states = np.zeros(self.earned.shape, np.uint8)
        for at, star in enumerate(frame.stars):
            self._star(at, star, gates[:, at])

    def _sums(self, sheets: npt.NDArray[np.uint16]) -> None:
        """Points, what applies and what is unknown per star, plain and bonus tasks apart."""
        slots = np.ascontiguousarray(sheets.T)
        special = slots > MOST
        known = np.multiply(slots, ~special, dtype=np.uint32)
        open_ = slots >= UNKNOWN
        gone = special & ~open_
        bonus = np.array(self.frame.bonus)[:, None]
        full = np.array(self.frame.full, np.uint32)[:, None]
        plain = full * ~bonus
        self.earned = self._added(known * ~bonus if bonus.any() else known)
        self.applicable = self._added(plain) - self._added_if(gone, plain)
        self.unknown = self._added_if(open_, plain)
        self.waiting = self._added_if(open_, np.array(self.frame.mandatory, np.uint32)[:, None]) > 0
        self.bonus = self.bonus_unknown = self.bonus_applicable = np.zeros_like(self.earned)
        if bonus.any():
            extra = full * bonus
            self.bonus = self._added(known * bonus)
            self.bonus_applicable = self._added_if(~gone, extra)
            self.bonus_unknown = self._added_if(open_, extra)

    def _added(self, slots: Whole) -> Whole:
        """Sums per star, [stars, n]. 32 bits hold 65,000 slots."""
        sums = np.zeros((len(self.frame.stars), slots.shape[1]), self.kind)
        for at, star in enumerate(self.frame.stars):
            sums[at] = np.add.reduce(slots[star.first : star.last], axis=0, dtype=np.uint32)
        return sums

    def _added_if(self, mask: npt.NDArray[np.bool_], points: Whole) -> Whole:
        if not mask.any():
            return np.zeros((len(self.frame.stars), mask.shape[1]), self.kind)
        return self._added(mask * points)

    def _star(self, at: int, star: StarFrame, gate: Small) -> None:
        fired, unsure = gate == YES, gate == OPEN
        for veto in star.dark:
            fired = fired | (self.vetoes[veto] == YES)
            unsure = unsure | (self.vetoes[veto] == OPEN)
        self.unsure[at] = unsure
        self.states[at] = self._state(at, star, self.waiting[at] | unsure)
        self.states[at][fired] = GATED

    def _state(self, at: int, star: StarFrame, waiting: npt.NDArray[np.bool_]) -> Small:
        applicable, earned = self.applicable[at], self.earned[at]
        if self.frame.per_branch:
            state = np.where(waiting, WAITING, COUNTED)
            return np.where((applicable > 0) | (self.bonus_applicable[at] > 0), state, GONE).astype(np.uint8)
        need = applicable * star.line_n
        per_point = 100 * star.line_d
        state = np.where(waiting | (earned * per_point < need), WAITING, LIT)
        state = np.where((earned + self.unknown[at]) * per_point < need, DARK, state)
        return np.where(applicable > 0, state, GONE).astype(np.uint8)

    def verdict(self, out: dict[str, Whole], rows: slice) -> Small:
        """Fills lit and composites of `rows`, gives whether the full award is reached."""
        frame = self.frame
        if frame.per_branch:
            low, high, enough, lit, lit_high = self._table()
        else:
            low, high, enough = self._composite()
            lit = np.add.reduce(self.states == LIT, axis=0, dtype=np.int64)
            lit_high = lit + np.add.reduce(self.states == WAITING, axis=0, dtype=np.int64)
        for at, veto in enumerate(frame.pack.vetoes):
            if veto.effect == "cap" and veto.cap is not None:
                lit = np.where(self.vetoes[at] != NO, np.minimum(lit, veto.cap), lit)
                lit_high = np.where(self.vetoes[at] == YES, np.minimum(lit_high, veto.cap), lit_high)
        out["lit"][rows], out["lit_high"][rows] = lit, lit_high
        out["composite_low"][rows], out["composite_high"][rows] = low, high
        if frame.pack.top is None:
            return np.zeros(len(lit), np.uint8)
        most = frame.most_stars
        all_lit = np.where(lit == most, YES, np.where(lit_high < most, NO, OPEN))
        pleased = np.full(len(lit), YES) if frame.top_satisfaction is None else self.pleased
        answers = [all_lit, enough, pleased]
        for at, veto in enumerate(frame.pack.vetoes):
            if veto.bars_top or veto.effect in UNRATED:
                answers.append(np.array((YES, NO, OPEN))[self.vetoes[at]])
        return _every(answers)

    def _bonus(self, bonus: Whole) -> Whole:
        total: Whole = np.minimum(bonus.sum(axis=0), self.frame.bonus_cap)
        return total

    def _composite(self) -> tuple[Whole, Whole, Small]:
        """Composites in hundredths, low and high, and whether they reach the line of the full award."""
        weights = np.array([star.weight for star in self.frame.stars], self.earned.dtype)[:, None]
        present = self.applicable > 0
        weight = np.where(present, weights, 0).sum(axis=0)
        low, above = self._weighted(self.earned, weights, weight, self._bonus(self.bonus))
        bonus = self._bonus(self.bonus + self.bonus_unknown)
        if not self.unknown.any() and not self.bonus_unknown.any():
            return low, low, above
        high, above_high = self._weighted(self.earned + self.unknown, weights, weight, bonus)
        return low, high, np.where(above == YES, YES, np.where(above_high == NO, NO, OPEN)).astype(np.uint8)

    def _weighted(self, earned: Whole, weights: Whole, weight: Whole, bonus: Whole) -> tuple[Whole, Small]:
        """Σ weight × star ÷ Σ weight + bonus in hundredths, and whether it reaches the line, by whole
        bounds."""
        line = self.frame.top_composite
        numerator = earned * (weights * (100 * _SCALE))
        divisor = np.maximum(self.applicable, 1)
        scaled = numerator // divisor
        rest = (numerator != scaled * divisor).sum(axis=0)
        least = scaled.sum(axis=0)
        unit = np.maximum(weight, 1) * _SCALE
        rounded = (200 * least + unit) // (2 * unit) + bonus
        need = (100 * line.numerator - bonus * line.denominator) * unit
        per = 100 * line.denominator
        reached = least * per >= need
        unsure = ((200 * (least + rest) + unit) // (2 * unit) + bonus != rounded) | (
            reached != ((least + rest) * per >= need)
        )
        for row in np.nonzero(unsure)[0]:
            exact = self._exact(earned[:, row], int(row), int(bonus[row]))
            rounded[row], reached[row] = half_up(exact * 100), exact >= line
        return rounded, reached.astype(np.uint8)

    def _exact(self, earned: Whole, row: int, bonus: int) -> Fraction:
        pairs = zip(self.frame.stars, earned, self.applicable[:, row], strict=True)
        parts = [(star.weight, of_hundred(int(got), int(most))) for star, got, most in pairs if most]
        weight = sum(each for each, _ in parts)
        total = sum((each * score for each, score in parts), Fraction(0))
        return (total / weight if weight else Fraction(0)) + Fraction(bonus, 100)

    def _table(self) -> tuple[Whole, Whole, Small, Whole, Whole]:
        """The per-branch total, low and high, whether it reaches the line, and its stars, certain and
        possible."""
        gated = self.states == GATED
        certain, possible = ~(gated | self.unsure), ~gated
        applicable = self.applicable.sum(axis=0)
        least_applicable = (self.applicable - self.unknown * gated).sum(axis=0)
        low = (self.earned * certain).sum(axis=0), self._bonus(self.bonus * certain), applicable
        high = (
            ((self.earned + self.unknown) * possible).sum(axis=0),
            self._bonus((self.bonus + self.bonus_unknown) * possible),
            least_applicable,
        )
        best, sure = self._grade(*high), self._grade(*low)
        open_ = (best != sure) | (self.states == WAITING).any(axis=0)
        line = self.frame.top_composite
        enough = np.where(
            self._reaches(*low, line),
            YES,
            np.where(self._reaches(*high, line), OPEN, NO),
        ).astype(np.uint8)
        figures = [(20_000 * e + of) // (2 * np.maximum(of, 1)) + b for e, b, of in (low, high)]
        none = applicable == 0
        return figures[0], figures[1], enough, np.where(open_ | none, 0, sure), np.where(none, 0, best)

    def _reaches(self, earned: Whole, bonus: Whole, applicable: Whole, line: Fraction) -> Whole:
        """Whether 100·earned÷applicable + bonus÷100 is at least `line`; with nothing applicable the bonus
        stands alone."""
        divisor = np.maximum(applicable, 1)
        total: Whole = (
            10_000 * earned + bonus * divisor
        ) * line.denominator >= 100 * line.numerator * divisor
        return total

    def _grade(self, earned: Whole, bonus: Whole, applicable: Whole) -> Whole:
        stars = np.zeros(len(applicable), np.int64)
        for at_least, count in reversed(self.frame.grades):
            stars = np.where(self._reaches(earned, bonus, applicable, at_least), count, stars)
        return stars


def _every(answers: list[Any]) -> Small:
    """Kleene's "and" of arrays: one no decides, then one open."""
    together = np.stack([np.asarray(answer) for answer in answers])
    no, open_ = (together == NO).any(axis=0), (together == OPEN).any(axis=0)
    return np.where(no, NO, np.where(open_, OPEN, YES)).astype(np.uint8)
