"""The materialised path of the tree, in fixed-width segments, and `path__under`, which uses its index."""

from typing import Any

from django.db import models
from django.db.models.lookups import BuiltinLookup

WIDTH = 4
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def segment(number: int) -> str:
    """The `number`th child's segment (0 … 36⁴−1)."""
    if not 0 <= number < len(ALPHABET) ** WIDTH:
        raise ValueError(f"a unit has at most {len(ALPHABET) ** WIDTH} children")
    digits = ""
    for _ in range(WIDTH):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def ancestors(path: str) -> list[str]:
    """The paths from the root to `path` itself."""
    return [path[:end] for end in range(WIDTH, len(path) + 1, WIDTH)]


class PathField(models.CharField):  # type: ignore[type-arg]
    """A path; its alphabet holds no wildcard, so that a prefix can be matched as it stands."""


@PathField.register_lookup
class Under(BuiltinLookup):
    """The unit at this path and everything below it.

    Django's `startswith` cannot use SQLite's index; GLOB and LIKE can.
    """

    lookup_name = "under"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        if not set(value) <= set(ALPHABET):
            raise ValueError(f"not a path: {value!r}")
        wildcard = "*" if connection.vendor == "sqlite" else "%"
        return "%s", (f"{value}{wildcard}",)

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"{'GLOB' if connection.vendor == 'sqlite' else 'LIKE'} {rhs}"
