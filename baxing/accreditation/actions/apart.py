"""Assessed ≠ assessor (domain §5): whoever serves a branch, or wrote its sheet, does not judge it, whatever else he holds."""

from django.utils.translation import gettext as _

from baxing.accreditation.models import Application
from baxing.rules.roles import BRANCH
from baxing.units.models import Grant, User
from baxing.units.refused import Refused

WROTE = ("scored", "adopt", "apply", "resubmit")


def need_outsider(application: Application, by: User) -> None:
    """Refused for the branch's own people. All their duties count, also those that a token does not show."""
    serving = Grant.objects.in_force().filter(user=by.pk, unit=application.unit_id, role__in=BRANCH)
    if serving.exists() or application.dossier.entries.filter(by=by.pk, verb__in=WROTE).exists():
        raise Refused(
            _(
                "Not done: you serve this branch or wrote its sheet, so you cannot judge it. "
                "Another person must do this step."
            ),
            code="apart",
        )
