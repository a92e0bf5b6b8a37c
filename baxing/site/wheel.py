"""The star wheel for n = 5…10 stars (look §2, form «points»: a star that lights grows its point).

Star i of n stands at angle 2πi/n clockwise from the top, half angle h = π/n. A corner at radius r lies at
the apothem r·cos h and the half width r·sin h − g/cos h, g being half the gap. The body reaches from r0 to
rb, the point to rt. Every text that comes from data is escaped here; the rest is numbers and fixed words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import cos, pi, sin
from typing import Protocol

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from .templatetags.words import figure, tongue, words

STATES = ("lit", "dark", "gated", "unknown", "na")
PUBLIC_FILL = Fraction(3, 4)  # a public wheel shows every dark star alike: the score stays inside


class Star(Protocol):
    """What a wheel needs of one star; `low`, `high` and `line` are points, None where unknown."""

    code: str
    name: object
    state: str
    low: Decimal | None
    high: Decimal | None
    line: Decimal


@dataclass(frozen=True)
class Form:
    """The measures of one size of wheel, in units of its own viewBox."""

    half: int
    gap: float
    r0: float
    rb: float
    rt: float
    stroke: float
    lid: float
    lid_off: float
    dash: str
    star_at: float
    star_size: float


FORMS = {
    "glyph": Form(168, 3, 70, 106, 166, 6, 17, 12, "13 11", 0, 0),
    "mid": Form(166, 2.2, 56, 118, 165, 2.8, 9, 8, "8 6", 0.38, 15),
    "full": Form(174, 2.5, 58, 133, 171, 1.6, 6, 5.4, "5 4", 0.335, 9),
}


def short(value: float) -> str:
    """One decimal, without a trailing .0 and without a minus zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


class Segment:
    """The geometry of star `i` of `n` in one form."""

    def __init__(self, form: Form, i: int, n: int) -> None:
        self.form, self.h, self.turn = form, pi / n, 2 * pi * i / n

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The point that lies `x` to the right and `y` outward when the star stands upright."""
        return x * cos(self.turn) + y * sin(self.turn), x * sin(self.turn) - y * cos(self.turn)

    def corner(self, r: float) -> tuple[float, float]:
        """(half width, apothem) of the corner at radius r."""
        return r * sin(self.h) - self.form.gap / cos(self.h), r * cos(self.h)

    def polygon(self, css: str, points: Sequence[tuple[float, float]], extra: str = "") -> str:
        """One polygon in turned coordinates."""
        text = " ".join(f"{short(x)},{short(y)}" for x, y in (self.at(*p) for p in points))
        return f'<polygon class="{css}"{extra} points="{text}"/>'

    def body(self, to: float) -> list[tuple[float, float]]:
        """The flat body from r0 to radius `to`."""
        (w0, a0), (w1, a1) = self.corner(self.form.r0), self.corner(to)
        return [(-w0, a0), (-w1, a1), (w1, a1), (w0, a0)]

    def pointed(self) -> list[tuple[float, float]]:
        """The body with its point: the outline of a lit star."""
        inner_left, left, right, inner_right = self.body(self.form.rb)
        return [inner_left, left, (0, self.form.rt), right, inner_right]

    def label(self) -> tuple[float, float]:
        """Where the words of this star stand."""
        return self.at(0, (self.form.r0 + self.form.rb) / 2 * cos(self.h))

    def span(self, y: float) -> tuple[float, float]:
        """The leftmost and the rightmost x of the body at height `y`; outside it, the label's x."""
        corners = [self.at(*corner) for corner in self.body(self.form.rb)]
        cuts = [
            x1 + (x2 - x1) * (y - y1) / (y2 - y1)
            for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True)
            if y1 != y2 and min(y1, y2) <= y <= max(y1, y2)
        ]
        return (min(cuts), max(cuts)) if len(cuts) > 1 else (self.label()[0],) * 2

    def room(self, lines: Sequence[tuple[float, float]]) -> tuple[float, list[float]]:
        """One x for all lines of text, each (top, bottom), and how wide each may be inside the body."""
        spans = []
        for top, bottom in lines:
            (left1, right1), (left2, right2) = self.span(top), self.span(bottom)
            spans.append((max(left1, left2), min(right1, right2)))
        x = sum(left + right for left, right in spans) / 2 / len(spans)
        return x, [2 * min(x - left, right - x) - 4 for left, right in spans]


def _five_points(x: float, y: float, size: float) -> str:
    """A small upright five-pointed star around (x, y)."""
    corners = ((size if k % 2 == 0 else size * 0.42, k * pi / 5) for k in range(10))
    text = " ".join(f"{short(x + r * sin(a))},{short(y - r * cos(a))}" for r, a in corners)
    return f'<polygon class="star" points="{text}"/>'


