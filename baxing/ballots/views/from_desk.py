"""What waits for a teller on the desk: the open rounds whose counts he has still to enter, or to count again."""

from django.db.models import Prefetch
from django.urls import reverse

from baxing.ballots.models import HallCount, Round
from baxing.dossiers import pages
from baxing.dossiers.actions import words as say
from baxing.dossiers.calendar import Calendars
from baxing.dossiers.pages import DeskItem
from baxing.rules.text import words
from baxing.units.models import User, scope, tops

MOST = 30
KIND = words("测评", "Ballot")
COUNT, GO = words("录入 %(unit)s 的测评票数", "Enter the ballot counts of %(unit)s"), words("录入", "Enter")
TWICE = words(
    "两个账号各录一遍，一致才签认。", "Two accounts enter it; only when both agree is it certified."
)
DIFFER = words("两份计票不一致，请照纸票再数一遍。", "The two counts differ: count again from the paper.")


def teller_items(user: User) -> list[DeskItem]:
    """The open rounds within this teller's duty in which he has a count to enter or to correct."""
    if not tops(user, "teller"):
        return []
    rounds = (
        Round.objects.filter(scope(user, "unit__path", "teller"), state="open")
        .select_related("unit", "parent")
        .prefetch_related(Prefetch("counts", HallCount.objects.filter(replaced=False)))
        .order_by("parent__due", "unit__path", "pk")[:MOST]
    )
    calendars, items = Calendars(), []
    for round in rounds:
        waits = waiting(round, user)
        if waits is None:
            continue
        region, due = round.parent.region, round.parent.due
        items.append(
            DeskItem(
                say(COUNT) % {"unit": round.unit.name},
                reverse("ballots:round", args=[round.uid]),
                say(GO),
                kind=say(KIND),
                because=say(DIFFER if waits else TWICE),
                due=due,
                left=calendars.left(region, due),
            )
        )
    return items


def waiting(round: Round, user: User) -> bool | None:
    """Whether this account has something to enter: False for a first entry, True where two entries differ, None for
    nothing. Reads the counts that stand."""
    found = None
    for rule in round.rule:
        entries = [entry for entry in round.counts.all() if entry.electorate == rule["code"]]
        mine = any(entry.by_id == user.pk for entry in entries)
        if any(entry.certified for entry in entries) or (len(entries) == 2 and not mine):
            continue
        if len(entries) == 2:
            return True
        found = found if mine else False
    return found


pages.more_for_desk.append(teller_items)
paths: list[object] = []
