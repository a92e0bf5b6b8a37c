"""The self-check page: star wheel on top, what is still dark and what would light it; saved as you go."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baxing.accreditation.actions import selfcheck
from baxing.accreditation.due import working_days_left
from baxing.accreditation.forms import MeasureForm, OwnScore
from baxing.accreditation.models import Application
from baxing.accreditation.origin import OPEN_TO_BRANCH
from baxing.accreditation.pictures import SheetView, StarView, TaskView, fact_shown, steps_of, view_of
from baxing.accreditation.scores import facts_of_application, facts_year, measures_missing
from baxing.accreditation.views import door
from baxing.accreditation.views.flags import SEES as SEES_VETOES
from baxing.dossiers.actions import words
from baxing.records.facts import Source, sources
from baxing.rules.facts import Facts, Reading
from baxing.rules.pack import Star, Task
from baxing.rules.terms import facts_in
from baxing.units.request import Request


@require_GET
def sheet(request: Request, uid: UUID) -> HttpResponse:
    """The whole sheet of one branch; read-only for whoever may not write on it."""
    application = door.application(request, uid)
    view = view_of(application)
    return render(request, "accreditation/sheet.html", _context(request, application, view))


@require_GET
def printed(request: Request, uid: UUID) -> HttpResponse:
    """The self-check form F2 on A4."""
    application = door.application(request, uid)
    return render(
        request, "accreditation/print_sheet.html", _context(request, application, view_of(application))
    )


@require_POST
def score(request: Request, uid: UUID, task: str) -> HttpResponse:
    """Save the branch's word on one task; with htmx answer with what it changes on the page."""
    application = door.application(request, uid)
    row = application.tasks.get(task)
    if row is None:
        raise Http404
    form = OwnScore(request.POST, task=row, excuses=excuses(application, row))
    if form.is_valid() and form.partial and not request.htmx:
        form.add_error("who", _("Say what is done, who does it and by which day."))
    if form.is_valid():
        data = form.cleaned_data
        selfcheck.score_task(
            application,
            task,
            data["points"],
            by=request.user,
            reason=data["reason"],
            excuse=data["excuse"],
            measure=form.measure,
        )
        if not request.htmx:
            messages.success(request, _("Saved: %(task)s.") % {"task": task})
            return redirect(reverse("accreditation:sheet", args=[uid]) + f"#{task}")
    view = view_of(application)
    context = (
        _context(request, application, view)
        | _one(view, task)
        | {"form": form, "failed": not form.is_valid(), "partial": form.is_valid() and form.partial}
    )
    if request.htmx:
        return render(request, "accreditation/sheet.html#saved", context)
    context["forms"][task] = form
    return render(
        request, "accreditation/sheet.html", context | {"open_star": context["star"].star.code}, status=422
    )


@require_POST
def measure(request: Request, uid: UUID, task: str) -> HttpResponse:
    """Save how a shortfall is made good."""
    application = door.application(request, uid)
    form = MeasureForm(request.POST)
    if form.is_valid():
        selfcheck.add_measure(application, task, by=request.user, **form.cleaned_data)
        messages.success(request, _("The measure is saved."))
        return redirect(reverse("accreditation:sheet", args=[uid]) + f"#{task}")
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect(reverse("accreditation:sheet", args=[uid]) + f"#{task}")


@require_GET
def why(request: Request, uid: UUID, task: str) -> HttpResponse:
    """The whole why of one figure: rule, facts with their sources, basis, version."""
    application = door.application(request, uid)
    view = view_of(application)
    context = _context(request, application, view) | _one(view, task)
    row = application.tasks[task]
    cycle, facts = application.cycle, facts_of_application(application)
    codes = {reading.code for reading in _readings(facts, row)}
    known = sources(application.unit, facts_year(application), codes, cycle.standard, facts.reference)
    context["facts"] = [_fact_line(application, facts, reading, known) for reading in _readings(facts, row)]
    template = "accreditation/why.html#body" if request.htmx else "accreditation/why.html"
    return render(request, template, context)


def _readings(facts: Facts, row: Task) -> list[Reading]:
    """Every fact that the task's rule reads."""
    codes = (facts_in(row.rule) | facts_in(row.na_when)) & set(facts.defs)
    return [reading for code in sorted(codes) for reading in facts.reading(code)]


def _fact_line(
    application: Application, facts: Facts, reading: Reading, known: dict[tuple[str, str], Source]
) -> dict[str, Any]:
    source = known.get((reading.code, reading.period))
    late = bool(source and application.applied_at and source.after(application.applied_at))
    value = None if reading.value is None else fact_shown(reading.value, facts.defs[reading.code])
    return {
        "name": facts.name(reading.code),
        "period": reading.period,
        "value": value,
        "source": source,
        "late": late,
    }


def excuses(application: Application, task: Task) -> list[tuple[str, str]]:
    """What the standard accepts as an excuse for a task, in the page's language."""
    known = application.cycle.standard.excuses
    return [(code, words(known[code])) for code in task.excuses]


def own_form(application: Application, view: TaskView) -> OwnScore:
    """The form of one task with what was said before, or with the system's figure filled in."""
    said = view.remarks.get("self")
    points = view.own_points
    if not view.filled and view.outcome.kind in ("scored", "zero"):
        points = view.outcome.points / 100  # type: ignore[assignment]
    initial: dict[str, Any] = {
        "points": points,
        "na": view.own_word == "na",
        "reason": said.text if said else "",
    }
    if view.measure:
        planned = view.measure
        initial |= {"what": planned.measure, "who": planned.lead, "due": planned.dossier.due}
    return OwnScore(initial=initial, task=view.task, excuses=excuses(application, view.task))


def _context(request: Request, application: Application, view: SheetView) -> dict[str, Any]:
    writes = (
        door.holds(request.user, application, "secretary", "recorder")
        and application.dossier.status in OPEN_TO_BRANCH
    )
    due = application.dossier.due
    return {
        "application": application,
        "view": view,
        "writes": writes,
        "forms": {
            t.task.code: own_form(application, t) for t in view.tasks if open_to(application, t, writes)
        },
        "unplanned": _unplanned(application) if writes else [],
        "steps": steps_of(application),
        "buttons": door.buttons(application, request.user),
        "left": working_days_left(application.cycle, due) if due else None,
        "sees_vetoes": door.holds(request.user, application, *SEES_VETOES),
    }


def _unplanned(application: Application) -> list[Star]:
    """The stars that wait for a measure."""
    missing = measures_missing(application)
    return [star for star in application.cycle.standard.stars if star.code in missing]


def open_to(application: Application, view: TaskView, writes: bool) -> bool:
    """Whether the branch may write on this task now."""
    if not writes or view.task.auto == "A":
        return False
    return application.dossier.status != "RETURNED" or view.returned or "return" in view.remarks


def _one(view: SheetView, task: str) -> dict[str, StarView | TaskView]:
    for star in view.stars:
        for each in star.tasks:
            if each.task.code == task:
                return {"star": star, "task": each}
    raise Http404


paths = [
    path("applications/<uuid:uid>", sheet, name="sheet"),
    path("applications/<uuid:uid>/print", printed, name="print_sheet"),
    path("applications/<uuid:uid>/tasks/<str:task>", score, name="score"),
    path("applications/<uuid:uid>/tasks/<str:task>/measure", measure, name="measure"),
    path("applications/<uuid:uid>/tasks/<str:task>/why", why, name="why"),
]
