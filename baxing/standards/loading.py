"""Reading a pack from YAML: a file, a folder with `pack.yaml`, or an uploaded text. Every problem at once,
with file
and line, in words. Needs no Django.

In a folder, an entry of `stars:` may be the name of a file that holds one star. Definitions of facts that
the pack
uses but does not define are taken from `standards/facts.yaml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path as File
from typing import Annotated, Any, Literal

from pydantic import BaseModel, TypeAdapter, ValidationError

from baxing.rules.pack import FactDef, Pack, Star, Task
from baxing.rules.pack_check import check
from baxing.rules.pack_walk import Path, uses
from baxing.rules.pack_words import say
from baxing.rules.text import Text
from baxing.standards.shape import Faults
from baxing.standards.yaml_tree import Place, Slip, Tree, read_bytes, read_file

HERE = File(__file__).resolve().parent
PACKS = HERE / "packs"


@dataclass(frozen=True)
class Problem:
    """One thing to mend: in which file and line, at which part of the table, what is wrong, and how to mend
    it."""

    file: str
    line: int
    where: str
    what: Text
    mend: Text
    severity: Literal["error", "warning"]
    code: str
    path: Path = ()


class PackErrors(ValueError):
    """A pack that cannot be used; `problems` has everything, warnings too."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        errors = [problem for problem in problems if problem.severity == "error"]
        first = errors[0]
        super().__init__(f"{len(errors)} errors; {first.file}:{first.line}: {first.what.en}")


class Judged:
    """What was read and looked at, with every problem found."""

    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        """What must be mended before it can be used."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """What should be looked at."""
        return [problem for problem in self.problems if problem.severity == "warning"]


@dataclass
class Reading(Judged):
    """What reading gave: the pack if it is whole (it may still have semantic errors), and every problem."""

    pack: Pack | None
    problems: list[Problem] = field(default_factory=list)

    def sound(self) -> Pack:
        """The pack; raises `PackErrors` if there is any error."""
        if self.pack is None or self.errors:
            raise PackErrors(self.problems)
        return self.pack


def load(path: File) -> Pack:
    """The pack at `path` (a file, or a folder with pack.yaml). Raises `PackErrors` with every problem."""
    return read(path).sound()


def read(path: File) -> Reading:
    """Reads `path` and collects every problem; never raises for what is in the files."""
    main = path / "pack.yaml" if path.is_dir() else path
    tree = read_file(main, main.name)
    if isinstance(tree.value, dict) and isinstance(tree.value.get("stars"), list):
        _fetch_stars(tree, main.parent)
    return _judge(tree)


def read_text(text: str, name: str = "pack.yaml") -> Reading:
    """Reads a whole pack from one text, e.g. an upload."""
    return _judge(read_bytes(text.encode("utf-8", "surrogatepass"), name))


def read_upload(raw: bytes, name: str = "pack.yaml") -> Reading:
    """Reads a whole pack from the bytes of an upload."""
    return _judge(read_bytes(raw, name))


def read_value(value: Any, name: str = "") -> Reading:
    """Judges a plain value, e.g. a draft's content with a change; problems carry paths, and no lines."""
    return _judge(Tree(value, Place(name, 0), []))


def shipped() -> list[File]:
    """The folders of the packs that come with the program."""
    return sorted(folder for folder in PACKS.iterdir() if (folder / "pack.yaml").is_file())


@cache
def base_facts() -> Mapping[str, FactDef]:
    """The definitions of `standards/facts.yaml` by code, in the order of the file."""
    tree = read_file(HERE / "facts.yaml", "facts.yaml")
    if tree.slips:
        raise PackErrors([_slip(slip) for slip in tree.slips])
    rows = tree.value["facts"] if isinstance(tree.value, dict) else tree.value
    definitions = TypeAdapter(list[FactDef]).validate_python(rows)
    return {definition.code: definition for definition in definitions}


def _fetch_stars(tree: Tree, folder: File) -> None:
    """Puts the star files in the place of their names."""
    for i, entry in enumerate(tree.value["stars"]):
        if not isinstance(entry, str):
            continue
        file = (folder / entry).resolve()
        line = tree.place.at(("stars", i)).line
        if not file.is_relative_to(folder.resolve()):
            tree.slips.append(Slip(tree.place.file, line, "outside", {"name": entry}))
            tree.value["stars"][i] = None
        elif not file.is_file():
            tree.slips.append(Slip(tree.place.file, line, "no-file", {"name": entry}))
            tree.value["stars"][i] = None
        else:
            star = read_file(file, entry)
            tree.slips.extend(star.slips)
            tree.value["stars"][i] = star.value
            tree.place.parts["stars"].parts[i] = star.place


