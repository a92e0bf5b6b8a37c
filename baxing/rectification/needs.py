"""What must be true before a case moves: one small question per need of the flow's table (reads only)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone

from baxing.ballots.models import Round
from baxing.rectification.due import plan_ends, term_end
from baxing.rectification.items import all_settled, unsettled
from baxing.rectification.models import Case, Check, LookBack
from baxing.rectification.watching import watcher
from baxing.rules.flow import Move
from baxing.rules.flow_rectification import WATCHERS
from baxing.rules.rectification import Tolerance, sheet_passes, tolerance
from baxing.units.models import User

Given = Mapping[str, Any]
Need = Callable[[Case, User | None, Given], bool]
FAILED = ("fail", "relist")
# What is typed with the move itself, so that a page cannot tell it beforehand.
TYPED = frozenset(
    {
        *("signs_chosen", "key_approved", "check_whole", "sheet_passes", "rolls_fixed", "warning_seen"),
        *("look_back_whole", "nothing_found", "something_found", "relapsed_before", "look_backs_drawn"),
        "item_open",
    }
)


def met(case: Case, move: Move, by: User | None, given: Given | None = None) -> set[str]:
    """The needs of `move` that hold; `given` is what was typed with it (codes, minute, findings, …)."""
    return {need for need in move.needs if NEEDS[need](case, by, given or {})}


def unmet(case: Case, move: Move, user: User | None) -> list[str]:
    """The needs that a page can tell before anything is typed, in the table's order."""
    return [need for need in move.needs if need not in TYPED and not NEEDS[need](case, user, {})]


def screened_since(case: Case) -> date:
    """The day on which the present screening began: when it was opened, or looked at again after it was watched."""
    again = case.dossier.entries.filter(verb="look_again").order_by("-n").first()
    return timezone.localdate(again.at if again else case.dossier.opened_at)


def branch_time_over(case: Case) -> bool:
    """Whether the branch had its working days to look at itself, as many as it has to answer."""
    last = term_end(case.rules.terms, "answer_days", case.dossier.region, screened_since(case))
    return timezone.localdate() > last


def chosen_well(case: Case, codes: Sequence[str]) -> bool:
    """Whether these signs exist in the sector and at least one of them is more than advisory."""
    known = {sign.code: sign for sign in case.rules.signs_for(case.sector)}
    return bool(codes) and set(codes) <= known.keys() and not all(known[code].advisory for code in codes)


def latest_round(case: Case) -> Round | None:
    """The acceptance ballot that counts: the last one; a void or older round decides nothing."""
    return case.dossier.ballot_rounds.filter(purpose="acceptance").order_by("-number").first()


def open_look_back(case: Case) -> LookBack | None:
    """The look-back whose day has come and which is not concluded; at most one at a time."""
    return case.look_backs.exclude(due=None).filter(found=None).order_by("number").first()


def tolerances(case: Case, sizes: Mapping[str, int]) -> list[Tolerance]:
    """What each electorate can bear with these sizes, to be seen before the ballot is opened (domain §8.3)."""
    return [tolerance(row, sizes[row.code]) for row in case.rules.electorates_for(case.sector)]


def checked_thrice(case: Case) -> bool:
    """All three levels checked in this round, and the last word of each is that it passes."""
    last = {check.level: check.passed for check in case.checks.filter(round=case.round).order_by("pk")}
    return all(last.get(level) for level in Check.LEVELS)


def seats_left(case: Case) -> list[str]:
    """The four ones of whom nothing was said since the failure: neither replaced nor kept with a reason (roles)."""
    failed = case.dossier.entries.filter(verb__in=FAILED).order_by("-n").first()
    if failed is None:
        return []
    since = case.dossier.entries.filter(n__gt=failed.n, verb__in=("seat_named", "seat_kept"))
    settled = {change.get("seat") for change in since.values_list("change", flat=True)}
    held = case.seats.filter(until=None).order_by("pk").values_list("role", flat=True)
    return [role for role in held if role not in settled]


def look_back_whole(row: LookBack) -> bool:
    """Whether a look-back says what it must: every question, every sampled problem, and a certified ballot. Without one
    it is whole only where a problem is back already; a ballot that was opened is finished in any case."""
    if row.held_on is None or any(said["kept"] is None for said in row.sampled.values()):
        return False
    if row.ballot is None or row.ballot.state == "void":
        return not _all_kept(row) or unsettled(row.case).exists()
    return row.ballot.state == "certified"


def something_back(row: LookBack) -> bool:
    """Whether a sampled problem is back, any problem was reopened since the closing, or the ballot is below a line."""
    below = row.ballot is not None and row.ballot.passed is False
    return below or not _all_kept(row) or unsettled(row.case).exists()


def _jointly_looked(case: Case, by: User | None, given: Given) -> bool:
    """Township and county have looked in this screening, and the branch has too or let its days pass."""
    since = screened_since(case)
    fresh = {look.level for look in case.looks.all() if timezone.localdate(look.at) >= since}
    return {"township", "county"} <= fresh and ("branch" in fresh or branch_time_over(case))


