"""Pages of the shell: log in and out, language, password, health, how figures are made, the box."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import password_validation
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.rules.roles import ROLES
from baxing.units.models import Grant, User

from . import actions
from .forms import AnswerForm, LoginForm, PasswordForm, SlipForm
from .models import Suggestion
from .terms import answer_day

ANSWERERS = {"admin", "county_officer"}


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go afterwards: the `next` of the request if it leads to this site, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if ours else otherwise


def account(request: HttpRequest) -> User:
    """The person at the other end, on pages that only an account can open."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def enter(request: HttpRequest, user: Any) -> HttpResponse:
    """Start a session for `user` under a new key, and go to the page that was wanted."""
    auth.login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if user.must_change_password:
        messages.info(request, _("This password was set by someone else. Choose your own now."))
        return redirect("site:password")
    return redirect(safe_next(request))


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The door. In a demonstration it offers one button per role."""
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(safe_next(request))
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return enter(request, form.get_user())
    context = {"form": form, "demo": demo_roles() if settings.DEMO else [], "next": safe_next(request, "")}
    return render(request, "site/login.html", context, status=422 if form.errors else 200)


def demo_roles() -> list[dict[str, Any]]:
    """The accounts of the demonstration, each with the name of its role."""
    grants = Grant.objects.in_force().filter(user__is_active=True).exclude(user__demo_role={})
    first = {grant.user_id: grant for grant in grants.select_related("user").order_by("-user_id", "-pk")}
    return [{"user": grant.user, "duty": ROLES[grant.role].name} for grant in reversed(first.values())]


@login_not_required
@never_cache
@require_POST
def demo_login(request: HttpRequest, username: str) -> HttpResponse:
    """Enter as one of the roles of the demonstration; outside a demonstration there is no such address."""
    user = User.objects.filter(username=username, is_active=True).exclude(demo_role={}).first()
    if not settings.DEMO or user is None:
        raise Http404
    return enter(request, user)


@login_not_required
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session, on the server too."""
    auth.logout(request)
    messages.success(request, _("You are logged out."))
    return redirect("site:login")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions of the account end, this one goes on."""
    form = PasswordForm(request.POST or None)
    user = account(request)
    if request.method == "POST" and form.is_valid() and _fits(form, user):
        actions.set_own_password(user, form.cleaned_data["new"], by=user)
        auth.update_session_auth_hash(request, user)
        messages.success(request, _("Your new password holds from now on."))
        return redirect("/")
    return render(request, "site/password.html", {"form": form}, status=422 if form.errors else 200)


def _fits(form: PasswordForm, user: User) -> bool:
    """The old password is right and the new one is good enough; else the form says why not."""
    if not user.check_password(form.cleaned_data["old"]):
        form.add_error("old", _("This is not your password until now."))
    try:
        password_validation.validate_password(form.cleaned_data["new"], user)
    except ValidationError as error:
        form.add_error("new", error)
    return not form.errors


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and show the same page again."""
    response = redirect(safe_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@never_cache
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """For the machine that watches: is the database there, and is it as new as the program?"""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse(
            {"status": "down", "database": "unreachable", "migrations": "unknown"}, status=503
        )
    state = {
        "status": "behind" if missing else "ok",
        "database": "ok",
        "migrations": "missing" if missing else "applied",
    }
    return JsonResponse(state, status=503 if missing else 200)


@login_not_required
@require_GET
def how(request: HttpRequest) -> HttpResponse:
    """How the figures are made, in words for everybody."""
    return render(request, "site/how.html", {"low": Decimal(50), "line": Decimal(80)})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def box(request: HttpRequest) -> HttpResponse:
    """The box: one text, no name needed."""
    form = SlipForm(request.POST or None, initial={"page": request.GET.get("page", "")})
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        slip = actions.put_in_box(data["text"], data["page"], answer_day(), by=user)
        messages.success(
            request, _("It is in the box. Keep the address of this page: the answer appears here.")
        )
        return redirect("site:box_one", uid=slip.uid)
    context = {
        "form": form,
        "mine": Suggestion.objects.filter(by=user)[:20] if user else [],
        "may_answer": may_answer(request),
    }
    return render(request, "site/box.html", context, status=422 if form.errors else 200)


def may_answer(request: HttpRequest) -> bool:
    """True for the duties that answer the box."""
    user = request.user
    return isinstance(user, User) and any(grant.role in ANSWERERS for grant in user.grants_now)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def box_one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One slip and its answer, for whoever knows the address; those on duty answer here."""
    slip = get_object_or_404(Suggestion, uid=uid)
    answering = may_answer(request)
    if request.method == "POST" and not answering:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer(slip, form.cleaned_data["answer"], by=account(request))
        messages.success(request, _("Answered."))
        return redirect("site:box_one", uid=uid)
    context = {"slip": slip, "form": form, "may_answer": answering}
    return render(request, "site/box_one.html", context, status=422 if form.errors else 200)


@require_GET
def box_all(request: HttpRequest) -> HttpResponse:
    """All slips for those who answer: what waits first, by the day it is due."""
    if not may_answer(request):
        raise Http404
    waiting = Suggestion.objects.filter(answer="").order_by("due", "id")
    answered = Paginator(Suggestion.objects.exclude(answer="").order_by("-answered_at"), 20)
    context = {"waiting": waiting, "answered": answered.get_page(request.GET.get("page"))}
    return render(request, "site/box_all.html", context)
