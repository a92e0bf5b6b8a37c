"""Closing texts that are the same elsewhere: different problems, the same words (domain §7.3). A hint, never a bar."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone
from rapidfuzz import fuzz, process

from baxing.problems.models import Problem
from baxing.problems.wording import plain
from baxing.rules.calendar import add_months

MONTHS, READ, SHOWN, NEAR = 24, 2000, 20, 85
CLAIMED = ("CLAIMED", "VERIFIED", "CLOSED", "LONG_TERM")


@dataclass(frozen=True)
class Alike:
    """A problem of another organisation that was closed, or claimed, with the same or nearly the same words; `percent`
    is how near: 100 means that only figures, spaces or punctuation differ."""

    problem: Problem
    percent: int


def alike(problem: Problem, today: date | None = None) -> list[Alike]:
    """Of other organisations in the county, in the last 24 months, the nearest first; at most 20. Two queries.

    All identical ones are found; the nearly identical ones among the latest 2000."""
    said = plain(problem.changed)
    if not said:
        return []
    county = problem.unit.at("county") or problem.unit
    since = add_months(today or timezone.localdate(), -MONTHS)
    others = Problem.objects.filter(
        unit__path__under=county.path, claimed_on__gte=since, dossier__status__in=CLAIMED
    ).exclude(unit=problem.unit_id)
    same = Case(
        When(changed_key=problem.changed_key, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    found = list(others.order_by(same, "-claimed_on", "-pk").select_related("unit", "dossier")[:READ])
    texts = [plain(other.changed) for other in found]
    near = process.extract(said, texts, scorer=fuzz.ratio, score_cutoff=NEAR, limit=SHOWN)
    return [Alike(found[at], int(score)) for _text, score, at in near]
