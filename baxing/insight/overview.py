"""What the page of a cycle shows: how far its sheets are, which stars they lack, where help is wanted (reads only).

Every figure carries the address of the list behind it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache, reduce
from operator import add
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baxing.accreditation.actions.scores import MOVING
from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.pictures import Segment, segments_of
from baxing.accreditation.steps import PLACE, STEPS, Column, Step, columns, late, stage
from baxing.accreditation.views.door import OVERSEERS
from baxing.dossiers.calendar import load
from baxing.insight.figures import Standing, Sums, Townships, of_cycle, reached, total
from baxing.rules.award import HELD_BACK
from baxing.rules.flows import ACCREDITATION
from baxing.rules.text import Text
from baxing.units.models import Unit, User, scope, tops

# Shares of sheets that lack the star, from which a cell is darker (look/county.html).
HEAT = (Fraction(1, 10), Fraction(1, 5), Fraction(35, 100), Fraction(1, 2))


@dataclass(frozen=True)
class Rest:
    """Some of those that did not get further: how many, why, and where they are listed."""

    sheets: int
    why: Text
    url: str
    late: int = 0


@dataclass(frozen=True)
class Row:
    """One step of the funnel."""

    step: Step
    sheets: int
    url: str
    rest: list[Rest]
    now: bool = False


@dataclass(frozen=True)
class Cell:
    """One star of one township or sector: sheets that lack it, sheets not known yet (counted neither way), shade 0–4."""

    unlit: int
    unknown: int
    shade: int
    url: str
    unknown_url: str


@dataclass(frozen=True)
class Line:
    """One township or sector of the table of stars."""

    name: Text | str
    sheets: int
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Late:
    """The late files of one township in one state: what they wait for, and for how long the oldest has."""

    township: str
    waits_for: Text
    sheets: int
    oldest: date
    days: int
    url: str


@dataclass(frozen=True)
class Look:
    """A branch to look at: what is the matter, in figures; `late` in working days."""

    application: Application
    segments: list[Segment]
    matters: list[str]
    late: int


def townships_of(user: User, cycle: Cycle) -> Townships:
    """The townships whose figures `user` may see; None for the whole county."""
    path = cycle.unit.path
    if any(path.startswith(top.path) for top in tops(user, *OVERSEERS)):
        return None
    seen = Unit.objects.filter(scope(user, "path", *OVERSEERS), path__under=path, level="township")
    return list(seen.values_list("pk", flat=True))


def listed(cycle: Cycle, **asked: Any) -> str:
    """The address of the list of sheets narrowed to `asked`."""
    return f"{_address(cycle.uid)}?{urlencode(asked)}"


@lru_cache(maxsize=64)
def _address(uid: UUID) -> str:
    return reverse("accreditation:cycle", args=[uid])


def funnel(cycle: Cycle, found: Sequence[Standing], townships: Townships = None) -> list[Row]:
    """How many sheets reached each step, and why the others did not. One query more where sheets are held back."""
    counts = reached((row.stage, row.sheets) for row in found)
    furthest = max((place for place, n in enumerate(counts) if n), default=0)
    rows = []
    for place, step in enumerate(STEPS):
        stopped = [row for row in found if row.stage == place - 1]
        rest = _held_back(cycle, stopped, townships) if step.code == "able" else _waiting(cycle, stopped)
        url = listed(cycle, step=step.code)
        rows.append(Row(step, counts[place], url, rest, place == furthest))
    return rows


def _waiting(cycle: Cycle, stopped: Sequence[Standing]) -> list[Rest]:
    return [
        Rest(
            row.sheets,
            ACCREDITATION.state(row.status).name,
            listed(cycle, stop=STEPS[row.stage].code, state=row.status),
            row.late,
        )
        for row in stopped
    ]


def _held_back(cycle: Cycle, stopped: Sequence[Standing], townships: Townships) -> list[Rest]:
    """Those that may check themselves but not apply, by the veto that says so; two vetoes on one sheet count in both."""
    if not stopped:
        return []
    held = of_cycle(cycle, townships).annotate(stop=stage()).filter(stop=PLACE["registered"])
    counted = held.values_list("vetoes").annotate(n=Count("*"))
    sheets: dict[str, int] = {}
    for vetoes, n in counted:
        for code, fired in vetoes.items():
            sheets[code] = sheets.get(code, 0) + (n if fired else 0)
    return [
        Rest(sheets[veto.code], _unstopped(veto.text), listed(cycle, stop="registered", veto=veto.code))
        for veto in cycle.standard.vetoes
        if veto.effect in HELD_BACK and sheets.get(veto.code)
    ]


def _unstopped(text: Text) -> Text:
    """A sentence of the standard as a part of ours."""
    return Text(zh=text.zh.rstrip("。"), en=text.en.rstrip("."))


def heat(cycle: Cycle, sums: Mapping[tuple[Any, ...], Sums], by: str) -> list[Line]:
    """The table of stars by "township" (in the order of the register) or "sector" (in that of the standard)."""
    stars = columns(cycle.frame)
    names: dict[Any, Text | str] = (
        dict(cycle.standard.sectors) if by == "sector" else dict(names_of({key for (key,) in sums}))
    )
    return [
        _line(cycle, stars, name, sums[(key,)], {by: key}) for key, name in names.items() if (key,) in sums
    ]


def names_of(keys: set[int]) -> list[tuple[int, str]]:
    """The units with these keys in the order of the register. One query."""
    return list(Unit.objects.filter(pk__in=keys).order_by("path").values_list("pk", "name"))


def whole_line(cycle: Cycle, sums: Mapping[tuple[Any, ...], Sums], name: Text | str) -> Line:
    """All of them in one line, for the foot of the table."""
    return _line(cycle, columns(cycle.frame), name, total(sums.values()), {})


def _line(cycle: Cycle, stars: list[Column], name: Text | str, part: Sums, asked: dict[str, Any]) -> Line:
    cells = []
    for star in stars:
        if star.code not in part.stars:
            continue
        unlit, unknown = part.unlit(star.code), part.stars[star.code][2]
        urls = [listed(cycle, **asked, star=star.code, star_state=state) for state in ("unlit", "unknown")]
        cells.append(Cell(unlit, unknown, shade(unlit, part.sheets), *urls))
    return Line(name, part.sheets, listed(cycle, **asked), cells)


def shade(unlit: int, sheets: int) -> int:
    """How dark a cell is: 0 while less than a tenth of the sheets surely lack the star, 4 from one half."""
    return sum(sheets > 0 and Fraction(unlit, sheets) >= line for line in HEAT)


def late_files(cycle: Cycle, townships: Townships = None) -> list[Late]:
    """What is late, by township and state: the longest first. Two queries and the calendar."""
    today = timezone.localdate()
    rows = list(
        of_cycle(cycle, townships)
        .filter(late(today))
        .values("township", "township__name", "dossier__status")
        .annotate(n=Count("*"), oldest=Min("dossier__due"))
    )
    calendar = load(cycle.region) if rows else None
    found = [
        Late(
            row["township__name"],
            ACCREDITATION.state(row["dossier__status"]).name,
            row["n"],
            row["oldest"],
            calendar.between(row["oldest"], today) if calendar else 0,
            listed(cycle, late=1, township=row["township"], state=row["dossier__status"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.oldest, row.township))


def to_look_at(cycle: Cycle, townships: Townships = None) -> QuerySet[Application]:
    """Sheets that can still change and are late, returned, declined, held back, gated, or lack half of their stars.

    Late ones first, then those that lack most: the order in which help is wanted, never a ranking.
    """
    stars, overdue = columns(cycle.frame), late(timezone.localdate())
    unknown = reduce(add, (F("unknown_mask").bitrightshift(star.bit).bitand(1) for star in stars))
    found = (
        of_cycle(cycle, townships)
        .filter(dossier__status__in=[*MOVING, "NOT_RECOMMENDED"])
        .annotate(
            overdue=Case(When(overdue, then=Value(0)), default=Value(1), output_field=IntegerField()),
            missing=Value(len(stars)) - F("lit") - unknown,
        )
    )
    wanted = Q(overdue=0) | Q(dossier__status__in=["RETURNED", "NOT_RECOMMENDED"]) | Q(may_apply=False)
    wanted |= Q(gated_mask__gt=0) | Q(missing__gte=(len(stars) + 1) // 2)
    return (
        found.filter(wanted)
        .select_related("unit", "township", "dossier")
        .order_by("overdue", "-missing", F("dossier__due").asc(nulls_last=True), "pk")
    )


def looks(cycle: Cycle, page: Sequence[Application]) -> list[Look]:
    """What stands beside each branch of a page of `to_look_at`. The calendar, if anything is late."""
    today, calendar, found = timezone.localdate(), None, []
    for application in page:
        application.cycle = cycle
        stars = segments_of(application)
        days, due = 0, application.dossier.due
        if application.overdue == 0 and due:  # type: ignore[attr-defined]
            calendar = calendar or load(cycle.region)
            days = calendar.between(due, today)
        found.append(Look(application, stars, _matters(application, stars), days))
    return found


def _matters(application: Application, stars: Sequence[Segment]) -> list[str]:
    said, states = [], [star.state for star in stars]
    if not application.may_apply:
        said.append(_("cannot apply this year"))
    if application.dossier.status == "RETURNED" and application.returned:
        n = len(application.returned)
        said.append(ngettext("%(n)s task returned", "%(n)s tasks returned", n) % {"n": n})
    gaps = [star.line - star.low for star in stars if star.state == "dark" and star.low is not None]
    if len(gaps) == 1:
        said.append(_("1 dark, %(short)s short") % {"short": f"{gaps[0]:.2f}"})
    elif gaps:
        said.append(
            _("%(n)s dark, the nearest %(short)s short") % {"n": len(gaps), "short": f"{min(gaps):.2f}"}
        )
    if gated := states.count("gated"):
        said.append(ngettext("%(n)s gate", "%(n)s gates", gated) % {"n": gated})
    if unknown := states.count("unknown"):
        said.append(_("%(n)s not known yet") % {"n": unknown})
    return said


def computed_share(cycle: Cycle) -> tuple[tuple[int, int], int, int]:
    """How many of the standard's points (hundredths) the system computes by itself, and in how many of how many tasks."""
    frame = cycle.frame
    own = sum(full for full, computed in zip(frame.full, frame.computed, strict=True) if computed)
    return (own, sum(frame.full)), sum(frame.computed), len(frame.codes)
