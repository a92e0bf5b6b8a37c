"""Opening the acceptance ballot: the sizes first, then what one dissent would do, said before anybody votes (domain §8.3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baxing.ballots.models import Round
from baxing.rectification.actions import balloting, looking_back
from baxing.rectification.forms_closing import SizesForm, WarnedForm
from baxing.rectification.models import Case, LookBack
from baxing.rectification.shown.checks import rounds_of
from baxing.rectification.views import door
from baxing.rectification.views.look_back import find as find_look_back
from baxing.rules.rectification import tolerance
from baxing.rules.regulation import Electorate
from baxing.rules.roles import CITY, COUNTY
from baxing.units.models import roles
from baxing.units.request import Request


@require_http_methods(["GET", "POST"])
def ballot(request: Request, uid: UUID) -> HttpResponse:
    """Open the acceptance ballot, or another one after a void round."""
    case = door.case(request, uid)
    if not roles(request.user, case.unit) & set(COUNTY):
        raise Http404
    rounds = [view for view in rounds_of(case) if view.round.purpose == "acceptance"]
    void = bool(rounds) and rounds[-1].round.state == "void" and case.dossier.status == "BALLOT"
    context = {
        "case": case,
        "rounds": rounds,
        "void": rounds[-1].round if void else None,
        "open_here": case.dossier.status == "DEPT_REVIEWED" or void,
    }
    act = balloting.open_again if void else balloting.open_ballot
    return _opening(
        request, case, context, lambda sizes, seen: act(case, by=request.user, sizes=sizes, warning_seen=seen)
    )


@require_http_methods(["GET", "POST"])
def look_back_ballot(request: Request, uid: UUID, number: int) -> HttpResponse:
    """Open the ballot of a look-back whose day has come."""
    case = door.case(request, uid)
    row: LookBack = find_look_back(case, number)
    if not roles(request.user, case.unit) & {*COUNTY, *CITY}:
        raise Http404
    running = row.ballot is not None and row.ballot.state != "void"
    context = {
        "case": case,
        "rounds": [],
        "look_back": row,
        "void": row.ballot if row.ballot and not running else None,
        "open_here": row.found is None and not running,
    }
    act = looking_back.open_look_back_ballot
    return _opening(
        request, case, context, lambda sizes, seen: act(row, by=request.user, sizes=sizes, warning_seen=seen)
    )


def _opening(request: Request, case: Case, context: dict[str, Any], act: Any) -> HttpResponse:
    """Sizes by GET, the warning beside them, and only then the button."""
    electorates = case.rules.electorates_for(case.sector)
    if request.method == "POST":
        warned = WarnedForm(request.POST, electorates=electorates)
        if warned.is_valid():
            made: Round = act(warned.sizes, warned.cleaned_data["seen"])
            messages.success(request, _("The ballot is open. Two accounts enter each count."))
            return redirect("ballots:round", uid=made.uid)
        asked = SizesForm(request.POST, electorates=electorates)
    else:
        given = any(name.startswith("size-") for name in request.GET)
        asked = SizesForm(
            request.GET if given else None, electorates=electorates, initial=_initial(case, electorates)
        )
        warned = WarnedForm(initial=request.GET.dict(), electorates=electorates)
    whole = asked.is_bound and asked.is_valid()
    context |= {
        "form": asked,
        "warned": warned if whole else None,
        "rows": [(row, tolerance(row, asked.sizes[row.code])) for row in electorates] if whole else [],
    }
    status = 422 if request.method == "POST" or (asked.is_bound and not whole) else 200
    return render(request, "rectification/ballot.html", context, status=status)


def _initial(case: Case, electorates: list[Electorate]) -> dict[str, Any]:
    """What is known already: the sizes of the round before, else the members that the register counts."""
    last = case.dossier.ballot_rounds.order_by("-number").first()
    known = (
        {rule["code"]: rule["size"] for rule in last.rule} if last else {"members": case.unit.members_full}
    )
    return {f"size-{row.code}": known.get(row.code) for row in electorates}


paths = [
    path("rectification/<uuid:uid>/ballot", ballot, name="ballot"),
    path("rectification/<uuid:uid>/look-back/<int:number>/ballot", look_back_ballot, name="look-back-ballot"),
]
