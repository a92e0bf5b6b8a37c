"""The tree: adding, renaming, moving, merging and closing units, with history, order and refusals."""

from collections.abc import Callable
from typing import Any

import pytest

from baxing.units import actions
from baxing.units.models import Grant, Unit, UnitEvent
from baxing.units.paths import WIDTH, ancestors, segment
from baxing.units.refused import Refused
from tests.world import World

Act = Callable[[World, Any], Any]


def kinds(unit: Unit) -> list[str]:
    return [event.kind for event in unit.events.all()]


def subtree(unit: Unit) -> list[str]:
    return [one.name for one in Unit.objects.filter(path__under=unit.path).order_by("path")]


def test_a_new_unit_stands_last_below_its_parent_with_one_line_of_history(world: World) -> None:
    officer = world.users["county_officer"]
    unit = actions.add_unit(
        world.town, "  云杉镇 七村党支部　", level="branch", by=officer, why="党委会 3 号", sector="V"
    )
    assert unit.name == "云杉镇 七村党支部"
    assert unit.path == world.town.path + segment(7)
    assert Unit.objects.filter(path__under=world.town.path).order_by("path").last() == unit
    event = unit.events.get()
    assert (event.kind, event.by, event.note) == ("added", officer, "党委会 3 号")
    assert event.after["parent"] == "云杉镇"


def test_renaming_keeps_the_old_name_in_the_history(world: World) -> None:
    branch = world.branches["V"]
    actions.rename_unit(branch, "云杉镇朝阳村党支部", by=world.users["admin"], why="民政批复")
    branch.refresh_from_db()
    assert branch.name == "云杉镇朝阳村党支部"
    event = branch.events.get()
    assert (event.before, event.after) == ({"name": "云杉镇一村党支部"}, {"name": "云杉镇朝阳村党支部"})


def test_a_moved_township_takes_its_branches_along(world: World) -> None:
    names = subtree(world.town)
    county = actions.add_unit(
        world.prefecture, "新县", level="county", by=world.users["region_admin"], why="区划调整"
    )
    moved = actions.move_unit(world.town, county, by=world.users["region_admin"], why="区划调整")
    assert moved.path == county.path + segment(0)
    assert subtree(moved) == names
    assert not Unit.objects.filter(path__under=world.county.path, name__in=names).exists()
    for branch in Unit.objects.filter(parent=moved):
        assert branch.path[:-WIDTH] == moved.path
        assert branch.line()[-2] == moved
    assert moved.events.get().before["parent"] == "澄湖县"
    assert actions.rebuild_paths() == 0


def test_paths_dropped_and_rebuilt_are_equal(world: World) -> None:
    actions.add_unit(world.organs, "县档案馆党支部", level="branch", by=world.users["admin"])
    actions.move_unit(world.branches["V3"], world.town, by=world.users["admin"])
    before = dict(Unit.objects.values_list("pk", "path"))
    for number, pk in enumerate(before):
        Unit.objects.filter(pk=pk).update(path=f"X{number}")
    assert actions.rebuild_paths() == len(before)
    assert dict(Unit.objects.values_list("pk", "path")) == before
    assert actions.rebuild_paths() == 0


def test_two_siblings_that_swapped_paths_are_put_right(world: World) -> None:
    one, two = world.town, world.other_town
    Unit.objects.filter(pk=one.pk).update(path="~")
    Unit.objects.filter(pk=two.pk).update(path=one.path)
    Unit.objects.filter(pk=one.pk).update(path=two.path)
    assert actions.rebuild_paths() == 2
    assert Unit.objects.get(pk=one.pk).path == one.path


def test_a_merged_branch_keeps_its_history_and_ends_the_duties_held_there(world: World) -> None:
    gone, stays = world.branches["V3"], world.branches["V"]
    actions.merge_units(gone, stays, by=world.users["county_officer"], why="合村并组")
    gone.refresh_from_db()
    assert (gone.state, gone.merged_into) == ("merged", stays)
    assert kinds(gone) == ["merged"]
    assert kinds(stays) == ["received"]
    grant = Grant.objects.get(unit=gone)
    assert grant.ended_at is not None
    assert not Grant.objects.in_force().filter(unit=gone).exists()
    assert grant.events.get().kind == "ended"


