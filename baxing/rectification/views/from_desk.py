"""What the desk and the record book ask of this slice: the page of a case, the words of its codes, and what waits beside
the moves: a visit, the month, the branch's own look, the quarter's light check."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from baxing.dossiers import pages
from baxing.dossiers.actions import words as say
from baxing.dossiers.calendar import Calendars
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import DeskItem
from baxing.rectification.actions.standings import VISITED, quarter_end
from baxing.rectification.models import Case, LightCheck, Look, Seat
from baxing.rules.flow_rectification import WORKING
from baxing.rules.rectification import visits_due
from baxing.rules.roles import BRANCH, OFFICER, SEES_CASES
from baxing.rules.text import Text, words
from baxing.units.models import User, scope

MOST = 30
SOON = timedelta(days=14)
KIND = words("整顿", "Rectification")
VISIT, VISIT_GO = words("到 %(unit)s 走访", "Visit %(unit)s"), words("记走访", "Enter it")
VISIT_WHY = words(
    "这一季度还差 %(n)s 次。记下日子和碰的是哪条问题就行。",
    "%(n)s still due this quarter. The day and the problem are enough.",
)
MONTH, MONTH_GO = words("写 %(unit)s 的本月进展", "Write the month of %(unit)s"), words("写一行", "One line")
MONTH_WHY = words("一行话，两分钟，数由系统算。", "One line, two minutes; the figures are computed.")
LOOK, LOOK_GO = (
    words("%(unit)s 正在排查：先自己看一看", "%(unit)s is being screened: look at yourselves first"),
    words("写下看到的", "Write it"),
)
LOOK_WHY = words(
    "支部自己看的，和乡镇、县里看的放在一起。",
    "What the branch sees stands beside what township and county see.",
)
LIGHT, LIGHT_GO = words("到 %(unit)s 季度看一次", "Light check of %(unit)s"), words("去看", "Do it")
LIGHT_WHY = words("整顿销号后的跟踪，看成效还在不在。", "Follow-up after the closing: does it hold?")


def codes_of(dossier: Dossier) -> Mapping[str, Text]:
    """The words of the signs, the four ones and the rows of the sheet of one file's regulation."""
    case = Case.objects.filter(dossier=dossier).select_related("regulation").first()
    if case is None:
        return {}
    tables = (case.rules.signs, case.rules.four_ones, case.rules.sheet.items, case.rules.electorates)
    return {row.code: row.name for rows in tables for row in rows}


def visit_items(user: User) -> list[DeskItem]:
    """The visits due from the seats that this account holds."""
    today = timezone.localdate()
    seats = (
        Seat.objects.filter(user=user, until=None, case__dossier__status__in=VISITED)
        .filter(scope(user, "case__unit__path", *SEES_CASES))
        .select_related("case__unit", "case__dossier", "case__regulation")
        .annotate(made=Count("visits"))
        .order_by("case__unit__path", "pk")[:MOST]
    )
    items = []
    for seat in seats:
        role = next((row for row in seat.case.rules.four_ones if row.code == seat.role), None)
        due = visits_due(role, seat.since, today) if role else None
        if due is not None and seat.made < due:
            last = quarter_end(seat.since, today)
            why = say(VISIT_WHY) % {"n": due - seat.made}
            items.append(_item(seat.case, VISIT, "visit", VISIT_GO, why, last))
    return _counted(items)


def month_items(user: User) -> list[DeskItem]:
    """The cases at work of one's own branch whose month has no line yet, in the second half of the month."""
    today = timezone.localdate()
    month = today.replace(day=1)
    next_month = (month + timedelta(days=32)).replace(day=1)
    if today.day <= 15:
        return []
    cases = Case.objects.filter(
        scope(user, "unit__path", "secretary", "first_secretary"), dossier__status__in=WORKING
    ).exclude(progress__month=month)
    last = next_month - timedelta(days=1)
    found = cases.select_related("unit", "dossier").order_by("unit__path")[:MOST]
    return _counted([_item(case, MONTH, "progress", MONTH_GO, say(MONTH_WHY), last) for case in found])


def look_items(user: User) -> list[DeskItem]:
    """The screenings in which one's own branch has not looked yet."""
    own = Look.objects.filter(level="branch")
    cases = (
        Case.objects.filter(scope(user, "unit__path", *BRANCH), dossier__status="SCREENED")
        .exclude(pk__in=own.values("case"))
        .select_related("unit", "dossier")
        .order_by("unit__path")[:MOST]
    )
    return _counted([_item(c, LOOK, "look", LOOK_GO, say(LOOK_WHY), c.dossier.due) for c in cases])


def light_items(user: User) -> list[DeskItem]:
    """The light checks of the follow-up that are due soon, or were."""
    if not any(grant.role in OFFICER for grant in user.grants_now):
        return []
    soon = Q(done_on=None, due__lte=timezone.localdate() + SOON)
    checks = (
        LightCheck.objects.filter(soon, scope(user, "case__unit__path", *OFFICER))
        .filter(case__dossier__status__in=("FOLLOW_UP", "LOOK_BACK"))
        .select_related("case__unit", "case__dossier")
        .order_by("due", "pk")[:MOST]
    )
    return _counted(
        [
            (
                check.case,
                DeskItem(
                    say(LIGHT) % {"unit": check.case.unit.name},
                    reverse("rectification:light", args=[check.case.uid, check.number]),
                    say(LIGHT_GO),
                    say(KIND),
                    say(LIGHT_WHY),
                    check.due,
                ),
            )
            for check in checks
        ]
    )


def _item(case: Case, what: Text, page: str, go: Text, why: str, due: date | None) -> tuple[Case, DeskItem]:
    url = reverse(f"rectification:{page}", args=[case.uid])
    return case, DeskItem(say(what) % {"unit": case.unit.name}, url, say(go), say(KIND), why, due)


def _counted(items: Iterable[tuple[Case, DeskItem]]) -> list[DeskItem]:
    """The lines with the working days left; one look at the calendar of each region."""
    calendars = Calendars()
    return [replace(item, left=calendars.left(case.dossier.region, item.due)) for case, item in items]


pages.FLOW_PAGES["rectification"] = "rectification:case-of"
pages.CODES["rectification"] = codes_of
pages.SEERS["rectification"] = SEES_CASES
pages.more_for_desk.extend([visit_items, month_items, look_items, light_items])
paths: list[object] = []
