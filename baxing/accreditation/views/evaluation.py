"""The evaluation group's pages: one rater's own sheet, the summary once sheets are locked, and the ballots' double entry."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.accreditation.actions import ballots, evaluation
from baxing.accreditation.forms import BallotForm, ConflictForm, LevelForm
from baxing.accreditation.models import Application, RaterSheet
from baxing.accreditation.pictures import view_of
from baxing.accreditation.scores import able_raters, agreed_levels, rates_due, scale_of
from baxing.accreditation.views import door
from baxing.rules.ballot import Count, differences, rate_std
from baxing.rules.scoring import spread_flag
from baxing.units.models import User
from baxing.units.request import Request

COUNTERS = ("teller", "township_officer", "county_officer")
SUMMARY = ("county_officer", "county_lead", "auditor")


@require_GET
def mine(request: Request) -> HttpResponse:
    """The branches that this rater is asked to look at."""
    seats = request.user.seats.filter(active=True).values("group")
    waiting = (
        door.visible(request.user)
        .filter(group__in=seats, dossier__status__in=["EVALUATING", "BALLOTING"])
        .prefetch_related("rater_sheets")
        .order_by("dossier__due", "unit__path")
    )
    rows = [(application, _sheet_of(application, request.user)) for application in waiting]
    return render(request, "accreditation/rating.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def rate(request: Request, uid: UUID) -> HttpResponse:
    """One rater's own sheet: anchored levels, saved as chosen, locked as a whole; nobody else's is seen before."""
    application = _for_rater(request, uid)
    if request.method == "POST":
        evaluation.lock_sheet(application, by=request.user)
        messages.success(request, _("Your sheet is locked and counts."))
        return redirect("accreditation:my_rating")
    return render(request, "accreditation/rate.html", _rating(request, application))


def _rating(request: Request, application: Application) -> dict[str, Any]:
    view = view_of(application)
    own = _sheet_of(application, request.user)
    levels = own.levels if own else {}
    rows = [
        {
            "view": task,
            "said": levels.get(task.task.code, {}),
            "form": LevelForm(initial=levels.get(task.task.code), task=task.task),
        }
        for task in view.tasks
        if task.task.rated
    ]
    return {
        "application": application,
        "rows": rows,
        "own": own,
        "left": [row["view"].task.code for row in rows if not row["said"]],
        "conflict": ConflictForm(),
    }


@require_POST
def level(request: Request, uid: UUID, task: str) -> HttpResponse:
    """Keep one level."""
    application = _for_rater(request, uid)
    row = application.tasks.get(task)
    if row is None or not row.rated:
        raise Http404
    form = LevelForm(request.POST, task=row)
    failed = (
        "" if form.is_valid() else " ".join(str(error) for errors in form.errors.values() for error in errors)
    )
    if form.is_valid():
        data = form.cleaned_data
        evaluation.rate_task(
            application, task, int(data["level"]), by=request.user, reason=data["reason"], seen=data["seen"]
        )
    if request.htmx:
        context = _rating(request, application)
        context["row"] = next(each for each in context["rows"] if each["view"].task.code == task)
        return render(request, "accreditation/rate.html#kept_now", {**context, "failed": failed})
    if failed:
        messages.error(request, f"{task}: {failed}")
    else:
        messages.success(request, _("Kept: %(task)s.") % {"task": task})
    return redirect(reverse("accreditation:rate", args=[uid]) + f"#{task}")


@require_POST
def conflict(request: Request, uid: UUID) -> HttpResponse:
    """Step back from one branch."""
    application = _for_rater(request, uid)
    form = ConflictForm(request.POST)
    evaluation.declare_conflict(application, form.data.get("reason", "")[:200], by=request.user)
    messages.success(request, _("You are out of the rating of this branch."))
    return redirect("accreditation:my_rating")


@require_GET
def summary(request: Request, uid: UUID) -> HttpResponse:
    """The group's summary (F7): who has locked, medians, spread, ballots; single levels only once all are locked."""
    application = door.application(request, uid)
    if not door.holds(request.user, application, *SUMMARY) and not _seated(application, request.user):
        raise Http404
    sheets = list(application.rater_sheets.select_related("rater").order_by("pk"))
    able = [sheet for sheet in sheets if not sheet.conflict]
    if not all(sheet.locked_at for sheet in able):
        still = able_raters(application)
        able = [sheet for sheet in able if sheet.locked_at or sheet.rater_id in still]
    done = bool(able) and all(sheet.locked_at for sheet in able) and bool(agreed_levels(application))
    percent = application.cycle.standard.terms.spread_percent
    medians = agreed_levels(application) if done else {}
    rows = [
        {
            "task": application.tasks[code],
            "levels": [sheet.levels[code]["level"] for sheet in able if code in sheet.levels],
            "reasons": [sheet.levels[code] for sheet in able if code in sheet.levels],
            "median": median,
            "spread": spread_flag(
                [sheet.levels[code]["level"] for sheet in able if code in sheet.levels], percent
            ),
        }
        for code, median in medians.items()
    ]
    view = view_of(application)
    context = {
        "application": application,
        "sheets": sheets,
        "done": done,
        "rows": rows,
        "view": view,
        "counts": _counts(application),
        "buttons": door.buttons(application, request.user),
        "group": application.group.seats.filter(active=True).select_related("user")
        if application.group
        else [],
    }
    return render(request, "accreditation/summary.html", context)


