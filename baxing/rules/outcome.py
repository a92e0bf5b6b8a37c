"""What scoring says: outcomes of tasks, results of stars and of a branch, each with its reasons.

Points are whole hundredths (int), scores of 100 and rates exact fractions. Nothing here computes.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from baxing.rules.pack import Grade
from baxing.rules.text import Text

Kind = Literal["scored", "zero", "na", "excused", "unknown"]
State = Literal["lit", "dark", "gated", "unknown", "na", "counted"]


class Reason(NamedTuple):
    """One reason by code; `rules/explain.py` has its words in every language. Params named in
    `explain.POINTS` are hundredths, `Text`s are words of the pack, other numbers are exact."""

    code: str
    params: Mapping[str, object]


class Outcome(NamedTuple):
    """One task of one branch. `points` of `full` hundredths; while unknown, `points` is what is certain so
    far, and the final figure lies between `low` and `high`, both included. n/a and excused leave the star."""

    task: str
    kind: Kind
    points: int
    full: int
    low: int
    high: int
    why: tuple[Reason, ...]


class StarResult(NamedTuple):
    """One star, or one indicator of a per-branch table (`counted`). `earned` of `applicable` hundredths;
    unknown tasks count in `applicable` and not in `earned`, `bonus` stands beside both. `low` and `high` are
    the bounds of the score of 100."""

    code: str
    name: Text
    short: Text
    state: State
    earned: int
    applicable: int
    bonus: int
    low: Fraction
    high: Fraction
    line: Decimal
    gates: tuple[str, ...]
    reasons: tuple[Reason, ...]


class Result(NamedTuple):
    """One branch. `lit` stars are certain, up to `lit_high` are still possible; both respect a cap. `grade`
    is that of a per-branch table, None while it is open. `top` is the full award: None while it hangs on
    something unknown. `can_apply` and `rated` turn false by a veto that fired; one that may still fire stands
    in `vetoes_unknown`."""

    stars: tuple[StarResult, ...]
    composite_low: Fraction
    composite_high: Fraction
    lit: int
    lit_high: int
    grade: Grade | None
    vetoes: tuple[str, ...]
    vetoes_unknown: tuple[str, ...]
    top: bool | None
    missing: tuple[Reason, ...]
    can_apply: bool
    rated: bool


class Way(NamedTuple):
    """What would light a dark star: these tasks done wholly give `gain` hundredths more and the star `score`
    of 100."""

    tasks: tuple[str, ...]
    gain: int
    score: Fraction
