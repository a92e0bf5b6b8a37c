"""Public notice: chosen and published by the department's meeting, read by everybody, printed for the board."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baxing.accreditation import board
from baxing.accreditation.actions import notices as acts
from baxing.accreditation.awards import stars_word
from baxing.accreditation.certificates import qr
from baxing.accreditation.forms_notices import DownForm, PublishForm
from baxing.accreditation.models import Application, Cycle, Notice
from baxing.accreditation.pictures import proposed_segments
from baxing.accreditation.scores import differs
from baxing.accreditation.views import door
from baxing.dossiers.models import Entry
from baxing.rules.text import Text
from baxing.units.models import roles
from baxing.units.request import Request

PAGE, SHEET, SHORT = 50, 40, 16


@login_not_required
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Every public notice, the running ones first."""
    found = _notices().annotate(last=Max("applications__dossier__due")).order_by("-ends_on", "-pk")
    page = Paginator(found, 20).get_page(request.GET.get("page"))
    rows = [(notice, board.term_of(notice), notice.applications.count()) for notice in page]
    return render(request, "accreditation/notices.html", {"page": page, "rows": rows})


@login_not_required
@require_GET
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One notice for everybody: organisations and stars, no persons, no reasons."""
    found = find_notice(uid)
    everybody = board.listed(found)
    asked = request.GET.get("name", "")
    page = Paginator(board.found(everybody, asked), PAGE).get_page(request.GET.get("page"))
    longer = board.rows_of(found, board.running_longer(found))
    mine = roles(request.user, found.cycle.unit)
    context = {
        "notice": found,
        "term": board.term_of(found),
        "page": page,
        "rows": board.rows_of(found, page),
        "total": everybody.count(),
        "longer": longer,
        "open": board.open_to_objection(found).exists(),
        "asked": asked,
        "route": route(found.cycle),
        "officer": "county_officer" in mine,
        "rates": "county_lead" in mine,
    }
    return render(request, "accreditation/notice.html", context)


@login_not_required
@require_GET
def poster(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The notice on A4 for the board, as many sheets as it needs; `?again=1` prints only what runs anew or longer."""
    found = find_notice(uid)
    again = bool(request.GET.get("again"))
    rows = board.rows_of(found, board.running_longer(found) if again else board.listed(found))
    if not rows:
        raise Http404
    held_on, digest = board.approval(found)
    address = request.build_absolute_uri(reverse("accreditation:notice", args=[uid]))
    first = SHEET // 2  # the first sheet also carries the text
    cut = [rows[:first], *(rows[at : at + SHEET] for at in range(first, len(rows), SHEET))]
    context = {
        "notice": found,
        "term": board.term_of(found),
        "again": again,
        "sheets": cut,
        "total": len(rows),
        "held_on": held_on,
        "digest": digest[:SHORT],
        "qr": qr(address),
        "route": route(found.cycle),
        "until": max((row.until for row in rows if row.until), default=found.ends_on),
    }
    return render(request, "accreditation/poster.html", context)


