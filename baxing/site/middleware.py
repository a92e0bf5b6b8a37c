"""Around every view: the language, how long a session lives, who may enter, how a refusal is shown."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from baxing.units.refused import Refused

from . import problems

log = logging.getLogger("baxing.incident")

Answer = Callable[[HttpRequest], HttpResponseBase]
MOST_BODY = 24 * 2**20  # bytes; the largest file that is read has 20 MB
SEEN_STEP = 300  # seconds between two notes of "still here": a page view is not a write


def is_public(view: Any) -> bool:
    """True for a view that anybody may open without an account."""
    return getattr(view, "login_required", True) is False


class Language:
    """Chinese unless this person chose otherwise: by the switch (cookie) or in the account, never by browser.

    Tibetan holds on public pages only; inside, it falls back to Chinese.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in known:
            chosen = getattr(request.user, "language", "") or ""
        if chosen not in known:
            chosen = settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or chosen)
        patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Inside, there is no Tibetan yet."""
        if request.LANGUAGE_CODE == "bo" and not is_public(view):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE


class SessionAge:
    """A session ends 12 hours after the login, or after 2 hours without a page, whichever is first.

    What it shows stays out of shared caches.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.check(request)
            response = self.get_response(request)
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
            return response
        return self.get_response(request)

    def check(self, request: HttpRequest) -> None:
        """Close a session that is too old; note now and then that a live one was seen."""
        now = int(timezone.now().timestamp())
        began = request.session.setdefault("began", now)
        seen = request.session.setdefault("seen", now)
        if now - began > settings.SESSION_ABSOLUTE_AGE or now - seen > settings.SESSION_IDLE_AGE:
            auth.logout(request)
            messages.info(request, _("Your session has ended to protect the account. Please log in again."))
        elif now - seen > SEEN_STEP:
            request.session["seen"] = now


class Permissions:
    """The browser may not use camera, microphone or place on any page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class Bounds:
    """What no page and no database can take is turned away at the door: a NUL in an address, a body beyond all files."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path_info or _has_nul(request.GET):
            return problems.bad_request(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_BODY:
            return problems.too_large(request, MOST_BODY // 2**20)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A form with a NUL: nobody types one, and PostgreSQL keeps none. The API says the same in its own way."""
        if request.path_info.startswith("/api/") or not _has_nul(request.POST):
            return None
        return problems.bad_request(request)


def _has_nul(data: QueryDict) -> bool:
    return any("\x00" in text for name, values in data.lists() for text in (name, *map(str, values)))


class LoginRequired(LoginRequiredMiddleware):
    """Every page needs an account unless its view says otherwise; the API checks its own tokens."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """To the login page and back here; a fragment request moves the whole page.

        Who still has a password that somebody else has set sees nothing but the page to change it.
        """
        if request.path_info.startswith("/api/"):
            return None
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if isinstance(answer, HttpResponseRedirectBase):
            return self.from_here(request, answer)
        must = getattr(request.user, "must_change_password", False) and not is_public(view_func)
        if must and getattr(request.resolver_match, "view_name", "") != "site:password":
            return _moved(request, redirect("site:password"))
        return answer

    def from_here(self, request: HttpRequest, answer: HttpResponseRedirectBase) -> HttpResponseBase:
        """After the login on to a page: what a form sends to, and a fragment, are none."""
        if request.method not in ("GET", "HEAD"):
            messages.warning(request, _("Nothing was saved: log in first, then send it again."))
        elif "HX-Current-URL" not in request.headers:
            return _moved(request, answer)
        return _moved(request, redirect_to_login(problems.back(request)))


def _moved(request: HttpRequest, answer: HttpResponseRedirectBase) -> HttpResponseBase:
    return HttpResponseClientRedirect(answer.url) if getattr(request, "htmx", False) else answer


class Refusals:
    """A `Refused` that rises out of a view becomes a 409 page in its words; other exceptions get a number."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and not request.path_info.startswith("/api/"):
            return problems.no_page(request, response.headers.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409 with the words of the refusal; None lets Django go on to its own error pages."""
        if isinstance(exception, Refused):
            return problems.refused(request, exception)
        if not problems.is_plain(exception):
            number = secrets.token_hex(4)
            request.incident = number  # type: ignore[attr-defined]
            log.error("incident %s at %s", number, request.path, exc_info=exception)
        return None
