"""How a fact is shown: its value with its unit, its period, its source. Unknown is said, never a blank."""

import re
from datetime import date
from fractions import Fraction

from django.utils.translation import get_language, gettext, pgettext

from baxing.records.codec import canonical, value_of
from baxing.rules.facts import Value
from baxing.rules.pack import FactDef

_ROW = re.compile(r"第 (\d+) 行")


def value_words(value: Value | None, definition: FactDef) -> str:
    """ "38 名", "92%", "是", "2025-02-20"; None is "not known yet"."""
    if value is None:
        return pgettext("fact", "not known")
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    if isinstance(value, date):
        return value.isoformat()
    if definition.kind == "share":
        return f"{canonical(value * 100)}%"
    unit = definition.unit.say(get_language() or "zh") if definition.unit else ""
    return f"{canonical(Fraction(value))} {unit}".strip()


def stored_words(text: str | None, definition: FactDef) -> str:
    """The same for a value as it is stored."""
    return value_words(value_of(text, definition.kind) if text else None, definition)


def period_words(code: str) -> str:
    """ "" is the whole year, Q1 the first quarter, 01 January."""
    if not code:
        return gettext("whole year")
    if code.startswith("Q"):
        names = {
            "Q1": gettext("1st quarter"),
            "Q2": gettext("2nd quarter"),
            "Q3": gettext("3rd quarter"),
            "Q4": gettext("4th quarter"),
        }
        return names[code]
    return gettext("month %(n)d") % {"n": int(code)}


def source_words(text: str) -> str:
    """A source in the page's language: 第 14 行 is row 14 in English."""
    if (get_language() or "zh").startswith("zh"):
        return text
    return _ROW.sub(r"row \1", text)


def place_words(row: int | None, letters: str) -> str:
    """The address of a problem's cell, AC14; "" for a whole sheet."""
    return f"{letters}{row or ''}"
