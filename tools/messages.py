"""The message catalogues: what is said in the code, what the catalogues say in Chinese, and what is missing.

    python tools/messages.py extract [SLICE…]   every msgid with the place where it is said
    python tools/messages.py check   [SLICE…]   exit 1 unless every msgid has a sound Chinese translation
    python tools/messages.py update  [SLICE…]   append missing msgids, untranslated, to the slice's catalogue
    python tools/messages.py compile            .po -> .mo where the .mo is missing or older

Pure Python (Babel), so no gettext tools are needed. A msgid may be translated in the catalogue of its own
slice or of an earlier one; the same msgid with two translations is an error, because Django would show only
one of them everywhere.
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import escape, read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
# The order of the slices (design §3): a later one may use the words of an earlier one.
SLICES = (
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
# Position of (context, singular, plural) among the arguments of each gettext function.
_SHAPES = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
GETTEXT_NAMES = {"_": "gettext", "gettext_noop": "gettext"} | {
    name + suffix: name for name in _SHAPES for suffix in ("", "_lazy")
}
_CALL = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, GETTEXT_NAMES), key=len, reverse=True)) + r")\(")
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?[sdifgx]")
_HEADER = """msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


@dataclass(frozen=True)
class Message:
    """One msgid as it is said at one place; `where` is file:line relative to the root."""

    where: str
    id: str
    plural: str | None = None
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        return (self.context, self.id)


def catalogue_path(root: Path, slice_name: str) -> Path:
    """Where the slice keeps its Chinese catalogue."""
    return root / "baxing" / slice_name / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def from_python(source: str, where: str) -> Iterator[Message]:
    """Every constant msgid that Python source passes to a gettext function."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _from_call(node, f"{where}:{node.lineno}")


def _from_call(call: ast.Call, where: str) -> Iterator[Message]:
    func = call.func
    name = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
    if name not in GETTEXT_NAMES:
        return
    parts = [
        None if at is None or at >= len(call.args) else _constant(call.args[at])
        for at in _SHAPES[GETTEXT_NAMES[name]]
    ]
    context, singular, plural = parts
    if singular:
        yield Message(where, singular, plural, context)


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def from_template(source: str, where: str) -> Iterator[Message]:
    """Every msgid of `translate`, `blocktranslate` and `_()` in a Django template."""
    from django.utils.translation.template import templatize  # late: compiling needs no Django

    text = templatize(source, origin=where)
    for found in _CALL.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        call = ast.parse(_balanced(text, found.start(), found.end()), mode="eval").body
        assert isinstance(call, ast.Call)
        yield from _from_call(call, f"{where}:{line}")


def _balanced(text: str, start: int, after_paren: int) -> str:
    """The call that starts at `start`, up to its closing parenthesis; strings may hold parentheses."""
    quote, skip = "", False
    for at in range(after_paren, len(text)):
        char = text[at]
        if skip:
            skip = False
        elif quote:
            skip = char == "\\"
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == ")":
            return text[start : at + 1]
    raise ValueError(f"a gettext call is not closed: {text[start : start + 60]!r}")


def extract(root: Path, slice_name: str) -> list[Message]:
    """Every message of one slice, in the order of files and lines."""
    base = root / "baxing" / slice_name
    found: list[Message] = []
    for path in sorted(base.rglob("*")):
        where = path.relative_to(root).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            found += from_python(path.read_text("utf-8"), where)
        elif path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts:
            found += from_template(path.read_text("utf-8"), where)
    return found


def read_catalogue(root: Path, slice_name: str) -> Catalog:
    """The slice's catalogue; an empty one where the file does not exist."""
    path = catalogue_path(root, slice_name)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def _faults_of_entry(where: str, entry_id: object, string: object, fuzzy: bool) -> Iterator[str]:
    ids = list(entry_id) if isinstance(entry_id, (tuple, list)) else [str(entry_id)]
    strings = list(string) if isinstance(string, (tuple, list)) else [str(string)]
    if fuzzy:
        yield f"{where}: “{ids[0]}” is marked fuzzy: look at it and take the mark away"
    if not all(strings):
        yield f"{where}: “{ids[0]}” has an empty translation"
        return
    wanted = set(map(str, _placeholders(ids[-1])))
    for text in strings:
        if set(map(str, _placeholders(text))) != wanted:
            yield f"{where}: “{ids[0]}” and its translation “{text}” hold different placeholders"


