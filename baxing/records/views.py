"""Pages of facts: the branches, one branch, one fact with its history and, for those who may, a form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.records import hints
from baxing.records.actions import may_set, set_fact
from baxing.records.facts import definitions, sources
from baxing.records.forms import YEARS, FactForm, usual_year
from baxing.records.importer import IMPORTERS
from baxing.records.models import FactBefore, FactValue
from baxing.records.overview import cells_of, page_of, tallies
from baxing.rules.facts import PERIODS
from baxing.rules.pack import FactDef
from baxing.standards.models import StandardPack, pack_of, rank
from baxing.units.models import Unit, User, scope

VIEWERS = (
    "member", "secretary", "recorder", "township_officer", "township_secretary", "county_officer", "county_lead",
    "city_officer", "rater", "auditor",
)  # fmt: skip
PER_PAGE = 40


def packs() -> list[StandardPack]:
    """The newest published version of each pack, the one with most stars first."""
    newest: dict[str, StandardPack] = {}
    for row in StandardPack.objects.filter(state="published").defer("text"):
        if row.code not in newest or rank(row.version) > rank(newest[row.code].version):
            newest[row.code] = row
    return sorted(newest.values(), key=lambda row: row.code)


def asked(request: HttpRequest) -> tuple[int, StandardPack | None, list[StandardPack]]:
    """The year and the pack that the address names, and the packs to choose from."""
    year, known = request.GET.get("year", ""), packs()
    if year and not (year.isascii() and year.isdigit() and int(year) in YEARS):
        raise Http404
    code = request.GET.get("pack", "")
    chosen = next((row for row in known if row.code == code), None)
    if code and chosen is None:
        raise Http404
    return int(year) if year else usual_year(), chosen or (known[0] if known else None), known


def years(around: int) -> list[int]:
    """The years to choose from: those with facts, and the one asked for with its neighbours."""
    known = FactValue.objects.order_by("year").values_list("year", flat=True).distinct()
    return sorted({*known, around - 1, around, around + 1})


@require_GET
def facts(request: HttpRequest) -> HttpResponse:
    """The branches that this person sees, with how much is known of each; with one branch, that branch."""
    seen = Unit.objects.filter(scope(request.user, "path", *VIEWERS), level="branch", state="active")
    several = list(seen.order_by("path")[:2])
    if not several:
        raise Http404
    if len(several) == 1:
        query = request.GET.urlencode()
        return redirect(reverse("records:unit", args=[several[0].uid]) + (f"?{query}" if query else ""))
    year, pack, known = asked(request)
    words = request.GET.get("q", "").strip()
    if words:
        seen = seen.filter(name__icontains=words)
    page = Paginator(seen.select_related("parent").order_by("path"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    counts = tallies(list(page), year, pack_of(pack), pack.digest) if pack else {}
    rows = [
        {"unit": one, "known": (got := counts.get(one.pk)), "missing": got[1] - got[0] if got else 0}
        for one in page
    ]
    context = {
        "rows": rows, "page": page, "year": year, "years": years(year), "pack": pack, "packs": known,
        "q": words, "may_import": may_import(request.user),
    }  # fmt: skip
    return render(request, "records/facts.html", context)


def may_import(user: Any) -> bool:
    """Whether this person imports facts anywhere."""
    return any(grant.role in IMPORTERS for grant in getattr(user, "grants_now", []))


@require_GET
def unit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is known of one branch in a year, what is not, and where each value came from."""
    found = _branch(request, uid)
    year, pack, known = asked(request)
    assert isinstance(request.user, User)  # noqa: S101 (strangers saw nothing above)
    page = page_of(found, year, pack_of(pack), pack.digest, request.user) if pack else None
    context = {
        "unit": found, "facts": page, "year": year, "years": years(year), "pack": pack, "packs": known,
        "may_set": any(row.editable for row in page.missing + page.known) if page else False,
    }  # fmt: skip
    return render(request, "records/unit.html", context)


def _branch(request: HttpRequest, uid: UUID) -> Unit:
    seen = Unit.objects.filter(scope(request.user, "path", *VIEWERS), level="branch")
    return get_object_or_404(seen.select_related("parent"), uid=uid)


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, uid: UUID, year: int, code: str) -> HttpResponse:
    """One fact of one branch: what it counts, its values, its history, and the form to enter or correct it."""
    found, pack, user = _find(request, uid, year, code)
    content = pack_of(pack)
    definition = definitions(content)[code]
    editable = may_set(found, definition, content, user)
    if request.method == "POST" and not editable:
        raise PermissionDenied
    stand = {row.period: row for row in FactValue.objects.filter(unit=found, year=year, code=code)}
    periods = ("",) if "" in stand else PERIODS[definition.period]
    period = _period(request, periods)
    form, status = _form(request, definition, stand, period) if editable else None, 200
    if form is not None and form.is_bound:
        if form.is_valid():
            set_fact(found, year, code, **form.given, by=user, pack=content)
            messages.success(request, _("Entered. Whatever is computed from it will follow."))
            return redirect(_address(found, year, code, pack, period))
        status = 422
    context = {
        "unit": found, "year": year, "pack": pack, "fact": definition, "form": form, "period": period,
        "cells": cells_of(definition, sources(found, year, [code], content)),
        "history": _history(found, year, code), "standing": stand.get(period),
        "computed": code in hints.computed(content),
    }  # fmt: skip
    return render(request, "records/fact.html", context, status=status)


def _period(request: HttpRequest, periods: tuple[str, ...]) -> str:
    """The period that the address or the form names; the first one otherwise."""
    wanted = request.POST.get("period", request.GET.get("period", ""))
    return wanted if wanted in periods else periods[0]


def _form(request: HttpRequest, definition: FactDef, stand: dict[str, FactValue], period: str) -> FactForm:
    known = {one: row.value for one, row in stand.items()}
    if request.method == "POST":
        return FactForm({**request.POST.dict(), "period": period}, definition=definition, known=known)
    return FactForm(
        initial={"period": period, "seen": known.get(period, "")}, definition=definition, known=known
    )


@require_POST
def withdraw(request: HttpRequest, uid: UUID, year: int, code: str) -> HttpResponse:
    """The value is not right and no other is known: it goes, with the reason; the fact is unknown again."""
    found, pack, user = _find(request, uid, year, code)
    period, reason = request.POST.get("period", ""), request.POST.get("reason", "")
    set_fact(
        found, year, code, period, None,
        by=user, source="—", pack=pack_of(pack), reason=reason, seen=request.POST.get("seen") or None,
    )  # fmt: skip
    messages.success(request, _("Taken back. The fact is unknown until it is entered again."))
    return redirect(_address(found, year, code, pack, period))


def _find(request: HttpRequest, uid: UUID, year: int, code: str) -> tuple[Unit, StandardPack, User]:
    found = _branch(request, uid)
    _year, pack, _known = asked(request)
    if pack is None or year not in YEARS or code not in definitions(pack_of(pack)):
        raise Http404
    assert isinstance(request.user, User)  # noqa: S101 (strangers saw nothing above)
    return found, pack, request.user


def _address(found: Unit, year: int, code: str, pack: StandardPack, period: str) -> str:
    address = reverse("records:fact", args=[found.uid, year, code])
    return f"{address}?pack={pack.code}" + (f"&period={period}" if period else "")


def _history(found: Unit, year: int, code: str) -> list[FactBefore]:
    rows = FactBefore.objects.filter(unit=found, year=year, code=code)
    return list(rows.select_related("entered_by", "ended_by", "by_import")[:50])
