"""What can be changed in a draft by forms: every text and every number, found by walking the pack itself.

Nothing here knows a particular star or task. Adding and removing tasks is done in the YAML file.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel

from baxing.rules.pack import Deduction, FactDef, Pack, Part, Star, Task
from baxing.rules.pack_walk import Path, rules
from baxing.rules.terms import Compare, Count, Run
from baxing.rules.text import Text
from baxing.standards.describe import Words

Kind = Literal["word", "text", "number", "whole"]
_OPTIONAL = {(Star, "threshold"), (Deduction, "at_most")}
_LONG = {"criterion", "note", "legal_basis", "text", "remedy", "na_reason", "anchors"}
_SKIPPED = {"kind", "schema_", "facts", "tasks"}
_BLOCKS = {"terms", "top", "sectors", "excuses", "stars"}


@dataclass(frozen=True)
class Slot:
    """One input: the value at `path` of the part that is edited (absolute path: `base + path`)."""

    path: Path
    kind: Kind
    value: Any
    required: bool = True
    hint: Text | None = None

    @property
    def name(self) -> str:
        """The name of the input."""
        return ".".join(map(str, self.path))

    @property
    def wordy(self) -> bool:
        """Whether it takes words, not a number."""
        return self.kind in {"word", "text"}

    @property
    def group(self) -> Path:
        """Inputs of one group stand together: a part of a rule, a sector's variant, a gate, a veto, the terms."""
        path, start = self.path, 2 if self.path[0] == "variants" else 0
        if path[0] in _BLOCKS:
            return path[:1]
        for i, step in enumerate(path[start:], start):
            if isinstance(step, int):
                return path[:i] if path[i - 1] == "anchors" else path[: i + 1]
        return path[:start] or (("rule",) if path[0] == "rule" else ())


def settings_slots(pack: Pack) -> list[Slot]:
    """The inputs of the pack's own settings, with the weight and the line of every star."""
    slots = [slot for slot in Walk(pack.facts).part(pack, ()) if slot.path[0] != "stars"]
    for i, star in enumerate(pack.stars):
        slots.append(Slot(("stars", i, "weight"), "number", star.weight, hint=star.name))
        slots.append(
            Slot(("stars", i, "threshold"), "number", star.threshold, required=False, hint=star.name)
        )
    return [Slot(("code",), "word", pack.code), *slots]


def star_slots(pack: Pack, index: int) -> list[Slot]:
    """The inputs of one star: its names, its line, its gates."""
    return list(Walk(pack.facts).part(pack.stars[index], ()))


def task_slots(pack: Pack, star: int, index: int) -> list[Slot]:
    """The inputs of one task: texts, points, every number of its rule, every sector's variant."""
    return list(Walk(pack.facts).part(pack.stars[star].tasks[index], ()))


def notes_of(pack: Pack, task: Task) -> dict[Path, Text]:
    """For every row of the task's rules: what decides it, in words."""
    words = Words(pack.facts)
    found: dict[Path, Text] = {}
    for path, sector, rule in rules(task, ()):
        rows = words.rows(task.for_sector(sector))
        for name in ("parts", "cases", "deduct", "bands"):
            for i in range(len(getattr(rule, name, []))):
                how = rows[i].how
                if how is not None:
                    found[*path, name, i] = how
    return found


class Walk:
    """Finds texts and numbers below a part."""

    def __init__(self, facts: list[FactDef]) -> None:
        self.words = Words(facts)

    def part(self, value: Any, path: Path, hint: Text | None = None) -> Iterator[Slot]:
        """The slots of `value`."""
        match value:
            case Text():
                yield from self._text(value, path)
            case bool():
                return
            case Decimal():
                yield Slot(path, "number", value, hint=hint)
            case int():
                yield Slot(path, "whole", value, hint=hint)
            case BaseModel():
                yield from self._model(value, path)
            case list() | tuple():
                for i, item in enumerate(value):
                    yield from self.part(item, (*path, i))
            case dict():
                for key, item in value.items():
                    yield from self.part(item, (*path, key))

    def _text(self, text: Text, path: Path) -> Iterator[Slot]:
        long = any(step in _LONG for step in path)
        for language in ("zh", "en", "bo") if text.bo else ("zh", "en"):
            yield Slot((*path, language), "text" if long else "word", getattr(text, language))

    def _model(self, model: BaseModel, path: Path) -> Iterator[Slot]:
        for name, info in type(model).model_fields.items():
            value, place = getattr(model, name), (*path, info.alias or name)
            if name in _SKIPPED:
                continue
            if (type(model), name) in _OPTIONAL:
                yield Slot(place, "number", value, required=False)
            else:
                yield from self.part(value, place, self._hint(model, name))

    def _hint(self, model: BaseModel, name: str) -> Text | None:
        """Which quantity a number inside a condition or term is about."""
        match model:
            case Compare() if name != "value":
                return self.words.term(model.value)
            case Count(count=code) | Run(run=code):
                return self.words.name(code)
            case Part(actual=actual) if name == "target":
                return self.words.term(actual)
        return None


def with_changes(content: Mapping[str, Any], changes: Mapping[Path, Any]) -> dict[str, Any]:
    """A copy of a pack's plain content with single values set; None takes a key away."""
    changed = deepcopy(dict(content))
    for path, value in changes.items():
        place: Any = changed
        *way, last = path
        for step in way:
            # what is usual is left out of the content, so a block may have to be made first
            place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
        if value is None and isinstance(place, dict):
            place.pop(last, None)
        else:
            place[last] = value
    return changed
