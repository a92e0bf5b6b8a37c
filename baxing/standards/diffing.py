"""Two versions of a pack side by side: what was added, removed and changed, star by star and task by task."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Literal

from baxing.rules.pack import Pack
from baxing.rules.pack_words import plain
from baxing.rules.text import Text

Kind = Literal["added", "removed", "changed"]
Leaf = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One value: where it stands in its part, before and after (None: there was, or is, none)."""

    path: Leaf
    before: str | None
    after: str | None

    def pieces(self) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
        """(changed?, piece) of the words before and after, so that a page can mark what differs."""
        old, new = self.before or "", self.after or ""
        left: list[tuple[bool, str]] = []
        right: list[tuple[bool, str]] = []
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        if min(len(old), len(new)) < 12 or matcher.ratio() < 0.5:
            return ([(True, old)] if old else []), ([(True, new)] if new else [])
        for what, a, b, c, d in matcher.get_opcodes():
            if b > a:
                left.append((what != "equal", old[a:b]))
            if d > c:
                right.append((what != "equal", new[c:d]))
        return left, right


@dataclass
class Part:
    """A star, a task, a gate, a veto, a fact or the settings of the pack, and what happened to it."""

    code: str
    name: Text | None
    kind: Kind
    group: str
    points: tuple[Decimal | None, Decimal | None] = (None, None)
    changes: list[Change] = field(default_factory=list)


@dataclass
class Diff:
    """Everything that differs."""

    parts: list[Part]

    def count(self, kind: Kind, group: str = "task") -> int:
        """How many parts of a group were added, removed or changed."""
        return sum(part.kind == kind and part.group == group for part in self.parts)

    @property
    def numbers(self) -> int:
        """How many single values changed."""
        return sum(len(part.changes) for part in self.parts)


def compare(old: Pack, new: Pack) -> Diff:
    """What differs between two versions, in the order of the newer one, removed parts last in their star."""
    before, after = _pieces(old), _pieces(new)
    order = list(after)
    for key in before:
        if key not in after:
            near = max((i for i, other in enumerate(order) if other[:2] == key[:2]), default=len(order) - 1)
            order.insert(near + 1, key)
    parts = [_part(key, before.get(key), after.get(key)) for key in order]
    return Diff([part for part in parts if part is not None])


def _pieces(pack: Pack) -> dict[tuple[str, ...], dict[str, Any]]:
    """Settings, stars, tasks, gates, vetoes and facts by a key that stays the same between versions."""
    content = pack.model_dump(by_alias=True, exclude_none=True)
    stars, vetoes, facts = (content.pop(name, []) for name in ("stars", "vetoes", "facts"))
    found: dict[tuple[str, ...], dict[str, Any]] = {("pack", ""): content}
    for star in stars:
        tasks, gates = star.pop("tasks"), star.pop("gates", [])
        found["star", star["code"]] = star
        found |= {("star", star["code"], "task", task["code"]): task for task in tasks}
        found |= {("star", star["code"], "gate", gate["code"]): gate for gate in gates}
    found |= {("veto", veto["code"]): veto for veto in vetoes}
    found |= {("fact", fact["code"]): fact for fact in facts}
    return found


def _part(key: tuple[str, ...], old: dict[str, Any] | None, new: dict[str, Any] | None) -> Part | None:
    some = new if new is not None else old
    assert some is not None  # noqa: S101 (every key comes from one of the two)
    group, code = key[-2:]
    kind: Kind = "added" if old is None else "removed" if new is None else "changed"
    changes = list(_changes(old, new)) if old is not None and new is not None else []
    if kind == "changed" and not changes:
        return None
    name = some.get("title") or some.get("name") or some.get("text")
    text = Text(**name) if isinstance(name, dict) and group != "pack" else None
    points = ((old or {}).get("points"), (new or {}).get("points"))
    return Part(code, text, kind, group, points, changes)


def _changes(old: Any, new: Any) -> Iterator[Change]:
    before, after = dict(_leaves(old, ())), dict(_leaves(new, ()))
    for path in [*after, *(path for path in before if path not in after)]:
        if before.get(path) != after.get(path):
            yield Change(path, before.get(path), after.get(path))


def _leaves(value: Any, path: Leaf) -> Iterator[tuple[Leaf, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "kind" and path[-1:] == ("rule",):
                continue  # the method says it
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        if value:
            yield path, ", ".join(value)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _leaves(inner, (*path, i))
    elif value != "":
        yield path, plain(value) if isinstance(value, Decimal) else str(value)
