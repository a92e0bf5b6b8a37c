"""Which level watches a case, and which would be next (reads only)."""

from baxing.rectification.models import Case
from baxing.rules.rectification import one_up
from baxing.units.models import Unit


def watcher(case: Case) -> Unit:
    """The unit that supervises this case now: its own at the level of `watch`, the county where there is none."""
    return case.unit.at(case.watch) or case.county


def next_watch(case: Case) -> str:
    """The next level up that exists above this unit; the highest stays."""
    level = case.watch
    while (higher := one_up(level)) != level:
        level = higher
        if case.unit.at(level):
            return level
    return case.watch
