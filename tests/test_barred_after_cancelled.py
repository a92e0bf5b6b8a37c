"""Whose application a proven falsehood cancelled waits a year before the next one (V5)."""

from datetime import date

import pytest

from baxing.accreditation.actions import cycles as acts
from baxing.accreditation.actions import flags
from baxing.accreditation.checks import barred
from baxing.accreditation.models import Application
from baxing.units.refused import Refused
from tests.cycle_world import YEAR, Clock, cycle_world
from tests.world import World


def test_the_next_application_waits_twelve_months(clock: Clock, world: World) -> None:
    cycles = cycle_world(world, clock=clock)
    sheet = cycles.bring(cycles.applications["V"], "PROPOSED")
    officer, lead = world.users["county_officer"], world.users["county_lead"]
    flag = flags.raise_flag(sheet, "V5", by=officer, document="澄纪〔2026〕8 号")
    flags.answer_flag(flag, by=world.users["secretary"], answer="已知")
    flags.decide_flag(flag, by=lead, confirmed=True)
    decided = clock.day

    following = acts.plan_cycle(
        world.county, cycles.cycle.pack, by=officer, year=YEAR + 1, reference=date(YEAR + 1, 12, 31),
        self_check_due=date(YEAR + 2, 1, 31), region="CN-54",
    )  # fmt: skip
    acts.open_cycle(following, by=officer)
    again = Application.objects.get(cycle=following, unit=world.branches["V"])
    other = Application.objects.get(cycle=following, unit=world.branches["V2"])
    assert barred(again)
    assert not barred(other)
    ready = cycles.bring(again, "SELF_ADOPTED")
    with pytest.raises(Refused) as refusal:
        cycles.bring(ready, "APPLIED")
    assert refusal.value.code == "may_apply"

    clock.to(date(decided.year + 1, decided.month, decided.day))
    assert not barred(cycles.fresh(again))
    assert cycles.fresh(cycles.bring(again, "APPLIED")).dossier.status == "APPLIED"
