"""The second half of a case, from CLEARED to the end of the follow-up, by the real actions. The first half: case_world.

    case = to_closing(cases, "FOLLOW_UP")                 # of branch V; `case=` goes on with one
    fail_ballot(cases, to_closing(cases, "BALLOT"))       # RE_RECTIFY, next round
    row = next_look_back(cases, case)                     # time passes to its day, and it is open
    looked(cases, row, back=1); conclude(...)             # one sampled problem is back

Members of V: 20 (19 of 20 pass, 18 fail 95 %); representatives: 13 (12 of 13 pass 85 %).
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from baxing.ballots.actions.rounds import enter_count
from baxing.ballots.models import HallCount, Round
from baxing.rectification.actions import balloting, checking, closing, looking_back, moves
from baxing.rectification.items import listed
from baxing.rectification.models import Case, Check, LookBack
from baxing.rules.ballot import Count
from baxing.units.models import User
from tests.case_world import CaseWorld, to_state

ROUTE = (
    "CLEARED", "SELF_CHECKED", "TOWNSHIP_RECHECKED", "DEPT_REVIEWED", "BALLOT", "PASSED", "NOTICE", "FOLLOW_UP",
)  # fmt: skip
SHEET = {"A1": 18, "A2": 14, "A3": 13, "A5": 13, "A6": 8}
SIZES = {"members": 20, "reps": 13, "staff": 13, "users": 13}
TELLERS = ("teller", "teller_two")


def to_closing(cases: CaseWorld, state: str, *, case: Case | None = None, key: str = "V") -> Case:
    """A case led to `state` by the real actions; it must stand before it on the way."""
    if case is None or moves.fresh(case).dossier.status not in ROUTE:
        case = to_state(cases, "CLEARED", case=case, key=key)
    case = moves.fresh(case)
    for step in ROUTE[ROUTE.index(case.dossier.status) + 1 : ROUTE.index(state) + 1]:
        _STEPS[step](cases, case)
        case = moves.fresh(case)
    return case


def findings(case: Case, wrong: int = 0) -> dict[str, dict[str, Any]]:
    """Every problem found right, except the first `wrong` ones."""
    uids = [str(uid) for uid in listed(case).order_by("number").values_list("uid", flat=True)]
    return {
        uid: {"ok": at >= wrong, "note": "" if at >= wrong else "还没办好"} for at, uid in enumerate(uids)
    }


def answers(case: Case, wrong: int = 0) -> dict[str, dict[str, Any]]:
    """Every question answered yes, except the first `wrong` ones."""
    codes = [question.code for question in case.rules.questions]
    return {code: {"ok": at >= wrong, "note": "" if at >= wrong else "没有"} for at, code in enumerate(codes)}


def self_check(cases: CaseWorld, case: Case, **changed: Any) -> Check:
    """The branch's own check, or with single things changed."""
    given = {
        "on": timezone.localdate(), "should": 20, "present": 18, "findings": findings(case), "opinion": "都办了",
    }  # fmt: skip
    return checking.self_check(case, **{"by": cases.who("secretary", case), **given, **changed})


def recheck(cases: CaseWorld, case: Case, **changed: Any) -> Check:
    """The township's recheck, or with single things changed."""
    given = {
        "on": timezone.localdate(), "members": 6, "households": 11, "methods": ["site", "talks"],
        "findings": findings(case), "opinion": "到场看过，属实", "passed": True,
    }  # fmt: skip
    return checking.recheck(case, **{"by": cases.who("township_officer", case), **given, **changed})


def review(cases: CaseWorld, case: Case, **changed: Any) -> Check:
    """The department's review, or with single things changed."""
    given = {
        "on": timezone.localdate(), "methods": ["files"], "findings": findings(case), "answers": answers(case),
        "sheet": SHEET, "opinion": "达到要求", "passed": True,
    }  # fmt: skip
    return checking.review(case, **{"by": cases.users["county_officer"], **given, **changed})


def sizes_of(case: Case) -> dict[str, int]:
    """How many vote in each electorate of the case's sector."""
    return {row.code: SIZES[row.code] for row in case.rules.electorates_for(case.sector)}


def open_ballot(cases: CaseWorld, case: Case, **changed: Any) -> Round:
    """The acceptance ballot with the sizes of SIZES."""
    given = {"sizes": sizes_of(case), "warning_seen": True, "by": cases.users["county_officer"]}
    return balloting.open_ballot(case, **{**given, **changed})


