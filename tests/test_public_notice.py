"""A public notice: published by the meeting as a whole, read by everybody, silent about persons, printed, prolonged."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from baxing.accreditation.actions import notices
from baxing.accreditation.models import Notice
from baxing.dossiers.verify import trace
from baxing.units.models import User
from baxing.units.refused import Refused
from tests.cycle_world import Clock, CycleWorld, add_person, cycle_world
from tests.world import World

MAKE = Callable[..., CycleWorld]


@pytest.fixture
def cycles(clock: Clock, world: World) -> CycleWorld:
    return cycle_world(world, facts={"E": {"half_year_check": False, "life_gap_months": 7}}, clock=clock)


def url(name: str, *args: object) -> str:
    return reverse(f"accreditation:{name}", args=args)


def published(cycles: CycleWorld, *keys: str) -> Notice:
    found: Notice = cycles.publish(*(cycles.bring(cycles.applications[key], "PROPOSED") for key in keys))
    return found


def test_the_meeting_publishes_what_it_chose_on_one_notice(cycles: CycleWorld) -> None:
    v, c = (cycles.bring(cycles.applications[key], "PROPOSED") for key in ("V", "C"))
    lead = cycles.world.client_as("county_lead")
    page = lead.get(url("publish", cycles.cycle.uid)).content.decode()
    assert page.count('name="application"') == 2
    sent = {"number": "纪要〔2026〕4 号", "on": "2026-03-02", "application": [str(v.uid), str(c.uid)]}
    answer = lead.post(url("publish", cycles.cycle.uid), sent)
    notice = Notice.objects.get()
    assert answer.url == url("notice", notice.uid)
    assert (notice.starts_on, notice.ends_on) == (date(2026, 3, 2), date(2026, 3, 9))
    assert {a.dossier.status for a in notice.applications.select_related("dossier")} == {"PUBLIC_NOTICE"}


def test_the_officer_who_proposed_sees_the_page_but_cannot_publish(cycles: CycleWorld) -> None:
    v = cycles.bring(cycles.applications["V"], "PROPOSED")
    officer = cycles.world.client_as("county_officer")
    page = officer.get(url("publish", cycles.cycle.uid)).content.decode()
    assert "另一人" in page
    assert "disabled" in page
    answer = officer.post(
        url("publish", cycles.cycle.uid), {"number": "1", "on": "2026-03-02", "application": [str(v.uid)]}
    )
    assert answer.status_code == 409
    assert not Notice.objects.exists()
    assert cycles.world.client_as("secretary").get(url("publish", cycles.cycle.uid)).status_code == 404


def test_one_that_cannot_be_published_keeps_all_back(cycles: CycleWorld) -> None:
    v = cycles.bring(cycles.applications["V"], "PROPOSED")
    half = cycles.bring(cycles.applications["C"], "EVALUATING")
    with pytest.raises(Refused):
        cycles.publish(v, half)
    assert not Notice.objects.exists()
    assert cycles.fresh(v).dossier.status == "PROPOSED"


def test_a_rater_never_approves(cycles: CycleWorld) -> None:
    v = cycles.bring(cycles.applications["V"], "PROPOSED")
    both: User = cycles.world.users["rater_two"]
    both.grants.create(unit=cycles.world.county, role="county_lead")
    both = User.objects.get(pk=both.pk)
    with pytest.raises(Refused) as refusal:
        notices.publish(cycles.cycle, [v], by=both, minute="1", on=date(2026, 3, 2))
    assert refusal.value.code == "not_a_rater"
    page = cycles.world.client_as(both).get(url("publish", cycles.cycle.uid)).content.decode()
    assert "评过分" in page


def test_a_sheet_that_changed_since_is_proposed_anew_first(cycles: CycleWorld) -> None:
    v = cycles.bring(cycles.applications["V"], "PROPOSED")
    v.proposal["lit_mask"] = 1
    v.save(update_fields=["proposal"])
    with pytest.raises(Refused) as refusal:
        cycles.publish(v)
    assert refusal.value.code == "stale-proposal"
    officer = cycles.world.client_as("county_officer")
    assert officer.post(url("renew_proposal", v.uid)).status_code == 302
    cycles.publish(cycles.fresh(v))


def test_everybody_reads_stars_and_nobody_reads_reasons(cycles: CycleWorld, client: Client) -> None:
    notice = published(cycles, "V", "E")
    page = client.get(url("notice", notice.uid)).content.decode()
    assert "云杉镇一村党支部" in page
    assert "八星" in page
    assert "组织生活" in page  # the gated star of the school stands among those not lit
    for hidden in ("门槛", "差 ", "纪检", *(user.name for user in cycles.world.users.values())):
        assert hidden not in page.split("<main")[1].replace("过门槛", ""), hidden
    assert client.get(url("notices")).content.decode().count("云杉镇") == 0


def test_working_days_are_counted_without_weekends(cycles: CycleWorld, clock: Clock, client: Client) -> None:
    notice = published(cycles, "V")
    seen = []
    for day in (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 7), date(2026, 3, 9), date(2026, 3, 10)):
        clock.to(day)
        page = client.get(
            url("notice", notice.uid), headers={"cookie": "baxing_language=en"}
        ).content.decode()
        seen.append(page.split('class="at"><b>')[1].split("</b>")[0])
    assert seen == [
        "5 working days, counted from 3 Mar",
        "Today is working day 2 of 5",
        "Today is working day 4 of 5",
        "Today is working day 5 of 5",
        "The 5 working days are over",
    ]


def test_a_long_list_is_searched_and_paged(cycles: CycleWorld, client: Client) -> None:
    notice = published(cycles, "V", "V3", "C")
    page = client.get(url("notice", notice.uid), {"name": "石桥"}).content.decode()
    assert "石桥乡一村党支部" in page
    assert "河畔社区" not in page
    page = client.get(url("notice", notice.uid), {"name": "没有这个"}).content.decode()
    assert "没有叫这个" in page


def test_the_poster_carries_a_digest_that_can_be_traced(cycles: CycleWorld, client: Client) -> None:
    notice = published(cycles, "V", "C")
    page = client.get(url("poster", notice.uid)).content.decode()
    digest = page.split("摘要 ")[1][:16]
    (found,) = trace(digest)
    assert (found.entry.verb, found.entry.change["notice"]) == ("noticed", 1)
    assert page.count('class="a4"') == 1
    assert 'aria-label="二维码"' in page


def test_a_day_on_which_it_could_not_be_seen_is_added(cycles: CycleWorld, clock: Clock) -> None:
    notice = published(cycles, "V")
    clock.to(date(2026, 3, 9))
    officer = cycles.world.client_as("county_officer")
    assert officer.post(url("prolong", notice.uid), {"reason": ""}).status_code == 422
    assert officer.post(url("prolong", notice.uid), {"reason": "3月5日停电"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.ends_on, notice.down_days) == (date(2026, 3, 10), 1)
    assert cycles.fresh(cycles.applications["V"]).dossier.due == date(2026, 3, 10)
    clock.to(date(2026, 3, 11))
    with pytest.raises(Refused) as refusal:
        notices.prolong(notice, by=cycles.world.users["county_officer"], reason="again")
    assert refusal.value.code == "over"
    other = add_person("elsewhere", "county_officer", cycles.world.town)
    assert cycles.world.client_as(other).get(url("prolong", notice.uid)).status_code == 404
