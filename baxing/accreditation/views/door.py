"""The one door to an application or a cycle: what you may not see does not exist."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from baxing.accreditation.actions.scores import freshen, is_stale
from baxing.accreditation.checks import unmet
from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.scores import RATED_IN
from baxing.rules.flow import Move
from baxing.rules.roles import ROLES
from baxing.units.models import User, roles, scope
from baxing.units.request import Request

ELSEWHERE = {"object", "publish"}
OVERSEERS = (
    "township_officer",
    "township_secretary",
    "county_officer",
    "county_lead",
    "city_officer",
    "auditor",
)


# Accounts and duties are an administrator's business, not anybody's stars; a teller sees a branch while it is rated.
READERS = tuple(role for role in ROLES if role not in ("admin", "teller"))


def visible(user: Any) -> QuerySet[Application]:
    """The applications that `user` may see, with what every page of one needs."""
    counting = scope(user, "unit__path", "teller") & Q(dossier__status__in=RATED_IN)
    return (
        Application.objects.filter(scope(user, "unit__path", *READERS) | counting)
        .select_related(
            "unit", "township", "dossier__unit", "dossier__desk", "cycle__dossier", "cycle__unit", "group"
        )
        .defer("cycle__text")
    )


def application(request: Request, uid: UUID) -> Application:
    """The application, its facts read again if they changed; 404 for strangers and for what is not there."""
    found = visible(request.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return freshen(found) if is_stale(found) else found


def cycle(request: Request, uid: UUID) -> Cycle:
    """The cycle, for whoever has a duty in its county or above it, or in a branch below."""
    found = (
        Cycle.objects.filter(uid=uid).select_related("dossier__unit", "unit", "pack").defer("text").first()
    )
    if found is None or not sees(request.user, found):
        raise Http404
    return found


def sees(user: Any, cycle: Cycle) -> bool:
    """Whether `user` has a duty at, above or below the cycle's county."""
    path = cycle.unit.path
    return any(g.unit.path.startswith(path) or path.startswith(g.unit.path) for g in user.grants_now)


def oversees(user: Any, cycle: Cycle) -> bool:
    """Whether `user` has a duty that sees the figures of the cycle: in its townships, its county, or above."""
    return any(
        g.role in OVERSEERS
        and (g.unit.path.startswith(cycle.unit.path) or cycle.unit.path.startswith(g.unit.path))
        for g in user.grants_now
    )


@dataclass(frozen=True)
class Button:
    """A verb that this person may press here, or why not yet."""

    move: Move
    url: str
    why_not: list[Any]

    @property
    def ready(self) -> bool:
        """Whether it can be pressed now."""
        return not self.why_not


def buttons(application: Application, user: User) -> list[Button]:
    """The moves of the table that this person's roles include, the next step first; unmet needs stand beside them."""
    needs = application.dossier.table.needs
    found = [
        Button(
            move,
            reverse("accreditation:move", args=[application.uid, move.verb]),
            [needs[need] for need in unmet(application, move, user)],
        )
        for move in application.dossier.moves_for(user)
        if move.verb not in ELSEWHERE
    ]
    return sorted(found, key=lambda button: not button.move.main)


def holds(user: Any, application: Application, *wanted: str) -> bool:
    """Whether `user` has one of the roles at this branch or above it."""
    return bool(roles(user, application.unit) & set(wanted))
