"""Reading the record book back: is every chain whole?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from baxing.dossiers.models import Dossier, Entry


@dataclass(frozen=True)
class Break:
    """The first line of a book that is not what it was when written."""

    dossier: str
    line: int
    what: str


def breaks(dossiers: QuerySet[Dossier] | None = None) -> Iterator[Break | None]:
    """For each file, in order of opening, the first broken line of its book, or None where the chain is whole.

    Found are: a changed line, a missing line (in the middle or at the end), and a cover whose version or seal is not the book's.
    """
    covers = (Dossier.objects.all() if dossiers is None else dossiers).order_by("pk")
    lines = Entry.objects.filter(dossier__in=covers).order_by("dossier_id", "n").iterator(chunk_size=2000)
    waiting: Entry | None = next(lines, None)
    for cover in covers.iterator(chunk_size=2000):
        book: list[Entry] = []
        while waiting is not None and waiting.dossier_id == cover.pk:
            book.append(waiting)
            waiting = next(lines, None)
        yield _first_break(cover, book)


def _first_break(cover: Dossier, book: list[Entry]) -> Break | None:
    seal = ""
    for number, entry in enumerate(book, 1):
        if entry.n != number:
            return Break(str(cover.uid), number, "missing")
        if entry.digest != entry.computed_digest(seal):
            return Break(str(cover.uid), number, "changed")
        seal = entry.digest
    if len(book) != cover.version:
        return Break(str(cover.uid), len(book) + 1, "missing")
    return Break(str(cover.uid), len(book), "cover") if cover.seal != seal else None


def context_of(entry: Entry) -> dict[str, Any]:
    """What a page needs to say a line in plain words: the verb's name, the states' names, who, when."""
    table = entry.dossier.table
    move = table.move(entry.before, entry.verb)
    return {
        "entry": entry,
        "move": move,
        "before": table.state(entry.before),
        "after": table.state(entry.after),
    }
