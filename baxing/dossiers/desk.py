"""My desk: what waits for me, what waits for others, what changed. Few queries, however many files there are (reads only)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, DateField, F, Q, QuerySet, Value, When
from django.utils import timezone

from baxing.dossiers.actions import words
from baxing.dossiers.book import Reader, in_brief, is_assessed, text_of
from baxing.dossiers.calendar import Calendars
from baxing.dossiers.desk_words import SHORT, TODOS, todos
from baxing.dossiers.models import Dossier, Entry
from baxing.dossiers.pages import DeskItem, more_for_desk, page_of, seen_by
from baxing.dossiers.todo import Todo
from baxing.rules.flows import FLOWS
from baxing.rules.roles import ROLES
from baxing.rules.text import Text
from baxing.units.models import User, roles

PAGE = 20
LINES = 8
TITLE = 40
READ = 200
GROUPS = ("late", "week", "later", "none")
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Group:
    """The items of this page that fall due in the same time, and how many there are on all pages."""

    code: str
    count: int
    items: list[DeskItem]


@dataclass(frozen=True)
class Desk:
    """A whole desk: the first thing, the rest in groups, the pages, and how many there are."""

    first: DeskItem | None
    groups: list[Group]
    page: Page[Any]
    total: int


def waiting_for(user: User, today: date) -> Q:
    """The files with a next step for `user` today; one whose day must first pass comes up when it has."""
    found = NOTHING
    for grant in user.grants_now:
        now, later = _statuses(todos(grant.role))
        here = Q(desk=grant.unit_id, unit__path__under=grant.unit.path)
        for flow in FLOWS:
            if now[flow] or later[flow]:
                ready = Q(status__in=now[flow]) | Q(status__in=later[flow], due__lt=today)
                found |= here & Q(flow=flow) & ready
    return found


def _statuses(wanted: Iterable[Todo]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The states of each flow in which there is something to do now, and those that must ripen first."""
    now: dict[str, list[str]] = defaultdict(list)
    later: dict[str, list[str]] = defaultdict(list)
    for todo in wanted:
        (later if todo.ripens else now)[todo.flow].append(todo.status)
    return now, later


def desk_of(user: User, number: Any = 1) -> Desk:
    """Everything that waits for `user`: page `number` of the files, and on the first page what other slices add."""
    today = timezone.localdate()
    ripe = Q()
    for todo in TODOS:
        if todo.ripens:
            ripe |= Q(flow=todo.flow, status=todo.status)
    act_by = Case(When(ripe, then=Value(today)), default=F("due"), output_field=DateField())
    mine = Dossier.objects.filter(waiting_for(user, today)).annotate(act_by=act_by)
    counts = mine.aggregate(
        **{code: Count("pk", filter=_within(code, today)) for code in GROUPS}, all=Count("pk")
    )
    ordered = mine.order_by(F("act_by").asc(nulls_last=True), F("due").asc(nulls_last=True), "pk")
    paginator = _Counted(ordered.select_related("unit", "desk"), PAGE)
    paginator.known = counts["all"]
    page = paginator.get_page(number)
    more = [item for tell in more_for_desk for item in tell(user)]
    items = [*_items(user, list(page.object_list)), *(more if page.number == 1 else [])]
    items.sort(key=lambda item: (_day(item, today) or date.max, item.due or date.max))
    for item in more:
        counts[_group(item, today)] += 1
    first = items.pop(0) if items and page.number == 1 else None
    if first:
        counts[_group(first, today)] -= 1
    by_code: dict[str, list[DeskItem]] = defaultdict(list)
    for item in items:
        by_code[_group(item, today)].append(item)
    groups = [Group(code, counts[code], by_code[code]) for code in GROUPS if by_code[code]]
    return Desk(first, groups, page, counts["all"] + len(more))


class _Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that was told how many there are, so that it need not count again."""

    known = 0

    @property
    def count(self) -> int:
        return self.known


def _week_end(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _within(code: str, today: date) -> Q:
    """The condition of one group, in the terms of `act_by`."""
    end = _week_end(today)
    return {
        "late": Q(act_by__lt=today),
        "week": Q(act_by__gte=today, act_by__lte=end),
        "later": Q(act_by__gt=end),
        "none": Q(act_by=None),
    }[code]


def _day(item: DeskItem, today: date) -> date | None:
    return today if item.ripe else item.act_by


def _group(item: DeskItem, today: date) -> str:
    day = _day(item, today)
    if day is None:
        return "none"
    return "late" if day < today else "week" if day <= _week_end(today) else "later"


def _items(user: User, dossiers: Sequence[Dossier]) -> list[DeskItem]:
    """The files as lines of the desk; one query for their last lines, one for each region's calendar."""
    calendars = Calendars()
    lines = Entry.objects.filter(dossier__in=[d.pk for d in dossiers], n=F("dossier__version"))
    last = {entry.dossier_id: entry for entry in lines}
    items = []
    for dossier in dossiers:
        todo = _todo(user, dossier)
        items.append(
            DeskItem(
                what=words(todo.do) % {"unit": dossier.unit.name, "title": _title(dossier)},
                url=page_of(dossier),
                go=words(todo.go),
                kind=words(SHORT[dossier.flow]),
                because=_because(user, dossier, last.get(dossier.pk)),
                due=dossier.due,
                left=calendars.left(dossier.region, dossier.due),
                ripe=todo.ripens,
            )
        )
    return items


