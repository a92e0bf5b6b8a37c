"""Facts from a workbook: preview, confirm in one transaction, undo exactly while nothing was built on it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.records.actions import COPIED, before_of, bump, put_all
from baxing.records.branches import Branches
from baxing.records.codec import canonical
from baxing.records.collecting import Collected, Frame, Gap, Key, collect
from baxing.records.facts import definitions
from baxing.records.models import FactBefore, FactImport, FactValue
from baxing.records.problems import called
from baxing.standards.models import StandardPack, pack_of
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused
from baxing.units.roster import Problem
from baxing.units.workbook import read

IMPORTERS = frozenset({"county_officer", "township_officer"})
CHUNK = 500
MOST_VALUES = 2_000_000


class Change(NamedTuple):
    """One value that confirming would write; `before` is None where nothing was known."""

    key: Key
    value: str
    before: str | None
    source: str
    place: str


@dataclass
class Preview:
    """What the file says, what is wrong with it, and what confirming it would do."""

    file_name: str
    digest: str
    under: Unit
    year: int
    pack: StandardPack
    found: Collected
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    kept: list[Gap] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.found.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.found.problems if problem.severity == "warning"]

    @property
    def new(self) -> int:
        """Values of facts that were unknown."""
        return sum(change.before is None for change in self.changes)

    @property
    def replaced(self) -> list[Change]:
        """Values that stand there already and differ."""
        return [change for change in self.changes if change.before is not None]

    @property
    def gaps(self) -> dict[str, list[Gap]]:
        """Cells without a value, by the way they say so."""
        kinds: dict[str, list[Gap]] = {}
        for gap in self.found.gaps:
            kinds.setdefault(gap.kind, []).append(gap)
        return kinds

    @property
    def fingerprint(self) -> str:
        """Two looks with one fingerprint would write the same over the same."""
        content = [self.under.pk, self.year, self.pack.digest, self.digest, len(self.errors)]
        rows = sorted((change.key, change.value, change.before) for change in self.changes)
        return hashlib.sha256(repr([content, rows]).encode()).hexdigest()

    @property
    def counts(self) -> dict[str, Any]:
        """The figures that are kept with the import."""
        return {
            "rows": self.found.rows,
            "units": len(self.found.units),
            "values": len(self.found.items),
            "new": self.new,
            "changed": len(self.replaced),
            "same": self.same,
            "unknown": {kind: len(gaps) for kind, gaps in sorted(self.gaps.items())},
            "mended": {kind: len(places) for kind, places in sorted(self.found.mended.items())},
            "errors": dict(sorted(Counter(problem.code for problem in self.errors).items())),
            "warnings": dict(sorted(Counter(problem.code for problem in self.warnings).items())),
        }


def preview(data: bytes, name: str, under: Unit, year: int, pack: StandardPack, *, by: User) -> Preview:
    """Reads a workbook of facts for the branches at or below `under`; nothing is written.

    `Refused` if `by` may not import there, or the file cannot be read at all.
    """
    _need_importer(under, by, _("Nothing was read"))
    book = read(data, name)
    content = pack_of(pack)
    known = definitions(content)
    frame = Frame(
        under,
        year,
        content,
        known,
        "county_officer" in roles(by, under),
        Branches(under),
        lambda code: called(known[code]),
    )
    found = collect(book, frame)
    seen = Preview(book.name, book.digest, under, year, pack, found)
    _compare(seen)
    return seen


def _compare(seen: Preview) -> None:
    """Sets the values that were read beside those that stand there."""
    stand = dict(_standing(seen.found.units, seen.year))
    for key, item in seen.found.items.items():
        value = canonical(item.value)
        if stand.get(key) == value:
            seen.same += 1
        else:
            place = f"{item.sheet}!{item.row}" if item.sheet else str(item.row)
            seen.changes.append(Change(key, value, stand.get(key), item.source, place))
    seen.kept = [gap for gap in seen.found.gaps if gap.key in stand]


def _standing(units: Iterable[int], year: int) -> Iterator[tuple[Key, str]]:
    for chunk in _chunks(sorted(units)):
        rows = FactValue.objects.filter(unit_id__in=chunk, year=year)
        for unit, code, period, value in rows.values_list("unit_id", "code", "period", "value").iterator():
            yield (unit, code, period), value


def _chunks(some: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (some[start : start + CHUNK] for start in range(0, len(some), CHUNK))


def _need_importer(under: Unit, by: User, head: str) -> None:
    if not roles(by, under) & IMPORTERS:
        raise Refused(
            _("%(head)s: only the township or county officer over “%(unit)s” imports facts.")
            % {"head": head, "unit": under.name},
            code="not-importer",
        )


@transaction.atomic(durable=True)
def confirm(
    seen: Preview, *, by: User, channel: str = "page", leave_out: bool = False, looked_at: str | None = None
) -> FactImport:
    """Writes what `seen` showed, all of it or nothing. Cells with errors are left out only if `leave_out` says so;
    they stay unknown. `looked_at` is the fingerprint that the person saw, if that was in an earlier request."""
    _need_importer(seen.under, by, _("Nothing was imported"))
    _need_clean(seen, leave_out)
    units = sorted({change.key[0] for change in seen.changes})
    bump(units, seen.year)
    stand = dict(_standing(units, seen.year))
    moved = any(stand.get(change.key) != change.before for change in seen.changes)
    if moved or (looked_at is not None and looked_at != seen.fingerprint) or not _still_there(seen, units):
        raise Refused(
            _("Nothing was imported: facts or branches have changed since the preview. Look at it again."),
            code="changed-meanwhile",
        )
    record = FactImport.objects.create(
        by=by,
        channel=channel,
        unit=seen.under,
        pack=seen.pack,
        year=seen.year,
        file_name=seen.file_name,
        digest=seen.digest,
        counts=seen.counts,
    )
    _write(record, seen.changes)
    return record


def _need_clean(seen: Preview, leave_out: bool) -> None:
    if seen.errors and not leave_out:
        raise Refused(
            _("Nothing was imported: the file has errors. Mend them, or leave these cells out on purpose."),
            code="has-errors",
        )
    if not seen.changes:
        raise Refused(
            _("Nothing was imported: every value in the file is on record already."), code="nothing-new"
        )
    if len(seen.changes) > MOST_VALUES:
        raise Refused(
            _("Nothing was imported: the file has more than 2,000,000 values. Split it."), code="too-many"
        )


def _still_there(seen: Preview, units: list[int]) -> bool:
    active = Unit.objects.filter(path__under=seen.under.path, state="active")
    return sum(active.filter(pk__in=chunk).count() for chunk in _chunks(units)) == len(units)


def _write(record: FactImport, changes: list[Change]) -> None:
    replaced = {change.key for change in changes if change.before is not None}
    for chunk in _chunks(sorted({key[0] for key in replaced})):
        rows = FactValue.objects.filter(unit_id__in=chunk, year=record.year)
        past = [
            before_of(row, until=record.at, ended_by=record.by, by_import=record)
            for row in rows
            if (row.unit_id, row.code, row.period) in replaced
        ]
        FactBefore.objects.bulk_create(past, batch_size=CHUNK)
    put_all(
        FactValue(
            unit_id=change.key[0],
            year=record.year,
            code=change.key[1],
            period=change.key[2],
            value=change.value,
            source=change.source,
            entered_at=record.at,
            entered_by=record.by,
            imported=record,
        )
        for change in changes
    )


@transaction.atomic(durable=True)
def undo(record: FactImport, *, by: User) -> FactImport:
    """Takes an import back as a whole: what stood before stands again, exactly; what was unknown is unknown.

    `Refused` if any of its values was replaced or taken back since; it says which.
    """
    _need_importer(record.unit, by, _("Nothing was undone"))
    values = FactValue.objects.filter(imported=record)
    replaced = FactBefore.objects.filter(by_import=record)
    units = set(values.values_list("unit_id", flat=True)) | set(replaced.values_list("unit_id", flat=True))
    bump(sorted(units), record.year)
    now = timezone.now()
    if FactImport.objects.filter(pk=record.pk, undone_at=None).update(undone_at=now, undone_by=by) != 1:
        raise Refused(_("Nothing was undone: this import has been undone already."), code="already-undone")
    record.refresh_from_db()
    if values.count() != record.counts["new"] + record.counts["changed"]:
        raise Refused(
            _(
                "Nothing was undone: values of this import were changed since (%(what)s). Correct them by hand."
            )
            % {"what": "; ".join(_changed_since(record)) or _("they were taken back")},
            code="changed-since",
        )
    put_all(FactValue(**{name: getattr(row, name) for name in COPIED}) for row in replaced.iterator())
    gone, _kinds = values.delete()
    if gone != record.counts["new"]:
        raise RuntimeError(f"{gone} of {record.counts['new']} values were taken out; all is taken back")
    return record


def _changed_since(record: FactImport) -> list[str]:
    """Up to three values of this import that something else has replaced: branch, fact, when."""
    known = definitions(pack_of(record.pack))
    later = FactBefore.objects.filter(imported=record).select_related("unit", "by_import")
    words = []
    for row in later.order_by("-until", "-id").iterator(chunk_size=200):
        if row.by_import is not None and row.by_import.undone_at is not None:
            continue
        fact = called(known[row.code]) if row.code in known else row.code
        words.append(f"{row.unit.name} · {fact} · {timezone.localtime(row.until):%Y-%m-%d %H:%M}")
        if len(words) == 3:
            break
    return words
