"""The star wheel: its outline shows every state, its words say the same, and it needs no inline style."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import hypot
from xml.etree import ElementTree

import pytest
from django.utils import translation

from baxing.site.marks import draw_meter, draw_point
from baxing.site.wheel import STATES, draw, label

LINE = Decimal(80)


@dataclass(frozen=True)
class Star:
    code: str
    name: dict[str, str]
    state: str
    low: Decimal | None
    high: Decimal | None = None
    line: Decimal = LINE


def star(i: int, state: str, low: str | None = "75.75", name: str = "") -> Star:
    text = {"zh": name or f"名称{i}", "en": name or f"Name {i}"}
    return Star(f"S{i}", text, state, None if low is None else Decimal(low))


def ring(n: int, state: str) -> list[Star]:
    return [star(1, state), *(star(i, "lit", "95") for i in range(2, n + 1))]


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def outline(svg: str, css: str) -> list[tuple[float, float]]:
    found = re.search(rf'<polygon class="{css}"[^>]* points="([^"]+)"', svg)
    assert found is not None
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in found[1].split())]


@pytest.mark.parametrize("n", range(5, 11))
@pytest.mark.parametrize("mode", ["glyph", "mid", "full"])
@pytest.mark.parametrize("state", STATES)
def test_every_size_draws_every_state_without_inline_style(n: int, mode: str, state: str) -> None:
    svg = draw(ring(n, state), mode, 40, "#")
    root = tree(svg)
    assert "style" not in {key for item in root.iter() for key in item.attrib}
    assert root.attrib["role"] == ("group" if mode == "full" else "img")
    bodies = [item for item in root.iter("polygon") if item.attrib["class"] in ("off", "shut", "unk", "none")]
    assert len(bodies) == (0 if state == "lit" else 1)
    assert sum(item.tag == "a" for item in root.iter()) == (n if mode == "full" else 0)


@pytest.mark.parametrize("n", range(5, 11))
def test_only_a_lit_star_grows_its_point(n: int) -> None:
    lit = draw(ring(n, "lit"), "glyph")
    assert len(outline(lit, "lit")) == 5
    assert max(hypot(x, y) for x, y in outline(lit, "lit")) == pytest.approx(166, abs=0.2)
    for state, css in (("dark", "off"), ("gated", "shut"), ("unknown", "unk"), ("na", "none")):
        flat = outline(draw(ring(n, state), "glyph"), css)
        assert len(flat) == 4
        assert max(hypot(x, y) for x, y in flat) <= 106


def test_the_eight_pointed_wheel_has_the_drawn_geometry() -> None:
    svg = draw(ring(8, "lit"), "glyph")
    assert outline(svg, "lit") == [(-23.5, -64.7), (-37.3, -97.9), (0, -166), (37.3, -97.9), (23.5, -64.7)]


def test_the_grey_part_reaches_as_far_as_the_points_reach_toward_the_line() -> None:
    rest = ring(8, "lit")[1:]
    at_line, half = (draw([star(1, "dark", low), *rest]) for low in ("80", "40"))
    assert outline(at_line, "part") == outline(at_line, "rim")
    top = min(y for _, y in outline(half, "part"))
    inner, outer = (side(y for _, y in outline(half, "rim")) for side in (max, min))
    assert top == pytest.approx((inner + outer) / 2, abs=0.1)


def test_the_label_says_what_the_picture_shows() -> None:
    stars = [
        star(1, "lit", "95"),
        star(2, "unknown", "57.75", "班子队伍"),
        star(3, "dark", "75.75", "组织生活"),
        star(4, "gated", "83", "运行机制"),
        star(5, "lit", "80"),
    ]
    with translation.override("zh-hans"):
        assert label(stars) == "5 颗星亮 2 颗；班子队伍待定、组织生活未亮（差 4.25 分）、运行机制门槛未过"
        assert 'aria-label="班子队伍 ? 待定"' in draw(stars, "full")
    with translation.override("en"):
        assert label(stars).startswith("2 of 5 stars lit; 班子队伍 not known yet, ")


def test_all_lit_needs_no_list() -> None:
    with translation.override("zh-hans"):
        assert label(ring(8, "lit")) == "8 颗星亮 8 颗"


def test_the_public_wheel_keeps_gate_and_score_inside() -> None:
    rest = ring(8, "lit")[1:]
    gated, dark = [star(1, "gated", "83"), *rest], [star(1, "dark", "12.5"), *rest]
    assert draw(gated, public=True) == draw(dark, public=True)
    with translation.override("zh-hans"):
        shown = draw(gated, public=True)
    assert "门槛" not in shown
    assert "shut" not in shown
    assert not re.search(r">(83|95|差[^<]*)<", shown)


def test_an_unknown_value_is_never_shown_as_zero() -> None:
    with translation.override("zh-hans"):
        svg = draw([star(1, "unknown", None), *ring(8, "lit")[1:]], "full")
    assert "? 待定" in svg
    assert ">0<" not in svg


def test_a_name_cannot_smuggle_markup_into_the_page() -> None:
    svg = draw([star(1, "lit", "95", '<b>"x"'), *ring(8, "lit")[1:]], "full", href="#")
    assert "<b>" not in svg
    assert tree(svg).find(".//text") is not None


@pytest.mark.parametrize("n", [0, 4, 11])
def test_a_wheel_of_another_size_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="5 to 10 stars"):
        draw([star(i, "lit") for i in range(n)])


def test_a_state_that_is_none_of_the_five_is_an_error() -> None:
    with pytest.raises(ValueError, match="not 'bright'"):
        draw(ring(8, "bright"))
    with pytest.raises(ValueError, match="not 'bright'"):
        draw_point("bright")


def test_the_point_is_an_icon_beside_words() -> None:
    for state in STATES:
        assert tree(draw_point(state, Decimal(40))).attrib["aria-hidden"] == "true"
    assert outline(draw_point("lit"), "lit")[2] == (0, -15)
    assert outline(draw_point("dark", Decimal(80)), "part") == outline(draw_point("dark", Decimal(80)), "rim")


def test_the_meter_says_its_range_and_stays_in_its_frame() -> None:
    with translation.override("zh-hans"):
        svg = draw_meter(Decimal("57.75"), Decimal("87.75"), LINE, "unknown", Decimal(100))
        over = draw_meter(Decimal(130), None, LINE, "lit", Decimal(100))
    assert tree(svg).attrib["aria-label"] == "57.75 到 87.75，亮星线 80"
    assert 'class="maybe" x1="57.8%" x2="87.8%"' in svg
    assert 'class="got" width="100%"' in over
