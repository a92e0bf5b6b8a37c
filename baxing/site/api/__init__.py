"""The programming interface under /api/v1/: the same actions as the pages, one bearer token per duty.

Points, scores and rates are strings with exact decimals or fractions; what is unknown is null, never 0.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from baxing import __version__
from baxing.dossiers.actions import words
from baxing.rectification.actions.regulations import Unsound
from baxing.site.api import (
    applications,
    awards,
    ballots,
    case_closing,
    case_moves,
    case_working,
    cases,
    cycles,
    days,
    evaluation,
    facts,
    figures,
    flags,
    notices,
    objections,
    problems,
    regulations,
    review,
    standards,
    units,
)
from baxing.site.api.door import Bearer
from baxing.units.refused import Refused

ABOUT = """The same actions as the pages of Baxing, with the same refusals.

* **Token.** `Authorization: Bearer bx_…`. A token stands for one duty of one person: it sees and does what that
  duty sees and does, nothing else. Make one on the page “Tokens”. Public notices, standards, certificates and the
  answers to objections need none.
* **Numbers.** Points, scores and rates are strings with exact decimals or fractions. What is unknown is `null`,
  never 0.
* **Texts of a regulation** come in their languages: `{"zh": …, "en": …, "bo": …}`.
* **No.** Every refusal is `{"code": …, "detail": …}`: `code` is stable and listed in docs/errors.md, `detail` is a
  sentence in the language of the account. 401: no token, or one that has ended. 404: not there, or not yours.
  409: it was not done, and why. 422: what was sent cannot be read; `fields` names every field.
* **Lists** come page by page (`page`, `size`); a page past the end is empty.
"""
TAGS = {
    "units": "Organisations of the tree.",
    "facts": "What is known of a branch in a year, each value with its source.",
    "standards": "Published versions of standard packs. No token needed.",
    "cycles": "A county's year: prepare, open, lead on.",
    "applications": "One branch's sheet: scores, measures, moves, its record book.",
    "review": "The township's review.",
    "evaluation": "The evaluation group's levels and the double entry of ballots.",
    "notices": "Public notice. Reading needs no token.",
    "objections": "Objections: anybody speaks, a checker without an earlier hand answers.",
    "awards": "Ratings, certificates, the ledger of stars, on-site meetings.",
    "flags": "Vetoes by hand, on a document.",
    "regulations": "The regulation of rectification, what it suggests of a branch, yearly totals.",
    "cases": "Rectification: screening, plan, work, the three checks, closing, look-backs.",
    "problems": "Problem items: nothing is closed on paper.",
    "ballots": "Hall ballots, counted on paper and entered by two accounts.",
    "calendar": "Working days.",
}


class Interface(NinjaAPI):
    """NinjaAPI with short operation names: units_list instead of baxing_site_api_units_units."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The module and the function."""
        view = operation.view_func
        return f"{view.__module__.rsplit('.', 1)[-1]}_{view.__name__}"


api = Interface(
    title="Baxing",
    version=__version__,
    description=ABOUT,
    auth=Bearer(),
    docs_url=None,
    openapi_url="/openapi.json",
    openapi_extra={"tags": [{"name": name, "description": text} for name, text in TAGS.items()]},
    urls_namespace="api",
)

for prefix, module in (
    ("/units", units),
    ("/units", facts),
    ("/standards", standards),
    ("/cycles", cycles),
    ("/cycles", figures),
    ("/applications", applications),
    ("/applications", review),
    ("/applications", evaluation),
    ("/applications", flags),
    ("", notices),
    ("", objections),
    ("", awards),
    ("/units", regulations),
    ("/cases", cases),
    ("/cases", case_working),
    ("/cases", case_closing),
    ("/cases", case_moves),
    ("/problems", problems),
    ("/ballots", ballots),
    ("/calendar", days),
):
    api.add_router(prefix, module.router)


def _no(request: HttpRequest, status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"code": code, "detail": detail, "fields": [], **more}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """409: what did not happen, why, and a stable code; for a regulation that is not sound every error with its line."""
    errors = [one for one in error.problems if one.severity == "error"] if isinstance(error, Unsound) else []
    fields = [
        {"at": ["body", "text", f"{one.line}"], "why": f"{words(one.what)} {words(one.mend)}"}
        for one in errors
    ]
    return _no(request, 409, error.code, str(error), fields=fields)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """404, the same for what is not there and what is not yours."""
    return _no(request, 404, "not-found", _("There is nothing at this address, or it is not yours to see."))


@api.exception_handler(AuthenticationError)
def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401: no token, or one that does not hold (any more)."""
    detail = _("Nothing was done: this needs a token that is in force. Make one on the page “Tokens”.")
    response = _no(request, 401, "token", detail)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
    """400: the body is not JSON."""
    return _no(request, error.status_code, "not-json", _("Nothing was done: the body is not JSON."))


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422: every field that could not be read."""
    fields = [{"at": [str(part) for part in one["loc"]], "why": str(one["msg"])} for one in error.errors]
    detail = ngettext(
        "Nothing was done: one field cannot be read.",
        "Nothing was done: %(n)s fields cannot be read.",
        len(fields),
    ) % {"n": len(fields)}
    return _no(request, 422, "unreadable", detail, fields=fields)


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """404 in JSON for an address below /api/v1/ that is none."""
    return missing(request, Http404())
