"""What the problems of an organisation say as facts: how many were due in a year, and how many of them closed by their day.

S6-4 reads them. The extended day counts, a long-term problem is due at its next milestone, what was taken off never
counts. An organisation without a problem due in the year has neither fact from here: what was entered stands.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from django.db.models import Count, F, Q

from baxing.problems.models import Problem
from baxing.records.facts import Key
from baxing.rules.facts import Value

DUE, IN_TIME = ("problems_due", ""), ("problems_closed_in_time", "")


def computed(units: Sequence[int], year: int, reference: date) -> Mapping[int, Mapping[Key, Value]]:
    """The two facts of each of these units, for days of `year` up to `reference`. One query."""
    days = (date(year, 1, 1), min(reference, date(year, 12, 31)))
    listed = Problem.objects.filter(unit_id__in=units, dossier__due__range=days).exclude(
        dossier__status="DROPPED"
    )
    in_time = Q(dossier__status="CLOSED", closed_on__lte=F("dossier__due"))
    rows = listed.order_by().values("unit_id").annotate(due=Count("pk"), closed=Count("pk", filter=in_time))
    return {row["unit_id"]: {DUE: Fraction(row["due"]), IN_TIME: Fraction(row["closed"])} for row in rows}
