"""What a round says, exactly: the counts agreed upon as a + b of V, each against its line, and how far the rest has come.

A group with fewer than five valid ballots shows only whether it passed (domain §8.3): its figures would tell who voted how.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from baxing.ballots.models import HallCount, Round
from baxing.dossiers.models import Dossier, canonical
from baxing.rules.ballot import SATISFACTION, SMALLEST_GROUP, Count, differences, passes, rate_std
from baxing.rules.text import Text
from baxing.units.models import User

PLAIN = ("held_on", "present")


@dataclass(frozen=True)
class Result:
    """One electorate of one round. `state`: "none", "once", "differ", or "certified" (two accounts entered it alike).

    `count`, `rate` and what was counted beside them are None until it is certified, and where `hidden`; `passed` is
    None until it is certified and in a void round. `threshold` is in per cent.
    """

    electorate: str
    name: Text
    size: int
    threshold: Fraction
    state: str = "none"
    count: Count | None = None
    rate: Fraction | None = None
    passed: bool | None = None
    hidden: bool = False
    present: int | None = None
    held_on: date | None = None
    rows: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def positive(self) -> int | None:
        """a + b."""
        return None if self.count is None else self.count.positive(SATISFACTION)


def results(round: Round) -> list[Result]:
    """Every electorate of the round, in the order of its rule. One query, none if `counts` are prefetched."""
    entries = [entry for entry in round.counts.all() if not entry.replaced]
    return [_result(round, rule, [e for e in entries if e.electorate == rule["code"]]) for rule in round.rule]


def digest_of(parent: Dossier, number: int, purpose: str, electorates: list[dict[str, Any]]) -> str:
    """What seals a round: SHA-256 of its file, number, purpose and rule, in the one JSON form."""
    sealed = canonical([str(parent.uid), number, purpose, electorates])
    return hashlib.sha256(sealed.encode()).hexdigest()


def intact(round: Round) -> bool:
    """Whether sizes, thresholds and quorum are still those that were sealed at the opening."""
    return round.digest == digest_of(round.parent, round.number, round.purpose, round.rule)


def rule_of(round: Round, electorate: str) -> dict[str, Any] | None:
    """What was fixed for one electorate when the round was opened."""
    return next((rule for rule in round.rule if rule["code"] == electorate), None)


def share(rule: dict[str, Any]) -> Fraction:
    """The quorum of an electorate as a share of those who should attend."""
    return Fraction(rule["quorum"][0], rule["quorum"][1])


def as_count(entry: HallCount) -> Count:
    """The stored figures as the rules read them."""
    return Count(entry.issued, entry.returned, entry.void, entry.options)


def reaches(rule: dict[str, Any], count: Count) -> bool:
    """Whether a count reaches its line, in whole numbers (domain §8.3)."""
    return passes(count, Fraction(rule["threshold"]), SATISFACTION, one_below=rule["one_below"])


def own_entry(round: Round, electorate: str, user: User) -> HallCount | None:
    """What this account has entered itself; the other account's figures are nobody else's to see."""
    return round.counts.filter(electorate=electorate, by=user, replaced=False).first()


def differing(round: Round, electorate: str) -> list[str]:
    """The fields in which the two entries differ, never their figures; empty while there is only one."""
    entries = list(round.counts.filter(electorate=electorate, replaced=False).order_by("pk"))
    return apart(*entries) if len(entries) == 2 else []


def apart(first: HallCount, second: HallCount) -> list[str]:
    """The fields in which two entries differ: "held_on", "present", "issued", …, "options.satisfied", "rows.team"."""
    found = [name for name in PLAIN if getattr(first, name) != getattr(second, name)]
    found += differences(as_count(first), as_count(second))
    rows = sorted(first.rows.keys() | second.rows.keys())
    return found + [f"rows.{row}" for row in rows if first.rows.get(row) != second.rows.get(row)]


def _result(round: Round, rule: dict[str, Any], entries: list[HallCount]) -> Result:
    plain: dict[str, Any] = {
        "electorate": rule["code"],
        "name": Text(**rule["name"]),
        "size": rule["size"],
        "threshold": Fraction(rule["threshold"]),
    }
    agreed = next((entry for entry in entries if entry.certified), None)
    if agreed is None:
        return Result(**plain, state=("none", "once", "differ")[min(len(entries), 2)])
    count = as_count(agreed)
    passed = None if round.state == "void" else reaches(rule, count)
    if count.valid < SMALLEST_GROUP:
        return Result(**plain, state="certified", passed=passed, hidden=True)
    return Result(
        **plain,
        state="certified",
        count=count,
        rate=rate_std(count, SATISFACTION),
        passed=passed,
        present=agreed.present,
        held_on=agreed.held_on,
        rows=agreed.rows,
    )
