"""What holds for every count on paper that two accounts enter: who counts, what cannot be, what voids (domain §8.3, §8.4)."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from baxing.rules.ballot import (
    TWO_THIRDS,
    Count,
    Fault,
    Scale,
    attendance_faults,
    faults,
    quorum,
    repeat_needed,
)
from baxing.rules.roles import BRANCH
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused

COUNTERS = frozenset({"teller", "township_officer", "county_officer"})
ASSESSED = frozenset(BRANCH)
# Why a round is void, as it is stored: more came back than went out, too few present, too few valid.
RETURNED, QUORUM, VALID = "returned", "quorum", "valid"


class Entered(Protocol):
    """One account's entry of a count, whatever table it stands in."""

    certified: bool

    @property
    def by_id(self) -> int | None:
        """The account."""


E = TypeVar("E", bound=Entered)


def need_counter(unit: Unit, by: User, *, assessed: frozenset[str] = ASSESSED) -> None:
    """Refused for who is no counter here, and for who serves the assessed, whatever else he holds."""
    every = roles(User.objects.get(pk=by.pk), unit)  # a token shows one duty of several
    if not roles(by, unit) & COUNTERS or every & assessed:
        raise Refused(_("Not saved: counts are entered by tellers, not by the assessed."), code="role")


def others_than(entries: Iterable[E], by: User) -> list[E]:
    """The entry of the other account, if there is one. Refused once certified, and for a third account."""
    entries = list(entries)
    if any(entry.certified for entry in entries):
        raise Refused(
            _("Not saved: this result is certified; only a new round can change it."), code="certified"
        )
    others = [entry for entry in entries if entry.by_id != by.pk]
    if len(others) > 1:
        raise Refused(_("Not saved: two accounts have entered this count already."), code="third")
    return others


def void_reason(count: Count, present: int, should: int, share: Fraction = TWO_THIRDS) -> str:
    """Why these figures void the round; "" when they do not. Returned over issued outweighs all other reasons."""
    if count.returned > count.issued:
        return RETURNED
    if not quorum(present, should, share):
        return QUORUM
    return VALID if repeat_needed(count) else ""


def need_possible(count: Count, scale: Scale, present: int, should: int) -> None:
    """Refused for sums that cannot be so. What voids the round is no such fault: it can have happened."""
    found = [*faults(count, scale), *attendance_faults(present, should)]
    if impossible := [fault for fault in found if not fault.voids_round]:
        raise Refused(_said(impossible[0]), code=impossible[0].code)


def need_result(count: Count, scale: Scale, present: int, should: int) -> None:
    """Refused for figures that are no result, for files whose void rounds are not kept: impossible sums, a void round."""
    reason = void_reason(count, present, should)
    if reason == RETURNED:
        raise Refused(
            _(
                "Not saved: more ballots came back (%(returned)s) than were issued (%(issued)s). The round is void; hold it again."
            )
            % {"returned": count.returned, "issued": count.issued},
            code="void-round",
        )
    need_possible(count, scale, present, should)
    if reason == QUORUM:
        raise Refused(
            _("Not saved: fewer than two thirds were present. The round is void; hold it again."),
            code="quorum",
        )
    if reason == VALID:
        raise Refused(
            _(
                "Not saved: fewer than half of the ballots issued are valid. The round is repeated within ten working days."
            ),
            code="repeat",
        )


def _said(fault: Fault) -> str:
    texts = {
        "negative": _("Not saved: %(field)s cannot be below 0."),
        "void-over-returned": _(
            "Not saved: more ballots are void (%(given)s) than came back (%(expected)s)."
        ),
        "option-missing": _("Not saved: %(field)s is missing."),
        "option-not-asked": _("Not saved: %(field)s is not on the ballot."),
        "sum-not-valid": _(
            "Not saved: the options add up to %(given)s, but %(expected)s ballots are valid. Count again."
        ),
        "present-over-should": _(
            "Not saved: more were present (%(given)s) than should attend (%(expected)s)."
        ),
    }
    return texts[fault.code] % {"field": fault.field, "given": fault.given, "expected": fault.expected}
