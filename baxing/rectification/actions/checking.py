"""The three checks (三查): branch by problem sheet, township on site, department with the acceptance sheet (domain §7.2, §7.5).

A level cannot be skipped: each is a move of the table. Nobody acts on two of them, in whatever round (`apart` of the
flow). A check that fails reopens what was not found right and sends the case back to the work.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.problems.actions import inside
from baxing.problems.models import Problem
from baxing.records.facts import stored
from baxing.rectification.actions.moves import hold, move, need, need_past
from baxing.rectification.due import term_end
from baxing.rectification.items import listed
from baxing.rectification.models import Case, Check
from baxing.rules.methods import half_up
from baxing.rules.rectification import sheet_passes, sheet_score
from baxing.rules.regulation import Sheet
from baxing.standards.loading import base_facts
from baxing.units.models import User

Findings = Mapping[str, Mapping[str, Any]]
VERBS = {
    "self": ("self_check", "self_check_fails"),
    "township": ("recheck", "recheck_fails"),
    "dept": ("review", "review_fails"),
}
NOTE, OPINION = 200, 300
VACANT = "secretary_vacant_months"
TEAM = "A1"  # the row of the acceptance sheet on the team: no points there, no acceptance (domain §7.5)
REOPENED_TERM = "escalated_days"


def reopen_due(case: Case) -> date:
    """By when a reopened problem is to be settled: as long as an escalated case has."""
    return term_end(case.rules.terms, REOPENED_TERM, case.dossier.region, timezone.localdate())


@transaction.atomic(durable=True)
def self_check(
    case: Case, *, by: User, on: date, should: int, present: int, findings: Findings, opinion: str
) -> Check:
    """The secretary hands in what the branch found, item by item, heard by a members' meeting of more than half.

    `findings`: problem uid → {"ok", "note"}. With an item that is not right the check fails: it is reopened, and the
    work goes on.
    """
    need(
        should > 0 and 0 <= present <= should and 2 * present > should,
        _("Not handed in: the members' meeting must have heard it with more than half present."),
        "meeting",
    )
    passed = all(said.get("ok") is True for said in findings.values())
    people = {"should": should, "present": present}
    return _check(
        case, "self", by=by, on=on, findings=findings, opinion=opinion, passed=passed, people=people
    )


@transaction.atomic(durable=True)
def recheck(
    case: Case,
    *,
    by: User,
    on: date,
    members: int,
    households: int,
    methods: Sequence[str],
    findings: Findings,
    opinion: str,
    passed: bool,
) -> Check:
    """The township looked on site and talked to people: counts only, at least as many as the regulation asks for."""
    _need_methods(case, methods)
    need("site" in methods, _("Not saved: the recheck is made on site."), "site")
    _need_talks(case, members, households)
    return _check(
        case,
        "township",
        by=by,
        on=on,
        findings=findings,
        opinion=opinion,
        passed=passed,
        methods=sorted(set(methods)),
        people={"members": members, "households": households},
    )


@transaction.atomic(durable=True)
def review(
    case: Case,
    *,
    by: User,
    on: date,
    methods: Sequence[str],
    findings: Findings,
    answers: Findings,
    sheet: Mapping[str, int],
    opinion: str,
    passed: bool,
) -> Check:
    """The department answers the three questions and fills in the acceptance sheet; its solved row is computed.

    It cannot pass below the pass mark, with a question answered no, without points for the team, or while the facts of
    the year say that the post of secretary is vacant (domain §7.5).
    """
    _need_methods(case, methods)
    need(methods, _("Not saved: say how it was looked at."), "methods")
    asked = {question.code for question in case.rules.questions}
    said = clean(answers)
    need(set(said) == asked, _("Not saved: answer each of the questions."), "answers")
    score = score_of(case, sheet)
    if passed:
        _need_no_outright(case, said, sheet, score)
    return _check(
        case,
        "dept",
        by=by,
        on=on,
        findings=findings,
        opinion=opinion,
        passed=passed,
        methods=sorted(set(methods)),
        answers=said,
        sheet=dict(sheet),
        exact=score,
    )


def score_of(case: Case, sheet: Mapping[str, int]) -> Fraction:
    """The exact sum of an acceptance sheet of this case; Refused for an item without whole points within its bounds."""
    rules: Sheet = case.rules.sheet
    wanted = {item.code for item in rules.items if not item.solved}
    need(set(sheet) == wanted, _("Not saved: every row of the acceptance sheet needs its points."), "sheet")
    need(
        all(type(points) is int for points in sheet.values())
        and all(0 <= sheet[item.code] <= item.points for item in rules.items if not item.solved),
        _("Not saved: points of the acceptance sheet are whole numbers from 0 to those of the row."),
        "points",
    )
    states = list(listed(case).values_list("dossier__status", flat=True))
    return sheet_score(rules, sheet, states.count("CLOSED"), len(states))


def vacant_months(case: Case, year: int) -> Fraction:
    """For how many months the post of secretary is vacant, by the facts of the year; 0 where nobody has entered it."""
    values = stored([case.unit_id], year, base_facts()).get(case.unit_id, {})
    months = values.get((VACANT, ""))
    return months if isinstance(months, Fraction) else Fraction(0)


def _check(
    case: Case,
    level: str,
    *,
    by: User,
    on: date,
    findings: Findings,
    opinion: str,
    passed: bool,
    exact: Fraction | None = None,
    **row: Any,
) -> Check:
    """Keep the record of one check and make its move, with whatever it reopens."""
    hold(case)
    _need_day(case, on)
    opinion, said = need_opinion(opinion), clean(findings)
    wrong = _found_wrong(case, said, passed)
    _reopen(case, wrong, said, None if level == "self" else by)
    row |= {"score": None if exact is None else half_up(100 * exact)}
    check = Check.objects.create(
        case=case,
        round=case.round,
        level=level,
        on=on,
        findings=said,
        opinion=opinion,
        passed=passed,
        by=by,
        **row,
    )
    move(
        case,
        VERBS[level][not passed],
        by=by,
        note=opinion,
        change={"on": on.isoformat(), "round": case.round, **row.get("people", {}), **_scored(exact)},
        given={"check_whole": True, "score": exact},
    )
    return check


def _scored(exact: Fraction | None) -> dict[str, str]:
    return {} if exact is None else {"score": str(exact)}


def _found_wrong(case: Case, said: Findings, passed: bool) -> list[Problem]:
    """The problems that were not found right; Refused unless every problem of the case has its finding, and where it is
    to pass all the same."""
    found = listed(case).select_related("dossier__unit", "dossier__desk", "unit", "parent")
    problems = {str(problem.uid): problem for problem in found.order_by("number")}
    need(set(said) == set(problems), _("Not saved: every problem of the case needs its finding."), "findings")
    wrong = [problem for uid, problem in problems.items() if not said[uid]["ok"]]
    need(
        not (passed and wrong),
        _("Not saved: it cannot pass while a problem was not found right."),
        "wrong",
    )
    return wrong


def _reopen(case: Case, wrong: Sequence[Problem], said: Findings, by: User | None) -> None:
    """What was not found right is open again. What the branch found itself is reopened by the system."""
    due = reopen_due(case)
    for problem in wrong:
        inside.reopened(problem, by=by, reason=said[str(problem.uid)]["note"], due=due)


def need_opinion(opinion: str) -> str:
    """The opinion as it is kept; Refused where there is none."""
    opinion = opinion.strip()
    need(
        0 < len(opinion) <= OPINION,
        _("Not saved: the opinion is missing, or longer than 300 characters."),
        "opinion",
    )
    return opinion


def clean(findings: Findings) -> dict[str, dict[str, Any]]:
    """Yes or no with a short note each; a no needs its note."""
    clean = {}
    for key, said in findings.items():
        ok, note = said.get("ok"), str(said.get("note") or "").strip()
        need(type(ok) is bool, _("Not saved: each finding is yes or no."), "finding")
        need(ok or note, _("Not saved: say in a few words what is not right."), "note")
        need(len(note) <= NOTE, _("Not saved: a note has at most 200 characters."), "note")
        clean[str(key)] = {"ok": ok, "note": note}
    return clean


def _need_day(case: Case, on: date) -> None:
    """Not before the check before it, nor before the case came to this check, nor still to come."""
    need_past(on)
    last = case.checks.filter(round=case.round).order_by("-on").first()
    came = (
        case.dossier.entries.filter(after=case.dossier.status)
        .exclude(before=case.dossier.status)
        .order_by("n")
    )
    begun = came.last() if case.dossier.status == "CLEARED" else None
    earliest = max(
        [*([last.on] if last else []), *([timezone.localdate(begun.at)] if begun else [])], default=date.min
    )
    need(
        on >= earliest,
        _("Not saved: this check cannot have been made before %(day)s.") % {"day": earliest.isoformat()},
        "day",
    )


def _need_methods(case: Case, methods: Sequence[str]) -> None:
    known = {method.code for method in case.rules.methods}
    need(set(methods) <= known, _("Not saved: choose among the ways of checking."), "methods")


def _need_talks(case: Case, members: int, households: int) -> None:
    """As many talks as the regulation asks for; in a small branch, with every member."""
    terms, unit = case.rules.terms, case.unit
    least = terms.talks_members
    if unit.members_full is not None:
        least = min(least, unit.members_full + (unit.members_probationary or 0))
    need(
        members >= least and households >= terms.talks_households,
        _("Not saved: talk to at least %(members)s members and %(households)s households.")
        % {"members": least, "households": terms.talks_households},
        "talks",
    )


def _need_no_outright(case: Case, answers: Findings, sheet: Mapping[str, int], score: Fraction) -> None:
    need(
        all(said["ok"] for said in answers.values()),
        _("Not passed: one of the questions was answered no."),
        "question",
    )
    need(
        sheet.get(TEAM, 1) > 0,
        _("Not passed: the team has no points, and that fails outright."),
        "outright",
    )
    year = timezone.localdate().year
    months = vacant_months(case, year)
    need(
        months == 0,
        _(
            "Not passed: by the facts of %(year)s the post of secretary is vacant (%(months)s months), and that fails "
            "outright. If it is filled, correct the fact first."
        )
        % {"year": year, "months": months},
        "outright",
    )
    need(
        sheet_passes(case.rules.sheet, score),
        _("Not passed: the acceptance sheet has %(score)s points, and %(line)s are needed.")
        % {"score": f"{half_up(100 * score) / 100:.2f}", "line": case.rules.sheet.pass_mark},
        "sheet_passes",
    )
