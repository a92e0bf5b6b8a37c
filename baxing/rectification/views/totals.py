"""Yearly totals by rural and other sectors, beside what the cases count; the form to enter and correct them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baxing.rectification.actions.totals import LEVELS, enter_totals, may_enter
from baxing.rectification.forms_totals import TotalsForm, WhichForm
from baxing.rectification.models import YearTotal
from baxing.rectification.totals import GROUPS, MEASURES, years_of
from baxing.rectification.views.door import OFFICERS
from baxing.units.models import Unit, scope, tops
from baxing.units.refused import Refused
from baxing.units.request import Request


@require_GET
def totals(request: Request) -> HttpResponse:
    """The totals of one county, prefecture or region: that of the person's duty, or the one that the address names."""
    unit, choices = _places(request)
    enters = may_enter(unit, request.user)
    context = {
        "unit": unit,
        "choices": choices,
        "years": years_of(unit),
        "groups": GROUPS,
        "measures": MEASURES,
        "which": WhichForm() if enters else None,
        "enters": enters,
    }
    return render(request, "rectification/totals.html", context)


def _places(request: Request) -> tuple[Unit, list[Unit]]:
    """The place shown, and those to choose from; 404 for who oversees no cases."""
    found = tops(request.user, *OFFICERS)
    highest = [top if top.level in LEVELS else top.at("county") for top in found]
    units = {unit.pk: unit for unit in highest if unit is not None}
    below = Unit.objects.filter(scope(request.user, "path", *OFFICERS), level__in=LEVELS, state="active")
    units |= {unit.pk: unit for unit in below}
    choices = sorted(units.values(), key=lambda unit: unit.path)
    asked = request.GET.get("unit", "")
    chosen = [unit for unit in choices if not asked or str(unit.uid) == asked]
    if not chosen:
        raise Http404
    return chosen[0], choices


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request, uid: UUID) -> HttpResponse:
    """The three figures of one year and measure, with their source; a correction with its reason."""
    unit = Unit.objects.filter(scope(request.user), uid=uid).first()
    if unit is None or not may_enter(unit, request.user):
        raise Http404
    which = WhichForm(request.GET)
    if not which.is_valid():
        context = {"unit": unit, "which": which, "years": years_of(unit), "choices": [], "enters": True}
        context |= {"groups": GROUPS, "measures": MEASURES}
        return render(request, "rectification/totals.html", context, status=422)
    year, measure = which.cleaned_data["year"], which.cleaned_data["measure"]
    stand = {row.group: row for row in YearTotal.objects.filter(unit=unit, year=year, measure=measure)}
    known = {group: stand[group].count if group in stand else None for group in YearTotal.GROUPS}
    source = next((row.source for row in stand.values() if row.count is not None), "")
    form = TotalsForm(request.POST or None, known=known, initial={"source": source})
    status = 200
    if request.method == "POST":
        status = 409 if form.is_valid() else 422
        if status == 409 and _entered(unit, year, measure, form, request):
            return redirect(f"{reverse('rectification:totals')}?unit={unit.uid}#y{year}")
    context = {
        "unit": unit,
        "year": year,
        "measure": MEASURES[measure],
        "form": form,
        "known": any(count is not None for count in known.values()),
    }
    return render(request, "rectification/totals_enter.html", context, status=status)


def _entered(unit: Unit, year: int, measure: str, form: TotalsForm, request: Request) -> bool:
    """Write them; what was refused stands above the form, with everything that was typed."""
    data: dict[str, Any] = form.cleaned_data
    try:
        enter_totals(
            unit, year, measure, form.counts, by=request.user, source=data["source"],
            reason=data.get("reason", ""), seen=form.seen,
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Saved. The source stands beside the figures."))
    return True


paths = [
    path("rectification/totals", totals, name="totals"),
    path("rectification/totals/<uuid:uid>/enter", enter, name="totals-enter"),
]