def counted(size: int, dissents: int = 0, **changed: int) -> Count:
    """All of them there, all ballots valid, so many of them dissatisfied."""
    given = {"issued": size, "returned": size, "void": 0} | changed
    good = given["returned"] - given["void"] - dissents
    marks = {"satisfied": good, "basically": 0, "dissatisfied": dissents, "unknown": 0}
    return Count(given["issued"], given["returned"], given["void"], marks)


def enter(round: Round, electorate: str, by: User, count: Count, present: int | None = None) -> HallCount:
    """One account's count, held today."""
    return enter_count(
        round, electorate, count, by=by, held_on=timezone.localdate(), present=count.issued if present is None else present
    )  # fmt: skip


def count_all(cases: CaseWorld, round: Round, dissents: Mapping[str, int] | None = None) -> Round:
    """Both tellers count every electorate alike; `dissents` by electorate."""
    for rule in round.rule:
        for teller in TELLERS:
            lost = (dissents or {}).get(rule["code"], 0)
            enter(round, rule["code"], cases.users[teller], counted(rule["size"], lost))
    round.refresh_from_db()
    return round


def fail_ballot(cases: CaseWorld, case: Case, dissents: Mapping[str, int] | None = None) -> Case:
    """The ballot that is open fails: two members of twenty are not satisfied."""
    open_now = Round.objects.get(parent=case.dossier, state="open")
    count_all(cases, open_now, dissents or {"members": 2})
    return moves.fresh(case)


def next_look_back(cases: CaseWorld, case: Case) -> LookBack:
    """Time passes to the day of the next look-back, which the system opens."""
    row = LookBack.objects.filter(case=case, due=None).order_by("number")[0]
    cases.clock.to(max(cases.clock.day, row.on))
    looking_back.open_due(timezone.localdate())
    return LookBack.objects.select_related("case").get(pk=row.pk)


def looked(cases: CaseWorld, row: LookBack, *, back: int = 0, **changed: Any) -> LookBack:
    """The record of a look-back; the first `back` of the sampled problems are back."""
    sampled = {
        uid: {"kept": at >= back, "note": "" if at >= back else "又停了"} for at, uid in enumerate(sorted(row.sampled))
    }  # fmt: skip
    given = {
        "on": timezone.localdate(), "answers": answers(row.case), "sampled": sampled, "members": 4, "households": 6,
        "opinion": "到场看过",
    }  # fmt: skip
    return looking_back.hold_look_back(row, **{"by": cases.users["county_officer_two"], **given, **changed})


def look_back_ballot(cases: CaseWorld, row: LookBack, dissents: Mapping[str, int] | None = None) -> Round:
    """The ballot of a look-back, opened and counted."""
    round = looking_back.open_look_back_ballot(
        row, by=cases.users["county_officer_two"], sizes=sizes_of(row.case), warning_seen=True
    )
    return count_all(cases, round, dissents)


def conclude(cases: CaseWorld, row: LookBack, *, relapse: bool, reason: str = "") -> Case:
    """What the look-back comes to."""
    by = cases.users["county_officer_two"]
    return moves.fresh(looking_back.conclude(row, by=by, relapse=relapse, reason=reason))


def hold_one(cases: CaseWorld, case: Case) -> Case:
    """The next look-back is held, balloted, and finds nothing."""
    row = next_look_back(cases, case)
    looked(cases, row)
    look_back_ballot(cases, row)
    return conclude(cases, row, relapse=False)


def relapsed(cases: CaseWorld, case: Case) -> Case:
    """The next look-back finds a problem back: the second case."""
    row = next_look_back(cases, case)
    looked(cases, row, back=1)
    return conclude(cases, row, relapse=True, reason="公开又停了")


def _announce(cases: CaseWorld, case: Case) -> None:
    closing.announce(case, by=cases.users["county_lead"], minute="部务会〔2026〕9 号")


def close_up(cases: CaseWorld, case: Case) -> Case:
    """The notice passes, and the case is closed."""
    day = moves.fresh(case).notice_to
    if day is not None and cases.clock.day <= day:
        cases.clock.to(day)
        cases.clock.add(1)
    closing.close_up(case, by=cases.users["county_lead"], document="组发〔2026〕20 号")
    return moves.fresh(case)


def _pass(cases: CaseWorld, case: Case) -> None:
    count_all(cases, Round.objects.get(parent=case.dossier, state="open"))


_STEPS = {
    "SELF_CHECKED": self_check, "TOWNSHIP_RECHECKED": recheck, "DEPT_REVIEWED": review, "BALLOT": open_ballot,
    "PASSED": _pass, "NOTICE": _announce, "FOLLOW_UP": close_up,
}  # fmt: skip
