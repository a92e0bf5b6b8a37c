"""Filters of the sheet's pages: reasons in words, the form of a task, days left."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language, pgettext

from baxing.accreditation.pictures import AUTO_WORDS, STATE_WORDS, word
from baxing.rules.explain import say
from baxing.rules.outcome import Reason
from baxing.rules.text import Text

register = template.Library()


@register.filter
def said(reason: Reason) -> str:
    """One reason of the engine in the page's language."""
    return say(reason, "en" if (get_language() or "zh")[:2] == "en" else "zh")


@register.filter
def said_all(reasons: Iterable[Reason]) -> str:
    """Several reasons in one line."""
    return pgettext("between reasons", "; ").join(said(reason) for reason in reasons)


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """mapping[key], or nothing."""
    return mapping.get(key)


@register.filter
def state_word(state: str) -> Text:
    """The word for a star's state."""
    return STATE_WORDS[state]


@register.filter
def auto_word(kind: str) -> Text:
    """The word for A, H, M."""
    return AUTO_WORDS[kind]


@register.filter
def slot_word(slot: int) -> str:
    """ "na", "excused", "unknown", "unseen" for a slot without points."""
    return word(slot)