def _placeholders(text: str) -> list[str]:
    return [found.group(0) for found in _PLACEHOLDER.finditer(text.replace("%%", ""))]


def check(root: Path, only: list[str] | None = None) -> tuple[list[str], list[str]]:
    """(faults, obsolete): what must be mended, and entries that nothing says any more."""
    faults: list[str] = []
    obsolete: list[str] = []
    known: dict[tuple[str | None, str], tuple[str, object]] = {}
    for slice_name in SLICES:
        if not (root / "baxing" / slice_name).is_dir():
            continue
        said = {message.key: message for message in reversed(extract(root, slice_name))}
        found: list[str] = []
        po = catalogue_path(root, slice_name).relative_to(root).as_posix()
        for entry in read_catalogue(root, slice_name):
            if not entry.id:
                continue
            key = (entry.context, entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id)
            found += _faults_of_entry(f"{po}:{entry.lineno or 0}", entry.id, entry.string, entry.fuzzy)
            other, string = known.setdefault(key, (po, entry.string))
            if other != po and string != entry.string:
                found.append(f"{po}: “{key[1]}” is translated differently in {other}")
            if key not in said:
                obsolete.append(f"{po}: “{key[1]}”")
        for key, message in sorted(said.items(), key=lambda item: item[1].where):
            if key not in known:
                found.append(f"{message.where}: “{message.id}” has no {LOCALE} translation")
        if not only or slice_name in only:
            faults += found
    return faults, obsolete


def update(root: Path, slice_name: str) -> int:
    """Appends the missing msgids of a slice to its catalogue, touching nothing else; returns how many."""
    known = {
        (entry.context, entry.id[0] if isinstance(entry.id, (tuple, list)) else entry.id)
        for earlier in SLICES[: SLICES.index(slice_name) + 1]
        for entry in read_catalogue(root, earlier)
    }
    missing = {m.key: m for m in extract(root, slice_name) if m.key not in known}
    path = catalogue_path(root, slice_name)
    if not missing:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text("utf-8").rstrip("\n") + "\n" if path.exists() else _HEADER
    for message in missing.values():
        text += f"\n#: {message.where}\n"
        if _placeholders(message.id):
            text += "#, python-format\n"
        if message.context:
            text += f"msgctxt {escape(message.context)}\n"
        text += f"msgid {escape(message.id)}\n"
        if message.plural:
            text += f"msgid_plural {escape(message.plural)}\n"
        text += 'msgstr[0] ""\n' if message.plural else 'msgstr ""\n'
    path.write_text(text, "utf-8")
    return len(missing)


def compile_catalogues(root: Path) -> int:
    """Writes each .mo that is missing or older than its .po; returns how many."""
    count = 0
    for po in sorted((root / "baxing").glob("*/locale/*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as file:
            catalogue = read_po(file, locale=po.parent.parent.name, abort_invalid=True)
        fresh = mo.with_suffix(f".{os.getpid()}.new")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(mo)  # in one step, because servers and tests may be reading
        count += 1
    return count


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=["extract", "check", "update", "compile"])
    parser.add_argument("slices", nargs="*", metavar="SLICE", help="default: every slice")
    chosen = parser.parse_args(argv)
    unknown = set(chosen.slices) - set(SLICES)
    if unknown:
        parser.error(f"no such slice: {', '.join(sorted(unknown))}")
    there = [name for name in chosen.slices or SLICES if (ROOT / "baxing" / name).is_dir()]
    if chosen.verb == "compile":
        if count := compile_catalogues(ROOT):
            print(f"messages: {count} compiled")
    elif chosen.verb == "extract":
        for message in (m for name in there for m in extract(ROOT, name)):
            print(f"{message.where}: {message.id!r}" + (f" [{message.context}]" if message.context else ""))
    elif chosen.verb == "update":
        for name in there:
            print(f"{name}: {update(ROOT, name)} added")
    else:
        faults, obsolete = check(ROOT, chosen.slices or None)
        print(*faults, *(f"(obsolete) {line}" for line in obsolete), sep="\n")
        print(f"messages: {len(faults)} faults, {len(obsolete)} obsolete")
        return 1 if faults else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
