"""My problems by the day they are due, all that I may see, and the form that adds or rewords one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baxing.dossiers.calendar import Calendars
from baxing.dossiers.desk import waiting_for
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import page_of
from baxing.problems.actions import items
from baxing.problems.forms import ItemForm
from baxing.problems.late import late
from baxing.problems.models import Problem
from baxing.problems.origins import ORIGINS, Origin
from baxing.problems.views import door
from baxing.rules.flow_problem import SETTLED
from baxing.rules.roles import SEES_CASES
from baxing.units.models import User, scope
from baxing.units.request import Request

PAGE = 30
SHOWS = {
    "mine": gettext_lazy("Waiting for me"),
    "open": gettext_lazy("All open ones"),
    "late": gettext_lazy("Past their day"),
    "settled": gettext_lazy("Closed or kept up"),
}


@require_GET
def mine(request: Request) -> HttpResponse:
    """The problems that wait for me or that I lead, the earliest day first; with `show` all that I may see."""
    if not any(grant.role in SEES_CASES for grant in request.user.grants_now):
        raise Http404
    show = request.GET.get("show", "mine")
    show = show if show in SHOWS else "mine"
    today = timezone.localdate()
    found = door.visible(request.user).filter(_shown(show, request.user, today))
    ordered = found.order_by(F("dossier__due").asc(nulls_last=True), "unit__path", "pk")
    if show == "settled":
        ordered = found.order_by("unit__path", F("closed_on").desc(nulls_last=True), "pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page", 1))
    context = {"page": page, "rows": _rows(list(page.object_list)), "show": show, "shows": SHOWS}
    return render(request, "problems/mine.html", context)


def _shown(show: str, user: User, today: date) -> Q:
    """The condition of one list."""
    if show == "mine":
        waiting = Dossier.objects.filter(waiting_for(user, today), flow="problem")
        return Q(dossier__in=waiting) | (Q(lead_user=user) & ~Q(dossier__status__in=SETTLED))
    if show == "late":
        return late(today)
    return Q(dossier__status__in=SETTLED) if show == "settled" else ~Q(dossier__status__in=SETTLED)


def _rows(problems: list[Problem]) -> list[tuple[Problem, int | None]]:
    """Each with the working days left; one look at the calendar of each region."""
    calendars = Calendars()
    return [(one, calendars.left(one.dossier.region, one.dossier.due)) for one in problems]


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Add a problem to a file (`parent`)."""
    parent, origin = _parent(request)
    data = request.POST if request.method == "POST" else None
    form = ItemForm(
        data, unit=parent.unit, codes=origin.codes(parent), initial={"code": request.GET.get("code", "")}
    )
    if form.is_valid():
        made = items.list_problem(parent, by=request.user, **form.given)
        messages.success(request, _("Listed as problem %(number)s.") % {"number": made.number})
        return redirect("problems:problem", uid=made.uid)
    context = {"form": form, "parent": parent, "back": page_of(parent), "problem": None}
    return render(request, "problems/form.html", context, status=422 if data is not None else 200)


@require_http_methods(["GET", "POST"])
def change(request: Request, uid: UUID) -> HttpResponse:
    """Reword a problem that nobody has begun."""
    found = door.problem(request, uid)
    parent, origin = found.parent, ORIGINS.get(found.parent.flow)
    if origin is None or origin.may_list(parent, request.user):
        raise Http404
    data = request.POST if request.method == "POST" else None
    names = ("what", "code", "cause", "measure", "lead", "helper")
    initial: dict[str, Any] = {name: getattr(found, name) for name in names} | {"due": found.dossier.due}
    initial["lead_user"] = found.lead_user.username if found.lead_user else ""
    form = ItemForm(data, unit=found.unit, codes=origin.codes(parent), initial=initial)
    if form.is_valid():
        items.change_problem(found, by=request.user, **form.given)
        messages.success(request, _("The problem is reworded."))
        return redirect("problems:problem", uid=uid)
    context = {"form": form, "parent": parent, "back": "", "problem": found}
    return render(request, "problems/form.html", context, status=422 if data is not None else 200)


def _parent(request: Request) -> tuple[Dossier, Origin]:
    """The file that the problem is added to; 404 unless this person may add one there now."""
    try:
        uid = UUID(request.GET.get("parent", ""))
    except ValueError:
        raise Http404 from None
    seen = Dossier.objects.filter(scope(request.user, "unit__path", *SEES_CASES), uid=uid)
    parent = seen.select_related("unit", "desk").first()
    origin = ORIGINS.get(parent.flow) if parent else None
    if parent is None or origin is None or origin.may_list(parent, request.user):
        raise Http404
    return parent, origin


paths = [
    path("problems/", mine, name="mine"),
    path("problems/new", new, name="new"),
    path("problems/<uuid:uid>/change", change, name="change"),
]
