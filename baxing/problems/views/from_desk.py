"""What a leader of the four ones finds on the desk whose duty is held above the branch: the problems he leads himself.

At the branch the desk finds the problems by where they lie; a duty at a township or county would never meet them there.
"""

from django.utils import timezone

from baxing.dossiers import pages
from baxing.dossiers.actions import words as say
from baxing.dossiers.calendar import load
from baxing.dossiers.desk_words import SHORT, TODOS
from baxing.dossiers.pages import DeskItem, page_of
from baxing.problems.views.door import visible
from baxing.rules.calendar import WorkCalendar
from baxing.rules.roles import FOUR_ONES
from baxing.units.models import User

MOST, TITLE = 30, 40
STEPS = {todo.status: todo for todo in TODOS if todo.flow == "problem" and set(FOUR_ONES) <= set(todo.roles)}


def led_items(user: User) -> list[DeskItem]:
    """The problems that `user` leads and has to work on, the earliest day first; nothing for who leads from a branch."""
    if not any(grant.role in FOUR_ONES and grant.unit.level != "branch" for grant in user.grants_now):
        return []
    here = [grant.unit_id for grant in user.grants_now]
    led = visible(user).filter(lead_user=user, dossier__status__in=STEPS).exclude(dossier__desk__in=here)
    today, calendars = timezone.localdate(), dict[str, WorkCalendar]()
    items = []
    for problem in led.order_by("dossier__due", "pk")[:MOST]:
        todo, dossier = STEPS[problem.dossier.status], problem.dossier
        if dossier.region not in calendars:
            calendars[dossier.region] = load(dossier.region)
        items.append(
            DeskItem(
                say(todo.do) % {"unit": problem.unit.name, "title": problem.what[:TITLE]},
                page_of(dossier),
                say(todo.go),
                kind=say(SHORT["problem"]),
                due=dossier.due,
                left=calendars[dossier.region].between(today, dossier.due) if dossier.due else None,
            )
        )
    return items


pages.more_for_desk.append(led_items)
