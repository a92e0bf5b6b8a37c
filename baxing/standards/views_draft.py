"""The editor of a county's draft: copy a version, change texts and numbers, upload, publish."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baxing.rules.pack import Task
from baxing.rules.pack_walk import Path
from baxing.standards import actions
from baxing.standards.diffing import compare
from baxing.standards.editing import Slot, notes_of, settings_slots, star_slots, task_slots, with_changes
from baxing.standards.forms import PartForm, PublishForm, UploadForm
from baxing.standards.labels import label
from baxing.standards.loading import PackErrors, Problem, Reading, read_upload, read_value
from baxing.standards.models import StandardPack, pack_of
from baxing.standards.views import diff_context, editor_units, find, visible, yaml_response
from baxing.units.request import Request


def find_draft(request: Request, uid: UUID) -> StandardPack:
    """A draft that this person may edit; 404 for everybody else."""
    row = get_object_or_404(
        StandardPack.objects.select_related("owner", "parent"), uid=uid, discarded_at=None
    )
    if not row.editable_by(request.user):
        raise Http404
    return row


@require_POST
def copy(request: Request, code: str, version: str) -> HttpResponse:
    """Make a draft of one's own county from a published version."""
    counties = editor_units(request.user)
    if not counties:
        raise Http404
    made = actions.copy_pack(find(code, version), by=request.user, unit=counties[0])
    messages.success(request, _("The draft is made. Change what is different here, then publish it."))
    return redirect("standards:draft", made.uid)


@require_POST
def retire(request: Request, code: str, version: str) -> HttpResponse:
    """Take a version of one's own county out of use."""
    row = find(code, version)
    if row.owner is None or row.owner not in editor_units(request.user):
        raise Http404
    actions.retire(row, by=request.user)
    messages.success(
        request, _("%(pack)s is retired. Running cycles keep it; new ones cannot choose it.") % {"pack": row}
    )
    return redirect("standards:packs")


@require_safe
def draft(request: Request, uid: UUID) -> HttpResponse:
    """A draft seen from its county: for the editor with problems and ways to change it, for others to read."""
    row = get_object_or_404(visible(request.user).filter(state="draft"), uid=uid)
    reading = read_value(row.content)
    content = pack_of(row)
    context = {
        "row": row,
        "pack": content,
        "reading": reading,
        "problems": _linked(row, reading.problems),
        "stars": [{"star": star, "sum": _sum(star.tasks)} for star in content.stars],
        "may_edit": row.editable_by(request.user),
    }
    return render(request, "standards/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request, uid: UUID) -> HttpResponse:
    """The pack's own settings: line, terms, weights, the full award, vetoes."""
    row = find_draft(request, uid)
    return _edit(request, row, settings_slots(pack_of(row)), (), {"title": _("Settings of the pack")})


@require_http_methods(["GET", "HEAD", "POST"])
def star(request: Request, uid: UUID, star: str) -> HttpResponse:
    """One star: names, line, gates."""
    row = find_draft(request, uid)
    content = pack_of(row)
    at = _position([one.code for one in content.stars], star)
    context = {"title": content.stars[at].name, "code": star, "star": content.stars[at]}
    return _edit(request, row, star_slots(content, at), ("stars", at), context)


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: Request, uid: UUID, task: str) -> HttpResponse:
    """One task: texts, points, the numbers of its rule, the variants of the sectors."""
    row = find_draft(request, uid)
    content = pack_of(row)
    places = [(s, t, one) for s, star in enumerate(content.stars) for t, one in enumerate(star.tasks)]
    at = _position([one.code for _, _, one in places], task)
    s, t, found = places[at]
    context = {
        "title": found.title,
        "code": task,
        "star": content.stars[s],
        "notes": notes_of(content, found),
        "before": places[at - 1][2] if at else None,
        "after": places[at + 1][2] if at + 1 < len(places) else None,
    }
    return _edit(request, row, task_slots(content, s, t), ("stars", s, "tasks", t), context)


def _sum(tasks: list[Task]) -> Decimal:
    return sum((task.points for task in tasks if not task.bonus), Decimal(0))


def _linked(row: StandardPack, problems: list[Problem]) -> list[dict[str, Any]]:
    """Problems with the page where each is mended, and the place in words."""
    content, found = pack_of(row), []
    for problem in problems:
        path, rest = problem.path, problem.path
        url, place = reverse("standards:settings", args=[row.uid]), _("the settings")
        if len(path) > 1 and path[0] == "stars":
            star = content.stars[int(path[1])]
            url, place, rest = reverse("standards:star", args=[row.uid, star.code]), star.code, path[2:]
            if len(path) > 3 and path[2] == "tasks":
                code = star.tasks[int(path[3])].code
                url, place, rest = reverse("standards:task", args=[row.uid, code]), code, path[4:]
        words = label(tuple(step for step in rest if step not in {"tasks", "stars"}))
        found.append({"problem": problem, "url": url, "place": " · ".join(filter(None, [place, words]))})
    return found


