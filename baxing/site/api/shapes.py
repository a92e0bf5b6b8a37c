"""What the interface answers with: results, stars and tasks as plain values."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from ninja import Schema

from baxing.accreditation.checks import unmet
from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.pictures import SheetView, TaskView, segments_of
from baxing.rules.explain import say
from baxing.rules.frame import MOST
from baxing.units.models import User


class Words(Schema):
    """A text in its languages."""

    zh: str
    en: str
    bo: str = ""


class UnitOut(Schema):
    """A unit of the tree."""

    uid: UUID
    name: str
    level: str
    form: str
    sector: str


class CycleOut(Schema):
    """A cycle and where it stands."""

    uid: UUID
    title: dict[str, str]
    county: str
    year: int
    state: str
    pack: str
    pack_digest: str
    reference: date
    self_check_due: date


class StarOut(Schema):
    """One star: its state and the bounds of its score of 100."""

    code: str
    name: Words
    state: str
    low: str | None
    high: str | None
    line: str


class SheetOut(Schema):
    """An application with its stored result."""

    uid: UUID
    unit: str
    unit_uid: UUID
    township: str
    sector: str
    state: str
    version: int
    due: date | None
    lit: int
    composite_low: str
    composite_high: str
    full_award: bool | None
    may_apply: bool
    returned: list[str]
    stars: list[StarOut]


class TaskOut(Schema):
    """One task: what the system says and why, what persons said, what counts."""

    code: str
    star: str
    title: Words
    full: str
    method: str
    auto: str
    kind: str
    points: str | None
    computed: str | None
    own: str | None
    township: str | None
    panel: str | None
    why: list[Words]


class MoveOut(Schema):
    """A verb that the caller's duty includes here, and what still hinders it."""

    verb: str
    name: Words
    unmet: list[str]


class WholeOut(SheetOut):
    """An application with every task and the moves open to the caller."""

    tasks: list[TaskOut]
    moves: list[MoveOut]


def cycle_out(cycle: Cycle) -> dict[str, Any]:
    """A cycle as `CycleOut`."""
    return {
        "uid": cycle.uid,
        "title": cycle.dossier.title,
        "county": cycle.unit.name,
        "year": cycle.year,
        "state": cycle.dossier.status,
        "pack": str(cycle.pack),
        "pack_digest": cycle.digest or cycle.pack.digest,
        "reference": cycle.reference,
        "self_check_due": cycle.self_check_due,
    }


def sheet_out(a: Application) -> dict[str, Any]:
    """An application as `SheetOut`."""
    return {
        "uid": a.uid,
        "unit": a.unit.name,
        "unit_uid": a.unit.uid,
        "township": a.township.name,
        "sector": a.sector,
        "state": a.dossier.status,
        "version": a.dossier.version,
        "due": a.dossier.due,
        "lit": a.lit,
        "composite_low": hundredths(a.low),
        "composite_high": hundredths(a.high),
        "full_award": a.full_award,
        "may_apply": a.may_apply,
        "returned": a.returned,
        "stars": [
            {
                "code": s.code,
                "name": s.name.model_dump(),
                "state": s.state,
                "low": _text(s.low),
                "high": _text(s.high),
                "line": str(s.line),
            }
            for s in segments_of(a)
        ],
    }


def whole_out(view: SheetView, user: User) -> dict[str, Any]:
    """An application as `WholeOut`."""
    a = view.application
    moves = [
        {"verb": move.verb, "name": move.name.model_dump(), "unmet": unmet(a, move, user)}
        for move in a.dossier.moves_for(user)
    ]
    tasks = [_task(star.star.code, task) for star in view.stars for task in star.tasks]
    return {**sheet_out(a), "tasks": tasks, "moves": moves}


def _task(star: str, view: TaskView) -> dict[str, Any]:
    known = view.counts.kind in ("scored", "zero")
    return {
        "code": view.task.code,
        "star": star,
        "title": view.task.title.model_dump(),
        "full": str(view.task.points),
        "method": view.task.method,
        "auto": view.task.auto,
        "kind": view.counts.kind,
        "points": hundredths(view.counts.points) if known else None,
        "computed": hundredths(view.outcome.points) if view.outcome.kind in ("scored", "zero") else None,
        "own": _slot(view.own),
        "township": _slot(view.township),
        "panel": _slot(view.panel),
        "why": [{"zh": say(reason, "zh"), "en": say(reason, "en")} for reason in view.counts.why],
    }


def hundredths(value: int) -> str:
    """Whole hundredths as a decimal text."""
    return str(Decimal(value) / 100)


def _slot(value: int) -> str | None:
    return hundredths(value) if value <= MOST else None


def _text(value: Decimal | Fraction | None) -> str | None:
    return None if value is None else str(value)
