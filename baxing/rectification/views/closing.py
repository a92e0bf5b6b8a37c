"""From the ballot that passed to the closing, and again from the one that did not: one page a step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baxing.problems.models import Problem
from baxing.rectification import forms_closing as forms
from baxing.rectification.actions import closing, looking_back
from baxing.rectification.forms import Minute
from baxing.rectification.items import problems_of
from baxing.rectification.models import Case
from baxing.rectification.needs import seats_left
from baxing.rectification.shown.checks import objections_of
from baxing.rectification.shown.steps import why_not
from baxing.rectification.views import door
from baxing.rules.flow import Move
from baxing.units.models import User, roles
from baxing.units.request import Request


@dataclass(frozen=True)
class Page:
    """One step: its address, its form, its action. `verb` is "" for what is written without a move."""

    name: str
    form: type[Form]
    act: Callable[[Case, User, Any], Any]
    verb: str
    status: str = ""


PAGES = (
    Page(
        "announce",
        Minute,
        lambda case, by, form: closing.announce(case, by=by, minute=form.cleaned_data["minute"]),
        "announce",
    ),
    Page(
        "objected",
        forms.Objecting,
        lambda case, by, form: closing.objected(case, by=by, text=form.cleaned_data["text"]),
        "",
        "NOTICE",
    ),
    Page(
        "sustain",
        forms.Upheld,
        lambda case, by, form: closing.sustain(
            case, by=by, reason=form.cleaned_data["reason"], reopen=form.reopened
        ),
        "sustain",
    ),
    Page(
        "close-up",
        forms.ByDocument,
        lambda case, by, form: closing.close_up(case, by=by, document=form.cleaned_data["document"]),
        "close_up",
    ),
    Page(
        "restart",
        forms.WithReason,
        lambda case, by, form: closing.restart(case, by=by, reason=form.cleaned_data["reason"]),
        "restart",
    ),
    Page(
        "consolidate",
        forms.ByDocument,
        lambda case, by, form: looking_back.consolidate(case, by=by, document=form.cleaned_data["document"]),
        "consolidate",
    ),
)


def view_of(page: Page) -> Callable[..., HttpResponse]:
    """The view of one step."""

    @require_http_methods(["GET", "POST"])
    def step(request: Request, uid: UUID) -> HttpResponse:
        case = door.case(request, uid)
        move = _row(case, page)
        if not roles(request.user, case.unit) & set(move.roles if move else closing.RECEIVERS):
            raise Http404
        problems = problems_of(case)
        form = _form(request, page, problems)
        if form.is_bound and form.is_valid():
            page.act(case, request.user, form)
            messages.success(request, _done(page, move))
            return redirect("rectification:case", uid=uid)
        context = _context(case, page, move, form, request.user)
        return render(request, "rectification/closing.html", context, status=422 if form.is_bound else 200)

    step.__name__ = page.name.replace("-", "_")
    step.__doc__ = f"The step {page.name}."
    return step


def _row(case: Case, page: Page) -> Move | None:
    return next((move for move in case.dossier.table.moves if move.verb == page.verb), None)


def _form(request: Request, page: Page, problems: list[Problem]) -> Any:
    data = request.POST if request.method == "POST" else None
    if page.form is forms.Upheld:
        settled = [problem for problem in problems if problem.dossier.status in ("CLOSED", "LONG_TERM")]
        return forms.Upheld(data, problems=settled)
    return page.form(data)


def _context(case: Case, page: Page, move: Move | None, form: Form, user: User) -> dict[str, Any]:
    status = case.dossier.status
    open_here = status in move.source if move else status == page.status
    count, lines = objections_of(case, user)
    return {
        "case": case,
        "page": page,
        "move": move,
        "form": form,
        "why_not": why_not(case, move, user) if move and open_here else [],
        "open_here": open_here,
        "objections": count,
        "objection_lines": lines,
        "seats": list(case.seats.filter(until=None)) if page.verb == "restart" else [],
        "names": {row.code: row.name for row in case.rules.four_ones},
        "left_open": seats_left(case) if page.verb == "restart" else [],
        "terms": case.rules.terms,
    }


def _done(page: Page, move: Move | None) -> str:
    if move is None:
        return _("The objection is in the register; it is examined before the case is closed.")
    said = {
        "announce": _("The case is on notice."),
        "sustain": _("The objection is upheld: rectification goes on."),
        "close_up": _("The case is closed; the follow-up has begun and the look-backs are drawn."),
        "restart": _("The next round has begun: write its plan."),
        "consolidate": _("The case is consolidated."),
    }
    return said[move.verb]


def _path(page: Page) -> URLPattern:
    return path(f"rectification/<uuid:uid>/{page.name}", view_of(page), name=page.name)


paths = [_path(page) for page in PAGES]
