"""The record book of a file in plain words; what the caller's duty must not know is left out."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from baxing.dossiers.actions import words
from baxing.dossiers.book import Line, Reader
from baxing.dossiers.models import Dossier
from baxing.site.api.shapes import Words
from baxing.units.models import User


class LineOut(Schema):
    """A line of the record book in plain words. What the caller's duty must not know is left out of it."""

    n: int
    at: datetime
    who: str
    verb: Words
    moved: list[Words] = Field(description="From which state to which; empty where it stayed.")
    said: dict[str, str] = Field(description="What was recorded with it.")
    note: str
    digest: str


def lines(dossier: Dossier, user: User, page: int, size: int) -> list[dict[str, Any]]:
    """One page of the book as `LineOut`, the first line first."""
    entries = list(dossier.entries.order_by("n")[(page - 1) * size : page * size])
    reader = Reader.of(dossier, user, entries)
    return [_line(reader.line(entry)) for entry in entries]


def _line(line: Line) -> dict[str, Any]:
    return {
        "n": line.n,
        "at": line.at,
        "who": line.who,
        "verb": line.verb.model_dump(),
        "moved": [state.model_dump() for state in line.moved or ()],
        "said": {words(label): value for label, value in line.pairs},
        "note": line.note,
        "digest": line.digest,
    }
