"""The packed sheet keeps what was put into it, and its frame is the same in every sector."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baxing.rules import sheet
from baxing.rules.frame import Frame
from baxing.rules.outcome import Outcome
from baxing.rules.sheet import EXCUSED, MOST, NA, UNKNOWN, UNSEEN
from baxing.standards.loading import load, shipped
from tests.scoring_world import layers, packs, simple


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, UNSEEN)))
def test_a_layer_round_trips(slots: list[int]) -> None:
    layer = sheet.pack(slots)
    assert len(layer) == 2 * len(slots)
    assert list(sheet.unpack(layer)) == slots


def test_slots_are_little_endian() -> None:
    assert sheet.pack([1, 0x1234, NA]) == b"\x01\x00\x34\x12\xfd\xff"


@pytest.mark.parametrize("value", [-1, 65536])
def test_a_slot_has_sixteen_bits(value: int) -> None:
    with pytest.raises(ValueError, match="0 to 65535"):
        sheet.pack([value])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_putting_a_slot_changes_that_slot_only(data: st.DataObject) -> None:
    frame = Frame.of(data.draw(packs()))
    before = data.draw(layers(frame))
    code = data.draw(st.sampled_from(frame.codes))
    value = data.draw(st.sampled_from([frame.full[frame.slots[code]], 0, UNKNOWN, NA, EXCUSED, UNSEEN]))
    after = sheet.put(frame, sheet.pack(before), code, value)
    assert sheet.get(frame, after, code) == value
    expected = [value if at == frame.slots[code] else slot for at, slot in enumerate(before)]
    assert list(sheet.unpack(after)) == expected


def test_an_empty_layer_is_unseen_and_more_than_full_points_is_refused() -> None:
    frame = Frame.of(simple([[40, 60]]))
    assert sheet.get(frame, b"", "S1-1") == UNSEEN
    assert list(sheet.unpack(sheet.put(frame, b"", "S1-2", 6000))) == [UNSEEN, 6000]
    with pytest.raises(ValueError, match="S1-1"):
        sheet.put(frame, b"", "S1-1", 4001)
    with pytest.raises(KeyError):
        sheet.put(frame, b"", "S9-1", 0)


@pytest.mark.parametrize(
    ("kind", "points", "slot"),
    [
        ("scored", 1250, 1250),
        ("zero", 0, 0),
        ("na", 0, NA),
        ("excused", 0, EXCUSED),
        ("unknown", 400, UNKNOWN),
    ],
)
def test_an_outcome_takes_one_slot(kind: str, points: int, slot: int) -> None:
    assert sheet.slot(Outcome("S1-1", kind, points, 2000, points, 2000, ())) == slot


AUTO, OWN, TOWN, PANEL = 100, 200, 300, 400


@pytest.mark.parametrize(
    ("auto_class", "layers_", "final"),
    [
        ("A", (AUTO, OWN, UNSEEN, PANEL), AUTO),
        ("A", (AUTO, OWN, TOWN, PANEL), TOWN),
        ("A", (UNSEEN, OWN, UNSEEN, PANEL), UNSEEN),
        ("A", (AUTO, OWN, NA, PANEL), NA),
        ("H", (AUTO, UNSEEN, UNSEEN, UNSEEN), AUTO),
        ("H", (AUTO, OWN, UNSEEN, UNSEEN), OWN),
        ("H", (AUTO, OWN, TOWN, UNSEEN), TOWN),
        ("H", (AUTO, OWN, TOWN, PANEL), PANEL),
        ("M", (UNSEEN, OWN, TOWN, EXCUSED), EXCUSED),
        ("M", (UNSEEN, OWN, UNKNOWN, UNSEEN), UNKNOWN),
    ],
)
def test_the_final_layer_takes_the_latest_opinion(
    auto_class: str, layers_: tuple[int, ...], final: int
) -> None:
    one = simple([[10]])
    task = one.stars[0].tasks[0].model_copy(update={"auto": auto_class})
    star = one.stars[0].model_copy(update={"tasks": [task]})
    frame = Frame.of(one.model_copy(update={"stars": [star]}))
    assert sheet.merge(frame, *(sheet.pack([slot]) for slot in layers_)) == sheet.pack([final])
    empty = [b"" if slot == UNSEEN else sheet.pack([slot]) for slot in layers_]
    assert sheet.merge(frame, *empty) == sheet.pack([final])


def test_what_two_layers_disagree_on() -> None:
    frame = Frame.of(simple([[40, 30, 30]]))
    assert sheet.differing(frame, sheet.pack([1, 2, UNSEEN]), sheet.pack([1, 3, 4])) == ["S1-2"]


def test_layers_of_another_length_are_refused() -> None:
    frame = Frame.of(simple([[40, 60]]))
    with pytest.raises(ValueError, match="4 bytes"):
        sheet.score(frame, b"\x00\x00", {}, {}, None)
    with pytest.raises(ValueError, match="1 slots"):
        sheet.merge(frame, b"\x00\x00", b"", b"", b"")


def test_points_that_do_not_fit_a_slot_are_refused() -> None:
    with pytest.raises(ValueError, match="S1-1"):
        Frame.of(simple([[656]]))
    assert max(Frame.of(simple([[655]])).full) <= MOST


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem if path.is_file() else path.name)
def test_the_frame_of_a_shipped_pack_is_the_same_in_every_sector(path) -> None:
    pack = load(path)
    frame = Frame.of(pack)
    for sector in pack.sectors:
        tasks = [task.for_sector(sector) for task in pack.tasks]
        assert tuple(task.code for task in tasks) == frame.codes
        assert tuple(int(task.points * 100) for task in tasks) == frame.full
        assert tuple(task.mandatory and not task.bonus for task in tasks) == frame.mandatory
        assert tuple(task.auto == "A" and not task.rated for task in tasks) == frame.computed
    assert [frame.codes[star.first : star.last] for star in frame.stars] == [
        tuple(task.code for task in star.tasks) for star in pack.stars
    ]
