"""A ballot's counts, entered by two accounts that must agree; its integer rules are final (domain §8.3–8.4)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.scores import hold, refresh
from baxing.accreditation.models import Application, BallotEntry
from baxing.accreditation.scores import rates_due, scale_of
from baxing.dossiers.actions import write
from baxing.rules.ballot import Count, Fault, attendance_faults, faults, quorum, repeat_needed
from baxing.rules.calendar import add_months
from baxing.units.models import User, roles
from baxing.units.refused import Refused


@transaction.atomic(durable=True)
def enter_ballot(
    application: Application, rate: str, count: Count, *, by: User, held_on: date, present: int, should: int
) -> BallotEntry:
    """One account's count for one electorate. When a second account enters the same figures, the result is certified and scores.

    Refused for the assessed, for a third account, outside the evaluation, and for figures that cannot be. A round that is
    void (more returned than issued), without quorum, or with too few valid ballots is no result: it must be held again.
    """
    _may_enter(hold(application), rate, by)
    _held_lately(application, held_on)
    _holds(application, rate, count, present, should, by=by)
    mine = {
        "present": present,
        "should": should,
        "issued": count.issued,
        "returned": count.returned,
        "void": count.void,
        "options": dict(count.options),
        "held_on": held_on,
    }
    entries = list(application.ballot_entries.filter(rate=rate, replaced=False))
    if any(entry.certified for entry in entries):
        raise Refused(
            _("Not saved: this result is certified; only a new round can change it."), code="certified"
        )
    others = [entry for entry in entries if entry.by_id != by.pk]
    if len(others) > 1:
        raise Refused(_("Not saved: two accounts have entered this count already."), code="third")
    application.ballot_entries.filter(rate=rate, by=by).update(replaced=True)
    entry = BallotEntry.objects.create(application=application, rate=rate, by=by, **mine)
    write(application.dossier, verb="counted", by=by, change={"rate": rate})
    if others and all(getattr(others[0], name) == value for name, value in mine.items()):
        _certify(application, entry, others[0], by=by)
    return entry


def as_count(entry: BallotEntry) -> Count:
    """The stored figures as the rules read them."""
    return Count(entry.issued, entry.returned, entry.void, entry.options)


def _certify(application: Application, first: BallotEntry, second: BallotEntry, *, by: User) -> None:
    changed = BallotEntry.objects.filter(
        pk__in=[first.pk, second.pk], certified=False, replaced=False
    ).update(certified=True)
    if changed != 2:
        raise Refused(_("Not saved: somebody else has just changed this count."), code="changed")
    first.certified = second.certified = True
    figures: dict[str, Any] = {
        "rate": first.rate,
        "issued": first.issued,
        "returned": first.returned,
        "void": first.void,
        "options": first.options,
        "held_on": first.held_on.isoformat(),
    }
    write(application.dossier, verb="certified", by=by, change=figures)
    refresh(application)


def _holds(application: Application, rate: str, count: Count, present: int, should: int, *, by: User) -> None:
    found = [*faults(count, scale_of(rate)), *attendance_faults(present, should)]
    if any(fault.voids_round for fault in found):
        raise Refused(
            _(
                "Not saved: more ballots came back (%(returned)s) than were issued (%(issued)s). The round is void; hold it again."
            )
            % {"returned": count.returned, "issued": count.issued},
            code="void-round",
        )
    if found:
        raise Refused(_said(found[0]), code=found[0].code)
    if not quorum(present, should):
        raise Refused(
            _("Not saved: fewer than two thirds were present. The round is void; hold it again."),
            code="quorum",
        )
    if repeat_needed(count):
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


def _may_enter(application: Application, rate: str, by: User) -> None:
    if rate not in rates_due(application):
        raise Refused(_("Not saved: this branch has no such ballot."), code="ballot")
    held = roles(by, application.unit)
    every = roles(User.objects.get(pk=by.pk), application.unit)  # a token shows one duty of several
    if not held & {"teller", "township_officer", "county_officer"} or every & {"secretary", "recorder"}:
        raise Refused(_("Not saved: counts are entered by tellers, not by the assessed."), code="role")
    if application.dossier.status not in ("EVALUATING", "BALLOTING"):
        raise Refused(_("Not saved: counts are entered while the branch is being evaluated."), code="state")


def _held_lately(application: Application, held_on: date) -> None:
    today = timezone.localdate()
    oldest = add_months(today, -application.cycle.standard.terms.ballot_reuse_months)
    if not oldest <= held_on <= today:
        raise Refused(
            _("Not saved: the ballot must have been held between %(a)s and today.") % {"a": oldest},
            code="date",
        )
