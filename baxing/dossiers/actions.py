"""Every write to a file's cover and book: opening one, moving it, adding a line."""

import json
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Left, Length
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baxing.dossiers.calendars import NATION
from baxing.dossiers.models import Dossier, Entry, canonical
from baxing.rules.flow import SYSTEM, Move
from baxing.rules.flows import FLOWS
from baxing.rules.text import Text
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused

T = TypeVar("T")


def words(text: Text) -> str:
    """A regulation text in the language of the request."""
    return text.say(get_language() or "zh")


@transaction.atomic
def open_dossier(
    flow: str,
    unit: Unit,
    *,
    title: dict[str, str],
    by: User | None,
    due: date | None = None,
    region: str = NATION,
    change: dict[str, Any] | None = None,
) -> Dossier:
    """Open a file in the flow's first state and write line 1, with what it was opened with; its terms are counted on
    the calendar of `region`."""
    start = FLOWS[flow].start
    now = timezone.now()
    dossier = Dossier.objects.create(
        flow=flow,
        unit=unit,
        desk=_desk(unit, start.desk),
        status=start.code,
        title=title,
        due=due,
        region=region,
        version=0,
        opened_at=now,
        changed_at=now,
    )
    write(dossier, verb="opened", by=by, change=change)
    return dossier


@transaction.atomic
def advance(
    dossier: Dossier,
    verb: str,
    *,
    by: User | None,
    met: Collection[str] = (),
    note: str = "",
    due: date | None = None,
    change: dict[str, Any] | None = None,
    desk: Unit | None = None,
) -> Entry:
    """Make one move of the flow's table, if it may be made.

    `met` names the needs that hold; `change` carries what is recorded with the move ("minute", "document", …); `desk`
    is for a file that goes to another desk than the table's, as a case that is escalated.
    Refused when the state has no such move, the role is missing, the same person did a verb it must be apart from,
    a need is not met, or a reason, minute or document is missing. `by=None` is the system itself.
    """
    move = _allowed(dossier, verb, by)
    change = change or {}
    for need in move.needs:
        if need not in met:
            raise Refused(_not_done(move, words(dossier.table.needs[need])), code=need)
    for wanted, given, why in (
        (move.reason, note.strip(), _("a reason is missing")),
        (move.minute, change.get("minute"), _("the minute number is missing")),
        (move.document, change.get("document"), _("the document number is missing")),
    ):
        if wanted and not given:
            raise Refused(_not_done(move, why), code="incomplete")
    target = dossier.table.state(move.target)
    return write(
        dossier,
        verb=verb,
        by=by,
        status=target.code,
        desk=desk or _desk(dossier.unit, target.desk),
        due=due,
        note=note,
        change=change,
        role=_role(dossier, move, by),
    )


def write(
    dossier: Dossier,
    *,
    verb: str,
    by: User | None,
    status: str | None = None,
    desk: Unit | None = None,
    due: date | None = None,
    keep_due: bool = False,
    note: str = "",
    change: dict[str, Any] | None = None,
    role: str = "",
) -> Entry:
    """Move the cover only if it is still the version that was read, then add the line: of two people one wins, one is told.

    Must run inside a transaction, else the cover could move without its line. Without `status` the file stays where it
    is and only the line is added.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("write() needs a transaction")
    entry = _next_line(dossier, verb=verb, by=by, role=role, after=status or dossier.status, note=note)
    # As it will be read back: what JSON has no form for (a date, a Decimal, a number as key) becomes text first.
    entry.change = json.loads(canonical(change or {}))
    entry.digest = entry.computed_digest(dossier.seal)
    fields: dict[str, Any] = {"version": entry.n, "seal": entry.digest, "changed_at": entry.at}
    if status is not None:
        fields |= {"status": status, "desk": desk or dossier.desk, "due": dossier.due if keep_due else due}
    won = Dossier.objects.filter(pk=dossier.pk, version=dossier.version).update(**fields)
    if won != 1:
        raise Refused(
            _(
                "Nothing was changed: somebody else has just changed this file. Look at what changed, then try again."
            ),
            code="changed",
        )
    for name, value in fields.items():
        setattr(dossier, name, value)
    entry.save(force_insert=True)
    return entry


def _next_line(dossier: Dossier, *, verb: str, by: User | None, role: str, after: str, note: str) -> Entry:
    """The line that follows the last one this copy knows of, not written yet."""
    return Entry(
        dossier=dossier,
        n=dossier.version + 1,
        at=timezone.now(),
        by=by,
        by_name=by.name if by else "—",
        role=role,
        verb=verb,
        before=dossier.status,
        after=after,
        note=note,
    )


def reseat() -> int:
    """Put files back on the right desk, at the level where they lay, after their unit moved to another parent; how many
    were moved. Done by `tick`. A file that somebody moves in the same moment is seen by the next run."""
    astray = Dossier.objects.annotate(top=Left("unit__path", Length("desk__path"))).exclude(
        top=F("desk__path")
    )
    return sum(_reseat(dossier) for dossier in astray.select_related("unit", "desk").order_by("pk"))


@transaction.atomic(durable=True)
def _reseat(dossier: Dossier) -> bool:
    desk = _desk(dossier.unit, dossier.desk.level)
    change = {"from": dossier.desk.name, "to": desk.name}
    try:
        write(
            dossier, verb="reseated", by=None, status=dossier.status, desk=desk, keep_due=True, change=change
        )
    except Refused as refusal:
        if refusal.code != "changed":
            raise
        return False
    return True


def _allowed(dossier: Dossier, verb: str, by: User | None) -> Move:
    """The row for this verb, if `by` may make it from here."""
    move = dossier.table.move(dossier.status, verb)
    if move is None:
        raise Refused(
            _(
                "Not done: while this file is “%(state)s” this step is not open. Reload the page to see where it stands."
            )
            % {"state": words(dossier.state.name)},
            code="state",
        )
    if (by is None and SYSTEM not in move.roles) or (
        by is not None and not roles(by, dossier.unit) & set(move.roles)
    ):
        raise Refused(_not_done(move, _("your role does not include this step")), code="role")
    if by is not None and move.apart and dossier.entries.filter(by=by, verb__in=move.apart).exists():
        raise Refused(
            _not_done(move, _("you did an earlier step on this file; another person must do this one")),
            code="apart",
        )
    return move


def _role(dossier: Dossier, move: Move, by: User | None) -> str:
    held = roles(by, dossier.unit) if by else set()
    return next((role for role in move.roles if role in held), SYSTEM)


def _not_done(move: Move, why: str) -> str:
    return _("“%(verb)s” was not done: %(why)s.") % {"verb": words(move.name), "why": why}


def _desk(unit: Unit, level: str) -> Unit:
    return unit if level == "branch" else unit.at(level) or unit


def each_alone(files: Iterable[T], act: Callable[[T], Any]) -> tuple[int, int]:
    """Do this to each of them in a transaction of its own; how many were done, and how many somebody else was quicker
    with. Every other refusal rises."""
    done = left = 0
    for file in files:
        try:
            act(file)
            done += 1
        except Refused as refusal:
            if refusal.code not in ("changed", "state"):
                raise
            left += 1
    return done, left
