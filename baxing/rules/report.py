"""A full result as data (the output of `baxing score`): points as text, fractions exact and to read. See
docs/scoring.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from baxing.rules import scoring, sheet
from baxing.rules.explain import POINTS, points, say, two_places
from baxing.rules.facts import Facts
from baxing.rules.frame import Frame
from baxing.rules.given import Given
from baxing.rules.outcome import Outcome, Reason, Result, StarResult
from baxing.rules.pack import Pack, Star, Task
from baxing.rules.text import Text


@dataclass(frozen=True)
class Scored:
    """One branch scored without a database: outcomes by task, the packed final layer, and the result."""

    outcomes: Mapping[str, Outcome]
    final: bytes
    satisfaction: Fraction | None
    result: Result


def evaluate(pack: Pack, given: Given) -> Scored:
    """Scores what is given: computed tasks, the raters' medians, and what persons decided over both."""
    facts = given.facts
    outcomes = scoring.compute_all(pack, given.sector, facts)
    for task in scoring.tasks_for(pack, given.sector):
        if task.code in given.decided:
            outcomes[task.code] = scoring.decided(task, given.decided[task.code])
        elif task.code in given.levels and task.rule.kind == "LEVEL":
            middle = scoring.median(given.levels[task.code])
            outcomes[task.code] = scoring.level_outcome(task, facts, middle)
    frame = Frame.of(pack)
    final = sheet.auto(frame, outcomes)
    rate = scoring.satisfaction(pack, facts)
    gates = scoring.gate_states(pack, given.sector, facts)
    vetoes = scoring.veto_states(pack, facts, given.flags)
    return Scored(outcomes, final, rate, sheet.score(frame, final, gates, vetoes, rate))


def as_data(pack: Pack, given: Given, scored: Scored) -> dict[str, Any]:
    """The result as plain data for JSON."""
    result = scored.result
    return {
        "pack": {"code": pack.code, "version": pack.version},
        "sector": given.sector,
        "year": given.facts.year,
        "reference": given.facts.reference.isoformat(),
        "lit": result.lit,
        "lit_high": result.lit_high,
        "composite": {"low": _exact(result.composite_low), "high": _exact(result.composite_high)},
        "grade": None
        if result.grade is None
        else {"stars": result.grade.stars, "name": _plain(result.grade.name)},
        "top": result.top,
        "missing": [_reason(reason) for reason in result.missing],
        "can_apply": result.can_apply,
        "rated": result.rated,
        "vetoes": list(result.vetoes),
        "vetoes_unknown": list(result.vetoes_unknown),
        "satisfaction": None if scored.satisfaction is None else _fraction(scored.satisfaction),
        "sheet": scored.final.hex(),
        "stars": [
            _star(pack, given, scored, star, source)
            for star, source in zip(result.stars, pack.stars, strict=True)
        ],
    }


def _star(pack: Pack, given: Given, scored: Scored, star: StarResult, source: Star) -> dict[str, Any]:
    tasks = {task.code: task for task in scoring.tasks_for(pack, given.sector)}
    ways = scoring.light_up(pack, given.sector, star.code, scored.outcomes)
    return {
        "code": star.code,
        "name": _plain(star.name),
        "state": star.state,
        "earned": points(star.earned),
        "applicable": points(star.applicable),
        "bonus": points(star.bonus),
        "score": {"low": _exact(star.low), "high": _exact(star.high)},
        "line": str(star.line),
        "gates": list(star.gates),
        "reasons": [_reason(reason) for reason in star.reasons],
        "light_up": [
            {"tasks": list(way.tasks), "gain": points(way.gain), "score": _exact(way.score)} for way in ways
        ],
        "tasks": [_task(tasks[each.code], scored.outcomes[each.code], given.facts) for each in source.tasks],
    }


def _task(task: Task, outcome: Outcome, facts: Facts) -> dict[str, Any]:
    return {
        "code": task.code,
        "title": _plain(task.title),
        "kind": outcome.kind,
        "points": points(outcome.points),
        "full": points(outcome.full),
        "low": points(outcome.low),
        "high": points(outcome.high),
        "why": [_reason(reason) for reason in outcome.why],
        "read": [
            {"fact": code, "name": _plain(facts.name(code)), "period": period, "value": _plain(value)}
            for code, period, value in scoring.readings(task, facts)
        ],
    }


def _exact(value: Fraction) -> dict[str, str]:
    return {"exact": _fraction(value), "display": two_places(value)}


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "params": {name: _param(name, value) for name, value in reason.params.items() if value is not None},
        "zh": say(reason, "zh"),
        "en": say(reason, "en"),
    }


def _param(name: str, value: object) -> Any:
    return points(value) if name in POINTS and type(value) is int else _plain(value)


def _plain(value: object) -> Any:
    match value:
        case Text():
            return value.model_dump(exclude_defaults=True)
        case Fraction():
            return value.numerator if value.denominator == 1 else _fraction(value)
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
    return value
