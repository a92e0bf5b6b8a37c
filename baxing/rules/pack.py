"""A standard pack: everything that a prefecture's table of stars says, as data. The engine knows nothing of eight, or of stars' names.

Points are `Decimal` with at most two places, rates are 0–1 `Decimal`s. Loading from YAML with line numbers is in `standards/loading.py`;
what a well-formed pack must also satisfy (sums, references) is in `rules/pack_check.py`. Source: domain §2–§4.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from baxing.rules.terms import Code, Condition, Node, Term
from baxing.rules.text import Text

Points = Annotated[Decimal, Field(ge=0, le=999, decimal_places=2)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)?$")]
Method = Literal["GATE", "CHK", "DED", "RATIO", "BAND", "LEVEL", "BALLOT"]


class FactDef(Node):
    """One named fact: what it counts, how often, and under which column headings offices send it."""

    code: Code
    name: Text
    kind: Literal["count", "share", "yes_no", "date"]
    period: Literal["year", "quarter", "month"] = "year"
    better: Literal["up", "down", "none"] = "none"
    absent: Literal["unknown", "no", "zero"] = "unknown"
    unit: Text | None = None
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    columns: dict[str, str] = {}
    note: Text | None = None


class Part(Node):
    """A share of a task's points: all of them `when` the condition holds, or in proportion to `actual` ÷ `target`;
    with neither, a person decides. `na_when` takes the part out and the rest of the task is re-normalised."""

    text: Text | None = None
    points: Points
    when: Condition | None = None
    actual: Term | None = None
    target: Term | None = None
    na_when: Condition | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Part":
        if (self.actual is None) != (self.target is None):
            raise ValueError("a part in proportion needs both actual and target")
        if self.when is not None and self.actual is not None:
            raise ValueError("a part has either when, or actual and target, not both")
        return self


class Deduction(Node):
    """`each` points off, `times` over (a person counts if `times` is missing), at most `at_most` points."""

    text: Text
    each: Points
    times: Term | None = None
    at_most: Points | None = None


class Case(Node):
    """One row of a look-up table; the first row whose condition holds gives the points; a row without condition is "else"."""

    points: Points
    when: Condition | None = None
    text: Text | None = None


class Band(Node):
    """Points for a rate of `at_least` (0–1) or more."""

    at_least: Annotated[Decimal, Field(ge=0, le=1)]
    points: Points


class GateRule(Node):
    """All or nothing."""

    kind: Literal["GATE"] = "GATE"
    when: Condition | None = None


class PartsRule(Node):
    """CHK (a sum of ticked sub-points) or RATIO (in proportion to what was due)."""

    kind: Literal["CHK", "RATIO"]
    parts: Annotated[list[Part], Field(min_length=1)]


class DeductionRule(Node):
    """Full points less a fixed deduction per shortfall, never below 0."""

    kind: Literal["DED"] = "DED"
    deduct: Annotated[list[Deduction], Field(min_length=1)]


class BandRule(Node):
    """A look-up table."""

    kind: Literal["BAND"] = "BAND"
    cases: Annotated[list[Case], Field(min_length=1)]


class LevelRule(Node):
    """Anchored levels 0–4 (0, 25, 50, 75, 100 %) by at least three raters, median; `parts` are computed beside it."""

    kind: Literal["LEVEL"] = "LEVEL"
    anchors: Annotated[list[Text], Field(min_length=5, max_length=5)]
    parts: list[Part] = []


class BallotRule(Node):
    """Points by the lowest certified rate of the electorates' facts named in `rates`."""

    kind: Literal["BALLOT"] = "BALLOT"
    rates: Annotated[list[Code], Field(min_length=1)]
    bands: Annotated[list[Band], Field(min_length=1)]


Rule = Annotated[
    GateRule | PartsRule | DeductionRule | BandRule | LevelRule | BallotRule, Field(discriminator="kind")
]


class Variant(Node):
    """What differs for one sector; whatever is missing is as in the base task."""

    title: Text | None = None
    criterion: Text | None = None
    rule: Rule | None = None
    na_when: Condition | None = None
    legal_basis: Text | None = None


