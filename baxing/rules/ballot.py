"""The arithmetic of a secret ballot: whole numbers and fractions, compared unrounded (domain §8.3, §8.4).

I ballots were issued, R came back, X of them are void, V = R − X are valid, and the marks of the valid ones
add up to V. Which options there are and which of them count as positive is a parameter (`Scale`); thresholds
are per cent and come from the pack.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

TWO_THIRDS = Fraction(2, 3)
MAX_UNKNOWN = Fraction(20, 100)
SMALLEST_GROUP = 5
Percent = int | Fraction
Code = Literal[
    "negative",
    "returned-over-issued",
    "void-over-returned",
    "option-missing",
    "option-not-asked",
    "sum-not-valid",
    "present-over-should",
]


@dataclass(frozen=True)
class Scale:
    """The options of a question in paper order, which of them are positive, which one means «don't know»."""

    options: tuple[str, ...]
    positive: frozenset[str]
    unknown: str = ""
    weights: Mapping[str, Fraction] | None = None


SATISFACTION = Scale(
    options=("satisfied", "basically", "dissatisfied", "unknown"),
    positive=frozenset({"satisfied", "basically"}),
    unknown="unknown",
    weights={"satisfied": Fraction(1), "basically": Fraction(75, 100), "dissatisfied": Fraction(55, 100)},
)
ASSESSMENT = Scale(options=("good", "fairly", "average", "poor"), positive=frozenset({"good", "fairly"}))


@dataclass(frozen=True)
class Fault:
    """One thing that cannot be so: its code, its field, what was expected (at most) and what was given."""

    code: Code
    field: str
    expected: int | None = None
    given: int | None = None

    @property
    def voids_round(self) -> bool:
        """More ballots came back than went out: the whole round is void, not only the entry (domain §8.4)."""
        return self.code == "returned-over-issued"


@dataclass(frozen=True)
class Count:
    """The result of one electorate on one question."""

    issued: int
    returned: int
    void: int
    options: Mapping[str, int]

    @property
    def valid(self) -> int:
        """V = R − X."""
        return self.returned - self.void

    def positive(self, scale: Scale) -> int:
        """How many valid ballots carry a positive mark."""
        return sum(number for option, number in self.options.items() if option in scale.positive)


def faults(count: Count, scale: Scale) -> list[Fault]:
    """Everything that cannot be so in this count; empty when it may be certified."""
    numbers = {"issued": count.issued, "returned": count.returned, "void": count.void}
    numbers |= {f"options.{option}": number for option, number in count.options.items()}
    found = [Fault("negative", field, 0, number) for field, number in numbers.items() if number < 0]
    if count.returned > count.issued:
        found.append(Fault("returned-over-issued", "returned", count.issued, count.returned))
    if count.void > count.returned:
        found.append(Fault("void-over-returned", "void", count.returned, count.void))
    found += [Fault("option-missing", f"options.{o}") for o in scale.options if o not in count.options]
    found += [
        Fault("option-not-asked", f"options.{option}", given=number)
        for option, number in count.options.items()
        if option not in scale.options
    ]
    if (total := sum(count.options.values())) != count.valid:
        found.append(Fault("sum-not-valid", "options", count.valid, total))
    return found


def rate_std(count: Count, scale: Scale) -> Fraction | None:
    """(a + b) / V: «don't know» counts against. None without a valid ballot."""
    return Fraction(count.positive(scale), count.valid) if count.valid > 0 else None


def rate_known(count: Count, scale: Scale) -> Fraction | None:
    """(a + b) / (V − u), None when nobody knows. `passes_known` decides, and limits «don't know»."""
    known = count.valid - count.options.get(scale.unknown, 0)
    return Fraction(count.positive(scale), known) if known > 0 else None


def rate_weighted(count: Count, scale: Scale) -> Fraction | None:
    """The weighted mean of those who know, for information only: its floor is far above zero.

    None when nobody knows or the scale has no weights.
    """
    known = count.valid - count.options.get(scale.unknown, 0)
    if known <= 0 or scale.weights is None:
        return None
    return sum((scale.weights.get(o, Fraction(0)) * n for o, n in count.options.items()), Fraction(0)) / known


def passes(count: Count, threshold: Percent, scale: Scale, *, one_below: int = 0) -> bool:
    """True when 100 (a + b) ≥ threshold × V; equality passes, and a round without a valid ballot does not.

    `one_below` is the pack's option for small electorates: with fewer valid ballots than that, a single
    non-positive ballot is tolerated as long as the positive ones outnumber it. 0 switches it off.
    """
    positive, valid = count.positive(scale), count.valid
    if valid <= 0:
        return False
    if valid < one_below and valid - positive == 1 and positive > 1:
        return True
    return 100 * positive >= threshold * valid


def passes_known(
    count: Count, threshold: Percent, scale: Scale, *, most_unknown: Fraction = MAX_UNKNOWN
) -> bool:
    """The pass test over those who know; «don't know» may be at most `most_unknown` of the valid ballots."""
    unknown = count.options.get(scale.unknown, 0)
    known = count.valid - unknown
    if known <= 0 or unknown > most_unknown * count.valid:
        return False
    return 100 * count.positive(scale) >= threshold * known


def tolerated(valid: int, threshold: Percent) -> int:
    """How many non-positive ballots among `valid` still pass (table of domain §8.3)."""
    return int((100 - Fraction(threshold)) * valid // 100)


def repeat_needed(count: Count) -> bool:
    """Fewer valid ballots than half of those issued: the round is repeated within ten working days."""
    return 2 * count.valid < count.issued


def quorum(present: int, should: int, share: Fraction = TWO_THIRDS) -> bool:
    """True when at least `share` of those who should attend are present; nobody to attend is no quorum."""
    return should > 0 and present >= share * should


def attendance_faults(present: int, should: int) -> list[Fault]:
    """What cannot be so in an attendance: negative numbers, more present than should be."""
    found = [Fault("negative", f, 0, n) for f, n in (("present", present), ("should", should)) if n < 0]
    return found + ([Fault("present-over-should", "present", should, present)] if present > should else [])


def lowest(rates: Iterable[Fraction | None]) -> Fraction | None:
    """The rate that counts when several electorates voted; None (unknown) while one of them is missing."""
    known: list[Fraction] = []
    for rate in rates:
        if rate is None:
            return None
        known.append(rate)
    return min(known, default=None)


def hidden_groups(valid: Mapping[str, int], least: int = SMALLEST_GROUP) -> frozenset[str]:
    """The groups whose breakdown may not be shown: those with fewer than `least` valid ballots.

    When the hidden ones together are fewer than `least`, the total minus the shown groups would give them
    away, so the next smallest groups are hidden with them.
    """
    order = sorted(valid, key=lambda group: (valid[group], group))
    hidden = [group for group in order if valid[group] < least]
    for group in order[len(hidden) :]:
        if not 0 < sum(valid[name] for name in hidden) < least:
            break
        hidden.append(group)
    return frozenset(hidden)


def differences(first: Count, second: Count) -> list[str]:
    """The fields in which two independent entries of one count differ; empty before certification."""
    plain = [name for name in ("issued", "returned", "void") if getattr(first, name) != getattr(second, name)]
    options = sorted(first.options.keys() | second.options.keys())
    return plain + [f"options.{o}" for o in options if first.options.get(o) != second.options.get(o)]
