"""YAML read safely and exactly: plain values in which every number is a `Decimal`, and the line of every
part.

No tags are honoured, so nothing can be constructed; size, depth and the growth of references are limited.
Only `true` and `false` are booleans, and keys are always words (a sector `NO` stays what was written).
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 40
MOST_PARTS = 200_000

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Place:
    """Where a part stands: its file, its line (from 1), and its own parts by key or position."""

    file: str
    line: int
    parts: dict[str | int, "Place"] = field(default_factory=dict)

    def at(self, path: tuple[str | int, ...]) -> "Place":
        """The place of the part at `path`, or of the nearest part around it that was written down."""
        here = self
        for step in path:
            if step not in here.parts:
                break
            here = here.parts[step]
        return here


@dataclass(frozen=True)
class Slip:
    """Something that is wrong with the file itself."""

    file: str
    line: int
    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass
class Tree:
    """A file that was read: its plain value, where everything stands, and what was wrong with the file."""

    value: Any
    place: Place
    slips: list[Slip]


class _TooDeep(Exception):
    """More levels or parts than a pack can need."""


def read_file(file: Path, name: str) -> Tree:
    """Reads one file; it is called `name` in messages. Never raises for what is in the file."""
    place = Place(name, 1)
    try:
        with file.open("rb") as source:
            raw = source.read(MOST_BYTES + 1)
    except OSError:
        return Tree(None, place, [Slip(name, 1, "no-file", {"name": name})])
    return read_bytes(raw, name)


def read_bytes(raw: bytes, name: str) -> Tree:
    """Reads YAML from bytes, e.g. of an upload."""
    place = Place(name, 1)
    if len(raw) > MOST_BYTES:
        return Tree(None, place, [Slip(name, 1, "too-large")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Tree(None, place, [Slip(name, raw[: error.start].count(b"\n") + 1, "not-utf8")])
    try:
        _measure(text)
        node = yaml.compose(text, Loader=_LOADER)
        return _Reader(name).tree(node)
    except _TooDeep as error:
        return Tree(None, place, [Slip(name, error.args[0], "too-deep", {"most": MOST_DEPTH})])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else mark.line + 1
        return Tree(None, place, [Slip(name, line, "not-yaml", {"detail": error.problem or ""})])
    except yaml.YAMLError as error:
        return Tree(None, place, [Slip(name, 1, "not-yaml", {"detail": str(error).splitlines()[0]})])


def _measure(text: str) -> None:
    """Counts levels before anything is built, because building is recursive."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                raise _TooDeep(event.start_mark.line + 1 if event.start_mark else 1)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1


class _Reader:
    """Turns YAML nodes of one file into plain values and places."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.slips: list[Slip] = []
        self.parts = 0

    def tree(self, node: Any) -> Tree:
        if node is None:
            return Tree(None, Place(self.name, 1), [])
        value, place = self.read(node, node.start_mark.line + 1, 1)
        return Tree(value, place, self.slips)

    def read(self, node: Any, line: int, depth: int) -> tuple[Any, Place]:
        self.parts += 1
        if depth > MOST_DEPTH or self.parts > MOST_PARTS:
            raise _TooDeep(line)
        place = Place(self.name, line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place, depth), place
        if isinstance(node, yaml.SequenceNode):
            values = []
            for i, item in enumerate(node.value):
                value, place.parts[i] = self.read(item, item.start_mark.line + 1, depth + 1)
                values.append(value)
            return values, place
        return _scalar(node), place

    def _mapping(self, node: Any, place: Place, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.slips.append(Slip(self.name, line, "not-mapping"))
                continue
            key = key_node.value
            value, inner = self.read(value_node, line, depth + 1)
            if key in found:
                first = place.parts[key].line
                self.slips.append(Slip(self.name, line, "duplicate-key", {"key": key, "first": first}))
                continue
            found[key], place.parts[key] = value, inner
        return found


def _scalar(node: Any) -> Any:
    """A quoted word is a word; otherwise numbers, true, false and nothing are what they look like."""
    text: str = node.value
    if node.style:  # the style of a plain word is None or empty, depending on the reader
        return text
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "false", "False"}:
        return text in {"true", "True"}
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def looks_like_number(text: str) -> bool:
    """Whether a word would be read as a number if it were not quoted."""
    return _NUMBER.fullmatch(text) is not None