class Task(Node):
    """One line of the task list (清单)."""

    code: Name
    title: Text
    criterion: Text
    points: Points
    method: Method
    auto: Literal["A", "H", "M"]
    rule: Rule
    evidence: list[Literal["R", "C", "D", "O", "B"]]
    evidence_max: Annotated[int, Field(ge=0, le=5)] = 0
    mandatory: bool = True
    bonus: bool = False
    na_when: Condition | None = None
    na_reason: Text | None = None
    excuses: list[Code] = []
    legal_basis: Text
    variants: dict[str, Variant] = {}

    @model_validator(mode="before")
    @classmethod
    def _rules_follow_the_method(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("method"), str):
            return data

        def marked(holder: Any) -> Any:
            rule = holder.get("rule") if isinstance(holder, dict) else None
            return {**holder, "rule": {**rule, "kind": data["method"]}} if isinstance(rule, dict) else holder

        variants = data.get("variants")
        if isinstance(variants, dict):
            data = {**data, "variants": {sector: marked(variant) for sector, variant in variants.items()}}
        return marked(data)

    @property
    def rated(self) -> bool:
        """Whether the evaluation group decides this task, not one officer."""
        return self.auto == "M" or self.method == "LEVEL"

    def for_sector(self, sector: str) -> "Task":
        """The task as one sector reads it."""
        variant = self.variants.get(sector)
        if variant is None:
            return self
        changed = {
            name: value for name in Variant.model_fields if (value := getattr(variant, name)) is not None
        }
        return self.model_copy(update=changed)


class Gate(Node):
    """A fact that keeps a star dark whatever its points; in the named `sectors` only, in all if none is named."""

    code: Name
    text: Text
    when: Condition
    remedy: Text
    sectors: list[Name] = []


class Star(Node):
    """A domain with its tasks: a star of its own (per_star_100), or an indicator of the one table (per_branch_100)."""

    code: Name
    name: Text
    short: Text
    weight: Annotated[Decimal, Field(gt=0, le=1000)] = Decimal(1)
    threshold: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    tasks: Annotated[list[Task], Field(min_length=1)]
    gates: list[Gate] = []


class Veto(Node):
    """A branch-level condition on the whole application. Without `when` it is a flag that one person raises on a document
    and another confirms, after the branch could answer."""

    code: Name
    text: Text
    when: Condition | None = None
    effect: Literal["cannot_apply", "self_assess_only", "not_rated", "star_dark", "cancelled", "cap"]
    stars: list[Name] = []
    cap: Annotated[int, Field(ge=0)] | None = None
    bars_top: bool = True
    answer_days: Annotated[int, Field(ge=0)] = 5


class Grade(Node):
    """A grade of the per-branch table: `at_least` points of 100 give `stars` stars. `advice` is a share (0–1) that a superior
    may keep in mind; it never decides (不设比例)."""

    stars: Annotated[int, Field(ge=0)]
    at_least: Annotated[Decimal, Field(ge=0, le=200)]
    name: Text
    advice: Annotated[Decimal, Field(ge=0, le=1)] | None = None


class Top(Node):
    """The full award (eight-star branch): every star lit and these minimums; `satisfaction` is a term giving a rate of 0–1."""

    name: Text
    composite_at_least: Decimal = Decimal(0)
    satisfaction: Term | None = None
    satisfaction_at_least: Decimal = Decimal(0)


class Terms(Node):
    """The numbers of the procedure. Days are working days unless the name says otherwise."""

    self_check_calendar_days: int = 30
    adopt_days: int = 5
    rectify_calendar_days: int = 60
    township_days: int = 15
    returned_days: int = 10
    reconsider_days: int = 5
    evaluate_days: int = 20
    ballot_days: int = 15
    propose_days: int = 10
    notice_days: Annotated[int, Field(ge=1)] = 5
    objection_days: int = 10
    objection_extra_days: int = 5
    recheck_calendar_days: int = 30
    warning_calendar_days: Annotated[int, Field(ge=1)] = 60
    returns_allowed: Annotated[int, Field(ge=0)] = 2
    sample_percent: Annotated[int, Field(ge=0, le=100)] = 20
    raters_at_least: Annotated[int, Field(ge=1)] = 3
    spread_percent: Annotated[int, Field(ge=0, le=100)] = 25
    valid_months: Annotated[int, Field(ge=1)] = 24
    recheck_months: Annotated[int, Field(ge=1)] = 12
    ballot_reuse_months: int = 6
    barred_months: int = 12


class Pack(Node):
    """A whole standard. `schema` names the format's version; a published pack never changes."""

    schema_: Literal[1] = Field(alias="schema")
    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){0,2}$")]
    name: Text
    note: Text | None = None
    scoring_mode: Literal["per_star_100", "per_branch_100"]
    sectors: Annotated[dict[Name, Text], Field(min_length=1)]
    threshold: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(80)
    stars: Annotated[list[Star], Field(min_length=1)]
    vetoes: list[Veto] = []
    top: Top | None = None
    grades: list[Grade] = []
    bonus_cap: Points = Decimal(0)
    excuses: dict[Code, Text] = {}
    terms: Terms = Terms()
    facts: list[FactDef] = []

    @property
    def tasks(self) -> list[Task]:
        """Every task in the order of the table: the order of the sheet's slots."""
        return [task for star in self.stars for task in star.tasks]

    def line(self, star: Star) -> Decimal:
        """The number of points, of 100, from which a star is lit."""
        return self.threshold if star.threshold is None else star.threshold
