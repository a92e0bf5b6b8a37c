"""Every write to standard packs: copying, editing and publishing drafts, retiring versions, loading shipped packs.

A published version never changes: these verbs refuse it, and a trigger in the database refuses it again.
"""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.rules.pack import Pack
from baxing.rules.pack_walk import Path
from baxing.standards.editing import with_changes
from baxing.standards.loading import PackErrors, Problem, load, read_value, shipped
from baxing.standards.models import EDITOR, StandardPack, pack_of, rank
from baxing.standards.writing import canonical, digest
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused

log = logging.getLogger(__name__)


class Unsound(Refused):
    """A draft that cannot be published; `problems` has everything."""

    def __init__(self, message: Any, problems: list[Problem]) -> None:
        super().__init__(message, code="unsound")
        self.problems = problems


@transaction.atomic(durable=True)
def copy_pack(pack: StandardPack, *, by: User, unit: Unit) -> StandardPack:
    """A draft of `unit` with the content of `pack`. A county's own pack keeps its code and takes the next version."""
    _need_editor(unit, by)
    own = pack.owner_id == unit.pk
    code = pack.code if own else _free_code(pack.code)
    version = _next_version(code) if own else "1"
    copied = pack_of(pack).model_copy(update={"code": code, "version": version})
    return _draft(copied, by=by, unit=unit, parent=pack)


@transaction.atomic(durable=True)
def import_pack(pack: Pack, *, by: User | None, unit: Unit) -> StandardPack:
    """A draft of `unit` from a file. `by=None` is the command line."""
    _need_editor(unit, by)
    return _draft(pack, by=by, unit=unit, parent=None)


@transaction.atomic(durable=True)
def edit_draft(draft: StandardPack, changes: Mapping[Path, Any], *, by: User) -> StandardPack:
    """Set single values of a draft, by their places; the draft must still be the edition that was read.

    Raises `PackErrors` if the pack would lose its form. Sums may be wrong for a while: `publish` looks at them.
    """
    _need_draft(draft, by)
    reading = read_value(with_changes(draft.content, changes))
    if reading.pack is None:
        raise PackErrors(reading.problems)
    return _keep(draft, reading.pack)


@transaction.atomic(durable=True)
def replace_draft(draft: StandardPack, pack: Pack, *, by: User) -> StandardPack:
    """Put the content of a file in the place of a draft's."""
    _need_draft(draft, by)
    return _keep(draft, pack)


@transaction.atomic(durable=True)
def publish(draft: StandardPack, version: str, *, by: User | None) -> StandardPack:
    """Publish a draft for good. Raises `Unsound` with all problems while there are errors; the version must rise."""
    _need_draft(draft, by)
    reading = read_value({**draft.content, "version": version})
    if reading.pack is None or reading.errors:
        message = _("Not published: the pack has %(n)d errors. Mend them, then publish.")
        raise Unsound(message % {"n": len(reading.errors)}, reading.problems)
    _need_free_version(draft, reading.pack)
    text = canonical(reading.pack)
    fields = {
        "code": reading.pack.code,
        "version": version,
        "text": text,
        "digest": digest(text),
        "state": "published",
        "published_at": timezone.now(),
        "published_by": by,
    }
    try:
        with transaction.atomic():
            return _swap(draft, fields)
    except IntegrityError as error:
        raise _taken(reading.pack.code, version) from error


@transaction.atomic(durable=True)
def retire(row: StandardPack, *, by: User) -> StandardPack:
    """Take a published version out of use for new cycles; running cycles keep it."""
    if row.owner is None:
        raise Refused(
            _("Not retired: this pack came with the program. Counties simply do not choose it."),
            code="shipped",
        )
    _need_editor(row.owner, by)
    now = timezone.now()
    won = StandardPack.objects.filter(pk=row.pk, state="published").update(state="retired", retired_at=now)
    if won != 1:
        raise Refused(_("Not retired: only a published version can be retired."), code="state")
    row.state, row.retired_at = "retired", now
    return row


@transaction.atomic(durable=True)
def discard(draft: StandardPack, *, by: User) -> StandardPack:
    """Put a draft away; it stays in the database, but nobody can edit or publish it any more."""
    _need_draft(draft, by)
    return _swap(draft, {"discarded_at": timezone.now()})


@transaction.atomic
def load_shipped_packs() -> list[StandardPack]:
    """The packs that came with the program, published for everybody; those already here are left as they are."""
    return [publish_shipped(load(folder)) for folder in shipped()]


