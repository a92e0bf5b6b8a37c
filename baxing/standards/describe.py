"""A task's rule in words: one row per number of points, with what earns it. Needs no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baxing.rules.pack import (
    BallotRule,
    BandRule,
    DeductionRule,
    FactDef,
    GateRule,
    LevelRule,
    Pack,
    Part,
    PartsRule,
    Task,
)
from baxing.rules.pack_words import plain
from baxing.rules.terms import (
    All,
    Any_,
    Before,
    Compare,
    Count,
    Lowest,
    LowestKnown,
    MonthsSince,
    Not,
    Percent,
    Run,
    Shortfall,
    Sum,
)
from baxing.rules.text import Text

_PERIOD = {"quarter": ("季度", "quarters"), "month": ("月", "months"), "year": ("年", "years")}
_BOUND = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<", "equals": "="}


@dataclass(frozen=True)
class Row:
    """`points` as they are written (15, −5, level 3), what for in the pack's own words, and how it is worked out."""

    points: str
    text: Text | None
    how: Text | None


def both(zh: str, en: str) -> Text:
    """A text of ours."""
    return Text(zh=zh, en=en)


def _joined(texts: list[Text], zh: str, en: str) -> Text:
    return both(zh.join(text.zh for text in texts), en.join(text.en for text in texts))


class Words:
    """Terms and conditions of one pack in words: facts by their names."""

    def __init__(self, facts: list[FactDef]) -> None:
        self.facts: Mapping[str, FactDef] = {fact.code: fact for fact in facts}

    def name(self, code: str) -> Text:
        """What the fact is called; its code if it is not defined."""
        fact = self.facts.get(code)
        return both(code, code) if fact is None else fact.name

    def term(self, term: Any) -> Text:
        """A quantity in words."""
        match term:
            case Decimal():
                return both(plain(term), plain(term))
            case str():
                return self.name(term)
            case Count(count=code, at_least=least):
                return self._periods(
                    code, f"“%s”达到 {plain(least)} 的%s数", f"%s with “%s” at {plain(least)} or more"
                )
            case Run(run=code, below=below):
                return self._periods(
                    code, f"“%s”连续低于 {plain(below)} 的%s数", f"%s in a row with “%s” below {plain(below)}"
                )
            case MonthsSince(months_since=code):
                name = self.name(code)
                return both(f"从“{name.zh}”起的月数", f"months since “{name.en}”")
            case Shortfall(shortfall=less, to=full):
                have, due = self.term(less), self.term(full)
                return both(
                    f"“{have.zh}”比“{due.zh}”少的数", f"by how much “{have.en}” falls short of “{due.en}”"
                )
            case Percent(percent=share, of=whole):
                of = self.term(whole)
                return both(f"{of.zh}的 {plain(share)}%", f"{plain(share)} % of {of.en}")
            case Sum(sum=terms):
                return _joined([self.term(one) for one in terms], " + ", " + ")
            case Lowest(lowest=terms) | LowestKnown(lowest_known=terms):
                listed = _joined([self.term(one) for one in terms], "、", ", ")
                return both(f"{listed.zh}中最低的", f"the lowest of {listed.en}")
        return both(str(term), str(term))

    def _periods(self, code: str, zh: str, en: str) -> Text:
        name, fact = self.name(code), self.facts.get(code)
        period = _PERIOD["quarter" if fact is None else fact.period]
        return both(zh % (name.zh, period[0]), en % (period[1], name.en))

    def condition(self, condition: Any) -> Text:
        """A condition in words."""
        match condition:
            case str():
                return self.name(condition)
            case Compare():
                value = self.term(condition.value)
                bounds = [
                    (sign, self.term(bound))
                    for name, sign in _BOUND.items()
                    if (bound := getattr(condition, name)) is not None
                ]
                parts = [both(f"{sign} {text.zh}", f"{sign} {text.en}") for sign, text in bounds]
                limits = _joined(parts, " 且 ", " and ")
                return both(f"{value.zh} {limits.zh}", f"{value.en} {limits.en}")
            case Before(date=code, before=day):
                name, (month, number) = self.name(code), day.split("-")
                return both(f"{name.zh}早于 {int(month)}月{int(number)}日", f"{name.en} before {day}")
            case All(all=inner):
                return _joined([self.condition(one) for one in inner], "，并且", ", and ")
            case Any_(any=inner):
                return _joined([self.condition(one) for one in inner], "，或者", ", or ")
            case Not(not_=inner):
                text = self.condition(inner)
                return both(f"没有“{text.zh}”", f"not “{text.en}”")
        return both(str(condition), str(condition))

    def rows(self, task: Task) -> list[Row]:
        """The rule of a task, line by line."""
        rule = task.rule
        match rule:
            case GateRule(when=when):
                how = None if when is None else self.condition(when)
                return [Row(plain(task.points), None, how)] if how else []
            case PartsRule(parts=parts):
                return [self._part(part) for part in parts]
            case LevelRule(parts=parts, anchors=anchors):
                levels = [Row(f"{level * 25} %", text, None) for level, text in enumerate(anchors)]
                return [*(self._part(part) for part in parts), *reversed(levels)]
            case DeductionRule(deduct=items):
                return [
                    Row(
                        f"−{plain(item.each)}",
                        item.text,
                        self._times(item.times, item.at_most),
                    )
                    for item in items
                ]
            case BandRule(cases=cases):
                return [
                    Row(plain(case.points), case.text, self.condition(case.when) if case.when else _ELSE)
                    for case in cases
                ]
            case BallotRule(rates=rates, bands=bands):
                lowest = _joined([self.name(code) for code in rates], "、", ", ")
                return [
                    Row(
                        plain(band.points),
                        None,
                        both(
                            f"{lowest.zh} ≥ {percent(band.at_least)}",
                            f"{lowest.en} ≥ {percent(band.at_least)}",
                        ),
                    )
                    for band in bands
                ]
        return []

    def _part(self, part: Part) -> Row:
        how = None
        if part.when is not None:
            how = self.condition(part.when)
        elif part.actual is not None:
            have, due = self.term(part.actual), self.term(part.target)
            how = both(f"{have.zh} ÷ {due.zh}", f"{have.en} ÷ {due.en}")
        return Row(plain(part.points), part.text, how)

    def _times(self, times: Any, most: Decimal | None) -> Text | None:
        parts = [] if times is None else [both(f"× {self.term(times).zh}", f"× {self.term(times).en}")]
        if most is not None:
            parts.append(both(f"最多扣 {plain(most)} 分", f"at most {plain(most)} points"))
        return _joined(parts, "，", ", ") if parts else None


_ELSE = both("其他情况", "otherwise")


def percent(share: Decimal) -> str:
    """A share of 0–1 as per cent: 0.6 → 60%."""
    return f"{plain(share * 100)}%"


def words_of(pack: Pack) -> Words:
    """The words of a pack."""
    return Words(pack.facts)
