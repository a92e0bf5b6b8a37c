"""The sums behind every overview: one query over the covering index for the stars, one for the steps (reads only)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.utils import timezone

from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.steps import STEPS, Column, columns, late, stage, star_condition

KINDS = ("lit", "gated", "unknown")
BOTH = ("township", "sector")
Townships = Collection[int] | None


@dataclass
class Sums:
    """How the stars of some sheets stand. `stars`: code → [lit, gated, unknown] sheets; the others are dark."""

    sheets: int = 0
    full_award: int = 0
    stars: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: "Sums") -> None:
        """Count the sheets of `other` too."""
        self.sheets += other.sheets
        self.full_award += other.full_award
        for code, counts in other.stars.items():
            mine = self.stars.get(code, [0, 0, 0])
            self.stars[code] = [a + b for a, b in zip(mine, counts, strict=True)]

    def unlit(self, code: str) -> int:
        """Sheets that surely do not have the star: dark or kept dark by a gate."""
        lit, _, unknown = self.stars[code]
        return self.sheets - lit - unknown


def total(parts: Iterable[Sums]) -> Sums:
    """All of them together."""
    whole = Sums()
    for part in parts:
        whole.add(part)
    return whole


@dataclass(frozen=True)
class Standing:
    """The sheets that stand in one state, with the last step they reached, how many are late, and since which day."""

    stage: int
    status: str
    sheets: int
    late: int
    oldest: date | None


def of_cycle(cycle: Cycle, townships: Townships = None) -> QuerySet[Application]:
    """The sheets of a cycle, of some of its townships or of all."""
    found = Application.objects.filter(cycle=cycle).order_by()
    return found if townships is None else found.filter(township__in=townships)


def star_query(
    cycle: Cycle, townships: Townships = None, by: Sequence[str] = BOTH
) -> QuerySet[Application, Any]:
    """The aggregate behind `star_sums`, answered from the index `application_overview` alone."""
    counts = _star_counts(columns(cycle.frame))
    found = of_cycle(cycle, townships).values_list(*by)
    return found.annotate(sheets=Count("*"), top=Count("dossier", filter=Q(full_award=True)), **counts)


def star_sums(
    cycle: Cycle, townships: Townships = None, by: Sequence[str] = BOTH
) -> dict[tuple[Any, ...], Sums]:
    """The stars by "township", "sector" or both, in that order. One query."""
    stars, n = columns(cycle.frame), len(by)
    found: dict[tuple[Any, ...], Sums] = {}
    for row in star_query(cycle, townships, by):
        counts = {}
        for at, star in enumerate(stars):
            lit, gated, unknown = (value or 0 for value in row[n + 2 + 3 * at : n + 5 + 3 * at])
            bit = 0 if star.grade else star.bit
            counts[star.code] = [lit >> bit, gated >> bit, unknown >> bit]
        found[row[:n]] = Sums(row[n], row[n + 1], counts)
    return found


def standings(cycle: Cycle, townships: Townships = None) -> list[Standing]:
    """How many sheets stand where, the furthest last. One query."""
    overdue = late(timezone.localdate())
    rows = (
        of_cycle(cycle, townships)
        .annotate(stage=stage())
        .values("stage", "dossier__status")
        .annotate(
            sheets=Count("dossier"),
            late=Count("dossier", filter=overdue),
            oldest=Min("dossier__due", filter=overdue),
        )
    )
    found = [
        Standing(row["stage"], row["dossier__status"], row["sheets"], row["late"], row["oldest"])
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.stage, row.status))


def reached(found: Iterable[tuple[int, int]]) -> list[int]:
    """From (last step, sheets): how many reached each of STEPS."""
    counts = [0] * len(STEPS)
    for last, sheets in found:
        for place in range(last + 1):
            counts[place] += sheets
    return counts


def steps_by_part(cycle: Cycle, townships: Townships = None) -> dict[tuple[int, str], list[int]]:
    """How many reached each step, by (township, sector). One query."""
    rows = (
        of_cycle(cycle, townships)
        .annotate(stage=stage())
        .values_list("township", "sector", "stage")
        .annotate(sheets=Count("dossier"))
    )
    parts: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for township, sector, last, sheets in rows:
        parts[township, sector].append((last, sheets))
    return {key: reached(part) for key, part in parts.items()}


def _star_counts(stars: Sequence[Column]) -> dict[str, Any]:
    """A bit summed is its value as often as it is set: sums of bits cost less than 24 conditions."""
    counts: dict[str, Any] = {}
    for star in stars:
        for kind in KINDS:
            name = f"{kind}_{star.code}"
            if star.grade:
                counts[name] = Count("dossier", filter=star_condition(star, kind))
            else:
                counts[name] = Sum(F(f"{kind}_mask").bitand(1 << star.bit))
    return counts
