"""Which regulation holds for an organisation now: the newest one of its county, else the one that came with the program."""

from collections.abc import Iterable

from django.db.models import Q

from baxing.rectification.models import RegulationText
from baxing.standards.models import rank
from baxing.units.models import Unit


class NoRegulation(LookupError):
    """No regulation is in the database at all: `load_shipped_regulation` was never called."""


def current(unit: Unit) -> RegulationText:
    """The regulation that a case of `unit` would be listed under today; a running case keeps its own (`case.rules`)."""
    return current_of(unit if unit.level == "county" else unit.at("county"))


def current_of(county: Unit | None) -> RegulationText:
    """The newest version of this county, else the newest one shipped. One query."""
    return _first(versions_of(county))


def versions_of(county: Unit | None) -> list[RegulationText]:
    """Every version that holds or held here, the one in force first: the county's own by number, then the shipped ones."""
    rows = RegulationText.objects.filter(Q(owner=None) | Q(owner=county) if county else Q(owner=None))
    return sorted(rows.defer("text").select_related("owner", "published_by"), key=_newest, reverse=True)


def in_force(units: Iterable[Unit]) -> dict[int, RegulationText]:
    """The same as `current` for many units, by their keys. One query."""
    rows = sorted(RegulationText.objects.defer("text").select_related("owner"), key=_newest, reverse=True)
    shipped = [row for row in rows if row.owner is None]
    own = [(row.owner.path, row) for row in rows if row.owner is not None]
    found = {}
    for unit in units:
        mine = [row for path, row in own if unit.path.startswith(path)]
        found[unit.pk] = _first(mine or shipped)
    return found


def _newest(row: RegulationText) -> tuple[bool, tuple[int, ...], int]:
    return row.owner_id is not None, rank(row.version), row.pk


def _first(rows: list[RegulationText]) -> RegulationText:
    if not rows:
        raise NoRegulation("no regulation was loaded; see rectification.actions.regulations")
    return rows[0]
