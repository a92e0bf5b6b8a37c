"""Why a branch cannot be closed or merged away now: nobody gets out of rectification on paper."""

from django.utils.translation import gettext as _

from baxing.rectification.models import Case
from baxing.rules.flow_rectification import UNDER_RECTIFICATION
from baxing.units.models import Unit


def under_way(unit: Unit) -> str:
    """The reason while its case runs, "" otherwise. What is only screened can be dropped, what is followed up goes on
    without the branch."""
    if not Case.objects.filter(unit=unit, open=True, dossier__status__in=UNDER_RECTIFICATION).exists():
        return ""
    return _("“%(unit)s” is under rectification; its case must come to its end first") % {"unit": unit.name}
