"""The pages from the passed ballot to the closing, and from the one that failed back to the plan."""

from typing import Any

import pytest
from django.urls import reverse

from baxing.problems.models import Problem
from baxing.rectification.actions import planning
from baxing.rectification.actions.moves import fresh
from baxing.rectification.models import Case, LookBack
from tests.case_closing import fail_ballot, to_closing
from tests.case_forms import client, page, uids, url
from tests.case_world import CaseWorld

pytestmark = pytest.mark.django_db
OBJECTION = "公开栏第二季度晚贴了一周"


def status(case: Case) -> str:
    return fresh(case).dossier.status


def sent(cases: CaseWorld, case: Case, who: str, name: str, **data: Any) -> int:
    return client(cases, case, who).post(url(name, case), data).status_code


def test_the_meeting_puts_the_case_on_notice(cases: CaseWorld) -> None:
    case = to_closing(cases, "PASSED")
    assert url("announce", case) in page(cases, case, "county_lead", "case")
    assert "公示 5 个工作日" in page(cases, case, "county_lead", "announce")
    assert sent(cases, case, "county_lead", "announce", minute="") == 422
    assert sent(cases, case, "county_lead", "announce", minute="部务会 9 号") == 302
    assert status(case) == "NOTICE"
    assert sent(cases, case, "county_lead", "announce", minute="部务会 10 号") == 409


def test_what_was_objected_is_for_those_who_examine_it(cases: CaseWorld) -> None:
    case = to_closing(cases, "NOTICE")
    assert sent(cases, case, "county_officer", "objected", text=" ") == 422
    assert sent(cases, case, "county_officer", "objected", text=OBJECTION) == 302
    for who, reads in (
        ("county_officer", True),
        ("county_lead", True),
        ("secretary", False),
        ("member", False),
    ):
        shown = page(cases, case, who, "case")
        assert "异议 1 条" in shown
        assert (OBJECTION in shown) is reads
        book = client(cases, case, who).get(reverse("dossiers:book", args=[case.dossier.uid]))
        assert (OBJECTION in book.content.decode()) is reads
    assert OBJECTION in page(cases, case, "county_lead", "close-up")


def test_an_objection_that_is_right_sends_the_case_back(cases: CaseWorld) -> None:
    case = to_closing(cases, "NOTICE")
    first = uids(case)[0]
    assert sent(cases, case, "county_officer", "sustain", reopen=[first]) == 422
    assert sent(cases, case, "county_officer", "sustain", reason="属实", reopen=["nothing"]) == 422
    assert sent(cases, case, "county_officer", "sustain", reason="属实") == 409
    assert status(case) == "NOTICE"
    assert sent(cases, case, "county_officer", "sustain", reason="属实", reopen=[first]) == 302
    assert status(case) == "RECTIFYING"
    assert Problem.objects.get(uid=first).dossier.status == "REOPENED"


def test_nobody_closes_before_the_notice_is_over(cases: CaseWorld) -> None:
    case = to_closing(cases, "NOTICE")
    shown = page(cases, case, "county_lead", "close-up")
    assert "公示期未满" in shown
    assert "disabled" in shown
    assert sent(cases, case, "county_lead", "close-up", document="澄组发 12 号") == 409
    assert status(case) == "NOTICE"


def test_closing_says_what_follows_and_draws_the_look_backs(cases: CaseWorld) -> None:
    case = to_closing(cases, "NOTICE")
    cases.clock.add(30)
    shown = page(cases, case, "county_lead", "close-up")
    assert "开始跟踪 12 个月" in shown
    assert "谁也看不到" in shown
    assert sent(cases, case, "county_lead", "close-up", document="") == 422
    assert sent(cases, case, "county_lead", "close-up", document="澄组发 12 号") == 302
    assert status(case) == "FOLLOW_UP"
    assert LookBack.objects.filter(case=case).count() == 2


def test_the_next_round_waits_until_each_of_the_four_ones_is_changed_or_kept(cases: CaseWorld) -> None:
    case = fail_ballot(cases, to_closing(cases, "BALLOT"))
    shown = page(cases, case, "county_officer", "restart")
    assert "第 2 轮" in shown
    assert shown.count("还没说明") == 4
    assert sent(cases, case, "county_officer", "restart", reason="换人再办") == 409
    for seat in case.seats.filter(until=None):
        planning.keep_seat(seat, by=cases.users["township_officer"], reason="熟悉情况")
    assert "还没说明" not in page(cases, case, "county_officer", "restart")
    assert sent(cases, case, "county_officer", "restart", reason="") == 422
    assert sent(cases, case, "county_officer", "restart", reason="补两条问题再办") == 302
    assert status(case) == "PLANNING"


def test_it_is_not_consolidated_before_its_time(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    shown = page(cases, case, "county_lead", "consolidate")
    assert "跟踪期还没有满" in shown
    assert "回头看的次数还不够" in shown
    assert sent(cases, case, "county_lead", "consolidate", document="澄组发 30 号") == 409
    assert status(case) == "FOLLOW_UP"


@pytest.mark.parametrize("name", ["announce", "objected", "sustain", "close-up", "restart", "consolidate"])
@pytest.mark.parametrize("who", ["secretary", "member", "auditor", "stranger", "admin", "teller", "rater"])
def test_closing_is_no_page_for_others(cases: CaseWorld, name: str, who: str) -> None:
    case = to_closing(cases, "NOTICE")
    asked = client(cases, case, who)
    assert asked.get(url(name, case)).status_code == 404
    assert asked.post(url(name, case), {"reason": "x", "text": "x", "document": "x"}).status_code == 404


def test_who_judged_a_check_does_not_close(cases: CaseWorld) -> None:
    case = to_closing(cases, "PASSED")
    secretary = cases.who("secretary", case)
    from baxing.units.models import Grant

    Grant.objects.create(user=secretary, unit=cases.world.county, role="county_lead")
    shown = page(cases, case, "secretary", "announce")
    assert "要换一个人" in shown
    assert sent(cases, case, "secretary", "announce", minute="部务会 9 号") == 409
