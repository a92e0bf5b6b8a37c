"""What may be done to one fact by hand, and the steps that imports share: mark, keep what stood, write."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.records import hints, problems
from baxing.records.cells import fault
from baxing.records.codec import canonical
from baxing.records.facts import definitions
from baxing.records.models import FactBefore, FactMark, FactValue
from baxing.records.problems import called
from baxing.rules.facts import Value
from baxing.rules.pack import FactDef, Pack
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused

CHUNK = 500
WRITERS = frozenset({"recorder", "secretary", "township_officer", "county_officer"})
FINDERS = frozenset({"county_officer"})
COPIED = (
    "unit_id",
    "year",
    "code",
    "period",
    "value",
    "source",
    "entered_at",
    "entered_by_id",
    "imported_id",
)
LONGEST = 200


def may_set(unit: Unit, definition: FactDef, pack: Pack, by: Any) -> bool:
    """Whether `by` enters this fact of `unit`: the branch or an officer above it; a finding only the county; what
    the system computes nobody."""
    if definition.code in hints.computed(pack):
        return False
    finding = definition.code in hints.findings({definition.code: definition}, pack)
    return bool(roles(by, unit) & (FINDERS if finding else WRITERS))


@transaction.atomic(durable=True)
def set_fact(
    unit: Unit,
    year: int,
    code: str,
    period: str,
    value: Value | None,
    *,
    by: User,
    source: str,
    pack: Pack,
    reason: str = "",
    seen: str | None = None,
) -> FactValue | None:
    """Enters, corrects or (with None) takes back one fact. A correction needs a reason; what stood there is kept.

    `seen` is the stored text that the person saw ("" for none): if another stands there now, nothing is written.
    """
    definition = _fitting(unit, code, period, value, pack, by)
    source, reason = " ".join(source.split()), " ".join(reason.split())
    if not 0 < len(source) <= LONGEST or len(reason) > LONGEST:
        raise Refused(
            _("Nothing was entered: say in at most 200 characters where the value is written down."),
            code="no-source",
        )
    bump([unit.pk], year)
    found = FactValue.objects.filter(unit=unit, year=year, code=code, period=period).first()
    if seen is not None and seen != (found.value if found else ""):
        _need_one(0)
    if found is None and value is None:
        raise Refused(_("Nothing was changed: the fact is not known anyway."), code="nothing-new")
    if found is not None and not reason:
        raise Refused(
            _("Nothing was changed: say why “%(fact)s” is corrected.") % {"fact": called(definition)},
            code="no-reason",
        )
    if found is not None and value is not None and found.value == canonical(value):
        raise Refused(_("Nothing was changed: this value is on record already."), code="nothing-new")
    return put_fact(unit, year, code, period, value, by=by, source=source, reason=reason)


def _fitting(unit: Unit, code: str, period: str, value: Value | None, pack: Pack, by: User) -> FactDef:
    definition = definitions(pack).get(code)
    if definition is None:
        raise Refused(
            _("Nothing was entered: no fact is called “%(code)s”.") % {"code": code}, code="unknown-fact"
        )
    if not may_set(unit, definition, pack, by):
        raise Refused(
            _("Nothing was entered: “%(fact)s” of %(unit)s is not yours to enter.")
            % {"fact": called(definition), "unit": unit.name},
            code="not-writer",
        )
    if unit.state != "active" or unit.level != "branch":
        raise Refused(
            _("Nothing was entered: %(unit)s is no active branch.") % {"unit": unit.name}, code="no-branch"
        )
    wrong = "" if value is None else fault(value, definition)
    if not hints.fits(definition, period):
        wrong = "period-does-not-fit"
    if wrong:
        bounds = {"least": definition.least, "most": definition.most, "fact": called(definition)}
        said = period if wrong == "period-does-not-fit" or value is None else canonical(value)
        what, mend = problems.say(wrong, said=said, **bounds)
        raise Refused(_("Nothing was entered. %(what)s %(mend)s") % {"what": what, "mend": mend}, code=wrong)
    return definition


def put_fact(
    unit: Unit,
    year: int,
    code: str,
    period: str,
    value: Value | None,
    *,
    by: User | None,
    source: str,
    reason: str = "",
) -> FactValue | None:
    """Writes one fact inside the caller's transaction, asking nobody: for later slices, whose own files say it (a
    certified ballot). The caller has called `bump`, or calls this once per unit and year."""
    found = FactValue.objects.filter(unit=unit, year=year, code=code, period=period).first()
    now = timezone.now()
    if found is not None:
        before_of(found, until=now, ended_by=by, reason=reason[:LONGEST]).save(force_insert=True)
        if value is None:
            gone, _kinds = FactValue.objects.filter(pk=found.pk, value=found.value).delete()
            _need_one(gone)
            return None
        _need_one(
            FactValue.objects.filter(pk=found.pk, value=found.value).update(
                value=canonical(value), source=source[:LONGEST], entered_at=now, entered_by=by, imported=None
            )
        )
        found.refresh_from_db()
        return found
    if value is None:
        return None
    return FactValue.objects.create(
        unit=unit,
        year=year,
        code=code,
        period=period,
        value=canonical(value),
        source=source[:LONGEST],
        entered_at=now,
        entered_by=by,
    )


def _need_one(rows: int) -> None:
    if rows != 1:
        raise Refused(
            _("Nothing was changed: somebody has just changed this fact. Look at it and try again."),
            code="changed-meanwhile",
        )


def bump(units: Sequence[int], year: int) -> None:
    """Counts one change of the facts of these units in `year`, and makes other writers of them wait until the
    transaction ends. Called before the values are read."""
    for start in range(0, len(units), CHUNK):
        chunk = sorted(units)[start : start + CHUNK]
        FactMark.objects.bulk_create(
            [FactMark(unit_id=unit, year=year) for unit in chunk], ignore_conflicts=True, batch_size=CHUNK
        )
        marks = FactMark.objects.filter(unit_id__in=chunk, year=year)
        list(marks.select_for_update().order_by("unit_id").values_list("pk"))
        if marks.update(revision=F("revision") + 1) != len(chunk):
            raise RuntimeError("a mark is missing; the transaction is taken back")


def revision(unit: Unit, year: int) -> int:
    """How often the facts of `unit` in `year` were changed; 0 if never."""
    return FactMark.objects.filter(unit=unit, year=year).values_list("revision", flat=True).first() or 0


def before_of(row: FactValue, **ended: Any) -> FactBefore:
    """The line that keeps `row` as it stood."""
    return FactBefore(**{name: getattr(row, name) for name in COPIED}, **ended)


def put_all(rows: Iterable[FactValue]) -> None:
    """Inserts the values, or puts them in the place of those that stand there."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, 10 * CHUNK)):
        FactValue.objects.bulk_create(
            chunk,
            batch_size=CHUNK,
            update_conflicts=True,
            unique_fields=["unit", "year", "code", "period"],
            update_fields=["value", "source", "entered_at", "entered_by", "imported"],
        )
