"""One problem on one page: the next step first, then what is wrong, what was promised, what changed, who says so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.dossiers.actions import words
from baxing.dossiers.book import Reader
from baxing.dossiers.calendar import load
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import page_of, seen_by
from baxing.problems import forms
from baxing.problems.actions import items
from baxing.problems.likeness import alike
from baxing.problems.models import Problem
from baxing.problems.needs import unmet
from baxing.problems.origins import ORIGINS
from baxing.problems.views import door
from baxing.rules.flow import Move
from baxing.rules.flow_problem import CHECKERS
from baxing.rules.roles import ROLES, WORKERS
from baxing.units.models import User, roles
from baxing.units.request import Request

Act = Callable[[Problem, User, dict[str, Any]], Any]
STEPS: dict[str, tuple[type[forms.Step], Act]] = {
    "start": (forms.Step, lambda p, by, d: items.start(p, by=by)),
    "claim": (forms.Claim, lambda p, by, d: items.claim(p, by=by, **d)),
    "verify": (forms.Note, lambda p, by, d: items.verify(p, by=by, **d)),
    "reject": (forms.Reason, lambda p, by, d: items.reject(p, by=by, **d)),
    "close": (forms.Sign, lambda p, by, d: items.close(p, by=by, **d)),
    "keep_up": (forms.KeepUp, lambda p, by, d: items.keep_up(p, by=by, **d)),
    "finish": (forms.Sign, lambda p, by, d: items.finish(p, by=by, **d)),
    "extend": (forms.Extend, lambda p, by, d: items.extend(p, by=by, **d)),
    "reopen": (forms.Reopen, lambda p, by, d: items.reopen(p, by=by, **d)),
    "drop": (forms.Reason, lambda p, by, d: items.drop(p, by=by, **d)),
}
# Where somebody else's closing words are worth a look.
COMPARED = ("CLAIMED", "VERIFIED")
LINES = 30


@require_GET
def problem(request: Request, uid: UUID) -> HttpResponse:
    """The whole problem; read-only for whoever has no step to make."""
    found = door.problem(request, uid)
    return render(request, "problems/problem.html", _context(request, found))


@require_GET
def problem_of(request: Request, dossier: UUID) -> HttpResponse:
    """From the cover of a file to its page."""
    uid = door.visible(request.user).filter(dossier__uid=dossier).values_list("uid", flat=True).first()
    if uid is None:
        raise Http404
    return redirect("problems:problem", uid=uid)


@require_http_methods(["GET", "POST"])
def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Ask for what the step needs, then make it."""
    found = door.problem(request, uid)
    row = _move(found, verb)
    if row is None or not roles(request.user, found.unit) & set(row.roles):
        raise Http404
    form_class, act = STEPS[verb]
    form = form_class(request.POST if request.method == "POST" else None, problem=found)
    if request.method == "POST" and form.is_valid():
        act(found, request.user, form.cleaned_data)
        messages.success(request, _("Done: %(verb)s.") % {"verb": words(row.name)})
        return redirect("problems:problem", uid=uid)
    open_here = found.dossier.status in row.source
    context = {
        "problem": found,
        "move": row,
        "target": found.dossier.table.state(row.target),
        "form": form,
        "open_here": open_here,
        "why_not": unmet(found, row, request.user) if open_here else [],
        **_likeness(request.user, found, [verb]),
    }
    return render(request, "problems/step.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def reach(request: Request, uid: UUID, number: int) -> HttpResponse:
    """A milestone is reached."""
    found = door.problem(request, uid)
    milestone = get_object_or_404(found.milestones, number=number, active=True)
    milestone.problem = found
    form = forms.Reached(request.POST)
    if form.is_valid():
        items.reach(milestone, by=request.user, done_on=form.cleaned_data["done_on"])
        messages.success(request, _("Kept: the milestone is reached."))
        return redirect("problems:problem", uid=uid)
    context = _context(request, found) | {"reached": form, "reached_number": number}
    return render(request, "problems/problem.html", context, status=422)


def _move(problem: Problem, verb: str) -> Move | None:
    """The row of this verb, from here if there is one, else from anywhere."""
    table = problem.dossier.table
    moves = (row for row in table.moves if row.verb == verb and verb in STEPS)
    return table.move(problem.dossier.status, verb) or next(moves, None)


def _context(request: Request, problem: Problem) -> dict[str, Any]:
    buttons = door.buttons(problem, request.user)
    first = next((button for button in buttons if button.move.main and button.ready), None)
    parent = problem.parent
    origin = ORIGINS.get(parent.flow)
    entries = list(problem.dossier.entries.order_by("-n")[:LINES])
    reader = Reader.of(problem.dossier, request.user, entries)
    signers = {row.code: row.name for row in origin.signers(parent)} if origin else {}
    verified = next((entry for entry in entries if entry.verb == "verify"), None)
    due = problem.dossier.due
    return {
        "problem": problem,
        "ground": origin.codes(parent).get(problem.code) if origin else None,
        "parent_url": page_of(parent)
        if Dossier.objects.filter(seen_by(request.user), pk=parent.pk).exists()
        else "",
        "left": load(problem.dossier.region).between(timezone.localdate(), due) if due else None,
        "buttons": [button for button in buttons if button is not first],
        "first": first,
        "form": STEPS[first.move.verb][0](problem=problem) if first else None,
        "changes": origin is not None and _changes(request.user, problem),
        "milestones": list(problem.milestones.filter(active=True)),
        "today": timezone.localdate(),
        "reached": forms.Reached(),
        "reaches": problem.dossier.status == "LONG_TERM"
        and door.holds(request.user, problem, *WORKERS, *CHECKERS),
        "signer": signers.get(problem.signer),
        "verifier": ROLES[verified.role].name if verified and verified.role in ROLES else None,
        "lines": [reader.line(entry) for entry in entries],
        "more_lines": problem.dossier.version > LINES,
        **_likeness(request.user, problem, [button.move.verb for button in buttons]),
    }


def _changes(user: User, problem: Problem) -> bool:
    """Whether this person may still reword it."""
    origin, parent = ORIGINS[problem.parent.flow], problem.parent
    return problem.dossier.status == "OPEN" and origin.may_drop(parent) and not origin.may_list(parent, user)


@dataclass(frozen=True)
class Likeness:
    """How many others said nearly the same, and those of them that this person may open."""

    count: int
    shown: list[Any]

    @property
    def elsewhere(self) -> int:
        """How many lie outside what this person may see: they are counted, never named."""
        return self.count - len(self.shown)


def _likeness(user: User, problem: Problem, verbs: list[str]) -> dict[str, Any]:
    """The hint for whoever judges the claim; nobody else is told what others wrote."""
    judging = {"verify", "reject", "close", "keep_up"} & set(verbs)
    if problem.dossier.status not in COMPARED or not judging:
        return {}
    found = alike(problem)
    seen = set(
        door.visible(user).filter(pk__in=[one.problem.pk for one in found]).values_list("pk", flat=True)
    )
    shown = [one for one in found if one.problem.pk in seen]
    return (
        {"likeness": Likeness(len({one.problem.unit_id for one in found}), _first_of_each(shown))}
        if found
        else {}
    )


def _first_of_each(shown: list[Any]) -> list[Any]:
    """The nearest of each organisation."""
    by_unit: dict[int, Any] = {}
    for one in shown:
        by_unit.setdefault(one.problem.unit_id, one)
    return list(by_unit.values())


paths = [
    path("problems/<uuid:uid>", problem, name="problem"),
    path("problems/of/<uuid:dossier>", problem_of, name="problem-of"),
    path("problems/<uuid:uid>/do/<slug:verb>", step, name="step"),
    path("problems/<uuid:uid>/milestones/<int:number>", reach, name="reach"),
]
