"""What the interface answers with: results, stars and tasks as plain values."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from baxing.accreditation.checks import unmet
from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.pictures import SheetView, TaskView, segments_of
from baxing.rules.explain import say
from baxing.rules.frame import MOST
from baxing.units.models import User


class Words(Schema):
    """A text in its languages; "" where there is none."""

    zh: str
    en: str
    bo: str = ""


class UnitOut(Schema):
    """A unit of the tree."""

    uid: UUID
    name: str
    level: str = Field(description="region, prefecture, county, township or branch.")
    form: str
    sector: str = Field(description="V, C, G, S, E, H, N, O; empty above a branch.")


class CycleOut(Schema):
    """A cycle and where it stands."""

    uid: UUID
    title: dict[str, str]
    county: str
    year: int
    state: str = Field(description="A state of the flow “cycle” (docs/flows.md).")
    pack: str
    pack_digest: str
    reference: date = Field(description="The day on which facts are frozen.")
    self_check_due: date


class StarOut(Schema):
    """One star: its state and the bounds of its score of 100. Equal bounds: nothing is unknown."""

    code: str
    name: Words
    state: Literal["lit", "dark", "gated", "unknown"]
    low: str | None
    high: str | None
    line: str


class SheetOut(Schema):
    """An application with its stored result."""

    uid: UUID
    file: UUID = Field(description="Its file: problems hang on it.")
    unit: str
    unit_uid: UUID
    township: str
    sector: str
    state: str = Field(description="A state of the flow “accreditation” (docs/flows.md).")
    version: int = Field(description="Grows by one with every line of the record book.")
    due: date | None
    lit: int = Field(description="How many stars are lit.")
    composite_low: str
    composite_high: str
    full_award: bool | None = Field(
        description="All stars and everything else that it takes; null is not known yet."
    )
    may_apply: bool
    returned: list[str] = Field(description="Tasks that were returned and not yet mended.")
    stars: list[StarOut]


class TaskOut(Schema):
    """One task: what the system says and why, what persons said, what counts."""

    code: str
    star: str
    title: Words
    full: str
    method: str
    auto: Literal["A", "H", "M"] = Field(
        description="A is computed, H pre-filled, M filled in by the branch."
    )
    rated: bool = Field(description="The evaluation group gives it a level.")
    kind: Literal["scored", "zero", "na", "excused", "unknown"]
    points: str | None = Field(description="What counts; null where it is not scored.")
    computed: str | None
    own: str | None
    township: str | None
    panel: str | None
    why: list[Words]


class MoveOut(Schema):
    """A verb that the caller's duty includes here, and what still hinders it."""

    verb: str
    name: Words
    unmet: list[str] = Field(description="Codes of conditions that do not hold; empty: it can be done now.")


class WholeOut(SheetOut):
    """An application with every task and the moves open to the caller."""

    tasks: list[TaskOut]
    moves: list[MoveOut]


class Number(Schema):
    """How many."""

    n: int


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
        "file": a.dossier.uid,
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
        "rated": view.task.rated,
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