def publish_shipped(pack: Pack) -> StandardPack:
    """Publish a sound pack that belongs to nobody in particular; idempotent."""
    text = canonical(pack)
    found = StandardPack.objects.filter(code=pack.code, version=pack.version).exclude(state="draft").first()
    if found is not None:
        if found.digest != digest(text):
            log.warning(
                "pack %s %s differs from the one published; give it a new version", pack.code, pack.version
            )
        return found
    return StandardPack.objects.create(
        code=pack.code, version=pack.version, name=pack.name.model_dump(exclude_defaults=True), state="published",
        text=text, digest=digest(text), published_at=timezone.now(),
    )  # fmt: skip


def _need_editor(unit: Unit, by: User | None) -> None:
    if unit.level != "county":
        raise Refused(_("Nothing was changed: a pack belongs to a county."), code="not-county")
    if by is not None and EDITOR not in roles(by, unit):
        raise Refused(
            _("Nothing was changed: only the organisation department of “%(unit)s” edits its packs.")
            % {"unit": unit.name},
            code="not-editor",
        )


def _need_draft(draft: StandardPack, by: User | None) -> None:
    if draft.state != "draft" or draft.owner is None:
        raise Refused(
            _("Nothing was changed: a published version never changes. Copy it and edit the copy."),
            code="published",
        )
    if draft.discarded_at is not None:
        raise Refused(
            _("Nothing was changed: this draft was put away. Copy a version anew."), code="discarded"
        )
    _need_editor(draft.owner, by)


def _draft(pack: Pack, *, by: User | None, unit: Unit, parent: StandardPack | None) -> StandardPack:
    text = canonical(pack)
    return StandardPack.objects.create(
        code=pack.code, version=pack.version, name=pack.name.model_dump(exclude_defaults=True), state="draft",
        text=text, digest=digest(text), owner=unit, parent=parent, created_by=by,
    )  # fmt: skip


def _keep(draft: StandardPack, pack: Pack) -> StandardPack:
    """Write the new content if the draft is still the edition that was read."""
    text = canonical(pack)
    name = pack.name.model_dump(exclude_defaults=True)
    fields = {"code": pack.code, "version": pack.version, "name": name, "text": text, "digest": digest(text)}
    return _swap(draft, fields)


def _swap(draft: StandardPack, fields: dict[str, Any]) -> StandardPack:
    fields = {**fields, "edition": draft.edition + 1}
    mine = StandardPack.objects.filter(
        pk=draft.pk, edition=draft.edition, state="draft", discarded_at__isnull=True
    )
    if mine.update(**fields) != 1:
        raise Refused(
            _(
                "Nothing was saved: somebody else has just changed this draft. Look at what changed, then try again."
            ),
            code="changed",
        )
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft


def _others(code: str, unit: Unit | None = None) -> list[StandardPack]:
    rows = StandardPack.objects.filter(code=code).exclude(state="draft").defer("text")
    return [row for row in rows if unit is None or row.owner_id != unit.pk]


def _free_code(code: str) -> str:
    """The first of code-2, code-3, … that nobody uses."""
    used = set(StandardPack.objects.filter(code__startswith=code[:36]).values_list("code", flat=True))
    number = 2
    while f"{code[:36]}-{number}" in used:
        number += 1
    return f"{code[:36]}-{number}"


def _next_version(code: str) -> str:
    """One step behind the highest version of `code`: 1 → 1.1, 1.1 → 1.2, 0.1.9 → 0.1.10."""
    highest = max((row.version for row in _others(code)), key=rank, default="1.0")
    parts = [int(part) for part in highest.split(".")]
    if len(parts) == 1:
        parts.append(0)
    parts[-1] += 1
    return ".".join(map(str, parts))


def _need_free_version(draft: StandardPack, pack: Pack) -> None:
    if _others(pack.code, draft.owner):
        raise Refused(
            _("Not published: the code %(code)s belongs to another pack. Give yours a code of its own.")
            % {"code": pack.code},
            code="code-taken",
        )
    highest = max((row.version for row in _others(pack.code)), key=rank, default=None)
    if highest is not None and rank(pack.version) <= rank(highest):
        raise Refused(
            _(
                "Not published: version %(version)s is not above %(highest)s, the newest so far. Choose a higher one."
            )
            % {"version": pack.version, "highest": highest},
            code="version-low",
        )


def _taken(code: str, version: str) -> Refused:
    return Refused(
        _("Not published: %(code)s %(version)s was published a moment ago. Choose a higher version.")
        % {"code": code, "version": version},
        code="version-taken",
    )
