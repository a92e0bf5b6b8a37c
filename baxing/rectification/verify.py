"""Reading the seals back: is every look-back still on the day that was drawn, every ballot under the rules it was opened with?

A seal that does not fit is told by its line in the book; the day behind it is told to nobody.
"""

from collections import defaultdict
from collections.abc import Iterator

from baxing.ballots.models import Round
from baxing.ballots.results import digest_of
from baxing.dossiers.models import Entry
from baxing.dossiers.verify import Break, Trace
from baxing.rectification.drawing import seal_of
from baxing.rectification.models import LookBack

CHUNK = 2000
FLOW = "rectification"
OPENED = ("open_ballot", "ballot_opened")


def broken_seals() -> Iterator[Break]:
    """Every look-back and ballot round that is not what its line in the book has sealed, and every seal without its row.

    `what` is "look_back" or "round"; `line` is that of the seal, 0 where no line has it.
    """
    yield from _look_backs()
    yield from _rounds()


def sealing(digest: str) -> list[Trace]:
    """The closing line that holds this seal of a look-back."""
    cases = LookBack.objects.filter(seal=digest.strip().lower()).values("case__dossier")
    lines = Entry.objects.filter(verb="drawn", dossier__in=cases).select_related("dossier__unit")
    return [Trace(line, "seal") for line in lines if digest.strip().lower() in line.change["seals"]]


def _look_backs() -> Iterator[Break]:
    lines: dict[int, tuple[str, int, set[str]]] = {}
    drawn = Entry.objects.filter(verb="drawn", dossier__flow=FLOW).order_by("dossier", "n")
    for pk, uid, n, change in drawn.values_list("dossier", "dossier__uid", "n", "change"):
        lines[pk] = (str(uid), n, set(change["seals"]))
    rows = LookBack.objects.values_list("case__dossier", "case__dossier__uid", "on", "salt", "seal")
    for pk, uid, on, salt, seal in rows.order_by("pk").iterator(chunk_size=CHUNK):
        _uid, n, seals = lines.get(pk, (str(uid), 0, set()))
        if seal not in seals or seal_of(on, salt) != seal:
            yield Break(str(uid), n, "look_back")
        seals.discard(seal)
    for place, n, missing in lines.values():
        if missing:
            yield Break(place, n, "look_back")


def _rounds() -> Iterator[Break]:
    lines: dict[int, dict[str, int]] = defaultdict(dict)
    opened = Entry.objects.filter(verb__in=OPENED, dossier__flow=FLOW).order_by("dossier", "n")
    for pk, n, digest in opened.values_list("dossier", "n", "change__digest"):
        lines[pk][digest] = n
    for row in Round.objects.select_related("parent").order_by("pk").iterator(chunk_size=CHUNK):
        n = lines[row.parent_id].get(row.digest, 0)
        if n == 0 or digest_of(row.parent, row.number, row.purpose, row.rule) != row.digest:
            yield Break(str(row.parent.uid), n, "round")
