"""The problem items of a case: those that count, those still to be settled, who verified them (reads only)."""

from django.db.models import Q, QuerySet

from baxing.dossiers.models import Entry
from baxing.problems.models import Problem
from baxing.rectification.models import Case
from baxing.rules.flow_problem import OWNED, SETTLED
from baxing.rules.roles import ROLES
from baxing.rules.text import Text
from baxing.units.models import User


def listed(case: Case) -> QuerySet[Problem]:
    """The problems that hang on this case, without those that were taken off."""
    return Problem.objects.filter(parent=case.dossier_id).exclude(dossier__status="DROPPED")


def unsettled(case: Case) -> QuerySet[Problem]:
    """The problems on which something is still to be done."""
    return listed(case).exclude(dossier__status__in=SETTLED)


def all_settled(case: Case) -> bool:
    """Whether there were problems and every one is settled: an empty list settles nothing."""
    return listed(case).exists() and not unsettled(case).exists()


def owns_item(case: Case, user: User) -> bool:
    """Whether `user` answers for a problem of this case, or did the work on one."""
    led = Q(lead_user=user.pk)
    worked = Q(dossier__entries__by=user.pk, dossier__entries__verb__in=OWNED)
    return listed(case).filter(led | worked).exists()


def problems_of(case: Case) -> list[Problem]:
    """The problems that hang on the case and count, in their order."""
    return list(listed(case).select_related("dossier").order_by("first_parent_id", "number"))


def verifiers_of(problems: list[Problem]) -> dict[int, Text]:
    """Who verified each problem, as the role in which it was done."""
    lines = Entry.objects.filter(dossier__in=[p.dossier_id for p in problems], verb="verify").order_by("n")
    return {line.dossier_id: ROLES[line.role].name for line in lines if line.role in ROLES}
