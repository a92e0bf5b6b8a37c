"""Pages for what went wrong: refused 409, not here 404, not allowed 403, no page 405, too large 413,
too often 429, broken 500."""

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django_htmx.http import reswap, retarget

from baxing.units.refused import Refused

log = logging.getLogger("baxing.incident")


def is_plain(exception: Exception) -> bool:
    """True for exceptions that Django itself answers with 400, 403 or 404: no incident."""
    return isinstance(exception, Http404 | PermissionDenied | BadRequest | SuspiciousOperation)


def back(request: HttpRequest) -> str:
    """A safe way back: the page the person came from if it is ours and another one, else the first page."""
    came = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if came and url_has_allowed_host_and_scheme(came, {request.get_host()}, request.is_secure()):
        parts = urlsplit(came)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


def problem(request: HttpRequest, status: int, head: str, say: str, **more: Any) -> HttpResponse:
    """One page for all of them; a fragment request gets only the message, put where messages stand."""
    context = {"status": status, "head": head, "say": say, "back": back(request), **more}
    if getattr(request, "htmx", False):
        response = render(request, "site/parts/problem.html", context, status=status)
        return reswap(retarget(response, "#flash"), "innerHTML")
    return render(request, "site/problem.html", context, status=status)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """409: the action said no, in its own words."""
    return problem(request, 409, _("Not done"), str(refusal), code=refusal.code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: not a request that this system makes. One for a foreign host comes before anybody is known: words alone."""
    say = _("Nothing was changed. Go back and try again.")
    if not hasattr(request, "user"):
        return HttpResponse(say, status=400, content_type="text/plain; charset=utf-8")
    return problem(request, 400, _("This request was not understood"), say)


def no_page(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: an address to which only a form sends, opened as a page (or the other way round)."""
    say = _("Nothing was changed. Go back and try again.")
    response = problem(request, 405, _("This address is not a page"), say)
    response.headers["Allow"] = allowed
    return response


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413: more than any file that is read here; it is not even looked at."""
    say = _("Nothing was read: at most %(n)s MB can be sent at once.") % {"n": most}
    return problem(request, 413, _("This is too large"), say)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known page, not for this duty."""
    say = _("Nothing was changed. If it should be, ask the administrator.")
    return problem(request, 403, _("Not part of your duties"), say)


@requires_csrf_token
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the session, or came from elsewhere."""
    return problem(
        request,
        403,
        _("This form is too old"),
        _("Nothing was sent: you logged in again, or cookies are blocked. Go back, reload, send it again."),
    )


@requires_csrf_token
def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not yours; the page does not say which."""
    return problem(
        request,
        404,
        _("Nothing to see at this address"),
        _("It does not exist, or is not part of your duties. Check the address, or start from your desk."),
    )


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """429: too many wrong passwords for one account from one place."""
    return problem(
        request,
        429,
        _("Too many wrong passwords"),
        _(
            "This account is closed to logins from here for 15 minutes. Nothing is lost. "
            "If you forgot the password, ask the administrator to set a new one."
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. A number to quote, no trace; drawn without the database, which may be what broke."""
    incident = getattr(request, "incident", None)
    if incident is None:
        incident = secrets.token_hex(4)
        log.error("incident %s at %s, outside any view", incident, request.path)
    if getattr(request, "htmx", False):
        words = {"head": _("Something broke on our side"), "say": _("Number %(n)s.") % {"n": incident}}
        fragment = HttpResponse(render_to_string("site/parts/problem.html", words), status=500)
        return reswap(retarget(fragment, "#flash"), "innerHTML")
    return HttpResponse(render_to_string("site/broken.html", {"incident": incident}), status=500)
