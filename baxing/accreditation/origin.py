"""What problems need to know of the star sheet they hang on; registered when the program starts (`apps.py`)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from baxing.accreditation.models import Application
from baxing.dossiers.models import Dossier
from baxing.problems.models import Problem
from baxing.problems.origins import Origin
from baxing.rules.regulation import Named
from baxing.rules.roles import BRANCH, OFFICER
from baxing.rules.text import Text
from baxing.units.models import User, roles

OPEN_TO_BRANCH = ("CREATING", "SELF_CHECK", "RECTIFY_SELF", "RETURNED")
LISTERS = {**dict.fromkeys(OPEN_TO_BRANCH, BRANCH), "TOWNSHIP_REVIEW": OFFICER, "STAR_WARNED": OFFICER}
SIGNERS = [
    Named(code="member", name=Text(zh="党员代表", en="A member")),
    Named(code="villager", name=Text(zh="村（居）民代表", en="A residents' representative")),
    Named(code="served", name=Text(zh="服务对象", en="Somebody served")),
    Named(code="staff", name=Text(zh="职工代表", en="A staff representative")),
    Named(code="oversight", name=Text(zh="监督委员会主任", en="The chair of the oversight committee")),
]


def codes(dossier: Dossier) -> Mapping[str, Text]:
    """The tasks as this branch's sector reads them."""
    found = Application.objects.filter(dossier=dossier).select_related("cycle").defer("cycle__text").first()
    if found is None or not found.cycle.digest:
        return {}
    return {code: task.title for code, task in found.tasks.items()}


def signers(dossier: Dossier) -> list[Named]:
    """Who may sign that something changed: somebody who gains by it."""
    return SIGNERS


def may_list(dossier: Dossier, user: User) -> str:
    """Why `user` may not add a problem to this sheet now; "" if he may: the branch while the sheet is with it, the
    township while it reviews the sheet or has warned the branch."""
    listers = LISTERS.get(dossier.status)
    if listers is None:
        return _("no problem can be added while the sheet stands so")
    if not roles(user, dossier.unit) & set(listers):
        return _("adding a problem to the sheet is not for your role now")
    return ""


def may_drop(dossier: Dossier) -> bool:
    """Whether the sheet is with the branch, so that a problem listed by mistake can be taken off."""
    return dossier.status in OPEN_TO_BRANCH


def changed(problem: Problem, by: User | None) -> None:
    """The sheet itself does not move with its problems; their figures reach it as facts (S6-4)."""


ORIGIN = Origin(codes, signers, may_list, may_drop, changed, lambda dossier: (1, "self_check"))
