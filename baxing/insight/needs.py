"""Where help does most with least: of the sheets that can still change, which stars one step brings within reach (reads only).

Computed from the packed sheets of the cycle in one reading, never written by hand and never a ranking of anybody.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from baxing.accreditation.actions.scores import MOVING
from baxing.accreditation.models import Cycle
from baxing.accreditation.steps import Column, columns
from baxing.insight.figures import Sums, Townships, of_cycle
from baxing.rules.frame import EXCUSED, MOST, NA, Frame
from baxing.rules.kernel import rows_of
from baxing.rules.pack import Gate, Task, Veto
from baxing.rules.text import Text

Mask = npt.NDArray[np.bool_]
Whole = npt.NDArray[Any]


@dataclass(frozen=True)
class Need:
    """One star in one township: `unlit` sheets, of which one `step` (a task done wholly, a gate opened) brings `near` within
    reach: `at_once` of them are lit by it, the others as soon as what is unknown turns out well."""

    township: int
    star: Column
    unlit: int
    near: int
    at_once: int
    step: Task | Gate | Veto

    @property
    def cause(self) -> Text:
        """What keeps the star dark."""
        return self.step.title if isinstance(self.step, Task) else self.step.text

    @property
    def remedy(self) -> Text:
        """What would mend it, in the words of the standard."""
        if isinstance(self.step, Task):
            return self.step.criterion
        return self.step.remedy if isinstance(self.step, Gate) else self.step.text

    @property
    def by_points(self) -> bool:
        """Whether points are missing, and not a gate."""
        return isinstance(self.step, Task)


@dataclass(frozen=True)
class Points:
    """One star over all sheets: hundredths earned and applicable, what is still unknown, what each task lacks, and whether
    a task that is needed is unknown."""

    earned: Whole
    applicable: Whole
    unknown: Whole
    gaps: Whole
    open_: Mask


class Survey:
    """The sheets of a cycle that can still change, as arrays; a row is a sheet. Not for a per-branch table."""

    def __init__(self, cycle: Cycle, townships: Townships = None) -> None:
        self.cycle, self.frame, self.townships = cycle, cycle.frame, townships
        self._points: dict[int, Points] = {}
        every_bit = (1 << len(self.frame.stars)) - 1
        found = of_cycle(cycle, townships).filter(dossier__status__in=MOVING).exclude(lit_mask=every_bit)
        names = ("pk", "township", "lit_mask", "gated_mask", "unknown_mask", "final")
        rows = [row for row in found.order_by("pk").values_list(*names) if len(row[-1]) == self.frame.size]
        heads = np.array([row[:-1] for row in rows], dtype=np.int64).reshape(len(rows), 5)
        self.pks, self.places = heads[:, 0], heads[:, 1]
        self.lit, self.gated, self.unknown = heads[:, 2], heads[:, 3], heads[:, 4]
        self.slots = rows_of([bytes(row[-1]) for row in rows], self.frame).astype(np.int64)

    @cached_property
    def gates(self) -> dict[int, set[str]]:
        """Sheet → the codes of its gates and vetoes that fired; one query, only for sheets with a gated star."""
        rows = of_cycle(self.cycle, self.townships).filter(dossier__status__in=MOVING, gated_mask__gt=0)
        return {
            pk: {code for part in (gates, vetoes) for code, fired in part.items() if fired}
            for pk, gates, vetoes in rows.values_list("pk", "gates", "vetoes")
        }

    def points(self, bit: int) -> Points:
        """The star's sums over its own tasks, bonus left out; made once."""
        if bit not in self._points:
            self._points[bit] = self._added(bit)
        return self._points[bit]

    def _added(self, bit: int) -> Points:
        star, frame = self.frame.stars[bit], self.frame
        at = [slot for slot in range(star.first, star.last) if not frame.bonus[slot]]
        values, full = self.slots[:, at], np.array([frame.full[slot] for slot in at], dtype=np.int64)
        counts = (values != NA) & (values != EXCUSED)
        known = values <= MOST
        needed = np.array([frame.mandatory[slot] for slot in at])
        return Points(
            np.where(known, values, 0).sum(axis=1),
            (counts * full).sum(axis=1),
            np.where(counts & ~known, full, 0).sum(axis=1),
            np.where(known, full - values, 0),
            (counts & ~known & needed).any(axis=1),
        )

    def reaches(self, bit: int, earned: Whole, applicable: Whole) -> Mask:
        """Whether so many hundredths are enough for the line; whole numbers, exact."""
        star = self.frame.stars[bit]
        enough: Mask = (100 * earned * star.line_d >= star.line_n * applicable) & (applicable > 0)
        return enough

    def by_one_task(self, bit: int, *, at_once: bool = False) -> Mask:
        """[sheet, task]: the star is dark, and this one task done wholly brings it within reach, or lights it `at_once`."""
        points = self.points(bit)
        dark = ~(((self.lit | self.gated | self.unknown) >> bit & 1).astype(bool))
        have = points.earned
        if at_once:
            dark &= ~points.open_
        else:
            have = have + points.unknown
        enough = self.reaches(bit, have[:, None] + points.gaps, points.applicable[:, None])
        lights: Mask = enough & dark[:, None] & (points.gaps > 0)
        return lights

    def by_one_gate(self, bit: int, *, at_once: bool = False) -> Iterator[tuple[int, str]]:
        """(row, code): this one gate or veto alone keeps the star from being within reach, or from being lit `at_once`."""
        points = self.points(bit)
        ready = (self.gated >> bit & 1).astype(bool)
        ready &= ~points.open_ if at_once else True
        have = points.earned if at_once else points.earned + points.unknown
        keepers = set(_keepers(self.frame, bit))
        for row in np.flatnonzero(ready & self.reaches(bit, have, points.applicable)):
            fired = self.gates.get(int(self.pks[row]), set()) & keepers
            if len(fired) == 1:
                yield int(row), fired.pop()

    def near(self, bit: int, *, at_once: bool = False) -> Counter[tuple[int, str]]:
        """(township, code of the step) → how many sheets it would bring within reach, or light `at_once`."""
        found: Counter[tuple[int, str]] = Counter()
        lights = self.by_one_task(bit, at_once=at_once)
        for place, task in enumerate(tasks_of(self.frame, bit)):
            towns, counts = np.unique(self.places[lights[:, place]], return_counts=True)
            found.update({(int(t), task.code): int(n) for t, n in zip(towns, counts, strict=True)})
        found.update((int(self.places[row]), code) for row, code in self.by_one_gate(bit, at_once=at_once))
        return found

    def sheets(self, bit: int, step: str, township: int) -> list[int]:
        """The sheets behind one figure of `near`."""
        tasks = [task.code for task in tasks_of(self.frame, bit)]
        if step in tasks:
            rows = np.flatnonzero(self.by_one_task(bit)[:, tasks.index(step)])
        else:
            rows = np.array([row for row, code in self.by_one_gate(bit) if code == step], dtype=np.int64)
        return [int(self.pks[row]) for row in rows if self.places[row] == township]


