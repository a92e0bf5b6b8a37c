"""What this slice tells the earlier ones, also where no page is served: the facts that its problems give."""

from django.apps import AppConfig


class Problems(AppConfig):
    """Registers the computed facts."""

    name = "baxing.problems"

    def ready(self) -> None:
        """Late, since Django loads models only now."""
        from baxing.problems.facts import computed
        from baxing.records.facts import COMPUTED

        if computed not in COMPUTED:
            COMPUTED.append(computed)
