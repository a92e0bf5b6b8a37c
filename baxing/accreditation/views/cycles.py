"""Cycles of a county: prepare, open, lead to the end; its applications, its evaluation groups, its notices."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.accreditation import steps
from baxing.accreditation.actions import cycles as acts
from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.pictures import segments_of
from baxing.accreditation.views import door
from baxing.dossiers.actions import words
from baxing.rules.flows import ACCREDITATION, CYCLE
from baxing.rules.text import Text
from baxing.standards.models import StandardPack, newest
from baxing.units.fields import day_field
from baxing.units.models import Grant, Unit, User, roles, scope
from baxing.units.request import Request

PAGE = 50


class PlanForm(forms.Form):
    """A new cycle."""

    county = forms.ModelChoiceField(label=gettext_lazy("County"), queryset=Unit.objects.none())
    pack = forms.ModelChoiceField(label=gettext_lazy("Standard pack"), queryset=StandardPack.objects.none())
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2020, max_value=2100)
    reference = day_field(gettext_lazy("Facts are frozen on"))
    self_check_due = day_field(gettext_lazy("Self-check due on"))
    region = forms.ChoiceField(
        label=gettext_lazy("Work calendar"),
        choices=[("CN", gettext_lazy("China")), ("CN-54", gettext_lazy("Tibet"))],
    )
    issuer = forms.CharField(label=gettext_lazy("Issued by (printed on notices)"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Telephone for objections"), max_length=40, required=False)
    box = forms.CharField(label=gettext_lazy("Where the box hangs"), max_length=120, required=False)

    def __init__(self, *args: Any, counties: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = counties  # type: ignore[attr-defined]
        self.fields["pack"].queryset = StandardPack.objects.filter(state="published")  # type: ignore[attr-defined]


@require_GET
def cycles(request: Request) -> HttpResponse:
    """The cycles of my counties; a branch goes straight to its own sheets."""
    mine = [
        cycle
        for cycle in Cycle.objects.select_related("dossier", "unit", "pack").defer("text")
        if door.sees(request.user, cycle)
    ]
    own = door.visible(request.user).filter(
        unit__in=[g.unit_id for g in request.user.grants_now if g.unit.level == "branch"]
    )
    context = {
        "cycles": mine,
        "own": own.order_by("-cycle__year"),
        "plans": _counties(request.user).exists(),
        "above": any(
            g.role in ("city_officer", "auditor") and g.unit.level in ("prefecture", "region")
            for g in request.user.grants_now
        ),
    }
    return render(request, "accreditation/cycles.html", context)


@require_http_methods(["GET", "POST"])
def plan(request: Request) -> HttpResponse:
    """Prepare a cycle."""
    counties = _counties(request.user)
    if not counties.exists():
        raise Http404
    today = timezone.localdate()
    initial = {
        "county": counties.first(),
        "year": today.year,
        "region": "CN-54",
        "issuer": f"中共{counties[0].name}委组织部",
        "reference": today.replace(month=10, day=31),
        "self_check_due": today.replace(month=11, day=30),
        "pack": StandardPack.objects.filter(state="published").order_by("code").first(),
    }
    form = PlanForm(request.POST if request.method == "POST" else None, counties=counties, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        contact = {"phone": data["phone"], "box": data["box"]}
        cycle = acts.plan_cycle(
            data["county"],
            data["pack"],
            by=request.user,
            year=data["year"],
            reference=data["reference"],
            self_check_due=data["self_check_due"],
            issuer=data["issuer"],
            contact=contact,
            region=data["region"],
        )
        return redirect("accreditation:cycle", uid=cycle.uid)
    return render(
        request, "accreditation/plan.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


@require_GET
def cycle(request: Request, uid: UUID) -> HttpResponse:
    """One cycle: where it stands, its next step, and its applications."""
    found = door.cycle(request, uid)
    listed, narrowed = _filtered(request, found) if found.digest else (Application.objects.none(), [])
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    needs = CYCLE.needs
    moves = [
        {
            "move": move,
            "why_not": [words(needs[need]) for need in move.needs if need not in acts.cycle_needs(found)],
        }
        for move in found.dossier.moves_for(request.user)
    ]
    context = {
        "cycle": found,
        "page": page,
        "rows": [(application, segments_of(application)) for application in page],
        "moves": moves,
        "newer": newer if (newer := newest(found.pack.code)) and newer.pk != found.pack_id else None,
        "book": bool(roles(request.user, found.unit)),
        "officer": "county_officer" in roles(request.user, found.unit),
        "office": bool(roles(request.user, found.unit) & {"county_officer", "county_lead"}),
        "states": ACCREDITATION.states,
        "townships": Unit.objects.filter(parent=found.unit, level="township").order_by("path"),
        "groups": found.groups.prefetch_related("seats__user"),
        "notices": found.notices.order_by("number"),
        "chosen": request.GET,
        "narrowed": narrowed,
        "overview": door.oversees(request.user, found),
    }
    return render(request, "accreditation/cycle.html", context)


@require_POST
def move(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Lead the cycle one step on."""
    found = door.cycle(request, uid)
    if verb == "open":
        opened = acts.open_cycle(found, by=request.user)
        messages.success(request, _("The cycle is open: %(n)s sheets.") % {"n": len(opened)})
    else:
        acts.move_cycle(found, verb, by=request.user)
        messages.success(request, _("Done."))
    return redirect("accreditation:cycle", uid=uid)


