"""Pages of the tree: the whole of what a person sees, one unit, and a small form for each change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baxing.rules.roles import ROLES
from baxing.units import actions
from baxing.units.forms import AddForm, CorrectForm, RenameForm, TargetForm, Why
from baxing.units.history import unit_lines
from baxing.units.models import FORMS, SECTORS, Grant, Unit, UnitImport, scope, tops
from baxing.units.tree import MOST_FOUND, figures, grow, node_of, search
from baxing.units.views.common import account, form_page, managed

WATCHERS = ("admin", "county_officer", "auditor")
page = require_http_methods(["GET", "HEAD", "POST"])


def find(request: HttpRequest, uid: UUID) -> Unit:
    """A unit that the person sees; for everybody else it does not exist."""
    units = Unit.objects.select_related("parent", "merged_into")
    return get_object_or_404(units.filter(scope(request.user)), uid=uid)


def find_managed(request: HttpRequest, uid: UUID) -> Unit:
    """A unit that the person may change; for everybody else its forms do not exist."""
    return get_object_or_404(managed(account(request)).select_related("parent"), uid=uid)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """The tree that this person sees, opened down to `at`; with `q` the units of that name."""
    user = account(request)
    roots = tops(user)
    wanted = _uid(request.GET.get("at"))
    at = Unit.objects.filter(scope(user), uid=wanted).first() if wanted else None
    words = request.GET.get("q", "").strip()[:120]
    found = search(user, words) if words else []
    here = at or (roots[0] if roots else None)
    context: dict[str, Any] = {
        "roots": [] if words else grow(roots, at),
        "words": words,
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
        "here": here,
        "manages": managed(user).exists(),
        "records": UnitImport.objects.filter(scope(user, "under__path", *actions.MANAGERS))[:5],
    }
    if here:
        context["levels"], context["sectors"] = figures(here)
    return render(request, "units/tree.html", context)


def _uid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@require_GET
def below(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One node of the tree, open or folded: a fragment for htmx."""
    node = node_of(find(request, uid), is_open=request.GET.get("open") == "1")
    return render(request, "units/node.html", {"node": node})


@require_GET
def unit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything about one unit: facts, line, what stands below, people, history."""
    one, user = find(request, uid), account(request)
    seen = {unit.pk for unit in one.line() if any(unit.path.startswith(top.path) for top in tops(user))}
    people = Grant.objects.in_force().filter(unit=one, user__is_active=True).select_related("user")
    language = get_language() or "zh"
    context = {
        "unit": one,
        "line": [(above, above.pk in seen) for above in one.line()[:-1]],
        "form": FORMS[one.form],
        "sector": SECTORS.get(one.sector),
        "children": one.children.filter(state="active").order_by("path"),
        "retired": one.children.exclude(state="active").select_related("merged_into").order_by("path"),
        "people": [(grant, ROLES[grant.role].name.say(language)) for grant in people.order_by("role", "pk")],
        "sees_people": Unit.objects.filter(scope(user, "path", *WATCHERS), pk=one.pk).exists(),
        "entries": unit_lines(one.events.all()),
        "manages": one.state == "active" and actions.may_manage_unit(one, user),
    }
    return render(request, "units/unit.html", context)


def _done(request: HttpRequest, said: str, one: Unit) -> HttpResponse:
    messages.success(request, said)
    return redirect("units:unit", one.uid)


def _change(
    request: HttpRequest,
    one: Unit,
    form: Form,
    title: str,
    button: str,
    act: Callable[[Form], HttpResponse],
    **context: Any,
) -> HttpResponse:
    """A small form page that does one thing to one unit."""
    if request.method == "POST" and form.is_valid():
        return act(form)
    context |= {"title": title, "button": button, "place": one, "back": reverse("units:unit", args=[one.uid])}
    return form_page(request, form, **context)


@page
def add(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A new unit below this one."""
    parent, user = find_managed(request, uid), account(request)
    lower = {"region": "prefecture", "prefecture": "county", "county": "township"}.get(parent.level, "branch")
    form = AddForm(
        request.POST or None, initial={"level": lower, "form": "branch" if lower == "branch" else "none"}
    )

    def act(form: Form) -> HttpResponse:
        values = dict(form.cleaned_data)
        made = actions.add_unit(
            parent, values.pop("name"), level=values.pop("level"), why=values.pop("why"), by=user, **values
        )
        return _done(request, _("Added: %(unit)s") % {"unit": made.name}, made)

    return _change(
        request, parent, form, _("Add below %(unit)s") % {"unit": parent.name}, _("Add the unit"), act
    )


@page
def correct(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Other facts of the unit."""
    one, user = find_managed(request, uid), account(request)
    names = ("form", "sector", "members_full", "members_probationary", "founded_on", "note")
    form = CorrectForm(request.POST or None, initial={name: getattr(one, name) for name in names})

    def act(form: Form) -> HttpResponse:
        values = dict(form.cleaned_data)
        why = values.pop("why")
        if values["founded_on"] != one.founded_on:
            values["founded_precision"] = "day"
        return _done(request, _("Corrected."), actions.correct_unit(one, by=user, why=why, **values))

    return _change(request, one, form, _("Correct %(unit)s") % {"unit": one.name}, _("Save the facts"), act)


@page
def rename(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another name."""
    one, user = find_managed(request, uid), account(request)
    form = RenameForm(request.POST or None, initial={"name": one.name})

    def act(form: Form) -> HttpResponse:
        data = form.cleaned_data
        return _done(request, _("Renamed."), actions.rename_unit(one, data["name"], why=data["why"], by=user))

    return _change(request, one, form, _("Rename %(unit)s") % {"unit": one.name}, _("Rename"), act)


@page
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another superior, for the unit and all below it."""
    one, user = find_managed(request, uid), account(request)
    units = managed(user).exclude(level="branch", form__in=["branch", "joint_branch", "temporary_branch"])
    form = TargetForm(request.POST or None, units=units, label=_("New superior"))

    def act(form: Form) -> HttpResponse:
        data = form.cleaned_data
        return _done(request, _("Moved."), actions.move_unit(one, data["target"], why=data["why"], by=user))

    return _change(
        request,
        one,
        form,
        _("Move %(unit)s") % {"unit": one.name},
        _("Move"),
        act,
        units=units,
        say=_("All units below it move along; its history stays with it."),
    )


@page
def merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Into another unit of the same level."""
    one, user = find_managed(request, uid), account(request)
    units = managed(user).filter(level=one.level).exclude(pk=one.pk)
    form = TargetForm(request.POST or None, units=units, label=_("Merge into"))

    def act(form: Form) -> HttpResponse:
        data = form.cleaned_data
        return _done(
            request, _("Merged."), actions.merge_units(one, data["target"], why=data["why"], by=user)
        )

    return _change(
        request,
        one,
        form,
        _("Merge %(unit)s") % {"unit": one.name},
        _("Merge"),
        act,
        units=units,
        stop=True,
        say=_("It goes out of use and the duties held there end; its history stays. This cannot be undone."),
    )


@page
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Out of use."""
    one, user = find_managed(request, uid), account(request)

    def act(form: Form) -> HttpResponse:
        closed = actions.close_unit(one, why=form.cleaned_data["why"], by=user)
        return _done(request, _("Closed."), closed)

    return _change(
        request,
        one,
        Why(request.POST or None),
        _("Close %(unit)s") % {"unit": one.name},
        _("Close the unit"),
        act,
        stop=True,
        say=_("It goes out of use and the duties held there end; its history stays. This cannot be undone."),
    )
