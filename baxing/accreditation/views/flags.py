"""Vetoes by hand: raised by the office on a document, answered by the branch, decided by a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baxing.accreditation.actions import flags as acts
from baxing.accreditation.due import working_days_left
from baxing.accreditation.forms_notices import FlagAnswerForm, FlagForm
from baxing.accreditation.models import Application, Flag
from baxing.accreditation.views import door
from baxing.dossiers.actions import words
from baxing.units.request import Request

# A sanction is known to the office, and to the branch that has to answer; to nobody between them.
SEES = ("county_officer", "county_lead", "secretary")


@require_http_methods(["GET", "POST"])
def flags(request: Request, uid: UUID) -> HttpResponse:
    """The vetoes of one branch; the office raises one here."""
    application = _find(request, uid)
    officer = door.holds(request.user, application, "county_officer")
    if request.method == "POST" and not officer:
        raise Http404
    form = FlagForm(request.POST or None, vetoes=_choices(application))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        acts.raise_flag(application, data["veto"], by=request.user, document=data["document"])
        messages.success(request, _("Raised. The branch can answer now."))
        return redirect("accreditation:flags", uid=uid)
    return render(
        request,
        "accreditation/flags.html",
        _context(request, application, officer) | {"form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def answer(request: Request, uid: UUID) -> HttpResponse:
    """The branch answers."""
    flag, application = _flag(request, uid)
    if not door.holds(request.user, application, "secretary"):
        raise Http404
    form = FlagAnswerForm(request.POST)
    if not form.is_valid():
        context = _context(request, application, False) | {"answer_form": form, "answered_flag": flag}
        return render(request, "accreditation/flags.html", context, status=422)
    acts.answer_flag(flag, by=request.user, answer=form.cleaned_data["answer"])
    messages.success(request, _("Your answer is with the office."))
    return redirect("accreditation:flags", uid=application.uid)


@require_POST
def decide(request: Request, uid: UUID) -> HttpResponse:
    """A second person confirms it or drops it."""
    flag, application = _flag(request, uid)
    if not door.holds(request.user, application, "county_officer", "county_lead"):
        raise Http404
    confirmed = request.POST.get("confirmed") == "yes"
    acts.decide_flag(flag, by=request.user, confirmed=confirmed)
    messages.success(request, _("Confirmed. The sheet is scored with it.") if confirmed else _("Dropped."))
    return redirect("accreditation:flags", uid=application.uid)


def _find(request: Request, uid: UUID) -> Application:
    application = door.application(request, uid)
    if not door.holds(request.user, application, *SEES):
        raise Http404
    return application


def _flag(request: Request, uid: UUID) -> tuple[Flag, Application]:
    flag = Flag.objects.filter(uid=uid).select_related("application").first()
    if flag is None:
        raise Http404
    application = _find(request, flag.application.uid)
    flag.application = application
    return flag, application


def _choices(application: Application) -> list[tuple[str, str]]:
    taken = set(application.flags.values_list("veto", flat=True))
    return [
        (veto.code, f"{veto.code} {words(veto.text)}")
        for veto in application.cycle.standard.vetoes
        if veto.when is None and veto.code not in taken
    ]


def _context(request: Request, application: Application, officer: bool) -> dict[str, Any]:
    texts = {veto.code: veto.text for veto in application.cycle.standard.vetoes}
    decides = door.holds(request.user, application, "county_officer", "county_lead")
    answers = door.holds(request.user, application, "secretary")
    today = timezone.localdate()
    rows = [
        {
            "flag": flag,
            "text": texts.get(flag.veto),
            "left": working_days_left(application.cycle, flag.answer_due),
            "answers": answers and not flag.answered_at and not flag.decided_at,
            "decides": decides and not flag.decided_at,
            "own": flag.raised_by_id == request.user.pk,
            "early": not flag.answered_at and today <= flag.answer_due,
        }
        for flag in application.flags.select_related("raised_by", "decided_by").order_by("pk")
    ]
    return {
        "application": application,
        "rows": rows,
        "officer": officer,
        "choices": _choices(application),
        "form": FlagForm(vetoes=_choices(application)),
        "answer_form": FlagAnswerForm(),
        "firing": [texts[code] for code in application.vetoes if code in texts],
    }


paths = [
    path("applications/<uuid:uid>/flags", flags, name="flags"),
    path("flags/<uuid:uid>/answer", answer, name="answer_flag"),
    path("flags/<uuid:uid>/decide", decide, name="decide_flag"),
]
