"""One door for every move of a case: who stands apart, what holds, the next deadline, whose desk, and the facts that follow."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import advance, write
from baxing.dossiers.models import Dossier
from baxing.problems.models import Problem
from baxing.records.actions import bump
from baxing.records.models import FactMark
from baxing.rectification import needs
from baxing.rectification.actions.apart import outsider_for
from baxing.rectification.actions.standings import mark
from baxing.rectification.due import due_for
from baxing.rectification.items import all_settled, unsettled
from baxing.rectification.models import Case
from baxing.rectification.watching import desk_for, next_watch
from baxing.rules.flow_rectification import RECTIFICATION, WORKING
from baxing.units.models import Unit, User
from baxing.units.refused import Refused


@transaction.atomic
def move(
    case: Case,
    verb: str,
    *,
    by: User | None,
    note: str = "",
    change: dict[str, Any] | None = None,
    given: Mapping[str, Any] | None = None,
    desk: Unit | None = None,
) -> Case:
    """Make one move with everything that must go with it; Refused with the first need that is not met.

    An escalated case and a look-back go to the desk of who watches. A final state closes the case, so that the organisation can be
    screened again; entering or leaving rectification counts as a change of its facts (V1).
    """
    row = RECTIFICATION.move(case.dossier.status, verb)
    holding: set[str] = set()
    due = None
    if row:
        if by:
            outsider_for(case, row, by)
        holding = needs.met(case, row, by, given)
        due = due_for(case, RECTIFICATION.state(row.target))
        desk = desk or desk_for(case, row.target)
    before = case.under_rectification
    advance(case.dossier, verb, by=by, met=holding, note=note, due=due, change=change, desk=desk)
    mark(case)
    if case.dossier.state.final:
        keep(case, open=False)
    if case.under_rectification != before:
        facts_changed(case.unit)
    return case


def keep(case: Case, **fields: Any) -> Case:
    """Write single fields of a case, on this copy and in the table. The caller's line in the book is the lock."""
    for name, value in fields.items():
        setattr(case, name, value)
    if Case.objects.filter(pk=case.pk).update(**fields) != 1:
        raise RuntimeError("the case is gone; the transaction is taken back")
    return case


def facts_changed(unit: Unit) -> None:
    """Whoever computed from this unit's facts, in any year, has to compute again; last year's cycle may still be running."""
    years, this = (
        set(FactMark.objects.filter(unit=unit).values_list("year", flat=True)),
        timezone.localdate().year,
    )
    for year in sorted(years | {this - 1, this}):
        bump([unit.pk], year)


def clear_if_settled(case: Case) -> Case:
    """The case is clear as soon as its last problem is settled; the same at once where that was before the work began."""
    if case.dossier.status in WORKING and all_settled(case):
        return move(case, "clear", by=None)
    return case


@transaction.atomic
def watch_up(case: Case, *, by: User | None = None, reason: str) -> Case:
    """The watch goes one level up, and the book says why; the highest level there is keeps it (domain §7.4)."""
    before, after = case.watch, next_watch(case)
    keep(case, watch=after)
    write(case.dossier, verb="watch_up", by=by, note=reason, change={"from": before, "to": after})
    mark(case)
    return case


@transaction.atomic
def items_changed(problem: Problem, by: User | None) -> None:
    """After every step of a problem: the earliest day that is open, and the case is clear when nothing is.

    The file of the case is held first: of two people who settle the last two problems at once, the second sees both.
    """
    Dossier.objects.select_for_update().get(pk=problem.parent_id)
    case = whole().get(dossier=problem.parent_id)
    days = unsettled(case).aggregate(first=Min("dossier__due"))
    if case.late_from != days["first"]:
        keep(case, late_from=days["first"])
    mark(case)
    clear_if_settled(case)


def whole() -> QuerySet[Case]:
    """Cases with what a move needs, but without the text of their regulation: that is parsed once per digest."""
    with_all = ("dossier__unit", "dossier__desk", "unit", "county", "regulation")
    return Case.objects.select_related(*with_all).defer("regulation__text")


def fresh(case: Case) -> Case:
    """The same case as it stands in the database now."""
    return whole().get(pk=case.pk)


def hold(case: Case) -> None:
    """Hold the file of the case for this transaction, as every step of its problems does, so that none is settled or
    reopened meanwhile. This copy stays as it was read: what others did since is refused when the line is written."""
    Dossier.objects.select_for_update(of=("self",)).get(pk=case.dossier_id)


def need(holds: object, words: str, code: str) -> None:
    """Refused with these words unless it holds."""
    if not holds:
        raise Refused(words, code=code)


def need_past(on: Any) -> None:
    """Refused for a day that is still to come."""
    need(on <= timezone.localdate(), _("Not saved: this day is still to come."), "future")


def need_of_case(case: Case, on: Any) -> None:
    """Refused for a day that is still to come, or lies before the case was opened."""
    need_past(on)
    opened = timezone.localdate(case.dossier.opened_at)
    need(on >= opened, _("Not saved: this day lies before the case was opened."), "early")
