"""A ballot's counts, entered by two accounts that must agree; its integer rules are final (domain §8.3–8.4)."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.scores import hold, refresh
from baxing.accreditation.models import Application, BallotEntry
from baxing.accreditation.scores import rates_due, scale_of
from baxing.ballots.counting import need_counter, need_result, others_than
from baxing.dossiers.actions import write
from baxing.rules.ballot import Count
from baxing.rules.calendar import add_months
from baxing.units.models import User
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
    need_result(count, scale_of(rate), present, should)
    mine = {
        "present": present,
        "should": should,
        "issued": count.issued,
        "returned": count.returned,
        "void": count.void,
        "options": dict(count.options),
        "held_on": held_on,
    }
    others = others_than(application.ballot_entries.filter(rate=rate, replaced=False), by)
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


def _may_enter(application: Application, rate: str, by: User) -> None:
    if rate not in rates_due(application):
        raise Refused(_("Not saved: this branch has no such ballot."), code="ballot")
    need_counter(application.unit, by)
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