def shown_state(star: Star, public: bool) -> str:
    """The state as drawn: on public pages a gate is simply dark (look §2). An odd value is an error."""
    if star.state not in STATES:
        raise ValueError(f"a star is one of {', '.join(STATES)}, not {star.state!r}")
    return "dark" if public and star.state == "gated" else star.state


def share(low: Decimal | None, line: Decimal) -> Fraction:
    """How far the points reach toward the line, 0…1."""
    if low is None or line <= 0:
        return Fraction(0)
    return min(Fraction(1), max(Fraction(0), Fraction(low) / Fraction(line)))


def _lit(seg: Segment, mode: str) -> Iterator[str]:
    form = seg.form
    stroke = f' stroke-width="{form.stroke}"'
    if mode == "glyph":
        yield seg.polygon("lit", seg.pointed(), stroke)
        return
    yield seg.polygon("pale", seg.pointed(), stroke)
    width, apothem = seg.corner(form.rb)
    yield seg.polygon("lit", [(-width, apothem), (0, form.rt), (width, apothem)], stroke)
    yield _five_points(*seg.at(0, apothem + form.star_at * (form.rt - apothem)), form.star_size)


def _shape(seg: Segment, mode: str, state: str, part: Fraction) -> Iterator[str]:
    form = seg.form
    stroke = f' stroke-width="{form.stroke}"'
    body = seg.body(form.rb)
    if state == "lit":
        yield from _lit(seg, mode)
    elif state == "gated":
        yield seg.polygon("shut", body, stroke)
        width, apothem = seg.corner(form.rb + form.lid_off)
        (x1, y1), (x2, y2) = seg.at(-width, apothem), seg.at(width, apothem)
        yield f'<path class="lid" stroke-width="{form.lid}" d="M{short(x1)},{short(y1)}L{short(x2)},{short(y2)}"/>'
    elif state == "unknown":
        yield seg.polygon("unk", body, f'{stroke} stroke-dasharray="{form.dash}"')
    else:
        yield seg.polygon("off" if state == "dark" else "none", body, stroke)
        if state == "dark" and part > 0:
            reach = form.r0 + (form.rb - form.r0) * float(part)
            yield seg.polygon("part", seg.body(reach))
            yield seg.polygon("rim", body, stroke)


def missing(star: Star) -> str:
    """Points that are missing to the line, "" where they are not known."""
    if star.low is None or star.low >= star.line:
        return ""
    return figure(Decimal(star.line) - Decimal(star.low))


def state_words(star: Star, state: str, public: bool) -> str:
    """The state of one star in words, with what is missing where that may be shown."""
    if state == "dark" and not public and (gap := missing(star)):
        return gettext("dark (%(gap)s points short)") % {"gap": gap}
    return {
        "lit": pgettext("star", "lit"),
        "dark": pgettext("star", "dark"),
        "gated": pgettext("star", "gate not passed"),
        "unknown": pgettext("star", "not known yet"),
        "na": pgettext("star", "not applicable"),
    }[state]


def label(stars: Sequence[Star], public: bool = False) -> str:
    """The whole wheel in one sentence, for those who do not see it."""
    lit = sum(star.state == "lit" for star in stars)
    text = gettext("%(lit)d of %(all)d stars lit") % {"lit": lit, "all": len(stars)}
    rest = [
        pgettext("a star and its state", "%(star)s %(state)s")
        % {"star": words(star.name), "state": state_words(star, state, public)}
        for star in stars
        if (state := shown_state(star, public)) != "lit"
    ]
    return text + (pgettext("before a list", "; ") + pgettext("in a list", ", ").join(rest) if rest else "")


def _mid_mark(star: Star, state: str, seg: Segment, public: bool) -> str:
    """What stands inside a star of a middle-sized wheel."""
    marks = {
        "unknown": ("?", 30, 11),
        "gated": (pgettext("star, one sign", "gate"), 24, 9),
        "na": ("–", 30, 10),
    }
    if state == "dark" and not public and (gap := missing(star)):
        marks["dark"] = (gap, 25 if len(gap) < 5 else 22, 9)
    if state not in marks:
        return ""
    text, size, down = marks[state]
    y = seg.label()[1]
    x, (room,) = seg.room([(y - 8, y + 8)])
    fit = min(size, max(room / _ems(text), size * 0.6))
    return (
        f'<text class="b" font-size="{short(fit)}" x="{short(x)}" y="{short(y + down)}">{escape(text)}</text>'
    )


def _ems(text: str) -> float:
    """A rough width in em, never 0: a Chinese character is 1, a Latin letter a little over a half."""
    return sum(1.0 if ord(sign) > 0x2E7F else 0.56 for sign in text) or 1.0


