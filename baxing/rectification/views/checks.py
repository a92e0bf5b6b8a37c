"""One page for the three checks: whose turn it is fills in its level, with what the earlier levels said beside every row."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baxing.problems.models import Problem
from baxing.rectification.actions import checking
from baxing.rectification.forms_closing import CheckForm, RecheckForm, ReviewForm, SelfCheckForm
from baxing.rectification.items import problems_of
from baxing.rectification.models import Case
from baxing.rectification.shown.checks import LEVELS, CheckView, check_views
from baxing.rectification.views import door
from baxing.rules.rectification import sheet_passes, solved_points
from baxing.units.models import User, roles
from baxing.units.refused import Refused
from baxing.units.request import Request


def _self(case: Case, by: User, form: Any) -> Any:
    data = form.cleaned_data
    return checking.self_check(
        case, by=by, on=data["on"], should=data["should"], present=data["present"],
        findings=form.findings, opinion=data["opinion"],
    )  # fmt: skip


def _township(case: Case, by: User, form: Any) -> Any:
    data = form.cleaned_data
    return checking.recheck(
        case, by=by, on=data["on"], members=data["members"], households=data["households"],
        methods=data["methods"], findings=form.findings, opinion=data["opinion"], passed=form.passed,
    )  # fmt: skip


def _department(case: Case, by: User, form: Any) -> Any:
    data = form.cleaned_data
    return checking.review(
        case, by=by, on=data["on"], methods=data["methods"], findings=form.findings, answers=form.answers,
        sheet=form.sheet, opinion=data["opinion"], passed=form.passed,
    )  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One of the three: the state in which it is due, its verb, its form, its action."""

    status: str
    verb: str
    form: type[CheckForm]
    act: Callable[[Case, User, Any], Any]


TABLE = {
    "self": Level("CLEARED", "self_check", SelfCheckForm, _self),
    "township": Level("SELF_CHECKED", "recheck", RecheckForm, _township),
    "dept": Level("TOWNSHIP_RECHECKED", "review", ReviewForm, _department),
}


@require_http_methods(["GET", "POST"])
def check(request: Request, uid: UUID) -> HttpResponse:
    """Fill in the level that is due, and hand it in."""
    case = door.case(request, uid)
    mine = _mine(request, case)
    code = request.POST.get("level", "") if request.method == "POST" else _due(case, mine)
    if request.method == "POST" and code not in mine:
        raise Http404
    if not code:
        return render(request, "rectification/check.html", {"case": case, "level": None})
    level, problems = TABLE[code], problems_of(case)
    form = _form(request, case, level, problems)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            level.act(case, request.user, form)
        except Refused as refused:  # said on the form itself, so that nothing typed is lost
            form.add_error(None, str(refused))
            case, status = door.case(request, uid), 409
        else:
            messages.success(request, _("Kept in the record of the three checks."))
            return redirect("rectification:case", uid=uid)
    return render(request, "rectification/check.html", _context(case, code, form, problems), status=status)


@require_POST
def check_sum(request: Request, uid: UUID) -> HttpResponse:
    """The sum of the acceptance sheet as it is typed so far: a fragment."""
    case = door.case(request, uid)
    if "dept" not in _mine(request, case):
        raise Http404
    problems = problems_of(case)
    form = ReviewForm(request.POST, problems=problems, rules=case.rules)
    return render(request, "rectification/part_sum.html", {"case": case, **sheet_sum(case, form, problems)})


def sheet_sum(case: Case, form: ReviewForm, problems: list[Problem]) -> dict[str, Any]:
    """The sum so far, exact; which rows are not given yet; what the computed row rests on."""
    given, sheet = form.typed(), case.rules.sheet
    settled, listed = sum(p.dossier.status == "CLOSED" for p in problems), len(problems)
    computed = {item.code: solved_points(item.points, settled, listed) for item in sheet.items if item.solved}
    total = sum(given.values(), Fraction(0)) + sum(computed.values(), Fraction(0))
    return {
        "total": total,
        "missing": len(form.points) - len(given),
        "computed": computed,
        "settled": settled,
        "listed": listed,
        "reaches": sheet_passes(sheet, total),
        "short": max(Fraction(0), Fraction(sheet.pass_mark) - total),
    }


def _mine(request: Request, case: Case) -> list[str]:
    """The levels that this person's roles include; 404 for everybody else."""
    moves = {move.verb: set(move.roles) for move in case.dossier.table.moves}
    held = roles(request.user, case.unit)
    mine = [code for code, level in TABLE.items() if held & moves[level.verb]]
    if not mine:
        raise Http404
    return mine


def _due(case: Case, mine: list[str]) -> str:
    return next((code for code in mine if TABLE[code].status == case.dossier.status), "")


def _form(request: Request, case: Case, level: Level, problems: list[Problem]) -> Any:
    """Bound when it is handed in; a request for the sum alone keeps what was typed and complains of nothing."""
    kind: dict[str, Any] = {"problems": problems, "rules": case.rules}
    if request.method != "POST":
        return level.form(**kind)
    if "sum" not in request.POST:
        return level.form(request.POST, **kind)
    typed = {
        name: request.POST.getlist(name) if name == "methods" else request.POST.get(name)
        for name in request.POST
    }
    return level.form(initial=typed, **kind)


def _context(case: Case, code: str, form: Any, problems: list[Problem]) -> dict[str, Any]:
    levels, _before = check_views(case, problems)
    earlier = [view for view in levels if view.check and view.level != code]
    context = {
        "case": case,
        "level": code,
        "name": LEVELS[code],
        "form": form,
        "earlier": earlier,
        "rows": [(row, _said(earlier, row.what)) for row in form.items],
    }
    if code == "dept":
        context |= {"answers": form.answered, **sheet_sum(case, form, problems)}
    return context


def _said(earlier: list[CheckView], problem: Problem) -> list[tuple[CheckView, Any]]:
    """What each earlier level found of one problem."""
    return [(view, finding) for view in earlier for finding in view.findings if finding.what.pk == problem.pk]


paths = [
    path("rectification/<uuid:uid>/check", check, name="check"),
    path("rectification/<uuid:uid>/check/sum", check_sum, name="check-sum"),
]
