"""This slice tells the problems what hangs on a star sheet, in every process: pages, commands, the clock."""

from django.apps import AppConfig


class Accreditation(AppConfig):
    """Registers `accreditation/origin.py` once Django's models are there."""

    name = "baxing.accreditation"

    def ready(self) -> None:
        """Late, since Django loads models only now."""
        from baxing.accreditation.origin import ORIGIN
        from baxing.problems.origins import ORIGINS

        ORIGINS["accreditation"] = ORIGIN
