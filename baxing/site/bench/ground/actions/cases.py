"""The bench's county of rectification cases: a few led by the real actions, then copied in bulk until there are as many as asked.

Sixteen branches have one case each, from the screening to the notice, most of them at work, with 160 problems in all
(ten a case), some of them late. The copies carry everything that the sixteen have, with books whose chains are whole.
Every township of twenty branches has its officer, and all stand in one county: its officer sees every case there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from baxing.dossiers.calendar import load
from baxing.dossiers.importer import load_shipped_days
from baxing.dossiers.models import Dossier, Entry
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import checking, planning, screening, standings
from baxing.rectification.actions.moves import fresh
from baxing.rectification.actions.regulations import load_shipped_regulation
from baxing.rectification.models import Case, Check, Look, Seat
from baxing.site.bench.ground.actions.rows import (
    Host,
    chained,
    copy_problems,
    insert,
    keep_seals,
    like,
    person,
    townships,
    unit,
)
from baxing.site.bench.ground.places import MODELS, PER_TOWNSHIP
from baxing.site.demo.clock import Clock, shifted
from baxing.units.models import Grant, Unit, User
from baxing.units.paths import segment

CHUNK = 2000
CODES = ("R04", "R06")
# How far each of the sixteen is led, and how many problems it has.
WAYS = (
    *(("SCREENED", 0), ("CANDIDATE", 0), ("HEARD", 0), ("PLANNING", 12), ("PLAN_SENT", 12)),
    *[("RECTIFYING", 12 + at % 2) for at in range(8)],
    *(("CLEARED", 12), ("SELF_CHECKED", 12), ("TOWNSHIP_RECHECKED", 12)),
)
# Calendar days since the screening began: the work is well under way, the others are fresh.
BEGUN = {"SCREENED": 3, "CANDIDATE": 8, "HEARD": 12, "PLANNING": 25, "PLAN_SENT": 28}
BACK = 100  # four problems a case are late, but none so late that the first `tick` would escalate ten thousand cases


@dataclass
class CaseGround:
    """The county, its officer, and the sixteen cases that the others are copies of."""

    county: Unit
    officer: User
    models: list[Case]
    people: dict[str, User]


def build(size: int) -> CaseGround:
    """Fills an empty database with `size` cases (at least the sixteen) of one county."""
    load_shipped_days()
    load_shipped_regulation()
    today = timezone.localdate()
    with shifted(Clock(today, load("CN"))) as clock:
        clock.to(today - timedelta(days=BACK + 1))
        ground = _open()
        for at, (state, problems) in enumerate(WAYS):
            clock.to(today - timedelta(days=BEGUN.get(state, BACK)))
            ground.models.append(_led(ground, clock, at, state, problems))
    with transaction.atomic():
        _copy(ground, size - MODELS)
    standings.rebuild()
    if connection.vendor == "postgresql":  # what its autovacuum would have done by the next minute
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return ground


def _open() -> CaseGround:
    region = unit(None, 0, "自治区", "region")
    prefecture = unit(region, 0, "地区", "prefecture")
    county = unit(prefecture, 0, "县", "county")
    township = unit(county, 0, "第1镇", "township")
    posts = (
        *(("zuzhike", "county_officer", county), ("buwuhui", "county_lead", county)),
        *(("x0", "township_officer", township), ("y0", "township_secretary", township)),
    )
    people = {role: person(name, role, at) for name, role, at in posts}
    return CaseGround(county, people["county_officer"], [], people)


def _led(ground: CaseGround, clock: Clock, at: int, state: str, problems: int) -> Case:
    """One case on its way to `state`, by the real actions, one step a few days after the other."""
    township = Unit.objects.get(level="township")
    branch = unit(township, at, f"第{at + 1}党支部", "branch", sector="V", form="branch", members_full=20)
    play = _Play(ground.people, person(f"s{at}", "secretary", branch), problems)
    case = screening.screen(branch, by=play.officer)
    for step in (
        play.propose,
        play.answer,
        play.confirm,
        play.send,
        play.approve,
        play.settle,
        play.check,
        play.recheck,
    ):
        case = fresh(case)
        if case.dossier.status == state:
            break
        clock.to(timezone.localdate() + timedelta(days=3))
        step(case)
    if state == "RECTIFYING":
        clock.to(clock.today - timedelta(days=20))
        play.begin(fresh(case))
    return fresh(case)


@dataclass
class _Play:
    """Who acts in one case, and how many problems it has."""

    who: dict[str, User]
    secretary: User
    problems: int

    @property
    def officer(self) -> User:
        """The township's officer."""
        return self.who["township_officer"]

    def propose(self, case: Case) -> None:
        looks = (
            ("branch", self.secretary),
            ("township", self.officer),
            ("county", self.who["county_officer"]),
        )
        for level, by in looks:
            screening.look(case, level, CODES, "情况属实", by=by)
        screening.propose(
            case, by=self.who["township_secretary"], codes=CODES, reason="有空档", minute="党委会 1 号"
        )

    def answer(self, case: Case) -> None:
        screening.answer(case, by=self.secretary, text="情况属实，愿意整改")

    def confirm(self, case: Case) -> None:
        """Confirmed, and its plan written."""
        lead, today = self.who["county_lead"], timezone.localdate()
        screening.confirm(
            case, by=lead, codes=CODES, level="normal", minute="部务会 1 号", standing_minute="常委会 1 号"
        )
        for at in range(self.problems):
            items.list_problem(case.dossier, by=self.secretary, what=f"第 {at + 1} 件事没有人管", cause="没有分工",
                               measure="定人定期限", lead="书记", lead_user=self.secretary, code=CODES[at % 2],
                               due=today + timedelta(days=86 + at))  # fmt: skip
        for role in case.rules.four_ones:
            planning.name_seat(case, role.code, by=self.officer, duty="包点干部")
        planning.plan(
            case, by=self.secretary, target="组织生活正常", kick_off_on=today, should=20, present=18
        )

    def send(self, case: Case) -> None:
        planning.send_plan(case, by=self.who["township_secretary"], minute="党委会 2 号")

    def approve(self, case: Case) -> None:
        planning.approve_plan(case, by=self.who["county_lead"], minute="部务会 2 号")

    def begin(self, case: Case) -> None:
        """Half of the problems are begun, a few of them claimed and closed; the others wait, some beyond their day."""
        for at, problem in enumerate(self.listed(case)):
            if at % 2 == 0:
                items.start(problem, by=self.secretary)
            if at % 4 == 0:
                items.claim(problem, by=self.secretary, changed="已经定人，两个月没有再断过")
            if at % 8 == 0:
                self.close(problem)

    def settle(self, case: Case) -> None:
        for problem in self.listed(case):
            items.start(problem, by=self.secretary)
            items.claim(problem, by=self.secretary, changed="已经定人，两个月没有再断过")
            self.close(problem)

    def close(self, problem: Problem) -> None:
        """Verified and closed by the township."""
        items.verify(problem, by=self.officer)
        items.close(problem, by=self.officer, signer="villager", signed_on=timezone.localdate())

    def check(self, case: Case) -> None:
        checking.self_check(case, by=self.secretary, on=timezone.localdate(), should=20, present=18,
                            findings=self.found(case), opinion="都办了")  # fmt: skip

    def recheck(self, case: Case) -> None:
        checking.recheck(case, by=self.officer, on=timezone.localdate(), members=6, households=12,
                         methods=("site", "talks"), findings=self.found(case), opinion="属实", passed=True)  # fmt: skip

    def listed(self, case: Case) -> list[Problem]:
        related = ("dossier__unit", "dossier__desk", "unit", "parent__unit", "parent__desk")
        return list(
            Problem.objects.filter(parent=case.dossier_id).select_related(*related).order_by("number")
        )

    def found(self, case: Case) -> dict[str, dict[str, object]]:
        return {str(problem.uid): {"ok": True, "note": ""} for problem in self.listed(case)}


