"""The programming interface under /api/v1/: the same actions as the pages, one bearer token per duty.

Points, scores and rates are strings with exact decimals or fractions; what is unknown is null, never 0.
"""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from baxing import __version__
from baxing.site.api import applications, cycles, evaluation, review, units
from baxing.site.api.door import Bearer
from baxing.units.refused import Refused

api = NinjaAPI(
    title="Baxing",
    version=__version__,
    description=__doc__ or "",
    auth=Bearer(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)

for prefix, module in (
    ("/units", units),
    ("/cycles", cycles),
    ("/applications", applications),
    ("/applications", review),
    ("/applications", evaluation),
):
    api.add_router(prefix, module.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """409: what did not happen, why, and a stable code."""
    return api.create_response(request, {"code": error.code, "detail": str(error)}, status=409)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """404, the same for what is not there and what is not yours."""
    return api.create_response(request, {"code": "not-found", "detail": "Not found"}, status=404)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422: every field that could not be read."""
    return api.create_response(request, {"code": "unreadable", "detail": error.errors}, status=422)
