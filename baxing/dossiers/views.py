"""The first page after login, the files that wait for others, and the book of any file."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baxing.dossiers.book import Reader
from baxing.dossiers.desk import by_flow, desk_of, news, waiting_for_others
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import page_of, seen_by
from baxing.dossiers.verify import breaks
from baxing.rules.calendar import weekday
from baxing.rules.flows import FLOWS
from baxing.units.models import User

FILES, LINES = 50, 200


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, what waits for others, what changed."""
    user, today = _user(request), timezone.localdate()
    context = {
        "today": today,
        "weekday": weekday(today),
        "desk": desk_of(user, request.GET.get("page", 1)),
        "others": by_flow(waiting_for_others(user)),
        "news": news(user),
        "duty": bool(user.grants_now),
    }
    return render(request, "dossiers/desk.html", context)


@require_GET
def waiting(request: HttpRequest, flow: str, status: str) -> HttpResponse:
    """The files of my scope in one state, in the order of the tree."""
    table = FLOWS.get(flow)
    if table is None or status not in {state.code for state in table.states}:
        raise Http404
    user = _user(request)
    if not user.grants_now:
        raise Http404
    found = Dossier.objects.filter(seen_by(user), flow=flow, status=status)
    files = found.select_related("unit").order_by("unit__path", "pk")
    page = Paginator(files, FILES).get_page(request.GET.get("page", 1))
    rows = [(dossier, page_of(dossier)) for dossier in page.object_list]
    context = {"flow": table, "state": table.state(status), "page": page, "rows": rows}
    return render(request, "dossiers/waiting.html", context)


@require_GET
def book(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every line of one file in plain words, and whether the chain is whole; the latest page first."""
    user = _user(request)
    seen = Dossier.objects.filter(seen_by(user), uid=uid)
    dossier = seen.select_related("unit", "desk").first()
    if dossier is None:
        raise Http404
    pages = Paginator(dossier.entries.order_by("n"), LINES)
    page = pages.get_page(request.GET.get("page", pages.num_pages))
    entries = list(page.object_list)
    reader = Reader.of(dossier, user, entries)
    context = {
        "dossier": dossier,
        "url": page_of(dossier),
        "page": page,
        "lines": [reader.line(entry) for entry in entries],
        "break": next(breaks(seen), None),
        "assessed": reader.assessed,
        "today": timezone.localdate(),
    }
    return render(request, "dossiers/book.html", context)


def _user(request: HttpRequest) -> User:
    """The person at the other end; the shell lets nobody else in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user
