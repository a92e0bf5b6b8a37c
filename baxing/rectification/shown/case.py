"""What the page of a case shows: how far it is, what was wrong, what is promised and by whom, what changed (reads only)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baxing.dossiers.calendar import load
from baxing.dossiers.models import Entry
from baxing.problems.late import OVER
from baxing.problems.models import Problem
from baxing.rectification.echoes import EchoRow, echoes_of
from baxing.rectification.items import problems_of, verifiers_of
from baxing.rectification.models import Case, Progress
from baxing.rectification.seats import seats_of
from baxing.rectification.shown.checks import closing_context
from baxing.rectification.shown.next_working import next_working
from baxing.rectification.shown.signs import sign_rows
from baxing.rectification.shown.story import Story, told
from baxing.rectification.shown.words import ITEM_KINDS, LEVEL_WORDS, LOOK_WORDS
from baxing.rules.calendar import WorkCalendar
from baxing.rules.flow_problem import SETTLED
from baxing.rules.flow_rectification import RECTIFICATION, WORKING
from baxing.rules.text import Text, words
from baxing.units.models import User

SCREENING = frozenset({"SCREENED", "WATCH", "CANDIDATE", "HEARD", "DROPPED"})
PASSING = frozenset({"CONFIRMED", "PLAN_APPROVED", "CLOSED_UP"})
OR_ELSE = {
    "BALLOT": words("没到线则重新整顿", "or rectify again below the line"),
    "FOLLOW_UP": words("反弹则重新整顿", "or rectify again after a relapse"),
    "LOOK_BACK": words("反弹则重新整顿", "or rectify again after a relapse"),
    "HEARD": words("或先关注、不列", "or watch, or do not list"),
    "SCREENED": words("或先关注、不列", "or watch, or do not list"),
}
# Where the next thing in the table is not what a reader expects to come.
THEN = {
    "FOLLOW_UP": words("巩固", "Consolidated"),
    "LOOK_BACK": words("跟踪问效", "Follow-up"),
    "RECTIFYING": words("问题清零，三查", "All settled, three checks"),
    "ESCALATED": words("交回，接着整顿", "Handed back, the work goes on"),
    "BALLOT": words("达标", "Passed"),
}


@dataclass(frozen=True)
class Steps:
    """How far the file is: the states it left with the day, where it stands and what is to be said of that, what comes."""

    done: list[tuple[Text, date]]
    at: Text
    say: str
    then: Text | None
    or_else: Text | None


@dataclass(frozen=True)
class ItemRow:
    """One problem as a line of the case: its state as shape and word, who verified, who signed, late by so many days."""

    problem: Problem
    kind: str
    state: Text
    verifier: Text | None
    signer: Text | None
    days_late: int
    code: Text | str

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be done."""
        return self.problem.dossier.status in SETTLED


def picture(case: Case, user: User) -> dict[str, Any]:
    """Everything that the page of one case shows to `user`."""
    calendar = load(case.dossier.region)
    problems = problems_of(case)
    entries = list(case.dossier.entries.order_by("n"))
    closing = closing_context(case, user)
    rounds = {view.round.number: view for view in closing["rounds"]}
    checks = [view.check for view in (*closing["checks"], *closing["checks_before"]) if view.check]
    checks.sort(key=lambda check: (check.at, check.pk))
    main, small = told(Story(case, entries, problems, checks, rounds))
    items = item_rows(case, problems, calendar)
    left = left_of(case, calendar)
    return closing | {
        "case": case,
        "left": left,
        "steps": steps_of(case, entries, items),
        "next": next_working(case, user, problems),
        "signs": sign_rows(case),
        "screening": case.dossier.status in SCREENING,
        "looks": looks_of(case),
        "echoes": before(echoes_of(case.unit, case.signs), case) if case.dossier.status in SCREENING else [],
        "earlier": earlier(case),
        "later": case.relapses.select_related("dossier").first(),
        "items": items,
        "tally": tally(items),
        "seats": seats_of(case, now=True),
        "months": months_written(case),
        "line": main,
        "small": small,
        "level": LEVEL_WORDS[case.level],
        "watch": LEVEL_WORDS[case.watch],
        "electorates": case.rules.electorates_for(case.sector),
        "grounds": [sign for sign in case.rules.signs if sign.code in case.codes],
        "township": case.unit.at("township"),
    }


