"""What must be true before a case moves: one small question per need of the flow's table (reads only).

The part from the three checks on is in `needs_closing`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from baxing.rectification.due import plan_ends, term_end
from baxing.rectification.items import all_settled, unsettled
from baxing.rectification.models import Case
from baxing.rectification.needs_closing import NEEDS_CLOSING
from baxing.rectification.watching import watcher
from baxing.rules.flow import Move
from baxing.rules.flow_rectification import WATCHERS
from baxing.units.models import User

Given = Mapping[str, Any]
Need = Callable[[Case, User | None, Given], bool]
# What is typed with the move itself, so that a page cannot tell it beforehand.
TYPED = frozenset(
    {
        *("signs_chosen", "key_approved", "check_whole", "sheet_passes", "rolls_fixed", "warning_seen"),
        *(
            "look_back_whole",
            "nothing_found",
            "something_found",
            "relapsed_before",
            "look_backs_drawn",
            "item_open",
        ),
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
    **NEEDS_CLOSING,
}
