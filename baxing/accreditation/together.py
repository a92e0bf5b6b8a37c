"""Many sheets of one cycle at once: what stands beside them in a few queries, their totals by the kernel (reads only).

Equal to `scores.py` sheet by sheet; a test holds it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from baxing.accreditation.models import Application, BallotEntry, Flag, RaterSheet
from baxing.rules.frame import Frame
from baxing.rules.kernel import (
    GATED,
    LIT,
    OPEN,
    WAITING,
    Tallies,
    answer_code,
    gate_codes,
    merge_many,
    rows_of,
    score_many,
    veto_codes,
)
from baxing.rules.sheet import blank, satisfied


@dataclass(frozen=True)
class Beside:
    """What enters the score of some sheets beside their facts, by key of the sheet: confirmed flags, certified counts,
    and which of them a rater has locked. Whoever is not there has none."""

    flags: dict[int, dict[str, bool | None]]
    counts: dict[int, list[BallotEntry]]
    rated: set[int]


def beside(applications: Sequence[Application]) -> Beside:
    """Three queries, whatever the number of sheets."""
    keys = [application.pk for application in applications]
    locked = RaterSheet.objects.filter(application__in=keys).exclude(locked_at=None)
    rated = set(locked.values_list("application", flat=True))
    found = Beside(defaultdict(dict), defaultdict(list), rated)
    raised = Flag.objects.filter(application__in=keys, confirmed=True)
    for key, veto in raised.values_list("application", "veto"):
        found.flags[key][veto] = True
    certified = BallotEntry.objects.filter(application__in=keys, certified=True, replaced=False)
    for entry in certified.order_by("pk"):
        found.counts[entry.application_id].append(entry)
    return found


def totals_many(frame: Frame, applications: Sequence[Application]) -> list[dict[str, Any]]:
    """The final layer and the columns that roll-ups read, one dict a sheet, from the layers and answers it holds."""
    rows, empty = applications, blank(frame)
    layers = (
        rows_of([bytes(getattr(a, name)) or empty for a in rows], frame)
        for name in ("auto", "self_scored", "reviewed", "panel")
    )
    final = merge_many(frame, *layers)
    tallies = score_many(
        frame,
        final,
        _codes([gate_codes(frame, dict.fromkeys(_gates(frame), False) | a.gates) for a in rows]),
        _codes([veto_codes(frame, dict.fromkeys(_vetoes(frame), False) | a.vetoes) for a in rows]),
        _codes([_pleased(frame, a.satisfaction) for a in rows]),
    )
    columns = _columns(frame, tallies)
    layers_now = final.astype("<u2")
    return [
        {"final": layers_now[at].tobytes(), **{name: values[at] for name, values in columns.items()}}
        for at in range(len(rows))
    ]


def _gates(frame: Frame) -> list[str]:
    return [gate.code for star in frame.pack.stars for gate in star.gates]


def _vetoes(frame: Frame) -> list[str]:
    return [veto.code for veto in frame.pack.vetoes]


def _pleased(frame: Frame, rate: str) -> int:
    return answer_code(satisfied(frame, Fraction(rate) if rate else None))


def _codes(rows: list[Any]) -> npt.NDArray[np.uint8]:
    return np.array(rows, np.uint8)


def _columns(frame: Frame, tallies: Tallies) -> dict[str, list[Any]]:
    """The kernel's arrays as values of the columns."""
    lit = tallies.lit.tolist()
    shining = [(1 << n) - 1 for n in lit] if frame.per_branch else _masks(tallies, LIT)
    return {
        "scores": [row.tobytes() for row in _scores(tallies)],
        "lit_mask": shining,
        "gated_mask": _masks(tallies, GATED),
        "unknown_mask": _masks(tallies, WAITING),
        "lit": lit,
        "low": tallies.composite_low.tolist(),
        "high": tallies.composite_high.tolist(),
        "full_award": [None if answer == OPEN else bool(answer) for answer in tallies.top.tolist()],
        "may_apply": tallies.can_apply.tolist(),
    }


def _masks(tallies: Tallies, state: int) -> list[int]:
    """Bit i for star i in this state."""
    bits = 1 << np.arange(tallies.states.shape[1], dtype=np.int64)
    masks: list[int] = ((tallies.states == state) * bits).sum(axis=1).tolist()
    return masks


def _scores(tallies: Tallies) -> npt.NDArray[np.uint16]:
    """Each star's score of 100 in hundredths, lowest and highest, rounded half up once; 0 where nothing applies."""
    of = tallies.applicable
    parts = [tallies.earned, tallies.earned + tallies.unknown]
    rounded = [np.where(of > 0, (20_000 * got + of) // (2 * np.maximum(of, 1)), 0) for got in parts]
    return np.stack(rounded, axis=2).astype("<u2")
