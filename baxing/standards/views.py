"""Reading standard packs: the list of versions, one version as a table, the printed task list, two versions side by side."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from baxing.rules.pack import Gate, Pack, Star, Task
from baxing.standards.describe import Row, Words, percent, words_of
from baxing.standards.diffing import Change, Diff, Part, compare
from baxing.standards.forms import DiffForm
from baxing.standards.labels import AUTO, CHOICES, EFFECTS, EVIDENCE, METHODS, MODES, key, label
from baxing.standards.models import EDITOR, StandardPack, pack_of, rank
from baxing.standards.writing import dump_yaml
from baxing.units.models import Unit, scope


@dataclass(frozen=True)
class TaskView:
    """One line of the table as a sector reads it, in words."""

    task: Task
    rows: list[Row]
    method: str
    auto: str
    evidence: list[str]
    na: Any
    excuses: list[Any]
    differs: bool


@dataclass(frozen=True)
class StarView:
    """One star with its lines."""

    star: Star
    line: Decimal
    total: Decimal
    bonus: Decimal
    tasks: list[TaskView]
    gates: list[tuple[Gate, Any]]


def star_views(pack: Pack, sector: str) -> list[StarView]:
    """The whole table as one sector reads it."""
    words = words_of(pack)
    return [
        StarView(
            star=star,
            line=pack.line(star),
            total=sum((task.points for task in star.tasks if not task.bonus), Decimal(0)),
            bonus=sum((task.points for task in star.tasks if task.bonus), Decimal(0)),
            tasks=[_task_view(pack, words, task, sector) for task in star.tasks],
            gates=[
                (gate, words.condition(gate.when))
                for gate in star.gates
                if not gate.sectors or sector in gate.sectors
            ],
        )
        for star in pack.stars
    ]


def _task_view(pack: Pack, words: Words, base: Task, sector: str) -> TaskView:
    task = base.for_sector(sector)
    na = task.na_reason or (words.condition(task.na_when) if task.na_when is not None else None)
    return TaskView(
        task=task,
        rows=words.rows(task),
        method=METHODS[task.method],
        auto=AUTO[task.auto],
        evidence=[EVIDENCE[kind] for kind in task.evidence],
        na=na,
        excuses=[pack.excuses[code] for code in task.excuses if code in pack.excuses],
        differs=sector in base.variants,
    )


def editor_units(user: Any) -> list[Unit]:
    """The counties whose packs `user` may edit."""
    if not user.is_authenticated:
        return []
    return [grant.unit for grant in user.grants_now if grant.role == EDITOR and grant.unit.level == "county"]


def visible(user: Any) -> Any:
    """Published versions, and the drafts of the counties over which `user` holds a duty."""
    drafts = Q(state="draft", discarded_at=None) & scope(user, "owner__path")
    return (
        StandardPack.objects.filter(~Q(state="draft") | drafts)
        .select_related("owner", "parent")
        .defer("text")
    )


def find(code: str, version: str) -> StandardPack:
    """A published (or retired) version; 404 for anything else."""
    return get_object_or_404(
        StandardPack.objects.exclude(state="draft").select_related("owner", "parent"),
        code=code,
        version=version,
    )


@login_not_required
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """Every pack with its versions, newest first; drafts on top for those who may see them."""
    rows = list(visible(request.user))
    published = sorted(
        (row for row in rows if row.state != "draft"), key=lambda row: (row.code, rank(row.version))
    )
    families = []
    for code, group in groupby(published, key=lambda row: row.code):
        versions = list(group)[::-1]
        families.append(
            {"code": code, "name": versions[0].name, "owner": versions[0].owner, "versions": versions}
        )
    context = {
        "families": families,
        "drafts": [row for row in rows if row.state == "draft"],
        "counties": editor_units(request.user),
    }
    return render(request, "standards/packs.html", context)


@login_not_required
@require_safe
def pack(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """One version as a table, as one sector reads it."""
    row = find(code, version)
    content = pack_of(row)
    sector = chosen_sector(request, content)
    words = words_of(content)
    context = {
        "row": row,
        "pack": content,
        "sector": sector,
        "stars": star_views(content, sector),
        "satisfaction": percent(content.top.satisfaction_at_least) if content.top is not None else "",
        "mode": MODES[content.scoring_mode],
        "vetoes": [
            (veto, EFFECTS[veto.effect], words.condition(veto.when) if veto.when is not None else None)
            for veto in content.vetoes
        ],
        "terms": [(key(name), getattr(content.terms, name)) for name in type(content.terms).model_fields],
        "counties": editor_units(request.user),
        "others": others(row),
        "auto": shares(content),
    }
    return render(request, "standards/pack.html", context)


def chosen_sector(request: HttpRequest, content: Pack) -> str:
    """The sector that the address names, else the first of the pack."""
    sector = request.GET.get("sector") or next(iter(content.sectors))
    if sector not in content.sectors:
        raise Http404
    return sector


def shares(content: Pack) -> list[tuple[str, int, Decimal]]:
    """(who decides, number of tasks, points) for computed, pre-filled and manual tasks."""
    kinds = {code: [task for task in content.tasks if task.auto == code] for code in AUTO}
    return [
        (AUTO[code], len(tasks), sum((task.points for task in tasks), Decimal(0)))
        for code, tasks in kinds.items()
    ]


def others(row: StandardPack) -> list[StandardPack]:
    """Versions with which `row` can be compared: the same pack's, and where it was copied from."""
    same = Q(code=row.code) | Q(pk=row.parent_id)
    found = StandardPack.objects.filter(same).exclude(state="draft").exclude(pk=row.pk).defer("text")
    return sorted(found, key=lambda one: (one.code == row.code, rank(one.version)), reverse=True)