@require_http_methods(["GET", "POST"])
def count(request: Request, uid: UUID, rate: str) -> HttpResponse:
    """Enter one electorate's count. The other account's figures stay hidden until both agree."""
    application = door.application(request, uid)
    if not door.holds(request.user, application, *COUNTERS) or rate not in rates_due(application):
        raise Http404
    scale = scale_of(rate)
    form = BallotForm(request.POST if request.method == "POST" else None, options=scale.options)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        figures = Count(
            data["issued"], data["returned"], data["void"], {option: data[option] for option in scale.options}
        )
        entry = ballots.enter_ballot(
            application,
            rate,
            figures,
            by=request.user,
            held_on=data["held_on"],
            present=data["present"],
            should=data["should"],
        )
        said = (
            _("Both counts agree: the result is certified.")
            if entry.certified
            else _waiting(application, rate)
        )
        messages.success(request, said)
        return redirect("accreditation:counts", uid=uid)
    names = {fact.code: fact.name for fact in application.cycle.standard.facts}
    context = {"application": application, "rate": rate, "name": names.get(rate), "form": form}
    return render(
        request, "accreditation/count.html", context, status=422 if request.method == "POST" else 200
    )


@require_GET
def counts(request: Request, uid: UUID) -> HttpResponse:
    """The ballots of one branch and how far each has come."""
    application = door.application(request, uid)
    if not door.holds(request.user, application, *COUNTERS, "county_lead", "auditor"):
        raise Http404
    return render(
        request, "accreditation/counts.html", {"application": application, "counts": _counts(application)}
    )


def _waiting(application: Application, rate: str) -> str:
    others = application.ballot_entries.filter(rate=rate, replaced=False).count()
    if others > 1:
        return _("Kept, but the two counts differ. Each counts again; neither sees the other's figures.")
    return _("Kept. A second account enters the same count independently; then it is certified.")


def _counts(application: Application) -> list[dict[str, Any]]:
    """One row an electorate: the certified figures, or how many entries there are and whether they differ."""
    names = {fact.code: fact.name for fact in application.cycle.standard.facts}
    rows = []
    for rate in rates_due(application):
        entries = list(application.ballot_entries.filter(rate=rate, replaced=False).order_by("pk"))
        figures = [ballots.as_count(entry) for entry in entries]
        certified = next((entry for entry in entries if entry.certified), None)
        rows.append(
            {
                "rate": rate,
                "name": names.get(rate),
                "entries": len(entries),
                "by": [entry.by_id for entry in entries],
                "differ": len(figures) == 2 and (bool(differences(*figures)) or not certified),
                "certified": certified,
                "value": rate_std(ballots.as_count(certified), scale_of(rate)) if certified else None,
            }
        )
    return rows


def _seated(application: Application, user: Any) -> bool:
    return application.group is not None and application.group.seats.filter(user=user, active=True).exists()


def _for_rater(request: Request, uid: UUID) -> Application:
    application = door.application(request, uid)
    if not _seated(application, request.user):
        raise Http404
    return application


def _sheet_of(application: Application, rater: User) -> RaterSheet | None:
    return next((sheet for sheet in application.rater_sheets.all() if sheet.rater_id == rater.pk), None)


paths = [
    path("rating", mine, name="my_rating"),
    path("applications/<uuid:uid>/rate", rate, name="rate"),
    path("applications/<uuid:uid>/rate/conflict", conflict, name="conflict"),
    path("applications/<uuid:uid>/rate/<str:task>", level, name="level"),
    path("applications/<uuid:uid>/summary", summary, name="summary"),
    path("applications/<uuid:uid>/counts", counts, name="counts"),
    path("applications/<uuid:uid>/counts/<str:rate>", count, name="count"),
]
