"""The one way in which a fact's value is written as text: a plain decimal, true or false, an ISO date."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from baxing.rules.facts import Value


def canonical(value: Value | Decimal | int) -> str:
    """The text of `value`: "11", "0.88", "true", "2025-02-20". One value has one text.

    Raises ValueError for a fraction that no decimal ends (1/3): such a value was never entered.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        value = _decimal(value)
    text = format(Decimal(value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _decimal(value: Fraction) -> Decimal:
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1:
        raise ValueError(f"{value} has no end as a decimal")
    sign, digits = (1 if value < 0 else 0), str(abs(value.numerator) * 10**places // value.denominator)
    return Decimal((sign, tuple(int(digit) for digit in digits), -places))


@lru_cache(maxsize=8192)
def value_of(text: str, kind: str) -> Value:
    """The value of a canonical `text` of a fact of `kind` (count, share, yes_no, date); ValueError if none."""
    if kind == "yes_no":
        if text not in ("true", "false"):
            raise ValueError(f"{text!r} is neither true nor false")
        return text == "true"
    if kind == "date":
        return date.fromisoformat(text)
    return Fraction(text)
