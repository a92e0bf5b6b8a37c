"""Objections: the public form and the ticket's answer; the office's register, the checker, finding and answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.accreditation import board
from baxing.accreditation.actions import objections as acts
from baxing.accreditation.certificates import grouped
from baxing.accreditation.due import working_days_left
from baxing.accreditation.forms_notices import (
    CHANNEL_WORDS,
    AnswerForm,
    CheckerForm,
    EnteredObjection,
    ExtendForm,
    ObjectionForm,
    SettleForm,
    TicketForm,
    proof,
)
from baxing.accreditation.models import Cycle, Notice, Objection
from baxing.accreditation.scores import differs
from baxing.accreditation.views import door
from baxing.accreditation.views.guesses import counted, too_many
from baxing.accreditation.views.notices import find_notice
from baxing.dossiers.actions import words
from baxing.units.models import Grant, User, roles
from baxing.units.refused import Refused
from baxing.units.request import Request

PER_SESSION, PER_NOTICE, HOUR = 3, 30, 3600
OFFICE = {"county_officer", "county_lead", "auditor"}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def object_(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Anybody objects. No address is noted; too many at once are asked to call."""
    notice = find_notice(uid)
    form = ObjectionForm(
        request.POST or None,
        initial={"proof": proof(notice), "branch": request.GET.get("branch")},
        branches=board.open_to_objection(notice),
        stars=star_choices(notice.cycle),
        notice=notice,
    )
    if request.method == "POST" and form.is_valid():
        _not_too_many(request, notice)
        data = form.cleaned_data
        objection = acts.object_to(
            data["branch"],
            fact=data["fact"],
            star=data["star"],
            name=data["name"],
            contact=data["contact"],
        )
        request.session["ticket"] = objection.ticket
        return redirect("accreditation:objected", uid=uid)
    if form.non_field_errors():  # what was typed stays, and can be sent again with a new proof
        form.data = request.POST.copy()
        form.data["proof"] = proof(notice)
    context = {"notice": notice, "form": form, "open": board.open_to_objection(notice).exists()}
    return render(request, "accreditation/objection_form.html", context, status=422 if form.errors else 200)


def _not_too_many(request: HttpRequest, notice: Notice) -> None:
    now = timezone.now().timestamp()
    mine = [at for at in request.session.get("objections", []) if now - at < HOUR]
    if len(mine) >= PER_SESSION or too_many(f"objections:{notice.pk}", PER_NOTICE):
        raise Refused(
            _("Not received: too many objections at once. Please call, write, or try again in an hour."),
            code="too-many",
        )
    counted(f"objections:{notice.pk}", HOUR)
    request.session["objections"] = [*mine, now]


