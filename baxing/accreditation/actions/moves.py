"""One door for every move of the accreditation flow: collect what holds, ask the table, set the next deadline."""

from typing import Any

from django.db import transaction

from baxing.accreditation.actions.apart import need_outsider
from baxing.accreditation.checks import Given, met
from baxing.accreditation.due import due_for
from baxing.accreditation.models import Application
from baxing.dossiers.actions import advance
from baxing.rules.flows import ACCREDITATION
from baxing.rules.roles import BRANCH
from baxing.units.models import User, roles

PLAIN = (
    "start",
    "rectify",
    "check_again",
    "resubmit",
    "take_up",
    "withdraw",
    "appeal",
    "dismiss",
    "keep",
    "mended",
)


@transaction.atomic
def move(
    application: Application,
    verb: str,
    *,
    by: User | None,
    note: str = "",
    change: dict[str, Any] | None = None,
    given: Given | None = None,
) -> Application:
    """Make one move with everything that must go with it; Refused with the first need that is not met."""
    row = ACCREDITATION.move(application.dossier.status, verb)
    if row and by and not set(BRANCH) & set(row.roles) and roles(by, application.unit) & set(row.roles):
        need_outsider(application, by)
    holding = met(application, row, by, given) if row else set()
    due = due_for(application.cycle, ACCREDITATION.state(row.target)) if row else None
    advance(application.dossier, verb, by=by, met=holding, note=note, due=due, change=change)
    return application


@transaction.atomic(durable=True)
def make_move(
    application: Application, verb: str, *, by: User, note: str = "", change: dict[str, Any] | None = None
) -> Application:
    """A move that writes nothing beside its line (those in PLAIN); the others have actions of their own."""
    if verb not in PLAIN:
        raise ValueError(f"{verb} has an action of its own")
    return move(application, verb, by=by, note=note, change=change)
