"""A relapse calls the stars of the branch to a recheck at once; nothing is taken away by it."""

from datetime import date

import pytest

from baxing.accreditation.actions import rating
from baxing.accreditation.models import Application
from baxing.rectification.stars import stars_shaken
from tests.case_closing import hold_one, relapsed, to_closing
from tests.case_world import CaseWorld, refused
from tests.cycle_world import CycleWorld, cycle_world


@pytest.fixture
def cycles(cases: CaseWorld) -> CycleWorld:
    return cycle_world(cases.world, clock=cases.clock)


@pytest.fixture
def rated(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "RATED")


def test_a_recheck_before_its_time_needs_a_reason_in_the_book(cycles: CycleWorld, rated: Application) -> None:
    assert refused(rating.recheck, cycles.fresh(rated)) == "recheck_due"
    called = rating.recheck_for(cycles.fresh(rated), "回头看发现反弹")
    assert called.dossier.status == "DUE_RECHECK"
    entry = called.dossier.entries.get(verb="recheck")
    assert (entry.note, entry.by) == ("回头看发现反弹", None)
    assert called.dossier.due is not None
    assert len(cycles.fresh(rated).award.stars) == 8


def test_a_branch_without_a_rating_is_left_alone(cases: CaseWorld, cycles: CycleWorld) -> None:
    sheet = cycles.bring(cycles.applications["V"], "SELF_ADOPTED")
    assert refused(rating.recheck_for, cycles.fresh(sheet), "反弹") == "state"
    assert stars_shaken(to_closing(cases, "FOLLOW_UP")) == []
    assert cycles.fresh(sheet).dossier.status == "SELF_ADOPTED"


def test_a_relapse_leads_to_the_recheck_and_what_holds_does_not(
    cases: CaseWorld, cycles: CycleWorld, rated: Application
) -> None:
    case = hold_one(cases, to_closing(cases, "FOLLOW_UP"))
    assert cycles.fresh(rated).dossier.status == "RATED"
    relapsed(cases, case)
    called = cycles.fresh(rated)
    assert called.dossier.status == "DUE_RECHECK"
    assert called.dossier.entries.get(verb="recheck").note
    other = cycles.fresh(cycles.applications["V3"])
    assert other.dossier.status == "CREATING"


def test_a_rating_that_has_run_out_is_not_called(
    cases: CaseWorld, cycles: CycleWorld, rated: Application
) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    cases.clock.to(date(2031, 1, 1))
    assert stars_shaken(case) == []
