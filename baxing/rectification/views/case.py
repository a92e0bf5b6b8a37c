"""One case on one page: the next step first, what was wrong, what is promised, what changed, and what happened."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from baxing.rectification import forms
from baxing.rectification.models import Case
from baxing.rectification.shown.case import picture
from baxing.rectification.views import door, working
from baxing.rectification.views.moves import form_for, suggested
from baxing.units.request import Request


@require_GET
def case(request: Request, uid: UUID) -> HttpResponse:
    """The page of one case."""
    found = door.case(request, uid)
    context = picture(found, request.user)
    step = context["next"]
    context |= inline(found, step.inline) if step else {}
    return render(request, "rectification/case.html", context)


def inline(case: Case, code: str) -> dict[str, Any]:
    """The form that stands open on the page, and where it is sent."""
    if not code:
        return {}
    found: tuple[Form, str]
    if code == "look":
        form = forms.Look(case=case, initial={"codes": suggested(case)}, auto_id="look-%s")
        found = form, reverse("rectification:look", args=[case.uid])
    elif code == "progress":
        found = working.progress_form(case), reverse("rectification:progress", args=[case.uid])
    else:
        found = form_for(case, code), reverse("rectification:move", args=[case.uid, code])
    return {"form": found[0], "form_url": found[1], "inline": code}


@require_GET
def case_of(request: Request, dossier: UUID) -> HttpResponse:
    """From the cover of a file to the page of its case."""
    found = door.visible(request.user).filter(dossier__uid=dossier).values_list("uid", flat=True).first()
    if found is None:
        raise Http404
    return redirect("rectification:case", uid=found)


paths = [
    path("rectification/<uuid:uid>", case, name="case"),
    path("rectification/of/<uuid:dossier>", case_of, name="case-of"),
]
