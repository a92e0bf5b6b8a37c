"""One plan for one branch (一支部一策): target and kick-off, its problems, the four ones, on one page; each row has its own form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baxing.dossiers.actions import words
from baxing.dossiers.calendar import load
from baxing.rectification import forms
from baxing.rectification.actions import planning
from baxing.rectification.actions.planning import PLANNERS, SEATED, SEATERS
from baxing.rectification.items import problems_of
from baxing.rectification.models import Case, Seat
from baxing.rectification.origin import may_list
from baxing.rectification.seats import seats_of
from baxing.rectification.shown.case import item_rows
from baxing.rectification.shown.next_working import planned
from baxing.rectification.views import door
from baxing.rectification.views.working import page
from baxing.rules.regulation import FourOne
from baxing.rules.roles import FOUR_ONES
from baxing.units.models import Grant, User
from baxing.units.paths import ancestors
from baxing.units.request import Request


@require_http_methods(["GET", "POST"])
def plan(request: Request, uid: UUID) -> HttpResponse:
    """The plan: what it is to reach, its problems, the four ones; changed while it is open, read afterwards."""
    case = door.case(request, uid)
    writes = case.dossier.status == "PLANNING" and door.held(request.user, case, *PLANNERS)
    if request.method == "POST":
        door.need_role(request, case, *PLANNERS)
    meeting = case.kick_off if case.kick_off.get("round") == case.round else {}
    form = forms.Plan(
        request.POST if request.method == "POST" else None,
        initial={
            "target": case.target,
            "kick_off_on": meeting.get("on"),
            "should": meeting.get("should", case.unit.members_full),
            "present": meeting.get("present"),
        },
    )
    if form.is_bound and form.is_valid():
        planning.plan(case, by=request.user, **form.cleaned_data)
        messages.success(request, _("Target and kick-off are kept."))
        return redirect("rectification:plan", uid=uid)
    problems = problems_of(case)
    context = {
        "case": case,
        "form": form,
        "writes": writes,
        "seats_open": case.dossier.status in SEATED and door.held(request.user, case, *SEATERS),
        "meeting": meeting,
        "items": item_rows(case, problems, load(case.dossier.region)),
        "roles": four_ones(case),
        "adds": not may_list(case.dossier, request.user),
        "planned": planned(case, problems),
        "grounds": [sign for sign in case.rules.signs if sign.code in case.codes],
    }
    return render(request, "rectification/plan.html", context, status=422 if form.errors else 200)


def seats(request: Request, uid: UUID) -> HttpResponse:
    """The four ones are a part of the plan's page."""
    found = door.case(request, uid)
    return redirect(reverse("rectification:plan", args=[found.uid]) + "#four-ones")


def four_ones(case: Case) -> list[tuple[FourOne, Any]]:
    """The roles that the regulation asks for, each with who holds it now."""
    held = {row.seat.role: row for row in seats_of(case, now=True)}
    return [(row, held.get(row.code)) for row in case.rules.four_ones_for(case.sector)]


@require_http_methods(["GET", "POST"])
def seat(request: Request, uid: UUID, role: str) -> HttpResponse:
    """Name one of the four ones, or another one instead; at a later round the same one may stay with a reason."""
    case = door.case(request, uid)
    door.need_role(request, case, *SEATERS)
    row = next((each for each in case.rules.four_ones_for(case.sector) if each.code == role), None)
    if row is None:
        raise Http404
    held = case.seats.filter(role=role, until=None).first()
    form = forms.SeatForm(request.POST if request.method == "POST" else None, accounts=accounts(case))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        planning.name_seat(
            case,
            role,
            by=request.user,
            duty=data["duty"],
            unit_name=data["unit_name"],
            user=form.account,
            since=data["since"],
        )
        messages.success(request, _("%(seat)s is named.") % {"seat": words(row.name)})
        return redirect("rectification:seats", uid=uid)
    more = {
        "seat": held,
        "role": row,
        "keeps": held and case.round > 1,
        "keep_form": forms.Reason(auto_id="keep-%s"),
    }
    return page(request, case, form, words(row.name), words(row.duty), _("Name this one"), **more)


@require_POST
def keep_seat(request: Request, uid: UUID, seat: UUID) -> HttpResponse:
    """In a later round the same one stays, with a reason."""
    found = _seat(request, uid, seat)
    form = forms.Reason(request.POST)
    if form.is_valid():
        planning.keep_seat(found, by=request.user, reason=form.cleaned_data["note"])
        messages.success(request, _("Kept, with the reason."))
    else:
        messages.error(request, _("Not saved: say why the same one stays."))
    return redirect("rectification:seats", uid=uid)


@require_POST
def end_seat(request: Request, uid: UUID, seat: UUID) -> HttpResponse:
    """The duty ends today."""
    planning.end_seat(_seat(request, uid, seat), by=request.user)
    messages.success(request, _("The duty has ended. Name another one."))
    return redirect("rectification:seats", uid=uid)


def _seat(request: Request, uid: UUID, seat: UUID) -> Seat:
    case = door.case(request, uid)
    door.need_role(request, case, *SEATERS)
    found = case.seats.filter(uid=seat).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def accounts(case: Case) -> QuerySet[User]:
    """The accounts that hold one of the four ones' duties at this branch or above it."""
    held = Grant.objects.in_force().filter(unit__path__in=ancestors(case.unit.path), role__in=FOUR_ONES)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


paths = [
    path("rectification/<uuid:uid>/plan", plan, name="plan"),
    path("rectification/<uuid:uid>/seats", seats, name="seats"),
    path("rectification/<uuid:uid>/seats/<slug:role>", seat, name="seat"),
    path("rectification/<uuid:uid>/seat/<uuid:seat>/keep", keep_seat, name="keep-seat"),
    path("rectification/<uuid:uid>/seat/<uuid:seat>/end", end_seat, name="end-seat"),
]
