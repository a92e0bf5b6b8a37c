"""The board of a township, a county or a level above, the list behind each of its figures, and a branch's own cases."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from baxing.rectification import board as figures
from baxing.rectification.actions.standings import freshen
from baxing.rectification.models import Standing
from baxing.rectification.views import door
from baxing.rectification.views.door import OFFICERS, Request
from baxing.rules.flow_rectification import RECTIFICATION
from baxing.rules.roles import COUNTY, OFFICER, SEES_CASES, TOWNSHIP
from baxing.units.models import SECTORS

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
    rows = Standing.objects.filter(figures.in_places(request.user, *OFFICERS))
    freshen(rows)
    summed, today = figures.board_of(rows), timezone.localdate()
    waiting = figures.in_order(rows.filter(figures.MARKS["help"][0]), "due")
    pages = Counted(waiting, figures.PAGE)
    pages.known = summed.help
    page = pages.get_page(request.GET.get("page"))
    context = {
        "board": summed,
        "page": page,
        "lines": figures.lines_of(page.object_list, today),
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
    rows = Standing.objects.filter(figures.in_places(request.user, *SEES_CASES))
    freshen(rows)
    asked, said = figures.filtered(rows, request.GET.dict())
    page = Paginator(figures.in_order(asked), figures.PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "page": page,
        "lines": figures.lines_of(page.object_list, today),
        "said": said,
        "today": today,
        **choices(request),
    }
    return render(request, "rectification/cases.html", context)


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
