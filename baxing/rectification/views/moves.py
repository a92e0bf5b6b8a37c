"""One page for every move of a case from the screening to the work: what it needs is asked, what hinders it is said.

The moves from the three checks on have pages of their own and are shown there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baxing.dossiers.actions import words
from baxing.rectification import forms
from baxing.rectification.actions import planning, screening, working
from baxing.rectification.models import Case
from baxing.rectification.shown.next_closing import page_of_move
from baxing.rectification.shown.steps import why_not
from baxing.rectification.views import door
from baxing.rules.flow import Move
from baxing.rules.flow_rectification import RECTIFICATION
from baxing.units.models import User, roles
from baxing.units.request import Request


@dataclass(frozen=True)
class Verb:
    """How one move is asked for and made."""

    form: type[Form]
    act: Callable[[Case, User, dict[str, Any]], Any]
    about_case: bool = False


VERBS: dict[str, Verb] = {
    "list": Verb(
        forms.Propose,
        lambda c, by, d: screening.propose(c, by=by, codes=d["codes"], reason=d["note"], minute=d["minute"]),
        about_case=True,
    ),
    "watch": Verb(forms.Reason, lambda c, by, d: screening.watch(c, by=by, reason=d["note"])),
    "drop": Verb(forms.Reason, lambda c, by, d: screening.drop(c, by=by, reason=d["note"])),
    "look_again": Verb(forms.Reason, lambda c, by, d: screening.look_again(c, by=by, reason=d["note"])),
    "answer": Verb(forms.Answer, lambda c, by, d: screening.answer(c, by=by, text=d["note"])),
    "confirm": Verb(
        forms.Confirm,
        lambda c, by, d: screening.confirm(
            c,
            by=by,
            codes=d["codes"],
            level=d["level"],
            minute=d["minute"],
            standing_minute=d["standing_minute"],
            months=d["months"],
        ),
        about_case=True,
    ),
    "send_plan": Verb(forms.Minute, lambda c, by, d: planning.send_plan(c, by=by, minute=d["minute"])),
    "return_plan": Verb(forms.Reason, lambda c, by, d: planning.return_plan(c, by=by, reason=d["note"])),
    "approve_plan": Verb(
        forms.Approve,
        lambda c, by, d: planning.approve_plan(
            c, by=by, minute=d["minute"], standing_minute=d.get("standing_minute", "")
        ),
        about_case=True,
    ),
    "escalate": Verb(forms.Reason, lambda c, by, d: working.escalate(c, by=by, reason=d["note"])),
    "hand_back": Verb(forms.Reason, lambda c, by, d: working.hand_back(c, by=by, reason=d["note"])),
}


def row_for(case: Case, verb: str, user: User) -> Move | None:
    """The row of the table for this verb: the one that is open here, else any that this person's roles include."""
    held = roles(user, case.unit)
    rows = [row for row in RECTIFICATION.moves if row.verb == verb and held & set(row.roles)]
    here = [row for row in rows if case.dossier.status in row.source]
    return next(iter([*here, *rows]), None)


def form_for(case: Case, verb: str, data: Any = None, initial: dict[str, Any] | None = None) -> Form:
    """The form of a move; what people or the facts found is ticked beforehand."""
    kind = VERBS[verb]
    more: dict[str, Any] = {"case": case} if kind.about_case else {}
    given = {"codes": suggested(case)} | (initial or {}) if "codes" in kind.form.base_fields else initial
    return kind.form(data, initial=given, auto_id=f"{verb}-%s", **more)


def suggested(case: Case) -> list[str]:
    """What was chosen so far; before that what the levels saw, else what the facts say for certain."""
    looked = {code for look in case.looks.all() for code in look.codes}
    certain = {row["code"] for row in case.signs if row["state"] == "there"}
    return sorted(set(case.codes) or looked or certain)


@require_http_methods(["GET", "POST"])
def move(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what the move needs, then make it."""
    case = door.case(request, uid)
    row = row_for(case, verb, request.user)
    if row is None:
        raise Http404
    if verb not in VERBS:
        url = page_of_move(case, verb)
        if not url:
            raise Http404
        return redirect(url)
    form = form_for(case, verb, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        VERBS[verb].act(case, request.user, form.cleaned_data)
        messages.success(request, _("Done: %(verb)s.") % {"verb": words(row.name)})
        return redirect("rectification:case", uid=uid)
    open_here = case.dossier.status in row.source
    context = {
        "case": case,
        "move": row,
        "target": RECTIFICATION.state(row.target),
        "form": form,
        "open_here": open_here,
        "why_not": why_not(case, row, request.user) if open_here else [],
    }
    return render(request, "rectification/move.html", context, status=422 if form.is_bound else 200)


paths = [path("rectification/<uuid:uid>/move/<slug:verb>", move, name="move")]
