"""docs/errors.md: every code with which an action says no, where it is said, and in which words."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baxing.rules.flows import FLOWS

ROOT = Path(__file__).resolve().parent.parent
# What says no: the place of the words, and of the code, among its arguments.
SAYING = {"Refused": (0, 1), "need": (1, 2)}
# Where the code is worked out: what it can be is listed in a table of its own.
WORKED_OUT = {
    "dossiers/actions.py": "need",
    "ballots/counting.py": "impossible[0].code",
    "rectification/actions/moves.py": "code",
    "records/actions.py": "wrong",
}


_INTERFACE = """
## The programming interface

These are answered before any action is asked.

| Code | Status | When |
|---|---|---|
| `not-json` | 400 | The body is not JSON. |
| `token` | 401 | There is no token, or one that does not hold (any more). |
| `not-found` | 404 | It is not there, or not for this duty to see; the answer does not say which. |
| `unreadable` | 422 | Something that was sent cannot be read; `fields` names each field and why. |
"""


@dataclass(frozen=True, order=True)
class Refusal:
    """One place that says no. `code` is "" where it is worked out, then `source` is how; `words` may be put together."""

    code: str
    where: str
    words: str
    source: str = ""


def refusals(package: Path = ROOT / "baxing") -> Iterator[Refusal]:
    """Every call of Refused in the product, or of what calls it, the benchmark and the demonstration left out."""
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package).as_posix()
        if where.startswith(("site/bench/", "site/demo/")):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
                yield _refusal(node, where, *SAYING[node.func.id])
            elif isinstance(node, ast.ClassDef) and any(
                ast.unparse(base) == "Refused" for base in node.bases
            ):
                yield from _kind(node, where)


def _kind(kind: ast.ClassDef, where: str) -> Iterator[Refusal]:
    """A refusal of its own kind: its code, and what its class says it is."""
    said = (ast.get_docstring(kind) or "").partition("\n")[0]
    for node in ast.walk(kind):
        for keyword in node.keywords if isinstance(node, ast.Call) else []:
            if keyword.arg == "code" and isinstance(keyword.value, ast.Constant):
                yield Refusal(str(keyword.value.value), where, said)


def _refusal(call: ast.Call, where: str, saying: int, place: int) -> Refusal:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    code = named.get("code") or (call.args[place] if len(call.args) > place else ast.Constant("refused"))
    words = _words(call.args[saying])
    if isinstance(code, ast.Constant):
        return Refusal(str(code.value), where, words)
    return Refusal("", where, words, ast.unparse(code))


def _words(node: ast.expr) -> str:
    """The sentence of the call, if it stands there."""
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.Call)
            and isinstance(inner.func, ast.Name)
            and inner.func.id in ("_", "gettext")
        ):
            said = inner.args[0]
            if isinstance(said, ast.Constant):
                return str(said.value)
    return ""


def page() -> str:
    """The whole page."""
    found = sorted(set(refusals()))
    text = (
        "<!-- Made by `make docs` from the calls of Refused in baxing/; change those and make it again. -->\n\n"
        "# Refusals\n\n"
        "An action that cannot be done says so with one sentence and a code: a page with status 409, in the\n"
        'programming interface `{"code": …, "detail": …}` ([api.md](api.md)), on the command line exit code 1. Codes\n'
        "are stable; sentences may get better. `%(…)s` stands for what is filled in; a sentence that is put together\n"
        "from parts is left out.\n\n"
        "| Code | Where | Words |\n|---|---|---|\n"
    )
    text += "".join(f"| `{one.code}` | `{one.where}` | {_cell(one.words)} |\n" for one in found if one.code)
    return text + _needs() + _faults() + _INTERFACE


def _needs() -> str:
    text = "\n## Conditions of a move\n\nA move whose condition does not hold is refused with the condition's code (docs/flows.md).\n"
    text += "\n| Code | Flow | Words |\n|---|---|---|\n"
    rows = [(code, flow.code, words.en) for flow in FLOWS.values() for code, words in flow.needs.items()]
    return text + "".join(f"| `{code}` | {flow} | {_cell(words)} |\n" for code, flow, words in sorted(rows))


def _faults() -> str:
    text = "\n## Faults of figures\n\nA ballot's count and a fact's value that cannot be are refused with codes of their own.\n"
    text += "\n| Code | Where | Words |\n|---|---|---|\n"
    counts, cells = "ballots/counting.py", "records/problems.py"
    named = _strings("records/cells.py", "fault") | _strings("records/actions.py", "_fitting")
    values = {code: words for code, words in _texts(cells).items() if code in named}
    rows = [(code, counts, words) for code, words in _texts(counts).items()]
    rows += [(code, "records/actions.py", words) for code, words in values.items()]
    return text + "".join(
        f"| `{code}` | `{where}` | {_cell(words)} |\n" for code, where, words in sorted(rows)
    )


def _texts(where: str) -> dict[str, str]:
    """The dicts of a file that give a sentence for each code."""
    tree = ast.parse((ROOT / "baxing" / where).read_text("utf-8"))
    return {
        str(key.value): said
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and (said := _words(value))
    }


def _strings(where: str, function: str) -> set[str]:
    """The strings of one function."""
    tree = ast.parse((ROOT / "baxing" / where).read_text("utf-8"))
    found = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == function)
    return {str(node.value) for node in ast.walk(found) if isinstance(node, ast.Constant)}


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
