"""Tags for the parts of the look: wheel, point, meter, bar, status, field, pager (docs/look.md)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .. import marks
from .. import wheel as wheels

register = template.Library()

KINDS = ("", "now", "done", "late", "back", "hold", "na", "ask")


@register.simple_tag
def wheel(
    stars: Sequence[wheels.Star],
    mode: str = "full",
    size: int = 320,
    href: str | None = None,
    public: bool = False,
) -> SafeString:
    """The star wheel; `href` before each star's code makes the links of a full wheel ("#" → "#S4")."""
    return wheels.draw(list(stars), mode, int(size), href, public)


@register.simple_tag
def point(state: str, low: Decimal | None = None, line: Decimal | int = 80, width: int = 26) -> SafeString:
    """The icon of one star's state; say the state in words beside it."""
    return marks.draw_point(state, low, Decimal(line), int(width))


@register.simple_tag
def meter(
    low: Decimal | int | None,
    high: Decimal | int | None = None,
    line: Decimal | int = 80,
    state: str = "dark",
    top: Decimal | int = 100,
) -> SafeString:
    """A bar with the mark to reach, all in points; lit is gold, unknown is hatched from low to high."""
    number = [None if value is None else Decimal(value) for value in (low, high)]
    return marks.draw_meter(number[0], number[1], Decimal(line), state, Decimal(top))


@register.simple_tag
def bar(part: int, whole: int) -> SafeString:
    """A plain bar as long as part / whole, for funnels; the figures stand beside it."""
    share = Fraction(part, whole) if whole else Fraction(0)
    return format_html(
        '<svg class="rod" width="100%" height="24" aria-hidden="true"><rect width="{}%" height="24"/></svg>',
        f"{float(min(share, Fraction(1)) * 100):.1f}",
    )


@register.simple_tag(name="is")
def is_(kind: str, text: object) -> SafeString:
    """A status: shape, then word. Kinds: "" not begun, now, done, late, back, hold, na, ask."""
    if kind not in KINDS:
        raise template.TemplateSyntaxError(f"{{% is %}} knows {', '.join(filter(None, KINDS))}, not {kind!r}")
    return (
        format_html('<span class="is {}">{}</span>', kind, text)
        if kind
        else format_html('<span class="is">{}</span>', text)
    )


@register.inclusion_tag("site/parts/field.html")
def field(bound: BoundField, after: str = "") -> dict[str, Any]:
    """One form field with its label, hint and errors; `after` stands behind a short input ("of 20")."""
    kind = getattr(bound.field.widget, "input_type", "")
    return {"field": bound, "after": after, "box": kind == "checkbox" and not bound.use_fieldset}


@register.inclusion_tag("site/parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Links to the pages of a list; keeps the other parts of the address (`name` is the page's key in it)."""
    kept = context["request"].GET.copy()
    kept.pop(name, None)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": list(numbers), "name": name, "kept": kept.urlencode()}
