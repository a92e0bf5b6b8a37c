"""The pages that look at many sheets, or at one branch over the years."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.pictures import segments_of
from baxing.accreditation.steps import STEPS, columns
from baxing.accreditation.views import door
from baxing.insight import actions, branch, overview, region
from baxing.insight.figures import Sums, Townships, standings, star_sums
from baxing.insight.needs import Need, Survey, needs, steps_of
from baxing.insight.workbook import workbook_of
from baxing.rules.text import Text
from baxing.units.models import Unit, roles, scope
from baxing.units.request import Request

LOOKS, NEEDS = 10, 6
Parts = dict[tuple[Any, ...], Sums]
AXES = {"township": Text(zh="按乡镇", en="by township"), "sector": Text(zh="按领域", en="by sector")}
ALL = Text(zh="合计", en="All")


@require_GET
def county(request: Request, uid: UUID) -> HttpResponse:
    """How far a cycle is, which stars are missing where, and where help is wanted."""
    cycle, townships = _found(request, uid)
    axis = request.GET.get("by", "")
    axis = axis if axis in AXES else "township"
    sums = star_sums(cycle, townships, by=(axis,))
    context = {"cycle": cycle} | _stars(cycle, sums, axis)
    if request.htmx and request.htmx.target == "stars":
        return render(request, "insight/overview.html#stars", context)
    towns = sums if axis == "township" else star_sums(cycle, townships, by=("township",))
    return render(request, "insight/overview.html", context | _rest(request, cycle, towns, townships))


@require_GET
def export(request: Request, uid: UUID) -> HttpResponse:
    """The same figures as a workbook."""
    cycle, townships = _found(request, uid)
    sums = {axis: star_sums(cycle, townships, by=(axis,)) for axis in AXES}
    book = workbook_of(
        cycle,
        overview.funnel(cycle, standings(cycle, townships), townships),
        {axis: _lines(cycle, sums[axis], axis) for axis in AXES},
        _named(needs(cycle, sums["township"], townships)),
        overview.late_files(cycle, townships),
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(book, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="overview-{cycle.year}.xlsx"'
    return response


@require_GET
def near(request: Request, uid: UUID) -> HttpResponse:
    """The sheets of a township in which one step would light a star."""
    cycle, townships = _found(request, uid)
    star = next((c for c in columns(cycle.frame) if c.code == request.GET.get("star")), None)
    town = request.GET.get("township", "")
    if star is None or star.grade or not town.isdecimal() or len(town) > 15:
        raise Http404
    step = steps_of(cycle.frame, star.bit).get(request.GET.get("by", ""))
    if step is None or (townships is not None and int(town) not in townships):
        raise Http404
    keys = Survey(cycle, [int(town)]).sheets(star.bit, step.code, int(town))
    found = Application.objects.filter(pk__in=keys).select_related("unit", "township", "dossier")
    page = Paginator(found.order_by("unit__path"), 50).get_page(request.GET.get("page"))
    for application in page:
        application.cycle = cycle
    context = {"cycle": cycle, "star": star, "step": step, "page": page}
    context["rows"] = [(application, segments_of(application)) for application in page]
    return render(request, "insight/near.html", context)


@require_GET
def counties(request: Request) -> HttpResponse:
    """The counties of a prefecture or region, from the roll-ups."""
    seat = _seat(request)
    cycles = region.cycles_of(request.user)
    sets = list(dict.fromkeys((cycle.year, cycle.pack.code) for cycle in cycles))
    asked = (request.GET.get("year"), request.GET.get("pack"))
    chosen = next((s for s in sets if (str(s[0]), s[1]) == asked), sets[0] if sets else None)
    of_set = [cycle for cycle in cycles if (cycle.year, cycle.pack.code) == chosen]
    found = region.counties(request.user, of_set)
    stars = region.stars_of(of_set)
    steps, whole = region.together(found)
    context = {
        "seat": seat,
        "sets": [(year, code, _set_words(cycles, year, code)) for year, code in sets],
        "chosen": chosen,
        "funnel": list(zip(STEPS, steps, strict=True)),
        "stars": stars,
        "lines": [(county, region.cells(stars, county.sums) if county.sums else None) for county in found],
        "whole": whole,
        "foot": region.cells(stars, whole),
        "missing": [county for county in found if county.cycle and not county.known],
        "at": min((county.at for county in found if county.at), default=None),
        "may_add": "city_officer" in roles(request.user, seat),
    }
    return render(request, "insight/region.html", context)


@require_POST
def add_up(request: Request) -> HttpResponse:
    """Add up what changed since the last time."""
    if "city_officer" not in roles(request.user, _seat(request)):
        raise Http404
    written = actions.rebuild_all(region.cycles_of(request.user), touched_only=True)
    messages.success(request, _("Added up: %(n)s rows were new.") % {"n": written})
    return redirect("insight:region")


@require_GET
def branch_page(request: Request, uid: UUID) -> HttpResponse:
    """One branch: its stars over the years, its certificates, what is open, its book."""
    unit = Unit.objects.filter(scope(request.user, "path"), uid=uid, level="branch").first()
    if unit is None:
        raise Http404
    applications = branch.sheets_of(request.user, unit)
    years = branch.years(applications)
    context = {
        "unit": unit,
        "line": unit.line()[:-1],
        "years": years,
        "awards": [year for year in years if year.award],
        "ledger": branch.ledger(unit, applications),
        "measures": branch.open_measures(applications),
        "book": branch.book_lines(request.user, applications),
        "today": timezone.localdate(),
    }
    return render(request, "insight/branch.html", context)


def _found(request: Request, uid: UUID) -> tuple[Cycle, Townships]:
    """The cycle and the townships whose figures this person may see; 404 for everybody else, and for a draft."""
    cycle = door.cycle(request, uid)
    if not cycle.digest or not door.oversees(request.user, cycle):
        raise Http404
    return cycle, overview.townships_of(request.user, cycle)


def _seat(request: Request) -> Unit:
    seat = region.seat(request.user)
    if seat is None:
        raise Http404
    return seat


def _set_words(cycles: list[Cycle], year: int, code: str) -> Any:
    return next(c for c in cycles if (c.year, c.pack.code) == (year, code)).dossier.title


def _lines(cycle: Cycle, sums: Parts, axis: str) -> list[overview.Line]:
    return [*overview.heat(cycle, sums, axis), overview.whole_line(cycle, sums, ALL)]


def _stars(cycle: Cycle, sums: Parts, axis: str) -> dict[str, Any]:
    *lines, foot = _lines(cycle, sums, axis)
    return {
        "axes": AXES,
        "axis": axis,
        "stars": columns(cycle.frame),
        "lines": lines,
        "foot": foot,
    }


def _named(found: list[Need]) -> list[tuple[str, Need]]:
    names = dict(overview.names_of({need.township for need in found}))
    return [(names[need.township], need) for need in found]


def _rest(request: Request, cycle: Cycle, towns: Parts, townships: Townships) -> dict[str, Any]:
    found = needs(cycle, towns, townships)
    page = Paginator(overview.to_look_at(cycle, townships), LOOKS).get_page(request.GET.get("page"))
    points, computed, tasks = overview.computed_share(cycle)
    return {
        "whole": townships is None,
        "at": timezone.now(),
        "funnel": overview.funnel(cycle, standings(cycle, townships), townships),
        "needs": _named(found[:NEEDS]),
        "more_needs": max(len(found) - NEEDS, 0),
        "late": overview.late_files(cycle, townships),
        "page": page,
        "looks": overview.looks(cycle, list(page)),
        "points": points,
        "computed": computed,
        "tasks": tasks,
        "region": reverse("insight:region") if region.seat(request.user) else "",
    }
