"""A veto by hand: raised on a document, answered by the branch, decided by a second person, on the sheet at once."""

from datetime import date

import pytest
from django.urls import reverse

from baxing.accreditation.models import Application, Flag
from tests.cycle_world import Clock, CycleWorld


@pytest.fixture
def sheet(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "PROPOSED")


def url(name: str, *args: object) -> str:
    return reverse(f"accreditation:{name}", args=args)


def raised(cycles: CycleWorld, sheet: Application, veto: str = "V4") -> Flag:
    officer = cycles.world.client_as("county_officer")
    sent = {"veto": veto, "document": "澄应急〔2026〕3 号"}
    assert officer.post(url("flags", sheet.uid), sent).status_code == 302
    return Flag.objects.get(veto=veto)


def test_it_needs_a_document_and_is_raised_once(cycles: CycleWorld, sheet: Application) -> None:
    officer = cycles.world.client_as("county_officer")
    assert officer.post(url("flags", sheet.uid), {"veto": "V4", "document": ""}).status_code == 422
    assert officer.post(url("flags", sheet.uid), {"veto": "V6", "document": "x"}).status_code == 422
    flag = raised(cycles, sheet)
    assert flag.answer_due == date(2026, 3, 9)  # five working days
    assert officer.post(url("flags", sheet.uid), {"veto": "V4", "document": "x"}).status_code == 422
    assert cycles.fresh(sheet).lit == 8  # nothing changes before it is decided


def test_only_the_office_and_the_branch_itself_see_it(cycles: CycleWorld, sheet: Application) -> None:
    raised(cycles, sheet, "V3")
    seen = {
        who: cycles.world.client_as(who).get(url("flags", sheet.uid)).status_code
        for who in ("county_officer", "county_lead", "secretary", "recorder", "township_officer",
                    "other_secretary", "rater", "member")
    }  # fmt: skip
    assert [who for who, status in seen.items() if status == 200] == [
        "county_officer",
        "county_lead",
        "secretary",
    ]
    assert set(seen.values()) == {200, 404}


def test_the_branch_is_heard_first(cycles: CycleWorld, sheet: Application, clock: Clock) -> None:
    flag = raised(cycles, sheet)
    lead = cycles.world.client_as("county_lead")
    assert lead.post(url("decide_flag", flag.uid), {"confirmed": "yes"}).status_code == 409
    secretary = cycles.world.client_as("secretary")
    assert secretary.post(url("answer_flag", flag.uid), {"answer": ""}).status_code == 422
    assert secretary.post(url("answer_flag", flag.uid), {"answer": "不是本支部的责任"}).status_code == 302
    assert secretary.post(url("answer_flag", flag.uid), {"answer": "再说一次"}).status_code == 409
    other = cycles.world.client_as("other_secretary")
    assert other.post(url("answer_flag", flag.uid), {"answer": "x"}).status_code == 404
    assert "不是本支部的责任" in lead.get(url("flags", sheet.uid)).content.decode()
    assert lead.post(url("decide_flag", flag.uid), {"confirmed": "no"}).status_code == 302
    assert cycles.fresh(sheet).lit == 8


def test_silence_for_five_working_days_is_an_answer_too(
    cycles: CycleWorld, sheet: Application, clock: Clock
) -> None:
    flag = raised(cycles, sheet)
    clock.to(date(2026, 3, 9))
    decide = url("decide_flag", flag.uid)
    assert cycles.world.client_as("county_lead").post(decide, {"confirmed": "yes"}).status_code == 409
    clock.to(date(2026, 3, 10))
    assert cycles.world.client_as("county_lead").post(decide, {"confirmed": "yes"}).status_code == 302


def test_whoever_raised_it_does_not_decide(cycles: CycleWorld, sheet: Application, clock: Clock) -> None:
    flag = raised(cycles, sheet)
    clock.to(date(2026, 3, 10))
    officer = cycles.world.client_as("county_officer")
    assert "另一个人决定" in officer.get(url("flags", sheet.uid)).content.decode()
    assert officer.post(url("decide_flag", flag.uid), {"confirmed": "yes"}).status_code == 409
    flag.refresh_from_db()
    assert flag.decided_at is None


def test_its_effect_is_on_the_sheet_at_once(cycles: CycleWorld, sheet: Application, clock: Clock) -> None:
    flag = raised(cycles, sheet)
    clock.to(date(2026, 3, 10))
    lead = cycles.world.client_as("county_lead")
    lead.post(url("decide_flag", flag.uid), {"confirmed": "yes"})
    after = cycles.fresh(sheet)
    assert (after.lit, after.full_award, after.vetoes) == (7, False, {"V4": True})
    assert lead.post(url("decide_flag", flag.uid), {"confirmed": "no"}).status_code == 409
