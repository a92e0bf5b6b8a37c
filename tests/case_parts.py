"""Parts of the small world of cases (tests/case_world.py): what its branches and plans say, and how a refusal is read."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from baxing.records.actions import bump
from baxing.records.models import FactValue
from baxing.units.models import Unit
from baxing.units.refused import Refused

# Last year's facts of every branch: organisational life stopped, nothing made public.
FACTS = {"life_gap_months": "6", "publicity_quarters": "1", "secretary_vacant_months": "0"}
CODES = ("R04", "R06")
MINUTE, STANDING = "部务会〔2026〕2 号", "县委常委会〔2026〕3 号"
PROBLEMS = (
    ("R04", "2025 年三、四季度没有开党员大会", "书记长期在外，没人召集", "改由副书记召集，每季度首月开"),
    ("R06", "党务、村务两季度没公开", "公开栏损坏", "修好公开栏，每季度 10 日前公开"),
)
CHANGED = "连续两个季度按时办到了，党员都看得到"


def refused(act: Callable[..., Any], *args: Any, **given: Any) -> str:
    """The code with which an action refuses; it must refuse."""
    with pytest.raises(Refused) as refusal:
        act(*args, **given)
    return refusal.value.code


@transaction.atomic
def put_facts(unit: Unit, facts: Mapping[str, str], year: int | None = None) -> None:
    """Facts of the year before today's, or of `year`."""
    year = year or timezone.localdate().year - 1
    bump([unit.pk], year)
    FactValue.objects.filter(unit=unit, year=year, code__in=list(facts)).delete()
    FactValue.objects.bulk_create(
        FactValue(unit=unit, year=year, code=code, value=value, source="年度报表")
        for code, value in facts.items()
    )
