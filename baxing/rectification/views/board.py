"""The board of a township, a county or a level above, the list behind each of its figures, and a branch's own cases."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from baxing.rectification import board as figures
from baxing.rectification.actions.standings import freshen_to_show
from baxing.rectification.models import Standing
from baxing.rectification.views import door
from baxing.rectification.views.door import OFFICERS
from baxing.rules.flow_rectification import RECTIFICATION
from baxing.rules.roles import COUNTY, OFFICER, SEES_CASES, TOWNSHIP
from baxing.units.models import SECTORS
from baxing.units.request import Request

YEARS = 6


class Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that was told how many there are, so that it need not count again."""

    known = 0

    @property
    def count(self) -> int:
        return self.known


@require_GET
def board(request: Request) -> HttpResponse:
    """Where the cases stand; first those for which something is due. A branch sees its own cases instead."""
    if not door.officer(request.user):
        return mine(request)
    places = figures.places_of(request.user, *OFFICERS)
    current = freshen_to_show(places.rows)
    summed, today = figures.board_of(places), timezone.localdate()
    page = paged(request, figures.asked_of({"help": "1"}).rows(places), summed.help, "due")
    context = {
        "board": summed,
        "current": current,
        "page": page,
        "lines": figures.lines_of(page.object_list),
        "today": today,
        "look_backs": summed.states["LOOK_BACK"],
        "screens": screens(request.user),
        **choices(request),
    }
    return render(request, "rectification/board.html", context)


@require_GET
def cases(request: Request) -> HttpResponse:
    """The cases in the order of the register, narrowed to what was asked."""
    if not any(grant.role in SEES_CASES for grant in request.user.grants_now):
        raise Http404
    places, asked = figures.places_of(request.user, *SEES_CASES), figures.asked_of(request.GET.dict())
    current = freshen_to_show(places.rows)
    page = paged(request, asked.rows(places), asked.count(places))
    today = timezone.localdate()
    context = {
        "page": page,
        "lines": figures.lines_of(page.object_list),
        "said": asked.said,
        "current": current,
        "today": today,
        **choices(request),
    }
    return render(request, "rectification/cases.html", context)


def paged(request: Request, rows: QuerySet[Standing], count: int, order: str = "") -> Page[int]:
    """The keys of one page of a list whose length is known from the sums."""
    pages = Counted(figures.in_order(rows, order), figures.PAGE)
    pages.known = count
    return pages.get_page(request.GET.get("page"))


def mine(request: Request) -> HttpResponse:
    """The cases of one's own branch, or those one goes to as one of the four ones; the latest first."""
    if not any(grant.role in SEES_CASES for grant in request.user.grants_now):
        raise Http404
    own = door.visible(request.user).order_by("unit__path", "-year", "-pk")
    page = Paginator(own, figures.PAGE).get_page(request.GET.get("page"))
    return render(request, "rectification/mine.html", {"page": page, "today": timezone.localdate()})


def screens(user: Any) -> bool:
    """Whether this person screens: township or county."""
    return any(
        grant.role in (*OFFICER, *TOWNSHIP, *COUNTY, "county_lead", "auditor") for grant in user.grants_now
    )


def choices(request: Request) -> dict[str, Any]:
    """What the filters offer."""
    year = timezone.localdate().year
    return {
        "states": RECTIFICATION.states,
        "sectors": SECTORS,
        "desks": figures.DESKS,
        "years": [str(year - back) for back in range(YEARS)],
        "chosen": request.GET,
    }


paths = [
    path("rectification/", board, name="board"),
    path("rectification/cases", cases, name="cases"),
]
