"""Rating and afterwards: the decision, certificates, their public check, the ledger of stars, rechecks, on-site meetings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from baxing.accreditation import awards, board
from baxing.accreditation import certificates as papers
from baxing.accreditation.actions import rating as acts
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.checks import CHECKS
from baxing.accreditation.due import working_days_left
from baxing.accreditation.forms_notices import CodeForm, DecisionForm, MeetingForm, plain_code
from baxing.accreditation.models import (
    Application,
    Award,
    Notice,
    Objection,
    RaterSheet,
    SiteMeeting,
    StarEvent,
)
from baxing.accreditation.pictures import view_of
from baxing.accreditation.scores import RECHECKED, facts_year
from baxing.accreditation.views import door
from baxing.accreditation.views.guesses import counted, too_many
from baxing.accreditation.views.notices import find_notice
from baxing.dossiers.actions import words
from baxing.records.models import FactValue
from baxing.rules.flows import ACCREDITATION
from baxing.units.models import Unit, roles
from baxing.units.refused import Refused
from baxing.units.request import Request

GUESSES = 15


@require_http_methods(["GET", "POST"])
def rate_notice(request: Request, uid: UUID) -> HttpResponse:
    """One decision document for the branches of a notice: all that are chosen, or none."""
    notice = find_notice(uid)
    if "county_lead" not in roles(request.user, notice.cycle.unit):
        raise Http404
    waiting = list(
        board.listed(notice)
        .filter(dossier__status__in=board.OPEN)
        .select_related("unit", "township", "cycle", "dossier__unit", "dossier__desk")
    )
    rows = _decision_rows(request, notice, waiting)
    chosen = set(request.POST.getlist("application"))
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = [application for application in waiting if str(application.uid) in chosen]
        data = form.cleaned_data
        made = acts.rate_many(wanted, by=request.user, document=data["document"], on=data["on"])
        messages.success(request, _("%(n)s branches are rated.") % {"n": len(made)})
        return redirect("accreditation:ledger", uid=notice.cycle.unit.uid)
    context = {"notice": notice, "rows": rows, "form": form, "chosen": chosen if form.is_bound else None}
    return render(request, "accreditation/award_many.html", context, status=422 if form.errors else 200)


def _decision_rows(request: Request, notice: Notice, waiting: list[Application]) -> list[dict[str, Any]]:
    """Each branch with what still hinders its rating; as many queries for a hundred as for one."""
    move = next(row for row in ACCREDITATION.moves if row.verb == "rate")
    needs = ACCREDITATION.needs
    questioned = Objection.objects.filter(application__in=waiting, answered_at=None)
    open_ = set(questioned.values_list("application", flat=True))
    own = RaterSheet.objects.filter(application__in=waiting, rater=request.user, conflict=False)
    rated_by_me = set(own.values_list("application", flat=True))
    rows = []
    for row in board.rows_of(notice, waiting):
        a = row.application
        missing = [
            need
            for need in move.needs
            if not (a.pk not in open_ if need == "no_objection" else CHECKS[need](a, request.user, {}))
        ]
        missing += ["not_a_rater"] if a.pk in rated_by_me else []
        hinder = [words(needs[need]) for need in missing]
        rows.append({"row": row, "application": a, "hinder": hinder, "due": a.dossier.due})
    return rows


@require_GET
def award(request: Request, uid: UUID) -> HttpResponse:
    """What a branch was awarded and what became of it."""
    application, found = _awarded(request, uid)
    context = _award_context(found) | {
        "application": application,
        "lines": awards.ledger_lines(list(_events().filter(award=found))),
        "meetings": found.meetings.order_by("-on"),
        "may_record": application.dossier.status == "DEMO"
        and door.holds(request.user, application, *acts.RECORDERS),
        "buttons": door.buttons(application, request.user),
        "pdf": bool(papers.chinese_face()),
        "rechecked": application.dossier.status in RECHECKED,
    }
    return render(request, "accreditation/award.html", context)


@require_GET
def certificate(request: Request, uid: UUID) -> HttpResponse:
    """The certificate on A4, printed by the browser."""
    _application, found = _awarded(request, uid)
    context = papers.shown(found) | {
        "qr": papers.qr(_address(request, found)),
        "pdf": bool(papers.chinese_face()),
    }
    return render(request, "accreditation/award_certificate.html", context)


@require_GET
def certificate_pdf(request: Request, uid: UUID) -> HttpResponse:
    """The same as PDF, in Chinese; without a Chinese font the page says how to get one."""
    application, found = _awarded(request, uid)
    if not papers.chinese_face():
        context = {"application": application, "faces": papers.FACES}
        return render(request, "accreditation/award_no_font.html", context, status=409)
    made = papers.pdf(found, _address(request, found))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificate-{found.number}.pdf"'
    return response


@login_not_required
@never_cache
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """What a printed code is worth today; organisation and stars only."""
    asked = plain_code(request.GET.get("code", ""))[:24]
    form = CodeForm({"code": request.GET["code"]} if asked else None)
    found = None
    if asked:
        key = f"verify:{request.META.get('REMOTE_ADDR', '')}"
        if too_many(key, GUESSES):
            raise Refused(_("Too many tries. Wait ten minutes, then try again."), code="too-many")
        found = _awards().filter(code=asked).first()
        if found is None:
            counted(key, 600)
    context: dict[str, Any] = {"form": form, "asked": papers.grouped(asked)}
    if found is not None:
        context |= _award_context(found) | {"removed": _removed(found)}
    return render(request, "accreditation/verify.html", context)


def _removed(found: Award) -> list[Any]:
    names = awards.full_names(found.application)
    return [(names[event.star], event.on) for event in found.events.all() if event.event == "removed"]


def _award_context(found: Award) -> dict[str, Any]:
    names = awards.full_names(found.application)
    state = awards.standing(found)
    return {
        "award": found,
        "standing": state,
        "segments": awards.award_segments(found),
        "names": [names[code] for code in found.stars],
        "stars": awards.stars_word(len(found.stars) if state in ("valid", "reduced") else 0),
        "demo": found.application.dossier.status == "DEMO",
    }


@require_GET
def ledger(request: Request, uid: UUID) -> HttpResponse:
    """The running ledger of stars (F11) of a county, a township or one branch."""
    unit = Unit.objects.filter(uid=uid).first()
    if unit is None or not _sees(request, unit):
        raise Http404
    found = _events().filter(unit__path__under=unit.path).order_by("-on", "-pk")
    kind = request.GET.get("event", "")
    if kind in awards.EVENTS:
        found = found.filter(event=kind)
    page = Paginator(found, 200).get_page(request.GET.get("page"))
    rated = Application.objects.filter(unit__path__under=unit.path)
    context = {
        "unit": unit,
        "page": page,
        "lines": awards.ledger_lines(list(page)),
        "events": awards.EVENTS,
        "chosen": kind,
        "demos": rated.filter(dossier__status="DEMO").select_related("unit").order_by("unit__path"),
        "rechecks": rated.filter(dossier__status__in=RECHECKED)
        .select_related("unit", "dossier", "cycle").defer("cycle__text").order_by("dossier__due"),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "accreditation/ledger.html", context)


@require_GET
def meetings(request: Request, uid: UUID) -> HttpResponse:
    """The on-site meetings of a county or township (F12)."""
    unit = Unit.objects.filter(uid=uid).first()
    if unit is None or not _sees(request, unit):
        raise Http404
    found = (
        SiteMeeting.objects.filter(award__application__unit__path__under=unit.path)
        .select_related("award__application__unit")
        .order_by("-on", "-pk")
    )
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(request, "accreditation/meetings.html", {"unit": unit, "page": page})


@require_http_methods(["GET", "POST"])
def meeting(request: Request, uid: UUID) -> HttpResponse:
    """Write down one on-site meeting."""
    application, found = _awarded(request, uid)
    if not door.holds(request.user, application, *acts.RECORDERS):
        raise Http404
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.record_meeting(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The meeting is written down."))
        return redirect("accreditation:award", uid=uid)
    context = {"application": application, "form": form}
    return render(request, "accreditation/meeting.html", context, status=422 if form.errors else 200)


@require_GET
def recheck(request: Request, uid: UUID) -> HttpResponse:
    """What holds at the recheck and what does not, from facts alone; no paper is asked for."""
    application, found = _awarded(request, uid)
    if application.dossier.status not in RECHECKED:
        return redirect("accreditation:award", uid=uid)
    refresh(application)
    view = view_of(application)
    stars = [star for star in view.stars if star.star.code in found.stars]
    open_ = awards.open_stars(found)
    due = application.dossier.due
    context = {
        "application": application,
        "award": found,
        "view": view,
        "year": facts_year(application),
        "holding": [star for star in stars if star.star.code not in open_],
        "failing": [star for star in stars if star.result.state in ("dark", "gated")],
        "unknown": [star for star in stars if star.result.state == "unknown"],
        "known": FactValue.objects.filter(unit=application.unit_id, year=facts_year(application)).exists(),
        "buttons": door.buttons(application, request.user),
        "left": working_days_left(application.cycle, due) if due else None,
        "warned": _events().filter(award=found, event="warned").order_by("-on"),
    }
    return render(request, "accreditation/award_recheck.html", context)


def _address(request: HttpRequest, found: Award) -> str:
    return request.build_absolute_uri(f"{reverse('accreditation:verify')}?code={found.code}")


def _awards() -> QuerySet[Award]:
    return (
        Award.objects.select_related(
            "application__unit__parent", "application__township", "application__cycle__unit",
            "application__cycle__pack", "application__dossier__unit", "application__dossier__desk",
        )
        .defer("application__cycle__text")
        .prefetch_related("events")
    )  # fmt: skip


def _events() -> QuerySet[StarEvent]:
    return StarEvent.objects.select_related(
        "unit", "award__application__unit", "award__application__cycle"
    ).defer("award__application__cycle__text")


def _awarded(request: Request, uid: UUID) -> tuple[Application, Award]:
    """The application with its award; 404 for strangers and where none was given."""
    application = door.application(request, uid)
    found = _awards().filter(application=application).first()
    if found is None:
        raise Http404
    found.application = application
    return application, found


def _sees(request: Request, unit: Unit) -> bool:
    return bool(roles(request.user, unit)) and unit.level != "region"


paths = [
    path("notices/<uuid:uid>/rate", rate_notice, name="rate_notice"),
    path("applications/<uuid:uid>/award", award, name="award"),
    path("applications/<uuid:uid>/certificate", certificate, name="certificate"),
    path("applications/<uuid:uid>/certificate.pdf", certificate_pdf, name="certificate_pdf"),
    path("applications/<uuid:uid>/recheck", recheck, name="recheck"),
    path("applications/<uuid:uid>/meetings/new", meeting, name="meeting"),
    path("verify", verify, name="verify"),
    path("ledger/<uuid:uid>", ledger, name="ledger"),
    path("ledger/<uuid:uid>/meetings", meetings, name="meetings"),
]
