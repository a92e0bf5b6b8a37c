"""The regulation on one readable page: which version holds, every sign, role, row, line and term; a county publishes its own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baxing.rectification.actions.regulations import PUBLISHER, Unsound, publish
from baxing.rectification.forms_totals import RegulationForm
from baxing.rectification.models import RegulationText
from baxing.rectification.regulation_file import dump_yaml, read_upload
from baxing.rectification.regulations import NoRegulation, current_of, versions_of
from baxing.rectification.shown import regulation as words
from baxing.standards.models import rank
from baxing.units.models import Unit, scope
from baxing.units.refused import Refused
from baxing.units.request import Request


def county_of(request: Request) -> Unit | None:
    """The county whose regulation is asked for: the one in the address, else that of the person's first duty."""
    asked = request.GET.get("unit", "")
    if asked:
        return get_object_or_404(Unit.objects.filter(scope(request.user), level="county"), uid=_uuid(asked))
    for grant in request.user.grants_now:
        county = grant.unit if grant.unit.level == "county" else grant.unit.at("county")
        if county is not None:
            return county
    return None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def publishing(request: Request) -> list[Unit]:
    """The counties whose regulation this person publishes."""
    grants = request.user.grants_now
    return [grant.unit for grant in grants if grant.role == PUBLISHER and grant.unit.level == "county"]


@require_GET
def regulation(request: Request) -> HttpResponse:
    """The regulation in force for the person's county."""
    county = county_of(request)
    try:
        row = current_of(county)
    except NoRegulation as error:
        raise Http404 from error
    return _page(request, row, county)


@require_GET
def version(request: Request, uid: UUID) -> HttpResponse:
    """One version, also one that no longer holds: running cases keep theirs."""
    row = _find(request, uid)
    return _page(request, row, row.owner or county_of(request))


def _find(request: Request, uid: UUID) -> RegulationText:
    """A shipped version, or one of a county that the person belongs to; 404 otherwise."""
    row = get_object_or_404(RegulationText.objects.select_related("owner", "published_by"), uid=uid)
    mine = {grant.unit.path for grant in request.user.grants_now}
    if row.owner is not None and not any(
        place.startswith(row.owner.path) or row.owner.path.startswith(place) for place in mine
    ):
        raise Http404
    return row


def _page(request: Request, row: RegulationText, county: Unit | None) -> HttpResponse:
    rules = row.rules
    versions = versions_of(county)
    context = {
        "row": row,
        "rules": rules,
        "county": county,
        "versions": versions,
        "holds": bool(versions) and versions[0].pk == row.pk,
        "signs": words.sign_lines(rules),
        "four_ones": [(role, words.sectors(role.sectors)) for role in rules.four_ones],
        "electorates": [(group, words.sectors(group.sectors)) for group in rules.electorates],
        "terms": words.term_lines(rules),
        "publishes": county is not None and county in publishing(request),
    }
    return render(request, "rectification/regulation.html", context)


@require_GET
def download(request: Request, uid: UUID) -> HttpResponse:
    """A version as YAML: to read, or to edit and publish again."""
    row = _find(request, uid)
    response = HttpResponse(dump_yaml(row.rules), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.code}-{row.version}.yaml"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: Request) -> HttpResponse:
    """Choose a file; look at what it would change, or at its errors with their lines; publish it."""
    counties = publishing(request)
    if not counties:
        raise Http404
    county = counties[0]
    form = RegulationForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"county": county, "form": form, "row": current_of(county)}
    if request.method != "POST":
        return render(request, "rectification/regulation_publish.html", context)
    if not form.is_valid():
        return render(request, "rectification/regulation_publish.html", context, status=422)
    raw = form.cleaned_data["raw"]
    if "publish" in request.POST:
        return _publish(request, context, raw)
    context |= _preview(context["row"], raw, form.cleaned_data["name"])
    status = 200 if context["new"] is not None else 422
    return render(request, "rectification/regulation_publish.html", context, status=status)


def _preview(row: RegulationText, raw: bytes, name: str = "pack.yaml") -> dict[str, Any]:
    """What the page shows of a file that nobody has published yet; `new` None while it has errors."""
    reading = read_upload(raw, name)
    new = reading.regulation if reading.regulation is not None and not reading.errors else None
    low = new is not None and rank(new.version) <= rank(row.version)
    return {
        "reading": reading,
        "new": new,
        "low": low,
        "changes": words.compare(row.rules, new) if new is not None else [],
        "text": raw.decode("utf-8-sig", "replace"),
    }


def _publish(request: Request, context: dict[str, Any], raw: bytes) -> HttpResponse:
    try:
        made = publish(context["county"], raw, by=request.user)
    except Refused as refused:
        context |= _preview(context["row"], raw)
        context["refused"] = str(refused)
        if isinstance(refused, Unsound):
            context["new"] = None
        return render(request, "rectification/regulation_publish.html", context, status=409)
    messages.success(
        request,
        _("Version %(version)s is published. Cases listed from now on follow it; running ones keep theirs.")
        % {"version": made.version},
    )
    return redirect("rectification:regulation")


paths = [
    path("rectification/regulation", regulation, name="regulation"),
    path("rectification/regulation/publish", publish_page, name="regulation-publish"),
    path("rectification/regulation/<uuid:uid>", version, name="regulation-version"),
    path("rectification/regulation/<uuid:uid>.yaml", download, name="regulation-yaml"),
]
