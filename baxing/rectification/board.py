"""The board: how many cases stand where, what is late, who has to act. One sum over one index, and lists made of the
same conditions, so that a figure and its list cannot differ (reads only).

Lists run by the register or by what is due. Nothing here compares organisations, and nothing knows a quota.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum
from django.urls import reverse

from baxing.dossiers.calendar import Calendars
from baxing.rectification.actions.standings import sums_of
from baxing.rectification.models import Standing, Tally
from baxing.rules.flow import State
from baxing.rules.flow_rectification import RECTIFICATION
from baxing.rules.text import Text, words
from baxing.units.models import SECTORS, Unit, User, tops

PAGE = 20
STAGES = (
    ("screening", words("排查、认定", "Screening"), ("SCREENED", "WATCH", "CANDIDATE", "HEARD")),
    ("planning", words("定方案", "Planning"), ("CONFIRMED", "PLANNING", "PLAN_SENT", "PLAN_APPROVED")),
    ("working", words("集中整顿", "Rectifying"), ("RECTIFYING", "ESCALATED", "RE_RECTIFY")),
    ("checking", words("三查", "Three checks"), ("CLEARED", "SELF_CHECKED", "TOWNSHIP_RECHECKED")),
    ("ballot", words("测评、销号", "Ballot"), ("DEPT_REVIEWED", "BALLOT", "PASSED", "NOTICE", "CLOSED_UP")),
    ("follow", words("跟踪、回头看", "Follow-up"), ("FOLLOW_UP", "LOOK_BACK")),
    ("end", words("办结", "Ended"), ("CONSOLIDATED", "RELAPSED", "DROPPED")),
)
STAGE_OF = {status: code for code, _name, statuses in STAGES for status in statuses}
DESKS = {
    "branch": words("支部", "Branch"),
    "township": words("乡镇", "Township"),
    "county": words("县里", "County"),
    "prefecture": words("市里", "Prefecture"),
    "region": words("自治区", "Region"),
}
ABOVE = frozenset({"county", "prefecture", "region"})
MARKS = {
    "help": (Q(act_by__isnull=False), words("有事到期没办", "something is late"), "help"),
    "late": (Q(late=True), words("这一步到期没办", "the step is late"), "late"),
    "problems": (Q(late_items__gt=0), words("有问题超期", "with problems that are late"), "item_cases"),
    "visits": (Q(visits__gt=0), words("四个一有走访要到", "with visits due"), "visit_cases"),
}
FIGURES = ("cases", "late", "item_cases", "late_items", "visit_cases", "visits", "help")


@dataclass(frozen=True)
class Places:
    """Where a person sees cases: at and below these paths, and which whole counties those are, if they are."""

    paths: tuple[str, ...]
    counties: tuple[int, ...] = ()

    @property
    def rows(self) -> QuerySet[Standing]:
        """The standings of these places. One county is asked for by its key: its indexes are in the order of lists."""
        if len(self.counties) == 1:
            return Standing.objects.filter(county=self.counties[0])
        below = Q(pk__in=[])
        for number, path in enumerate(self.paths):
            below = Q(path__under=path) if number == 0 else below | Q(path__under=path)
        return Standing.objects.filter(below)

    def parts(self, condition: Q, *by: str) -> list[dict[str, Any]]:
        """The sums of these places by some fields: from the tallies of whole counties, else from the standings."""
        if not self.counties:
            return sums_of(self.rows.filter(condition), *by)
        tallies = Tally.objects.filter(condition, county__in=self.counties).order_by().values(*by)
        summed = tallies.annotate(**{f"sum_{name}": Sum(name) for name in FIGURES})
        return [{key.removeprefix("sum_"): value for key, value in row.items()} for row in summed]


def places_of(user: User, *roles: str) -> Places:
    """The places of a person's duties; one query where they stand above a county."""
    found = tops(user, *roles)
    paths = tuple(top.path for top in found)
    if not all(top.level in ABOVE for top in found):
        return Places(paths)
    counties = [top.pk for top in found if top.level == "county"]
    above = [top.pk for top in found if top.level != "county"]
    if above:
        below = Q(parent__in=above) | Q(parent__parent__in=above)
        counties += Unit.objects.filter(below, level="county").values_list("pk", flat=True)
    return Places(paths, tuple(counties))


