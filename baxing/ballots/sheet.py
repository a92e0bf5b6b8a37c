"""The paper sheet: its rows, and the words for whatever is counted on it (domain §8.2). Only the overall row decides."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OPTION_WORDS = {
    "satisfied": _("Satisfied"),
    "basically": _("Basically satisfied"),
    "dissatisfied": _("Dissatisfied"),
    "unknown": _("Don't know"),
    "good": _("Good"),
    "fairly": _("Fairly good"),
    "average": _("Average"),
    "poor": _("Poor"),
}
# For reading only: what went well and what did not. A row without a tick, or with two, is void for that row.
ROWS = {
    "team": _("What the team does"),
    "life": _("Organisational life"),
    "open": _("Affairs made public"),
    "service": _("Serving people"),
    "mended": _("Problems put right"),
}
VOID = "void"
FIELD_WORDS = {
    "held_on": _("Held on"),
    "present": _("Present"),
    "issued": _("Ballots issued"),
    "returned": _("Ballots returned"),
    "void": _("Void"),
}
VOID_WORDS = {
    "returned": _("more ballots came back than were issued"),
    "quorum": _("too few of those who should attend were present"),
    "valid": _("fewer than half of the ballots issued are valid"),
}


def field_words(name: str) -> str | Promise:
    """A field of a count in words, as `results.differing` names it."""
    kind, _dot, code = name.partition(".")
    return {"options": OPTION_WORDS, "rows": ROWS}.get(kind, FIELD_WORDS)[code or name]
