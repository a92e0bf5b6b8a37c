"""What must hold before a step of a problem: judged from the rows, and from what is given with the step."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.problems.models import Problem
from baxing.problems.origins import ORIGINS
from baxing.problems.wording import said
from baxing.rules.flow import Move
from baxing.rules.roles import WORKERS
from baxing.units.models import Grant, User
from baxing.units.paths import ancestors

Check = Callable[[Problem, User | None, Mapping[str, Any]], bool]
JUDGING = ("verify", "close", "keep_up", "finish")
# What only the step itself can bring, so that its button need not wait for it.
BROUGHT = frozenset({"change_said", "signed", "milestones_set", "later_day"})
SERVES = _("you serve this organisation: somebody else must judge this step")
APART = _("you started this problem or claimed it as done: somebody else must judge it")


def serves(problem: Problem, by: User) -> bool:
    """Whether `by` works for the organisation: all duties in force count, also those that a token does not show."""
    duties = Grant.objects.in_force().filter(user=by.pk, role__in=WORKERS)
    return duties.filter(unit__path__in=ancestors(problem.unit.path)).exists()


def met(problem: Problem, by: User | None, given: Mapping[str, Any]) -> set[str]:
    """The needs that hold now. `given`: "changed", "signer", "signed_on", "milestones", "due" where the step brings them."""
    return {need for need, holds in CHECKS.items() if holds(problem, by, given)}


def unmet(problem: Problem, move: Move, by: User) -> list[Any]:
    """Why `by` cannot make this move yet, as sentences to stand beside its button; what its form asks for is left out."""
    looked_at = [need for need in move.needs if need not in BROUGHT]
    waiting = [need for need in looked_at if not CHECKS[need](problem, by, {})]
    words: list[Any] = [problem.dossier.table.needs[need] for need in waiting]
    if move.apart and problem.dossier.entries.filter(by=by, verb__in=move.apart).exists():
        words.append(APART)
    elif move.verb in JUDGING and "not_owner" not in waiting and serves(problem, by):
        words.append(SERVES)
    return words


def _signed(problem: Problem, given: Mapping[str, Any]) -> bool:
    on: date | None = given.get("signed_on")
    known = {signer.code for signer in ORIGINS[problem.parent.flow].signers(problem.parent)}
    listed = timezone.localtime(problem.dossier.opened_at).date()
    return given.get("signer") in known and on is not None and listed <= on <= timezone.localdate()


def _reached(problem: Problem) -> bool:
    standing = problem.milestones.filter(active=True)
    return standing.exists() and not standing.filter(done_on=None).exists()


def _later(problem: Problem, due: date | None) -> bool:
    return due is not None and due > max(timezone.localdate(), problem.dossier.due or problem.first_due)


CHECKS: dict[str, Check] = {
    "change_said": lambda problem, by, given: said(given.get("changed", problem.changed)),
    "not_owner": lambda problem, by, given: by is not None and by.pk != problem.lead_user_id,
    "signed": lambda problem, by, given: _signed(problem, given),
    "milestones_set": lambda problem, by, given: bool(given.get("milestones")),
    "milestones_done": lambda problem, by, given: _reached(problem),
    "not_extended": lambda problem, by, given: not problem.extended,
    "later_day": lambda problem, by, given: _later(problem, given.get("due")),
    "plan_open": lambda problem, by, given: ORIGINS[problem.parent.flow].may_drop(problem.parent),
}