@dataclass
class Subtotal:
    """One line of figures; each leads to its list."""

    name: Text
    asked: Mapping[str, str]
    cases: int = 0
    late: int = 0
    desks: list[Text] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The list behind the figure."""
        return list_url(**self.asked)

    @property
    def late_url(self) -> str:
        """The list behind the late ones."""
        return list_url(**self.asked, late="1")


@dataclass
class Board:
    """All figures of the board, from one query."""

    total: int
    stages: list[tuple[Subtotal, list[Subtotal]]]
    desks: list[Subtotal]
    late: int
    item_cases: int
    late_items: int
    visit_cases: int
    visits: int
    help: int
    states: Counter[str]

    @property
    def most(self) -> int:
        """The length of the longest bar."""
        return max((stage.cases for stage, _states in self.stages), default=0)


def list_url(**asked: str) -> str:
    """The list with these filters."""
    return reverse("rectification:cases") + (f"?{urlencode(asked)}" if asked else "")


def board_of(places: Places) -> Board:
    """The figures of these places: sums of a few rows, whatever the number of cases."""
    found = places.parts(Q(), "status", "desk")
    cases, late = _by(found, "status", "cases"), _by(found, "status", "late")
    whose, whose_late = _by(found, "desk", "cases"), _by(found, "desk", "late")
    stages = []
    for code, name, statuses in STAGES:
        states = [_state_sum(RECTIFICATION.state(status), cases, late, found) for status in statuses]
        stage = Subtotal(name, {"stage": code}, sum(s.cases for s in states), sum(s.late for s in states))
        stages.append((stage, [state for state in states if state.cases]))
    held = [code for code in DESKS if whose[code]]
    desks = [Subtotal(DESKS[code], {"desk": code}, whose[code], whose_late[code]) for code in held]
    whole = {key: sum(row[key] or 0 for row in found) for key in FIGURES}
    return Board(
        whole["cases"],
        stages,
        desks,
        whole["late"],
        whole["item_cases"],
        whole["late_items"],
        whole["visit_cases"],
        whole["visits"],
        whole["help"],
        cases,
    )


def _by(parts: Iterable[Mapping[str, Any]], key: str, figure: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in parts:
        found[part[key]] += part[figure] or 0
    return found


def _state_sum(
    state: State, cases: Counter[str], late: Counter[str], parts: Iterable[Mapping[str, Any]]
) -> Subtotal:
    held = {part["desk"] for part in parts if part["status"] == state.code}
    desks = [name for code, name in DESKS.items() if code in held]
    return Subtotal(state.name, {"state": state.code}, cases[state.code], late[state.code], desks)


@dataclass
class Asked:
    """What was asked of a list: conditions on the cell of a tally, marks of a single case, a part of a name; in words."""

    cell: Q = field(default_factory=Q)
    marks: list[str] = field(default_factory=list)
    name: str = ""
    said: list[Any] = field(default_factory=list)

    def rows(self, places: Places) -> QuerySet[Standing]:
        """The standings that match."""
        rows = places.rows.filter(self.cell)
        for mark in self.marks:
            rows = rows.filter(MARKS[mark][0])
        return rows.filter(case__unit__name__icontains=self.name) if self.name else rows

    def count(self, places: Places) -> int:
        """How many they are: from the sums where these know it, else counted."""
        if self.name or len(self.marks) > 1:
            return self.rows(places).count()
        figure = MARKS[self.marks[0]][2] if self.marks else "cases"
        return sum(part[figure] or 0 for part in places.parts(self.cell, "status"))


def asked_of(given: Mapping[str, str]) -> Asked:
    """The filters as they were given. What nobody could have asked is not heard."""
    asked = Asked()
    if given.get("state") in STAGE_OF:
        asked.cell &= Q(status=given["state"])
        asked.said.append(RECTIFICATION.state(given["state"]).name)
    for code, name, statuses in STAGES:
        if given.get("stage") == code:
            asked.cell &= Q(status__in=statuses)
            asked.said.append(name)
    if given.get("desk") in DESKS:
        asked.cell &= Q(desk=given["desk"])
        desk = DESKS[given["desk"]]
        asked.said.append(words(f"轮到{desk.zh}办", f"waits for: {desk.en}"))
    if given.get("sector") in SECTORS:
        asked.cell &= Q(sector=given["sector"])
        asked.said.append(SECTORS[given["sector"]])
    year = given.get("year", "")
    if year.isascii() and year.isdigit() and len(year) == 4:
        asked.cell &= Q(year=int(year))
        asked.said.append(words(f"{year} 年", year))
    asked.marks = [code for code in MARKS if given.get(code)]
    asked.said += [MARKS[code][1] for code in asked.marks]
    asked.name = given.get("name", "").strip()[:60]
    if asked.name:
        asked.said.append(words(f"名称含“{asked.name}”", f"name with “{asked.name}”"))
    return asked


def in_order(rows: QuerySet[Standing], order: str = "") -> QuerySet[Standing, int]:
    """The keys by the register, or by what is due. Keys alone, so that an index gives them in order and stops in time."""
    return rows.order_by(
        *(("act_by", "path", "case_id") if order == "due" else ("path", "case_id"))
    ).values_list("pk", flat=True)


@dataclass(frozen=True)
class Line:
    """One case of a list: where it stands, whose turn it is, working days left for its step (negative when late)."""

    row: Standing
    state: State
    desk: Text | None
    left: int | None


def lines_of(keys: Iterable[int]) -> list[Line]:
    """The lines of one page, in the order of the keys, with one look at the calendar of each region."""
    keys = list(keys)
    found = Standing.objects.filter(pk__in=keys).select_related("case__unit__parent", "case__dossier")
    rows = {row.pk: row for row in found.defer("case__signs")}
    calendars, lines = Calendars(), []
    for row in (rows[key] for key in keys if key in rows):
        dossier = row.case.dossier
        due = dossier.due if row.desk else None
        lines.append(Line(row, dossier.state, DESKS.get(row.desk), calendars.left(dossier.region, due)))
    return lines
