"""Opening a round with everything that decides fixed and sealed, and entering its counts from the tellers' paper (domain §8.4, §8.5)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.ballots.counting import need_counter, need_possible, others_than, void_reason
from baxing.ballots.models import HallCount, Round
from baxing.ballots.parents import Parent, parent_of
from baxing.ballots.results import apart, as_count, digest_of, intact, reaches, rule_of, share
from baxing.ballots.sheet import ROWS, VOID
from baxing.dossiers.actions import write
from baxing.dossiers.models import Dossier
from baxing.rules.ballot import SATISFACTION, Count
from baxing.rules.roles import WORKERS
from baxing.units.models import User
from baxing.units.refused import Refused

ASSESSED = frozenset({"member", *WORKERS})


@transaction.atomic
def open_round(parent: Dossier, *, by: User, purpose: str, electorates: list[dict[str, Any]]) -> Round:
    """A new round about `parent`: sizes, thresholds and quorum are fixed now and sealed by a digest.

    `electorates` in the order of the result table: [{"code", "name": {"zh", …}, "size", "threshold" (per cent, text),
    "quorum": [2, 3], "one_below"}]. The caller writes the line of the book. Refused for a size below 1 and while
    another round is open.
    """
    if any(type(rule["size"]) is not int or rule["size"] < 1 for rule in electorates) or not electorates:
        raise Refused(
            _("Not opened: every group needs its number of voters, one or more. Fix the rolls first."),
            code="size",
        )
    if parent.ballot_rounds.filter(state="open").exists():
        raise Refused(_("Not opened: another round of this ballot is still open."), code="open")
    number = (parent.ballot_rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    return Round.objects.create(
        parent=parent,
        unit=parent.unit,
        number=number,
        purpose=purpose,
        rule=electorates,
        digest=digest_of(parent, number, purpose, electorates),
        opened_by=by,
    )


@transaction.atomic(durable=True)
def enter_count(
    round: Round,
    electorate: str,
    count: Count,
    *,
    by: User,
    held_on: date,
    present: int,
    rows: Mapping[str, Mapping[str, int]] | None = None,
) -> HallCount:
    """One account's count of one electorate; its own entry before is replaced. Two equal entries certify it.

    When both say that more came back than went out, that too few were present, or that too few are valid, the round is
    void: it is kept with its reason, and only a new one brings a result. Refused for the assessed and whoever has a
    hand in the case, for a third account, for sums that cannot be, and once the round is settled.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    locked.parent = Dossier.objects.select_related("unit", "desk").get(pk=locked.parent_id)
    parent, rule = parent_of(locked), rule_of(locked, electorate)
    if rule is None:
        raise Refused(_("Not saved: this group has no ballot in this round."), code="electorate")
    _may_count(locked, parent, by)
    _possible(locked, rule, count, held_on, present, rows or {})
    others = others_than(locked.counts.filter(electorate=electorate, replaced=False), by)
    locked.counts.filter(electorate=electorate, by=by, replaced=False).update(replaced=True)
    entry = HallCount.objects.create(
        round=locked,
        electorate=electorate,
        by=by,
        held_on=held_on,
        present=present,
        should=rule["size"],
        issued=count.issued,
        returned=count.returned,
        void=count.void,
        options=dict(count.options),
        rows={row: dict(given) for row, given in (rows or {}).items()},
    )
    write(locked.parent, verb="counted", by=by, change={"round": locked.number, "electorate": electorate})
    if others and not apart(others[0], entry):
        _certify(locked, rule, [others[0], entry], by, parent)
    return entry


def _certify(round: Round, rule: dict[str, Any], entries: list[HallCount], by: User, parent: Parent) -> None:
    """Both entries agree: the electorate is certified, or voids the round. The figures stay out of the book, where a
    small group's would be open to all."""
    keys = [entry.pk for entry in entries]
    if HallCount.objects.filter(pk__in=keys, certified=False, replaced=False).update(certified=True) != 2:
        raise Refused(_("Not saved: somebody else has just changed this count."), code="changed")
    for entry in entries:
        entry.certified = True
    change = {"round": round.number, "electorate": rule["code"]}
    write(round.parent, verb="certified", by=by, change=change)
    count = as_count(entries[0])
    if reason := void_reason(count, entries[0].present, rule["size"], share(rule)):
        _settle(round, "void", void_reason=reason)
        due = parent.again_by(round)
        write(
            round.parent,
            verb="round_void",
            by=by,
            status=round.parent.status,
            due=due,
            keep_due=due is None,
            change={**change, "void_reason": reason},
        )
    elif all(_agreed(round, each) for each in round.rule):
        passed = all(reaches(each, as_count(_certified(round)[each["code"]])) for each in round.rule)
        _settle(round, "certified", passed=passed)
    else:
        return
    parent.settled(round, by)


def _agreed(round: Round, rule: dict[str, Any]) -> bool:
    return rule["code"] in _certified(round)


def _certified(round: Round) -> dict[str, HallCount]:
    """One of the two equal entries of each electorate that is certified."""
    return {entry.electorate: entry for entry in round.counts.filter(certified=True, replaced=False)}


def _settle(round: Round, state: str, **fields: Any) -> None:
    fields |= {"state": state, "settled_at": timezone.now()}
    if Round.objects.filter(pk=round.pk, state="open").update(**fields) != 1:
        raise Refused(_("Not saved: this round is settled; only a new one can change it."), code="settled")
    for name, value in fields.items():
        setattr(round, name, value)


def _may_count(round: Round, parent: Parent, by: User) -> None:
    need_counter(round.unit, by, assessed=ASSESSED)
    if round.state != "open":
        raise Refused(_("Not saved: this round is settled; only a new one can change it."), code="settled")
    if why := parent.may_count(round, by):
        raise Refused(why, code="apart")
    if not intact(round):
        raise Refused(
            _(
                "Not saved: what was fixed when this round was opened has been changed. Tell the administrator."
            ),
            code="seal",
        )


def _possible(
    round: Round,
    rule: dict[str, Any],
    count: Count,
    held_on: date,
    present: int,
    rows: Mapping[str, Mapping[str, int]],
) -> None:
    if not round.opened_on <= held_on <= timezone.localdate():
        raise Refused(
            _("Not saved: the ballot must have been held between %(a)s and today.")
            % {"a": round.opened_on.isoformat()},
            code="date",
        )
    need_possible(count, SATISFACTION, present, rule["size"])
    if count.issued > present:
        raise Refused(
            _(
                "Not saved: more ballots were issued (%(issued)s) than people were present (%(present)s). "
                "Whoever voted at a travelling box counts as present."
            )
            % {"issued": count.issued, "present": present},
            code="issued-over-present",
        )
    for row, given in rows.items():
        known = row in ROWS and set(given) == {*SATISFACTION.options, VOID}
        if not known or min(given.values()) < 0 or sum(given.values()) != count.returned:
            raise Refused(
                _("Not saved: every row of the sheet adds up to the ballots returned, void ticks included."),
                code="rows",
            )
