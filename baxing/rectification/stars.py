"""What a relapse does to the stars of a branch: they are looked at again at once, by the facts, not taken away."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.rating import recheck_for
from baxing.accreditation.models import Application
from baxing.rectification.models import Case


@transaction.atomic
def stars_shaken(case: Case) -> list[Application]:
    """Call every rating of this branch that is valid today to a recheck, inside the caller's transaction; which ones.

    The township then keeps or warns as at any recheck; whoever is on recheck or warned already stays there."""
    rated = Application.objects.filter(
        unit=case.unit_id,
        dossier__status__in=("RATED", "DEMO"),
        award__revoked_on=None,
        award__valid_to__gte=timezone.localdate(),
    ).select_related("cycle", "unit", "dossier__unit", "dossier__desk", "award")
    reason = _("The look-back found a relapse: the stars are looked at again.")
    return [recheck_for(application, reason) for application in rated.order_by("pk")]
