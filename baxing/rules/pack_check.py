"""What a well-formed pack must also satisfy: sums, references, kinds of facts, rows in order, words.

`check(pack)` finds everything at once. Nothing here reads a file: `standards/loading.py` adds file and line,
and `rules/pack_words.py` says in words what is wrong and how to mend it. Warnings never stop a pack.
Source: domain §3.1, §4.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, Literal

from baxing.rules.pack import BallotRule, BandRule, DeductionRule, LevelRule, Pack, Star, Task
from baxing.rules.pack_kinds import DOUBTFUL, misuse
from baxing.rules.pack_walk import (
    Path,
    highest,
    needs_person,
    rules,
    stars,
    tasks,
    texts,
    totals,
    uses,
)
from baxing.rules.pack_watch import watched
from baxing.rules.terms import Compare

Severity = Literal["error", "warning"]
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Finding:
    """One thing to mend at `path`; `code` and `params` are put into words by `pack_words.say`."""

    path: Path
    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"


def check(pack: Pack, offered: Collection[str] = ()) -> list[Finding]:
    """Everything that is wrong or doubtful, errors and warnings, in the order of the table.

    A part that stands as `None` (it could not be read) is passed over, and sums that need it are not judged.
    `offered` are codes of facts that could be used, to guess what a misspelt one was meant to be.
    """
    found = [
        *_twice(pack),
        *_sums(pack),
        *_references(pack),
        *_gate_sectors(pack),
        *_facts(pack, offered),
        *_vetoes(pack),
        *_grades(pack),
        *_procedure(pack),
        *_words(pack),
    ]
    for path, task in tasks(pack):
        found += _task(task, path)
    for where, text in texts(pack):
        found += [
            Finding(where, f"watch-{group}", {"word": word}, "warning") for group, word in watched(text)
        ]
    return found


def sound(pack: Pack) -> bool:
    """Whether the pack can be published: no errors, whatever the warnings."""
    return not any(finding.severity == "error" for finding in check(pack))


def _twice(pack: Pack) -> Iterator[Finding]:
    """Codes must name one thing."""
    gates = [
        ((*path, "gates", i), gate.code)
        for path, star in stars(pack)
        for i, gate in enumerate(star.gates or [])
    ]
    groups: list[list[tuple[Path, str]]] = [
        [(path, star.code) for path, star in stars(pack)],
        [(path, task.code) for path, task in tasks(pack)],
        gates,
        [(("vetoes", i), veto.code) for i, veto in enumerate(pack.vetoes or [])],
        [(("facts", i), fact.code) for i, fact in enumerate(pack.facts or []) if fact is not None],
    ]
    for group in groups:
        seen: set[str] = set()
        for path, code in group:
            if code is not None and code in seen:
                yield Finding((*path, "code"), "twice", {"code": code})
            seen.add(code)


def _complete(star: Star | None) -> bool:
    return star is not None and star.tasks is not None and None not in star.tasks


def _sums(pack: Pack) -> Iterator[Finding]:
    """A star is 100 (per_star_100), or the whole table is (per_branch_100); bonus points stay beside it."""
    whole = [(path, star) for path, star in stars(pack) if _complete(star)]
    if pack.scoring_mode == "per_star_100":
        for path, star in whole:
            total = _points(star.tasks, bonus=False)
            if total != HUNDRED:
                yield Finding((*path, "tasks"), "star-sum", _off(star.code, total))
    if pack.stars is None or len(whole) != len(pack.stars):
        return
    every = [task for star in pack.stars for task in star.tasks]
    if pack.scoring_mode == "per_branch_100" and (total := _points(every, bonus=False)) != HUNDRED:
        yield Finding(("stars",), "table-sum", _off("", total))
    weights = [star.weight for star in pack.stars]
    uneven = None not in weights and len(set(weights)) > 1
    if pack.scoring_mode == "per_star_100" and uneven and sum(weights, Decimal(0)) != HUNDRED:
        yield Finding(("stars",), "weight-sum", _off("", sum(weights, Decimal(0))))
    if pack.bonus_cap is None:
        return
    bonus = _points(every, bonus=True)
    if bonus and not pack.bonus_cap:
        yield Finding(("bonus_cap",), "bonus-without-cap", {"bonus": bonus})
    elif bonus > pack.bonus_cap:
        yield Finding(("bonus_cap",), "bonus-over-cap", {"bonus": bonus, "cap": pack.bonus_cap}, "warning")


def _points(some: Iterable[Task], *, bonus: bool) -> Decimal:
    return sum((task.points for task in some if task.bonus is bonus), Decimal(0))


def _off(code: str, total: Decimal) -> dict[str, object]:
    return {"code": code, "total": total, "diff": abs(HUNDRED - total)}


def _references(pack: Pack) -> Iterator[Finding]:
    """Sectors and excuses that tasks name must exist."""
    for path, task in tasks(pack):
        if pack.sectors is not None:
            for sector, variant in task.variants.items():
                if sector not in pack.sectors:
                    known = ", ".join(pack.sectors)
                    yield Finding(
                        (*path, "variants", sector), "unknown-sector", {"sector": sector, "known": known}
                    )
                elif not variant.model_fields_set:
                    yield Finding((*path, "variants", sector), "empty-variant", {"sector": sector}, "warning")
        if pack.excuses is not None:
            for i, code in enumerate(task.excuses):
                if code not in pack.excuses:
                    yield Finding((*path, "excuses", i), "unknown-excuse", {"code": code})


def _gate_sectors(pack: Pack) -> Iterator[Finding]:
    for path, star in stars(pack):
        for i, gate in enumerate(star.gates or []):
            for n, sector in enumerate(gate.sectors):
                if pack.sectors is not None and sector not in pack.sectors:
                    params = {"sector": sector, "known": ", ".join(pack.sectors)}
                    yield Finding((*path, "gates", i, "sectors", n), "unknown-sector", params)


def _facts(pack: Pack, offered: Collection[str]) -> Iterator[Finding]:
    """Facts must be defined, and read as what they are."""
    if pack.facts is None:
        return
    known = {fact.code: fact for fact in pack.facts if fact is not None}
    unreadable = None in pack.facts
    for use in uses(pack):
        fact = known.get(use.code)
        if fact is None:
            if not unreadable:
                close = get_close_matches(use.code, {*known, *offered}, 1, 0.8)
                guess = {"guess": close[0]} if close else {}
                yield Finding(
                    use.path, "misspelt-fact" if close else "unknown-fact", {"code": use.code, **guess}
                )
        elif code := misuse(fact, use.role):
            params = {"code": fact.code, "kind": fact.kind, "period": fact.period}
            yield Finding(use.path, code, params, "warning" if code in DOUBTFUL else "error")


def _vetoes(pack: Pack) -> Iterator[Finding]:
    codes = None if pack.stars is None or None in pack.stars else {star.code for star in pack.stars}
    for i, veto in enumerate(pack.vetoes or []):
        path: Path = ("vetoes", i)
        if veto.effect == "cap" and veto.cap is None:
            yield Finding(path, "cap-missing", {"code": veto.code})
        if veto.effect != "cap" and veto.cap is not None:
            yield Finding((*path, "cap"), "cap-without-effect", {"code": veto.code, "effect": veto.effect})
        if codes is not None and veto.cap is not None and veto.cap >= len(codes):
            yield Finding((*path, "cap"), "cap-too-high", {"code": veto.code, "stars": len(codes)}, "warning")
        if veto.effect == "star_dark" and not veto.stars:
            yield Finding(path, "dark-which", {"code": veto.code})
        for n, star in enumerate(veto.stars):
            if codes is not None and star not in codes:
                yield Finding(
                    (*path, "stars", n), "unknown-star", {"code": star, "known": ", ".join(sorted(codes))}
                )


def _grades(pack: Pack) -> Iterator[Finding]:
    """Grades fall in both columns and belong to the per-branch table. A share is advice and never decides."""
    grades = pack.grades or []
    if pack.scoring_mode == "per_branch_100" and pack.grades == []:
        yield Finding(("scoring_mode",), "grades-missing")
    if pack.scoring_mode == "per_star_100" and grades:
        yield Finding(("grades",), "grades-unused", {}, "warning")
    for i, (above, below) in enumerate(pairwise(grades), start=1):
        if below.at_least >= above.at_least or below.stars >= above.stars:
            yield Finding(("grades", i), "grades-order")
    for i, grade in enumerate(grades):
        if grade.advice is not None:
            yield Finding(("grades", i, "advice"), "quota", {"share": grade.advice * 100}, "warning")


def _procedure(pack: Pack) -> Iterator[Finding]:
    if pack.terms is not None:
        for name in type(pack.terms).model_fields:
            if getattr(pack.terms, name) < 0:
                yield Finding(("terms", name), "negative", {"name": name})
        if pack.terms.recheck_months > pack.terms.valid_months:
            yield Finding(("terms", "recheck_months"), "recheck-late", {}, "warning")
    if pack.top is not None:
        if (pack.top.satisfaction is None) != (pack.top.satisfaction_at_least == 0):
            yield Finding(("top",), "satisfaction-half")
        if not 0 <= pack.top.satisfaction_at_least <= 1:
            yield Finding(("top", "satisfaction_at_least"), "not-a-share")
        if not 0 <= pack.top.composite_at_least <= HUNDRED + (pack.bonus_cap or 0):
            yield Finding(("top", "composite_at_least"), "over-hundred")


def _words(pack: Pack) -> Iterator[Finding]:
    for path, text in texts(pack):
        for language in ("zh", "en"):
            if not getattr(text, language).strip():
                yield Finding((*path, language), "words-missing", {"language": language})


def _task(task: Task, path: Path) -> Iterator[Finding]:
    if task.points == 0:
        yield Finding((*path, "points"), "no-points", {"code": task.code})
    for where, _sector, rule in rules(task, path):
        yield from _rule(task, rule, where)
        if task.auto == "A":
            by_hand = list(needs_person(rule, where))
            yield from (Finding(place, "auto-needs-person", {"code": task.code}) for place in by_hand)
    if task.auto == "A" and task.evidence_max > 0:
        yield Finding((*path, "evidence_max"), "auto-evidence", {"code": task.code})
    if task.na_when is not None and task.na_reason is None:
        yield Finding((*path, "na_when"), "na-reason", {"code": task.code}, "warning")


def _rule(task: Task, rule: Any, path: Path) -> Iterator[Finding]:
    """The numbers of one rule must fit the task's points; rows must be reachable."""
    most = highest(rule, task.points)
    if most != task.points:
        yield Finding(path, "rule-sum", {"code": task.code, "most": most, "points": task.points})
    match rule:
        case LevelRule(parts=parts):
            if sum((part.points for part in parts), Decimal(0)) >= task.points:
                yield Finding((*path, "parts"), "level-parts", {"code": task.code, "points": task.points})
        case DeductionRule(deduct=items):
            for i, item in enumerate(items):
                if not 0 < item.each <= task.points:
                    yield Finding((*path, "deduct", i, "each"), "deduct-each", {"points": task.points})
                if item.at_most is not None and not item.each <= item.at_most <= task.points:
                    yield Finding((*path, "deduct", i, "at_most"), "deduct-most", {"points": task.points})
        case BandRule(cases=cases):
            for i, case in enumerate(cases[:-1]):
                if case.when is None and any(row.when is not None for row in cases):
                    yield Finding((*path, "cases", i), "else-first")
        case BallotRule(bands=bands):
            for i, (above, below) in enumerate(pairwise(bands), start=1):
                if below.at_least >= above.at_least or below.points >= above.points:
                    yield Finding((*path, "bands", i), "bands-order")
    yield from compares(rule, path)


def compares(part: Any, path: Path) -> Iterator[Finding]:
    """A comparison without any bound decides nothing: every one below `part`."""
    match part:
        case Compare():
            bounds = [
                name for name in Compare.model_fields if name != "value" and getattr(part, name) is not None
            ]
            if not bounds:
                yield Finding(path, "compare-what")
        case list():
            for i, item in enumerate(part):
                yield from compares(item, (*path, i))
        case _ if hasattr(type(part), "model_fields"):
            for name, spec in type(part).model_fields.items():
                yield from compares(getattr(part, name), (*path, spec.alias or name))


def proof(pack: Pack) -> list[tuple[str, dict[str, Decimal], Decimal]]:
    """Per star: code, the highest points of every sector (equal in a sound pack), bonus points."""
    return [(star.code, sums, bonus) for star, sums, bonus in totals(pack)]
