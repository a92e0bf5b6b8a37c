"""The one door to a problem: what you may not see does not exist, and what you may not press yet stays visible."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from baxing.problems.models import Problem
from baxing.problems.needs import unmet
from baxing.rules.flow import Move
from baxing.rules.roles import SEES_CASES
from baxing.units.models import User, roles, scope
from baxing.units.request import Request


def visible(user: Any) -> QuerySet[Problem]:
    """The problems that `user` may see, with what every page of one needs."""
    return Problem.objects.filter(scope(user, "unit__path", *SEES_CASES)).select_related(
        "unit", "dossier__unit", "dossier__desk", "parent__unit", "first_parent", "lead_user", "verified_by"
    )


def problem(request: Request, uid: UUID) -> Problem:
    """The problem; 404 for strangers and for what is not there."""
    found = visible(request.user).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Button:
    """A verb that this person may press here, or why not yet."""

    move: Move
    why_not: list[Any]

    @property
    def ready(self) -> bool:
        """Whether it can be pressed now."""
        return not self.why_not


def buttons(problem: Problem, user: User) -> list[Button]:
    """The moves of the table that this person's roles include, the next step first; unmet needs stand beside them."""
    found = [Button(move, unmet(problem, move, user)) for move in problem.dossier.moves_for(user)]
    return sorted(found, key=lambda button: (not button.move.main, not button.ready))


def holds(user: Any, problem: Problem, *wanted: str) -> bool:
    """Whether `user` has one of the roles at this organisation or above it."""
    return bool(roles(user, problem.unit) & set(wanted))
