"""The small world with a regulation, facts that show signs, and cases led to any state by the real actions.

    case = to_state(cases, "RECTIFYING")                  # of branch V; key="V3" for another
    settle_all(cases, case)                               # every problem closed: the case is CLEARED

The fixture `cases` (conftest) stands on a clock at START: `cases.clock.to(day)`, `cases.clock.add(days)`. Besides the
accounts of tests/world.py there are `county_officer_two`, `township_officer_two` (云杉镇) and `region_officer` (a
city_officer at the root). `cases.who(role, case)` is whoever holds a role for that branch, made on the spot if nobody.
States after CLEARED: tests/case_closing.py.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import moves, planning, screening, working
from baxing.rectification.actions.regulations import load_shipped_regulation
from baxing.rectification.models import Case
from baxing.rules.roles import ROLES
from baxing.units.models import Grant, User
from tests.case_parts import CHANGED, CODES, FACTS, MINUTE, PROBLEMS, STANDING, put_facts, refused
from tests.cycle_parts import START, Clock, add_person
from tests.world import World, make_world

ROUTE = ("SCREENED", "CANDIDATE", "HEARD", "PLANNING", "PLAN_SENT", "RECTIFYING", "CLEARED")
ASIDE = {"WATCH": "SCREENED", "DROPPED": "SCREENED", "ESCALATED": "RECTIFYING"}


@dataclass
class CaseWorld:
    """The world, its clock, and who acts where."""

    world: World
    clock: Clock
    people: dict[tuple[str, int], User] = field(default_factory=dict)

    @property
    def users(self) -> dict[str, User]:
        """The accounts by role or name."""
        return self.world.users

    def who(self, role: str, case: Case) -> User:
        """Whoever holds `role` for the branch of this case."""
        unit = case.unit.at(ROLES[role].levels[0]) or case.county
        key = (role, unit.pk)
        if key not in self.people:
            held = Grant.objects.filter(role=role, unit=unit).select_related("user").order_by("pk").first()
            self.people[key] = held.user if held else add_person(f"{role}_{unit.pk}", role, unit)
        return self.people[key]


def case_world(clock: Clock) -> CaseWorld:
    """A fresh world at the clock's day, with the shipped regulation and facts for every branch."""
    world = make_world()
    load_shipped_regulation()
    for name, role, unit in (
        ("county_officer_two", "county_officer", world.county),
        ("township_officer_two", "township_officer", world.town),
        ("region_officer", "city_officer", world.region),
    ):
        world.users[name] = add_person(name, role, unit)
    for unit in world.branches.values():
        put_facts(unit, FACTS)
    return CaseWorld(world, clock)


def to_state(
    cases: CaseWorld, state: str, *, key: str = "V", level: str = "normal", case: Case | None = None
) -> Case:
    """A case of branch `key` (or this one) led to `state` by the real actions; it must stand before it on the way."""
    case = moves.fresh(case) if case else screened(cases, key)
    if state in ASIDE:
        return _aside(cases, to_state(cases, ASIDE[state], case=case, level=level), state)
    for step in ROUTE[ROUTE.index(case.dossier.status) + 1 : ROUTE.index(state) + 1]:
        _STEPS[step](cases, case, level)
        case = moves.fresh(case)
    return case


def screened(cases: CaseWorld, key: str = "V") -> Case:
    """A new case of that branch, opened by the county."""
    return screening.screen(cases.world.branches[key], by=cases.users["county_officer"])


def look_all(cases: CaseWorld, case: Case) -> None:
    """All three levels look and see the signs of CODES."""
    for level, role in (
        ("branch", "secretary"),
        ("township", "township_officer"),
        ("county", "county_officer"),
    ):
        screening.look(case, level, CODES, "到场看过，情况属实", by=cases.who(role, case))


def _propose(cases: CaseWorld, case: Case, level: str) -> None:
    look_all(cases, case)
    by = cases.who("township_secretary", case)
    screening.propose(case, by=by, codes=CODES, reason="两项情形属实", minute="党委会〔2026〕1 号")


def _answer(cases: CaseWorld, case: Case, level: str) -> None:
    screening.answer(case, by=cases.who("secretary", case), text="情况属实，愿意整改")


