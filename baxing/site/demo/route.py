"""The main line of a sheet, step by step, each on its day."""

from collections.abc import Mapping

from baxing.accreditation.models import Application
from baxing.site.demo import counts, steps
from baxing.site.demo.steps import Run

# Working days back from the clock's today, for a branch that goes the whole way; `later` moves them nearer.
WHOLE = {"start": 46, "fill": 43, "adopt": 41, "apply": 40, "take_up": 38, "opinions": 36, "recommend": 34,
         "evaluate": 32, "rate": 27, "count": 24, "propose": 21}  # fmt: skip
STEPS = {"start": steps.start, "fill": steps.fill, "adopt": steps.adopt, "apply": steps.apply, "take_up": steps.take_up,
         "opinions": steps.opinions, "recommend": steps.recommend, "rate": steps.rate, "count": counts.count,
         "propose": steps.propose}  # fmt: skip


def later(days: int, *, until: str = "propose") -> dict[str, int]:
    """The whole way up to `until`, so many working days nearer to today."""
    names = list(WHOLE)
    return {name: WHOLE[name] - days for name in names[: names.index(until) + 1]}


def bring(run: Run, a: Application, days: Mapping[str, int], group: int = 0) -> Application:
    """Lead a sheet through the steps named in `days`, each so many working days ago."""
    rng = run.rng(a, "time")
    for name, back in days.items():
        run.clock.to_back(back, rng.randint(9, 16), rng.randint(0, 40))
        if name == "evaluate":
            steps.evaluate(run, a, group)
        else:
            STEPS[name](run, a)
    return a
