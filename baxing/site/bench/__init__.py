"""What `baxing bench` measures: each module of this package with a `run(bench) -> list[Figure]` is one figure or a few.

A module is found by its name, and Django stands on the largest of the bench's own databases when it runs: a county with
one opened cycle and `bench.size` applications (`ground/actions/` says what is in it). It may import models at its top.
A figure is a ratio to a limit that is measured in the same run, the two interleaved (`interleaved`), so that a busy
machine slows both alike.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from typing import Any

from baxing.site.bench.ground.places import Place


@dataclass(frozen=True)
class Figure:
    """One measured figure. `ratio` is `value` to the limit named in `of`; `at_most` is the promise, if there is one.

    `low` and `high` are the quartiles of what `value` is the median of, in the same `unit`.
    """

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    of: str = ""
    at_most: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the promise is kept; True where nothing was promised."""
        return self.at_most is None or (self.ratio is not None and self.ratio <= self.at_most)

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"kept": self.kept}


@dataclass(frozen=True)
class Times:
    """How long something took, in seconds, as often as it was tried."""

    seconds: list[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.seconds)

    @property
    def quartiles(self) -> tuple[float, float]:
        """A quarter took less than the first, a quarter more than the second."""
        if len(self.seconds) < 2:
            return self.median, self.median
        first, _middle, third = quantiles(self.seconds, n=4, method="inclusive")
        return first, third

    def figure(self, name: str, *, scale: float = 1000, unit: str = "ms", **more: Any) -> Figure:
        """The median with its quartiles as a figure in milliseconds, or in `unit`s of 1/`scale` seconds."""
        low, high = self.quartiles
        return Figure(name, self.median * scale, unit, low * scale, high * scale, **more)


@dataclass(frozen=True)
class Bench:
    """What a module measures with: the bench's databases by size, and whether it is only the quick run of a test."""

    small: bool
    places: Mapping[int, Place]
    say: Callable[[str], None] = field(default=lambda text: None)

    @property
    def size(self) -> int:
        """Applications in the database that Django stands on: the largest."""
        return max(self.places)

    def rounds(self, many: int) -> int:
        """How often something is tried: `many` times, twice in the quick run."""
        return 2 if self.small else many


def interleaved(things: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Times]:
    """Each thing in turn, `rounds` times over, each round beginning with another one; a first round is not counted."""
    names = list(things)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        turn = number % len(names)
        for name in [*names[turn:], *names[:turn]]:
            began = time.perf_counter()
            things[name]()
            if number:
                seconds[name].append(time.perf_counter() - began)
    return {name: Times(each) for name, each in seconds.items()}
