"""A year later the facts of the new year decide: what is unknown neither holds nor fails; warned, mended, removed, revoked."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from baxing.accreditation.actions import rating
from baxing.accreditation.models import Application, StarEvent
from baxing.records.actions import bump
from baxing.records.models import FactValue
from baxing.units.models import Unit
from baxing.units.refused import Refused
from tests.cycle_world import YEAR, Clock, CycleWorld

MENDED = date(2027, 4, 1)


@pytest.fixture
def rated(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "RATED")


def url(name: str, *args: object) -> str:
    return reverse(f"accreditation:{name}", args=args)


def next_year(unit: Unit, **changed: Any) -> None:
    """The facts of the year after the cycle's: as they were, the dated ones a year later, some changed."""
    dated = {"plan_adopted_on": "2026-02-20", "term_ends_on": "2029-03-01"}
    bump([unit.pk], YEAR + 1)
    FactValue.objects.filter(unit=unit, year=YEAR + 1).delete()
    rows = list(FactValue.objects.filter(unit=unit, year=YEAR))
    for row in rows:
        row.pk, row.year = None, YEAR + 1
        row.value = {**dated, **changed}.get(row.code, row.value)
    rows += [
        FactValue(unit=unit, year=YEAR + 1, code=code, value=value, source="排查")
        for code, value in changed.items()
        if code not in {row.code for row in rows}
    ]
    FactValue.objects.bulk_create(rows)


def due(cycles: CycleWorld, rated: Application, clock: Clock) -> Application:
    clock.to(date(2027, 3, 10))
    return rating.recheck(cycles.fresh(rated))


def test_it_falls_due_after_twelve_months_and_not_before(
    cycles: CycleWorld, rated: Application, clock: Clock
) -> None:
    clock.to(date(2027, 3, 9))
    with pytest.raises(Refused) as refusal:
        rating.recheck(cycles.fresh(rated))
    assert refusal.value.code == "recheck_due"
    assert due(cycles, rated, clock).dossier.status == "DUE_RECHECK"


def test_what_holds_is_kept_without_any_paper(cycles: CycleWorld, rated: Application, clock: Clock) -> None:
    next_year(rated.unit)
    due(cycles, rated, clock)
    officer = cycles.world.client_as("township_officer")
    page = officer.get(url("recheck", rated.uid)).content.decode()
    assert "8 颗星中 8 颗达标" in page
    assert "2026 年" in page
    assert officer.post(url("move", rated.uid, "keep")).status_code == 302
    kept = cycles.fresh(rated)
    assert kept.dossier.status == "RATED"
    assert (kept.award.rechecked_on, kept.award.next_recheck()) == (date(2027, 3, 10), date(2028, 3, 10))


def test_without_facts_of_the_new_year_nothing_holds_and_nothing_fails(
    cycles: CycleWorld, rated: Application, clock: Clock
) -> None:
    due(cycles, rated, clock)
    officer = cycles.world.client_as("township_officer")
    assert "还一条没有" in officer.get(url("recheck", rated.uid)).content.decode()
    for verb in ("keep", "warn"):
        assert officer.post(url("move", rated.uid, verb), {"note": "x"}).status_code == 409
    assert cycles.fresh(rated).dossier.status == "DUE_RECHECK"


def failed(cycles: CycleWorld, rated: Application, clock: Clock) -> Application:
    """Warned, because the branch held no meeting for seven months and its life star is behind its gate."""
    next_year(rated.unit, life_gap_months="7")
    due(cycles, rated, clock)
    by = cycles.world.users["township_officer"]
    return rating.warn(cycles.fresh(rated), by=by, reason="七个月没有开展组织生活")


def test_what_fails_is_warned_and_the_ledger_says_so(
    cycles: CycleWorld, rated: Application, clock: Clock
) -> None:
    warned = failed(cycles, rated, clock)
    assert warned.dossier.status == "STAR_WARNED"
    assert warned.dossier.due == date(2027, 5, 9)  # sixty calendar days
    assert list(StarEvent.objects.filter(event="warned").values_list("star", flat=True)) == ["S4"]
    page = cycles.world.client_as("secretary").get(url("recheck", rated.uid)).content.decode()
    assert "不达标" in page
    assert "七个月没有开展组织生活" in page


def test_what_was_mended_in_time_is_kept(cycles: CycleWorld, rated: Application, clock: Clock) -> None:
    failed(cycles, rated, clock)
    officer = cycles.world.users["township_officer"]
    with pytest.raises(Refused):
        rating.keep(cycles.fresh(rated), "mended", by=officer)
    next_year(rated.unit, life_gap_months="2")
    clock.to(MENDED)
    rating.keep(cycles.fresh(rated), "mended", by=officer)
    assert (cycles.fresh(rated).dossier.status, len(rated.award.stars)) == ("RATED", 8)


def test_one_star_is_removed_after_its_term_and_the_others_stay(
    cycles: CycleWorld, rated: Application, clock: Clock
) -> None:
    failed(cycles, rated, clock)
    lead = cycles.world.users["county_lead"]
    paper = {"reason": "没有整改", "document": "澄组发〔2027〕9 号"}
    with pytest.raises(Refused) as refusal:
        rating.remove_star(cycles.fresh(rated), by=lead, **paper)
    assert refusal.value.code == "term_over"
    clock.to(date(2027, 5, 10))
    rating.remove_star(cycles.fresh(rated), by=lead, **paper)
    award = cycles.fresh(rated).award
    assert (len(award.stars), "S4" in award.stars, award.full_award) == (7, False, False)
    ledger = cycles.world.client_as("county_officer").get(url("ledger", cycles.world.county.uid))
    assert "摘星" in ledger.content.decode()


def test_revoking_needs_a_confirmed_veto(cycles: CycleWorld, rated: Application, clock: Clock) -> None:
    lead, officer = cycles.world.users["county_lead"], cycles.world.users["county_officer"]
    paper = {"reason": "虚假记录", "document": "澄组发〔2026〕20 号"}
    flag = rating.raise_flag(cycles.fresh(rated), "V5", by=officer, document="澄纪〔2026〕1 号")
    rating.answer_flag(flag, by=cycles.world.users["secretary"], answer="记录属实。")
    with pytest.raises(Refused) as refusal:
        rating.revoke(cycles.fresh(rated), by=lead, **paper)
    assert refusal.value.code == "answer_heard"
    rating.decide_flag(flag, by=lead, confirmed=True)
    rating.revoke(cycles.fresh(rated), by=lead, **paper)
    gone = cycles.fresh(rated)
    assert (gone.dossier.status, gone.award.revoked_on) == ("REVOKED", clock.day)
    assert gone.dossier.entries.get(verb="revoke").change["veto"] == "V5"
