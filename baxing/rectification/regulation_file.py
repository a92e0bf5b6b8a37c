"""Reading a regulation from YAML: a file, a folder with `pack.yaml`, or an uploaded text. Every problem at once, with file
and line, in words; and the canonical text that is kept and digested. Needs no Django.

The counterpart of `standards/loading.py` for packs of kind `rectification`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path as File
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from baxing.rules.pack_check import Finding
from baxing.rules.pack_walk import Path
from baxing.rules.pack_words import plain
from baxing.rules.regulation import Regulation
from baxing.rules.regulation_check import check
from baxing.rules.regulation_words import is_quota, say
from baxing.standards.loading import Judged, Problem, base_facts, where
from baxing.standards.shape import Fault, Faults
from baxing.standards.writing import YamlDumper, digest
from baxing.standards.yaml_tree import Place, Tree, read_bytes, read_file

PACKS = File(__file__).resolve().parent / "packs"
KIND = "rectification"
TABLES: tuple[Path, ...] = (
    *(("signs",), ("four_ones",), ("sheet", "items")),
    *(("electorates",), ("signers",), ("methods",), ("questions",)),
)

__all__ = [
    "Problem",
    "Reading",
    "RegulationErrors",
    "canonical",
    "digest",
    "dump_yaml",
    "read",
    "read_upload",
]


class RegulationErrors(ValueError):
    """A regulation that cannot be used; `problems` has everything, warnings too."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        first = next(problem for problem in problems if problem.severity == "error")
        super().__init__(f"{first.file}:{first.line}: {first.what.en}")


@dataclass
class Reading(Judged):
    """What reading gave: the regulation if its form is right (it may still have errors), and every problem."""

    regulation: Regulation | None
    problems: list[Problem] = field(default_factory=list)

    def sound(self) -> Regulation:
        """The regulation; raises `RegulationErrors` if there is any error."""
        if self.regulation is None or self.errors:
            raise RegulationErrors(self.problems)
        return self.regulation


def read(path: File) -> Reading:
    """Reads a file, or a folder with pack.yaml; never raises for what is in it."""
    main = path / "pack.yaml" if path.is_dir() else path
    return _judge(read_file(main, main.name))


def read_upload(raw: bytes, name: str = "pack.yaml") -> Reading:
    """Reads the bytes of an upload; never raises for what is in them."""
    return _judge(read_bytes(raw, name))


def is_regulation(path: File) -> bool:
    """Whether a file (or a folder's pack.yaml) says `kind: rectification`; never raises for what is in it."""
    main = path / "pack.yaml" if path.is_dir() else path
    value = read_file(main, main.name).value
    return isinstance(value, dict) and value.get("kind") == KIND


def shipped() -> list[File]:
    """The folders of the regulations that come with the program."""
    return sorted(folder for folder in PACKS.iterdir() if (folder / "pack.yaml").is_file())


def canonical(regulation: Regulation) -> str:
    """The one text that is stored and digested: JSON in the order of the format, every number and term written out, so
    that a later default of the program changes nothing in what was published."""
    value = _plain(regulation.model_dump(by_alias=True, exclude_none=True))
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_yaml(regulation: Regulation) -> str:
    """The regulation as a YAML file that `read_upload` reads back to an equal one: to be edited and published again."""
    value = _numbers(regulation.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True))
    value["terms"] = _numbers(regulation.terms.model_dump())
    return str(
        yaml.dump(
            value, Dumper=YamlDumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
        )
    )


def _plain(value: Any) -> Any:
    """Plain JSON values; a Decimal is its shortest word."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return plain(value) if isinstance(value, Decimal) else value


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(inner) for inner in value]
    return Decimal(plain(value)) if isinstance(value, Decimal) else value


def _judge(tree: Tree) -> Reading:
    if isinstance(tree.value, dict) and tree.value.get("schema") == 1:
        tree.value["schema"] = 1  # the version of the format is compared as a whole number
    problems = [_problem(tree, Finding((), slip.code, slip.params), slip.line) for slip in tree.slips]
    if tree.value is None and problems:
        return Reading(None, problems)
    regulation: Regulation | None = None
    try:
        regulation = Regulation.model_validate(tree.value)
    except ValidationError as error:
        problems += [_problem(tree, finding) for finding in _form(tree.value, error)]
    if regulation is not None:
        problems += [_problem(tree, finding) for finding in check(regulation, base_facts())]
    problems.sort(key=lambda problem: problem.line)
    return Reading(None if tree.slips else regulation, problems)


def _form(value: Any, error: ValidationError) -> list[Finding]:
    """What is wrong with the form, each mistake once."""
    errors = error.errors(include_url=False, include_input=False)
    own = [finding for one in errors if one["type"] == "value_error" for finding in _own(value, one["loc"])]
    rest = [one for one in errors if one["type"] != "value_error"]
    faults = [_quota_or(fault) for fault in Faults(value, model=Regulation).of(rest)]
    found = [*own, *(Finding(fault.path, fault.code, fault.params) for fault in faults)]
    return found or [Finding((), "not-valid", {"detail": errors[0]["msg"]})]


def _quota_or(fault: Fault) -> Fault:
    """A quota gets a sentence of its own instead of "not known here"."""
    key = str(fault.params.get("key", ""))
    if fault.code in {"unknown-key", "misspelt-key"} and is_quota(key):
        return Fault(fault.path, "quota-key", {"key": key})
    return fault


def _own(value: Any, loc: tuple[Any, ...]) -> Iterator[Finding]:
    """The findings behind the validators of the format itself: sums, codes that stand twice, signs without a rule."""
    part = value
    for step in loc:
        part = part[step]
    if loc[:1] == ("signs",):
        code = "sign-manual" if part.get("mode") == "manual" else "sign-computed"
        yield Finding(loc, code, {"code": part.get("code")})
    elif loc == ("sheet",):
        yield Finding((*loc, "items"), "sheet-sum", {"total": sum(row["points"] for row in part["items"])})
    else:
        yield from _twice(value)


def _twice(value: Mapping[str, Any]) -> Iterator[Finding]:
    for table in TABLES:
        rows: Any = value
        for step in table:
            rows = rows[step]
        seen: set[str] = set()
        for i, row in enumerate(rows):
            if row["code"] in seen:
                yield Finding((*table, i, "code"), "codes-twice", {"code": row["code"]})
            seen.add(row["code"])


def _problem(tree: Tree, finding: Finding, line: int = 0) -> Problem:
    what, mend = say(finding.code, finding.params)
    place: Place = tree.place.at(finding.path)
    severity: Literal["error", "warning"] = finding.severity
    return Problem(
        place.file, line or place.line, where(tree.value, finding.path), what, mend, severity, finding.code,
        finding.path,
    )  # fmt: skip
