"""The next step of a case from the screening to the end of the work: who does it, where, and what hinders (reads only).

`next_closing` goes on from the three checks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils import timezone

from baxing.problems.models import Problem
from baxing.rectification.actions.planning import PLANNERS, SEATERS
from baxing.rectification.actions.screening import LOOKERS
from baxing.rectification.actions.working import RECORDERS, REPORTERS, TELLERS
from baxing.rectification.models import Case
from baxing.rectification.needs import screened_since
from baxing.rectification.origin import may_list
from baxing.rectification.shown.steps import Step, why_not
from baxing.rectification.shown.words import STAGES
from baxing.rules.flow import Move
from baxing.rules.flow_problem import PROBLEM
from baxing.rules.flow_rectification import WORKING
from baxing.rules.text import Text, words
from baxing.units.models import User, roles

LOOK, PLAN, SEATS = (
    words("写下看到的", "Write down what was seen"),
    words("写方案", "Write the plan"),
    words("定四个一", "Name the four ones"),
)
ADD, VISIT = words("添一条问题", "Add a problem"), words("记一次走访", "Enter a visit")
MONTH, TOLD = words("写本月进展", "Write the month"), words("记下告知了谁", "Note who was told")
MADE_HERE = frozenset(
    {
        *("list", "watch", "drop", "look_again", "answer", "confirm", "send_plan", "return_plan"),
        *("approve_plan", "escalate", "hand_back"),
    }
)


@dataclass(frozen=True)
class Turn:
    """A problem on which this person has the next step: the word of its button, its day, working days left are the page's."""

    problem: Problem
    move: Move
    due: date | None
    late: bool


@dataclass(frozen=True)
class Next:
    """What comes next: whom it waits for, what this person can do, which form stands open on the page."""

    waits: Text
    steps: list[Step]
    inline: str = ""
    turns: list[Turn] = field(default_factory=list)
    plan: "Planned | None" = None


@dataclass(frozen=True)
class Planned:
    """How far the plan is: problems and how many of them lack something, the four ones, the kick-off meeting."""

    problems: int
    lacking: int
    seats: int
    wanted: int
    kicked_off: bool


def next_working(case: Case, user: User, problems: Sequence[Problem]) -> Next | None:
    """The next step; None from the three checks on and after the end."""
    status = case.dossier.status
    if status not in STAGES:
        return None
    held = roles(user, case.unit)
    steps = [_move(case, row, user) for row in case.dossier.moves_for(user) if row.verb in MADE_HERE]
    steps += _beside(case, held, user)
    steps.sort(key=lambda step: (not step.main, not step.ready))
    return Next(
        STAGES[status],
        steps,
        _inline(case, held, user),
        turns_of(problems, held, user) if status in WORKING else [],
        planned(case, problems) if status == "PLANNING" else None,
    )


def look_level(case: Case, held: Iterable[str]) -> str:
    """The level for which this person looks in the screening; "" if for none."""
    found = set(held)
    return next((level for level, lookers in LOOKERS.items() if found & lookers), "")


def looked(case: Case, level: str) -> bool:
    """Whether that level has looked in this screening."""
    since = screened_since(case)
    return any(look.level == level and timezone.localdate(look.at) >= since for look in case.looks.all())


def month_missing(case: Case) -> bool:
    """Whether this month has no line yet."""
    month = timezone.localdate().replace(day=1)
    return all(row.month != month for row in case.progress.all())


def turns_of(problems: Iterable[Problem], held: set[str], user: User) -> list[Turn]:
    """The problems whose next step is this person's, by their day."""
    today, turns = timezone.localdate(), []
    for problem in problems:
        rows = [row for row in PROBLEM.open_to(problem.dossier.status, held) if row.main]
        mine = [row for row in rows if not row.apart or problem.lead_user_id != user.pk]
        if mine:
            due = problem.dossier.due
            turns.append(Turn(problem, mine[0], due, due is not None and due < today))
    return sorted(turns, key=lambda turn: (turn.due or date.max, turn.problem.number))


def planned(case: Case, problems: Sequence[Problem]) -> Planned:
    """How far the plan of this round is."""
    open_now = [problem for problem in problems if not problem.settled]
    lacking = [p for p in open_now if not (p.cause and p.measure and p.lead and p.dossier.due)]
    wanted = {row.code for row in case.rules.four_ones_for(case.sector)}
    held = {seat.role for seat in case.seats.all() if seat.until is None}
    kicked_off = case.kick_off.get("round") == case.round
    return Planned(len(open_now), len(lacking), len(wanted & held), len(wanted), kicked_off)


def _move(case: Case, row: Move, user: User) -> Step:
    url = reverse("rectification:move", args=[case.uid, row.verb])
    return Step(row.name, url, why_not(case, row, user), row.main)


def _beside(case: Case, held: set[str], user: User) -> list[Step]:
    """What can be done without moving the case."""
    status, steps = case.dossier.status, []

    def add(name: Text, page: str, main: bool = False) -> None:
        steps.append(Step(name, reverse(f"rectification:{page}", args=[case.uid]), [], main))

    level = look_level(case, held)
    if status == "SCREENED" and level:
        add(LOOK, "look", not looked(case, level))
    if status == "PLANNING" and held & PLANNERS:
        add(PLAN, "plan", True)
    if status == "PLANNING" and held & SEATERS:
        add(SEATS, "seats", not held & PLANNERS)
    if not may_list(case.dossier, user):
        url = f"{reverse('problems:new')}?parent={case.dossier.uid}"
        steps.append(Step(ADD, url, [], False))
    if status in WORKING and held & REPORTERS:
        add(MONTH, "progress", month_missing(case) and not held & {"township_officer"})
    if status in WORKING and (held & RECORDERS or _seated(case, user)):
        add(VISIT, "visit", _seated(case, user))
    if status in (*WORKING, "CANDIDATE") and held & TELLERS:
        add(TOLD, "told")
    return steps


def _seated(case: Case, user: User) -> bool:
    return any(seat.user_id == user.pk and seat.until is None for seat in case.seats.all())


def _inline(case: Case, held: set[str], user: User) -> str:
    """The one form that stands open on the page of the case: the branch's own next step."""
    status = case.dossier.status
    if status == "CANDIDATE" and "secretary" in held:
        return "answer"
    level = look_level(case, held)
    if status == "SCREENED" and level and not looked(case, level):
        return "look"
    if status in WORKING and held & {"secretary", "recorder", "first_secretary"} and month_missing(case):
        return "progress"
    return ""
