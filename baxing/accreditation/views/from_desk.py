"""What the desk and the record book ask of this slice: the page of a file, the words of its codes, and what waits
for raters, for whoever examines an objection, and for whoever names that person."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from baxing.accreditation.models import Application, Cycle, Objection, RaterSheet
from baxing.accreditation.scores import rates_due
from baxing.accreditation.views import door
from baxing.dossiers import pages
from baxing.dossiers.actions import words
from baxing.dossiers.calendar import Calendars
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import DeskItem
from baxing.rules.text import Text
from baxing.units.models import User, roles, scope
from baxing.units.request import Request

REVIEW = {"APPLIED", "TOWNSHIP_REVIEW"}
REVIEWERS = {"township_officer", "township_secretary"}
EVALUATION, COUNTY = {"EVALUATING", "BALLOTING"}, {"county_officer", "county_lead"}
MOST = 30
RATE, RATE_GO = Text(zh="给 %(unit)s 评分", en="Rate %(unit)s"), Text(zh="去评分", en="Rate")
CHECK = Text(zh="核查 %(unit)s 的异议", en="Examine the objection to %(unit)s")
NAME = Text(zh="给 %(unit)s 的异议指定核查人", en="Name who examines the objection to %(unit)s")
CHECK_GO, NAME_GO = Text(zh="去核查", en="Examine"), Text(zh="去指定", en="Name one")
COUNT, COUNT_GO = (
    Text(zh="录入 %(unit)s 的测评计票", en="Enter the ballot counts of %(unit)s"),
    Text(zh="录入", en="Enter"),
)
TWICE = Text(
    zh="两个账号各录一遍，一致才签认。", en="Two accounts enter it; only when both agree is it certified."
)
BALLOT = Text(zh="测评", en="Ballot")
RATING, OBJECTION = Text(zh="评定", en="Rating"), Text(zh="异议", en="Objection")
ALONE = Text(zh="你独立评，锁定前别人看不到。", en="You rate alone; nobody sees it before you lock it.")


@require_GET
def sheet_of(request: Request, dossier: UUID) -> HttpResponse:
    """From the cover of a file to the page where this person works on it."""
    application = door.visible(request.user).filter(dossier__uid=dossier).first()
    if application is None:
        raise Http404
    held = roles(request.user, application.unit)
    places = ((REVIEW, REVIEWERS, "review"), (EVALUATION, COUNTY, "summary"))
    page = next(
        (page for states, wanted, page in places if application.dossier.status in states and held & wanted),
        "sheet",
    )
    return redirect(f"accreditation:{page}", uid=application.uid)


@require_GET
def cycle_of(request: Request, dossier: UUID) -> HttpResponse:
    """From the cover of a cycle to its page."""
    uid = Cycle.objects.filter(dossier__uid=dossier).values_list("uid", flat=True).first()
    if uid is None:
        raise Http404
    return redirect("accreditation:cycle", uid=door.cycle(request, uid).uid)


def codes_of(dossier: Dossier) -> Mapping[str, Text]:
    """The words of the tasks, stars, vetoes, excuses and facts of one file's standard."""
    found = Application.objects.filter(dossier=dossier).select_related("cycle").defer("cycle__text").first()
    if found is None or not found.cycle.digest:
        return {}
    pack = found.cycle.standard
    return {
        **{fact.code: fact.name for fact in pack.facts},
        **pack.excuses,
        **{veto.code: veto.text for veto in pack.vetoes},
        **{star.code: star.short for star in pack.stars},
        **{code: task.title for code, task in found.tasks.items()},
    }


def rater_items(user: User) -> list[DeskItem]:
    """The branches that this rater has still to rate."""
    if not any(grant.role == "rater" for grant in user.grants_now):
        return []
    done = RaterSheet.objects.filter(rater=user).filter(Q(conflict=True) | ~Q(locked_at=None))
    seats = user.seats.filter(active=True)
    waiting = (
        door.visible(user)
        .filter(group__in=seats.values("group"), dossier__status__in=["EVALUATING", "BALLOTING"])
        .exclude(pk__in=done.values("application"))
        .order_by("dossier__due", "unit__path")[:MOST]
    )
    left = _days_left([(one.cycle, one.dossier.due) for one in waiting])
    return [
        DeskItem(
            words(RATE) % {"unit": one.unit.name},
            reverse("accreditation:rate", args=[one.uid]),
            words(RATE_GO),
            kind=words(RATING),
            because=words(ALONE),
            due=one.dossier.due,
            left=days,
        )
        for one, days in zip(waiting, left, strict=True)
    ]


def teller_items(user: User) -> list[DeskItem]:
    """The branches with a ballot that this teller has not counted, or whose two counts differ."""
    if not any(grant.role == "teller" for grant in user.grants_now):
        return []
    evaluated = door.visible(user).filter(
        scope(user, "unit__path", "teller"), dossier__status__in=list(EVALUATION)
    )
    waiting = []
    for one in evaluated.prefetch_related("ballot_entries").order_by("dossier__due", "unit__path")[:MOST]:
        entries = [entry for entry in one.ballot_entries.all() if not entry.replaced]
        certified = {entry.rate for entry in entries if entry.certified}
        counts = {rate: [entry.by_id for entry in entries if entry.rate == rate] for rate in rates_due(one)}
        if any(rate not in certified and (user.pk not in by or len(by) > 1) for rate, by in counts.items()):
            waiting.append(one)
    left = _days_left([(one.cycle, one.dossier.due) for one in waiting])
    return [
        DeskItem(
            words(COUNT) % {"unit": one.unit.name},
            reverse("accreditation:counts", args=[one.uid]),
            words(COUNT_GO),
            kind=words(BALLOT),
            because=words(TWICE),
            due=one.dossier.due,
            left=days,
        )
        for one, days in zip(waiting, left, strict=True)
    ]


def objection_items(user: User) -> list[DeskItem]:
    """Objections that this person examines, and those that nobody examines yet, for the county's officer."""
    nobody = Q(checker=None) & scope(user, "application__unit__path", "county_officer")
    waiting = (
        Objection.objects.filter(Q(checker=user) | nobody, answered_at=None)
        .select_related("application__unit", "application__cycle")
        .defer("application__cycle__text")
        .order_by("due", "pk")[:MOST]
    )
    left = _days_left([(one.application.cycle, one.due) for one in waiting])
    return [
        DeskItem(
            words(CHECK if one.checker_id else NAME) % {"unit": one.application.unit.name},
            reverse("accreditation:objection", args=[one.uid]),
            words(CHECK_GO if one.checker_id else NAME_GO),
            kind=words(OBJECTION),
            due=one.due,
            left=days,
        )
        for one, days in zip(waiting, left, strict=True)
    ]


def _days_left(dues: list[tuple[Cycle, date | None]]) -> list[int | None]:
    """Working days until each day, with one look at the calendar of each region."""
    calendars = Calendars()
    return [calendars.left(cycle.region, due) for cycle, due in dues]


pages.FLOW_PAGES.update({"accreditation": "accreditation:sheet_of", "cycle": "accreditation:cycle_of"})
pages.CODES["accreditation"] = codes_of
pages.more_for_desk.extend([rater_items, teller_items, objection_items])
paths = [
    path("applications/of/<uuid:dossier>", sheet_of, name="sheet_of"),
    path("cycles/of/<uuid:dossier>", cycle_of, name="cycle_of"),
]
