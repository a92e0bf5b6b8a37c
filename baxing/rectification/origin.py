"""What problems need to know of the case they hang on: where they may come from, who signs, when one may be added.

Registered when the program starts (`apps.py`), so that a command and a page are bound by the same rules.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from baxing.dossiers.models import Dossier
from baxing.problems.origins import Origin
from baxing.rectification.actions.moves import items_changed
from baxing.rectification.models import Case
from baxing.rules.flow_rectification import WORKING
from baxing.rules.regulation import Named
from baxing.rules.roles import COUNTY, OFFICER, TOWNSHIP, WORKERS
from baxing.rules.text import Text
from baxing.units.models import User, roles

# Who may add a problem while the case stands so: the plan belongs to the branch and its helpers, what is found later to
# whoever looks at the case then.
LISTERS: dict[str, tuple[str, ...]] = {
    "PLANNING": (*WORKERS, *OFFICER, *TOWNSHIP),
    **dict.fromkeys(WORKING, (*OFFICER, *TOWNSHIP, *COUNTY)),
    "SELF_CHECKED": (*OFFICER, *TOWNSHIP),
    "TOWNSHIP_RECHECKED": COUNTY,
    "NOTICE": COUNTY,
    "RE_RECTIFY": (*OFFICER, *COUNTY),
}
# What brings a problem up while the case stands so; everywhere else it is a check.
RAISED = {"PLANNING": "plan", "RE_RECTIFY": "ballot", "LOOK_BACK": "look_back"}


def codes(dossier: Dossier) -> Mapping[str, Text]:
    """The signs of the sector, by code."""
    case = _case(dossier)
    return {sign.code: sign.name for sign in case.rules.signs_for(case.sector)}


def signers(dossier: Dossier) -> list[Named]:
    """The roles that may sign that something changed."""
    return _case(dossier).rules.signers


def may_list(dossier: Dossier, user: User) -> str:
    """Why `user` may not add a problem to this case now; "" if he may."""
    listers = LISTERS.get(dossier.status)
    if listers is None:
        return _("the case takes no problem while it stands so")
    if not roles(user, dossier.unit) & set(listers):
        return _("adding a problem to the case is not for your role now")
    return ""


def may_drop(dossier: Dossier) -> bool:
    """Whether the plan is still open, so that a problem listed by mistake can be taken off."""
    return dossier.status == "PLANNING"


def listed(dossier: Dossier) -> tuple[int, str]:
    """The round of the case, and what brings a problem up while it stands so."""
    return _case(dossier).round, RAISED.get(dossier.status, "check")


def _case(dossier: Dossier) -> Case:
    return Case.objects.select_related("regulation").get(dossier=dossier)


ORIGIN = Origin(codes, signers, may_list, may_drop, items_changed, listed)
