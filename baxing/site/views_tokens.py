"""Tokens of the programming interface: one's own, made for one duty, shown once, ended at once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from baxing.rules.roles import ROLES
from baxing.units.models import Grant, User

from . import actions
from .forms import TokenForm
from .models import Token
from .templatetags.words import words
from .views import account

USUAL_DAYS = 90


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a new one for one of one's duties."""
    user = account(request)
    usual = timezone.localdate() + timedelta(days=USUAL_DAYS)
    form = TokenForm(request.POST or None, duties=_duties(user), initial={"until": usual})
    if request.method == "POST" and form.is_valid():
        return _made(request, user, form.cleaned_data)
    rows = [_row(token) for token in _own(user)]
    context = {
        "form": form,
        "duties": user.grants_now,
        "live": [row for row in rows if not row["over"]],
        "over": [row for row in rows if row["over"]],
    }
    return render(request, "site/tokens.html", context, status=422 if form.errors else 200)


def _made(request: HttpRequest, user: User, data: dict[str, Any]) -> HttpResponse:
    """The new token, this once."""
    grant = next(one for one in user.grants_now if str(one.uid) == data["duty"])
    token, secret = actions.make_token(grant, data["label"], data["until"], by=user)
    address = request.build_absolute_uri("/api/v1/units")
    context = {"token": token, "duty": _duty(grant), "secret": secret, "address": address}
    return render(request, "site/token_made.html", context)


@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The token ends now."""
    token = _own(account(request)).filter(uid=uid).first()
    if token is None:
        raise Http404
    actions.end_token(token, by=account(request))
    messages.success(
        request, _("“%(label)s” has ended. Programs that use it are refused.") % {"label": token.label}
    )
    return redirect("site:tokens")


def _own(user: User) -> Any:
    return Token.objects.filter(grant__user=user).select_related("grant__unit")


def _duties(user: User) -> list[tuple[str, str]]:
    return [(str(grant.uid), _duty(grant)) for grant in user.grants_now]


def _duty(grant: Grant) -> str:
    return f"{words(ROLES[grant.role].name)} · {grant.unit.name}"


def _row(token: Token) -> dict[str, Any]:
    """A token with its duty in words, and whether it still opens anything."""
    today, grant = timezone.localdate(), token.grant
    held = grant.ended_at is None and (grant.until is None or grant.until >= today)
    return {
        "token": token,
        "duty": _duty(grant),
        "over": token.ended_at is not None or token.until < today or not held,
    }
