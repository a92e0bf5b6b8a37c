"""The rules of the house that a reader of the source can check (design §3).

Each check takes source text and its path and returns its findings, one sentence each with the line in front;
`tests/test_shape.py` runs them over the tree and on bad samples.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

# The order of the work: a later slice may import an earlier one, never the reverse.
ORDER = (
    "rules",
    "units",
    "standards",
    "dossiers",
    "records",
    "problems",
    "ballots",
    "accreditation",
    "rectification",
    "insight",
    "site",
)
MAX_FILE, MAX_TEST, MAX_FUNCTION, MAX_JS = 400, 200, 40, 500

_RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
_PURE_PACKAGES = {"baxing", "pydantic", "numpy"}
_IMPURE_STDLIB = {
    *("os", "io", "pathlib", "shutil", "tempfile", "glob", "fileinput", "logging", "sqlite3", "subprocess"),
    *(
        "socket",
        "ssl",
        "urllib",
        "http",
        "asyncio",
        "threading",
        "multiprocessing",
        "random",
        "secrets",
        "time",
    ),
}
_IMPURE_NAMES = {"open", "print", "input", "exec", "eval", "__import__"}
_CLOCKS = {"now", "today", "utcnow"}
_SIGNALS = (
    "django.db.models.signals",
    "django.db.backends.signals",
    "django.dispatch",
    "django.core.signals",
    "django.contrib.auth.signals",
)
_GETTEXT = {
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
}
# How the writing methods of models and querysets are called; other calls of the name (a dict's `update`, a
# workbook's `save`, a cache's `delete`) take positional arguments.
_WRITES_ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
_WRITES_WITHOUT_ARGUMENTS = {"delete", "save", "adelete", "asave"}
_WRITES_BY_NAME = {"create", "update", "acreate", "aupdate"}
_WRITING_SQL = re.compile(r"\s*(insert|update|delete|replace|truncate|drop|alter|create)\b", re.IGNORECASE)


def slice_of(path: str) -> str | None:
    """ "units" for baxing/units/models.py; None outside the slices."""
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "baxing" else None


def imports(tree: ast.AST, path: str) -> Iterator[tuple[int, str]]:
    """(line, absolute name) of every import, relative ones resolved; `from a import b` gives "a.b"."""
    package = PurePosixPath(path).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            whole = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{whole}.{alias.name}") for alias in node.names)


def _called(node: ast.AST) -> str:
    """The bare name of what is called: "save" for x.y.save()."""
    if not isinstance(node, ast.Call):
        return ""
    func = node.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def arrows(source: str, path: str) -> list[str]:
    """A slice imports, or points a relation at, a later slice."""
    here = slice_of(path)
    if here is None:
        return []
    if here not in ORDER:
        return [f"1: {here} is no slice of the house"]
    tree, found = ast.parse(source), []
    uses = [(line, name.split(".")[1]) for line, name in imports(tree, path) if name.startswith("baxing.")]
    for node in ast.walk(tree):
        if _called(node) in _RELATIONS and isinstance(node, ast.Call):
            targets = [*node.args[:1], *(k.value for k in node.keywords if k.arg in {"to", "through"})]
            for target in targets:
                if isinstance(target, ast.Constant) and "." in str(target.value):
                    uses.append((node.lineno, str(target.value).split(".")[0]))
    for line, there in uses:
        if there in ORDER and ORDER.index(there) > ORDER.index(here):
            found.append(f"{line}: {here} uses {there}, which comes later")
    return found


def purity(source: str, path: str) -> list[str]:
    """The rules import more than pure standard library, pydantic and numpy, or read a clock."""
    tree, found = ast.parse(source), []
    for line, name in imports(tree, path):
        top = name.split(".")[0]
        if top in _IMPURE_STDLIB or (top not in _PURE_PACKAGES and top not in sys.stdlib_module_names):
            found.append(f"{line}: the rules import {name}")
        if top == "baxing" and not name.startswith("baxing.rules"):
            found.append(f"{line}: the rules import {name}")
    for node in ast.walk(tree):
        name = _called(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and name in _IMPURE_NAMES:
            found.append(f"{node.lineno}: the rules call {name}()")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and name in _CLOCKS:
            found.append(f"{node.lineno}: the rules read the clock with {name}()")
    return found


def may_write(path: str) -> bool:
    """Only actions, importers, migrations, the demo and tests write to the database."""
    file = PurePosixPath(path)
    return (
        file.name in {"actions.py", "importer.py"}
        or bool({"actions", "migrations"} & set(file.parts[:-1]))
        or path.startswith(("baxing/site/demo/", "tests/"))
    )


def writes(source: str, path: str) -> list[str]:
    """A file that may not write to the database calls a writing method or runs writing SQL."""
    if may_write(path) or slice_of(path) == "rules":
        return []
    return [
        f"{node.lineno}: writes with {_called(node)}() outside actions.py"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_write(node)
    ]


def _is_write(call: ast.Call) -> bool:
    name = _called(call)
    if name in {"execute", "executemany"}:
        sql = call.args[0] if call.args else None
        head = sql.values[0] if isinstance(sql, ast.JoinedStr) and sql.values else sql
        return isinstance(head, ast.Constant) and bool(_WRITING_SQL.match(str(head.value)))
    if name in _WRITES_WITHOUT_ARGUMENTS:
        return not call.args
    return name in _WRITES_ALWAYS or (name in _WRITES_BY_NAME and not call.args)


def habits(source: str, path: str) -> list[str]:
    """Signals, generic foreign keys, and messages that no catalogue can hold."""
    tree = ast.parse(source)
    found = [f"{line}: no signals" for line, name in imports(tree, path) if name.startswith(_SIGNALS)]
    for node in ast.walk(tree):
        name = node.id if isinstance(node, ast.Name) else node.name if isinstance(node, ast.alias) else ""
        if name in {"GenericForeignKey", "GenericRelation"}:
            found.append(f"{getattr(node, 'lineno', 0)}: no {name}")
        if isinstance(node, ast.Call) and _called(node) in _GETTEXT and not all(map(_is_plain, node.args)):
            found.append(f"{node.lineno}: a message is put together before it is translated")
    return found


def _is_plain(node: ast.expr) -> bool:
    return not isinstance(node, ast.JoinedStr | ast.BinOp) and _called(node) != "format"


def sizes(source: str, path: str) -> list[str]:
    """Files and functions that no longer fit into a head; a function's docstring is not counted."""
    if "migrations" in PurePosixPath(path).parts:
        return []
    most = MAX_TEST if path.startswith("tests/") else MAX_FILE
    lines = source.count("\n")
    found = [f"1: {lines} lines, at most {most}"] if lines > most else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            long_doc = ast.get_docstring(node, clean=False) is not None
            doc = (first.end_lineno or 0) - first.lineno + 1 if long_doc else 0
            length = (node.end_lineno or 0) - node.lineno + 1 - doc
            if length > MAX_FUNCTION:
                found.append(f"{node.lineno}: {node.name}() has {length} lines, at most {MAX_FUNCTION}")
    return found