def _plan_whole(case: Case, by: User | None, given: Given) -> bool:
    """Something is to be done, and each of it has cause, measure, lead and a day within the time of the round."""
    today = timezone.localdate()
    last = plan_ends(case, today)
    open_now = list(unsettled(case).select_related("dossier"))
    return bool(open_now) and all(
        problem.cause
        and problem.measure
        and problem.lead
        and problem.dossier.due is not None
        and today <= problem.dossier.due <= last
        for problem in open_now
    )


def _seats_named(case: Case, by: User | None, given: Given) -> bool:
    held = set(case.seats.filter(until=None).values_list("role", flat=True))
    return {row.code for row in case.rules.four_ones_for(case.sector)} <= held


def _kicked_off(case: Case, by: User | None, given: Given) -> bool:
    """The members met on the plan of this round, more than half of them present."""
    meeting = case.kick_off
    return meeting.get("round") == case.round and bool(2 * meeting["present"] > meeting["should"])


def _term_over(case: Case, by: User | None, given: Given) -> bool:
    return case.dossier.due is not None and timezone.localdate() > case.dossier.due


def _watch_level(case: Case, by: User | None, given: Given) -> bool:
    """Asked of a person: whether he holds a watching role at the very unit that watches now."""
    if by is None:
        return False
    at = watcher(case).pk
    return any(grant.role in WATCHERS and grant.unit_id == at for grant in by.grants_now)


def _all_kept(row: LookBack) -> bool:
    return all(said["kept"] is not False for said in row.sampled.values())


def _sheet_passes(case: Case, by: User | None, given: Given) -> bool:
    score = given.get("score")
    return isinstance(score, Fraction) and sheet_passes(case.rules.sheet, score)


def _rolls_fixed(case: Case, by: User | None, given: Given) -> bool:
    sizes = given.get("sizes") or {}
    wanted = {row.code for row in case.rules.electorates_for(case.sector)}
    return set(sizes) == wanted and all(type(size) is int and size > 0 for size in sizes.values())


def _warning_seen(case: Case, by: User | None, given: Given) -> bool:
    if given.get("warning_seen") is True:
        return True
    return _rolls_fixed(case, by, given) and not any(
        row.one_fails for row in tolerances(case, given["sizes"])
    )


def _ballot(state: str, passed: bool) -> Need:
    def holds(case: Case, by: User | None, given: Given) -> bool:
        round = latest_round(case)
        return round is not None and round.state == state and round.passed is passed

    return holds


def _ballots_certified(case: Case, by: User | None, given: Given) -> bool:
    round = latest_round(case)
    return round is not None and round.state == "certified"


def _look_back_due(case: Case, by: User | None, given: Given) -> bool:
    drawn = case.look_backs.filter(due=None, on__lte=timezone.localdate())
    return drawn.exists() and open_look_back(case) is None


def _look_back(test: Callable[[LookBack], bool]) -> Need:
    def holds(case: Case, by: User | None, given: Given) -> bool:
        row = open_look_back(case)
        return row is not None and test(row)

    return holds


def _over(day: date | None) -> bool:
    return day is not None and timezone.localdate() > day


def _held_enough(case: Case, by: User | None, given: Given) -> bool:
    return case.look_backs.filter(found=False).count() >= case.rules.terms.look_backs


NEEDS: dict[str, Need] = {
    "signs_chosen": lambda c, by, g: chosen_well(c, g.get("codes") or []),
    "jointly_looked": _jointly_looked,
    "term_over": _term_over,
    "plan_whole": _plan_whole,
    "seats_named": _seats_named,
    "kicked_off": _kicked_off,
    "key_approved": lambda c, by, g: c.level != "key" or bool(g.get("standing_minute")),
    "watch_level": _watch_level,
    "items_settled": lambda c, by, g: all_settled(c),
    "item_open": lambda c, by, g: unsettled(c).exists(),
    "check_whole": lambda c, by, g: g.get("check_whole") is True,
    "sheet_passes": _sheet_passes,
    "rolls_fixed": _rolls_fixed,
    "warning_seen": _warning_seen,
    "ballots_certified": _ballots_certified,
    "lines_reached": _ballot("certified", True),
    "line_missed": _ballot("certified", False),
    "checked_thrice": lambda c, by, g: checked_thrice(c),
    "notice_over": lambda c, by, g: _over(c.notice_to),
    "look_backs_drawn": lambda c, by, g: c.look_backs.count() >= c.rules.terms.look_backs,
    "seats_settled": lambda c, by, g: not seats_left(c),
    "relapsed_before": lambda c, by, g: c.previous is not None and c.previous.dossier.status == "RELAPSED",
    "look_back_due": _look_back_due,
    "look_back_whole": _look_back(look_back_whole),
    "nothing_found": _look_back(lambda row: not something_back(row)),
    "something_found": _look_back(something_back),
    "follow_up_over": lambda c, by, g: _over(c.follow_until),
    "look_backs_held": _held_enough,
}
