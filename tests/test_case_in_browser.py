"""The whole life of one case through the pages: listed, failed at the ballot, passed, relapsed, and consolidated at last."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from baxing.rectification.models import Case
from tests import case_story as story
from tests.browser_steps import PASSWORD
from tests.case_browser import CaseSteps
from tests.case_world import CaseWorld, case_world
from tests.cycle_parts import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST = {"三个月没有开支委会": "R04", "两个季度没有公开账目": "R06"}
AGAIN = {"党员提了意见没有回音": ""}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A Monday in spring: no holiday for weeks."""
    return Clock(monkeypatch, date(2026, 3, 2))


@pytest.fixture
def cases(clock: Clock) -> CaseWorld:
    """The small world; everybody has the common password."""
    with transaction.atomic():
        made = case_world(clock)
    for user in made.users.values():
        user.set_password(PASSWORD)
        user.save()
    return made


def test_a_case_lives_through_the_pages_from_its_listing_to_its_consolidation(
    cases: CaseWorld, clock: Clock, page: Any, live: str
) -> None:
    steps = CaseSteps(page, live)
    story.listed(steps, cases.world.branches["V"])
    story.planned(steps, clock, FIRST)
    story.worked(steps, clock)
    story.checked(steps)
    story.voted(steps, (18, 19), (26, 29), "19")
    the_ballot_failed(steps)
    story.begun_again(steps)
    story.planned(steps, clock, AGAIN)
    story.worked(steps, clock)
    story.checked(steps)
    story.voted(steps, (19, 20), (27, 30), "1")
    assert steps.status == "PASSED"
    story.closed(steps, clock)
    nobody_sees_the_drawn_days(steps)
    story.light_checked(steps, clock)
    second = it_relapses(steps, clock)
    the_second_case_is_rectified_again(steps, clock, second)
    for members in ((20, 20), (19, 20)):
        story.held_look_back(steps, story.look_back_opens(steps, clock), members, (28, 30))
    it_is_consolidated(steps, clock)


def the_ballot_failed(steps: CaseSteps) -> None:
    """18 of 19 is below 95 per cent: everybody concerned reads why, and nobody can go on as before."""
    assert (steps.status, steps.case.round, steps.case.watch) == ("RE_RECTIFY", 2, "county")
    for who in ("secretary", "member", "township_officer", "county_lead", "city_officer"):
        steps.open_as(who)
        said = steps.text()
        assert "18 / 19" in said, said
        assert "重新整顿" in said
    assert not steps.page.locator("main form[method=post]").count()  # the city looks only
    with steps.on_a_phone():
        steps.open_as("member")
        assert not steps.page.locator("#next-step a.btn:not([aria-disabled])").count()


def nobody_sees_the_drawn_days(steps: CaseSteps) -> None:
    """Look-backs are announced, their days are not: not on the case, not in its book, not on a print; strangers see nothing."""
    days = list(steps.case.look_backs.values_list("on", flat=True))
    assert len(days) == 2
    case, book = f"/rectification/{steps.case.uid}", f"/dossiers/{steps.case.dossier.uid}/book"
    for who in ("secretary", "township_officer", "county_officer", "county_lead", "city_officer"):
        steps.log_in(who)
        for path in (case, f"{case}/print/", f"{case}/print/R10", book, "/", "/rectification/"):
            steps.go(path)
            for day in days:
                assert_hidden(steps, day)
    for who in ("stranger", "admin", "teller", "rater"):
        steps.log_in(who)
        answer = steps.page.goto(f"{steps.live}/rectification/{steps.case.uid}")
        assert answer.status == 404, who


def assert_hidden(steps: CaseSteps, day: date) -> None:
    """Neither as figures nor in words."""
    html = steps.page.content()
    for shown in (day.isoformat(), f"{day.month}月{day.day}日", f"{day.year}年{day.month}月{day.day}日"):
        assert shown not in html, (steps.page.url, shown)


def it_relapses(steps: CaseSteps, clock: Clock) -> Case:
    """On the day, by somebody who did not close it: a problem is back, and a second case begins with it."""
    number = story.look_back_opens(steps, clock)
    row = steps.case.look_backs.get(number=number)
    back = story.Problem.objects.get(uid=min(row.sampled))
    steps.log_in("county_officer")  # reviewed the case: may read, not look back
    steps.open(f"/look-back/{number}")
    assert not steps.page.locator("main form[data-keep]").count()
    steps.log_in("county_officer_two")
    steps.look_back(number, {"members": 5, "households": 9, "opinion": "会议又停了"}, back=back)
    steps.page.locator("main [name=reason]").fill("抽查的问题有一条反弹")
    steps.press("main button[name=relapse][value=yes]")
    assert steps.status == "RELAPSED"
    second = Case.objects.get(previous=steps.case)
    back.dossier.refresh_from_db()
    back.refresh_from_db()
    assert (back.dossier.status, back.parent_id) == ("REOPENED", second.dossier_id)
    return second


def the_second_case_is_rectified_again(steps: CaseSteps, clock: Clock, second: Case) -> None:
    """The same way once more, under a higher watch; who reads it finds the case before."""
    before, steps.case = steps.case, second
    assert (steps.status, steps.case.watch) == ("RE_RECTIFY", "prefecture")
    steps.open_as("secretary")
    assert steps.page.locator(f"a[href='/rectification/{before.uid}']").count()
    story.begun_again(steps)
    story.planned(steps, clock, AGAIN)
    story.worked(steps, clock)
    story.checked(steps)
    story.voted(steps, (20, 20), (29, 30), "1")
    story.closed(steps, clock)


def it_is_consolidated(steps: CaseSteps, clock: Clock) -> None:
    """The year is over, two look-backs found nothing: the case ends, and the branch may be screened again."""
    assert steps.case.follow_until is not None
    clock.to(steps.case.follow_until + timedelta(days=1))
    steps.open_as("county_lead")
    steps.step_of("/consolidate", {"document": "澄组发〔2028〕3 号"})
    assert (steps.status, steps.case.open) == ("CONSOLIDATED", False)
    with steps.on_a_phone():
        steps.open_as("secretary")
        assert "巩固" in steps.text()
