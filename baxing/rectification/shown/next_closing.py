"""The next step of a case from the self-check to the end of the follow-up: who does it, where, and what hinders (reads only)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from baxing.ballots.counting import COUNTERS
from baxing.ballots.models import Round
from baxing.rectification.actions.closing import RECEIVERS
from baxing.rectification.models import Case, LightCheck, LookBack
from baxing.rectification.needs import open_look_back
from baxing.rectification.shown.steps import Step, why_not
from baxing.rules.roles import BRANCH
from baxing.rules.text import Text, words
from baxing.units.models import User, roles

# Steps that have a page of their own here; the others are made on the page of the moves.
PAGES = {
    "self_check": "check",
    "self_check_fails": "check",
    "recheck": "check",
    "recheck_fails": "check",
    "review": "check",
    "review_fails": "check",
    "open_ballot": "ballot",
    "announce": "announce",
    "sustain": "sustain",
    "close_up": "close-up",
    "restart": "restart",
    "consolidate": "consolidate",
    "hold": "look-back",
    "relapse": "look-back",
}
SECOND = frozenset(
    {"self_check_fails", "recheck_fails", "review_fails", "relapse"}
)  # chosen on the page of the first of the pair
STAGES = {
    "CLEARED": words("等支部书记交自查结果", "The branch secretary hands in the self-check"),
    "SELF_CHECKED": words("等乡镇到场复查", "The township rechecks on site"),
    "TOWNSHIP_RECHECKED": words("等县委组织部审查", "The department reviews"),
    "DEPT_REVIEWED": words("等县委组织部开始测评", "The department opens the ballot"),
    "BALLOT": words("等两人录入的票数一致", "Two accounts enter the counts until they agree"),
    "PASSED": words("等部务会通过，公示", "The department's meeting puts it on notice"),
    "NOTICE": words(
        "公示中，期满由部务会销号", "On notice; the department's meeting closes the case when it is over"
    ),
    "RE_RECTIFY": words("等县委组织部写明怎么重新整顿", "The department begins the next round"),
    "FOLLOW_UP": words(
        "跟踪中：乡镇每季度看一次，回头看不预告日期",
        "Follow-up: a light check every quarter; look-backs are not announced",
    ),
    "LOOK_BACK": words("正在回头看", "A look-back is under way"),
}


@dataclass(frozen=True)
class Next:
    """What comes next: whom it waits for, and what this person can do about it."""

    status: str
    waits: Text
    steps: list[Step]
    round: Round | None = None
    look_back: LookBack | None = None
    light: LightCheck | None = None


def page_of_move(case: Case, verb: str) -> str:
    """The address of the page on which `verb` is made; "" for a verb without a page here."""
    name = PAGES.get(verb)
    if name is None:
        return ""
    if name == "look-back":
        row = open_look_back(case)
        return reverse("rectification:look-back", args=[case.uid, row.number]) if row else ""
    return reverse(f"rectification:{name}", args=[case.uid])


def light_due(case: Case) -> LightCheck | None:
    """The next light check that is not done."""
    return next((row for row in case.light_checks.all() if row.done_on is None), None)


def next_closing(case: Case, user: User, latest: Round | None) -> Next | None:
    """The next step; None before the three checks begin and after the end."""
    status = case.dossier.status
    if status not in STAGES:
        return None
    look_back = open_look_back(case) if status == "LOOK_BACK" else None
    light = light_due(case) if status == "FOLLOW_UP" else None
    steps = [
        Step(move.name, page_of_move(case, move.verb), why_not(case, move, user), move.main)
        for move in case.dossier.moves_for(user)
        if move.verb in PAGES and move.verb not in SECOND and page_of_move(case, move.verb)
    ]
    steps += _beside(case, roles(user, case.unit), latest, look_back, light)
    steps.sort(key=lambda step: (not step.main, not step.ready))
    return Next(status, STAGES[status], steps, latest, look_back, light)


def _beside(
    case: Case, held: set[str], latest: Round | None, look_back: LookBack | None, light: LightCheck | None
) -> list[Step]:
    """What can be done without moving the case: counting, opening again after a void round, an objection, a light check."""
    status, steps = case.dossier.status, []
    counting = status in ("BALLOT", "LOOK_BACK") and latest is not None and not held & set(BRANCH)
    if counting and latest is not None and latest.state == "open" and held & COUNTERS:
        name = words("录入票数", "Enter the counts")
        steps.append(Step(name, reverse("ballots:round", args=[latest.uid])))
    if status == "BALLOT" and latest is not None and latest.state == "void" and "county_officer" in held:
        name = words("重新开始测评", "Open the ballot again")
        steps.append(Step(name, reverse("rectification:ballot", args=[case.uid])))
    if status == "NOTICE" and held & RECEIVERS and not held & set(BRANCH):
        name = words("登记异议", "Register an objection")
        steps.append(Step(name, reverse("rectification:objected", args=[case.uid]), main=False))
    if light is not None and "township_officer" in held:
        name = words("做季度查看", "Do the light check")
        early = light.due > timezone.localdate()
        steps.append(
            Step(name, reverse("rectification:light", args=[case.uid, light.number]), main=not early)
        )
    return steps