def _judge(tree: Tree) -> Reading:
    if isinstance(tree.value, dict) and isinstance(tree.value.get("schema"), Decimal):
        tree.value["schema"] = _format_version(tree.value["schema"])
    problems = [_slip(slip) for slip in tree.slips]
    if tree.value is None and problems:
        return Reading(None, problems)
    lost = (
        {("stars", i) for i, star in enumerate(_stars(tree.value)) if star is None} if tree.slips else set()
    )
    try:
        whole: Pack | None = _with_facts(Pack.model_validate(tree.value))
        pack = whole
    except ValidationError as error:
        whole = None
        faults = Faults(tree.value).of(error.errors(include_url=False, include_input=False))
        problems += [_problem(tree, f.path, f.code, f.params, "error") for f in faults if f.path not in lost]
        if not problems and not faults:  # a kind of error that nobody has put into words yet
            first = error.errors()[0]
            problems = [_problem(tree, (), "not-valid", {"detail": first["msg"]}, "error")]
        pack = _readable(tree.value)
    if pack is not None:
        problems += [_problem(tree, f.path, f.code, f.params, f.severity) for f in check(pack, base_facts())]
    files = list(dict.fromkeys([tree.place.file, *_files(tree.place)]))
    problems.sort(key=lambda problem: (files.index(problem.file), problem.line))
    return Reading(None if tree.slips else whole, problems)


def _format_version(number: Decimal) -> int | Decimal:
    """The version of the format is compared as a whole number."""
    return int(number) if number == number.to_integral_value() else number


def _stars(value: Any) -> list[Any]:
    stars = value.get("stars") if isinstance(value, dict) else None
    return stars if isinstance(stars, list) else []


def _files(place: Place) -> list[str]:
    stars = place.at(("stars",))
    return [part.file for part in stars.parts.values()]


def _slip(slip: Slip) -> Problem:
    what, mend = say(slip.code, slip.params)
    return Problem(slip.file, slip.line, "", what, mend, "error", slip.code)


def _problem(
    tree: Tree, path: Path, code: str, params: Mapping[str, object], severity: Literal["error", "warning"]
) -> Problem:
    what, mend = say(code, params)
    place = tree.place.at(path)
    return Problem(place.file, place.line, where(tree.value, path), what, mend, severity, code, path)


def where(value: Any, path: Path) -> str:
    """The part at `path` as people name it: "S4-1 › V › rule › parts 2 › when"."""
    said: list[str] = []
    for step in path:
        inside = value[step] if _has(value, step) else None
        code = inside.get("code") if isinstance(inside, dict) else None
        if isinstance(step, int) and isinstance(code, str):
            said = [code] if said[-1:] in (["stars"], ["tasks"]) else [*said[:-1], code]
        elif isinstance(step, int):
            said[-1:] = [f"{said[-1] if said else ''} {step + 1}".strip()]
        elif step != "variants":
            said.append(str(step))
        value = inside
    return " › ".join(said)


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, dict):
        return step in value
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _with_facts(pack: Pack) -> Pack:
    """The pack with the definitions of the base facts that it uses and does not define itself."""
    own = {fact.code for fact in pack.facts or [] if fact is not None}
    used = {use.code for use in uses(pack)} - own
    added = [definition for code, definition in base_facts().items() if code in used]
    return pack.model_copy(update={"facts": [*(pack.facts or []), *added]})


def _readable(value: Any) -> Pack | None:
    """The parts that can be read, with `None` for those that cannot; checks pass over these (see `check`)."""
    if not isinstance(value, dict):
        return None
    parts = _fields(Pack, value, skip="stars")
    parts["stars"] = [_star(star) for star in _stars(value)] or None
    facts = value.get("facts")
    if isinstance(facts, list):
        parts["facts"] = [_whole(FactDef, fact) for fact in facts]
    return _with_facts(Pack.model_construct(**parts)) if parts["facts"] is not None else None


def _star(value: Any) -> Star | None:
    if not isinstance(value, dict):
        return None
    parts = _fields(Star, value, skip="tasks")
    tasks = value.get("tasks")
    parts["tasks"] = [_whole(Task, task) for task in tasks] if isinstance(tasks, list) else None
    return Star.model_construct(**parts)


def _whole(model: type[BaseModel], value: Any) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _fields(model: type[BaseModel], value: dict[str, Any], skip: str) -> dict[str, Any]:
    """Every field of `model` but `skip`, each read by itself; None where it is missing or wrong."""
    parts: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        key = info.alias or name
        if name == skip:
            continue
        if key not in value:
            parts[name] = None if info.is_required() else info.get_default(call_default_factory=True)
            continue
        hint: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        try:
            parts[name] = TypeAdapter(hint).validate_python(value[key])
        except ValidationError:
            parts[name] = None
    return parts
