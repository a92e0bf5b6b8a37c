"""Exact numbers of which only bounds may be known, and yes/no of which nothing may be known."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

Number = int | Fraction
Bounds = tuple[Number, Number | None]
"""The lowest and the highest value that a number can still take; highest None: no limit is known."""


def plain(code: str, value: object) -> Number:
    """A fact's value as a number: yes is 1, no is 0. A whole fraction becomes an int, the fast case.
    Anything else raises ValueError with the fact's code."""
    kind = type(value)
    if kind is int:
        return value  # type: ignore[return-value]
    if isinstance(value, Decimal):
        value = Fraction(value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else value
    if isinstance(value, int):
        return int(value)
    raise ValueError(f"fact {code}: a number is wanted here, but it holds the {kind.__name__} {value}")


def add(numbers: list[Number | None]) -> Number | None:
    """The sum of upper limits; None as soon as one is unlimited."""
    total: Number = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def least(numbers: list[Number | None]) -> Number | None:
    """The smallest of upper limits; None if all are unlimited."""
    known = [number for number in numbers if number is not None]
    return min(known) if known else None


def every(answers: Iterable[bool | None]) -> bool | None:
    """Whether all are true: one certain no decides, then one unknown."""
    known = True
    for answer in answers:
        if answer is False:
            return False
        known = known and answer is not None
    return True if known else None


def _reaches(low: Number, high: Number | None, other_low: Number, other_high: Number | None) -> bool | None:
    """Whether the first number is at least the second."""
    if other_high is not None and low >= other_high:
        return True
    return False if high is not None and high < other_low else None


def _exceeds(low: Number, high: Number | None, other_low: Number, other_high: Number | None) -> bool | None:
    at_most = _reaches(other_low, other_high, low, high)
    return None if at_most is None else not at_most


def tested(name: str, value: Bounds, bound: Bounds) -> bool | None:
    """`value` against `bound` by one of the tests of a `Compare`; None while both answers are possible."""
    match name:
        case "at_least":
            return _reaches(*value, *bound)
        case "above":
            return _exceeds(*value, *bound)
        case "at_most":
            return _reaches(*bound, *value)
        case "below":
            return _exceeds(*bound, *value)
    return every((_reaches(*value, *bound), _reaches(*bound, *value)))
