"""What rectification and the star history say of an organisation, as facts: computed from their own rows, never typed.

- `under_rectification`: a case stands between the decision and its closing today. It counts for the year before the
  decision and every later one, since the cycle of the year before may still be running (V1, domain §4.1).
- `relapses_12_months`: look-backs that found a relapse in the twelve months up to the day of reference (R13).
- `stars_lit_last_cycle`, `stars_lit_cycle_before`: the stars held from the two latest cycles that ended for this branch
  by the day of reference. A cycle without a decision counts once it is over and its sheet leaves nothing unknown; the
  second stays unknown where there was no earlier cycle (R11).

Two queries, however many units.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from baxing.accreditation.models import Application
from baxing.dossiers.models import Entry
from baxing.records.facts import Key
from baxing.rectification.models import Case
from baxing.rules.calendar import add_months
from baxing.rules.facts import Value
from baxing.rules.flow_rectification import UNDER_RECTIFICATION

OVER = ("CLOSED", "ARCHIVED")
CYCLES = ("stars_lit_last_cycle", "stars_lit_cycle_before")
FACTS = ("under_rectification", "relapses_12_months", *CYCLES)


def computed(units: Sequence[int], year: int, reference: date) -> Mapping[int, Mapping[Key, Value]]:
    """The facts of FACTS of these units in `year`, looked at from `reference`; what is not there is unknown, or not so."""
    found: dict[int, dict[Key, Value]] = defaultdict(dict)
    _cases(found, units, year, reference)
    _cycles(found, units, year, reference)
    return found


def _cases(found: dict[int, dict[Key, Value]], units: Sequence[int], year: int, reference: date) -> None:
    relapsed = (
        Entry.objects.filter(dossier=OuterRef("dossier"), verb="relapse").order_by("-n").values("at")[:1]
    )
    rows = (
        Case.objects.filter(unit__in=units, dossier__status__in=[*UNDER_RECTIFICATION, "RELAPSED"])
        .annotate(relapsed_at=Subquery(relapsed))
        .order_by("pk")
        .values_list("unit", "dossier__status", "confirmed_on", "year", "relapsed_at")
    )
    since, relapses = add_months(reference, -12), Counter[int]()
    for unit, status, confirmed_on, listed_in, relapsed_at in rows:
        if status != "RELAPSED":
            if year >= (confirmed_on.year if confirmed_on else listed_in) - 1:
                found[unit]["under_rectification", ""] = True
        elif relapsed_at is not None and since < timezone.localdate(relapsed_at) <= reference:
            relapses[unit] += 1
    for unit, times in relapses.items():
        found[unit]["relapses_12_months", ""] = Fraction(times)


def _cycles(found: dict[int, dict[Key, Value]], units: Sequence[int], year: int, reference: date) -> None:
    decided = Q(award__decided_on__lte=reference)
    rows = (
        Application.objects.filter(unit__in=units, cycle__year__lte=year)
        .filter(decided | Q(award=None, cycle__dossier__status__in=OVER))
        .order_by("unit", "-cycle__year", "pk")
        .values_list("unit", "cycle__year", "award__stars", "award__revoked_on", "lit", "unknown_mask")
    )
    by_unit: dict[int, dict[int, list[int | None]]] = defaultdict(lambda: defaultdict(list))
    for unit, cycle_year, stars, revoked_on, lit, unknown in rows:
        by_unit[unit][cycle_year].append(_held(stars, revoked_on, lit, unknown))
    for unit, years in by_unit.items():
        for code, held in zip(CYCLES, years.values(), strict=False):
            if None not in held:  # under two standards in one year, the better result counts
                found[unit][code, ""] = Fraction(max(stars for stars in held if stars is not None))


def _held(stars: list[str] | None, revoked_on: date | None, lit: int, unknown: int) -> int | None:
    """How many stars one cycle gave: those of its award as they stand, none if it was revoked; without a decision those
    that the sheet lights, unless something in it is unknown."""
    if stars is not None:
        return 0 if revoked_on else len(stars)
    return None if unknown else lit
