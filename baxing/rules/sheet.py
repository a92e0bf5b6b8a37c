"""The packed sheet: one layer of a branch's task results in one `bytes` (design §4).

A layer is one 16-bit little-endian slot per task of the pack, in the pack's order: points in hundredths
(0–65531), or UNKNOWN, NA, EXCUSED, UNSEEN. Layers are auto (computed), self, township, panel (evaluation
group) and final. A result depends on one row only, so that re-scoring a sheet after a change is one call of
`score`.
"""

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from baxing.rules.award import satisfied, score_values
from baxing.rules.frame import EXCUSED, MOST, NA, UNKNOWN, UNSEEN, Frame
from baxing.rules.outcome import Outcome, Result

__all__ = [
    "EXCUSED",
    "LAYERS",
    "MOST",
    "NA",
    "UNKNOWN",
    "UNSEEN",
    "Frame",
    "auto",
    "blank",
    "differing",
    "get",
    "merge",
    "pack",
    "put",
    "satisfied",
    "score",
    "slot",
    "unpack",
]

LAYERS = ("auto", "self", "township", "panel", "final")
_SWAP = sys.byteorder == "big"


def pack(values: Iterable[int]) -> bytes:
    """Slots as one layer. ValueError for a value outside 0–65535."""
    try:
        slots = array("H", values)
    except OverflowError as error:
        raise ValueError(f"a slot holds 0 to {UNSEEN}: {error}") from None
    if _SWAP:
        slots.byteswap()
    return slots.tobytes()


def unpack(layer: bytes) -> Sequence[int]:
    """The slots of a layer."""
    slots = array("H")
    slots.frombytes(layer)
    if _SWAP:
        slots.byteswap()
    return slots


def blank(frame: Frame) -> bytes:
    """A layer that nobody has seen."""
    return b"\xff" * frame.size


def get(frame: Frame, layer: bytes, task: str) -> int:
    """One slot of a layer; an empty layer is unseen. KeyError for a task that the pack does not have."""
    at = 2 * frame.slots[task]
    return int.from_bytes(layer[at : at + 2], "little") if layer else UNSEEN


def put(frame: Frame, layer: bytes, task: str, value: int) -> bytes:
    """The layer with one slot changed. ValueError if the points exceed those of the task."""
    at = frame.slots[task]
    if not 0 <= value <= UNSEEN or frame.full[at] < value <= MOST:
        raise ValueError(f"task {task}: {value} hundredths, but it has {frame.full[at]}")
    changed = bytearray(layer or blank(frame))
    changed[2 * at : 2 * at + 2] = value.to_bytes(2, "little")
    return bytes(changed)


def slot(outcome: Outcome) -> int:
    """What a sheet keeps of an outcome: its points, or why there are none."""
    match outcome.kind:
        case "na":
            return NA
        case "excused":
            return EXCUSED
        case "unknown":
            return UNKNOWN
    return outcome.points


def auto(frame: Frame, outcomes: Mapping[str, Outcome]) -> bytes:
    """The auto layer of computed outcomes by task; a task that was not computed is unseen."""
    return pack(slot(outcomes[code]) if code in outcomes else UNSEEN for code in frame.codes)


def merge(frame: Frame, auto: bytes, self: bytes, township: bytes, panel: bytes) -> bytes:
    """The final layer. What the system computes stays as computed unless the township corrected it; of every
    other task the latest that somebody saw counts: panel, township, self, auto. An empty layer is unseen
    throughout."""
    layers = [unpack(layer) if layer else None for layer in (panel, township, self, auto)]
    for layer in layers:
        if layer is not None and len(layer) != len(frame.codes):
            raise ValueError(f"a layer has {len(layer)} slots, its pack {len(frame.codes)}")
    merged: list[int] = []
    for at, computed in enumerate(frame.computed):
        chosen = (layers[1], layers[3]) if computed else layers
        seen = (layer[at] for layer in chosen if layer is not None and layer[at] != UNSEEN)
        merged.append(next(seen, UNSEEN))
    return pack(merged)


def differing(frame: Frame, one: bytes, other: bytes) -> list[str]:
    """The tasks whose slots differ between two layers, where both were seen."""
    pairs = zip(frame.codes, unpack(one or blank(frame)), unpack(other or blank(frame)), strict=True)
    return [code for code, left, right in pairs if left != right and UNSEEN not in (left, right)]


def score(
    frame: Frame,
    final: bytes,
    gates: Mapping[str, bool | None],
    vetoes: Mapping[str, bool | None],
    satisfaction: Fraction | None,
) -> Result:
    """The exact result of one final layer. `gates` and `vetoes` by code: fired, not, or None for unknown (a
    gate that is missing is unknown, a flag that nobody raised is not fired); `satisfaction` is a rate of 0–1.
    ValueError if the layer is not of this frame."""
    if len(final) != frame.size:
        raise ValueError(f"a layer of this pack has {frame.size} bytes, not {len(final)}")
    return score_values(frame, unpack(final), gates, vetoes, satisfaction)
