"""Reading the record book back: is every chain whole, and which line does a printed digest stand for?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from baxing.dossiers.models import LINE, Dossier, Entry, line_digest

CHUNK = 2000
READS = 3
SHORTEST = 8

Line = tuple[Any, ...]
Cover = tuple[int, Any, int, str]


@dataclass(frozen=True)
class Break:
    """The first line of a book that is not what it was when written.

    `what` is "changed", "missing" (a line that should be there is not), or "cover" (the lines agree, the cover does not).
    """

    dossier: str
    line: int
    what: str


@dataclass(frozen=True)
class Trace:
    """A line that a digest stands for: as its own seal, or as that of the facts or the standard frozen with it."""

    entry: Entry
    kind: str


def breaks(dossiers: QuerySet[Dossier] | None = None) -> Iterator[Break | None]:
    """For each file, in order of opening, the first broken line of its book, or None where the chain is whole.

    Found are: a changed line, a missing line (in the middle or at the end), and a cover whose version or seal is not the
    book's. Lines and covers are read as streams, side by side; nothing is locked.
    """
    for _pk, _lines, found in checked(dossiers):
        yield found


def checked(dossiers: QuerySet[Dossier] | None = None) -> Iterator[tuple[int, int, Break | None]]:
    """The same with the key of the file and the number of lines that were read for it."""
    covers = (Dossier.objects.all() if dossiers is None else dossiers).order_by("pk")
    lines = Entry.objects.order_by("dossier_id", "n")
    if dossiers is not None:
        lines = lines.filter(dossier__in=covers)
    books = _books(lines.values_list(*LINE, "digest").iterator(chunk_size=CHUNK))
    waiting = next(books, None)
    for cover in covers.values_list("pk", "uid", "version", "seal").iterator(chunk_size=CHUNK):
        while waiting is not None and waiting[0] < cover[0]:
            waiting = next(books, None)
        book = waiting[1] if waiting is not None and waiting[0] == cover[0] else []
        found = _first_break(cover, book)
        yield cover[0], len(book), found and _still_broken(cover[0])


def trace(digest: str) -> list[Trace]:
    """The lines that `digest` stands for. A seal may be given by its first characters, at least eight; others whole.

    Raises ValueError for what cannot be a digest.
    """
    given = digest.strip().lower()
    if not SHORTEST <= len(given) <= 64 or set(given) - set("0123456789abcdef"):
        raise ValueError(digest)
    sealed = Q(digest=given) if len(given) == 64 else Q(digest__gte=given, digest__lt=f"{given}g")
    wider = {"facts": Q(change__facts=given), "digest": Q(change__digest=given)}
    found = [Trace(entry, "line") for entry in _with_file(sealed)]
    return found + [Trace(entry, kind) for kind, asked in wider.items() for entry in _with_file(asked)]


def _with_file(asked: Q) -> QuerySet[Entry]:
    return Entry.objects.filter(asked).select_related("dossier__unit")[:100]


def _books(lines: Iterable[Line]) -> Iterator[tuple[int, list[Line]]]:
    """The lines, one list a file."""
    return ((pk, list(book)) for pk, book in groupby(lines, key=itemgetter(0)))


def _still_broken(pk: int) -> Break | None:
    """Read one file again: a line that was written between two reads is no break."""
    found: Break | None = None
    for _read in range(READS):
        cover = Dossier.objects.values_list("pk", "uid", "version", "seal").get(pk=pk)
        book = list(Entry.objects.filter(dossier=pk).order_by("n").values_list(*LINE, "digest"))
        found = _first_break(cover, book)
        if found is None or Dossier.objects.filter(pk=pk, version=cover[2]).exists():
            break
    return found


def _first_break(cover: Cover, book: list[Line]) -> Break | None:
    _pk, uid, version, sealed = cover
    seal = ""
    for number, (*values, digest) in enumerate(book, 1):
        if values[1] != number:
            return Break(str(uid), number, "missing")
        if digest != line_digest(seal, *values):
            return Break(str(uid), number, "changed")
        seal = digest
    if len(book) < version:
        return Break(str(uid), len(book) + 1, "missing")
    return Break(str(uid), len(book), "cover") if (len(book), seal) != (version, sealed) else None
