"""All sheets scored from their facts, against the same sums done by NumPy on arrays that lie ready."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.scores import computed_state, outcomes_of
from baxing.accreditation.together import totals_many
from baxing.records.facts import facts_of_many
from baxing.rules.facts import Facts
from baxing.rules.frame import EXCUSED, MOST, NA, UNKNOWN, Frame
from baxing.rules.kernel import NO, YES, merge_many, rows_of, score_many
from baxing.site.bench import Bench, Figure, Times, interleaved

ROUNDS = 5
KERNEL_ROUNDS = 15
SAMPLE = 2_000  # sheets that go through the rules in one go; times are scaled to all


def run(bench: Bench) -> list[Figure]:
    """The kernel and the whole way from facts, both as ratios to the plain sums."""
    cycle = Cycle.objects.get()
    found = Application.objects.filter(cycle=cycle).select_related("unit", "dossier").order_by("pk")
    sheets = list(found)
    for sheet in sheets:
        sheet.cycle = cycle
    arrays = _Arrays(cycle.frame, sheets)
    kernel = interleaved(
        {"limit": arrays.limit, "kernel": arrays.kernel, "merged": arrays.merge_and_score},
        bench.rounds(KERNEL_ROUNDS),
    )
    limit, of = kernel["limit"], f"the same sums in NumPy, {len(sheets):,} sheets"
    way = _Way(cycle, random.Random("bench").sample(sheets, min(SAMPLE, len(sheets))))  # noqa: S311
    parts = interleaved(way.parts(), bench.rounds(ROUNDS))
    factor = len(sheets) / len(way.sheets)
    whole = Times([sum(each) * factor for each in zip(*(t.seconds for t in parts.values()), strict=True)])
    per = f"{len(sheets):,} sheets"
    figures = [
        limit.figure(f"limit: sums, stars, composites of {per}", note="points lie ready in columns"),
        kernel["kernel"].figure(f"score_many, {per}", ratio=kernel["kernel"].median / limit.median, of=of),
        kernel["merged"].figure(
            f"merge_many and score_many, {per}", ratio=kernel["merged"].median / limit.median, of=of
        ),
    ]
    note = f"{len(sheets) / whole.median:,.0f} sheets a second"
    figures.append(
        whole.figure(
            f"from facts to totals, {per}",
            scale=1,
            unit="s",
            ratio=whole.median / limit.median,
            of=of,
            note=note,
        )
    )
    return figures + _shares(parts, factor, whole)


def _shares(parts: Mapping[str, Times], factor: float, whole: Times) -> list[Figure]:
    """What each step of the way takes of the whole."""
    names = {"facts": "facts read", "rules": "rules: points, gates, vetoes", "totals": "merged and totalled"}
    figures: list[Figure] = []
    for name, words in names.items():
        part = Times([each * factor for each in parts[name].seconds])
        share = f"{100 * part.median / whole.median:.0f} % of it"
        figures.append(part.figure(f"  of that: {words}", scale=1, unit="s", note=share))
    return figures


class _Arrays:
    """Everything prepared; only the sums are left to do."""

    def __init__(self, frame: Frame, sheets: Sequence[Application]) -> None:
        self.frame = frame
        names = ("auto", "self_scored", "reviewed", "panel")
        self.layers = [rows_of([bytes(getattr(a, name)) for a in sheets], frame) for name in names]
        self.final = rows_of([bytes(a.final) for a in sheets], frame)
        n = len(sheets)
        self.gates = np.zeros((n, len(frame.stars)), np.uint8)
        self.vetoes = np.full((n, len(frame.pack.vetoes)), NO, np.uint8)
        self.pleased = np.full(n, YES, np.uint8)
        full, final = np.array(frame.full, np.uint16), self.final
        gone = (final == NA) | (final == EXCUSED)
        self.points = np.ascontiguousarray(np.where(final > MOST, 0, final).T)
        self.applies = np.ascontiguousarray(np.where(gone, 0, full).T.astype(np.uint16))
        self.open = np.ascontiguousarray(np.where(final >= UNKNOWN, full, 0).T.astype(np.uint16))

    def limit(self) -> Any:
        """Points, what applies and what is open per star, stars lit or still possible, the composite: the least there is
        to do, on points that are sorted by kind and lie in columns, and the composite not exact."""
        n = self.points.shape[1]
        lit, possible = np.zeros(n, np.uint8), np.zeros(n, np.uint8)
        composite, whole = np.zeros(n), sum(star.weight for star in self.frame.stars)
        for star in self.frame.stars:
            rows = slice(star.first, star.last)
            earned, applies, open_ = (
                np.add.reduce(points[rows], axis=0, dtype=np.uint32)
                for points in (self.points, self.applies, self.open)
            )
            need = applies * star.line_n
            lit += earned * (100 * star.line_d) >= need
            possible += (earned + open_) * (100 * star.line_d) >= need
            composite += earned / np.maximum(applies, 1) * (star.weight / whole)
        return lit, possible, composite

    def kernel(self) -> Any:
        return score_many(self.frame, self.final, self.gates, self.vetoes, self.pleased)

    def merge_and_score(self) -> Any:
        final = merge_many(self.frame, *self.layers)
        return score_many(self.frame, final, self.gates, self.vetoes, self.pleased)


class _Way:
    """The way of the product (`refresh_many`) in its three parts, without the writing."""

    def __init__(self, cycle: Cycle, sheets: list[Application]) -> None:
        self.cycle, self.sheets = cycle, sheets
        self.known: list[Facts] = []

    def parts(self) -> dict[str, Any]:
        return {"facts": self.facts, "rules": self.rules, "totals": self.totals}

    def facts(self) -> None:
        cycle, units = self.cycle, [sheet.unit for sheet in self.sheets]
        read = facts_of_many(units, cycle.year, cycle.standard, reference=cycle.reference)
        self.known = [facts for _unit, facts in read]

    def rules(self) -> None:
        if not self.known:
            self.facts()
        for sheet, facts in zip(self.sheets, self.known, strict=True):
            for name, value in computed_state(sheet, facts, outcomes_of(sheet, facts), {}).items():
                setattr(sheet, name, value)

    def totals(self) -> None:
        totals_many(self.cycle.frame, self.sheets)
