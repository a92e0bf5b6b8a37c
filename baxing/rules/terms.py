"""The small language in which a pack says what it counts: numbers (terms) and yes/no questions (conditions) over named facts.

In YAML a bare number is itself, a bare word is the fact of that name. Evaluation is in `rules/facts.py`.
"""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,63}$")]


class Node(BaseModel):
    """A part of a pack: unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Count(Node):
    """In how many quarters or months the fact reached `at_least`. A period without a value makes the count unknown."""

    count: Code
    at_least: Decimal = Decimal(1)


class Run(Node):
    """The longest run of neighbouring periods in which the fact stayed below `below`."""

    run: Code
    below: Decimal = Decimal(1)


class MonthsSince(Node):
    """Calendar months since a date fact, counted exactly to the reference date of the cycle (the days of a month begun are a
    part of it, so "above 3" and "below 12" mean what they say); 0 if the date is still ahead."""

    months_since: Code


class Shortfall(Node):
    """How much `shortfall` falls short of `to`; never below 0."""

    shortfall: "Term"
    to: "Term"


class Sum(Node):
    """All the terms added up."""

    sum: Annotated[list["Term"], Field(min_length=1)]


class Lowest(Node):
    """The smallest of the terms: "the lower rate counts". Unknown as long as one of them is."""

    lowest: Annotated[list["Term"], Field(min_length=1)]


class LowestKnown(Node):
    """The smallest of the terms that are known; unknown only if none is. For the electorates that a branch really has:
    a village has representatives, a hospital has users, nobody has all."""

    lowest_known: Annotated[list["Term"], Field(min_length=1)]


class Percent(Node):
    """So many per cent `of` a term, exactly: "90 % of those received earns all the points"."""

    percent: Annotated[Decimal, Field(gt=0, le=1000)]
    of: "Term"


Term = Annotated[
    Decimal | Code | Count | Run | MonthsSince | Shortfall | Sum | Lowest | LowestKnown | Percent,
    Field(union_mode="left_to_right"),
]


class Compare(Node):
    """A number against its bounds; bounds are inclusive for `at_least`, `at_most`, `equals`, exclusive for `above`, `below`."""

    value: Term
    at_least: Term | None = None
    above: Term | None = None
    at_most: Term | None = None
    below: Term | None = None
    equals: Term | None = None


class Before(Node):
    """A date fact lies before month-day `before` of the cycle's year ("03-01" means: by the end of February)."""

    date: Code
    before: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class All(Node):
    """Every condition holds. One that certainly fails decides, whatever is unknown."""

    all: Annotated[list["Condition"], Field(min_length=1)]


class Any_(Node):
    """At least one condition holds. One that certainly holds decides, whatever is unknown."""

    any: Annotated[list["Condition"], Field(min_length=1)]


class Not(Node):
    """The condition does not hold; unknown stays unknown."""

    not_: "Condition" = Field(alias="not")


Condition = Annotated[Code | Compare | Before | All | Any_ | Not, Field(union_mode="left_to_right")]

for model in (Shortfall, Sum, Lowest, LowestKnown, Percent, Compare, All, Any_, Not):
    model.model_rebuild()


def facts_in(part: Any) -> set[str]:
    """Every fact code that a term or condition reads."""
    match part:
        case None | Decimal():
            return set()
        case str():
            return {part}
        case Count(count=code) | Run(run=code) | MonthsSince(months_since=code) | Before(date=code):
            return {code}
        case list() | tuple():
            return set().union(*(facts_in(item) for item in part)) if part else set()
        case Node():
            return set().union(*(facts_in(getattr(part, name)) for name in type(part).model_fields))
    return set()
