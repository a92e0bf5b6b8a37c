"""Reasons in words, Chinese and English: what was counted, what was due, what is missing, and what to do.

Every code of a `Reason` has a line here in both languages (a test holds it). A part of a line in square
brackets is left out when something in it is not given.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from baxing.rules.explain_words import FRAME, PERIOD_NAMES, WORDS
from baxing.rules.facts import Value
from baxing.rules.outcome import Outcome, Reason, Result, StarResult, Way
from baxing.rules.pack import Pack
from baxing.rules.text import Text

POINTS = frozenset(
    ("points", "full", "got", "off", "each", "short", "lost", "earned", "applicable", "least", "gain")
)
"""Params that are hundredths of points."""
RATES = frozenset(("rate", "at_least_rate"))
"""Params that are rates of 0–1, said as a percentage."""

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"\{(\w+)\}")


def points(hundredths: int) -> str:
    """Hundredths as points, without trailing zeros: 1125 is "11.25", 1500 is "15"."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def number(value: int | Fraction | Decimal) -> str:
    """An exact number to read: whole, or as a decimal of at most two places; "≈" marks one that was cut."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    rounded = (2 * exact * 100 + 1) // 2
    text = ("-" if rounded < 0 else "") + points(abs(rounded))
    return text if Fraction(rounded, 100) == exact else f"≈{text}"


def two_places(value: Fraction) -> str:
    """A number of 0 or more with two places, rounded half up, for tables: 90 is "90.00"."""
    rounded = (2 * value * 100 + 1) // 2
    return f"{rounded // 100}.{rounded % 100:02d}"


def percent(rate: int | Fraction) -> str:
    """A rate of 0–1 as a percentage."""
    return f"{number(Fraction(rate) * 100)}%"


def say(reason: Reason, language: str) -> str:
    """The reason in words, in Chinese for zh and English for every other language."""
    tongue = "zh" if language[:2] == "zh" else "en"
    template = WORDS[reason.code][tongue]
    params = _derived(reason.params)

    def shown(match: re.Match[str]) -> str:
        return _word(match[1], params.get(match[1]), tongue)

    def kept(match: re.Match[str]) -> str:
        given = all(params.get(name) not in (None, "", ()) for name in _NAME.findall(match[1]))
        return match[1] if given else ""

    return _NAME.sub(shown, _OPTIONAL.sub(kept, template))


def _derived(params: Mapping[str, object]) -> dict[str, object]:
    """Figures that follow from the others: the points lost, if any."""
    whole, got = params.get("points"), params.get("got")
    if isinstance(whole, int) and isinstance(got, int | Fraction) and whole > got:
        return {**params, "lost": whole - got}
    return dict(params)


def _word(name: str, value: object, language: str) -> str:
    if name in POINTS and isinstance(value, int | Fraction):
        return points(value) if isinstance(value, int) else number(value / 100)
    if name in RATES and isinstance(value, int | Fraction):
        return percent(value)
    if isinstance(value, Text):
        return value.say(language)
    if isinstance(value, tuple):
        return (
            "、".join(map(period_name("zh"), value))
            if language == "zh"
            else ", ".join(map(period_name("en"), value))
        )
    if isinstance(value, int | Fraction | Decimal):
        return number(value)
    return "" if value is None else str(value)


def period_name(language: str) -> Callable[[str], str]:
    """How a period is called: "Q1" is 第一季度."""
    names = PERIOD_NAMES[language]
    return lambda period: names.get(period, period)


def reading(value: Value | None, unit: Text | None, language: str) -> str:
    """A fact's value to read: its number and unit, yes or no, the date, or that it is not known."""
    words = FRAME[language]
    if value is None:
        return words["unknown"]
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    if isinstance(value, date):
        return value.isoformat()
    after = "" if unit is None else f" {unit.say(language)}"
    return f"{number(value)}{after}"


def outcome_line(outcome: Outcome, language: str) -> str:
    """A task's figure in words: "11.25 / 15", "not applicable", "unknown, between 4 and 15"."""
    words = FRAME[language]
    match outcome.kind:
        case "na" | "excused":
            return words[outcome.kind]
        case "unknown":
            return words["between"].format(low=points(outcome.low), high=points(outcome.high))
    return f"{points(outcome.points)} / {points(outcome.full)}"


def way_line(way: Way, titles: Mapping[str, Text], language: str) -> str:
    """What would light a star, in words."""
    words = FRAME[language]
    names = words["and"].join(f"{code} {titles[code].say(language)}" for code in way.tasks)
    return words["way"].format(tasks=names, gain=points(way.gain), score=number(way.score))


def explain(result: Result, outcomes: Mapping[str, Outcome], pack: Pack, language: str) -> str:
    """The whole result as text: the award, each star with its reasons, each task with its own."""
    words = FRAME[language]
    lines = [pack.name.say(language), _award(result, pack, language)]
    lines += [f"  {words['missing']}: {say(reason, language)}" for reason in result.missing]
    for star, source in zip(result.stars, pack.stars, strict=True):
        lines += ["", _star_line(star, language)]
        lines += [f"  · {say(reason, language)}" for reason in star.reasons]
        for task in source.tasks:
            if task.code in outcomes:
                outcome = outcomes[task.code]
                lines.append(f"  {task.code} {task.title.say(language)}  {outcome_line(outcome, language)}")
                lines += [f"      {say(reason, language)}" for reason in outcome.why]
    return "\n".join(lines) + "\n"


def span(low: Fraction, high: Fraction) -> str:
    """A figure of which only bounds may be known."""
    return two_places(low) if low == high else f"{two_places(low)}–{two_places(high)}"


def _award(result: Result, pack: Pack, language: str) -> str:
    words = FRAME[language]
    lit = str(result.lit) if result.lit == result.lit_high else f"{result.lit}–{result.lit_high}"
    parts = [
        words["stars"].format(lit=lit),
        words["composite"].format(score=span(result.composite_low, result.composite_high)),
    ]
    if result.grade is not None:
        parts.append(result.grade.name.say(language))
    if pack.top is not None:
        answer = words["unknown"] if result.top is None else words["yes" if result.top else "no"]
        parts.append(f"{pack.top.name.say(language)}{words['colon']}{answer}")
    if not result.can_apply:
        parts.append(words["cannot_apply"])
    if not result.rated:
        parts.append(words["not_rated"])
    return words["stop"].join(parts)


def _star_line(star: StarResult, language: str) -> str:
    words = FRAME[language]
    return f"{star.code} {star.name.say(language)}  {words[star.state]}  {span(star.low, star.high)}"