def needs(cycle: Cycle, sums: Mapping[tuple[Any, ...], Sums], townships: Townships = None) -> list[Need]:
    """The best single step of each township and star, those that help most first; empty for a per-branch table.

    `sums` are those of the table of stars by township, so that both say the same number of sheets without the star.
    """
    frame = cycle.frame
    if frame.per_branch:
        return []
    survey, found = Survey(cycle, townships), []
    for star in columns(frame):
        steps = steps_of(frame, star.bit)
        near, at_once = survey.near(star.bit), survey.near(star.bit, at_once=True)
        best: dict[int, tuple[int, int, str]] = {}
        for (town, code), n in near.items():
            best[town] = max(best.get(town, (0, 0, "")), (n, at_once[town, code], code))
        found += [
            Need(town, star, sums[(town,)].unlit(star.code), n, now, steps[code])
            for town, (n, now, code) in best.items()
        ]
    return sorted(
        found, key=lambda need: (-need.near, -need.at_once, -need.unlit, need.township, need.star.bit)
    )


def tasks_of(frame: Frame, bit: int) -> list[Task]:
    """The tasks of a star that can light it."""
    return [task for task in frame.pack.stars[bit].tasks if not task.bonus]


def steps_of(frame: Frame, bit: int) -> dict[str, Task | Gate | Veto]:
    """Every single step that could light the star, by code."""
    pack = frame.pack
    every: list[Task | Gate | Veto] = [*tasks_of(frame, bit), *pack.stars[bit].gates, *pack.vetoes]
    return {step.code: step for step in every}


def _keepers(frame: Frame, bit: int) -> list[str]:
    vetoes = [frame.pack.vetoes[at].code for at in frame.stars[bit].dark]
    return [*frame.stars[bit].gates, *vetoes]
