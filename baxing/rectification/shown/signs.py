"""The signs of a case in words for the screening sheet (R1): what each was read from, and where that was written down (reads only)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from baxing.accreditation.pictures import fact_shown
from baxing.records.codec import value_of
from baxing.rectification.models import Case
from baxing.rectification.signs import BY_SYSTEM
from baxing.rules.regulation import Sign
from baxing.rules.text import Text, words
from baxing.standards.loading import base_facts

STATES = {
    "there": words("有", "there"),
    "maybe": words("可能有", "may be there"),
    "not": words("没有", "not there"),
    "unknown": words("待定", "not known yet"),
    "manual": words("由人判断", "for people to say"),
}
UNKNOWN = words("待定", "not known yet")
COMPUTED = words("系统按台账算", "computed from the records")


@dataclass(frozen=True)
class ReadFact:
    """One value that a sign was read from."""

    name: Text
    period: Text
    value: Text
    source: Text | str
    known: bool


@dataclass(frozen=True)
class SignRow:
    """One situation of the list: what the system says, from what, and whether people chose it."""

    sign: Sign
    state: Text
    kind: str
    facts: list[ReadFact]
    chosen: bool

    @property
    def known(self) -> list[ReadFact]:
        """The values it rests on."""
        return [fact for fact in self.facts if fact.known]

    @property
    def open(self) -> int:
        """How many of its facts are not known yet."""
        return len(self.facts) - len(self.known)

    @property
    def sources(self) -> list[Text | str]:
        """Where the values were written down, each once."""
        return list({str(fact.source): fact.source for fact in self.known if fact.source}.values())


def sign_rows(case: Case) -> list[SignRow]:
    """Every situation of this sector in the order of the list."""
    return rows_of(case.signs, case.rules.signs_for(case.sector), case.codes)


def rows_of(
    found: Sequence[dict[str, Any]], signs: Iterable[Sign], chosen: Collection[str] = ()
) -> list[SignRow]:
    """What was found of these situations, in their order; what was not looked at is unknown, or for people to say."""
    seen = {row["code"]: row for row in found}
    rows = []
    for sign in signs:
        row = seen.get(sign.code, {"state": "manual" if sign.when is None else "unknown", "readings": []})
        rows.append(SignRow(sign, STATES[row["state"]], row["state"], _facts(row), sign.code in chosen))
    return rows


def _facts(row: dict[str, Any]) -> list[ReadFact]:
    sources = row.get("sources") or [""] * len(row["readings"])
    return [
        _fact(code, when(row.get("year"), period), value, source)
        for (code, period, value), source in zip(row["readings"], sources, strict=True)
    ]


def when(year: int | None, period: str) -> Text:
    """The time that a value is about: 2025 年, 2025 年第 3 季度, 2025 年 3 月."""
    if year is None:
        return words(period, period)
    if period.startswith("Q"):
        return words(f"{year} 年第 {period[1:]} 季度", f"{year} {period}")
    return (
        words(f"{year} 年 {int(period)} 月", f"{year}-{period}") if period else words(f"{year} 年", str(year))
    )


def _fact(code: str, period: Text, value: str | None, source: str) -> ReadFact:
    definition = base_facts().get(code)
    shown = UNKNOWN
    if value is not None and definition is not None:
        shown = fact_shown(value_of(value, definition.kind), definition)
    elif value is not None:
        shown = words(value, value)
    name = definition.name if definition else words(code, code)
    return ReadFact(name, period, shown, COMPUTED if source == BY_SYSTEM else source, value is not None)
