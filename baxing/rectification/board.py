"""The board: how many cases stand where, what is late, who has to act. One sum over one index, and lists made of the
same conditions, so that a figure and its list cannot differ (reads only).

Lists run by the register or by what is due. Nothing here compares organisations, and nothing knows a quota.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from baxing.dossiers.calendar import load
from baxing.rectification.models import Standing
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
    "help": (Q(act_by__isnull=False), words("有事到期没办", "something is late")),
    "late": (Q(late=True), words("这一步到期没办", "the step is late")),
    "problems": (Q(late_items__gt=0), words("有问题超期", "with problems that are late")),
    "visits": (Q(visits__gt=0), words("四个一有走访要到", "with visits due")),
}


def in_places(user: User, *roles: str) -> Q:
    """The rows that `user` may see: by county where he stands above one, else by the place in the tree."""
    found = tops(user, *roles)
    if not found:
        return Q(pk__in=[])
    below = Q()
    for top in found:
        below |= Q(path__under=top.path)
    if all(top.level in ABOVE for top in found):
        counties = list(Unit.objects.filter(below, level="county").values_list("pk", flat=True))
        return Q(county__in=counties)
    return below


@dataclass
class Sum_:
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
    stages: list[tuple[Sum_, list[Sum_]]]
    desks: list[Sum_]
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


def board_of(rows: QuerySet[Standing]) -> Board:
    """The figures of these rows: one pass over one index, whatever their number."""
    parts = (
        rows.order_by()
        .values("status", "desk")
        .annotate(
            cases=Count("*"),
            late_cases=Count("status", filter=Q(late=True)),
            item_cases=Count("status", filter=Q(late_items__gt=0)),
            items_late=Sum("late_items"),
            visit_cases=Count("status", filter=Q(visits__gt=0)),
            visits_due=Sum("visits"),
            help=Count("act_by"),
        )
    )
    found: list[Mapping[str, Any]] = list(parts)
    cases, late = _by(found, "status", "cases"), _by(found, "status", "late_cases")
    whose, whose_late = _by(found, "desk", "cases"), _by(found, "desk", "late_cases")
    stages = []
    for code, name, statuses in STAGES:
        states = [_state_sum(RECTIFICATION.state(status), cases, late, found) for status in statuses]
        stage = Sum_(name, {"stage": code}, sum(s.cases for s in states), sum(s.late for s in states))
        stages.append((stage, [state for state in states if state.cases]))
    held = [code for code in DESKS if whose[code]]
    desks = [Sum_(DESKS[code], {"desk": code}, whose[code], whose_late[code]) for code in held]
    keys = ("cases", "late_cases", "item_cases", "items_late", "visit_cases", "visits_due", "help")
    whole = {key: sum(row[key] or 0 for row in found) for key in keys}
    return Board(
        whole["cases"],
        stages,
        desks,
        whole["late_cases"],
        whole["item_cases"],
        whole["items_late"],
        whole["visit_cases"],
        whole["visits_due"],
        whole["help"],
        cases,
    )


def _by(parts: Iterable[Mapping[str, Any]], key: str, figure: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in parts:
        found[part[key]] += part[figure]
    return found


def _state_sum(
    state: State, cases: Counter[str], late: Counter[str], parts: Iterable[Mapping[str, Any]]
) -> Sum_:
    held = {part["desk"] for part in parts if part["status"] == state.code}
    desks = [name for code, name in DESKS.items() if code in held]
    return Sum_(state.name, {"state": state.code}, cases[state.code], late[state.code], desks)


def filtered(rows: QuerySet[Standing], asked: Mapping[str, str]) -> tuple[QuerySet[Standing], list[Any]]:
    """The rows narrowed to what was asked, with what was asked in words. What nobody could have asked is not heard."""
    said: list[Any] = []
    if asked.get("state") in STAGE_OF:
        rows = rows.filter(status=asked["state"])
        said.append(RECTIFICATION.state(asked["state"]).name)
    for code, name, statuses in STAGES:
        if asked.get("stage") == code:
            rows = rows.filter(status__in=statuses)
            said.append(name)
    if asked.get("desk") in DESKS:
        rows = rows.filter(desk=asked["desk"])
        said.append(words(f"轮到{DESKS[asked['desk']].zh}办", f"waits for: {DESKS[asked['desk']].en}"))
    if asked.get("sector") in SECTORS:
        rows = rows.filter(sector=asked["sector"])
        said.append(SECTORS[asked["sector"]])
    year = asked.get("year", "")
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(year=int(year))
        said.append(words(f"{year} 年", year))
    for code, (condition, name) in MARKS.items():
        if asked.get(code):
            rows = rows.filter(condition)
            said.append(name)
    if name_part := asked.get("name", "").strip()[:60]:
        rows = rows.filter(case__unit__name__icontains=name_part)
        said.append(words(f"名称含“{name_part}”", f"name with “{name_part}”"))
    return rows, said


def in_order(rows: QuerySet[Standing], order: str = "") -> QuerySet[Standing]:
    """By the register, or by what is due; with what a line of the list shows."""
    keys = ("act_by", "path", "case") if order == "due" else ("path", "-year", "-case")
    return rows.order_by(*keys).select_related("case__unit__parent", "case__dossier")


@dataclass(frozen=True)
class Line:
    """One case of a list: where it stands, whose turn it is, working days left for its step (negative when late)."""

    row: Standing
    state: State
    desk: Text | None
    left: int | None


def lines_of(rows: Iterable[Standing], today: date) -> list[Line]:
    """The lines of one page, with one look at the calendar of each region."""
    rows = list(rows)
    regions = sorted({row.case.dossier.region for row in rows if row.case.dossier.due})
    calendars = {region: load(region) for region in regions}
    found = []
    for row in rows:
        dossier = row.case.dossier
        due = dossier.due if row.desk else None
        left = calendars[dossier.region].between(today, due) if due else None
        found.append(Line(row, dossier.state, DESKS.get(row.desk), left))
    return found
