"""One page for every move of the table: what it needs is asked, what hinders it is said, the action does it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baxing.accreditation import forms
from baxing.accreditation.actions import evaluation, moves, notices, rating, review, selfcheck
from baxing.accreditation.checks import unmet
from baxing.accreditation.models import Application
from baxing.accreditation.views import door
from baxing.dossiers.actions import words
from baxing.units.models import User, roles
from baxing.units.request import Request

Act = Callable[[Application, User, dict[str, Any]], Any]


def _plain(verb: str) -> Act:
    return lambda a, by, d: moves.make_move(a, verb, by=by, note=d.get("note", ""))


VERBS: dict[str, tuple[type[Form], Act]] = {
    "start": (forms.Plain, _plain("start")),
    "adopt": (
        forms.Quorum,
        lambda a, by, d: selfcheck.adopt(
            a, by=by, number=d["number"], on=d["on"], should=d["should"], present=d["present"]
        ),
    ),
    "rectify": (forms.Plain, _plain("rectify")),
    "check_again": (forms.Plain, _plain("check_again")),
    "apply": (forms.Willing, lambda a, by, d: selfcheck.apply_for_stars(a, by=by, willing=d["willing"])),
    "resubmit": (forms.Plain, _plain("resubmit")),
    "withdraw": (forms.Reason, _plain("withdraw")),
    "take_up": (forms.Plain, lambda a, by, d: review.take_up(a, by=by)),
    "return": (forms.Plain, lambda a, by, d: review.return_tasks(a, by=by)),
    "recommend": (forms.Minute, lambda a, by, d: review.recommend(a, by=by, number=d["number"], on=d["on"])),
    "decline": (
        forms.MinuteReason,
        lambda a, by, d: review.decline(a, by=by, number=d["number"], on=d["on"], reason=d["note"]),
    ),
    "appeal": (forms.Reason, _plain("appeal")),
    "uphold": (forms.Reason, lambda a, by, d: evaluation.uphold(a, by=by, reason=d["note"])),
    "dismiss": (forms.Reason, _plain("dismiss")),
    "evaluate": (forms.Plain, lambda a, by, d: evaluation.evaluate(a, by=by)),
    "ballot": (forms.Plain, lambda a, by, d: evaluation.ballot(a, by=by)),
    "propose": (forms.Plain, lambda a, by, d: evaluation.propose(a, by=by)),
    "resume": (forms.Plain, lambda a, by, d: notices.resume(a, by=by)),
    "correct": (forms.Plain, lambda a, by, d: notices.correct(a, by=by)),
    "rate": (forms.DatedDocument, lambda a, by, d: rating.rate(a, by=by, document=d["document"], on=d["on"])),
    "demonstrate": (forms.Document, lambda a, by, d: rating.demonstrate(a, by=by, document=d["document"])),
    "keep": (forms.Plain, lambda a, by, d: rating.keep(a, "keep", by=by)),
    "mended": (forms.Plain, lambda a, by, d: rating.keep(a, "mended", by=by)),
    "warn": (forms.Reason, lambda a, by, d: rating.warn(a, by=by, reason=d["note"])),
    "remove_star": (
        forms.ReasonDocument,
        lambda a, by, d: rating.remove_star(a, by=by, reason=d["note"], document=d["document"]),
    ),
    "revoke": (
        forms.ReasonDocument,
        lambda a, by, d: rating.revoke(a, by=by, reason=d["note"], document=d["document"], veto="V5"),
    ),
}


@require_http_methods(["GET", "POST"])
def move(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what the move needs, then make it."""
    application = door.application(request, uid)
    row = next((row for row in application.dossier.table.moves if row.verb == verb), None)
    if row is None or verb not in VERBS or not roles(request.user, application.unit) & set(row.roles):
        raise Http404
    form_class, act = VERBS[verb]
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act(application, request.user, form.cleaned_data)
        messages.success(request, _("Done: %(verb)s.") % {"verb": words(row.name)})
        return redirect("accreditation:sheet", uid=application.uid)
    needs = application.dossier.table.needs
    open_here = application.dossier.status in row.source
    context = {
        "application": application,
        "move": row,
        "target": application.dossier.table.state(row.target),
        "form": form,
        "why_not": [needs[need] for need in unmet(application, row, request.user)] if open_here else [],
        "open_here": open_here,
    }
    return render(
        request, "accreditation/move.html", context, status=422 if request.method == "POST" else 200
    )


paths = [path("applications/<uuid:uid>/do/<slug:verb>", move, name="move")]
