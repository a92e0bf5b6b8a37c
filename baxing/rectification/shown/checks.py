"""What the case page shows of checks, ballots and look-backs, and the step that comes next there (reads only).

A look-back that is not open yet has a number here and nothing else: its day is drawn and known to nobody (domain §7.2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from baxing.ballots.models import Round
from baxing.ballots.results import Result, results
from baxing.dossiers.book import is_assessed
from baxing.problems.models import Problem
from baxing.rectification.items import problems_of
from baxing.rectification.models import Case, Check, LightCheck
from baxing.rectification.shown.next_closing import next_closing
from baxing.rules.text import Text, words
from baxing.units.models import User

LEVELS = {
    "self": words("支部自查", "Self-check of the branch"),
    "township": words("乡镇党委复查", "Recheck by the township"),
    "dept": words("组织部门审查", "Review by the department"),
}


@dataclass(frozen=True)
class Finding:
    """One problem, question or sampled item with what was found: `ok` None means not answered."""

    what: Any
    ok: bool | None
    note: str


@dataclass(frozen=True)
class CheckView:
    """One level of the three checks: `check` is None while it is still to come."""

    level: str
    name: Text
    check: Check | None = None
    findings: list[Finding] = field(default_factory=list)
    answers: list[Finding] = field(default_factory=list)
    methods: list[Text] = field(default_factory=list)
    sheet: list[tuple[Any, Any]] = field(default_factory=list)

    @property
    def wrong(self) -> list[Finding]:
        """What was not right."""
        return [row for row in (*self.answers, *self.findings) if row.ok is False]


@dataclass(frozen=True)
class Line:
    """One electorate of one round: the result, and the comparison in whole numbers that decides."""

    result: Result
    positive: int
    valid: int

    @property
    def counted(self) -> bool:
        """Whether two accounts agreed upon it; its figures may still be hidden."""
        return self.result.state == "certified"

    @property
    def left(self) -> int:
        """100 (a + b)."""
        return 100 * self.positive

    @property
    def right(self) -> Fraction:
        """t × V."""
        return Fraction(self.result.threshold) * self.valid


@dataclass(frozen=True)
class RoundView:
    """One round of a ballot with its electorates."""

    round: Round
    lines: list[Line]
    held_on: date | None


@dataclass(frozen=True)
class LookBackView:
    """One look-back. `state`: ahead (nothing is known of it), open, held. Only what may be seen is in here."""

    number: int
    state: str
    due: date | None = None
    held_on: date | None = None
    answers: list[Finding] = field(default_factory=list)
    sampled: list[Finding] = field(default_factory=list)
    people: Mapping[str, Any] = field(default_factory=dict)
    ballot: RoundView | None = None
    opinion: str = ""
    found: bool | None = None


def chains(checks: Iterable[Check]) -> list[list[Check]]:
    """The checks in runs: every self-check begins a new one, since a check that fails sends the case back to the work."""
    runs: list[list[Check]] = []
    for check in checks:
        if check.level == "self" or not runs:
            runs.append([])
        runs[-1].append(check)
    return runs


def current_run(case: Case, checks: Sequence[Check]) -> list[Check]:
    """The run that counts now: the last of this round, unless its last check failed and the work began again."""
    runs = [run for run in chains(checks) if run[-1].round == case.round]
    if not runs or (
        not runs[-1][-1].passed and case.dossier.status not in ("SELF_CHECKED", "TOWNSHIP_RECHECKED")
    ):
        return []
    return runs[-1]


def check_view(case: Case, check: Check, problems: Iterable[Problem]) -> CheckView:
    """One check in words."""
    rules = case.rules
    return CheckView(
        check.level,
        LEVELS[check.level],
        check,
        findings_of(check.findings, {str(problem.uid): problem for problem in problems}),
        findings_of(check.answers, {row.code: row.name for row in rules.questions}),
        [row.name for row in rules.methods if row.code in check.methods],
        [(item, None if item.solved else check.sheet.get(item.code)) for item in rules.sheet.items]
        if check.level == "dept"
        else [],
    )


def findings_of(said: Mapping[str, Any], things: Mapping[str, Any]) -> list[Finding]:
    """What was said of each thing, in the order of the things; `kept` of a sample means the same as `ok`."""
    return [
        Finding(thing, said[key].get("ok", said[key].get("kept")), said[key].get("note", ""))
        for key, thing in things.items()
        if key in said
    ]


def check_views(case: Case, problems: Sequence[Problem]) -> tuple[list[CheckView], list[CheckView]]:
    """The three levels as they stand now, and the checks before, latest first."""
    checks = list(case.checks.order_by("at", "id"))
    now = current_run(case, checks)
    by_level = {check.level: check for check in now}
    levels = [
        check_view(case, by_level[level], problems) if level in by_level else CheckView(level, name)
        for level, name in LEVELS.items()
    ]
    before = [check_view(case, check, problems) for check in reversed(checks) if check not in now]
    return levels, before


def round_view(round: Round) -> RoundView:
    """One round with its lines; the counts come in with it when `round.counts` was prefetched."""
    lines = [
        Line(result, result.positive or 0, result.count.valid if result.count else 0)
        for result in results(round)
    ]
    held = [line.result.held_on for line in lines if line.result.held_on]
    return RoundView(round, lines, max(held, default=None))


def rounds_of(case: Case) -> list[RoundView]:
    """Every round of a ballot about this case, in order."""
    return [
        round_view(round)
        for round in case.dossier.ballot_rounds.order_by("number").prefetch_related("counts")
    ]


def closest(rounds: Iterable[RoundView]) -> list[tuple[RoundView, Line]]:
    """The lines whose comparison is worth explaining: all that failed, and those that passed without a vote to spare."""
    found = []
    for view in rounds:
        for line in view.lines:
            shown = line.counted and not line.result.hidden and view.round.state != "void"
            if shown and (line.left < line.right or line.left - line.right < 100):
                found.append((view, line))
    return found


def look_back_views(
    case: Case, problems: Sequence[Problem], rounds: Sequence[RoundView] = ()
) -> list[LookBackView]:
    """The look-backs; of those that are not open only the number."""
    known = {str(problem.uid): problem for problem in problems}
    ballots = {view.round.pk: view for view in rounds}
    views = []
    for row in case.look_backs.all():
        if row.due is None:
            views.append(LookBackView(row.number, "ahead"))
            continue
        views.append(
            LookBackView(
                row.number,
                "held" if row.found is not None else "open",
                row.due,
                row.held_on,
                findings_of(row.answers, {each.code: each.name for each in case.rules.questions}),
                findings_of(row.sampled, known),
                row.people,
                ballots.get(row.ballot_id) if row.ballot_id else None,
                row.opinion,
                row.found,
            )
        )
    return views


def light_checks_of(case: Case) -> list[LightCheck]:
    """The light checks of the follow-up."""
    return list(case.light_checks.all())


def objections_of(case: Case, user: User) -> tuple[int, list[Any]]:
    """How many objections came in on the notice, and what they say, which the branch does not read (as in its book)."""
    lines = list(case.dossier.entries.filter(verb="objected"))
    return len(lines), [] if is_assessed(user, case.dossier) else lines


def closing_context(case: Case, user: User) -> dict[str, Any]:
    """All that part_checks, part_ballots, part_lookbacks and part_next_closing need."""
    problems = problems_of(case)
    levels, before = check_views(case, problems)
    rounds = rounds_of(case)
    acceptance = [view for view in rounds if view.round.purpose == "acceptance"]
    count, lines = objections_of(case, user)
    return {
        "checks": levels,
        "checks_before": before,
        "checked": any(view.check for view in levels) or bool(before),
        "rounds": acceptance,
        "electorates": case.rules.electorates_for(case.sector),
        "rounds_why": closest(acceptance),
        "look_backs": look_back_views(case, problems, rounds),
        "light_checks": light_checks_of(case),
        "objections": count,
        "objection_lines": lines,
        "next_closing": next_closing(case, user, rounds[-1].round if rounds else None),
    }
