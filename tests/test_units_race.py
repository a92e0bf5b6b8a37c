"""Many people change the tree at once: no path is lost, none is given twice, and paths stay derived from parents."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from baxing.units import actions
from baxing.units.models import Unit, User
from baxing.units.refused import Refused
from tests.world import make_world

THREADS = 6


def run(*acts: Callable[[], object]) -> list[object]:
    """Every act in a thread and a connection of its own; a refusal is an answer."""

    def one(act: Callable[[], object]) -> object:
        try:
            return act()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, acts))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db(transaction=True)
def test_units_that_are_added_at_once_get_places_of_their_own() -> None:
    world = make_world()
    admin = world.users["admin"]

    def add(number: int) -> Callable[[], object]:
        return lambda: actions.add_unit(world.town, f"新村{number}", level="branch", by=fresh(admin))

    made = run(*(add(number) for number in range(24)))
    assert all(isinstance(unit, Unit) for unit in made), made
    assert Unit.objects.filter(parent=world.town).count() == 7 + 24
    assert actions.rebuild_paths() == 0


@pytest.mark.django_db(transaction=True)
def test_adding_below_a_subtree_that_is_moved_meanwhile_leaves_no_orphan() -> None:
    world = make_world()
    admin = world.users["region_admin"]
    county = actions.add_unit(world.prefecture, "新县", level="county", by=admin)

    def move(to: Unit) -> Callable[[], object]:
        return lambda: actions.move_unit(
            Unit.objects.get(pk=world.town.pk), Unit.objects.get(pk=to.pk), by=fresh(admin)
        )

    def add(number: int) -> Callable[[], object]:
        return lambda: actions.add_unit(
            Unit.objects.get(pk=world.town.pk), f"新村{number}", level="branch", by=fresh(admin)
        )

    acts = [move(county), add(1), add(2), move(world.county), add(3), add(4), move(county), add(5)]
    run(*acts)
    town = Unit.objects.get(pk=world.town.pk)
    assert Unit.objects.filter(path__under=town.path).count() == 1 + 7 + 5
    assert actions.rebuild_paths() == 0


@pytest.mark.django_db(transaction=True)
def test_one_name_given_twice_at_once_is_given_once() -> None:
    world = make_world()
    admin = world.users["admin"]
    answers = run(
        *(
            lambda: actions.add_unit(world.town, "同名村", level="branch", by=fresh(admin))
            for _number in range(THREADS)
        )
    )
    assert answers.count("name-taken") == THREADS - 1
    assert Unit.objects.filter(name="同名村").count() == 1
