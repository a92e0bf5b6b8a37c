"""The township's review: self beside system beside own opinion; only what differs or needs a person is unfolded."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baxing.accreditation.actions import review as acts
from baxing.accreditation.due import working_days_left
from baxing.accreditation.forms import Opinion
from baxing.accreditation.models import Application
from baxing.accreditation.pictures import SheetView, TaskView, steps_of, view_of
from baxing.accreditation.views import door
from baxing.rules.frame import UNSEEN
from baxing.units.request import Request

REVIEWERS = ("township_officer", "township_secretary", "county_officer", "county_lead", "auditor")


@require_GET
def review(request: Request, uid: UUID) -> HttpResponse:
    """The review of one branch."""
    application = _find(request, uid)
    return render(request, "accreditation/review.html", _context(request, application))


@require_POST
def opinion(request: Request, uid: UUID, task: str) -> HttpResponse:
    """Save the opinion on one task."""
    application = _find(request, uid)
    if task not in application.tasks:
        raise Http404
    form = Opinion(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        acts.give_opinion(
            application, task, data["choice"], by=request.user, points=data["points"], text=data["text"]
        )
        if request.htmx:
            context = _context(request, application)
            context["row"] = next(row for row in context["rows"] if row.task.code == task)
            return render(request, "accreditation/review.html#answered", context)
        messages.success(request, _("Saved: %(task)s.") % {"task": task})
        return redirect(reverse("accreditation:review", args=[uid]) + f"#{task}")
    context = _context(request, application)
    context["forms"][task] = form
    return render(request, "accreditation/review.html", context, status=422)


@require_POST
def agree(request: Request, uid: UUID) -> HttpResponse:
    """Agree with the branch on every task that the system does not contradict."""
    application = _find(request, uid)
    codes = [row.task.code for row in view_of(application).tasks if needs_a_person(row) and not row.differs]
    acts.agree(application, codes, by=request.user)
    messages.success(request, _("Agreed with the branch where the system does not contradict it."))
    return redirect("accreditation:review", uid=uid)


@require_POST
def sampled(request: Request, uid: UUID, task: str) -> HttpResponse:
    """One drawn record was looked at."""
    application = _find(request, uid)
    acts.look_at_sample(application, task, by=request.user, note=request.POST.get("note", "")[:300])
    if request.htmx:
        context = _context(request, application)
        seen = next(pair for pair in context["sample"] if pair[0].task.code == task)
        return render(
            request, "accreditation/review.html#looked", {**context, "task": seen[0], "item": seen[1]}
        )
    messages.success(request, _("Looked at: %(task)s.") % {"task": task})
    return redirect(reverse("accreditation:review", args=[uid]) + "#sample")


def _find(request: Request, uid: UUID) -> Application:
    application = door.application(request, uid)
    if not door.holds(request.user, application, *REVIEWERS):
        raise Http404
    return application


def needs_a_person(view: TaskView) -> bool:
    """Whether the township must say its word on this task."""
    return view.task.auto == "H" and not view.task.rated


def opinion_form(view: TaskView) -> Opinion:
    """The form with what was said, or with agreement offered where branch and system agree."""
    said = view.remarks.get("township")
    initial: dict[str, Any] = {"choice": said.choice, "text": said.text} if said else {}
    if said and said.choice == "verified":
        initial["points"] = view.township / 100
    return Opinion(initial=initial, auto_id=f"{view.task.code}-%s")


def _context(request: Request, application: Application) -> dict[str, Any]:
    view: SheetView = view_of(application)
    rows = [task for task in view.tasks if needs_a_person(task)]
    sample = {item.task: item for item in application.sample.all()}
    late = application.dossier.due and working_days_left(application.cycle, application.dossier.due)
    writes = (
        door.holds(request.user, application, "township_officer")
        and application.dossier.status == "TOWNSHIP_REVIEW"
    )
    return {
        "application": application,
        "view": view,
        "rows": rows,
        "differing": [row for row in rows if row.differs],
        "agreeing": [row for row in rows if not row.differs],
        "computed": [task for task in view.tasks if task.task.auto == "A"],
        "rated": [task for task in view.tasks if task.task.rated],
        "sample": [(task, sample[task.task.code]) for task in view.tasks if task.task.code in sample],
        "unseen": sum(not item.seen for item in sample.values()),
        "agreeable": [
            row
            for row in rows
            if not row.differs and row.township == UNSEEN and "township" not in row.remarks
        ],
        "open": sum(row.township == UNSEEN for row in rows),
        "to_return": [
            row for row in rows if (said := row.remarks.get("township")) and said.choice == "return"
        ],
        "forms": {row.task.code: opinion_form(row) for row in rows},
        "writes": writes,
        "steps": steps_of(application),
        "buttons": door.buttons(application, request.user),
        "left": late,
    }


paths = [
    path("applications/<uuid:uid>/review", review, name="review"),
    path("applications/<uuid:uid>/review/agree", agree, name="agree"),
    path("applications/<uuid:uid>/review/<str:task>", opinion, name="opinion"),
    path("applications/<uuid:uid>/review/<str:task>/seen", sampled, name="sampled"),
]
