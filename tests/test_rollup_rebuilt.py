"""Roll-ups can be dropped and rebuilt: they equal a count by hand over the sheets, whatever states the sheets are in."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baxing.accreditation.models import Application
from baxing.accreditation.steps import STEPS, columns
from baxing.dossiers.models import Dossier
from baxing.insight.actions import OVERLAP, rebuild, rebuild_all
from baxing.insight.figures import reached, standings, star_query, star_sums, steps_by_part, total
from baxing.insight.models import Rollup
from baxing.rules.flows import ACCREDITATION
from tests.cycle_world import CycleWorld, cycle_world
from tests.world import World

BEFORE_APPLYING = ["CREATING", "SELF_CHECK", "SELF_ADOPTED", "RECTIFY_SELF", "WITHDRAWN", "ENDED"]
sheet = st.tuples(
    st.lists(st.sampled_from(["lit", "dark", "gated", "unknown"]), min_size=8, max_size=8),
    st.sampled_from([state.code for state in ACCREDITATION.states]),
    st.booleans(),
    st.booleans(),
)


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world)


def stored(cycle: Any) -> dict[tuple[int, str], tuple[Any, ...]]:
    """Every row of the cycle without its key and its time."""
    names = [step.code for step in STEPS]
    return {
        (row.township_id, row.sector): (*(getattr(row, name) for name in names), row.full_award, row.stars)
        for row in Rollup.objects.filter(cycle=cycle)
    }


def by_hand(cycle: Any) -> dict[tuple[int, str], tuple[Any, ...]]:
    """The same counted one sheet after the other, without a mask or a sum of the database."""
    counts: dict[tuple[int, str], Counter[Any]] = {}
    codes = [star.code for star in columns(cycle.frame)]
    for a in Application.objects.filter(cycle=cycle).select_related("dossier", "cycle"):
        here = counts.setdefault((a.township_id, a.sector), Counter())
        here.update(STEPS[place].code for place in range(_last_step(a) + 1))
        here["full"] += a.full_award is True
        for bit, code in enumerate(codes):
            for kind in ("lit", "gated", "unknown"):
                here[code, kind] += f"{getattr(a, f'{kind}_mask'):08b}"[-1 - bit] == "1"
    return {
        key: (
            *(here[step.code] for step in STEPS),
            here["full"],
            {code: [here[code, kind] for kind in ("lit", "gated", "unknown")] for code in codes},
        )
        for key, here in counts.items()
    }


def _last_step(a: Application) -> int:
    status = a.dossier.status
    if status in ("RATED", "DEMO", "DUE_RECHECK", "STAR_WARNED", "STAR_REMOVED", "REVOKED"):
        return 7
    if status in ("PUBLIC_NOTICE", "OBJECTION"):
        return 6
    if status == "PROPOSED":
        return 5
    if status in ("RECOMMENDED", "NOT_RECOMMENDED", "RECONSIDERING", "EVALUATING", "BALLOTING"):
        return 4
    if a.applied_at:
        return 3
    return 0 if not a.may_apply else 2 if status in ("SELF_ADOPTED", "RECTIFY_SELF") else 1


def put(application: Application, drawn: Any) -> None:
    """Bring the row into a state at random; the flow itself is tested elsewhere."""
    states, status, able, full = drawn
    masks = {
        f"{kind}_mask": sum(1 << bit for bit, s in enumerate(states) if s == kind)
        for kind in ("lit", "gated", "unknown")
    }
    applied = None if status in BEFORE_APPLYING else timezone.now()
    now = timezone.now()
    Application.objects.filter(pk=application.pk).update(
        **masks, lit=states.count("lit"), may_apply=able, full_award=full, applied_at=applied, scored_at=now
    )
    Dossier.objects.filter(pk=application.dossier_id).update(status=status, changed_at=now)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(sheet, min_size=12, max_size=12), changed=st.lists(sheet, max_size=4))
def test_roll_ups_equal_a_count_by_hand_and_a_rebuild_of_what_changed_equals_a_full_one(
    cycles: CycleWorld, drawn: list[Any], changed: list[Any]
) -> None:
    applications = list(cycles.applications.values())
    for application, state in zip(applications, drawn, strict=True):
        put(application, state)
    rebuild(cycles.cycle)
    assert stored(cycles.cycle) == by_hand(cycles.cycle)
    for application, state in zip(applications, changed, strict=False):
        put(application, state)
    rebuild(cycles.cycle, touched_only=True)
    partly = stored(cycles.cycle)
    assert partly == by_hand(cycles.cycle)
    Rollup.objects.all().delete()
    rebuild_all()
    assert stored(cycles.cycle) == partly


def test_live_sums_equal_the_roll_ups(cycles: CycleWorld) -> None:
    cycles.bring(cycles.applications["V"], "APPLIED")
    cycles.bring(cycles.applications["G2"], "SELF_ADOPTED")
    rebuild(cycles.cycle)
    live, steps = star_sums(cycles.cycle), steps_by_part(cycles.cycle)
    assert {key: (*steps[key], part.full_award, part.stars) for key, part in live.items()} == stored(
        cycles.cycle
    )
    assert total(live.values()).sheets == 12
    assert reached((row.stage, row.sheets) for row in standings(cycles.cycle)) == [12, 12, 2, 1, 0, 0, 0, 0]


def test_only_townships_with_a_change_are_added_up_again(
    cycles: CycleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + 2 * OVERLAP
    monkeypatch.setattr(timezone, "now", lambda: later)
    rebuild(cycles.cycle)
    before = set(Rollup.objects.values_list("pk", flat=True))
    assert rebuild(cycles.cycle, touched_only=True) == 0
    cycles.bring(cycles.applications["V3"], "SELF_CHECK")
    assert rebuild(cycles.cycle, touched_only=True) == 2
    kept = Rollup.objects.filter(pk__in=before)
    assert set(kept.values_list("township__name", flat=True)) == {"云杉镇", "县级机关党工委"}
    much_later = later + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: much_later)
    assert rebuild(cycles.cycle, touched_only=True) == 2  # changed within the overlap: read once more
    assert rebuild(cycles.cycle, touched_only=True) == 0
    assert set(Rollup.objects.values_list("at", flat=True)) == {much_later}


def test_the_stars_are_answered_from_the_index_alone(cycles: CycleWorld) -> None:
    query = star_query(cycles.cycle)
    (index,) = (one for one in Application._meta.indexes if one.name == "application_overview")
    held = {Application._meta.get_field(name).column for name in index.fields}
    read = set(re.findall(r'"accreditation_application"\."(\w+)"', str(query.query)))
    assert {"township_id", "lit_mask"} <= read <= held
    if connection.vendor == "sqlite":  # PostgreSQL chooses by how full its tables are, and here they are not
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        assert "COVERING INDEX application_overview" in query.explain()
