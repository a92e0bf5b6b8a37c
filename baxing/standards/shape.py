"""What is wrong with the form of a pack, one message per mistake.

Pydantic tries every member of a union and reports each failure with its own tag; here the one member that
was meant
is found by the key that names it, and everything said about the others is dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from baxing.rules import terms
from baxing.rules.pack import BallotRule, BandRule, DeductionRule, GateRule, LevelRule, Pack, PartsRule
from baxing.rules.pack_walk import Path
from baxing.rules.text import Text


@dataclass(frozen=True)
class Fault:
    """One mistake of form at `path`; put into words by `pack_words.say`."""

    path: Path
    code: str
    params: dict[str, object] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Path, str]:
        """Two reports with one key are one mistake."""
        return self.path, self.code


def _members(union: Any) -> dict[str, type[BaseModel]]:
    """The models of a union by name."""
    found: dict[str, type[BaseModel]] = {}
    for member in get_args(get_args(union)[0] if hasattr(union, "__metadata__") else union):
        if isinstance(member, type) and issubclass(member, BaseModel):
            found[member.__name__] = member
    return found


_TERMS = _members(terms.Term)
_CONDITIONS = _members(terms.Condition)
_TAGS = {**_TERMS, **_CONDITIONS}
_PLAIN_TAGS = {"decimal", "constrained-str", "str"}


def _first_key(model: type[BaseModel]) -> str:
    name, info = next(iter(model.model_fields.items()))
    return info.alias or name


def _meant(value: Any, tag: str, condition: bool) -> bool | None:
    """Whether the union member `tag` is the one that `value` was meant to be; None if no member fits at
    all."""
    members = _CONDITIONS if condition else _TERMS
    if not isinstance(value, dict):
        return None
    named = [name for name, model in members.items() if _first_key(model) in value]
    return named[0] == tag if named else None


class Faults:
    """Turns the errors of one validation of `data` (which stands at `path` in the pack) into faults."""

    def __init__(self, data: Any, path: Path = (), model: type[BaseModel] = Pack) -> None:
        self.data = data
        self.path = path
        self.model = model

    def of(self, errors: list[Any]) -> list[Fault]:
        """The faults, each once, in the order of the file."""
        conditions = {
            error["loc"][:i] for error in errors for i, step in enumerate(error["loc"]) if step in _CONDITIONS
        }
        found: dict[tuple[Path, str], Fault] = {}
        for error in errors:
            for fault in self._fault(error, conditions):
                found.setdefault(fault.key, fault)
        return list(found.values())

    def _fault(self, error: Any, conditions: set[tuple[Any, ...]]) -> Iterator[Fault]:
        path, value = self.path, self.data
        model: type[BaseModel] | None = self.model
        loc = error["loc"]
        for i, step in enumerate(loc):
            if isinstance(value, dict) and step in value:
                path, value, model = (*path, step), value[step], _below(model, step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                path, value = (*path, step), value[step]
            elif step in _TAGS or step in _PLAIN_TAGS:
                condition = loc[:i] in conditions
                fits = _meant(value, step, condition)
                if fits is None:
                    yield Fault(path, "not-condition" if condition else "not-term", {"value": shown(value)})
                if not fits:
                    return
                model = _TAGS[step]
            elif i < len(loc) - 1:
                model = _RULES.get(step, model)  # the tag of a rule is its method
        yield from _say(error, path, path[-1] if loc and loc[-1] == "[key]" else value, model)


def _below(model: type[BaseModel] | None, step: Any) -> type[BaseModel] | None:
    """The model that stands under the key `step` of `model`; the same for keys of a dict of models."""
    if model is None:
        return None
    for name, info in model.model_fields.items():
        if step in {name, info.alias}:
            found = [kind for kind in _leaves(info.annotation) if isinstance(kind, type)]
            models = [kind for kind in found if issubclass(kind, BaseModel)]
            return models[0] if models else None
    return model


_RULES: dict[str, type[BaseModel]] = {
    method: rule
    for rule in (GateRule, PartsRule, DeductionRule, BandRule, LevelRule, BallotRule)
    for method in get_args(rule.model_fields["kind"].annotation)
}


def _leaves(hint: Any) -> Iterator[Any]:
    inner = get_args(hint)
    if not inner:
        yield hint
    for item in inner:
        yield from _leaves(item)


_LIMITS = {
    "greater_than_equal": ("too-small", "ge"),
    "greater_than": ("not-above", "gt"),
    "less_than_equal": ("too-big", "le"),
    "decimal_max_places": ("too-many-decimals", "decimal_places"),
    "too_short": ("too-few", "min_length"),
    "too_long": ("too-many", "max_length"),
}
_SIMPLE = {
    "string_type": "not-text",
    "decimal_parsing": "not-number",
    "decimal_type": "not-number",
    "finite_number": "not-number",
    "int_parsing": "not-whole",
    "int_type": "not-whole",
    "int_from_float": "not-whole",
    "bool_parsing": "not-true-false",
    "bool_type": "not-true-false",
    "dict_type": "not-mapping",
    "model_type": "not-mapping",
    "model_attributes_type": "not-mapping",
    "list_type": "not-list",
}


def _say(error: Any, path: Path, value: Any, model: type[BaseModel] | None) -> Iterator[Fault]:
    """The fault that a single Pydantic error stands for."""
    kind, context = error["type"], error.get("ctx", {})
    params: dict[str, object] = {"value": shown(value)}
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        if not isinstance(value, dict):
            yield Fault(path, "not-mapping", params)
        return  # otherwise the method itself is reported
    if kind == "missing":
        yield Fault(path, "missing", {"key": error["loc"][-1]})
    elif kind == "extra_forbidden":
        yield _unknown_key(str(error["loc"][-1]), path, model)
    elif kind in _LIMITS:
        code, name = _LIMITS[kind]
        yield Fault(path, code, {**params, "limit": context.get(name)})
    elif kind == "string_pattern_mismatch":
        yield Fault(path, "bad-code", {**params, "pattern": context["pattern"]})
    elif kind == "literal_error":
        yield Fault(path, "not-one-of", {**params, "known": context["expected"].replace("'", "")})
    elif kind == "value_error" and isinstance(value, dict):
        half = ("actual" in value) != ("target" in value)
        yield Fault(path, "half-proportion" if half else "two-ways")
    elif kind in _SIMPLE:
        words = model is not None and issubclass(model, Text) and _SIMPLE[kind] == "not-mapping"
        yield Fault(path, "not-words" if words else _SIMPLE[kind], params)
    else:
        yield Fault(path, "not-valid", {"detail": error["msg"]})


def _unknown_key(key: str, path: Path, model: type[BaseModel] | None) -> Fault:
    known = [] if model is None else [info.alias or name for name, info in model.model_fields.items()]
    known = [name for name in known if name != "kind"]
    close = get_close_matches(key, known, 1, 0.6)
    if close:
        return Fault(path, "misspelt-key", {"key": key, "guess": close[0]})
    return Fault(path, "unknown-key", {"key": key, "known": ", ".join(known)})


def shown(value: Any) -> str:
    """A value as it can stand in a sentence."""
    if isinstance(value, dict):
        return "{" + ", ".join(map(str, list(value)[:4])) + "}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    if value is None:
        return "—"
    return str(value).lower() if isinstance(value, bool) else str(value)[:60]
