"""Which level watches a case, and which would be next (reads only)."""

from baxing.rectification.models import Case
from baxing.rules.rectification import LADDER, one_up
from baxing.units.models import Unit

# States in which whoever watches has the next step.
HANDED_OVER = ("ESCALATED", "LOOK_BACK")


def watcher(case: Case, level: str = "") -> Unit:
    """The unit that supervises this case now, or would at `level`; the county where there is none at that level."""
    return case.unit.at(level or case.watch) or case.county


def next_watch(case: Case) -> str:
    """The next level up that exists above this unit; the highest stays."""
    level = case.watch
    while (higher := one_up(level)) != level:
        level = higher
        if case.unit.at(level):
            return level
    return case.watch


def desk_for(case: Case, status: str) -> Unit | None:
    """On whose desk a case comes in this state instead of the table's: with who watches it, where that is above the
    township; None leaves it to the table."""
    return watcher(case) if status in HANDED_OVER and case.watch != LADDER[0] else None
