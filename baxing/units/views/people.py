"""Pages of people: who holds which duty, one account, a duty given or ended, and one's own account."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from baxing.rules.roles import ROLES
from baxing.units import actions
from baxing.units.forms import AccountForm, CloseForm, EndForm, GrantForm, NewUserForm, label_of, role_choices
from baxing.units.history import access_lines, duty
from baxing.units.models import AccessEvent, Grant, Unit, User, scope
from baxing.units.views.common import account, form_page, managed
from baxing.units.views.tree import WATCHERS

page = require_http_methods(["GET", "HEAD", "POST"])
ON_ONE_PAGE = 50


def language() -> str:
    return get_language() or "zh"


def watched(user: User) -> QuerySet[Grant]:
    """Duties, also ended ones, at the units that the person administers or audits."""
    return Grant.objects.filter(scope(user, "unit__path", *WATCHERS)).select_related("user", "unit")


def _need_watcher(request: HttpRequest) -> User:
    user = account(request)
    if not any(grant.role in WATCHERS for grant in user.grants_now):
        raise Http404
    return user


def _need_manager(user: User) -> None:
    """Who only audits sees accounts and duties, and no form that would change them."""
    if not any(grant.role in actions.MANAGERS for grant in user.grants_now):
        raise Http404


def find_person(request: HttpRequest, username: str) -> User:
    """An account with a duty that the person watches; for everybody else it does not exist."""
    user = _need_watcher(request)
    return get_object_or_404(User.objects.filter(pk__in=watched(user).values("user")), username=username)


@require_GET
def everybody(request: HttpRequest) -> HttpResponse:
    """Duties in force, by unit; filtered by name, role and unit, or those ended."""
    user = _need_watcher(request)
    asked = {name: request.GET.get(name, "").strip()[:120] for name in ("q", "role", "unit", "state")}
    grants = watched(user)
    today = timezone.localdate()
    if asked["state"] == "ended":
        grants = grants.exclude(ended_at=None, until=None).filter(Q(until__lt=today) | ~Q(ended_at=None))
    else:
        grants = grants.filter(Q(until=None) | Q(until__gte=today), ended_at=None, user__is_active=True)
    if asked["q"]:
        words = asked["q"]
        grants = grants.filter(
            Q(user__name__icontains=words)
            | Q(user__username__icontains=words)
            | Q(unit__name__icontains=words)
        )
    if asked["role"] in ROLES:
        grants = grants.filter(role=asked["role"])
    place = None
    if asked["unit"]:
        place = get_object_or_404(Unit.objects.filter(scope(user)), uid=_uid(asked["unit"]))
        grants = grants.filter(unit__path__under=place.path)
    rows = Paginator(grants.order_by("unit__path", "role", "pk"), ON_ONE_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "asked": asked,
        "place": place,
        "roles": role_choices(list(ROLES)),
        "rows": rows,
        "people": [(grant, ROLES[grant.role].name.say(language())) for grant in rows],
        "manages": managed(user).exists(),
        "today": today,
    }
    return render(request, "units/people.html", context)


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_GET
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One account: its duties from–to, its log, and what may be done."""
    one, user = find_person(request, username), account(request)
    mine = watched(user).filter(user=one).order_by("-since", "-pk")
    today = timezone.localdate()
    duties = [
        {
            "grant": grant,
            "words": ROLES[grant.role].name.say(language()),
            "state": _state(grant, today),
            "may_end": grant.user_id != user.pk and actions.may_give(grant.role, grant.unit, user),
        }
        for grant in mine
    ]
    events = AccessEvent.objects.filter(Q(grant=None) | Q(grant__in=mine), user=one)
    context = {
        "person": one,
        "duties": duties,
        "elsewhere": Grant.objects.in_force().filter(user=one).exclude(pk__in=mine.values("pk")).exists(),
        "entries": access_lines(events, language()),
        "manages": actions.may_manage_user(one, user) and one.is_active,
        "may_grant": one.is_active and one.pk != user.pk and managed(user).exists(),
    }
    return render(request, "units/person.html", context)


