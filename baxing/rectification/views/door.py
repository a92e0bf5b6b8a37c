"""The one door to a case: what you may not see does not exist, and what you may not press stays visible with its reason."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from baxing.rectification.models import Case
from baxing.rules.roles import CITY, COUNTY, MEETING, OFFICER, SEES_CASES, TOWNSHIP
from baxing.units.models import roles, scope
from baxing.units.request import Request

OFFICERS = (*OFFICER, *TOWNSHIP, *COUNTY, *MEETING, *CITY, "auditor")


def visible(user: Any) -> QuerySet[Case]:
    """The cases that `user` may see, with what every page of one needs."""
    return Case.objects.filter(scope(user, "unit__path", *SEES_CASES)).select_related(
        "unit__parent", "county", "dossier__unit", "dossier__desk", "regulation", "previous__dossier"
    )


def case(request: Request, uid: UUID) -> Case:
    """The case; 404 for strangers and for what is not there."""
    found = visible(request.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def held(user: Any, case: Case, *wanted: str) -> bool:
    """Whether `user` has one of the roles at this branch or above it."""
    return bool(roles(user, case.unit) & set(wanted))


def need_role(request: Request, case: Case, *wanted: str) -> None:
    """404 for whoever has none of the roles: a page that is not his does not exist."""
    if not held(request.user, case, *wanted):
        raise Http404


def officer(user: Any) -> bool:
    """Whether the person has a duty that oversees cases: in a township, a county, or above."""
    return any(grant.role in OFFICERS for grant in user.grants_now)