@require_http_methods(["GET", "POST"])
def groups(request: Request, uid: UUID) -> HttpResponse:
    """Name an evaluation group and give it its branches by township."""
    found = door.cycle(request, uid)
    if "county_officer" not in roles(request.user, found.unit) or not found.digest:
        raise Http404
    raters = User.objects.filter(
        pk__in=Grant.objects.in_force().filter(role="rater", unit__path__under=found.unit.path).values("user")
    ).order_by("username")
    townships = Unit.objects.filter(parent=found.unit, level="township").order_by("path")
    if request.method == "POST":
        members = list(raters.filter(pk__in=_keys(request, "member")))
        group = acts.name_group(
            found,
            request.POST.get("name", "").strip()[:60] or _("Evaluation group"),
            members,
            by=request.user,
        )
        chosen = found.applications.filter(township__in=townships.filter(pk__in=_keys(request, "township")))
        n = acts.assign_group(group, list(chosen), by=request.user)
        messages.success(request, _("The group is named and has %(n)s branches.") % {"n": n})
        return redirect("accreditation:cycle", uid=uid)
    context = {
        "cycle": found,
        "raters": raters,
        "townships": townships,
        "least": found.standard.terms.raters_at_least,
    }
    return render(request, "accreditation/groups.html", context)


def _keys(request: Request, name: str) -> list[int]:
    """What was ticked; anything that is no key of a row was not ticked on our page."""
    ticked = request.POST.getlist(name)
    return [int(text) for text in ticked if text.isascii() and text.isdecimal() and len(text) < 16]


def _counties(user: Any) -> QuerySet[Unit]:
    return Unit.objects.filter(
        scope(user, "path", "county_officer"), level="county", state="active"
    ).order_by("path")


def _filtered(request: Request, cycle: Cycle) -> tuple[QuerySet[Application], list[Text]]:
    listed = door.visible(request.user).filter(cycle=cycle).order_by("unit__path")
    asked = request.GET
    if asked.get("state") in {state.code for state in ACCREDITATION.states}:
        listed = listed.filter(dossier__status=asked["state"])
    if asked.get("township", "").isdecimal() and len(asked["township"]) < 16:
        listed = listed.filter(township=int(asked["township"]))
    if asked.get("sector") in cycle.standard.sectors:
        listed = listed.filter(sector=asked["sector"])
    if asked.get("late"):
        listed = listed.filter(steps.late(timezone.localdate()))
    if name := asked.get("name", "").strip()[:60]:
        listed = listed.filter(Q(unit__name__icontains=name))
    return steps.filtered(listed, asked, cycle.standard, cycle.frame)


paths = [
    path("cycles", cycles, name="cycles"),
    path("cycles/new", plan, name="plan"),
    path("cycles/<uuid:uid>", cycle, name="cycle"),
    path("cycles/<uuid:uid>/do/<slug:verb>", move, name="move_cycle"),
    path("cycles/<uuid:uid>/groups", groups, name="groups"),
]
