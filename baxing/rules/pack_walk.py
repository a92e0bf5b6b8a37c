"""Walks over a pack: every text, every fact that is read and as what, and the most that a rule can give.

A path holds keys and list positions as they stand in the file: `("stars", 0, "tasks", 2, "points")`.
While a file with mistakes is being read, a part that could not be understood stands as `None` in its list
and is passed over here, so that positions stay those of the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel

from baxing.rules.pack import (
    BallotRule,
    BandRule,
    DeductionRule,
    GateRule,
    LevelRule,
    Pack,
    PartsRule,
    Star,
    Task,
)
from baxing.rules.terms import Before, Compare, Count, MonthsSince, Run
from baxing.rules.text import Text

Path = tuple[str | int, ...]
Role = Literal["number", "yes_no", "date", "periods", "rate"]


@dataclass(frozen=True)
class Use:
    """A fact read at `path`, taken as a yearly number, a yes/no, a date, a row of periods or a rate."""

    path: Path
    code: str
    role: Role


def stars(pack: Pack) -> Iterator[tuple[Path, Star]]:
    """The readable stars with their places."""
    for i, star in enumerate(pack.stars or []):
        if star is not None:
            yield ("stars", i), star


def tasks(pack: Pack) -> Iterator[tuple[Path, Task]]:
    """The readable tasks with their places."""
    for path, star in stars(pack):
        for i, task in enumerate(star.tasks or []):
            if task is not None:
                yield (*path, "tasks", i), task


def rules(task: Task, path: Path) -> Iterator[tuple[Path, str, Any]]:
    """The rule of the base task (sector "") and of every sector that has its own."""
    yield (*path, "rule"), "", task.rule
    for sector, variant in task.variants.items():
        if variant.rule is not None:
            yield (*path, "variants", sector, "rule"), sector, variant.rule


def texts(part: Any, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Every text below `part`."""
    match part:
        case Text():
            yield path, part
        case BaseModel():
            for name, field in type(part).model_fields.items():
                yield from texts(getattr(part, name, None), (*path, field.alias or name))
        case dict():
            for key, value in part.items():
                yield from texts(value, (*path, key))
        case list() | tuple():
            for i, value in enumerate(part):
                yield from texts(value, (*path, i))


_FIXED: dict[tuple[type, str], Role] = {
    (Count, "count"): "periods",
    (Run, "run"): "periods",
    (MonthsSince, "months_since"): "date",
    (Before, "date"): "date",
    (BallotRule, "rates"): "rate",
}


def _leaves(hint: Any) -> Iterator[Any]:
    inner = get_args(hint)
    if not inner:
        yield hint
    for item in inner:
        yield from _leaves(item)


@cache
def _roles(model: type[BaseModel]) -> dict[str, Role]:
    """For each field of `model` that can hold a fact's code: what the fact is read as there."""
    found: dict[str, Role] = {}
    for name, field in model.model_fields.items():
        kinds = set(_leaves(field.annotation))
        if (model, name) in _FIXED:
            found[name] = _FIXED[model, name]
        elif Compare in kinds:
            found[name] = "yes_no"
        elif Count in kinds:
            found[name] = "number"
    return found


def uses_in(part: Any, path: Path, role: Role | None = None) -> Iterator[Use]:
    """Every fact that `part` (a model, or a list or dict of models) reads."""
    match part:
        case str() if role is not None:
            yield Use(path, part, role)
        case BaseModel():
            reads = _roles(type(part))
            for name, field in type(part).model_fields.items():
                yield from uses_in(getattr(part, name, None), (*path, field.alias or name), reads.get(name))
        case list() | tuple():
            for i, item in enumerate(part):
                yield from uses_in(item, (*path, i), role)
        case dict():
            for key, item in part.items():
                yield from uses_in(item, (*path, key), role)


def uses(pack: Pack) -> Iterator[Use]:
    """Every fact that the pack reads, in the order of the table."""
    return uses_in(pack, ())


def highest(rule: Any, points: Decimal) -> Decimal:
    """The most that the rule gives; what is not written as points of its own gives the task's `points`."""
    match rule:
        case PartsRule(parts=parts):
            return sum((part.points for part in parts), Decimal(0))
        case BandRule(cases=rows):
            return max(case.points for case in rows)
        case BallotRule(bands=bands):
            return max(band.points for band in bands)
    return points


def needs_person(rule: Any, path: Path) -> Iterator[Path]:
    """The places of the rule that no fact decides."""
    match rule:
        case GateRule(when=None):
            yield path
        case PartsRule(parts=parts):
            for i, part in enumerate(parts):
                if part.when is None and part.actual is None:
                    yield (*path, "parts", i)
        case DeductionRule(deduct=deduct):
            for i, item in enumerate(deduct):
                if item.times is None:
                    yield (*path, "deduct", i)
        case BandRule(cases=rows) if all(case.when is None for case in rows):
            yield path
        case LevelRule():
            yield path


def totals(pack: Pack) -> list[tuple[Star, dict[str, Decimal], Decimal]]:
    """Per star: the highest points of each sector without bonus, and the bonus points. Needs a whole pack."""
    rows = []
    for star in pack.stars:
        base = [task for task in star.tasks if not task.bonus]
        by_sector = {
            sector: sum((highest(task.for_sector(sector).rule, task.points) for task in base), Decimal(0))
            for sector in pack.sectors
        }
        rows.append((star, by_sector, sum((task.points for task in star.tasks if task.bonus), Decimal(0))))
    return rows
