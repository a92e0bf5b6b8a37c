"""Small drawings beside words: one star as an icon, and a bar with the mark to reach."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from .templatetags.words import figure
from .wheel import STATES, share, short


def draw_point(
    state: str, low: Decimal | None = None, line: Decimal = Decimal(80), width: int = 26
) -> SafeString:
    """One upright star as an icon beside words (therefore hidden from readers)."""
    outline = "-11,9 -15,-4 15,-4 11,9"
    if state == "lit":
        inside = '<polygon class="lit" stroke-width="1.6" points="-11,9 -15,-4 0,-15 15,-4 11,9"/>'
    elif state == "gated":
        inside = (
            f'<polygon class="shut" stroke-width="1.6" points="{outline}"/>'
            '<path class="lid" stroke-width="4" d="M-16 -9.5H16"/>'
        )
    elif state == "unknown":
        inside = f'<polygon class="unk" stroke-width="1.6" stroke-dasharray="4 3" points="{outline}"/>'
    elif state in ("dark", "na"):
        inside = (
            f'<polygon class="{"off" if state == "dark" else "none"}" stroke-width="1.6" points="{outline}"/>'
        )
        if state == "dark" and (part := float(share(low, line))):
            x, y = 11 + 4 * part, 9 - 13 * part
            inside += (
                f'<polygon class="part" points="-11,9 {short(-x)},{short(y)} {short(x)},{short(y)} 11,9"/>'
            )
            inside += f'<polygon class="rim" stroke-width="1.6" points="{outline}"/>'
    else:
        raise ValueError(f"a star is one of {', '.join(STATES)}, not {state!r}")
    return format_html(
        '<svg class="pt" viewBox="-18 -17 36 28" width="{}" height="{}" aria-hidden="true">{}</svg>',
        width,
        round(width * 28 / 36),
        SafeString(inside),
    )


def draw_meter(
    low: Decimal | None, high: Decimal | None, line: Decimal, state: str, top: Decimal
) -> SafeString:
    """A bar with the mark to reach. `top` is the full scale; the words beside it say the same."""

    def at(value: Decimal) -> str:
        return f"{short(float(min(max(value / top, Decimal(0)), Decimal(1)) * 100))}%"

    low, reach = low or Decimal(0), high if high is not None else low
    said = gettext("%(low)s, to reach %(line)s") % {"low": figure(low), "line": figure(line)}
    hatch = SafeString("")
    if state == "unknown":
        reach = top if reach is None else reach
        said = gettext("%(low)s to %(high)s, to reach %(line)s") % {
            "low": figure(low),
            "high": figure(reach),
            "line": figure(line),
        }
        hatch = format_html('<line class="maybe" x1="{}" x2="{}" y1="5" y2="5"/>', at(low), at(reach))
    return format_html(
        '<svg class="meter {}" width="100%" height="10" role="img" aria-label="{}">'
        '<rect class="groove" width="100%" height="10"/>{}<rect class="got" width="{}" height="10"/>'
        '<rect class="frame" width="100%" height="10"/>'
        '<line class="mark halo" x1="{}" x2="{}" y1="-4" y2="14"/>'
        '<line class="mark" x1="{}" x2="{}" y1="-4" y2="14"/></svg>',
        "lit" if state == "lit" else "ask" if state == "unknown" else "",
        said,
        hatch,
        at(low),
        *[at(line)] * 4,
    )
