"""What is on each of the printed forms R1–R12 of a case, all from the same rows (domain §11, reads only).

No form shows the day of a look-back that is not open, and none carries the name of a person.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baxing.ballots.sheet import OPTION_WORDS, ROWS
from baxing.dossiers.models import Entry
from baxing.problems.models import Problem
from baxing.rectification.items import problems_of, verifiers_of
from baxing.rectification.models import Case
from baxing.rectification.needs import open_look_back
from baxing.rectification.seats import seats_of
from baxing.rectification.shown.checks import (
    check_view,
    look_back_views,
    objections_of,
    rounds_of,
)
from baxing.rectification.shown.signs import sign_rows
from baxing.rules.ballot import SATISFACTION
from baxing.units.models import User

CLAIMED = ("CLAIMED", "VERIFIED")
DONE = ("CLOSED", "LONG_TERM")


@dataclass(frozen=True)
class Sources:
    """What the forms are made of, read once."""

    case: Case
    user: User
    problems: list[Problem]
    entries: list[Entry]

    def last(self, *verbs: str) -> Entry | None:
        """The last line of the book with one of these verbs."""
        return next((entry for entry in reversed(self.entries) if entry.verb in verbs), None)

    def said(self, verb: str, key: str) -> str:
        """What that line says under `key`, "" if there is none."""
        entry = self.last(verb)
        return str(entry.change.get(key, "")) if entry else ""


def sources(case: Case, user: User) -> Sources:
    """The problems and the book of a case."""
    return Sources(case, user, problems_of(case), list(case.dossier.entries.order_by("n")))


def screening(s: Sources, n: int) -> dict[str, Any]:
    looks = {look.level: look for look in s.case.looks.all()}
    return {
        "signs": sign_rows(s.case),
        "branch": looks.get("branch"),
        "township_look": looks.get("township"),
        "county": looks.get("county"),
    }


def confirmation(s: Sources, n: int) -> dict[str, Any]:
    rules = s.case.rules
    return {
        "grounds": [sign for sign in rules.signs if sign.code in s.case.codes],
        "listed": s.last("list"),
        "confirmed": s.last("confirm"),
        "answered": s.last("answer", "unanswered"),
    }


def plan(s: Sources, n: int) -> dict[str, Any]:
    return {
        "problems": s.problems,
        "seats": seats_of(s.case, now=True),
        "sent": s.last("send_plan"),
        "approved": s.last("approve_plan"),
        "grounds": [sign for sign in s.case.rules.signs if sign.code in s.case.codes],
    }


def ledger(s: Sources, n: int) -> dict[str, Any]:
    return {"problems": s.problems, "verifiers": verifiers_of(s.problems)}


def four_ones(s: Sources, n: int) -> dict[str, Any]:
    return {"seats": seats_of(s.case)}


def months(s: Sources, n: int) -> dict[str, Any]:
    lines = Entry.objects.filter(dossier__in=[p.dossier_id for p in s.problems]).order_by("n")
    book: dict[int, list[Entry]] = {}
    for line in lines:
        book.setdefault(line.dossier_id, []).append(line)
    rows = [(row, counts_at(book, row.at)) for row in s.case.progress.all()]
    return {"months": rows}


def counts_at(book: dict[int, list[Entry]], moment: datetime) -> dict[str, int]:
    """How many problems were open, claimed and closed at a moment, by their own books."""
    states = [
        [line.after for line in lines if line.at <= moment][-1]
        for lines in book.values()
        if lines and lines[0].at <= moment
    ]
    closed = sum(state in DONE for state in states)
    claimed = sum(state in CLAIMED for state in states)
    dropped = states.count("DROPPED")
    return {"open": len(states) - closed - claimed - dropped, "claimed": claimed, "closed": closed}


def checks(s: Sources, n: int) -> dict[str, Any]:
    views = [
        check_view(s.case, check, s.problems) for check in s.case.checks.filter(round=n).order_by("at", "id")
    ]
    return {"views": views, "round": n}


def blank(s: Sources, n: int) -> dict[str, Any]:
    rows = {**ROWS}
    return {
        "number": n,
        "electorates": s.case.rules.electorates_for(s.case.sector),
        "rows": list(rows.values()),
        "options": [(code, OPTION_WORDS[code]) for code in SATISFACTION.options],
    }


def result(s: Sources, n: int) -> dict[str, Any]:
    view = next(view for view in rounds_of(s.case) if view.round.number == n)
    return {
        "view": view,
        "rows": ROWS,
        "options": [(code, OPTION_WORDS[code]) for code in SATISFACTION.options],
        "look_back": view.round.purpose != "acceptance",
    }


def closing(s: Sources, n: int) -> dict[str, Any]:
    rounds = [
        view
        for view in rounds_of(s.case)
        if view.round.purpose == "acceptance" and view.round.state == "certified"
    ]
    latest = {check.level: check for check in s.case.checks.filter(round=s.case.round).order_by("at", "id")}
    return {
        "problems": s.problems,
        "settled": sum(problem.dossier.status == "CLOSED" for problem in s.problems),
        "kept_up": sum(problem.dossier.status == "LONG_TERM" for problem in s.problems),
        "ballot": rounds[-1] if rounds else None,
        "latest": latest,
        "announced": s.last("announce"),
        "closed": s.last("close_up"),
        "objections": objections_of(s.case, s.user)[0],
    }


def look_back(s: Sources, n: int) -> dict[str, Any]:
    view = next(v for v in look_back_views(s.case, s.problems, rounds_of(s.case)) if v.number == n)
    return {"view": view, "questions": s.case.rules.questions}


def opened_look_backs(s: Sources) -> list[int]:
    return [row.number for row in s.case.look_backs.all() if row.due is not None]


def ballot_numbers(s: Sources) -> list[int]:
    """The round that is open, or the one that is opened next."""
    rounds = list(s.case.dossier.ballot_rounds.order_by("number"))
    last, status = rounds[-1] if rounds else None, s.case.dossier.status
    if last and last.state == "open":
        return [last.number]
    row = open_look_back(s.case) if status == "LOOK_BACK" else None
    again = last is not None and last.state == "void" and status == "BALLOT"
    looks = row is not None and (row.ballot is None or row.ballot.state == "void")
    return [len(rounds) + 1] if status == "DEPT_REVIEWED" or again or looks else []
