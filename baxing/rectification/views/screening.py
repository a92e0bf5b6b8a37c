"""The screening of a township or a county: what the facts suggest of each branch, what comes back from closed cases, and
what was decided before. In the order of the register; people decide."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baxing.dossiers.models import Entry
from baxing.rectification import forms
from baxing.rectification.actions import screening as acts
from baxing.rectification.actions.screening import SCREENERS
from baxing.rectification.echoes import EchoRow
from baxing.rectification.models import Case
from baxing.rectification.regulations import in_force
from baxing.rectification.shown.case import before
from baxing.rectification.shown.next_working import look_level
from baxing.rectification.shown.signs import SignRow, rows_of
from baxing.rectification.signs import Screened, screening
from baxing.rectification.views import door
from baxing.rectification.views.door import OFFICERS
from baxing.rectification.views.moves import suggested
from baxing.rectification.views.working import page as ask
from baxing.units.models import SECTORS, Unit, roles, scope
from baxing.units.request import Request

PAGE = 20
SHOWN = {"open": "open", "watched": "WATCH", "dropped": "DROPPED"}
DECIDED = ("watch", "drop")


@dataclass
class Row:
    """One branch on the page: its signs in words, what comes back, its cases, and the reasons why it was not listed."""

    screened: Screened
    signs: list[SignRow]
    cases: list[Case] = field(default_factory=list)
    reasons: list[Entry] = field(default_factory=list)
    starts: bool = False

    @property
    def unit(self) -> Unit:
        """The branch."""
        return self.screened.unit

    def _of(self, *states: str) -> list[SignRow]:
        return [sign for sign in self.signs if sign.kind in states]

    @property
    def echoes(self) -> list[EchoRow]:
        """What comes back from earlier files."""
        return before(self.screened.echoes, self.screened.case)

    @property
    def there(self) -> list[SignRow]:
        """What the facts say for certain."""
        return self._of("there")

    @property
    def maybe(self) -> list[SignRow]:
        """What may be."""
        return self._of("maybe")

    @property
    def unknown(self) -> int:
        """How many are not known yet."""
        return len(self._of("unknown"))

    @property
    def manual(self) -> int:
        """How many only people can say."""
        return len(self._of("manual"))


def branches(request: Request) -> QuerySet[Unit]:
    """The branches that this person's duties oversee; 404 for others."""
    if not door.officer(request.user):
        raise Http404
    seen = Unit.objects.filter(scope(request.user, "path", *OFFICERS), level="branch", state="active")
    return seen.exclude(sector="").select_related("parent").order_by("path")


def narrowed(units: QuerySet[Unit], asked: dict[str, str]) -> QuerySet[Unit]:
    """Those of a sector, a name, or with a case that stands so."""
    if asked.get("sector") in SECTORS:
        units = units.filter(sector=asked["sector"])
    if name := asked.get("name", "").strip()[:60]:
        units = units.filter(name__icontains=name)
    shown = SHOWN.get(asked.get("show", ""))
    if shown:
        cases = Case.objects.filter(unit=OuterRef("pk"))
        cases = cases.filter(open=True) if shown == "open" else cases.filter(dossier__status=shown)
        units = units.filter(Exists(cases))
    return units


def rows(request: Request, units: Sequence[Unit]) -> list[Row]:
    """The rows of one page: a constant number of queries."""
    rules = {pk: text.rules for pk, text in in_force(units).items()}
    found = [
        Row(
            each,
            rows_of(each.signs, rules[each.unit.pk].signs_for(each.unit.sector)),
            starts=each.case is None and bool(roles(request.user, each.unit) & SCREENERS),
        )
        for each in screening(units, today=timezone.localdate())
    ]
    by_unit = {row.unit.pk: row for row in found}
    cases = Case.objects.filter(unit__in=by_unit).select_related("dossier").order_by("-year", "-pk")
    by_file = {}
    for case in cases:
        by_unit[case.unit_id].cases.append(case)
        by_file[case.dossier_id] = by_unit[case.unit_id]
    for entry in Entry.objects.filter(dossier__in=by_file, verb__in=DECIDED).order_by("-at", "-pk"):
        by_file[entry.dossier_id].reasons.append(entry)
    return found


@require_GET
def board(request: Request) -> HttpResponse:
    """The branches of one's place in the order of the register, each with what the facts suggest."""
    units = narrowed(branches(request), request.GET.dict())
    page = Paginator(units, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows(request, list(page.object_list)),
        "chosen": request.GET,
        "sectors": SECTORS,
        "today": timezone.localdate(),
    }
    return render(request, "rectification/screening.html", context)


@require_http_methods(["GET", "POST"])
def screen(request: Request, unit: UUID) -> HttpResponse:
    """One branch in full before anybody lists it; begin to look at it."""
    found = branches(request).filter(uid=unit).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        case = acts.screen(found, by=request.user)
        messages.success(request, _("The screening has begun. Nothing is listed by that."))
        return redirect("rectification:case", uid=case.uid)
    context = {"row": rows(request, [found])[0], "today": timezone.localdate()}
    return render(request, "rectification/screen.html", context)


@require_http_methods(["GET", "POST"])
def look(request: Request, uid: UUID) -> HttpResponse:
    """What one's own level saw."""
    case = door.case(request, uid)
    level = look_level(case, roles(request.user, case.unit))
    if not level:
        raise Http404
    own = case.looks.filter(level=level).first()
    initial: dict[str, Any] = {"codes": own.codes, "text": own.text} if own else {"codes": suggested(case)}
    form = forms.Look(request.POST if request.method == "POST" else None, case=case, initial=initial)
    if form.is_bound and form.is_valid():
        acts.look(case, level, form.cleaned_data["codes"], form.cleaned_data["text"], by=request.user)
        messages.success(request, _("What your level saw is kept."))
        return redirect("rectification:case", uid=uid)
    say = _("Tick what you found, also where the system suggests nothing, and take away what is not so.")
    return ask(request, case, form, _("What was seen"), say, _("Keep what was seen"))


paths = [
    path("rectification/screening", board, name="screening"),
    path("rectification/screening/<uuid:unit>", screen, name="screen"),
    path("rectification/<uuid:uid>/look", look, name="look"),
]
