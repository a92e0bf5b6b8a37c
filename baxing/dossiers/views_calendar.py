"""The working-day calendar of a year: seen by officers, corrected by the county organisation department."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baxing.dossiers.calendar import STANDINGS, Held, built, layers, load
from baxing.dossiers.calendars import NATION, chain, regions
from baxing.dossiers.calendars import region as shipped_region
from baxing.dossiers.forms_calendar import ConfirmForm, CountForm, DayForm
from baxing.dossiers.importer import EDITORS, confirm_year, may_edit, remove_day_rule, set_day_rule
from baxing.dossiers.models import DayRule
from baxing.rules.calendar import DAY, WorkCalendar, weekday
from baxing.units.models import User

VIEWERS = EDITORS | {"township_officer", "township_secretary", "county_lead", "city_officer", "auditor"}


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of one year and region, and the answer to «when is it due»."""
    user, region, year = _find(request)
    day = request.GET.get("day", "")
    initial = _current(region, day) if day else {"day": f"{year}-01-01", "kind": "off"}
    return _page(request, user, region, year, DayForm(initial=initial))


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Give a day off, have it worked, or take a rule back."""
    user, region, year = _find(request)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, user, region, year, form, status=422)
    day, kind, reason = (form.cleaned_data[field] for field in ("day", "kind", "reason"))
    if kind == "usual":
        remove_day_rule(region, day, reason, by=user)
    else:
        before = DayRule.objects.filter(region=region, day=day).values_list("name", flat=True).first() or {}
        kept = before.get("bo", "") if before.get("zh") == form.cleaned_data["zh"] else ""
        set_day_rule(region, day, kind, form.name(kept), reason, by=user)
    messages.success(request, _("%(day)s was changed. Terms are counted with it from now on.") % {"day": day})
    return redirect(_address(region, day.year))


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The expected days of this year agree with the published notice."""
    user, region, year = _find(request)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(
            request, user, region, year, DayForm(initial={"kind": "off"}), confirm_form=form, status=422
        )
    number = confirm_year(region, year, form.cleaned_data["reason"], by=user)
    messages.success(request, _("%(n)d days of %(year)d are confirmed.") % {"n": number, "year": year})
    return redirect(_address(region, year))


def _find(request: HttpRequest) -> tuple[User, str, int]:
    """The region and year that the address names; strangers see nothing here."""
    user = request.user
    if not isinstance(user, User) or not any(grant.role in VIEWERS for grant in user.grants_now):
        raise Http404
    region = request.GET.get("region", NATION)
    year = request.GET.get("year", "") or str(timezone.localdate().year)
    if region not in regions() or not (year.isascii() and year.isdigit() and 1990 <= int(year) <= 2100):
        raise Http404
    return user, region, int(year)


def _address(region: str, year: int) -> str:
    return f"{reverse('dossiers:calendar')}?region={region}&year={year}"


def _current(region: str, text: str) -> dict[str, Any]:
    """What the form says of a day that somebody wants to change."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    days = load(region)
    name = days.off.get(day) or days.work.get(day)
    kind = "work" if day in days.work else "off"
    return {"day": text, "kind": kind, "zh": name.zh if name else "", "en": name.en if name else ""}


def _page(
    request: HttpRequest,
    user: User,
    region: str,
    year: int,
    form: DayForm,
    *,
    confirm_form: ConfirmForm | None = None,
    status: int = 200,
) -> HttpResponse:
    held = layers(region)
    days, rows = built(held), _rows(held, region, year)
    asked = CountForm(request.GET if "start" in request.GET else None)
    context = {
        "region": region,
        "year": year,
        "regions": [shipped_region(code) for code in regions()],
        "years": _years(year),
        "rows": rows,
        "months": _months(days, year),
        "total": days.between(date(year - 1, 12, 31), date(year, 12, 31)),
        "published": days.covers(year),
        "unsure": sum(row["days"] for row in rows if row["unsure"] and row["own"]),
        "notes": [one for code in chain(region) for one in shipped_region(code).years if one.year == year],
        "may_edit": may_edit(user),
        "form": form,
        "confirm_form": confirm_form or ConfirmForm(),
        "asked": asked,
        "answer": _answer(days, asked),
    }
    return render(request, "dossiers/calendar.html", context, status=422 if asked.errors else status)


def _years(year: int) -> list[int]:
    """The years with any day in the data, and the one that is looked at."""
    shipped = {one.year for code in regions() for one in shipped_region(code).years}
    stored = {day.year for day in DayRule.objects.dates("day", "year")}
    return sorted(shipped | stored | {year})


def _rows(layers: list[list[Held]], region: str, year: int) -> list[dict[str, Any]]:
    """The days that are not what their weekday says; days in a row that are alike share one row."""
    held = {one.rule.day: one for layer in layers for one in layer if one.rule.day.year == year}
    rows: list[dict[str, Any]] = []
    for day, one in sorted(held.items()):
        alike = (one.rule.kind, one.rule.name, one.rule.standing, one.source, one.region)
        if rows and rows[-1]["alike"] == alike and rows[-1]["last"] == day - DAY:
            rows[-1] |= {"last": day, "last_weekday": weekday(day), "days": rows[-1]["days"] + 1}
            continue
        row = {"alike": alike, "first": day, "weekday": weekday(day), "last": day, "days": 1}
        row |= {"off": one.rule.kind == "off", "name": one.rule.name, "own": one.region == region}
        row["unsure"] = one.rule.standing != "published"
        row["region"] = shipped_region(one.region).name
        row["source"] = "" if one.source in STANDINGS else one.source
        rows.append(row)
    return rows


def _months(days: WorkCalendar, year: int) -> list[tuple[int, int]]:
    """How many working days each month has."""
    ends = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
    before = [date.fromordinal(end.toordinal() - 1) for end in ends]
    return [(month, days.between(before[month - 1], before[month])) for month in range(1, 13)]


def _answer(days: WorkCalendar, form: CountForm) -> dict[str, Any] | None:
    """The day asked for and the days skipped on the way; None while nothing was asked."""
    if not form.is_bound or not form.is_valid():
        return None
    start, n = form.cleaned_data["start"], form.cleaned_data["n"]
    end = days.add(start, n)
    skipped = [
        {"day": day, "weekday": weekday(day), "why": days.why(day)} for day in days.not_worked(start, end)
    ]
    return {"end": end, "weekday": weekday(end), "skipped": skipped, "unsure": days.not_covered(start, end)}
