"""What must be true before a move: one small question per need of the flow's table (reads only)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from baxing.accreditation.awards import failing, open_stars
from baxing.accreditation.models import Application
from baxing.accreditation.scores import (
    able_raters,
    differs,
    known_rates,
    measures_missing,
    rates_due,
    unscored,
)
from baxing.rules.calendar import add_months
from baxing.rules.flow import Move
from baxing.rules.frame import UNSEEN
from baxing.rules.sheet import get
from baxing.units.models import User

Given = Mapping[str, Any]
Check = Callable[[Application, User | None, Given], bool]


def met(application: Application, move: Move, by: User | None, given: Given | None = None) -> set[str]:
    """The needs of `move` that hold; `given` is what was typed with the move (minute, reasons, …)."""
    return {need for need in move.needs if CHECKS[need](application, by, given or {})}


def unmet(application: Application, move: Move, by: User | None) -> list[str]:
    """The needs that a page can tell before anything is typed, in the table's order."""
    typed = {"quorum_met", "return_reasons"}
    holding = met(application, move, by)
    return [need for need in move.needs if need not in holding and need not in typed]


def _quorum(application: Application, by: User | None, given: Given) -> bool:
    should, present = given.get("should") or 0, given.get("present") or 0
    return should > 0 and 2 * present >= should and present <= should


def _returns_left(application: Application, by: User | None, given: Given) -> bool:
    return application.returns < application.cycle.standard.terms.returns_allowed


def _review_complete(application: Application, by: User | None, given: Given) -> bool:
    frame = application.cycle.frame
    for code, task in application.tasks.items():
        if task.auto == "H" and not task.rated and get(frame, bytes(application.reviewed), code) == UNSEEN:
            return False
    return not application.sample.filter(seen=False).exists()


def _in_time(application: Application, by: User | None, given: Given) -> bool:
    due = application.dossier.due
    return due is None or timezone.localdate() <= due


def _group_named(application: Application, by: User | None, given: Given) -> bool:
    return len(able_raters(application)) >= application.cycle.standard.terms.raters_at_least


def _group_done(application: Application, by: User | None, given: Given) -> bool:
    sheets = application.rater_sheets.filter(conflict=False).exclude(locked_at=None)
    locked = set(sheets.values_list("rater", flat=True))
    return (
        able_raters(application) <= locked and len(locked) >= application.cycle.standard.terms.raters_at_least
    )


def _ballots_certified(application: Application, by: User | None, given: Given) -> bool:
    return set(rates_due(application)) <= set(known_rates(application))


def _not_a_rater(application: Application, by: User | None, given: Given) -> bool:
    return by is not None and not application.rater_sheets.filter(rater=by, conflict=False).exists()


def barred(application: Application) -> bool:
    """Whether an earlier application of the branch was cancelled by a veto, or its rating revoked, too short a time ago (V5)."""
    standard = application.cycle.standard
    since = add_months(timezone.localdate(), -standard.terms.barred_months)
    cancelling = [veto.code for veto in standard.vetoes if veto.effect == "cancelled"]
    cancelled = Q(flags__veto__in=cancelling, flags__confirmed=True, flags__decided_at__date__gt=since)
    revoked = Q(award__revoked_on__gt=since)
    earlier = Application.objects.filter(unit=application.unit_id).exclude(pk=application.pk)
    return earlier.filter(cancelled | revoked).exists()


def _open_objections(application: Application) -> bool:
    return application.objections.filter(answered_at=None).exists()


def _result_changed(application: Application, by: User | None, given: Given) -> bool:
    """Whether the stars on the notice differ from what the sheet gives now."""
    return differs(application)


def _recheck_due(application: Application, by: User | None, given: Given) -> bool:
    award = getattr(application, "award", None)
    return award is not None and (bool(given.get("forced")) or award.next_recheck() <= timezone.localdate())


def _stars_hold(application: Application, by: User | None, given: Given) -> bool:
    award = getattr(application, "award", None)
    return award is not None and not open_stars(award)


def _stars_fail(application: Application, by: User | None, given: Given) -> bool:
    award = getattr(application, "award", None)
    return award is not None and bool(failing(award))


def _answer_heard(application: Application, by: User | None, given: Given) -> bool:
    """A veto is confirmed only after the branch answered or its days were over (`decide_flag`)."""
    return application.flags.filter(confirmed=True).exists()


CHECKS: dict[str, Check] = {
    "all_self_scored": lambda a, by, g: not unscored(a),
    "shortfalls_planned": lambda a, by, g: not measures_missing(a),
    "quorum_met": _quorum,
    "may_apply": lambda a, by, g: a.may_apply and not barred(a),
    "cycle_open": lambda a, by, g: a.cycle.dossier.status in ("OPEN", "REVIEWING"),
    "returns_left": _returns_left,
    "return_reasons": lambda a, by, g: bool(g.get("reasons")),
    "returned_answered": lambda a, by, g: not a.returned,
    "review_complete": _review_complete,
    "in_time": _in_time,
    "term_over": lambda a, by, g: not _in_time(a, by, g),
    "group_named": _group_named,
    "group_done": _group_done,
    "ballots_certified": _ballots_certified,
    "not_a_rater": _not_a_rater,
    "objection_open": lambda a, by, g: _open_objections(a),
    "objections_answered": lambda a, by, g: not _open_objections(a),
    "result_stands": lambda a, by, g: not _result_changed(a, by, g),
    "result_changed": _result_changed,
    "notice_over": lambda a, by, g: a.dossier.due is not None and timezone.localdate() > a.dossier.due,
    "no_objection": lambda a, by, g: not _open_objections(a),
    "full_award": lambda a, by, g: a.full_award is True,
    "willing": lambda a, by, g: a.willing,
    "recheck_due": _recheck_due,
    "stars_hold": _stars_hold,
    "stars_fail": _stars_fail,
    "answer_heard": _answer_heard,
    "cycle_over": lambda a, by, g: a.cycle.dossier.status in ("NOTICE", "CLOSED", "ARCHIVED"),
}
