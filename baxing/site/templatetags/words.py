"""Filters that turn a value into words: texts, points, rates, days. Unknown is said, never shown as zero."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

register = template.Library()

Amount = int | Decimal | Fraction
CENT = Decimal("0.01")


def tongue() -> str:
    """The key of the page's language in a text: `zh`, `en` or `bo`."""
    return (get_language() or "zh")[:2]


@register.filter
def words(text: object) -> str:
    """A text `{"zh": …, "en": …, "bo": …}` (mapping or object) in the page's language, else zh, else en.

    A plain string (or a lazy one) passes through; None is the empty string.
    """
    if text is None:
        return ""
    for key in (tongue(), "zh", "en"):
        part = text.get(key) if isinstance(text, Mapping) else getattr(text, key, None)
        if isinstance(part, str) and part:
            return part
    return "" if isinstance(text, Mapping) else str(text)


def unknown() -> str:
    """The word for a value that is not known yet."""
    return pgettext("value", "not known yet")


def as_fraction(value: Amount) -> Fraction:
    """Points as a fraction: an int counts hundredths (packed sheet), Decimal and Fraction count points."""
    return Fraction(value, 100) if isinstance(value, int) else Fraction(value)


def rounded(value: Fraction, step: Decimal = CENT) -> Decimal:
    """A fraction for the eye, half up to `step`. Never compare what this returns (design §2.1)."""
    units = value / Fraction(step)
    whole = Decimal(abs(units.numerator)) / Decimal(units.denominator)
    whole = whole.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return (whole if units >= 0 else -whole) * step


def _unusable(value: object) -> bool:
    return value is None or isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction)


@register.filter
def points(value: Amount | None) -> str:
    """Two decimals always, for tables: 9500 or Decimal("95") → "95.00"; None → "not known yet"."""
    if _unusable(value):
        return unknown()
    return f"{rounded(as_fraction(value)):.2f}"  # type: ignore[arg-type]


@register.filter
def figure(value: Amount | None) -> str:
    """As in the wheel: whole points without decimals ("95"), others with two ("75.75"); None is unknown."""
    text = points(value)
    return text.removesuffix(".00")


@register.filter
def exact(value: Amount | None) -> str:
    """The value unrounded: "8.125" where the decimals end, "25/3" where they do not; None is unknown."""
    if _unusable(value):
        return unknown()
    number = as_fraction(value)  # type: ignore[arg-type]
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction) -> str:
    """Per cent with one decimal; more where one would round to a whole that is not reached ("79.96")."""
    hundredfold = value * 100
    if hundredfold.denominator == 1:
        return str(hundredfold.numerator)
    text = ""
    for step in ("0.1", "0.01", "0.001", "0.0001"):
        text = str(rounded(hundredfold, Decimal(step)))
        if Decimal(text) != Decimal(text).to_integral_value():
            break
    return text


@register.filter
def rate(value: Fraction | tuple[int, int] | None) -> str:
    """Counts first, per cent second: (19, 20) → "19 / 20 95 %". A Fraction shows its reduced counts."""
    if value is None:
        return unknown()
    part, whole = value if isinstance(value, tuple | list) else (value.numerator, value.denominator)
    if whole == 0:
        return pgettext("value", "not applicable")
    return f"{part} / {whole} {percent(Fraction(part, whole))} %"


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in running text: 11月30日, "30 Nov"; with its year where that is not this year."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    other_year = value.year != timezone.localdate().year
    if tongue() == "en":
        months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return f"{value.day} {months[value.month - 1]}" + (f" {value.year}" if other_year else "")
    return (f"{value.year}年" if other_year else "") + f"{value.month}月{value.day}日"


@register.filter
def left(days: int | None) -> str:
    """Working days until something is due, in words: negative is late, 0 is today, None says nothing."""
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(n)d working day late", "%(n)d working days late", -days) % {"n": -days}
    if days == 0:
        return gettext("due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}