def _confirm(cases: CaseWorld, case: Case, level: str) -> None:
    by = cases.who("county_lead", case)
    screening.confirm(case, by=by, codes=CODES, level=level, minute=MINUTE, standing_minute=STANDING)


def make_plan(cases: CaseWorld, case: Case) -> None:
    """Target, kick-off, the four ones and the problems of PROBLEMS: everything but sending it."""
    today = timezone.localdate()
    planning.plan(
        case, by=cases.who("first_secretary", case), target="组织生活正常，按时公开", kick_off_on=today, should=20,
        present=18,
    )  # fmt: skip
    name_seats(cases, case)
    for code, what, cause, measure in PROBLEMS:
        add_problem(cases, case, what=what, cause=cause, measure=measure, code=code)


def add_problem(cases: CaseWorld, case: Case, **fields: Any) -> Problem:
    """One more problem, led by the first secretary and due in two months."""
    lead = cases.who("first_secretary", case)
    given = {
        "what": "饮水管冻裂没人管", "cause": "没列入年度实事", "measure": "列为今年实事第一件", "lead": "第一书记",
        "lead_user": lead, "due": timezone.localdate() + timedelta(days=60),
    } | fields  # fmt: skip
    return items.list_problem(case.dossier, by=given.pop("by", cases.who("township_officer", case)), **given)


def name_seats(cases: CaseWorld, case: Case) -> None:
    """All four ones, from today."""
    by = cases.who("township_officer", case)
    for row in case.rules.four_ones_for(case.sector):
        user = cases.who(row.code, case) if row.code in ROLES else cases.who("liaison", case)
        planning.name_seat(case, row.code, by=by, duty=row.name.zh, user=user)


def _send(cases: CaseWorld, case: Case, level: str) -> None:
    if not case.seats.exists():
        make_plan(cases, case)
    planning.send_plan(case, by=cases.who("township_secretary", case), minute="党委会〔2026〕5 号")


def _approve(cases: CaseWorld, case: Case, level: str) -> None:
    planning.approve_plan(case, by=cases.who("county_lead", case), minute=MINUTE, standing_minute=STANDING)


def _clear(cases: CaseWorld, case: Case, level: str) -> None:
    settle_all(cases, case)


def settle(cases: CaseWorld, problem: Problem, case: Case) -> Problem:
    """One problem from where it stands to closed."""
    problem = Problem.objects.select_related("dossier__unit", "dossier__desk", "parent__unit", "unit").get(
        pk=problem.pk
    )
    worker, checker = cases.who("first_secretary", case), cases.who("township_officer", case)
    if problem.dossier.status in ("OPEN", "REOPENED", "REJECTED"):
        items.start(problem, by=worker)
    if problem.dossier.status in ("IN_PROGRESS", "EXTENDED"):
        items.claim(problem, by=worker, changed=f"{CHANGED}（第 {problem.number} 条）")
    if problem.dossier.status == "CLAIMED":
        items.verify(problem, by=checker)
    return items.close(problem, by=checker, signer="member", signed_on=timezone.localdate())


def settle_all(cases: CaseWorld, case: Case) -> Case:
    """Every problem of the case is closed; a case at work is clear then."""
    for problem in Problem.objects.filter(parent=case.dossier_id).exclude(
        dossier__status__in=("CLOSED", "LONG_TERM", "DROPPED")
    ):
        settle(cases, problem, case)
    return moves.fresh(case)


def _aside(cases: CaseWorld, case: Case, state: str) -> Case:
    if state == "ESCALATED":
        working.escalate(case, by=cases.who("county_officer", case), reason="推进慢，请上一级督导")
    else:
        act = screening.watch if state == "WATCH" else screening.drop
        act(case, by=cases.who("township_secretary", case), reason="迹象轻，先不列")
    return moves.fresh(case)


_STEPS = {
    "CANDIDATE": _propose, "HEARD": _answer, "PLANNING": _confirm, "PLAN_SENT": _send, "RECTIFYING": _approve,
    "CLEARED": _clear,
}  # fmt: skip

__all__ = [
    "CODES", "MINUTE", "STANDING", "START", "CaseWorld", "Clock", "case_world", "put_facts", "refused", "settle",
    "settle_all", "to_state",
]  # fmt: skip
