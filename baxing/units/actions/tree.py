"""What may be done to the tree: each verb is one transaction, asks who may, and is kept in the history."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import CharField, Max, Value
from django.db.models.functions import Cast, Concat, Length, Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baxing.units.actions.people import end_all, may_manage_unit, new_grant, new_user
from baxing.units.models import LEVELS, Unit, UnitEvent, User
from baxing.units.paths import segment
from baxing.units.refused import Refused

FACTS = ("form", "sector", "members_full", "members_probationary", "founded_on", "founded_precision", "note")
RANK = {level: number for number, level in enumerate(LEVELS)}
GATHERINGS = frozenset({"general_branch", "committee"})

# What the slices above say, each when the program starts: why a unit must stay in use for now, "" if it need not.
HOLDS: list[Callable[[Unit], str]] = []
LONGEST = 64  # letters of a path: 16 levels


def lock_tree() -> None:
    """Changes of the tree wait for each other until the transaction ends; readers and other writers go on."""
    list(Unit.objects.select_for_update(no_key=True).filter(parent=None).order_by("pk").values_list("pk"))


def _need_manager(unit: Unit, by: User) -> None:
    if not may_manage_unit(unit, by):
        raise Refused(
            _("Nothing was changed: only an administrator or county officer over “%(unit)s” may do it.")
            % {"unit": unit.name},
            code="not-manager",
        )


def _fresh(unit: Unit) -> Unit:
    unit.refresh_from_db()
    if unit.state != "active":
        raise Refused(
            _("Nothing was changed: “%(unit)s” is %(state)s.")
            % {"unit": unit.name, "state": str(Unit.STATES[unit.state]).lower()},
            code="unit-retired",
        )
    return unit


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 120:
        raise Refused(_("Nothing was changed: a name has 1 to 120 characters."), code="bad-name")
    return name


def _need_free_name(parent: Unit | None, name: str, besides: Unit | None = None) -> None:
    others = Unit.objects.filter(parent=parent, name=name, state="active")
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Refused(
            _("Nothing was changed: “%(parent)s” already has a unit named “%(name)s”. Choose another name.")
            % {"parent": parent.name if parent else "", "name": name},
            code="name-taken",
        )


def _need_fit(parent: Unit, level: str) -> None:
    """A unit stands below a higher level; a branch may also stand below a general branch or a committee."""
    gathers = parent.level == level == "branch" and parent.form in GATHERINGS
    if not gathers and RANK[parent.level] >= RANK[level]:
        raise Refused(
            _("Nothing was changed: a unit of level “%(level)s” cannot stand below “%(parent)s” (%(above)s).")
            % {"level": str(LEVELS[level]), "parent": parent.name, "above": LEVELS[parent.level]},
            code="level-does-not-fit",
        )


def _place(parent: Unit | None) -> tuple[int, str]:
    """The next free number below `parent`, and the path that it gives. The tree is locked."""
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    path = (parent.path if parent else "") + segment(order)
    if len(path) > LONGEST:
        raise Refused(_("Nothing was changed: the tree is at most 16 levels deep."), code="too-deep")
    return order, path


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def note_event(
    unit: Unit, kind: str, by: User | None, before: dict[str, Any], after: dict[str, Any], note: str
) -> UnitEvent:
    """One line of a unit's history, inside the caller's transaction."""
    return UnitEvent.objects.create(
        unit=unit, by=by, kind=kind, before=_plain(before), after=_plain(after), note=note[:300]
    )


def add_within(parent: Unit, name: str, *, level: str, by: User, why: str = "", **facts: Any) -> Unit:
    """`add_unit` inside a transaction that the caller has begun, with the tree locked by it."""
    _need_fit(parent, level)
    name = _clean_name(name)
    _need_free_name(parent, name)
    order, path = _place(parent)
    unit = Unit.objects.create(parent=parent, order=order, path=path, name=name, level=level, **facts)
    note_event(unit, "added", by, {}, {"name": name, "parent": parent.name, "level": level} | facts, why)
    return unit


@transaction.atomic(durable=True)
def found(
    name: str, *, level: str, username: str, user_name: str, password: str | None = None
) -> tuple[Unit, User, str]:
    """The first unit and its administrator, in an empty database only; the third is the password."""
    lock_tree()
    if Unit.objects.exists() or User.objects.exists():
        raise Refused(_("Nothing was made: there are units or accounts already."), code="not-empty")
    unit = Unit.objects.create(path=segment(0), name=_clean_name(name), level=level)
    note_event(unit, "added", None, {}, {"name": unit.name, "level": level}, "")
    user, word = new_user(username, user_name, password, by=None)
    new_grant(user, unit, "admin", by=None)
    return unit, user, word


@transaction.atomic(durable=True)
def add_unit(parent: Unit, name: str, *, level: str, by: User, why: str = "", **facts: Any) -> Unit:
    """A new unit below `parent`; `facts` are any of FACTS, `why` the reason or the minute."""
    lock_tree()
    _need_manager(_fresh(parent), by)
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"no such facts of a unit: {', '.join(sorted(unknown))}")
    return add_within(parent, name, level=level, by=by, why=why, **facts)


@transaction.atomic(durable=True)
def rename_unit(unit: Unit, name: str, *, by: User, why: str = "") -> Unit:
    """Gives `unit` another name; the old one stays in its history."""
    lock_tree()
    _need_manager(_fresh(unit), by)
    before, name = unit.name, _clean_name(name)
    if name == before:
        raise Refused(_("Nothing was changed: the unit already has this name."), code="same-name")
    _need_free_name(unit.parent, name, besides=unit)
    _update_one(unit, {"name": before}, name=name)
    note_event(unit, "renamed", by, {"name": before}, {"name": name}, why)
    return unit


def correct_within(unit: Unit, *, by: User, why: str = "", **facts: Any) -> Unit:
    """`correct_unit` inside a transaction that the caller has begun."""
    before = {key: getattr(unit, key) for key in facts if getattr(unit, key) != facts[key]}
    if not before:
        raise Refused(_("Nothing was changed: all values are as before."), code="nothing-new")
    after = {key: facts[key] for key in before}
    _update_one(unit, before, **after)
    note_event(unit, "changed", by, before, after, why)
    return unit


@transaction.atomic(durable=True)
def correct_unit(unit: Unit, *, by: User, why: str = "", **facts: Any) -> Unit:
    """Corrects what is on record about `unit` (any of FACTS)."""
    lock_tree()
    _need_manager(_fresh(unit), by)
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"no such facts of a unit: {', '.join(sorted(unknown))}")
    return correct_within(unit, by=by, why=why, **facts)


def _update_one(unit: Unit, expected: dict[str, Any], **values: Any) -> None:
    """Changes the row only where it still reads as `expected`."""
    if Unit.objects.filter(pk=unit.pk, state="active", **expected).update(**values) != 1:
        raise Refused(
            _("Nothing was changed: somebody else has just changed “%(unit)s”. Look again, then decide.")
            % {"unit": unit.name},
            code="changed-meanwhile",
        )
    for key, value in values.items():
        setattr(unit, key, value)


@transaction.atomic(durable=True)
def move_unit(unit: Unit, parent: Unit, *, by: User, why: str = "") -> Unit:
    """Moves `unit` and everything below it under `parent`: one UPDATE for all the paths of the subtree."""
    lock_tree()
    for one in (unit, parent):
        _need_manager(_fresh(one), by)
    if parent.path.startswith(unit.path):
        raise Refused(
            _("Nothing was moved: “%(parent)s” is “%(unit)s” itself or stands below it.")
            % {"parent": parent.name, "unit": unit.name},
            code="cycle",
        )
    if unit.parent_id is None or unit.parent_id == parent.pk:
        raise Refused(_("Nothing was moved: it stands there already, or is the root."), code="same-place")
    _need_manager(Unit.objects.get(pk=unit.parent_id), by)
    _need_fit(parent, unit.level)
    _need_free_name(parent, unit.name, besides=unit)
    before = {"parent": str(unit.parent), "path": unit.path}
    order, path = _place(parent)
    _move_paths(unit.path, path)
    _update_one(unit, {"parent_id": unit.parent_id, "path": path}, parent_id=parent.pk, order=order)
    unit.refresh_from_db()
    note_event(unit, "moved", by, before, {"parent": parent.name, "path": path}, why)
    return unit


def _move_paths(old: str, new: str) -> None:
    below = Unit.objects.filter(path__under=old)
    longest = below.aggregate(longest=Max(Length("path")))["longest"]
    if longest - len(old) + len(new) > LONGEST:
        raise Refused(_("Nothing was changed: the tree is at most 16 levels deep."), code="too-deep")
    wanted = below.count()
    moved = below.update(path=Concat(Value(new), Substr("path", len(old) + 1), output_field=CharField()))
    if moved != wanted:
        raise RuntimeError(f"{moved} of {wanted} paths moved; the transaction is taken back")


def _retire(unit: Unit, *, by: User, why: str, **values: Any) -> None:
    """Takes `unit` out of use; refuses while units below it are in use, or another slice needs it, and ends
    the duties held at it."""
    if below := Unit.objects.filter(parent=unit, state="active").count():
        raise Refused(
            ngettext(
                "Nothing was changed: %(n)d unit below “%(unit)s” is in use. Move, merge or close it.",
                "Nothing was changed: %(n)d units below “%(unit)s” are in use. Move, merge or close them.",
                below,
            )
            % {"n": below, "unit": unit.name},
            code="units-below",
        )
    for hold in HOLDS:
        if why_not := hold(unit):
            raise Refused(_("Nothing was changed: %(why)s.") % {"why": why_not}, code="held")
    _update_one(unit, {}, **values)
    end_all(unit.grants.all(), by=by, note=why)


@transaction.atomic(durable=True)
def merge_units(unit: Unit, into: Unit, *, by: User, why: str = "") -> Unit:
    """Merges `unit` into `into`: it keeps its history and goes out of use; returns `into`."""
    lock_tree()
    for one in (unit, into):
        _need_manager(_fresh(one), by)
    if unit.pk == into.pk or unit.level != into.level or into.path.startswith(unit.path):
        raise Refused(
            _("Nothing was merged: a unit is merged into another one of the same level."), code="cannot-merge"
        )
    _retire(unit, by=by, why=why, state="merged", merged_into=into)
    note_event(unit, "merged", by, {}, {"into": into.name}, why)
    note_event(into, "received", by, {}, {"unit": unit.name}, why)
    return into


@transaction.atomic(durable=True)
def close_unit(unit: Unit, *, by: User, why: str = "") -> Unit:
    """Closes `unit`: its history stays, it goes out of use."""
    lock_tree()
    _need_manager(_fresh(unit), by)
    if unit.parent_id is None:
        raise Refused(_("Nothing was closed: this is the root of the tree."), code="root")
    _retire(unit, by=by, why=why, state="closed")
    note_event(unit, "closed", by, {"state": "active"}, {"state": "closed"}, why)
    return unit


@transaction.atomic(durable=True)
def rebuild_paths() -> int:
    """Derives every path anew from parent and order; returns how many were wrong."""
    lock_tree()
    rows = list(Unit.objects.order_by("order", "pk").values_list("pk", "parent_id", "order", "path"))
    children: dict[int | None, list[tuple[int, int]]] = {}
    for pk, parent, order, _path in rows:
        children.setdefault(parent, []).append((pk, order))
    right: dict[int, str] = {}
    waiting = [(pk, segment(order)) for pk, order in children.get(None, [])]
    while waiting:
        pk, path = waiting.pop()
        right[pk] = path
        waiting += [(child, path + segment(order)) for child, order in children.get(pk, [])]
    if len(right) != len(rows) or len(set(right.values())) != len(rows):
        raise RuntimeError("the parents hold a cycle, or two siblings have one number: no path was changed")
    wrong = [Unit(pk=pk, path=right[pk]) for pk, _parent, _order, path in rows if path != right[pk]]
    # By way of a path that no unit has, because one right path may now be worn by another unit.
    Unit.objects.filter(pk__in=[unit.pk for unit in wrong]).update(
        path=Concat(Value("~"), Cast("pk", CharField()))
    )
    Unit.objects.bulk_update(wrong, ["path"], batch_size=500)
    return len(wrong)
