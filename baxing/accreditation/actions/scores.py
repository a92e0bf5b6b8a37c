"""Storing what the engine says: the only place where totals are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction
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
from baxing.accreditation.together import beside, totals_many
from baxing.dossiers.models import Dossier
from baxing.records.facts import facts_of_many
from baxing.records.models import FactMark
from baxing.rules.facts import Facts

CHUNK = 1000
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
WRITTEN = ["self_scored", "reviewed", "panel"]
KEPT = [*WRITTEN, "auto", "gates", "vetoes", "satisfaction", "facts_seen", "returned", *TOTALS]
COVER = ["version", "seal", "status", "desk_id", "due"]
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


def hold(application: Application) -> Application:
    """Keep the sheet for this transaction and take over what others saved since it was read.

    Whoever writes a layer calls this first: two people may work on two tasks of one sheet at once, and no total is
    made of an old copy. A move of the whole file does not: there the version that was read must still be the last.
    """
    now = Application.objects.select_for_update().only(*KEPT).get(pk=application.pk)
    for name in KEPT:
        setattr(application, name, getattr(now, name))
    for name, value in Dossier.objects.values(*COVER).get(pk=application.dossier_id).items():
        setattr(application.dossier, name, value)
    return application


def save_totals(application: Application, *changed: str) -> None:
    """Score the one sheet again from its layers and store it, with the layers in `changed`. One row is touched."""
    _total(application)
    application.save(update_fields=[*changed, *TOTALS])


@transaction.atomic
def refresh(application: Application) -> Application:
    """Read the branch's facts again and score the sheet from them."""
    hold(application)
    seen = FactMark.objects.filter(unit=application.unit_id, year=facts_year(application)).values_list(
        "revision", flat=True
    )
    _compute(application, facts_of_application(application), next(iter(seen), 0))
    application.save(update_fields=[*FROM_FACTS, *TOTALS])
    return application


@transaction.atomic
def freshen(application: Application) -> Application:
    """The same for whoever opens the sheet, if its facts changed and nobody moved it on meanwhile."""
    return refresh(application) if is_stale(hold(application)) else application


@transaction.atomic
def refresh_many(applications: Sequence[Application]) -> int:
    """The same for many sheets of one cycle, a few queries for a thousand; how many were scored."""
    for first in range(0, len(applications), CHUNK):
        _refresh_chunk(applications[first : first + CHUNK])
    return len(applications)


def _refresh_chunk(applications: Sequence[Application]) -> None:
    cycle = applications[0].cycle
    _hold_many(applications)
    units = [application.unit for application in applications]
    marks = FactMark.objects.filter(year=cycle.year, unit__in=[unit.pk for unit in units])
    seen = dict(marks.values_list("unit", "revision"))
    others = beside(applications)
    known = facts_of_many(units, cycle.year, cycle.standard, reference=cycle.reference)
    for a, (unit, read) in zip(applications, known, strict=True):
        facts = with_ballots(a, read, others.counts.get(a.pk, ()))
        columns = computed_state(a, facts, outcomes_of(a, facts), others.flags.get(a.pk, {}))
        _set(a, {**columns, "facts_seen": seen.get(unit.pk, 0)})
        if a.panel and a.pk in others.rated and a.dossier.status not in RECHECKED:
            a.panel = panel_of(a, facts)
    now = timezone.now()
    for a, columns in zip(applications, totals_many(cycle.frame, applications), strict=True):
        _set(a, {**columns, "scored_at": now})
    _store(applications, [*FROM_FACTS, *TOTALS])


def _hold_many(applications: Sequence[Application]) -> None:
    """What people write, as it is now, for a whole chunk; the rows are kept until the transaction ends."""
    wanted = Application.objects.select_for_update().filter(pk__in=[a.pk for a in applications])
    now = {row.pk: row for row in wanted.only(*WRITTEN).order_by("pk")}
    for a in applications:
        for name in WRITTEN:
            setattr(a, name, getattr(now[a.pk], name))


def _store(applications: Sequence[Application], names: Sequence[str]) -> None:
    """The same UPDATE once a row: `bulk_update` builds one CASE a column and row, and takes ten times as long."""
    fields = [field for field in Application._meta.concrete_fields if field.name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    rows = [
        [*(field.get_db_prep_save(getattr(a, field.attname), connection) for field in fields), a.pk]
        for a in applications
    ]
    with connection.cursor() as cursor:
        table = quote(Application._meta.db_table)
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", rows)  # noqa: S608


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
        .select_related("unit", "dossier")[:limit]
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
    _set(application, computed_state(application, facts, outcomes_of(application, facts)))
    if application.panel and application.dossier.status not in RECHECKED:
        application.panel = panel_of(application, facts)
    application.facts_seen = revision
    _total(application)


def _total(application: Application) -> None:
    a = application
    a.final = merged(a)
    result = result_of(a.cycle.frame, a.final, a.gates, a.vetoes, a.satisfaction)
    _set(a, {**totals(a.cycle.frame, result), "scored_at": timezone.now()})


def _set(application: Application, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(application, name, value)