_INLINE = {
    r"<style\b": "an inline style sheet",
    r"<script\b(?![^>]*\b(?:src=|type=[\"']application/json))": "an inline script",
    r"<[^>]*\sstyle\s*=": "an inline style",
    r"<[^>]*\son[a-z]+\s*=": "an inline handler",
    r"\bhx-on\b": "an inline handler",
    r"javascript:": "a script address",
    r"\b(?:src|action)\s*=\s*[\"']?(?:https?:)?//": "a file from another host",
    r"<link\b[^>]*href\s*=\s*[\"']?(?:https?:)?//": "a file from another host",
}
_NOT_MARKUP = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
_TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


def templates(source: str, path: str) -> list[str]:
    """Markup that the content security policy forbids or a county's network cannot fetch."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found.group(0))

    # A template tag may hold ">" and quotes of its own, so it is blanked before the markup is read.
    text = _TAGS.sub(blank, _NOT_MARKUP.sub(blank, source))
    return [
        f"{text.count(chr(10), 0, found.start()) + 1}: {what}"
        for pattern, what in _INLINE.items()
        for found in re.finditer(pattern, text, re.IGNORECASE)
    ]


def owns_a_model(sources: dict[str, str]) -> bool:
    """Some class of the slice's models.py (or models/) is built on a model base."""
    bases = re.compile(
        r"^class \w+\((?:[\w.]+, )*(?:models\.Model|AbstractBaseUser|AbstractUser|\w*Model)\b", re.M
    )
    return any(bases.search(text) for path, text in sources.items() if "models" in path)
