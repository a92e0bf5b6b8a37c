"""Two versions side by side: every changed text and number, tasks added and removed, and nothing else."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baxing.rules.pack import Pack
from baxing.standards import actions
from baxing.standards.diffing import Change, compare
from baxing.standards.editing import settings_slots, star_slots, task_slots, with_changes
from baxing.standards.loading import PACKS, load, read_text, read_value
from baxing.standards.writing import content_of
from tests.test_pack_check import GOOD, small


def pack(old: str = "", new: str = "") -> Pack:
    reading = read_text(small(old, new))
    assert reading.pack is not None
    return reading.pack


def test_a_pack_does_not_differ_from_itself() -> None:
    assert compare(pack(), pack()).parts == []


def test_changed_texts_and_numbers_are_shown_with_both_values() -> None:
    found = compare(pack(), pack("points: 62.5\n", "points: 60\n"))
    assert [(part.code, part.kind, part.changes) for part in found.parts] == [
        ("S1-1", "changed", [Change(("points",), "62.5", "60")])
    ]


def test_a_default_that_is_written_out_is_no_change_and_a_new_value_shows_the_default() -> None:
    assert compare(pack(), pack("scoring_mode", "threshold: 80\nscoring_mode")).parts == []
    found = compare(pack(), pack("scoring_mode", "terms: {notice_days: 7}\nscoring_mode"))
    assert found.parts[0].changes == [Change(("terms", "notice_days"), "5", "7")]


def test_added_and_removed_tasks_stand_in_their_star() -> None:
    old, new = pack(), pack()
    moved = new.stars[0].tasks[1].model_copy(update={"code": "S1-9"})
    star = new.stars[0].model_copy(update={"tasks": [new.stars[0].tasks[0], moved]})
    found = compare(old, new.model_copy(update={"stars": [star, new.stars[1]]}))
    assert [(part.code, part.kind, part.points) for part in found.parts] == [
        ("S1-9", "added", (None, Decimal("37.5"))),
        ("S1-2", "removed", (Decimal("37.5"), None)),
    ]


def test_a_moved_task_is_no_change() -> None:
    new = pack()
    star = new.stars[0].model_copy(update={"tasks": new.stars[0].tasks[::-1]})
    assert compare(pack(), new.model_copy(update={"stars": [star, new.stars[1]]})).parts == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_marked_pieces_put_together_are_the_two_texts(old: str, new: str) -> None:
    left, right = Change((), old, new).pieces()
    assert "".join(piece for _, piece in left) == old
    assert "".join(piece for _, piece in right) == new


def other(value: Any) -> Any:
    """Another value that fits in the same place."""
    if isinstance(value, str):
        return f"{value}改"
    step = 1 if isinstance(value, int) else Decimal("0.01")
    return step if value is None else value - step if value > step else value + step


@pytest.mark.parametrize("name", ["eight-star", "five-star"])
def test_every_input_of_the_editor_changes_exactly_its_own_value(name: str) -> None:
    whole = load(PACKS / name)
    content = content_of(whole)
    places = [((), slot) for slot in settings_slots(whole) if slot.name != "code"]
    for s, star in enumerate(whole.stars):
        places += [(("stars", s), slot) for slot in star_slots(whole, s)]
        for t in range(0, len(star.tasks), 3):
            places += [(("stars", s, "tasks", t), slot) for slot in task_slots(whole, s, t)]
    assert len(places) > 300
    for base, slot in places[:: max(1, len(places) // 60)]:
        value = other(slot.value)
        changed = Pack.model_validate(with_changes(content, {(*base, *slot.path): value}))
        assert compare(whole, changed).numbers == 1, slot.name


def test_a_change_leaves_the_content_it_started_from_alone() -> None:
    content = content_of(pack())
    with_changes(content, {("threshold",): Decimal(70), ("terms", "notice_days"): 9})
    assert read_value(content).sound() == pack()


@pytest.mark.django_db
def test_the_page_shows_both_sides_to_those_who_may_see_them(world: Any) -> None:
    officer = world.users["county_officer"]
    shipped = actions.publish_shipped(read_text(GOOD).sound())
    draft = actions.copy_pack(shipped, by=officer, unit=world.county)
    actions.edit_draft(
        draft, {("stars", 0, "tasks", 0, "criterion", "zh"): "每半年一次，记录在册"}, by=officer
    )
    address = f"/standards/diff/?old={shipped.uid}&new={draft.uid}"
    page = world.client_as("county_officer").get(address).content.decode()
    assert "<del>每季度一次</del>" in page
    assert "<ins>每半年一次，记录在册</ins>" in page
    assert world.client_as("secretary").get(address).status_code == 404
    assert world.client_as("county_officer").get("/standards/diff/?old=x&new=y").status_code == 404
