"""What a pack lets one expect of its facts: which part cannot exceed which whole, which date lies in the year, who may
enter what."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from baxing.rules.facts import PERIODS
from baxing.rules.pack import BallotRule, FactDef, Pack, Part, Top
from baxing.rules.terms import Before, Percent, Shortfall, facts_in

# Written by the system from its own registers and files.
COMPUTED = frozenset(
    {"under_rectification", "relapses_12_months", "stars_lit_last_cycle", "stars_lit_cycle_before"}
)


def nodes(part: Any) -> Iterator[BaseModel]:
    """Every node of a pack, the outer before the inner."""
    if isinstance(part, BaseModel):
        yield part
        for name in type(part).model_fields:
            yield from nodes(getattr(part, name))
    elif isinstance(part, dict):
        for inner in part.values():
            yield from nodes(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from nodes(inner)


def pairs(pack: Pack) -> set[tuple[str, str]]:
    """(done, due) of facts: the pack puts one over the other, so "done" above "due" is worth a second look."""
    found: set[tuple[str, str]] = set()
    for node in nodes(pack):
        match node:
            case Part(actual=str() as done, target=str() as due):
                found.add((done, due))
            case Part(actual=str() as done, target=Percent(of=str() as due)):
                found.add((done, due))
            case Shortfall(shortfall=str() as done, to=str() as due):
                found.add((done, due))
    return found


def dated_in_year(pack: Pack) -> set[str]:
    """Date facts that the pack compares with a day of the cycle's year: a date of another year is doubtful."""
    return {node.date for node in nodes(pack) if isinstance(node, Before)}


def certified(pack: Pack) -> set[str]:
    """Rates of ballots: only a certified count writes them."""
    found: set[str] = set()
    for node in nodes(pack):
        if isinstance(node, BallotRule):
            found |= set(node.rates)
        elif isinstance(node, Top):
            found |= facts_in(node.satisfaction)
    return found


def computed(pack: Pack) -> set[str]:
    """Facts that nobody types: the system writes them, from ballots and from its own files."""
    return certified(pack) | COMPUTED


def findings(known: Mapping[str, FactDef], pack: Pack) -> set[str]:
    """Facts that no office reports of itself (they have no column): what a check from above has found."""
    return {code for code, fact in known.items() if not fact.columns} - computed(pack)


def fits(definition: FactDef, period: str) -> bool:
    """Whether the fact can be given for `period`; a yearly total may stand for quarters or months."""
    return period in PERIODS[definition.period] or (period == "" and definition.kind == "count")
