"""The acceptance ballot (验收测评): opened with everything that decides fixed, decided by whole numbers (domain §8.3, §8.4).

Members and representatives must each reach their line; below either line the whole case is rectified again, with the
next round and the watch one level up (domain §1, row 11).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.ballots.actions.rounds import open_round
from baxing.ballots.counting import COUNTERS
from baxing.ballots.models import Round
from baxing.ballots.parents import Parent
from baxing.dossiers.actions import write
from baxing.problems.models import Problem
from baxing.rectification.actions.apart import need_outsider
from baxing.rectification.actions.moves import hold, keep, move, need, watch_up, whole
from baxing.rectification.actions.standings import mark
from baxing.rectification.due import term_end
from baxing.rectification.models import Case
from baxing.rectification.needs import NEEDS, latest_round
from baxing.rules.flow_rectification import CHECKS
from baxing.rules.roles import BRANCH, COUNTY, FOUR_ONES, SEES_CASES
from baxing.units.models import Grant, User, roles

READERS = frozenset(SEES_CASES)
WORKED = ("opened", "start", "claim", "verify", "close", "keep_up", "finish")
JUDGED = (*CHECKS, "look_back_held")


@transaction.atomic(durable=True)
def open_ballot(case: Case, *, by: User, sizes: Mapping[str, int], warning_seen: bool) -> Round:
    """Open the first ballot of this round of the case; `sizes` are the voters of every electorate of its sector.

    `warning_seen`: that it was seen how few dissents each group can bear; asked for where a single one fails it.
    """
    hold(case)
    given = {"sizes": sizes, "warning_seen": warning_seen}
    _need_sizes(case, sizes)
    round = open_round(case.dossier, by=by, purpose="acceptance", electorates=electorates(case, sizes))
    move(case, "open_ballot", by=by, change=_opened(round), given=given)
    return round


@transaction.atomic(durable=True)
def open_again(case: Case, *, by: User, sizes: Mapping[str, int], warning_seen: bool) -> Round:
    """A new round after a void one; the sizes are fixed anew."""
    hold(case)
    need(roles(by, case.unit) & set(COUNTY), _("Not opened: a ballot is opened by the county."), "role")
    need_outsider(case, by)
    last = latest_round(case)
    need(
        case.dossier.status == "BALLOT" and last is not None and last.state == "void",
        _("Not opened: only a void round is held again."),
        "state",
    )
    return reopen(case, by=by, purpose="acceptance", sizes=sizes, warning_seen=warning_seen)


def reopen(case: Case, *, by: User, purpose: str, sizes: Mapping[str, int], warning_seen: bool) -> Round:
    """Open a round that is no move of the case, with its line in the book. Inside the caller's transaction."""
    _need_sizes(case, sizes)
    given = {"sizes": sizes, "warning_seen": warning_seen}
    need(
        NEEDS["warning_seen"](case, by, given),
        _("Not opened: first confirm how many dissents each group can bear."),
        "warning_seen",
    )
    round = open_round(case.dossier, by=by, purpose=purpose, electorates=electorates(case, sizes))
    write(case.dossier, verb="ballot_opened", by=by, change=_opened(round))
    return round


def electorates(case: Case, sizes: Mapping[str, int]) -> list[dict[str, Any]]:
    """What is fixed for each electorate when a ballot is opened, from the regulation of the case."""
    return [
        {
            "code": row.code,
            "name": row.name.model_dump(exclude_none=True),
            "size": sizes[row.code],
            "threshold": str(row.threshold),
            "quorum": list(row.quorum),
            "one_below": row.one_below,
        }
        for row in case.rules.electorates_for(case.sector)
    ]


def settled(round: Round, by: User) -> None:
    """Called inside the transaction that settles a round. A certified acceptance ballot decides: every line reached, and
    the case has passed; one missed, and it is rectified again. Void rounds and those of look-backs move nothing."""
    case = _case_of(round)
    mark(case)
    if round.purpose != "acceptance" or round.state != "certified":
        return
    change = {"round": round.number}
    if round.passed:
        move(case, "pass", by=None, change=change)
        return
    move(case, "fail", by=None, change=change)
    keep(case, round=case.round + 1)
    case.seats.filter(until=None).update(kept_reason="")
    watch_up(case, reason=_("The ballot is below its line."))


def may_count(round: Round, user: User) -> str:
    """Why this account may not count for this case: it serves the branch, has a seat, made a check, or listed,
    works on or judged a problem."""
    case = _case_of(round)
    seated = case.seats.filter(user=user.pk).exists()
    serving = Grant.objects.in_force().filter(
        user=user.pk, unit=round.unit_id, role__in=("member", *BRANCH, *FOUR_ONES)
    )
    own = Problem.objects.filter(parent=round.parent_id)
    worked = own.filter(dossier__entries__by=user.pk, dossier__entries__verb__in=WORKED)
    judged = case.dossier.entries.filter(by=user.pk, verb__in=JUDGED)
    had_a_hand = (serving, worked, judged, own.filter(lead_user=user.pk))
    if seated or any(rows.exists() for rows in had_a_hand):
        return _(
            "Not saved: you have a hand in this case (a seat, a check, or a problem you listed, work on or judged). "
            "Another account counts."
        )
    return ""


def may_see(round: Round, user: User) -> bool:
    """Whoever may read the case, and the tellers."""
    return bool(roles(user, round.unit) & (READERS | COUNTERS))


def page(round: Round, user: User) -> str:
    """The address of the case; "" for a teller, who sees the round only."""
    if not roles(user, round.unit) & READERS:
        return ""
    return reverse("rectification:case-of", args=[round.parent.uid])


def again_by(round: Round) -> date | None:
    """By when a void round is held again: the days of the regulation, and no earlier than the day the case has."""
    case = _case_of(round)
    again = term_end(case.rules.terms, "ballot_days", case.dossier.region, timezone.localdate())
    due = case.dossier.due
    return again if due is None or round.purpose == "acceptance" else max(due, again)


def _case_of(round: Round) -> Case:
    """The case, with the very copy of its file that the count has just written to."""
    case = whole().get(dossier=round.parent_id)
    case.dossier = round.parent
    return case


def _need_sizes(case: Case, sizes: Mapping[str, int]) -> None:
    need(
        NEEDS["rolls_fixed"](case, None, {"sizes": sizes}),
        _("Not opened: every group needs its number of voters, one or more. Fix the rolls first."),
        "rolls_fixed",
    )


def _opened(round: Round) -> dict[str, Any]:
    sizes = {rule["code"]: rule["size"] for rule in round.rule}
    return {"round": round.number, "sizes": sizes, "digest": round.digest}


PARENT = Parent(may_count=may_count, may_see=may_see, settled=settled, page=page, again_by=again_by)