def left_of(case: Case, calendar: WorkCalendar) -> int | None:
    """Working days until the file's own day; None where there is none, or where it is over."""
    due = case.dossier.due
    if due is None or case.dossier.state.final:
        return None
    return calendar.between(timezone.localdate(), due)


def steps_of(case: Case, entries: Sequence[Entry], items: Sequence[ItemRow]) -> Steps:
    """The flow line: done steps, this one, the next."""
    status = case.dossier.status
    done = [
        (RECTIFICATION.state(entry.before).name, timezone.localdate(entry.at))
        for entry in entries
        if entry.before != entry.after and entry.before not in PASSING
    ]
    ahead = [move for move in RECTIFICATION.moves if status in move.source and move.main]
    then = THEN.get(status) or (RECTIFICATION.state(ahead[0].target).name if ahead else None)
    return Steps(done, case.dossier.state.name, _standing(case, items), then, OR_ELSE.get(status))


def _standing(case: Case, items: Sequence[ItemRow]) -> str:
    """What is to be said of where it stands, beside the day."""
    status = case.dossier.status
    if status in WORKING:
        late = sum(row.days_late > 0 for row in items)
        said = _("%(solved)s of %(all)s problems settled") % {
            "solved": sum(row.settled for row in items),
            "all": len(items),
        }
        return said + (ngettext(", %(n)s late", ", %(n)s late", late) % {"n": late} if late else "")
    if status in ("FOLLOW_UP", "LOOK_BACK"):
        rows = list(case.look_backs.all())
        held = sum(row.found is not None for row in rows)
        said = ngettext("looked back once", "looked back %(n)s times", held) % {"n": held}
        if not held:
            said = _("not looked back yet")
        rest = len(rows) - held
        return said + (_(", at least %(n)s more to come") % {"n": rest} if rest else "")
    return ""


def item_rows(case: Case, problems: Sequence[Problem], calendar: WorkCalendar) -> list[ItemRow]:
    """The problems in their order; those taken off as listed by mistake come last and count nowhere."""
    today, verifiers = timezone.localdate(), verifiers_of(list(problems))
    signers = {row.code: row.name for row in case.rules.signers}
    codes = {sign.code: sign.name for sign in case.rules.signs}
    rows = []
    for problem in problems:
        status, due = problem.dossier.status, problem.dossier.due
        if status == "DROPPED":
            continue
        late = calendar.between(due, today) if due and due < today and status not in OVER else 0
        rows.append(
            ItemRow(
                problem,
                "late" if late else ITEM_KINDS[status],
                problem.dossier.state.name,
                verifiers.get(problem.dossier_id),
                signers.get(problem.signer),
                late,
                codes.get(problem.code, problem.code),
            )
        )
    return rows


def tally(items: Sequence[ItemRow]) -> Mapping[str, int]:
    """How many problems are closed, kept up, open, late, and how many were opened again."""
    status = [row.problem.dossier.status for row in items]
    return {
        "all": len(items),
        "closed": status.count("CLOSED"),
        "kept_up": status.count("LONG_TERM"),
        "open": sum(each not in SETTLED for each in status),
        "late": sum(row.days_late > 0 for row in items),
        "reopened": sum(row.problem.reopened > 0 for row in items),
    }


def before(echoes: Sequence[EchoRow], case: Case | None) -> list[EchoRow]:
    """What comes back from earlier files: the problems of the case itself are no echo."""
    own = case.dossier_id if case else None
    return [echo for echo in echoes if echo.problem.parent_id != own]


def looks_of(case: Case) -> list[tuple[Text, Any]]:
    """What each of the three levels saw, None where it has not looked."""
    found = {look.level: look for look in case.looks.all()}
    return [(name, found.get(level)) for level, name in LOOK_WORDS.items()]


def earlier(case: Case) -> list[Case]:
    """The cases of the same organisation before this one, the latest first."""
    before = Case.objects.filter(unit=case.unit_id, pk__lt=case.pk).select_related("dossier")
    return list(before.order_by("-year", "-pk")[:5])


def months_written(case: Case) -> list[Progress]:
    """The months of the work, the latest first."""
    return sorted(case.progress.all(), key=lambda row: row.month, reverse=True)