@require_http_methods(["GET", "POST"])
def prolong(request: Request, uid: UUID) -> HttpResponse:
    """The page or the board was down for a day."""
    found = find_notice(uid)
    if "county_officer" not in roles(request.user, found.cycle.unit):
        raise Http404
    form = DownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.prolong(found, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The notice runs one working day longer."))
        return redirect("accreditation:notice", uid=uid)
    context = {"notice": found, "term": board.term_of(found), "form": form}
    return render(request, "accreditation/notice_prolong.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def publish(request: Request, uid: UUID) -> HttpResponse:
    """The meeting looks at every proposed result of the cycle and publishes those it approves."""
    cycle = door.cycle(request, uid)
    held = roles(request.user, cycle.unit)
    if not held & {"county_lead", "county_officer"} or not cycle.digest:
        raise Http404
    proposed = list(
        door.visible(request.user)
        .filter(cycle=cycle, dossier__status="PROPOSED")
        .prefetch_related("rater_sheets")
        .order_by("unit__path")
    )
    form = PublishForm(request.POST or None)
    chosen = set(request.POST.getlist("application"))
    if request.method == "POST" and form.is_valid():
        wanted = [application for application in proposed if str(application.uid) in chosen]
        data = form.cleaned_data
        made = acts.publish(cycle, wanted, by=request.user, minute=data["number"], on=data["on"])
        messages.success(request, _("%(n)s results are on public notice.") % {"n": len(wanted)})
        return redirect("accreditation:notice", uid=made.uid)
    context = {
        "cycle": cycle,
        "form": form,
        "rows": _publishable(request, proposed, chosen if request.method == "POST" else None),
        "lead": "county_lead" in held,
        "officer": "county_officer" in held,
        "days": cycle.standard.terms.notice_days,
    }
    return render(request, "accreditation/publish.html", context, status=422 if form.errors else 200)


@require_POST
def renew(request: Request, uid: UUID) -> HttpResponse:
    """Propose what the sheet says now."""
    application = door.application(request, uid)
    if "county_officer" not in roles(request.user, application.unit):
        raise Http404
    acts.renew_proposal(application, by=request.user)
    messages.success(request, _("Proposed anew: %(unit)s.") % {"unit": application.unit.name})
    return redirect("accreditation:publish", uid=application.cycle.uid)


def _publishable(
    request: Request, proposed: list[Application], chosen: set[str] | None
) -> list[dict[str, Any]]:
    """Each proposed result with what hinders it; ready ones are chosen unless the meeting chose otherwise."""
    mine = set(
        Entry.objects.filter(
            by=request.user, verb="propose", dossier__in=[a.dossier_id for a in proposed]
        ).values_list("dossier", flat=True)
    )
    rows = []
    for application in proposed:
        rated = any(s.rater_id == request.user.pk and not s.conflict for s in application.rater_sheets.all())
        hinder = [
            words
            for words, holds in (
                (_("the sheet has changed since it was proposed"), differs(application)),
                (_("you rated this branch; another person approves it"), rated),
                (_("you proposed this result; another person approves it"), application.dossier_id in mine),
            )
            if holds
        ]
        segments = proposed_segments(application)
        rows.append(
            {
                "application": application,
                "segments": segments,
                "stars": stars_word(sum(segment.state == "lit" for segment in segments)),
                "hinder": hinder,
                "stale": differs(application),
                "conflicts": sum(sheet.conflict for sheet in application.rater_sheets.all()),
                "chosen": not hinder if chosen is None else str(application.uid) in chosen,
            }
        )
    return rows


def route(cycle: Cycle) -> dict[str, Any]:
    """How stars are set under this cycle's standard, for the side of the page."""
    pack = cycle.standard
    return {
        "line": pack.threshold,
        "per_branch": cycle.frame.per_branch,
        "name": pack.name,
        "version": pack.version,
        "stars": Text(
            zh="、".join(s.name.zh for s in pack.stars), en=", ".join(s.name.en for s in pack.stars)
        ),
    }


def _notices() -> Any:
    return Notice.objects.select_related("cycle__unit", "cycle__dossier", "cycle__pack").defer("cycle__text")


def find_notice(uid: UUID) -> Notice:
    """The notice of that id; 404 if there is none."""
    found: Notice | None = _notices().filter(uid=uid, starts_on__lte=timezone.localdate()).first()
    if found is None:
        raise Http404
    return found


paths = [
    path("notices", notices, name="notices"),
    path("notices/<uuid:uid>", notice, name="notice"),
    path("notices/<uuid:uid>/poster", poster, name="poster"),
    path("notices/<uuid:uid>/prolong", prolong, name="prolong"),
    path("cycles/<uuid:uid>/publish", publish, name="publish"),
    path("applications/<uuid:uid>/renew", renew, name="renew_proposal"),
]
