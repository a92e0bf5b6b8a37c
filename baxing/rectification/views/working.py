"""The months of work: a visit, the month in one line, who was told. Each takes a minute or two."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baxing.rectification import forms
from baxing.rectification.actions import working
from baxing.rectification.actions.working import RECORDERS, REPORTERS, TELLERS
from baxing.rectification.items import listed
from baxing.rectification.models import Case, Seat
from baxing.rectification.papers.notice import NOTICED, notice_of
from baxing.rectification.views import door
from baxing.rules.calendar import add_months
from baxing.units.models import User
from baxing.units.request import Request

MONTHS = 6


def seats_for(case: Case, user: User) -> list[Seat]:
    """The seats whose visits this person enters: all of them, or his own."""
    seats = [seat for seat in case.seats.all() if seat.until is None]
    if door.held(user, case, *RECORDERS):
        return seats
    return [seat for seat in seats if seat.user_id == user.pk]


@require_http_methods(["GET", "POST"])
def visit(request: Request, uid: UUID) -> HttpResponse:
    """Enter one visit of one of the four ones."""
    case = door.case(request, uid)
    seats = seats_for(case, request.user)
    if not seats and not door.held(request.user, case, *RECORDERS):
        raise Http404
    own = next((str(seat.uid) for seat in seats if seat.user_id == request.user.pk), None)
    problems = list(listed(case).order_by("number"))
    form = forms.VisitForm(
        request.POST if request.method == "POST" else None,
        initial={"seat": own},
        seats=seats,
        problems=problems,
        rules=case.rules,
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        seat, problem = form.seats[data["seat"]], form.problems[data["problem"]]
        working.visit(seat, by=request.user, on=data["on"], problem=problem, next_step=data["next_step"])
        messages.success(request, _("The visit is on record."))
        return redirect("rectification:case", uid=uid)
    say = _("The day and the problem it touched are enough. No diary, no photograph.")
    return page(request, case, form, _("Enter a visit"), say, _("Keep the visit"))


def months_open(case: Case) -> list[date]:
    """The months that can be written, this one first: not before the work began."""
    month = timezone.localdate().replace(day=1)
    begun = (case.begun_on or month).replace(day=1)
    return [each for back in range(MONTHS) if (each := add_months(month, -back)) >= begun]


def progress_form(case: Case, data: Any = None) -> forms.ProgressForm:
    """The form of the month, filled with what was written already."""
    months = months_open(case)
    row = case.progress.filter(month=months[0]).first() if months else None
    initial = {"month": f"{months[0]:%Y-%m}"} if months else {}
    if row:
        initial |= {"line": row.line, "help": row.help}
    return forms.ProgressForm(data, months=months, initial=initial, auto_id="month-%s")


@require_http_methods(["GET", "POST"])
def progress(request: Request, uid: UUID) -> HttpResponse:
    """The month in one line, and what help is wanted."""
    case = door.case(request, uid)
    door.need_role(request, case, *REPORTERS)
    form = progress_form(case, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        month = form.months[data["month"]]
        working.progress(case, by=request.user, month=month, line=data["line"], help=data["help"])
        messages.success(request, _("The month is written. The figures were filled in by the system."))
        return redirect("rectification:case", uid=uid)
    say = _("One line, two minutes. How many problems are open, closed and late is counted by the system.")
    return page(request, case, form, _("Write the month"), say, _("Keep the month"))


@require_http_methods(["GET", "POST"])
def told(request: Request, uid: UUID) -> HttpResponse:
    """A notice to print or copy, and a line on who was told, when and how. The system sends nothing."""
    case = door.case(request, uid)
    door.need_role(request, case, *TELLERS)
    form = forms.ToldForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        working.told(case, by=request.user, to=data["to"], on=data["on"], how=data["how"])
        messages.success(request, _("Noted in the book."))
        return redirect("rectification:case", uid=uid)
    entry = case.dossier.entries.filter(verb__in=NOTICED).order_by("-n").first()
    notice = notice_of(case, entry) if entry else None
    url = f"{reverse('rectification:print', args=[uid, 'R12'])}?n={entry.n}" if entry else ""
    say = _("Nothing is sent from here. Tell them yourself, by letter or by word, and note it.")
    more = {"notice": notice, "notice_url": url}
    return page(request, case, form, _("Note who was told"), say, _("Keep it in the book"), **more)


def page(request: Request, case: Case, form: Any, head: str, say: str, go: str, **more: Any) -> HttpResponse:
    """A page with one form; 422 with what was typed where it could not be read."""
    context = {"case": case, "form": form, "head": head, "say": say, "go": go, **more}
    return render(request, "rectification/ask.html", context, status=422 if form.errors else 200)


paths = [
    path("rectification/<uuid:uid>/visit", visit, name="visit"),
    path("rectification/<uuid:uid>/progress", progress, name="progress"),
    path("rectification/<uuid:uid>/told", told, name="told"),
]
