"""Storing what the engine says: the only place where totals are written."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from baxing.accreditation.models import Application, Cycle
from baxing.accreditation.scores import (
    RECHECKED,
    computed_state,
    facts_of_application,
    facts_year,
    merged,
    outcomes_of,
    panel_of,
    result_of,
    totals,
    with_ballots,
)
from baxing.records.facts import facts_of_many
from baxing.records.models import FactMark
from baxing.rules.facts import Facts

FROM_FACTS = ["auto", "gates", "vetoes", "satisfaction", "facts_seen", "panel"]
TOTALS = [
    "final",
    "scores",
    "lit_mask",
    "gated_mask",
    "unknown_mask",
    "lit",
    "low",
    "high",
    "full_award",
    "may_apply",
    "scored_at",
]
MOVING = [
    "CREATING",
    "SELF_CHECK",
    "SELF_ADOPTED",
    "RECTIFY_SELF",
    "APPLIED",
    "TOWNSHIP_REVIEW",
    "RETURNED",
    "RECOMMENDED",
    "NOT_RECOMMENDED",
    "RECONSIDERING",
    "EVALUATING",
    "BALLOTING",
    "DUE_RECHECK",
    "STAR_WARNED",
    "OBJECTION",
]


def save_totals(application: Application, *changed: str) -> None:
    """Score the one sheet again from its layers and store it, with the layers in `changed`. One row is touched."""
    _total(application)
    application.save(update_fields=[*changed, *TOTALS])


@transaction.atomic
def refresh(application: Application) -> Application:
    """Read the branch's facts again and score the sheet from them."""
    seen = FactMark.objects.filter(unit=application.unit_id, year=facts_year(application)).values_list(
        "revision", flat=True
    )
    _compute(application, facts_of_application(application), next(iter(seen), 0))
    application.save(update_fields=[*FROM_FACTS, *TOTALS])
    return application


@transaction.atomic
def refresh_many(applications: Sequence[Application]) -> int:
    """The same for many sheets of one cycle, in few queries; how many were scored."""
    if not applications:
        return 0
    cycle = applications[0].cycle
    marks = dict(
        FactMark.objects.filter(year=cycle.year, unit__in=[a.unit_id for a in applications]).values_list(
            "unit", "revision"
        )
    )
    by_unit = {application.unit_id: application for application in applications}
    units = [application.unit for application in applications]
    for unit, facts in facts_of_many(units, cycle.year, cycle.standard, reference=cycle.reference):
        application = by_unit[unit.pk]
        _compute(application, with_ballots(application, facts), marks.get(unit.pk, 0))
    Application.objects.bulk_update(applications, [*FROM_FACTS, *TOTALS], batch_size=200)
    return len(applications)


def refresh_stale(cycle: Cycle, *, limit: int = 1000) -> int:
    """Score the sheets whose facts changed since they were last computed; rated and noticed ones keep their figures."""
    marks = FactMark.objects.filter(unit=OuterRef("unit"), year=cycle.year).values("revision")
    stale = (
        cycle.applications.filter(dossier__status__in=MOVING)
        .exclude(
            dossier__status__in=RECHECKED
        )  # their facts are of another year; each is read when it is opened
        .annotate(now=Coalesce(Subquery(marks[:1]), 0))
        .exclude(facts_seen=F("now"))
        .select_related("unit", "cycle", "dossier")[:limit]
    )
    return refresh_many(list(stale))


def is_stale(application: Application) -> bool:
    """Whether facts changed since the sheet was computed, while it may still change."""
    if application.dossier.status not in MOVING:
        return False
    seen = FactMark.objects.filter(unit=application.unit_id, year=facts_year(application)).values_list(
        "revision", flat=True
    )
    return next(iter(seen), 0) != application.facts_seen


def _compute(application: Application, facts: Facts, revision: int) -> None:
    outcomes = outcomes_of(application, facts)
    for name, value in computed_state(application, facts, outcomes).items():
        setattr(application, name, value)
    if application.panel and application.dossier.status not in RECHECKED:
        application.panel = panel_of(application, facts)
    application.facts_seen = revision
    _total(application)


def _total(application: Application) -> None:
    a = application
    a.final = merged(a)
    result = result_of(a.cycle.frame, a.final, a.gates, a.vetoes, a.satisfaction)
    for name, value in totals(a.cycle.frame, result).items():
        setattr(a, name, value)
    a.scored_at = timezone.now()