@login_not_required
@never_cache
@require_GET
def objected(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The ticket, shown once."""
    notice = find_notice(uid)
    code = request.session.pop("ticket", "")
    context = {"notice": notice, "ticket": grouped(code), "days": notice.cycle.standard.terms.objection_days}
    return render(request, "accreditation/objection_received.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """The written answer for whoever has the ticket."""
    form = TicketForm(request.POST or None)
    objection = None
    if request.method == "POST" and form.is_valid():
        if too_many(key := f"tickets:{request.META.get('REMOTE_ADDR', '')}", 20):
            raise Refused(_("Too many tries. Wait ten minutes, then try again."), code="too-many")
        objection = _objections().filter(ticket=form.cleaned_data["ticket"]).first()
        if objection is None:
            counted(key, 600)
            form.add_error("ticket", _("There is no objection with this ticket. Look at it once more."))
    context = {"form": form, "objection": objection}
    return render(request, "accreditation/objection_answer.html", context, status=422 if form.errors else 200)


@require_GET
def register(request: Request, uid: UUID) -> HttpResponse:
    """The register of objections of a cycle (F9); a checker sees those that are his."""
    cycle = door.cycle(request, uid)
    if not cycle.digest:
        raise Http404
    office = bool(roles(request.user, cycle.unit) & OFFICE)
    found = _objections().filter(application__cycle=cycle).order_by("received_on", "pk")
    if not office:
        found = found.filter(checker=request.user)
        if not acts.may_check(request.user, cycle) or not found.exists():
            raise Http404
    names = {star.code: star.name for star in cycle.standard.stars}
    rows = [
        {
            "objection": objection,
            "star": names.get(objection.star),
            "channel": CHANNEL_WORDS[objection.channel],
            "left": working_days_left(cycle, objection.due) if not objection.answered_at else None,
        }
        for objection in found
    ]
    enters = "county_officer" in roles(request.user, cycle.unit)
    return render(request, "accreditation/objections.html", {"cycle": cycle, "rows": rows, "enters": enters})


@require_http_methods(["GET", "POST"])
def enter(request: Request, uid: UUID) -> HttpResponse:
    """The office enters what came by telephone, letter, visit or box."""
    notice = find_notice(uid)
    if "county_officer" not in roles(request.user, notice.cycle.unit):
        raise Http404
    form = EnteredObjection(
        request.POST or None, branches=board.open_to_objection(notice), stars=star_choices(notice.cycle)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = acts.object_to(data.pop("branch"), by=request.user, **data)
        messages.success(
            request, _("Entered. Ticket for whoever objected: %(ticket)s") % {"ticket": grouped(made.ticket)}
        )
        return redirect("accreditation:objection", uid=made.uid)
    context = {"notice": notice, "form": form}
    return render(request, "accreditation/objection_enter.html", context, status=422 if form.errors else 200)


@require_GET
def objection(request: Request, uid: UUID) -> HttpResponse:
    """One objection: for the office, and for its checker."""
    found = _find(request, uid)
    return render(request, "accreditation/objection.html", _context(request, found))


@require_POST
def step(request: Request, uid: UUID, verb: str) -> HttpResponse:
    """Appoint, extend, settle or answer; what was typed wrongly comes back with its words."""
    found = _find(request, uid)
    form = _forms(found)[verb](request.POST)
    if not form.is_valid():
        context = _context(request, found)
        context[f"{verb}_form"] = form
        return render(request, "accreditation/objection.html", context, status=422)
    data = form.cleaned_data
    if verb == "checker":
        acts.appoint_checker(found, data["checker"], by=request.user)
    elif verb == "extend":
        acts.extend_objection(found, by=request.user, reason=data["reason"])
    elif verb == "settle":
        acts.settle_task(found, data["task"], data["points"], by=request.user, text=data["text"])
    else:
        acts.answer_objection(found, by=request.user, finding=data["finding"], answer=data["answer"])
    messages.success(request, _("Saved."))
    return redirect("accreditation:objection", uid=uid)


@never_cache
@require_POST
def reveal(request: Request, uid: UUID) -> HttpResponse:
    """Who objected, for the checker; the book notes that it was looked at."""
    found = _find(request, uid)
    name, contact = acts.reveal(found, by=request.user)
    context = _context(request, found) | {"seen": True, "name": name, "contact": contact}
    return render(request, "accreditation/objection.html", context)


def star_choices(cycle: Cycle) -> list[tuple[str, str]]:
    """The stars of the standard, to choose from."""
    return [(star.code, words(star.name)) for star in cycle.standard.stars]


def _objections() -> Any:
    return Objection.objects.select_related(
        "application__unit", "application__township", "application__dossier__unit",
        "application__cycle__unit", "application__cycle__dossier", "application__notice", "checker",
    ).defer("application__cycle__text")  # fmt: skip


def _find(request: Request, uid: UUID) -> Objection:
    found: Objection | None = _objections().filter(uid=uid).first()
    if found is None:
        raise Http404
    cycle = found.application.cycle
    checks = found.checker_id == request.user.pk and acts.may_check(request.user, cycle)
    if not checks and not roles(request.user, cycle.unit) & OFFICE:
        raise Http404
    return found


def _candidates(found: Objection) -> list[User]:
    county = found.application.cycle.unit.path
    held = Grant.objects.in_force().filter(role__in=acts.CHECKERS, unit__path__under=county)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("username")
    return acts.without_hand(found.application, people)


def _settled(found: Objection) -> list[tuple[str, str]]:
    return [
        (code, f"{code} {words(task.title)} ({task.points})")
        for code, task in found.application.tasks.items()
        if task.auto != "A" and task.method != "BALLOT"
    ]


def _forms(found: Objection) -> dict[str, Any]:
    return {
        "checker": lambda data: CheckerForm(data, people=_candidates(found)),
        "extend": ExtendForm,
        "settle": lambda data: SettleForm(data, tasks=_settled(found)),
        "answer": AnswerForm,
    }


def _context(request: Request, found: Objection) -> dict[str, Any]:
    application = found.application
    officer = "county_officer" in roles(request.user, application.unit)
    checks = (
        found.checker_id == request.user.pk
        and found.answered_at is None
        and acts.may_check(request.user, application.cycle)
    )
    people = _candidates(found) if officer and found.answered_at is None else []
    star = next((s.name for s in application.cycle.standard.stars if s.code == found.star), None)
    return {
        "objection": found,
        "application": application,
        "star": star,
        "channel": CHANNEL_WORDS[found.channel],
        "left": working_days_left(application.cycle, found.due) if not found.answered_at else None,
        "officer": officer,
        "checks": checks,
        "people": people,
        "differs": differs(application),
        "corrections": application.remarks.filter(layer="correction").order_by("task"),
        "checker_form": CheckerForm(people=people, initial={"checker": found.checker_id}),
        "extend_form": ExtendForm(),
        "settle_form": SettleForm(tasks=_settled(found)) if checks else None,
        "answer_form": AnswerForm(),
        "buttons": door.buttons(application, request.user)
        if officer and application.dossier.status == "OBJECTION"
        else [],
    }


STEPS = ("checker", "extend", "settle", "answer")
paths = [
    path("notices/<uuid:uid>/object", object_, name="object"),
    path("notices/<uuid:uid>/object/received", objected, name="objected"),
    path("notices/<uuid:uid>/enter", enter, name="enter_objection"),
    path("answers", answer, name="answer"),
    path("cycles/<uuid:uid>/objections", register, name="objections"),
    path("objections/<uuid:uid>", objection, name="objection"),
    path("objections/<uuid:uid>/who", reveal, name="reveal_objector"),
    *(
        path(f"objections/<uuid:uid>/{verb}", step, {"verb": verb}, name=f"objection_{verb}")
        for verb in STEPS
    ),
]
