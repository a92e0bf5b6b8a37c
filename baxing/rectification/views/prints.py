"""The forms R1–R12 on paper, for who sees the case: a page that lists those that make sense now, and each as a document."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from baxing.rectification.models import Case
from baxing.rectification.papers.content import Sources, sources
from baxing.rectification.papers.forms import BY_CODE, PAPERS, Paper
from baxing.rectification.views import door
from baxing.units.models import SECTORS
from baxing.units.request import Request

SHORT = 16


@dataclass(frozen=True)
class Offer:
    """One form on the list, with an address for each of the things it is about; none yet when `links` is empty."""

    paper: Paper
    links: list[tuple[str, str]]


@require_GET
def prints(request: Request, uid: UUID) -> HttpResponse:
    """Which forms make sense now."""
    case = door.case(request, uid)
    found = sources(case, request.user)
    offers = [Offer(paper, _links(case, paper, found)) for paper in PAPERS]
    return render(request, "rectification/prints.html", {"case": case, "offers": offers})


@require_GET
def print_form(request: Request, uid: UUID, form: str) -> HttpResponse:
    """One form as a document of its own; `?n=` chooses among several, the last is shown without it."""
    case = door.case(request, uid)
    paper = BY_CODE.get(form)
    if paper is None:
        raise Http404
    found = sources(case, request.user)
    numbers = paper.numbers(found)
    asked = request.GET.get("n", "")
    number = (
        int(asked)
        if asked.isascii() and asked.isdigit() and len(asked) < 6
        else numbers[-1]
        if numbers
        else None
    )
    if number not in numbers:
        raise Http404
    return render(request, f"rectification/print_{form}.html", _context(case, paper, found, number))


def _context(case: Case, paper: Paper, found: Sources, number: int) -> dict[str, Any]:
    return {
        "case": case,
        "paper": paper,
        "n": number,
        "township": case.unit.at("township"),
        "today": timezone.localdate(),
        "seal": case.dossier.seal[:SHORT],
        "sector_name": SECTORS.get(case.sector, case.sector),
        "may_tell": door.officer(found.user),
        **paper.content(found, number),
    }


def _links(case: Case, paper: Paper, found: Sources) -> list[tuple[str, str]]:
    address = reverse("rectification:print", args=[case.uid, paper.code])
    return [
        (paper.each(found, number) if paper.each else "", f"{address}?n={number}" if paper.each else address)
        for number in paper.numbers(found)
    ]


paths = [
    path("rectification/<uuid:uid>/print/", prints, name="prints"),
    path("rectification/<uuid:uid>/print/<str:form>", print_form, name="print"),
]
