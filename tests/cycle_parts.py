"""Parts of the small cycle (tests/cycle_world.py): a clock that stands still, a model branch's facts, one more person."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from baxing.records.actions import bump
from baxing.records.codec import canonical
from baxing.records.models import FactValue
from baxing.units.models import Grant, Unit, User
from tests import pack_sample as sample

YEAR = sample.YEAR
START = date(2026, 3, 2)  # a Monday; no holiday for weeks


class Clock:
    """Stands still until it is moved. Made from `monkeypatch`, before the world: duties begin on its day."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, start: date = START) -> None:
        self.day = start
        self.seconds = 0
        monkeypatch.setattr(timezone, "now", self.now)

    def now(self) -> datetime:
        """Noon in Beijing and `seconds` after it."""
        return datetime(*self.day.timetuple()[:3], 4, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def to(self, day: date) -> None:
        """It is noon in Beijing on `day`."""
        self.day = day

    def add(self, days: int) -> None:
        """So many calendar days later."""
        self.day += timedelta(days=days)


def today() -> date:
    return timezone.localdate()


def add_person(name: str, role: str, unit: Unit) -> User:
    """One more account with one duty."""
    user = User.objects.create(username=name, name=name, password="!")
    Grant.objects.create(user=user, unit=unit, role=role)
    return user


@transaction.atomic
def put_facts(unit: Unit, changed: Mapping[str, Any] | None = None) -> None:
    """The facts of a model branch for the cycle's year, ballots excepted; `changed` replaces or (None) leaves out."""
    rates = dict.fromkeys(sample.RATES)
    pack = sample.pack("eight-star")
    known = sample.model(pack, **{"excellent_share": Fraction(1, 4), **rates, **(changed or {})}).values
    bump([unit.pk], YEAR)
    FactValue.objects.filter(unit=unit, year=YEAR).delete()
    FactValue.objects.bulk_create(
        FactValue(unit=unit, year=YEAR, code=code, period=period, value=canonical(value), source="年度报表")
        for (code, period), value in known.items()
    )
