"""After an import: every sheet whose facts changed is scored again and stored (`refresh_stale`), a thousand at a time."""

import time

from django.db.models import Count

from baxing.accreditation.actions.scores import refresh_stale
from baxing.accreditation.models import Cycle
from baxing.records.models import FactValue
from baxing.site.bench import Bench, Figure, Times
from baxing.site.bench.ground.actions.sheets import touch
from baxing.units.models import Unit

BATCH = 1_000
CHANGED = 20_000  # sheets whose facts change


def run(bench: Bench) -> list[Figure]:
    """Sheets a second, over all sheets of the county; the spread is that of the batches."""
    cycle = Cycle.objects.get()
    branches = list(Unit.objects.filter(level="branch").values_list("pk", flat=True)[:CHANGED])
    for first in range(0, len(branches), BATCH):
        touch(branches[first : first + BATCH], cycle.year)
    rows = FactValue.objects.filter(unit__in=branches[:BATCH]).aggregate(n=Count("pk"))["n"]
    seconds: list[float] = []
    done = 0
    while True:
        began = time.perf_counter()
        scored = refresh_stale(cycle, limit=BATCH)
        if not scored:
            break
        seconds.append((time.perf_counter() - began) / scored)
        done += scored
    if done != len(branches):
        raise RuntimeError(f"{done} of {len(branches)} sheets were scored again")
    each = Times(seconds)
    note = f"{1 / each.median:,.0f} sheets a second, {rows // min(BATCH, len(branches))} facts a sheet"
    return [each.figure(f"one of {done:,} sheets scored again and stored", note=note)]