def _lines(name: str) -> list[str]:
    """A name on one line; a longer one of several words on two, as even as possible."""
    parts = name.split(" ")
    if len(parts) == 1 or _ems(name) < 4.6:
        return [name]
    cuts = [[" ".join(parts[:k]), " ".join(parts[k:])] for k in range(1, len(parts))]
    return min(cuts, key=lambda cut: max(map(_ems, cut)))


def _figure_words(star: Star, state: str, public: bool) -> str:
    """The line under the name in a full wheel."""
    if state == "lit":
        return "" if public or star.low is None else figure(star.low)
    if state == "dark" and not public and (gap := missing(star)):
        return pgettext("star in the wheel", "−%(gap)s") % {"gap": gap}
    return {
        "dark": pgettext("star", "dark"),
        "gated": pgettext("star in the wheel", "gate"),
        "unknown": pgettext("star in the wheel", "? open"),
        "na": pgettext("star in the wheel", "n/a"),
    }.get(state, "")


def _full_words(star: Star, state: str, seg: Segment, public: bool) -> str:
    """Name and figure of one star of a full wheel: the largest type, up to 13.5 and 17, that stays inside."""
    y = seg.label()[1]
    names, text = _lines(words(star.name)), _figure_words(star, state, public)
    foot = [y - 4] if len(names) == 1 else [y - 11, y + 2]
    if not text:
        foot = [line + 9 for line in foot]
    below = foot[-1] + 21 - (len(names) - 1) * 4
    x, rooms = seg.room([(line - 9, line) for line in foot] + ([(below - 11, below)] if text else []))
    size = min([13.5, *(max(room / _ems(line), 9.5) for line, room in zip(names, rooms, strict=False))])
    out = [
        f'<text font-size="{short(size)}" x="{short(x)}" y="{short(line)}">{escape(part)}</text>'
        for part, line in zip(names, foot, strict=True)
    ]
    if text:
        size = min(17.0, max(rooms[-1] / _ems(text), 12.0))
        out.append(
            f'<text class="b" font-size="{short(size)}" x="{short(x)}" y="{short(below)}">{escape(text)}</text>'
        )
    return " ".join(out)


def _said(star: Star, state: str, public: bool) -> str:
    """A star's name for those who hear it: what is written in it, as voice control needs, and its state."""
    shown = " ".join(filter(None, [*_lines(words(star.name)), _figure_words(star, state, public)]))
    state_word = state_words(star, state, public=True)
    if state_word in shown:
        return shown
    return pgettext("star in the wheel", "%(star)s, %(state)s") % {"star": shown, "state": state_word}


def _middle(stars: Sequence[Star], mode: str) -> str:
    """The figure in the middle of the wheel."""
    lit, n = sum(star.state == "lit" for star in stars), len(stars)
    if mode == "glyph":
        return f'<text class="b" font-size="{88 if lit < 10 else 76}" y="32">{lit}</text>'
    if mode == "mid":
        small = f'<tspan font-size="26" font-weight="400">/{n}</tspan>'
        return f'<text class="b" font-size="52" y="19">{lit}{small}</text>'
    below = escape(gettext("of %(all)d stars lit") % {"all": n})
    size = 14 if tongue() != "en" else 12
    return f'<text class="b" font-size="52" y="8">{lit}</text><text font-size="{size}" y="30">{below}</text>'


def _one(star: Star, seg: Segment, mode: str, href: str | None, public: bool) -> str:
    state = shown_state(star, public)
    part = PUBLIC_FILL if public else share(star.low, star.line)
    drawn = "".join(_shape(seg, mode, state, part))
    if mode == "mid":
        return drawn + _mid_mark(star, state, seg, public)
    if mode == "glyph":
        return drawn
    drawn += _full_words(star, state, seg, public)
    said = _said(star, state, public)
    if href is None:
        return format_html('<g role="img" aria-label="{}">{}</g>', said, SafeString(drawn))
    return format_html('<a href="{}{}" aria-label="{}">{}</a>', href, star.code, said, SafeString(drawn))


def draw(
    stars: Sequence[Star], mode: str = "full", size: int = 320, href: str | None = None, public: bool = False
) -> SafeString:
    """The wheel as an inline SVG without any style attribute. Raises ValueError outside 5…10 stars."""
    n = len(stars)
    if not 5 <= n <= 10:
        raise ValueError(f"a wheel has 5 to 10 stars, not {n}; show a list instead")
    form = FORMS[mode]
    inside = "".join(_one(star, Segment(form, i, n), mode, href, public) for i, star in enumerate(stars))
    return format_html(
        '<svg class="wheel {}" viewBox="{}" width="{}" height="{}" role="{}" aria-label="{}">{}{}</svg>',
        mode,
        f"{-form.half} {-form.half} {form.half * 2} {form.half * 2}",
        size,
        size,
        "group" if mode == "full" else "img",
        label(stars, public),
        SafeString(inside),
        SafeString(_middle(stars, mode)),
    )