def _state(grant: Grant, today: date) -> str:
    if grant.ended_at or (grant.until and grant.until < today):
        return "ended"
    return "coming" if grant.since > today else "now"


def _duty_values(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("since", "until", "note")}


def _told_once(request: HttpRequest, one: User, word: str, said: str) -> HttpResponse:
    """The only page that ever shows this password; no cache and no session keeps it."""
    return render(request, "units/password.html", {"person": one, "word": word, "said": said})


@page
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new account with its first duty."""
    user = _need_watcher(request)
    _need_manager(user)
    units = managed(user)
    start = (
        units.filter(uid=_uid(request.GET["unit"])).select_related("parent").first()
        if request.GET.get("unit")
        else None
    )
    form = NewUserForm(
        request.POST or None, units=units, initial={"unit": label_of(start)} if start else None
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        one, word = actions.create_user(
            data["unit"], data["username"], data["name"], role=data["role"], by=user, **_duty_values(data)
        )
        return _told_once(request, one, word, _("The account is made."))
    context = {
        "people": True,
        "title": _("New account"),
        "button": _("Make the account"),
        "back": reverse("units:people"),
    }
    return form_page(request, form, units, **context)


@page
def grant(request: HttpRequest, username: str) -> HttpResponse:
    """One more duty."""
    one, user = find_person(request, username), account(request)
    _need_manager(user)
    units = managed(user)
    form = GrantForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.grant_role(one, data["unit"], data["role"], by=user, **_duty_values(data))
        messages.success(request, _("Given: %(duty)s") % {"duty": duty(made, language())})
        return redirect("units:person", one.username)
    context = {
        "people": one,
        "title": _("Give %(person)s a duty") % {"person": one.name},
        "button": _("Give the duty"),
        "back": reverse("units:person", args=[one.username]),
    }
    return form_page(request, form, units, **context)


@page
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The end of one duty, at once or on a coming day."""
    user = _need_watcher(request)
    _need_manager(user)
    held = get_object_or_404(watched(user), uid=uid)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.end_grant(held, by=user, **form.cleaned_data)
        messages.success(request, _("Ended: %(duty)s") % {"duty": duty(held, language())})
        return redirect("units:person", held.user.username)
    context: dict[str, Any] = {
        "people": held.user,
        "title": _("End a duty"),
        "say": f"{held.user.name}: {duty(held, language())}",
        "button": _("End the duty"),
        "stop": True,
        "back": reverse("units:person", args=[held.user.username]),
    }
    return form_page(request, form, **context)


@page
@never_cache
def password(request: HttpRequest, username: str) -> HttpResponse:
    """A one-time password, shown once."""
    one, user = find_person(request, username), account(request)
    _need_manager(user)
    if request.method == "POST":
        word = actions.set_password(one, by=user)
        return _told_once(request, one, word, _("The old password no longer works."))
    context = {"person": one, "may": actions.may_manage_user(one, user)}
    return render(request, "units/password_ask.html", context)


@page
def close(request: HttpRequest, username: str) -> HttpResponse:
    """The account is closed for good."""
    one, user = find_person(request, username), account(request)
    _need_manager(user)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.deactivate_user(one, by=user, **form.cleaned_data)
        messages.success(request, _("The account is closed."))
        return redirect("units:person", one.username)
    context: dict[str, Any] = {
        "people": one,
        "title": _("Close the account of %(person)s") % {"person": one.name},
        "say": _("Logging in no longer works and all its duties end. What was done stays on record."),
        "button": _("Close the account"),
        "stop": True,
        "back": reverse("units:person", args=[one.username]),
    }
    return form_page(request, form, **context)


@page
def me(request: HttpRequest) -> HttpResponse:
    """One's own name, language and password, and the duties held."""
    user = account(request)
    form = AccountForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        actions.change_account(user, **form.cleaned_data, by=user)
        messages.success(request, _("Saved."))
        return redirect("units:me")
    duties = [(held, ROLES[held.role].name.say(language())) for held in user.grants_now]
    return render(
        request, "units/me.html", {"form": form, "duties": duties}, status=422 if form.errors else 200
    )
