"""Reads the source for what actions write into the record book: the verbs, and the fields of a change."""

import ast
from collections.abc import Iterator
from pathlib import Path

WRITERS = {"write", "move", "_move", "advance"}
# Functions whose dictionary goes into a line, and local names that do.
CARRIERS = {"result_columns"}
CARRIED = {"minute", "figures", "change"}


def _trees(root: Path) -> Iterator[ast.Module]:
    for path in sorted(root.rglob("*.py")):
        if "actions" in (path.stem, path.parent.name) or path.stem == "scores":
            yield ast.parse(path.read_text("utf-8"))


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _calls(root: Path) -> Iterator[ast.Call]:
    for tree in _trees(root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in WRITERS:
                yield node


def verbs_written(root: Path) -> set[str]:
    """Every verb that stands as a text in a call of `write`."""
    return {
        str(keyword.value.value)
        for call in _calls(root)
        for keyword in call.keywords
        if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant)
    }


def _keys(node: ast.AST) -> set[str]:
    """The keys of the dictionaries written in an expression, those inside a value not among them."""
    found: set[str] = set()
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            found |= {str(key.value)} if isinstance(key, ast.Constant) else _keys(value)
    elif isinstance(node, ast.IfExp):
        found |= _keys(node.body) | _keys(node.orelse)
    return found


def changes_written(root: Path) -> set[str]:
    """Every field that goes into `change`: written in the call itself, in a name it takes, or by a carrier."""
    found: set[str] = set()
    for call in _calls(root):
        for keyword in call.keywords:
            if keyword.arg == "change":
                found |= _keys(keyword.value)
    for tree in _trees(root):
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    named = {_name(target) for target in targets}
                    if named & CARRIED or (function.name in CARRIERS and "content" in named):
                        found |= _keys(node.value)
                if function.name in CARRIERS and isinstance(node, ast.Return) and node.value is not None:
                    found |= _keys(node.value)
    return found
