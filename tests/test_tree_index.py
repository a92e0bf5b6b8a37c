"""A subtree is found through the index of the path, on both databases: asserted on the query plan."""

import pytest
from django.db import connection
from django.db.models import Q

from baxing.units.models import Unit, scope
from baxing.units.paths import segment
from tests.world import World

TOWNS, BRANCHES = 60, 100


@pytest.fixture
def wide(world: World) -> World:
    """The world with 6,000 branches more, and the planner told about them."""
    towns = [
        Unit(
            parent=world.prefecture,
            order=number,
            path=world.prefecture.path + segment(number),
            name=f"t{number}",
            level="township",
        )
        for number in range(1, TOWNS + 1)
    ]
    towns = Unit.objects.bulk_create(towns)
    Unit.objects.bulk_create(
        [
            Unit(
                parent=town, order=number, path=town.path + segment(number), name=f"b{number}", level="branch"
            )
            for town in towns
            for number in range(BRANCHES)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE units_unit" if connection.vendor == "postgresql" else "ANALYZE")
    return world


def plan(condition: Q) -> str:
    return Unit.objects.filter(condition).order_by().explain()


def assert_indexed(found: str) -> None:
    if connection.vendor == "postgresql":
        assert "Index" in found, found
        assert "_like" in found, found
        assert "Seq Scan" not in found, found
    else:
        assert "SEARCH units_unit USING" in found, found
        assert "path>?" in found, found
        assert "SCAN units_unit" not in found, found


def test_the_look_up_is_served_by_the_index_of_the_path(wide: World) -> None:
    town = Unit.objects.get(name="t7")
    condition = Q(path__under=town.path)
    assert Unit.objects.filter(condition).count() == BRANCHES + 1
    assert_indexed(plan(condition))


def test_the_scope_of_two_townships_is_served_by_the_index(wide: World) -> None:
    seen = scope(wide.users["township_officer"])
    assert_indexed(plan(seen | Q(path__under=wide.other_town.path)))


def test_startswith_would_read_the_whole_tree_on_sqlite(wide: World) -> None:
    """Shows that the check above can fail, and why there is a look-up of our own."""
    found = plan(Q(path__startswith=wide.town.path))
    if connection.vendor == "sqlite":
        assert "SCAN units_unit" in found
    else:
        assert_indexed(found)


def test_the_line_upwards_is_served_by_the_index(wide: World) -> None:
    branch = wide.branches["V"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM units_unit")
        assert cursor.fetchone()[0] > TOWNS * BRANCHES
    assert [unit.pk for unit in branch.line()][-2:] == [wide.town.pk, branch.pk]
    found = plan(Q(path__in=[unit.path for unit in branch.line()]))
    assert "Seq Scan" not in found
    assert "SCAN units_unit" not in found


@pytest.mark.parametrize("path", ["*", "0000%", "0000?", "[0-9]", "0000~"])
def test_a_path_with_a_wildcard_is_no_path(world: World, path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        Unit.objects.filter(path__under=path).exists()


def test_everything_stands_below_the_root(world: World) -> None:
    assert Unit.objects.filter(path__under=world.region.path).count() == Unit.objects.count()
