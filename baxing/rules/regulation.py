"""A rectification regulation as data: signs, the four ones, checks, acceptance, ballots, terms (domain §7, §8).

Nothing here knows a quota: how many organisations are listed follows from what was found, never from a number given.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from baxing.rules.terms import Code, Condition, Node
from baxing.rules.text import Text

SignCode = Annotated[str, StringConstraints(pattern=r"^R\d{2}$")]
Days = Annotated[int, Field(ge=1, le=400)]
Percent = Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]


class Sign(Node):
    """One situation of the screening list. `when` says for certain that it is there, `maybe` that it may be; a manual
    sign has neither. `advisory` signs never suffice alone. Source: domain §7.1."""

    code: SignCode
    name: Text
    sign: Text
    mode: Literal["auto", "half", "manual"]
    when: Condition | None = None
    maybe: Condition | None = None
    sectors: list[str] = []
    advisory: bool = False

    @model_validator(mode="after")
    def _computed(self) -> "Sign":
        if (self.when is None) != (self.mode == "manual"):
            raise ValueError("a manual sign has no `when`; the others need one")
        return self


class FourOne(Node):
    """One of the four ones: who goes there, how often. `resident` means stationed, so no visits are counted."""

    code: Code
    name: Text
    duty: Text
    visits_per_quarter: Annotated[int, Field(ge=0, le=30)] = 0
    resident: bool = False
    sectors: list[str] = []


class Item(Node):
    """One row of the acceptance sheet. `solved` rows are computed: the share of listed problems that were closed."""

    code: Annotated[str, StringConstraints(pattern=r"^(R\d{2}|A\d{1,2})$")]
    name: Text
    look: Text
    points: Annotated[int, Field(ge=1, le=100)]
    solved: bool = False


class Sheet(Node):
    """The acceptance sheet (RECT-100): 100 points, a pass mark, and what fails outright. Source: domain §7.5."""

    code: str
    name: Text
    items: Annotated[list[Item], Field(min_length=1)]
    pass_mark: Percent
    outright: list[Text] = []

    @model_validator(mode="after")
    def _hundred(self) -> "Sheet":
        if sum(item.points for item in self.items) != 100:
            raise ValueError("the acceptance sheet adds up to 100 points")
        return self


class Electorate(Node):
    """Who votes: the threshold in per cent, the quorum as parts of those who should attend, the sectors that have it.

    `one_below`: with fewer valid ballots than this, one dissent is tolerated; 0 switches that off (domain §8.3).
    """

    code: Code
    name: Text
    threshold: Percent
    quorum: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] = (2, 3)
    sectors: list[str] = []
    one_below: Annotated[int, Field(ge=0, le=100)] = 0


class Named(Node):
    """A code with its words: a signer, a question of the look-back, a way of checking."""

    code: Code
    name: Text


class CaseTerms(Node):
    """Days and numbers of a case; days are working days unless the name says calendar days or months."""

    screen_days: Days = 15
    watch_calendar_days: Days = 180
    answer_days: Days = 5
    confirm_days: Days = 20
    plan_days: Days = 15
    approve_days: Days = 10
    months: Annotated[int, Field(ge=1, le=24)] = 6
    months_least: Annotated[int, Field(ge=1, le=24)] = 3
    months_most: Annotated[int, Field(ge=1, le=36)] = 12
    escalated_days: Days = 20
    overdue_days: Annotated[int, Field(ge=0, le=60)] = 5
    self_check_days: Days = 10
    recheck_days: Days = 15
    review_days: Days = 20
    talks_members: Annotated[int, Field(ge=0, le=200)] = 5
    talks_households: Annotated[int, Field(ge=0, le=200)] = 10
    ballot_days: Days = 10
    pass_days: Days = 10
    notice_days: Days = 5
    restart_days: Days = 5
    follow_up_months: Annotated[int, Field(ge=1, le=36)] = 12
    look_backs: Annotated[int, Field(ge=1, le=12)] = 2
    look_back_days: Days = 20
    look_back_items: Annotated[int, Field(ge=1, le=50)] = 3
    round_months: Annotated[int, Field(ge=1, le=24)] = 6


class Regulation(Node):
    """A whole rectification regulation. Source: domain §7, §8; the seed's rule is 95 and 85 per cent (domain §1, row 11)."""

    schema_: Literal[1] = Field(alias="schema")
    kind: Literal["rectification"]
    code: str
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+){0,3}$")]
    name: Text
    note: Text | None = None
    signs: Annotated[list[Sign], Field(min_length=1)]
    four_ones: Annotated[list[FourOne], Field(min_length=1)]
    sheet: Sheet
    electorates: Annotated[list[Electorate], Field(min_length=1)]
    signers: Annotated[list[Named], Field(min_length=1)]
    methods: Annotated[list[Named], Field(min_length=1)]
    questions: Annotated[list[Named], Field(min_length=1)]
    terms: CaseTerms = CaseTerms()

    @model_validator(mode="after")
    def _codes_once(self) -> "Regulation":
        tables: tuple[list[Any], ...] = (
            *(self.signs, self.four_ones, self.sheet.items),
            *(self.electorates, self.signers, self.methods, self.questions),
        )
        for rows in tables:
            codes = [row.code for row in rows]
            if twice := sorted({code for code in codes if codes.count(code) > 1}):
                raise ValueError(f"codes stand twice: {', '.join(twice)}")
        return self

    def sign(self, code: str) -> Sign | None:
        """The sign of that code, if the regulation has it."""
        return next((sign for sign in self.signs if sign.code == code), None)

    def signs_for(self, sector: str) -> list[Sign]:
        """The signs that are looked at in a sector, in order."""
        return [sign for sign in self.signs if not sign.sectors or sector in sign.sectors]

    def four_ones_for(self, sector: str) -> list[FourOne]:
        """The four ones that a case in this sector needs."""
        return [row for row in self.four_ones if not row.sectors or sector in row.sectors]

    def electorates_for(self, sector: str) -> list[Electorate]:
        """Who votes on a case in this sector: all of them must reach their line."""
        return [row for row in self.electorates if not row.sectors or sector in row.sectors]