def _copy(ground: CaseGround, number: int) -> None:
    """Everything that the sixteen have, for `number` branches more."""
    first = Unit.objects.get(level="township")
    towns = [
        (first, ground.people["township_officer"]),
        *townships(ground.county, -(-number // PER_TOWNSHIP)),
    ]
    books = {case.pk: list(case.dossier.entries.order_by("n")) for case in ground.models}
    secretaries = {case.pk: case.unit.grants.get(role="secretary").user_id for case in ground.models}
    waiting = iter(range(number))
    while chunk := list(islice(waiting, CHUNK)):
        plan = [(at, ground.models[at % MODELS], *towns[1 + at // PER_TOWNSHIP]) for at in chunk]
        units = Unit.objects.bulk_create(_branch(at, case.unit, town) for at, case, town, _ in plan)
        users = User.objects.bulk_create(
            User(username=f"s{MODELS + at}", name=f"{each.name}书记", password="!")  # noqa: S106
            for (at, *_), each in zip(plan, units, strict=True)
        )
        Grant.objects.bulk_create(
            Grant(user=user, unit=each, role="secretary") for user, each in zip(users, units, strict=True)
        )
        hosts = _covers(ground, first, plan, units, users, secretaries)
        models = [case for _, case, *_ in plan]
        copied = Case.objects.bulk_create(
            like(case, unit=host.unit, dossier=host.cover, county=ground.county)
            for case, host in zip(models, hosts, strict=True)
        )
        lines = zip(hosts, models, strict=True)
        insert(
            Entry, [line for host, case in lines for line in chained(host.cover, books[case.pk], host.actors)]
        )
        keep_seals(host.cover for host in hosts)
        copy_problems(hosts)
        _beside(models, copied)


def _covers(
    ground: CaseGround,
    first: Unit,
    plan: Sequence[tuple[int, Case, Unit, User]],
    units: Sequence[Unit],
    users: Sequence[User],
    secretaries: dict[int, int],
) -> list[Host]:
    officer = ground.people["township_officer"].pk
    desks = [
        {case.unit_id: each, first.pk: town, ground.county.pk: ground.county}
        for (_, case, town, _), each in zip(plan, units, strict=True)
    ]
    covers = Dossier.objects.bulk_create(
        like(case.dossier, unit=each, desk=where[case.dossier.desk_id])
        for (_, case, *_), each, where in zip(plan, units, desks, strict=True)
    )
    rows = zip(plan, units, users, covers, desks, strict=True)
    return [
        Host(case.dossier, cover, each, {secretaries[case.pk]: user.pk, officer: by.pk}, where)
        for (_, case, _, by), each, user, cover, where in rows
    ]


def _branch(at: int, model: Unit, town: Unit) -> Unit:
    order = at % PER_TOWNSHIP
    return like(model, parent=town, order=order, path=town.path + segment(order), name=f"第{order + 1}党支部")


def _beside(models: Sequence[Case], copied: Sequence[Case]) -> None:
    """The rows beside a case that lists and pages count: what was looked at, who goes there."""
    for kind in (Look, Seat, Check):
        rows: dict[int, list[Any]] = {}
        for row in kind._default_manager.filter(case__in={case.pk for case in models}).order_by("pk"):
            rows.setdefault(row.case_id, []).append(row)
        kind._default_manager.bulk_create(
            like(row, case=copy)
            for case, copy in zip(models, copied, strict=True)
            for row in rows.get(case.pk, ())
        )
