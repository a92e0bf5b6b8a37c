"""The pages of a round: its result table (R9), and one account's entry of one count. Nobody sees the other's figures."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baxing.ballots.actions.rounds import enter_count
from baxing.ballots.counting import COUNTERS
from baxing.ballots.forms import CountForm, as_initial
from baxing.ballots.models import HallCount, Round
from baxing.ballots.parents import parent_of
from baxing.ballots.results import Result, differing, own_entry, results, rule_of
from baxing.ballots.sheet import OPTION_WORDS, ROWS, VOID, VOID_WORDS, field_words
from baxing.rules.ballot import SATISFACTION
from baxing.units.models import User, roles
from baxing.units.request import Request


def find(request: Request, uid: UUID) -> Round:
    """The round, for whom its file lets see it; 404 for all others and for what is not there."""
    round = Round.objects.filter(uid=uid).select_related("parent__unit", "parent__desk", "unit").first()
    if round is None or not parent_of(round).may_see(round, request.user):
        raise Http404
    return round


def why_not_count(round: Round, user: User) -> str | None:
    """Why this person does not count here: None when he has no such duty at all, "" when he may."""
    if round.state != "open" or not roles(user, round.unit) & COUNTERS:
        return None
    return parent_of(round).may_count(round, user)


@require_GET
def round_page(request: Request, uid: UUID) -> HttpResponse:
    """One round: what was fixed, how far the counting is, the result with exact counts, and why it is void."""
    round = find(request, uid)
    counts = why_not_count(round, request.user)
    context = {
        "round": round,
        "unit": round.unit,
        "rows": [_row(round, result, request.user) for result in results(round)],
        "counts": counts == "",
        "why_not": counts,
        "back": parent_of(round).page(round, request.user),
        "void_because": VOID_WORDS.get(round.void_reason, ""),
        "options": [OPTION_WORDS[option] for option in SATISFACTION.options],
    }
    return render(request, "ballots/round.html", context)


@require_http_methods(["GET", "POST"])
def count_page(request: Request, uid: UUID, electorate: str) -> HttpResponse:
    """Enter one electorate's count, or correct one's own before it is certified."""
    round = find(request, uid)
    rule = rule_of(round, electorate)
    if rule is None or not roles(request.user, round.unit) & COUNTERS:
        raise Http404
    mine = own_entry(round, electorate, request.user)
    posted = request.method == "POST"
    form = CountForm(request.POST if posted else None, initial=as_initial(mine) if mine else None)
    if posted and form.is_valid():
        data = form.cleaned_data
        entry = enter_count(
            round,
            electorate,
            form.count,
            by=request.user,
            held_on=data["held_on"],
            present=data["present"],
            rows=form.given_rows,
        )
        messages.success(request, _said(entry, differing(round, electorate)))
        return redirect("ballots:round", uid=uid)
    result = next(each for each in results(round) if each.electorate == electorate)
    context = {
        "round": round,
        "unit": round.unit,
        "result": result,
        "form": form,
        "mine": mine,
        "differs": _fields(differing(round, electorate)) if mine and result.state == "differ" else [],
    }
    return render(request, "ballots/count.html", context, status=422 if posted else 200)


def _row(round: Round, result: Result, user: User) -> dict[str, Any]:
    """One line of the result table. Which fields differ is said to the two who entered, to nobody else."""
    mine = own_entry(round, result.electorate, user) if result.state in ("once", "differ") else None
    count = result.count
    return {
        "result": result,
        "mine": mine,
        "differs": _fields(differing(round, result.electorate)) if mine and result.state == "differ" else [],
        "marks": [(OPTION_WORDS[o], count.options[o]) for o in SATISFACTION.options] if count else [],
        "share": (result.positive, count.valid) if count else None,
        "left": 100 * result.positive if count and result.positive is not None else None,
        "right": result.threshold * count.valid if count else None,
        "beside": _beside(result),
    }


def _beside(result: Result) -> list[tuple[Any, list[int]]]:
    """The other rows of the sheet, in the order of the paper."""
    options = (*SATISFACTION.options, VOID)
    return [(ROWS[row], [result.rows[row][o] for o in options]) for row in ROWS if row in result.rows]


def _fields(names: list[str]) -> list[Any]:
    return [field_words(name) for name in names]


def _said(entry: HallCount, differs: list[str]) -> str:
    if entry.certified:
        void = entry.round.state == "void"
        return (
            _("Both counts agree: the round is void.")
            if void
            else _("Both counts agree: the result is certified.")
        )
    if differs:
        return _("Kept, but the two counts differ. Each counts again; neither sees the other's figures.")
    return _("Kept. A second account enters the same count independently; then it is certified.")


paths = [
    path("ballots/<uuid:uid>", round_page, name="round"),
    path("ballots/<uuid:uid>/<str:electorate>", count_page, name="count"),
]