def test_a_closed_unit_frees_its_name_but_not_its_place(world: World) -> None:
    branch, officer = world.branches["E2"], world.users["county_officer"]
    actions.close_unit(branch, by=officer, why="学校撤并")
    again = actions.add_unit(world.other_town, branch.name, level="branch", by=officer)
    assert again.path != branch.path
    assert kinds(branch) == ["closed"]


REFUSED: dict[str, tuple[str, Act]] = {
    "a stranger": ("not-manager", lambda w, a: a.rename_unit(w.town, "x", by=w.users["stranger"])),
    "a township officer": (
        "not-manager",
        lambda w, a: a.rename_unit(w.town, "x", by=w.users["township_officer"]),
    ),
    "an auditor": ("not-manager", lambda w, a: a.close_unit(w.branches["V"], by=w.users["auditor"])),
    "above one's own": ("not-manager", lambda w, a: a.rename_unit(w.prefecture, "x", by=w.users["admin"])),
    "out of one's own": (
        "not-manager",
        lambda w, a: a.move_unit(w.town, w.prefecture, by=w.users["county_officer"]),
    ),
    "below itself": ("cycle", lambda w, a: a.move_unit(w.county, w.town, by=w.users["region_admin"])),
    "onto itself": ("cycle", lambda w, a: a.move_unit(w.town, w.town, by=w.users["admin"])),
    "to where it is": ("same-place", lambda w, a: a.move_unit(w.town, w.county, by=w.users["admin"])),
    "the same name": ("same-name", lambda w, a: a.rename_unit(w.town, w.town.name, by=w.users["admin"])),
    "a taken name": ("name-taken", lambda w, a: a.rename_unit(w.town, "石桥乡", by=w.users["admin"])),
    "no name": ("bad-name", lambda w, a: a.rename_unit(w.town, " 　", by=w.users["admin"])),
    "a township below a branch": (
        "level-does-not-fit",
        lambda w, a: a.add_unit(w.branches["V"], "x", level="township", by=w.users["admin"]),
    ),
    "a branch below a branch": (
        "level-does-not-fit",
        lambda w, a: a.add_unit(w.branches["V"], "x", level="branch", by=w.users["admin"]),
    ),
    "with units below": ("units-below", lambda w, a: a.close_unit(w.town, by=w.users["admin"])),
    "the root": ("not-manager", lambda w, a: a.close_unit(w.region, by=w.users["admin"])),
    "into another level": (
        "cannot-merge",
        lambda w, a: a.merge_units(w.branches["V"], w.town, by=w.users["admin"]),
    ),
    "into itself": (
        "cannot-merge",
        lambda w, a: a.merge_units(w.branches["V"], w.branches["V"], by=w.users["admin"]),
    ),
    "nothing new": (
        "nothing-new",
        lambda w, a: a.correct_unit(w.branches["V"], sector="V", by=w.users["admin"]),
    ),
}


@pytest.mark.parametrize(("code", "act"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_why_and_changes_nothing(world: World, code: str, act: Act) -> None:
    before = list(Unit.objects.order_by("pk").values())
    with pytest.raises(Refused) as refusal:
        act(world, actions)
    assert refusal.value.code == code
    assert len(str(refusal.value)) > 10
    assert list(Unit.objects.order_by("pk").values()) == before
    assert not UnitEvent.objects.exists()


def test_a_general_branch_may_gather_branches(world: World) -> None:
    unit = actions.add_unit(
        world.branches["V2"], "云杉镇二村第一党支部", level="branch", by=world.users["admin"]
    )
    assert ancestors(unit.path)[-2] == world.branches["V2"].path


def test_a_retired_unit_takes_nothing_more(world: World) -> None:
    actions.close_unit(world.branches["V"], by=world.users["admin"])
    for act in (
        lambda: actions.rename_unit(world.branches["V"], "x", by=world.users["admin"]),
        lambda: actions.merge_units(world.branches["V2"], world.branches["V"], by=world.users["admin"]),
        lambda: actions.close_unit(world.branches["V"], by=world.users["admin"]),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "unit-retired"
