"""The slice tells the records what it computes, in every process: pages, commands, the clock."""

from django.apps import AppConfig


class Rectification(AppConfig):
    """Registers `rectification/facts.py` and `rectification/origin.py` once Django's models are there."""

    name = "baxing.rectification"
    label = "rectification"

    def ready(self) -> None:
        """Add the computed facts of this slice, and say what problems and ballots need to know of a case."""
        from baxing.ballots.parents import PARENTS
        from baxing.problems.origins import ORIGINS
        from baxing.records.facts import COMPUTED
        from baxing.rectification.actions.balloting import PARENT
        from baxing.rectification.facts import computed  # late: models are not ready before
        from baxing.rectification.holding import under_way
        from baxing.rectification.origin import ORIGIN
        from baxing.units.actions.tree import HOLDS

        ORIGINS["rectification"] = ORIGIN
        PARENTS["rectification"] = PARENT
        if under_way not in HOLDS:
            HOLDS.append(under_way)
        if computed not in COMPUTED:
            COMPUTED.append(computed)