def _title(dossier: Dossier) -> str:
    """The file's own title in the language of the request, cut to what a line can hold."""
    said = text_of(dossier.title)
    return f"{said[:TITLE]}…" if len(said) > TITLE else said


def _todo(user: User, dossier: Dossier) -> Todo:
    held = roles(user, dossier.unit)
    return next(
        todo
        for todo in TODOS
        if todo.flow == dossier.flow and todo.status == dossier.status and held & set(todo.roles)
    )


def _because(user: User, dossier: Dossier, entry: Entry | None) -> str:
    """What happened last on this file, which is why it lies here."""
    if entry is None:
        return ""
    dossier_line = Reader(dossier, is_assessed(user, dossier)).line(entry)
    return f"{timezone.localtime(entry.at):%Y-%m-%d} {dossier_line.who} {in_brief(dossier_line)}"


@dataclass(frozen=True)
class Elsewhere:
    """How many files in my scope wait in one state, and for whom."""

    flow: str
    status: str
    state: Text
    who: list[Text]
    count: int


def waiting_for_others(user: User) -> list[Elsewhere]:
    """The open files in my scope that are not mine to move now, by state."""
    open_states = {
        flow.code: [s.code for s in flow.states if _whose(flow.code, s.code)] for flow in FLOWS.values()
    }
    moving = NOTHING
    for flow, statuses in open_states.items():
        moving |= Q(flow=flow, status__in=statuses)
    found = (
        Dossier.objects.filter(seen_by(user), moving)
        .exclude(waiting_for(user, timezone.localdate()))
        .order_by()
        .values_list("flow", "status")
        .annotate(count=Count("pk"))
    )
    counts = {(flow, status): count for flow, status, count in found}
    return [
        Elsewhere(
            flow.code,
            s.code,
            s.name,
            [ROLES[role].name for role in _whose(flow.code, s.code)],
            counts[flow.code, s.code],
        )
        for flow in FLOWS.values()
        for s in flow.states
        if (flow.code, s.code) in counts
    ]


@dataclass(frozen=True)
class Kind:
    """The states of one flow in which files wait, and how many files they are together."""

    name: Text
    states: list[Elsewhere]

    @property
    def count(self) -> int:
        """All files of this flow that wait for others."""
        return sum(one.count for one in self.states)


def by_flow(others: Sequence[Elsewhere]) -> list[Kind]:
    """The same by flow, in the order of the flows."""
    return [Kind(SHORT[flow], list(states)) for flow, states in groupby(others, key=lambda one: one.flow)]


def _whose(flow: str, status: str) -> list[str]:
    """The roles with something to do in a state; none where only time, or nobody, moves it."""
    return [role for todo in TODOS if (todo.flow, todo.status) == (flow, status) for role in todo.roles]


@dataclass(frozen=True)
class News:
    """One thing that changed: when, on whose file, what; `more` lines of the same kind are not told one by one."""

    at: datetime
    unit: str
    url: str
    say: str
    more: int


def news(user: User) -> list[News]:
    """What others did since yesterday in my scope, the latest first; alike lines of one file, or one deed on many files, are one."""
    since = timezone.make_aware(datetime.combine(timezone.localdate() - timedelta(days=1), time()))
    seen: QuerySet[Dossier] = Dossier.objects.filter(seen_by(user), changed_at__gte=since)
    files = {d.pk: d for d in seen.select_related("unit").order_by("-changed_at")[:READ]}
    lines = (
        Entry.objects.filter(dossier__in=list(files), at__gte=since)
        .exclude(by=user)
        .order_by("-at", "-n")[:READ]
    )
    alike: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in lines:
        same_file, same_deed = (
            (entry.dossier_id, entry.verb),
            (entry.by_id, entry.verb, entry.note, entry.at.date()),
        )
        key = next((key for key in (same_file, same_deed) if key in alike), None)
        if key is None:
            alike[same_file] = alike[same_deed] = [entry]
        else:
            alike[key].append(entry)
    told = list({id(group): group for group in alike.values()}.values())[:LINES]
    return [_news(user, files[group[0].dossier_id], group) for group in told]


def _news(user: User, dossier: Dossier, group: list[Entry]) -> News:
    line = Reader(dossier, is_assessed(user, dossier)).line(group[0])
    units = len({entry.dossier_id for entry in group})
    return News(
        line.at, dossier.unit.name, page_of(dossier), f"{line.who} {in_brief(line)}", max(units - 1, 0)
    )
