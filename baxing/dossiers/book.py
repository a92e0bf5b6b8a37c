"""The record book in plain words: what each line says, and what of it this reader may see (reads only)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from baxing.dossiers.actions import words
from baxing.dossiers.book_words import (
    CHECKER,
    COLON,
    COMMA,
    FIELDS,
    GROUP_MEMBER,
    LEVEL,
    NO,
    QUIET,
    SEMICOLON,
    SOMEBODY,
    SYSTEM_NAME,
    UNDECIDED,
    VALUES,
    YES,
    verb_words,
)
from baxing.dossiers.models import Dossier, Entry
from baxing.dossiers.pages import CODES
from baxing.rules.flow import SYSTEM
from baxing.rules.roles import ROLES
from baxing.rules.text import Text
from baxing.units.models import User, roles

# Who objected is nobody's business; who rated and who examines is not the assessed's (domain §5, §10).
OBJECTING = frozenset({"object", "objected"})
RATING = frozenset({"sheet_locked", "conflict"})
CHECKING = frozenset({"checker", "objector_seen", "extended", "settled", "answered"})
RATED_IN = frozenset({"EVALUATING", "BALLOTING"})
SERVING = frozenset({"secretary", "recorder"})
ASSESSED = SERVING | {"member"}
CODED = frozenset(
    {
        "task", "tasks", "excuse", "veto", "stars", "rate", "sheet", "satisfaction", "vetoes",
        "code", "codes", "seat", "signer", "methods", "answers", "electorate", "sizes",
    }
)  # fmt: skip
# Codes that are said together with their words, since people know them by their number.
NUMBERED = frozenset({"task", "tasks", "stars", "sheet", "code", "codes"})
CHOICES = frozenset(
    {"points", "choice", "options", "satisfaction", "level", "watch", "from", "to", "void_reason"}
)
ABOUT = ("tasks", "task", "codes", "seat", "minute", "document", "objection")
ORDER = {key: place for place, key in enumerate(FIELDS)}
MOST = 60
HUNDREDTHS = frozenset({"low", "high"})


@dataclass(frozen=True)
class Line:
    """One line for a page: who, what, where it went, and the change as pairs of label and value."""

    n: int
    at: datetime
    who: str
    role: Text | None
    verb: Text
    moved: tuple[Text, Text] | None
    pairs: list[tuple[Text, str]]
    note: str
    digest: str
    about: str = ""
    hidden: bool = False


@dataclass
class Reader:
    """What one reader may see of one file, with the words for its codes; make it once a file."""

    dossier: Dossier
    assessed: bool
    codes: Mapping[str, Text] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, dossier: Dossier, user: User, entries: Iterable[Entry] = ()) -> "Reader":
        """For `user`; one query for the names of persons in `entries`, and what the flow's own slice asks for its codes."""
        logins = {
            entry.change[key] for entry in entries for key in ("rater", "checker") if key in entry.change
        }
        names = (
            dict(User.objects.filter(username__in=logins).values_list("username", "name")) if logins else {}
        )
        tell = CODES.get(dossier.flow)
        return cls(dossier, is_assessed(user, dossier), tell(dossier) if tell else {}, names)

    def line(self, entry: Entry) -> Line:
        """The line in the words of this reader."""
        table, hidden = self.dossier.table, self._hides(entry)
        pairs = [] if hidden else self._pairs(entry)
        moved = None
        if entry.before != entry.after:
            moved = table.state(entry.before).name, table.state(entry.after).name
        who, role = self._who(entry)
        verb = verb_words(self.dossier.flow, entry.before, entry.verb)
        note = "" if self.assessed and entry.verb in OBJECTING else entry.note
        about = "" if hidden else note or self._about(entry)
        return Line(entry.n, entry.at, who, role, verb, moved, pairs, note, entry.digest, about, hidden)

    def _who(self, entry: Entry) -> tuple[str, Text | None]:
        if entry.verb in OBJECTING:
            return words(SOMEBODY), None
        if self.assessed and entry.verb in RATING:
            return words(GROUP_MEMBER), None
        if self.assessed and entry.verb in CHECKING - {"checker"}:
            return words(CHECKER), None
        if entry.by_id is None:
            return words(SYSTEM_NAME), None
        role = ROLES.get(entry.role) if entry.role != SYSTEM else None
        return entry.by_name, role.name if role and role.name.zh != entry.by_name else None

    def _hides(self, entry: Entry) -> bool:
        """Levels stay closed until the evaluation is over, and the assessed never see whose they are."""
        if entry.verb == "sheet_locked":
            return self.assessed or self.dossier.status in RATED_IN
        return self.assessed and entry.verb == "conflict"

    def _about(self, entry: Entry) -> str:
        """What the line is about in one value; of several tasks only their codes."""
        for key in ABOUT:
            if value := entry.change.get(key):
                return words(COMMA).join(value) if key == "tasks" else self._said(key, value)
        return ""

    def _pairs(self, entry: Entry) -> list[tuple[Text, str]]:
        """The change in the order of FIELDS, since a database keeps none."""
        keys = sorted(entry.change, key=lambda key: ORDER.get(key, len(ORDER)))
        return [pair for key in keys for pair in self._pair(entry, key, entry.change[key])]

    def _pair(self, entry: Entry, key: str, value: Any) -> list[tuple[Text, str]]:
        if key in QUIET or value in ("", {}, []) or (key == "checker" and self.assessed):
            return []
        said = self._said(key, value)
        return [(FIELDS.get(key) or Text(zh=key, en=key), said)] if said else []

    def _said(self, key: str, value: Any) -> str:
        if value is None:
            return words(UNDECIDED)
        if isinstance(value, bool):
            return words(YES if value else NO)
        if key in HUNDREDTHS and isinstance(value, int):
            return str(Decimal(value) / 100)
        if isinstance(value, dict) and "zh" in value:
            return text_of(value)
        if isinstance(value, dict):
            parts = [
                f"{self._code(key, code)}{words(COLON)}{self._part(part)}" for code, part in value.items()
            ]
            return words(SEMICOLON).join(parts)
        if isinstance(value, list):
            return words(COMMA).join(self._code(key, part) for part in value)
        if key in ("rater", "checker"):
            return self.names.get(value, str(value))
        return self._code(key, value)

    def _part(self, value: Any) -> str:
        """What stands behind one code: a rater's level with its reason, or a plain value."""
        if not isinstance(value, dict) or "level" not in value:
            return self._said("", value)
        said = [f"{words(LEVEL)} {value['level']}", value.get("reason", ""), value.get("seen", "")]
        return words(COMMA).join(part for part in said if part)

    def _code(self, key: str, value: Any) -> str:
        """A code with its words beside it, a coded choice in words, anything else as it was written."""
        text = str(value)
        if key in CODED and text in self.codes:
            name = words(self.codes[text])
            return f"{text} {name}" if key in NUMBERED else name
        return words(VALUES[text]) if text in VALUES and key in CHOICES else text


def text_of(texts: Mapping[str, Any]) -> str:
    """A text that was written down in its languages, in that of the request."""
    known = {name: str(text) for name, text in texts.items() if name in Text.model_fields}
    return words(Text(**{"zh": "", "en": "", **known}))


def is_assessed(user: User, dossier: Dossier) -> bool:
    """Whether `user` looks at this file as the one it is about: whoever serves the branch, whatever else he holds."""
    held = roles(user, dossier.unit)
    return bool(held) and (held <= ASSESSED or bool(held & SERVING))


def in_brief(line: Line) -> str:
    """The line in a few words, for a desk: the verb and what it is about."""
    verb = words(line.verb)
    if not line.about:
        return verb
    return f"{verb}{words(COLON)}{line.about[:MOST]}{'…' if len(line.about) > MOST else ''}"
