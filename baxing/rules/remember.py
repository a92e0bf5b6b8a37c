"""Remembering what was built of a frozen pack or task, which are too large to compare by value."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K")


def by_identity(make: Callable[[K], T], most: int = 64) -> Callable[[K], T]:
    """`make`, remembered for the last `most` objects by which object they are. An object is kept alive as
    long as it is remembered, so that its identity cannot pass to another."""
    made: dict[int, tuple[K, T]] = {}

    def remembered(source: K) -> T:
        entry = made.get(id(source))
        if entry is None:
            entry = (source, make(source))
            if len(made) >= most:
                made.pop(next(iter(made)), None)
            made[id(source)] = entry
        return entry[1]

    return remembered
