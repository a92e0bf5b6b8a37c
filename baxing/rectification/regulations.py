"""Which regulation holds for an organisation now: the newest one of its county, else the one that came with the program."""

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
    found = versions_of(county)
    if not found:
        raise NoRegulation("no regulation was loaded; see rectification.actions.regulations")
    return found[0]


def versions_of(county: Unit | None) -> list[RegulationText]:
    """Every version that holds or held here, the one in force first: the county's own by number, then the shipped ones."""
    owners = [None] if county is None else [None, county.pk]
    rows = RegulationText.objects.filter(owner=None)
    if county is not None:
        rows |= RegulationText.objects.filter(owner=county)
    found = [
        row for row in rows.defer("text").select_related("owner", "published_by") if row.owner_id in owners
    ]
    return sorted(found, key=lambda row: (row.owner_id is not None, rank(row.version), row.pk), reverse=True)
