"""Many lines of one file's record book at once, as chained as if each had been written alone."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from baxing.dossiers.models import Dossier, Entry
from baxing.units.models import User

Said = tuple[str, User | None, dict[str, Any]]
Moved = tuple[str, User, str, str, dict[str, Any]]


def write_lines(dossier: Dossier, said: Sequence[Said]) -> None:
    """One line for each (verb, by, change), none of which moves the file; `dossier` is as it was read."""
    _write(dossier, [(verb, by, "", dossier.status, change) for verb, by, change in said])


def write_moves(dossier: Dossier, moved: Sequence[Moved]) -> None:
    """One line for each (verb, by, role, state after it, change); the file stands in the last state, its day unchanged."""
    _write(dossier, moved)


def _write(dossier: Dossier, lines: Sequence[tuple[str, User | None, str, str, dict[str, Any]]]) -> None:
    if not lines:
        return
    entries, seal, before = [], dossier.seal, dossier.status
    for n, (verb, by, role, after, change) in enumerate(lines, dossier.version + 1):
        entry = Entry(
            dossier=dossier,
            n=n,
            at=timezone.now(),
            by=by,
            by_name=by.name if by else "—",
            role=role,
            verb=verb,
            before=before,
            after=after,
            change=change,
        )
        seal, before = entry.computed_digest(seal), after
        entry.digest = seal
        entries.append(entry)
    last = {"version": entries[-1].n, "seal": seal, "changed_at": entries[-1].at, "status": before}
    if Dossier.objects.filter(pk=dossier.pk, version=dossier.version).update(**last) != 1:
        raise RuntimeError(f"the file of {dossier.unit} is not the one that was read")
    for name, value in last.items():
        setattr(dossier, name, value)
    Entry.objects.bulk_create(entries)
