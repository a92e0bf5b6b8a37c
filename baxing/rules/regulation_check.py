"""What a well-formed regulation must also satisfy: facts read as what they are, everybody's sector served, terms that fit.

`check` finds everything at once; warnings never stop a regulation. Source: domain §7, §8, §12.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from baxing.rules.pack import FactDef
from baxing.rules.pack_check import Finding, compares
from baxing.rules.pack_kinds import DOUBTFUL, misuse
from baxing.rules.pack_walk import texts, uses_in
from baxing.rules.pack_watch import watched
from baxing.rules.regulation import Electorate, FourOne, Regulation, Sign

SECTORS = ("V", "C", "G", "S", "E", "H", "N", "O")
APART_DAYS = 45  # between two look-backs (rules.rectification.look_back_days)
LINES = {"members": 95}  # the seed's lines; every other group 85 (domain §1, row 11)
OTHER_LINE = 85


def check(regulation: Regulation, facts: Mapping[str, FactDef]) -> list[Finding]:
    """Everything that is wrong or doubtful, in the order of the file's parts. `facts` are the facts that can be known."""
    found = [
        *_facts(regulation, facts),
        *_sheet(regulation),
        *_sectors(regulation),
        *_electorates(regulation),
        *_terms(regulation),
    ]
    for path, text in texts(regulation):
        for language in ("zh", "en"):
            if not getattr(text, language).strip():
                found.append(Finding((*path, language), "words-missing", {"language": language}))
        found += [Finding(path, f"watch-{group}", {"word": word}, "warning") for group, word in watched(text)]
    return found


def _facts(regulation: Regulation, facts: Mapping[str, FactDef]) -> Iterator[Finding]:
    for use in uses_in(regulation.signs, ("signs",)):
        fact = facts.get(use.code)
        if fact is None:
            close = get_close_matches(use.code, facts, 1, 0.8)
            guess = {"guess": close[0]} if close else {}
            yield Finding(use.path, "misspelt-fact" if close else "unknown-fact", {"code": use.code, **guess})
        elif code := misuse(fact, use.role):
            params = {"code": fact.code, "kind": fact.kind, "period": fact.period}
            yield Finding(use.path, code, params, "warning" if code in DOUBTFUL else "error")
    yield from compares(regulation.signs, ("signs",))


def _sheet(regulation: Regulation) -> Iterator[Finding]:
    solved = [i for i, item in enumerate(regulation.sheet.items) if item.solved]
    for i in solved[1:]:
        yield Finding(("sheet", "items", i, "solved"), "sheet-solved")


def _sectors(regulation: Regulation) -> Iterator[Finding]:
    """Sectors that are named must exist, and every sector needs people who go there and people who vote."""
    tables: dict[str, Sequence[Sign | FourOne | Electorate]] = {
        "signs": regulation.signs,
        "four_ones": regulation.four_ones,
        "electorates": regulation.electorates,
    }
    for table, rows in tables.items():
        for i, row in enumerate(rows):
            for n, sector in enumerate(row.sectors):
                if sector not in SECTORS:
                    params = {"sector": sector, "known": ", ".join(SECTORS)}
                    yield Finding((table, i, "sectors", n), "unknown-sector", params)
    for sector in SECTORS:
        voting = regulation.electorates_for(sector)
        if not voting:
            yield Finding(("electorates",), "sector-nobody", {"sector": sector})
        elif len(voting) == 1:
            yield Finding(("electorates",), "sector-one-group", {"sector": sector}, "warning")
        if not regulation.four_ones_for(sector):
            yield Finding(("four_ones",), "sector-no-ones", {"sector": sector})


def _electorates(regulation: Regulation) -> Iterator[Finding]:
    for i, row in enumerate(regulation.electorates):
        part, whole = row.quorum
        if part > whole:
            yield Finding(("electorates", i, "quorum"), "quorum-over", {"part": part, "whole": whole})
        line = LINES.get(row.code, OTHER_LINE)
        if row.threshold < line:
            params: dict[str, object] = {"name": row.code, "value": row.threshold, "line": line}
            yield Finding(("electorates", i, "threshold"), "threshold-low", params, "warning")


def _terms(regulation: Regulation) -> Iterator[Finding]:
    terms = regulation.terms
    if not terms.months_least <= terms.months <= terms.months_most:
        params = {"least": terms.months_least, "usual": terms.months, "most": terms.months_most}
        yield Finding(("terms", "months"), "months-order", params)
    if APART_DAYS * (terms.look_backs - 1) > 28 * terms.follow_up_months:
        params = {"months": terms.follow_up_months, "count": terms.look_backs, "apart": APART_DAYS}
        yield Finding(("terms", "look_backs"), "look-backs-tight", params)
