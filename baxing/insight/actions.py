"""Adding up the roll-ups anew. Nothing else is written by this slice."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from baxing.accreditation.models import Cycle
from baxing.accreditation.steps import STEPS
from baxing.insight.figures import of_cycle, star_sums, steps_by_part
from baxing.insight.models import Rollup

# A sheet's time is taken before it is committed: what was written while we read is read again.
OVERLAP = timedelta(minutes=10)


@transaction.atomic(durable=True)
def rebuild(cycle: Cycle, *, touched_only: bool = False) -> int:
    """Add up the roll-ups of a cycle, or only of the townships whose files or scores changed since the last time.

    The sums are made by the database. Returns how many rows were written. A draft has no sheets and gets no rows.
    """
    if not cycle.digest:
        return 0
    townships = touched(cycle) if touched_only else None
    now = timezone.now()
    steps, sums = steps_by_part(cycle, townships), star_sums(cycle, townships)
    rows = [
        Rollup(
            cycle=cycle,
            township_id=township,
            sector=sector,
            full_award=part.full_award,
            stars=part.stars,
            at=now,
            **dict(zip((step.code for step in STEPS), steps[township, sector], strict=True)),
        )
        for (township, sector), part in sums.items()
    ]
    old = Rollup.objects.filter(cycle=cycle)
    (old if townships is None else old.filter(township__in=townships)).delete()
    old.update(at=now)  # what was not touched still holds now
    Rollup.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def rebuild_all(cycles: Iterable[Cycle] | None = None, *, touched_only: bool = False) -> int:
    """The same for many cycles (all that were opened), each in a transaction of its own; how many rows. Done by `tick`."""
    chosen = Cycle.objects.exclude(digest="").order_by("pk") if cycles is None else cycles
    return sum(rebuild(cycle, touched_only=touched_only) for cycle in chosen)


def touched(cycle: Cycle) -> list[int] | None:
    """The townships with a file or a score that changed since the roll-ups were read; None means all of them."""
    since = Rollup.objects.filter(cycle=cycle).aggregate(at=Min("at"))["at"]
    if since is None:
        return None
    since -= OVERLAP
    changed = of_cycle(cycle).filter(Q(scored_at__gte=since) | Q(dossier__changed_at__gte=since))
    return sorted(changed.values_list("township", flat=True).distinct())
