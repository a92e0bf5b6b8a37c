"""Units from a workbook: preview, confirm in one transaction, undo as a whole while nothing was built on it."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from baxing.units.actions import lock_tree, may_manage_unit
from baxing.units.models import Unit, UnitEvent, UnitImport, User
from baxing.units.paths import segment
from baxing.units.refused import Refused
from baxing.units.roster import MOST_ROWS, Line, Problem, Roster, read_roster
from baxing.units.workbook import key, read

MOST_BYTES = 10 * 2**20
COMMITTEE = re.compile(r"(工委|党委|党组|委员会)$")
TOWNSHIP = re.compile(r"(镇|乡|街道|苏木|办事处|农场|牧场)$")
CHUNK = 500


@dataclass
class Step:
    """What confirming would do for one organisation: `add_parent`, `add`, `change` or `same`."""

    kind: str
    name: str
    parent: str
    facts: dict[str, Any]
    line: Line | None = None
    unit: Unit | None = None
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def signature(self) -> tuple[Any, ...]:
        """What two looks at the same file have in common if the tree has not changed between them."""
        pk = self.unit.pk if self.unit else None
        return self.kind, self.parent, self.name, pk, sorted(self.facts.items()), sorted(self.before.items())


@dataclass
class Preview:
    """What the file says, what is wrong with it, and what confirming it would do."""

    file_name: str
    digest: str
    under: Unit
    roster: Roster
    steps: list[Step]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "warning"]

    @property
    def parents(self) -> int:
        """Townships and committees that the file names."""
        return len({key(line.superior) for line in self.roster.lines})

    def count(self, kind: str) -> int:
        """Steps of one kind."""
        return sum(step.kind == kind for step in self.steps)

    @property
    def work(self) -> int:
        """Units that would be added or changed."""
        return len(self.steps) - self.count("same")


def preview(data: bytes, name: str, under: Unit, *, today: date | None = None) -> Preview:
    """Reads a workbook of units for the county `under`; nothing is written. `Refused` if it cannot be read at all."""
    if len(data) > MOST_BYTES:
        raise Refused(_("Nothing was read: the file is larger than 10 MB."), code="file-large")
    book = read(data, name)
    if sum(len(sheet.rows) for sheet in book.sheets) > MOST_ROWS:
        raise Refused(_("Nothing was read: the file has more than 50,000 rows. Split it."), code="file-large")
    roster = read_roster(book, today or timezone.localdate())
    steps, problems = _Plan(roster, under).make()
    return Preview(book.name, book.digest, under, roster, steps, roster.problems + problems)


class _Plan:
    """Compares a roster with the tree below one unit."""

    def __init__(self, roster: Roster, under: Unit) -> None:
        self.roster, self.under = roster, under
        below = list(Unit.objects.filter(path__under=under.path, state="active").order_by("path"))
        self.parents: dict[str, list[Unit]] = defaultdict(list)
        self.children: dict[tuple[int | None, str], Unit] = {}
        self.places: dict[str, list[Unit]] = defaultdict(list)
        for unit in below:
            if unit.level == "branch":
                self.children[unit.parent_id, key(unit.name)] = unit
                self.places[key(unit.name)].append(unit)
            elif unit.pk != under.pk:
                self.parents[key(unit.name)].append(unit)
        self.by_pk = {unit.pk: unit for unit in below}
        self.steps: list[Step] = []
        self.problems: list[Problem] = []

    def make(self) -> tuple[list[Step], list[Problem]]:
        new: set[str] = set()
        for line in self.roster.lines:
            if key(line.superior) in ("", key(self.under.name)):
                self.compare(line, self.under)
            elif found := self.parents.get(key(line.superior)):
                if len(found) > 1:
                    what = _("There are %(n)d units named “%(name)s”.") % {
                        "n": len(found),
                        "name": line.superior,
                    }
                    self.say(
                        "error", "superior-not-clear", line, what, _("Import below the right one of them.")
                    )
                self.compare(line, found[0])
            else:
                if key(line.superior) not in new:
                    new.add(key(line.superior))
                    self.add_parent(line)
                self.compare(line, None)
        return self.steps, self.problems

    def say(self, severity: str, code: str, line: Line, what: str, mend: str) -> None:
        self.problems.append(Problem(severity, code, line.sheet, line.row, "", what, mend))

    def add_parent(self, line: Line) -> None:
        form = "committee" if COMMITTEE.search(line.superior) else "none"
        self.steps.append(Step("add_parent", line.superior, self.under.name, {"form": form}, line))
        if self.under.level in ("township", "branch"):
            what = _("“%(name)s” cannot stand below “%(under)s”.") % {
                "name": line.superior,
                "under": self.under.name,
            }
            self.say("error", "superior-does-not-fit", line, what, _("Import below the county."))
        if form == "none" and not TOWNSHIP.search(line.superior):
            what = _("“%(name)s” is neither a township nor a committee by its name.") % {
                "name": line.superior
            }
            self.say(
                "warning",
                "superior-kind",
                line,
                what,
                _("It is taken as a township; rename it if it is not."),
            )
        near = difflib.get_close_matches(key(line.superior), list(self.parents), 1, 0.8)
        if near:
            what = _("“%(name)s” would be new; there is “%(near)s” already.") % {
                "name": line.superior,
                "near": self.parents[near[0]][0].name,
            }
            self.say("warning", "superior-near", line, what, _("If it is the same, write the same name."))

    def compare(self, line: Line, parent: Unit | None) -> None:
        unit = self.children.get((parent.pk, key(line.name))) if parent else None
        place = parent.name if parent else line.superior
        if unit is None:
            if elsewhere := self.places.get(key(line.name)):
                above = self.by_pk.get(elsewhere[0].parent_id or 0)
                what = _("“%(name)s” is on record below “%(place)s”.") % {
                    "name": line.name,
                    "place": above.name if above else "",
                }
                mend = _("If it has moved, move it there instead of importing it twice.")
                self.say("warning", "on-record-elsewhere", line, what, mend)
            self.steps.append(Step("add", line.name, place, dict(line.facts), line))
            return
        before = {name: getattr(unit, name) for name in line.facts if getattr(unit, name) != line.facts[name]}
        after = {name: line.facts[name] for name in before}
        kind = "change" if before else "same"
        self.steps.append(Step(kind, unit.name, place, after, line, unit, before))


@transaction.atomic(durable=True)
def confirm(seen: Preview, *, by: User, channel: str = "page") -> UnitImport:
    """Does what `seen` showed, all of it or nothing; `Refused` on errors, or when the tree has changed since."""
    if not may_manage_unit(seen.under, by):
        raise Refused(
            _("Nothing was imported: only an administrator or county officer over “%(unit)s” may do it.")
            % {"unit": seen.under.name},
            code="not-manager",
        )
    if seen.errors:
        raise Refused(
            _("Nothing was imported: the file has errors. Mend them and choose it again."), code="has-errors"
        )
    lock_tree()
    under = Unit.objects.filter(pk=seen.under.pk, state="active").first()
    steps = _Plan(seen.roster, under).make()[0] if under else []
    if under is None or [step.signature for step in steps] != [step.signature for step in seen.steps]:
        raise Refused(
            _("Nothing was imported: the tree has changed since the preview. Look at it again."),
            code="changed-meanwhile",
        )
    if all(step.kind == "same" for step in steps):
        raise Refused(
            _("Nothing was imported: everything in the file is on record already."), code="nothing-new"
        )
    return _write(seen, under, steps, by, channel)


def _write(seen: Preview, under: Unit, steps: list[Step], by: User, channel: str) -> UnitImport:
    why = _("Import of %(file)s") % {"file": seen.file_name}
    new_parents = _add([(under, step) for step in steps if step.kind == "add_parent"], "township", by, why)
    known = {key(under.name): under, "": under} | {key(unit.name): unit for unit in new_parents}
    for unit in Unit.objects.filter(path__under=under.path, state="active").exclude(level="branch"):
        known.setdefault(key(unit.name), unit)
    added = _add([(known[key(step.parent)], step) for step in steps if step.kind == "add"], "branch", by, why)
    changed = [_change(step, by, why) for step in steps if step.kind == "change"]
    return UnitImport.objects.create(
        under=under,
        file_name=seen.file_name,
        digest=seen.digest,
        channel=channel,
        by=by,
        made=[[unit.pk, unit.name] for unit in [*new_parents, *added]],
        changed=changed,
    )


def _add(placed: list[tuple[Unit, Step]], level: str, by: User, why: str) -> list[Unit]:
    """New units in the order of the file, each after the children that its parent has."""
    last: dict[int, int] = dict(
        Unit.objects.filter(parent__in={parent.pk for parent, _step in placed})
        .values_list("parent")
        .annotate(last=Max("order"))
    )
    fresh = []
    for parent, step in placed:
        order = last.get(parent.pk, -1) + 1
        last[parent.pk] = order
        path = parent.path + segment(order)
        fresh.append(Unit(parent=parent, order=order, path=path, name=step.name, level=level, **step.facts))
    made = Unit.objects.bulk_create(fresh, batch_size=CHUNK)
    UnitEvent.objects.bulk_create(
        [
            UnitEvent(
                unit=unit,
                by=by,
                kind="added",
                after={"name": unit.name, "parent": parent.name, "level": level} | _plain(step.facts),
                note=why[:300],
            )
            for unit, (parent, step) in zip(made, placed, strict=True)
        ],
        batch_size=CHUNK,
    )
    return made


def _change(step: Step, by: User, why: str) -> dict[str, Any]:
    assert step.unit is not None  # noqa: S101 (only known units are changed)
    _put(step.unit, step.before, step.facts, by, why)
    return {
        "unit": step.unit.pk,
        "name": step.name,
        "before": _plain(step.before),
        "after": _plain(step.facts),
    }


def _put(unit: Unit, expected: dict[str, Any], values: dict[str, Any], by: User, why: str) -> None:
    if Unit.objects.filter(pk=unit.pk, **expected).update(**values) != 1:
        raise Refused(
            _("Nothing was changed: “%(unit)s” has been changed since.") % {"unit": unit.name},
            code="changed-meanwhile",
        )
    UnitEvent.objects.create(
        unit=unit, by=by, kind="changed", before=_plain(expected), after=_plain(values), note=why[:300]
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


@transaction.atomic(durable=True)
def undo(record: UnitImport, *, by: User) -> UnitImport:
    """Takes an import back as a whole; `Refused` names what was built on it since."""
    if not may_manage_unit(record.under, by):
        raise Refused(
            _("Nothing was undone: only an administrator or county officer may do it."), code="not-manager"
        )
    lock_tree()
    now = timezone.now()
    if UnitImport.objects.filter(pk=record.pk, undone_at=None).update(undone_at=now, undone_by=by) != 1:
        raise Refused(_("Nothing was undone: this import has been undone already."), code="already-undone")
    record.refresh_from_db()
    made = [pk for pk, _name in record.made]
    if built := list(_built_on(made)):
        what = _("; ").join(built[:5]) + (_(" and more") if len(built) > 5 else "")
        raise Refused(
            _("Nothing was undone: something was built on it since: %(what)s.") % {"what": what},
            code="built-on",
        )
    why = _("Import of %(file)s undone") % {"file": record.file_name}
    for change in record.changed:
        unit = Unit.objects.get(pk=change["unit"])
        _put(unit, _from_plain(change["after"]), _from_plain(change["before"]), by, why)
    _take_out(made)
    return record


def _from_plain(values: dict[str, Any]) -> dict[str, Any]:
    days = {"founded_on"}
    return {n: date.fromisoformat(v) if n in days and v is not None else v for n, v in values.items()}


def _chunks(made: list[int]) -> Iterator[list[int]]:
    return (made[start : start + CHUNK] for start in range(0, len(made), CHUNK))


def _built_on(made: list[int]) -> Iterator[str]:
    """Whatever in any slice points to the units that were made, except what the import itself wrote."""
    mine = set(made)
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        model, name = relation.related_model, relation.field.name
        count = 0
        for chunk in _chunks(made):
            rows = model._base_manager.filter(**{f"{name}__in": chunk})
            if model is UnitEvent:
                rows = rows.exclude(kind="added")
            pks = set(rows.values_list("pk", flat=True))
            count += len(pks - mine if model is Unit else pks)
        if count:
            yield f"{capfirst(str(model._meta.verbose_name_plural))} ({count})"


def _take_out(made: list[int]) -> None:
    for chunk in _chunks(made):
        UnitEvent.objects.filter(unit__in=chunk).delete()
    units = Unit.objects.annotate(depth=Length("path"))
    paths = [row for chunk in _chunks(made) for row in units.filter(pk__in=chunk).values_list("depth", "pk")]
    gone = 0
    for depth in sorted({depth for depth, _pk in paths}, reverse=True):
        for chunk in _chunks([pk for at, pk in paths if at == depth]):
            gone += Unit.objects.filter(pk__in=chunk).delete()[0]
    if gone != len(made):
        raise RuntimeError(f"{gone} of {len(made)} units were taken out; the transaction is taken back")
