"""What the desk and the record book ask of this slice: the page of a problem, the words of its codes, who may see it, and
what a leader of the four ones finds on the desk.

A problem lies on a desk of its branch or above; a leader whose duty is held at a township or county is not there.
"""

from collections.abc import Mapping

from baxing.dossiers import pages
from baxing.dossiers.actions import words as say
from baxing.dossiers.calendar import Calendars
from baxing.dossiers.desk_words import SHORT, TODOS
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import DeskItem, page_of
from baxing.problems.models import Problem
from baxing.problems.origins import ORIGINS
from baxing.problems.views.door import visible
from baxing.rules.roles import FOUR_ONES, SEES_CASES
from baxing.rules.text import Text
from baxing.units.models import User

MOST, TITLE = 30, 40
STEPS = {todo.status: todo for todo in TODOS if todo.flow == "problem" and set(FOUR_ONES) <= set(todo.roles)}


def codes_of(dossier: Dossier) -> Mapping[str, Text]:
    """The words of the grounds and of the signers of one problem's parent."""
    found = Problem.objects.filter(dossier=dossier).select_related("parent__unit").first()
    origin = ORIGINS.get(found.parent.flow) if found else None
    if found is None or origin is None:
        return {}
    return {**{row.code: row.name for row in origin.signers(found.parent)}, **origin.codes(found.parent)}


def led_items(user: User) -> list[DeskItem]:
    """The problems that `user` leads and has to work on, the earliest day first; nothing for who leads from a branch."""
    if not any(grant.role in FOUR_ONES and grant.unit.level != "branch" for grant in user.grants_now):
        return []
    here = [grant.unit_id for grant in user.grants_now]
    led = visible(user).filter(lead_user=user, dossier__status__in=STEPS).exclude(dossier__desk__in=here)
    calendars, items = Calendars(), []
    for problem in led.order_by("dossier__due", "pk")[:MOST]:
        todo, dossier = STEPS[problem.dossier.status], problem.dossier
        items.append(
            DeskItem(
                say(todo.do) % {"unit": problem.unit.name, "title": problem.what[:TITLE]},
                page_of(dossier),
                say(todo.go),
                kind=say(SHORT["problem"]),
                due=dossier.due,
                left=calendars.left(dossier.region, dossier.due),
            )
        )
    return items


pages.FLOW_PAGES["problem"] = "problems:problem-of"
pages.CODES["problem"] = codes_of
pages.SEERS["problem"] = SEES_CASES
pages.more_for_desk.append(led_items)
