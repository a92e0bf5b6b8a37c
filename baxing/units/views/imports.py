"""Pages of the import of units: choose a file, look at what it says, confirm, and take it back."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baxing.units import importer, uploads
from baxing.units.actions import MANAGERS
from baxing.units.forms import UploadForm, label_of
from baxing.units.history import FACT_WORDS, fact_words
from baxing.units.models import FORMS, SECTORS, Unit, UnitImport, User, scope
from baxing.units.refused import Refused
from baxing.units.views.common import account, form_page, managed

page = require_http_methods(["GET", "HEAD", "POST"])
SHOWN_PROBLEMS = 200
SHOWN_ROWS = 1000
KEPT_FILES = 5


def _need_manager(request: HttpRequest) -> User:
    user = account(request)
    if not managed(user).exists():
        raise Http404
    return user


@page
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a workbook and the unit to import it below."""
    user = _need_manager(request)
    units = managed(user).exclude(level__in=["township", "branch"])
    first = units.filter(level="county").select_related("parent").first()
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        initial={"under": label_of(first)} if first else None,
    )
    if request.method == "POST" and form.is_valid():
        file, under = form.cleaned_data["file"], form.cleaned_data["under"]
        if file.size > importer.MOST_BYTES:
            raise Refused(_("Nothing was read: the file is larger than 10 MB."), code="file-large")
        data = file.read()
        digest = importer.preview(data, file.name, under).digest
        uploads.keep(data)
        _remember(request, digest, {"name": file.name[:200], "under": str(under.uid)})
        return redirect("units:import_preview", digest)
    context = {
        "title": _("Import organisations"),
        "say": _(
            "A roster as you keep it: the header is found by its words; nothing is written before you confirm."
        ),
        "button": _("Look at it first"),
        "multipart": True,
    }
    return form_page(request, form, units, **context)


def _remember(request: HttpRequest, digest: str, about: dict[str, str]) -> None:
    """Only the session that sent a file may look at it again."""
    files = request.session.get("unit_files", {})
    files.pop(digest, None)
    files[digest] = about
    request.session["unit_files"] = dict(list(files.items())[-KEPT_FILES:])


def _again(request: HttpRequest, digest: str) -> importer.Preview:
    about = request.session.get("unit_files", {}).get(digest)
    if about is None:
        raise Http404
    under = get_object_or_404(managed(account(request)), uid=about["under"])
    data = uploads.load(digest)
    if data is None:
        raise Refused(_("The file is no longer kept. Choose it again."), code="file-gone")
    return importer.preview(data, about["name"], under)


@page
def look(request: HttpRequest, digest: str) -> HttpResponse:
    """What the file says and would do; confirming does it."""
    user = _need_manager(request)
    seen = _again(request, digest)
    if request.method == "POST":
        record = importer.confirm(seen, by=user)
        uploads.forget(digest)
        return redirect("units:import_done", record.uid)
    problems = sorted(seen.problems, key=lambda one: (one.sheet, one.severity, one.row or 0))
    context: dict[str, Any] = {
        "seen": seen,
        "kinds": {kind: seen.count(kind) for kind in ("add_parent", "add", "change", "same")},
        "problems": [
            (sheet, list(rows)) for sheet, rows in groupby(problems[:SHOWN_PROBLEMS], lambda p: p.sheet)
        ],
        "more_problems": max(0, len(problems) - SHOWN_PROBLEMS),
        "changes": [_difference(step) for step in seen.steps if step.kind == "change"],
        "steps": [_row(step) for step in seen.steps if step.kind != "add_parent"][:SHOWN_ROWS],
        "rows": len(seen.roster.lines),
        "parents": [step.name for step in seen.steps if step.kind == "add_parent"],
    }
    return render(request, "units/import_preview.html", context, status=422 if seen.errors else 200)


def _difference(step: importer.Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "facts": [
            (FACT_WORDS[name], fact_words(name, step.before[name]), fact_words(name, value))
            for name, value in step.facts.items()
        ],
    }


def _row(step: importer.Step) -> dict[str, Any]:
    facts = step.line.facts if step.line else {}
    return {
        "kind": step.kind,
        "line": step.line,
        "parent": step.parent,
        "name": step.name,
        "form": FORMS.get(facts.get("form", "")),
        "sector": SECTORS.get(facts.get("sector", "")),
        "full": facts.get("members_full"),
        "probationary": facts.get("members_probationary"),
        "founded": facts.get("founded_on"),
        "precision": facts.get("founded_precision"),
        "note": facts.get("note", ""),
    }


@page
def done(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What an import made; posting takes it back."""
    user = _need_manager(request)
    records = UnitImport.objects.filter(scope(user, "under__path", *MANAGERS)).select_related(
        "under", "by", "undone_by"
    )
    record = get_object_or_404(records, uid=uid)
    if request.method == "POST":
        importer.undo(record, by=user)
        messages.success(request, _("The import has been undone as a whole."))
        return redirect("units:import_done", record.uid)
    known = Unit.objects.in_bulk([pk for pk, _name in record.made[:300]])
    context = {
        "record": record,
        "made": [(name, known.get(pk)) for pk, name in record.made[:300]],
        "number": len(record.made),
        "changes": [
            {
                "name": change["name"],
                "facts": [
                    (FACT_WORDS[name], fact_words(name, change["before"][name]), fact_words(name, value))
                    for name, value in change["after"].items()
                ],
            }
            for change in record.changed
        ],
    }
    return render(request, "units/import_done.html", context)