@login_not_required
@require_safe
def task_list(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """The task list of one sector as it is printed (form F1)."""
    row = find(code, version)
    content = pack_of(row)
    sector = chosen_sector(request, content)
    context = {"row": row, "pack": content, "sector": sector, "stars": star_views(content, sector)}
    return render(request, "standards/list.html", context)


@login_not_required
@require_safe
def download(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """A published version as YAML."""
    return yaml_response(find(code, version))


def yaml_response(row: StandardPack) -> HttpResponse:
    """The pack as a file to keep."""
    response = HttpResponse(dump_yaml(pack_of(row)), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.code}-{row.version}.yaml"'
    return response


@require_safe
def diff(request: HttpRequest) -> HttpResponse:
    """Two versions side by side."""
    form = DiffForm(request.GET)
    if not form.is_valid():
        raise Http404
    rows = StandardPack.objects.select_related("owner")
    old = get_object_or_404(rows, uid=form.cleaned_data["old"])
    new = get_object_or_404(rows, uid=form.cleaned_data["new"])
    if not (old.seen_by(request.user) and new.seen_by(request.user)):
        raise Http404
    context = {"old": old, "new": new, **diff_context(compare(pack_of(old), pack_of(new)))}
    return render(request, "standards/diff.html", context)


def diff_context(found: Diff) -> dict[str, Any]:
    """What `standards/parts/diff.html` shows; any page with two packs can include it."""
    groups = {"pack": [], "star": [], "task": [], "gate": [], "veto": [], "fact": []}  # type: dict[str, list[Any]]
    for part in found.parts:
        groups[part.group].append({"part": part, "rows": _rows(part)})
    return {
        "diff": found,
        "diff_main": [*groups["pack"], *groups["star"], *groups["task"], *groups["gate"], *groups["veto"]],
        "diff_facts": groups["fact"],
    }


def _in_words(change: Change) -> Change:
    """Codes of the format in words: A → computed, True → yes."""
    choices = CHOICES.get(str(change.path[-1])) if change.path else None
    if choices is None:
        return change
    before, after = (
        None if one is None else str(choices.get(one, one)) for one in (change.before, change.after)
    )
    return Change(change.path, before, after)


def _rows(part: Part) -> list[dict[str, Any]]:
    rows = []
    for change in part.changes:
        left, right = _in_words(change).pieces()
        language = {"zh": "中文", "en": "EN", "bo": "བོད"}.get(str(change.path[-1]), "")
        rows.append({"label": label(change.path), "language": language, "left": left, "right": right})
    return rows
