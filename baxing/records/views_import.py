"""The import of facts in pages: choose a file, look at what it says, confirm it, take it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.records import importer
from baxing.records.facts import definitions
from baxing.records.forms import ImportForm
from baxing.records.importer import IMPORTERS, Preview
from baxing.records.models import FactBefore, FactImport
from baxing.records.problems import MENDED, UNKNOWN
from baxing.records.views import may_import, packs
from baxing.standards.models import StandardPack, pack_of
from baxing.units.models import Unit, User, scope
from baxing.units.refused import Refused
from baxing.units.uploads import KEPT_SECONDS, forget, keep, load
from baxing.units.workbook import MOST_BYTES, read

SALT = "records.import"
SHOWN = 100
VIEWERS = (
    "township_officer",
    "township_secretary",
    "county_officer",
    "county_lead",
    "city_officer",
    "auditor",
)


def _units(user: User) -> Any:
    """Where this person may import: the units of the duty, and the townships below."""
    here = [grant.unit_id for grant in user.grants_now if grant.role in IMPORTERS]
    mine = Unit.objects.filter(scope(user, "path", *IMPORTERS), state="active")
    return (mine.filter(pk__in=here) | mine.filter(level="township")).order_by("path")


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_import(request.user):
        raise Http404
    return request.user


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The form; a sent file is kept for a day and looked at on the next page. Nothing is written."""
    user = _person(request)
    rows = StandardPack.objects.filter(pk__in=[row.pk for row in packs()]).order_by("code")
    options = {"units": _units(user), "packs": rows}
    if request.method == "GET":
        return render(request, "records/import.html", {"form": ImportForm(**options), "packs": rows})
    form = ImportForm(request.POST, request.FILES, **options)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if given["file"].size > MOST_BYTES:
                raise Refused(_("Nothing was read: the file is larger than 20 MB."), code="file-large")
            data = given["file"].read()
            book = read(data, given["file"].name)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            ticket = {
                "file": keep(data), "name": book.name, "year": given["year"],
                "under": given["under"].pk, "pack": given["pack"].pk, "user": user.pk,
            }  # fmt: skip
            query = urlencode({"t": signing.dumps(ticket, salt=SALT, compress=True)})
            return redirect(f"{reverse('records:import-preview')}?{query}")
    return render(request, "records/import.html", {"form": form, "packs": rows}, status=422)


def _seen(user: User, text: str) -> tuple[Preview, dict[str, Any]]:
    """What the ticket's file says now. A ticket that is not this person's leads nowhere."""
    try:
        ticket = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    if ticket["user"] != user.pk:
        raise Http404
    under = get_object_or_404(_units(user), pk=ticket["under"])
    data = load(ticket["file"])
    if data is None:
        raise Refused(_("Nothing was read: the file is no longer here. Choose it again."), code="file-gone")
    pack = get_object_or_404(StandardPack, pk=ticket["pack"])
    return importer.preview(data, ticket["name"], under, ticket["year"], pack, by=user), ticket


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """The preview: what would be written, what is mended, unknown, doubtful or wrong, each with its place."""
    user = _person(request)
    seen, ticket = _seen(user, request.GET.get("t", ""))
    known = definitions(pack_of(seen.pack))
    context = {
        "seen": seen,
        "ticket": signing.dumps({**ticket, "seen": seen.fingerprint}, salt=SALT, compress=True),
        "errors": _cut(seen.errors),
        "warnings": _cut(seen.warnings),
        "gaps": [(UNKNOWN[kind], _cut(gaps)) for kind, gaps in sorted(seen.gaps.items())],
        "mended": [(MENDED[kind], _cut(places)) for kind, places in sorted(seen.found.mended.items())],
        "replaced": _cut([(seen.found.units[one.key[0]], known[one.key[1]], one) for one in seen.replaced]),
    }
    return render(request, "records/import_preview.html", context)


def _cut(rows: list[Any]) -> dict[str, Any]:
    return {"all": len(rows), "shown": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Writes what the preview showed."""
    user = _person(request)
    seen, ticket = _seen(user, request.POST.get("t", ""))
    record = importer.confirm(
        seen, by=user, leave_out=request.POST.get("leave_out") == "1", looked_at=ticket.get("seen", "")
    )
    forget(ticket["file"])
    messages.success(request, _("Imported. It can be taken back as a whole on this page."))
    return redirect("records:imported", uid=record.uid)


def _records(request: HttpRequest) -> Any:
    seen = scope(request.user, "unit__path", *VIEWERS)
    return FactImport.objects.filter(seen).select_related("unit", "by", "undone_by", "pack")


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The imports below this person's units, the newest first."""
    if not any(grant.role in VIEWERS for grant in getattr(request.user, "grants_now", [])):
        raise Http404
    page = Paginator(_records(request), 40).get_page(request.GET.get("page"))
    return render(request, "records/imports.html", {"page": page, "may_import": may_import(request.user)})


@require_GET
def imported(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One import: what it counted, what it replaced, and the button to take it back."""
    record = get_object_or_404(_records(request), uid=uid)
    user = request.user
    known = definitions(pack_of(record.pack))
    rows = FactBefore.objects.filter(by_import=record).select_related("unit").order_by("unit__path", "id")
    here = Unit.objects.filter(scope(user, "path", *IMPORTERS), pk=record.unit_id).exists()
    context = {
        "record": record,
        "gaps": [(UNKNOWN[kind], n) for kind, n in record.counts.get("unknown", {}).items()],
        "mended": [(MENDED[kind], n) for kind, n in record.counts.get("mended", {}).items()],
        "left_out": sum(record.counts.get("errors", {}).values()),
        "replaced": [(row, known[row.code]) for row in rows[:SHOWN] if row.code in known],
        "may_undo": here and record.undone_at is None,
    }
    return render(request, "records/imported.html", context)


@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Takes the import back as a whole."""
    user = _person(request)
    record = get_object_or_404(_records(request), uid=uid)
    importer.undo(record, by=user)
    messages.success(request, _("Undone. What stood there before stands there again."))
    return redirect("records:imported", uid=record.uid)