def _position(codes: list[str], code: str) -> int:
    if code not in codes:
        raise Http404
    return codes.index(code)


def _edit(
    request: Request, row: StandardPack, slots: list[Slot], base: Path, context: dict[str, Any]
) -> HttpResponse:
    """Shows, checks while somebody types (HTMX), or saves the inputs of one part."""
    looking = request.method != "POST"
    form = PartForm(slots, base, None if looking else request.POST, initial={"edition": row.edition})
    checking = not looking and bool(request.htmx) and "save" not in request.POST
    if not looking and form.is_valid() and not checking:
        row.edition = form.cleaned_data["edition"]
        try:
            actions.edit_draft(row, form.changes(), by=request.user)
        except PackErrors as error:
            form.note([problem for problem in error.problems if problem.severity == "error"])
        else:
            messages.success(request, _("The draft is saved."))
            return redirect(request.path)
    reading = _preview(row, form) if not looking else read_value(row.content)
    context |= {"row": row, "form": form, "base": base, **_standing(row, reading, base)}
    if checking:
        return render(request, "standards/parts/standing.html", context)
    context["groups"] = form.groups(pack_of(row), context.get("notes"))
    return render(request, "standards/edit.html", context, status=422 if form.errors else 200)


def _preview(row: StandardPack, form: PartForm) -> Reading:
    """What the pack would be with what has been typed so far."""
    form.is_valid()
    return read_value(with_changes(row.content, form.changes()))


def _standing(row: StandardPack, reading: Reading, base: Path) -> dict[str, Any]:
    """The running sums, and what is wrong with the part that is edited."""
    here = [problem for problem in reading.problems if _about(problem.path, base)]
    elsewhere = [problem for problem in reading.errors if problem not in here]
    standing: dict[str, Any] = {"problems": _linked(row, here), "elsewhere": len(elsewhere)}
    if reading.pack is None:
        return standing
    if reading.pack.scoring_mode == "per_branch_100":
        standing["sum"] = _sum(reading.pack.tasks)
    elif len(base) >= 2:
        standing["sum"] = _sum(reading.pack.stars[int(base[1])].tasks)
    else:
        standing["weights"] = sum((star.weight for star in reading.pack.stars), Decimal(0))
    return standing


def _about(path: Path, base: Path) -> bool:
    """Whether a problem is mended on the page of `base`; a star's sum is shown with each of its tasks."""
    if not base:
        return len(path) < 2 or path[0] != "stars"
    return path[: len(base)] == base or (len(base) > 2 and path == (*base[:2], "tasks"))


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, uid: UUID) -> HttpResponse:
    """What stands in the way, else what is new against the version it was copied from, and the button."""
    row = find_draft(request, uid)
    form = PublishForm(request.POST or None, initial={"version": row.version, "edition": row.edition})
    problems = read_value(row.content).problems
    status = 200
    if request.method == "POST" and form.is_valid():
        row.edition = form.cleaned_data["edition"]
        try:
            done = actions.publish(row, form.cleaned_data["version"], by=request.user)
        except actions.Unsound as error:
            problems, status = error.problems, 409
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(pack)s is published. New cycles can choose it.") % {"pack": done})
            return redirect("standards:pack", done.code, done.version)
    elif request.method == "POST":
        status = 422
    context = {
        "row": row,
        "form": form,
        "problems": _linked(row, problems),
        "errors": [problem for problem in problems if problem.severity == "error"],
    }
    if row.parent is not None:
        context |= {"old": row.parent, "new": row, **diff_context(compare(pack_of(row.parent), pack_of(row)))}
    return render(request, "standards/publish.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request) -> HttpResponse:
    """A draft of one's own county from a YAML file."""
    counties = editor_units(request.user)
    if not counties:
        raise Http404
    return _upload(request, None, lambda pack: actions.import_pack(pack, by=request.user, unit=counties[0]))


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: Request, uid: UUID) -> HttpResponse:
    """The content of a draft from a YAML file."""
    row = find_draft(request, uid)
    return _upload(request, row, lambda pack: actions.replace_draft(row, pack, by=request.user))


def _upload(request: Request, row: StandardPack | None, keep: Any) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    reading = None
    if request.method == "POST" and form.is_valid():
        raw, name = form.cleaned_data["file"]
        reading = read_upload(raw, name)
        if reading.pack is not None:
            made = keep(reading.pack)
            messages.success(request, _("The file is read. Look through the draft before you publish it."))
            return redirect("standards:draft", made.uid)
    status = 422 if request.method == "POST" else 200
    context = {"row": row, "form": form, "reading": reading}
    return render(request, "standards/upload.html", context, status=status)


@require_POST
def discard(request: Request, uid: UUID) -> HttpResponse:
    """Put a draft away."""
    actions.discard(find_draft(request, uid), by=request.user)
    messages.success(request, _("The draft is put away."))
    return redirect("standards:packs")


@require_safe
def download(request: Request, uid: UUID) -> HttpResponse:
    """A draft as YAML."""
    row = get_object_or_404(visible(request.user).filter(state="draft"), uid=uid)
    return yaml_response(row)
