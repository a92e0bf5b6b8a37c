"""Whoever serves the branch, or answers for one of its problems, does not judge it, whatever else he holds."""

from django.utils.translation import gettext as _

from baxing.rectification.items import owns_item
from baxing.rectification.models import Case
from baxing.rules.flow import Move
from baxing.rules.roles import BRANCH
from baxing.units.models import Grant, Unit, User, roles
from baxing.units.refused import Refused

SERVING = (*BRANCH, "first_secretary")


def of_branch(unit: Unit, user: User) -> bool:
    """Whether `user` is one of the branch's own people. All duties count, also those that a token does not show."""
    return Grant.objects.in_force().filter(user=user.pk, unit=unit, role__in=SERVING).exists()


def serves(case: Case, user: User) -> bool:
    """The same, and whoever is stationed there for this case."""
    resident = [row.code for row in case.rules.four_ones if row.resident]
    return of_branch(case.unit, user) or case.seats.filter(user=user.pk, role__in=resident).exists()


def has_hand(case: Case, user: User) -> bool:
    """Whether `user` serves the branch, or answers for a problem of the case."""
    return serves(case, user) or owns_item(case, user)


def judges(row: Move) -> bool:
    """Whether a move judges the branch, so that it needs an outsider: every one that is not the branch's own."""
    return not set(SERVING) & set(row.roles)


def need_outsider(case: Case, by: User) -> None:
    """Refused for the branch's own people and for who owns a problem of the case."""
    if has_hand(case, by):
        raise Refused(
            _(
                "Not done: you serve this branch or answer for one of its problems, so you cannot judge it. "
                "Another person must do this step."
            ),
            code="apart",
        )


def outsider_for(case: Case, row: Move, by: User) -> None:
    """The same for a move that judges; who lacks the role is told that first, by the table."""
    if judges(row) and roles(by, case.unit) & set(row.roles):
        need_outsider(case, by)
