"""The facts of a unit in a year, as the rules read them, and where each came from.

Reads only: one query per call, or per thousand units, whatever the number of facts, and a fixed few for what later slices
compute.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import islice

from django.db.models import Q
from django.utils.translation import gettext

from baxing.records.codec import value_of
from baxing.records.models import FactValue
from baxing.rules.facts import Facts, Value
from baxing.rules.pack import FactDef, Pack
from baxing.standards.loading import base_facts
from baxing.units.models import Unit

CHUNK = 1000
Key = tuple[str, str]
# Later slices add what they compute from their own rows: (unit keys, year, reference) -> unit key -> values. A value
# that is computed takes the place of one that was entered.
Computed = Callable[[Sequence[int], int, date], Mapping[int, Mapping[Key, Value]]]
COMPUTED: list[Computed] = []


@dataclass(frozen=True)
class Source:
    """Where one value came from, for the why of a figure; `by` is the duty of who entered it, "" if nobody did.

    `late` asks what a reader wants to know of a value entered after a moment: see `after`.
    """

    code: str
    period: str
    value: Value
    source: str
    entered_at: datetime | None
    by: str = ""
    import_uid: str = ""

    def after(self, moment: datetime) -> bool:
        """Whether it was entered later than `moment` (补录, entered afterwards)."""
        return self.entered_at is not None and self.entered_at > moment


def definitions(pack: Pack | None) -> Mapping[str, FactDef]:
    """Every fact that can be known under `pack`: the base catalogue, in the pack's own words where it has any."""
    if pack is None:
        return base_facts()
    return {**base_facts(), **{fact.code: fact for fact in pack.facts}}


def registered(unit: Unit) -> dict[Key, Value]:
    """What the register of units itself says; a value entered for the year takes its place."""
    known: dict[Key, Value] = {}
    if unit.founded_on is not None:
        known["founded_on", ""] = unit.founded_on
    if unit.members_full is not None:
        known["members_full", ""] = Fraction(unit.members_full)
    return known


def facts_of(unit: Unit, year: int, pack: Pack, *, reference: date) -> Facts:
    """What is known of `unit` in `year`, looked at from `reference`."""
    return next(facts_of_many([unit], year, pack, reference))[1]


def facts_of_many(
    units: Iterable[Unit], year: int, pack: Pack | None, reference: date
) -> Iterator[tuple[Unit, Facts]]:
    """The facts of each unit in turn, one query per thousand units; `units` may be a lazy query set. Without a pack they
    are those of the base catalogue."""
    known = definitions(pack)
    waiting = iter(units)
    while chunk := list(islice(waiting, CHUNK)):
        keys = [unit.pk for unit in chunk]
        values = stored(keys, year, known)
        found = [compute(keys, year, reference) for compute in COMPUTED]
        for unit in chunk:
            computed = {key: value for more in found for key, value in more.get(unit.pk, {}).items()}
            yield unit, Facts(year, reference, {**registered(unit), **values[unit.pk], **computed}, known)


def stored(units: Sequence[int], year: int, known: Mapping[str, FactDef]) -> dict[int, dict[Key, Value]]:
    """The values entered for the units with these keys; a fact that nobody defines any more is passed over."""
    found: dict[int, dict[Key, Value]] = defaultdict(dict)
    kinds = {code: definition.kind for code, definition in known.items()}
    rows = FactValue.objects.filter(unit_id__in=units, year=year).values_list(
        "unit_id", "code", "period", "value"
    )
    for unit, code, period, value in rows.iterator(chunk_size=5000):
        if kind := kinds.get(code):
            found[unit][code, period] = value_of(value, kind)
    return found


def sources(
    unit: Unit, year: int, codes: Iterable[str], pack: Pack, reference: date | None = None
) -> dict[Key, Source]:
    """Where each known value of these facts came from, keyed (code, period): as `facts_of` reads them, so what the system
    computes (looked at from `reference`, else from the end of the year) stands in the place of what was entered."""
    known, wanted = definitions(pack), set(codes)
    found = {
        key: Source(*key, value, "", None) for key, value in registered(unit).items() if key[0] in wanted
    }
    rows = FactValue.objects.filter(Q(unit=unit, year=year, code__in=wanted)).select_related(
        "entered_by", "imported"
    )
    for row in rows:
        if row.code in known:
            found[row.code, row.period] = Source(
                row.code,
                row.period,
                value_of(row.value, known[row.code].kind),
                row.source,
                row.entered_at,
                row.entered_by.name if row.entered_by else "",
                str(row.imported.uid) if row.imported else "",
            )
    for compute in COMPUTED:
        mine = compute([unit.pk], year, reference or date(year, 12, 31)).get(unit.pk, {})
        said = gettext("the system's own files")
        found |= {key: Source(*key, value, said, None) for key, value in mine.items() if key[0] in wanted}
    return found
