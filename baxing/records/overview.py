"""What the pages of facts show: which facts a branch needs under a pack, what is known of them, and from where."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from baxing.records import hints
from baxing.records.actions import may_set
from baxing.records.facts import Key, Source, definitions, registered, sources
from baxing.records.models import FactValue
from baxing.rules.facts import PERIODS, Value
from baxing.rules.pack import FactDef, Pack
from baxing.rules.pack_walk import uses_in
from baxing.units.models import Unit, User


@dataclass(frozen=True)
class Cell:
    """One period of a fact: its value and source, or neither."""

    period: str
    value: Value | None = None
    source: Source | None = None


@dataclass(frozen=True)
class Row:
    """One fact on the page of a branch. `state`: known, partly, unknown, assumed (absence says no or zero)."""

    definition: FactDef
    state: str
    cells: list[Cell]
    computed: bool
    editable: bool

    @property
    def code(self) -> str:
        return self.definition.code

    @property
    def origins(self) -> list[Source]:
        """Where the values came from, each source once."""
        return list({cell.source.source: cell.source for cell in self.cells if cell.source}.values())


@dataclass
class Page:
    """The facts of one branch in one year, sorted by what has to be done about them; `waiting` are those that the
    system itself will write, after a ballot for example."""

    missing: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    known: list[Row] = field(default_factory=list)
    assumed: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)

    @property
    def needed(self) -> int:
        return len(self.missing) + len(self.known)


_NEEDED: dict[tuple[str, str], frozenset[str]] = {}


def needed(digest: str, pack: Pack, sector: str) -> frozenset[str]:
    """The facts that `pack` (told by its digest) reads of a branch of `sector`; worked out once per process."""
    if (digest, sector) not in _NEEDED:
        if len(_NEEDED) > 500:
            _NEEDED.clear()
        _NEEDED[digest, sector] = frozenset(_codes(pack, sector))
    return _NEEDED[digest, sector]


def _codes(pack: Pack, sector: str) -> Iterable[str]:
    for star in pack.stars:
        for task in star.tasks:
            mine = task.for_sector(sector).model_copy(update={"variants": {}})
            yield from (use.code for use in uses_in(mine, ()))
        for gate in star.gates:
            if not gate.sectors or sector in gate.sectors:
                yield from (use.code for use in uses_in(gate, ()))
    for veto in pack.vetoes:
        yield from (use.code for use in uses_in(veto, ()))
    if pack.top is not None:
        yield from (use.code for use in uses_in(pack.top, ()))


def page_of(unit: Unit, year: int, pack: Pack, digest: str, by: User) -> Page:
    """Everything that is to be shown of one branch; two queries."""
    known, wanted = definitions(pack), needed(digest, pack, unit.sector)
    found = sources(unit, year, known, pack)
    computed, page = hints.computed(pack), Page()
    for code, definition in known.items():
        row = _row(unit, definition, found, code in computed, pack, by)
        if code not in wanted:
            if row.state in ("known", "partly"):
                page.others.append(row)
        elif row.state == "assumed":
            page.assumed.append(row)
        elif row.computed and row.state != "known":
            page.waiting.append(row)
        else:
            (page.known if row.state == "known" else page.missing).append(row)
    return page


def _row(
    unit: Unit, definition: FactDef, found: Mapping[Key, Source], computed: bool, pack: Pack, by: User
) -> Row:
    cells = cells_of(definition, found)
    have = sum(cell.value is not None for cell in cells)
    state = "known" if have == len(cells) else "partly" if have else "unknown"
    if not have and definition.absent != "unknown":
        state = "assumed"
    return Row(definition, state, cells, computed, may_set(unit, definition, pack, by))


def cells_of(definition: FactDef, found: Mapping[Key, Source]) -> list[Cell]:
    """The periods of a fact with their values; one cell where a yearly total was given instead."""
    code = definition.code
    periods: Sequence[str] = ("",) if (code, "") in found else PERIODS[definition.period]
    cells = []
    for period in periods:
        source = found.get((code, period))
        cells.append(Cell(period, source.value if source else None, source))
    return cells


def tallies(units: Sequence[Unit], year: int, pack: Pack, digest: str) -> dict[int, tuple[int, int]]:
    """(known, needed) facts of each unit; a fact given by period counts once, when all its periods are there."""
    known, computed = definitions(pack), hints.computed(pack)
    rows = FactValue.objects.filter(unit__in=[unit.pk for unit in units], year=year)
    have: dict[int, Counter[str]] = {unit.pk: Counter() for unit in units}
    for unit_id, code, period in rows.values_list("unit_id", "code", "period"):
        if code in known:
            have[unit_id][code] += len(PERIODS[known[code].period]) if period == "" else 1
    found = {}
    for unit in units:
        codes = {
            code
            for code in needed(digest, pack, unit.sector)
            if code in known
            and (code not in computed or have[unit.pk][code])
            and (known[code].absent == "unknown" or have[unit.pk][code])
        }
        given = {code for code, _period in registered(unit)}
        done = [
            code for code in codes if code in given or have[unit.pk][code] >= len(PERIODS[known[code].period])
        ]
        found[unit.pk] = (len(done), len(codes))
    return found
