"""The follow-up: the quarter's light check, and the look-back from the day on which it is opened. Before that day it does not exist."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baxing.problems.models import Problem
from baxing.rectification.actions import looking_back
from baxing.rectification.forms_closing import LightForm, LookBackForm, WithReason
from baxing.rectification.items import problems_of
from baxing.rectification.models import Case, LookBack
from baxing.rectification.needs import look_back_whole, something_back
from baxing.rectification.shown.checks import look_back_views, rounds_of
from baxing.rectification.shown.steps import APART
from baxing.rectification.views import door
from baxing.rules.flow_rectification import CLOSERS, WATCHERS
from baxing.rules.roles import OFFICER
from baxing.units.models import roles
from baxing.units.refused import Refused
from baxing.units.request import Request


def find(case: Case, number: int) -> LookBack:
    """The look-back of that number; 404 before its day, so that nobody learns when it is."""
    row = next((row for row in case.look_backs.all() if row.number == number and row.due is not None), None)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
def look_back(request: Request, uid: UUID, number: int) -> HttpResponse:
    """What the look-back found; for those who hold it, the form and, once it is whole, the conclusion."""
    case = door.case(request, uid)
    row = find(case, number)
    holds = _holds(request, case, row)
    if request.method == "POST" and not holds:
        raise Http404
    kind: dict[str, Any] = {"problems": _sampled(row, problems_of(case)), "rules": case.rules}
    form = LookBackForm(request.POST, **kind) if request.method == "POST" else _filled(row, kind)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            _keep(request, row, form)
        except Refused as refused:  # said on the form itself, so that nothing typed is lost
            form.add_error(None, str(refused))
            case, status = door.case(request, uid), 409
        else:
            messages.success(request, _("The look-back is kept. Now say whether it holds."))
            return redirect("rectification:look-back", uid=uid, number=number)
    return render(request, "rectification/look_back.html", _shown(request, case, row, form), status=status)


def _keep(request: Request, row: LookBack, form: LookBackForm) -> None:
    data = form.cleaned_data
    looking_back.hold_look_back(
        row, by=request.user, on=data["on"], answers=form.answers, sampled=form.sampled,
        members=data["members"], households=data["households"], opinion=data["opinion"],
    )  # fmt: skip


def _shown(request: Request, case: Case, row: LookBack, form: LookBackForm) -> dict[str, Any]:
    problems, ends = problems_of(case), _ends(request, case, row)
    holds = _holds(request, case, row) and not ends["apart"]  # whoever closed it reads only, and reads why
    rounds = rounds_of(case)
    view = next(view for view in look_back_views(case, problems, rounds) if view.number == row.number)
    return {
        "case": case,
        "row": row,
        "view": view,
        "holds": holds,
        "form": form if holds and row.found is None else None,
        "reason": WithReason(),
        **ends,
        "to_count": row.ballot if row.ballot and row.ballot.state == "open" else None,
    }


@require_http_methods(["POST"])
def conclude(request: Request, uid: UUID, number: int) -> HttpResponse:
    """It holds, or it has relapsed: the second begins a case of its own."""
    case = door.case(request, uid)
    row = find(case, number)
    if not _holds(request, case, row):
        raise Http404
    if request.POST.get("relapse") not in ("yes", "no"):  # neither button: nothing is concluded by a slip
        raise BadRequest("relapse")
    relapse = request.POST["relapse"] == "yes"
    form = WithReason(request.POST)
    if relapse and not form.is_valid():
        messages.error(request, _("Nothing was concluded: a relapse needs its reason."))
        return redirect("rectification:look-back", uid=uid, number=number)
    after = looking_back.conclude(
        row, by=request.user, relapse=relapse, reason=form.cleaned_data["reason"] if relapse else ""
    )
    said = (
        _("A relapse was found: a second case begins.")
        if relapse
        else _("No relapse: the follow-up goes on.")
    )
    messages.success(request, said)
    return redirect("rectification:case", uid=after.uid)


@require_http_methods(["GET", "POST"])
def light(request: Request, uid: UUID, number: int) -> HttpResponse:
    """The township's light check of one quarter."""
    case = door.case(request, uid)
    row = next((row for row in case.light_checks.all() if row.number == number), None)
    if row is None or not roles(request.user, case.unit) & set(OFFICER):
        raise Http404
    form = LightForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        looking_back.light_check(
            row, by=request.user, on=data["on"], holds=data["holds"] == "yes", note=data["note"]
        )
        messages.success(request, _("The light check is kept."))
        return redirect("rectification:case", uid=uid)
    context = {"case": case, "row": row, "form": form}
    return render(request, "rectification/light.html", context, status=422 if form.is_bound else 200)


def _holds(request: Request, case: Case, row: LookBack) -> bool:
    """Whether this person may hold it: the level that watches, nobody of the branch."""
    held = roles(request.user, case.unit)
    return bool(held & set(WATCHERS)) and case.dossier.status == "LOOK_BACK" and row.found is None


def _ends(request: Request, case: Case, row: LookBack) -> dict[str, Any]:
    """What hinders each of the two conclusions, in words."""
    needs, back = case.dossier.table.needs, something_back(row)
    both = [] if look_back_whole(row) else [needs["look_back_whole"]]
    if case.dossier.entries.filter(by=request.user, verb__in=CLOSERS).exists():
        both.append(APART)
    hold = both + ([needs["nothing_found"]] if back else [])
    relapse = both + ([] if back else [needs["something_found"]])
    return {
        "apart": APART if APART in both else None,
        "back": back,
        "hold_why": hold,
        "may_hold": not hold,
        "relapse_why": relapse,
        "may_relapse": not relapse,
    }


def _sampled(row: LookBack, problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if str(problem.uid) in row.sampled]


def _filled(row: LookBack, kind: dict[str, Any]) -> LookBackForm:
    """The form with what was kept before, so that it can be put right until it is concluded."""
    if row.held_on is None:
        return LookBackForm(**kind)
    initial: dict[str, Any] = {"on": row.held_on, "opinion": row.opinion, **row.people}
    for what, said, key in (("answer", row.answers, "ok"), ("item", row.sampled, "kept")):
        for code, each in said.items():
            initial[f"{what}-ok-{code}"] = {True: "yes", False: "no"}.get(each[key])
            initial[f"{what}-note-{code}"] = each["note"]
    return LookBackForm(initial=initial, **kind)


paths = [
    path("rectification/<uuid:uid>/look-back/<int:number>", look_back, name="look-back"),
    path("rectification/<uuid:uid>/look-back/<int:number>/conclude", conclude, name="conclude"),
    path("rectification/<uuid:uid>/light/<int:number>", light, name="light"),
]
