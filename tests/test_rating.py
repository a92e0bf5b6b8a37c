"""A rating: one decision for many or for one, after the notice, by somebody apart; the ledger, the demonstration, the meetings."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from baxing.accreditation.actions import objections, rating
from baxing.accreditation.models import Application, Award, SiteMeeting, StarEvent
from baxing.units.models import User
from baxing.units.refused import Refused
from tests.cycle_world import Clock, CycleWorld, add_person, cycle_world
from tests.world import World

PAPER = "澄组发〔2026〕6 号"
OVER = date(2026, 3, 10)


@pytest.fixture
def cycles(clock: Clock, world: World) -> CycleWorld:
    return cycle_world(world, facts={"E": {"life_gap_months": 7, "half_year_check": False}}, clock=clock)


def url(name: str, *args: object) -> str:
    return reverse(f"accreditation:{name}", args=args)


def noticed(cycles: CycleWorld, *keys: str) -> list[Application]:
    sheets = [cycles.bring(cycles.applications[key], "PROPOSED") for key in keys]
    cycles.publish(*sheets)
    return [cycles.fresh(sheet) for sheet in sheets]


def refused(application: Application, by: User, on: date = OVER) -> str:
    with pytest.raises(Refused) as refusal:
        rating.rate(application, by=by, document=PAPER, on=on)
    assert not Award.objects.exists()
    return refusal.value.code


def test_one_decision_rates_every_branch_that_was_chosen(cycles: CycleWorld, clock: Clock) -> None:
    v, e = noticed(cycles, "V", "E")
    clock.to(OVER)
    lead = cycles.world.client_as("county_lead")
    sent = {"document": PAPER, "on": "2026-03-10", "application": [str(v.uid), str(e.uid)]}
    assert lead.post(url("rate_notice", v.notice.uid), sent).status_code == 302
    first, second = Award.objects.order_by("pk")
    assert (len(first.stars), first.full_award, len(second.stars), second.full_award) == (8, True, 7, False)
    assert (first.valid_from, first.valid_to) == (OVER, date(2028, 3, 9))
    assert first.number != second.number
    assert StarEvent.objects.filter(event="lit", document=PAPER).count() == 15


def test_one_that_cannot_be_rated_keeps_all_back(cycles: CycleWorld, clock: Clock) -> None:
    v, e = noticed(cycles, "V", "E")
    objections.object_to(e, fact="第二季度没有开党员大会，可以查记录")
    clock.to(OVER)
    lead = cycles.world.client_as("county_lead")
    page = lead.get(url("rate_notice", v.notice.uid)).content.decode()
    assert page.count(" disabled") == 1
    sent = {"document": PAPER, "on": "2026-03-10", "application": [str(v.uid), str(e.uid)]}
    assert lead.post(url("rate_notice", v.notice.uid), sent).status_code == 409
    assert not Award.objects.exists()
    assert cycles.fresh(v).dossier.status == "PUBLIC_NOTICE"


def test_it_is_refused_before_the_notice_is_over(cycles: CycleWorld, clock: Clock) -> None:
    (v,) = noticed(cycles, "V")
    clock.to(date(2026, 3, 9))
    assert refused(v, cycles.world.users["county_lead"], date(2026, 3, 9)) == "notice_over"
    clock.to(OVER)
    assert refused(cycles.fresh(v), cycles.world.users["county_lead"], date(2026, 3, 9)) == "on-notice"
    assert refused(cycles.fresh(v), cycles.world.users["county_lead"], OVER + timedelta(1)) == "future"


def test_a_rater_never_decides(cycles: CycleWorld, clock: Clock) -> None:
    (v,) = noticed(cycles, "V")
    clock.to(OVER)
    both = cycles.world.users["rater"]
    both.grants.create(unit=cycles.world.county, role="county_lead")
    assert refused(v, User.objects.get(pk=both.pk)) == "not_a_rater"
    page = cycles.world.client_as("rater").get(url("rate_notice", v.notice.uid)).content.decode()
    assert "评过分" in page


def test_an_open_objection_and_a_changed_sheet_keep_it_back(cycles: CycleWorld, clock: Clock) -> None:
    v, c = noticed(cycles, "V", "C")
    objections.object_to(v, fact="第二季度没有开党员大会，可以查记录")
    flag = rating.raise_flag(c, "V4", by=cycles.world.users["county_officer"], document="澄应急 3 号")
    clock.to(date(2026, 3, 16))
    rating.decide_flag(flag, by=cycles.world.users["county_lead"], confirmed=True)
    lead = cycles.world.users["county_lead"]
    assert refused(cycles.fresh(v), lead, date(2026, 3, 16)) == "state"
    assert refused(cycles.fresh(c), lead, date(2026, 3, 16)) == "result-changed"


def test_nobody_from_elsewhere_and_nobody_twice(cycles: CycleWorld, clock: Clock) -> None:
    (v,) = noticed(cycles, "V")
    clock.to(OVER)
    stranger = add_person("lead_of_the_town", "county_lead", cycles.world.other_town)
    assert refused(v, stranger) == "role"
    assert cycles.world.client_as(stranger).get(url("rate_notice", v.notice.uid)).status_code == 404
    lead = cycles.world.users["county_lead"]
    rating.rate(v, by=lead, document=PAPER, on=OVER)
    with pytest.raises(Refused) as refusal:
        rating.rate(cycles.fresh(v), by=lead, document=PAPER, on=OVER)
    assert refusal.value.code == "state"
    assert Award.objects.count() == 1


def test_who_objected_is_forgotten_with_the_rating(cycles: CycleWorld, clock: Clock) -> None:
    (v,) = noticed(cycles, "V")
    found = objections.object_to(v, fact="第二季度没有开党员大会，可以查记录", name="某某", contact="0")
    checker = add_person("checker", "county_officer", cycles.world.county)
    officer = cycles.world.users["county_officer"]
    objections.appoint_checker(found, checker, by=officer)
    objections.answer_objection(found, by=checker, finding="查了", answer="不属实。")
    clock.to(date(2026, 3, 4))
    cycles.world.client_as("county_officer").post(url("move", v.uid, "resume"))
    clock.to(date(2026, 3, 31))
    rating.rate(cycles.fresh(v), by=cycles.world.users["county_lead"], document=PAPER, on=clock.day)
    found.refresh_from_db()
    assert (found.name, found.contact, found.answer) == ("", "", "不属实。")


def test_the_ledger_is_seen_from_the_county_down_to_the_branch(cycles: CycleWorld) -> None:
    cycles.bring(cycles.applications["V"], "RATED")
    county, branch = cycles.world.county.uid, cycles.world.branches["V"].uid
    assert "点亮" in cycles.world.client_as("county_officer").get(url("ledger", county)).content.decode()
    warned = cycles.world.client_as("county_officer").get(url("ledger", county), {"event": "warned"})
    assert PAPER not in warned.content.decode()
    assert PAPER in cycles.world.client_as("secretary").get(url("ledger", branch)).content.decode()
    for who, unit in (("secretary", county), ("other_secretary", branch), ("stranger", county)):
        assert cycles.world.client_as(who).get(url("ledger", unit)).status_code == 404


def test_a_demonstration_holds_one_meeting_a_quarter(cycles: CycleWorld, clock: Clock) -> None:
    v = cycles.bring(cycles.applications["V"], "RATED")
    secretary = cycles.world.client_as("secretary")
    sent = {"on": "2026-03-10", "visitors": "30", "cost_borne_by": "各单位自理", "lesson": "一\n二\n三"}
    assert secretary.post(url("meeting", v.uid), sent).status_code == 409  # not a demonstration yet
    rating.demonstrate(v, by=cycles.world.users["county_lead"], document="澄组发〔2026〕7 号")
    assert secretary.post(url("meeting", v.uid), {**sent, "lesson": "一\n二\n三\n四"}).status_code == 409
    assert secretary.post(url("meeting", v.uid), sent).status_code == 302
    assert secretary.post(url("meeting", v.uid), sent).status_code == 409  # the same quarter
    assert SiteMeeting.objects.get().lesson == "一\n二\n三"
    page = cycles.world.client_as("county_officer").get(url("meetings", cycles.world.county.uid))
    assert "各单位自理" in page.content.decode()
    assert "示范" in secretary.get(url("award", v.uid)).content.decode()
