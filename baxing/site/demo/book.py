"""Many lines of one file's record book at once, as chained as if each had been written alone."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from baxing.dossiers.models import Dossier, Entry
from baxing.units.models import User

Said = tuple[str, User | None, dict[str, Any]]


def write_lines(dossier: Dossier, said: Sequence[Said]) -> None:
    """One line for each (verb, by, change), none of which moves the file; `dossier` is as it was read."""
    if not said:
        return
    entries, seal = [], dossier.seal
    for n, (verb, by, change) in enumerate(said, dossier.version + 1):
        entry = Entry(
            dossier=dossier,
            n=n,
            at=timezone.now(),
            by=by,
            by_name=by.name if by else "—",
            verb=verb,
            before=dossier.status,
            after=dossier.status,
            change=change,
        )
        seal = entry.digest = entry.computed_digest(seal)
        entries.append(entry)
    last = {"version": entries[-1].n, "seal": seal, "changed_at": entries[-1].at}
    if Dossier.objects.filter(pk=dossier.pk, version=dossier.version).update(**last) != 1:
        raise RuntimeError(f"the file of {dossier.unit} is not the one that was read")
    for name, value in last.items():
        setattr(dossier, name, value)
    Entry.objects.bulk_create(entries)
