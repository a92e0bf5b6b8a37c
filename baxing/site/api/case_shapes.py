"""What the interface says of a rectification case. The day of a look-back is not in it before that day has come."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from baxing.rectification.models import Case, Check, LookBack, Seat
from baxing.rectification.needs import unmet
from baxing.site.api.shapes import MoveOut, hundredths
from baxing.units.models import User


class CaseOut(Schema):
    """A case and where it stands."""

    uid: UUID
    file: UUID = Field(description="Its file: problems hang on it, its book is told by it.")
    unit: str
    unit_uid: UUID
    county: str
    sector: str
    year: int
    state: str = Field(description="A state of the flow “rectification” (docs/flows.md).")
    version: int = Field(description="Grows by one with every line of the record book.")
    due: date | None
    codes: list[str] = Field(description="The situations that people chose; signs of the regulation.")
    level: Literal["normal", "key"]
    watch: str = Field(description="The level that supervises it now.")
    second_year: bool = Field(description="Listed last year too.")
    round: int
    late_from: date | None = Field(description="The earliest day of a problem that is not settled.")
    under_rectification: bool = Field(description="While it is, the branch cannot apply for stars.")


class ReadingOut(Schema):
    """One value that a sign was read from."""

    fact: str
    period: str
    value: str | None
    source: str = Field(description="Where it was written down; `system` where it was computed.")


class SignOut(Schema):
    """What the facts said of one situation on the day of the screening. A suggestion; people decide."""

    code: str
    state: Literal["there", "maybe", "not", "unknown", "manual"]
    year: int = Field(description="The year it was read from.")
    readings: list[ReadingOut]


class LookOut(Schema):
    """What one level saw."""

    level: str
    codes: list[str]
    text: str


class SeatOut(Schema):
    """One of the four ones: a duty, not a name."""

    uid: UUID
    role: str
    duty: str
    unit_name: str
    since: date
    until: date | None
    kept_reason: str
    visits: list[date]


class ProgressOut(Schema):
    """A month in one line, with the figures as they stood."""

    month: date
    line: str
    help: str
    figures: dict[str, int]


class CheckOut(Schema):
    """One of the three checks of one round."""

    level: Literal["self", "township", "dept"]
    round: int
    on: date
    passed: bool
    score: str | None = Field(description="Points of the acceptance sheet, for the department's check.")
    people: dict[str, int] = Field(description="Counts only.")
    opinion: str


class LightCheckOut(Schema):
    """The township's light check of one quarter."""

    number: int
    due: date
    done_on: date | None
    holds: bool | None
    note: str


class LookBackOut(Schema):
    """A look-back whose day has come. `seal` stands in the closing line of the book: SHA-256 of its day and salt."""

    number: int
    on: date
    salt: str
    seal: str
    due: date
    held_on: date | None
    sampled: list[str] = Field(description="The problems that the system drew.")
    found: bool | None = Field(description="Whether something was back; null while it is not held.")
    ballot: UUID | None


class CaseWhole(CaseOut):
    """A case with everything that its page shows, and the moves open to the caller."""

    regulation: str
    regulation_digest: str
    previous: UUID | None = Field(description="The case that relapsed into this one.")
    answer: str
    target: str
    kick_off: dict[str, int | str]
    confirmed_on: date | None
    begun_on: date | None
    ends_on: date | None
    closed_on: date | None
    follow_until: date | None
    signs: list[SignOut]
    looks: list[LookOut]
    seats: list[SeatOut]
    progress: list[ProgressOut]
    checks: list[CheckOut]
    ballots: list[UUID] = Field(description="Rounds of its ballots, the first first.")
    light_checks: list[LightCheckOut]
    look_backs: list[LookBackOut]
    moves: list[MoveOut]


def case_out(case: Case) -> dict[str, Any]:
    """A case as `CaseOut`."""
    same = ("uid", "sector", "year", "codes", "level", "watch", "second_year", "round", "late_from")
    return {
        **{name: getattr(case, name) for name in same},
        "file": case.dossier.uid,
        "unit": case.unit.name,
        "unit_uid": case.unit.uid,
        "county": case.county.name,
        "state": case.dossier.status,
        "version": case.dossier.version,
        "due": case.dossier.due,
        "under_rectification": case.under_rectification,
    }


def case_whole(case: Case, user: User) -> dict[str, Any]:
    """A case as `CaseWhole`."""
    same = (
        "answer",
        "target",
        "kick_off",
        "confirmed_on",
        "begun_on",
        "ends_on",
        "closed_on",
        "follow_until",
    )
    moves = [
        {"verb": move.verb, "name": move.name.model_dump(), "unmet": unmet(case, move, user)}
        for move in case.dossier.moves_for(user)
    ]
    return {
        **case_out(case),
        **{name: getattr(case, name) for name in same},
        "regulation": f"{case.regulation.code} {case.regulation.version}",
        "regulation_digest": case.regulation.digest,
        "previous": case.previous.uid if case.previous else None,
        "signs": signs_out(case.signs),
        "looks": list(case.looks.order_by("pk")),
        "seats": [seat_out(seat) for seat in case.seats.prefetch_related("visits")],
        "progress": list(case.progress.all()),
        "checks": [check_out(check) for check in case.checks.all()],
        "ballots": list(case.dossier.ballot_rounds.order_by("number").values_list("uid", flat=True)),
        "light_checks": list(case.light_checks.all()),
        "look_backs": look_backs_out(case),
        "moves": moves,
    }


def signs_out(signs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Signs as they are kept with a case, as `SignOut`."""
    return [
        {
            "code": sign["code"],
            "state": sign["state"],
            "year": sign["year"],
            "readings": [
                {"fact": fact, "period": period, "value": value, "source": source}
                for (fact, period, value), source in zip(sign["readings"], sign["sources"], strict=True)
            ],
        }
        for sign in signs
    ]


def seat_out(seat: Seat) -> dict[str, Any]:
    """One of the four ones as `SeatOut`."""
    same = ("uid", "role", "duty", "unit_name", "since", "until", "kept_reason")
    return {
        **{name: getattr(seat, name) for name in same},
        "visits": [visit.on for visit in seat.visits.all()],
    }


def check_out(check: Check) -> dict[str, Any]:
    """A check as `CheckOut`."""
    same = ("level", "round", "on", "passed", "people", "opinion")
    return {
        **{name: getattr(check, name) for name in same},
        "score": None if check.score is None else hundredths(check.score),
    }


def look_backs_out(case: Case) -> list[dict[str, Any]]:
    """The look-backs whose day has come; the others are nobody's to know."""
    return [look_back_out(row) for row in case.look_backs.exclude(due=None).select_related("ballot")]


def look_back_out(row: LookBack) -> dict[str, Any]:
    """A look-back whose day has come as `LookBackOut`."""
    same = ("number", "on", "salt", "seal", "due", "held_on", "found")
    return {
        **{name: getattr(row, name) for name in same},
        "sampled": sorted(row.sampled),
        "ballot": row.ballot.uid if row.ballot else None,
    }
