"""The pages of a case: who may see it, which step stands first for whom, forms that keep what was typed, days that stay hidden."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from baxing.problems.models import Problem
from baxing.rectification.models import Case, LookBack, Seat
from tests.case_closing import to_closing
from tests.case_world import CaseWorld, screened, to_state
from tests.cycle_parts import add_person

pytestmark = pytest.mark.django_db
SEERS = (
    *("member", "secretary", "recorder", "first_secretary", "liaison", "township_leader", "county_leader"),
    *("township_officer", "township_secretary", "county_officer", "county_lead", "city_officer", "auditor"),
)


def url(case: Case, page: str = "") -> str:
    return f"/rectification/{case.uid}{page}"


def page(cases: CaseWorld, who: str, address: str) -> str:
    answer = cases.world.client_as(who).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("state", ["SCREENED", "CANDIDATE", "PLANNING", "RECTIFYING"])
def test_who_has_a_part_in_a_case_sees_it_and_nobody_else(cases: CaseWorld, state: str) -> None:
    case = to_state(cases, state)
    for who in SEERS:
        assert "云杉镇一村党支部" in page(cases, who, url(case))
    for who in ("admin", "region_admin", "teller", "rater", "stranger", "other_officer", "other_secretary"):
        client = cases.world.client_as(who)
        for address in (
            url(case), url(case, "/plan"), url(case, "/print/"), f"/rectification/of/{case.dossier.uid}",
            f"/dossiers/{case.dossier.uid}/book", url(case, "/move/drop"), url(case, "/visit"),
        ):  # fmt: skip
            assert client.get(address).status_code == 404, (who, address)
    assert Client().get(url(case)).status_code == 302


def test_members_read_and_have_no_form(cases: CaseWorld) -> None:
    text = page(cases, "member", url(to_state(cases, "RECTIFYING")))
    assert f'action="{url}' not in text
    assert "<textarea" not in text
    assert "着手办" not in text


def test_the_branch_answers_on_the_page_itself(cases: CaseWorld) -> None:
    case = to_state(cases, "CANDIDATE")
    text = page(cases, "secretary", url(case))
    assert text.index("交支部说明") < text.index("系统提示的迹象")
    client = cases.world.client_as("secretary")
    empty = client.post(url(case, "/move/answer"), {"note": " "})
    assert empty.status_code == 422
    done = client.post(url(case, "/move/answer"), {"note": "R04 属实，R06 已补公开"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert (case.answer, case.dossier.status) == ("R04 属实，R06 已补公开", "HEARD")
    assert "R04 属实，R06 已补公开" in page(cases, "county_lead", url(case))


def test_a_button_that_cannot_be_pressed_stays_with_its_reason(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    text = page(cases, "township_secretary", url(case))
    assert "党委会通过，报县" in text
    assert "四个一还没有都到位" in text
    assert "还没有开启动会" in text
    assert "党委会通过，报县" not in page(cases, "county_officer", url(case))


def test_a_refused_step_is_said_and_a_wrong_one_keeps_what_was_typed(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    client = cases.world.client_as("township_secretary")
    refused = client.post(url(case, "/move/send_plan"), {"minute": "党委会〔2026〕5 号"})
    assert refused.status_code == 409
    assert "方案不全" in refused.content.decode()
    writer = cases.world.client_as("first_secretary")
    wrong = writer.post(
        url(case, "/plan"), {"target": "按时开会", "kick_off_on": "", "should": "20", "present": "18"}
    )
    assert wrong.status_code == 422
    assert "按时开会" in wrong.content.decode()
    assert cases.world.client_as("county_officer").post(url(case, "/plan"), {}).status_code == 404


def test_the_four_ones_are_named_on_the_page_of_the_plan(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    client = cases.world.client_as("township_officer")
    for row in case.rules.four_ones_for(case.sector):
        given = {
            "duty": f"{row.name.zh}一位",
            "unit_name": "",
            "user": "",
            "since": timezone.localdate().isoformat(),
        }
        assert client.post(url(case, f"/seats/{row.code}"), given).status_code == 302
    assert "4／4" in page(cases, "township_officer", url(case))
    seat = Seat.objects.get(case=case, role="county_leader", until=None)
    assert client.post(url(case, f"/seat/{seat.uid}/end")).status_code == 302
    assert "3／4" in page(cases, "township_officer", url(case))
    assert cases.world.client_as("secretary").post(url(case, f"/seat/{seat.uid}/end")).status_code == 404


def test_a_visit_names_its_problem_and_the_month_is_one_line(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    client = cases.world.client_as("first_secretary")
    seat = case.seats.get(role="county_leader")
    problem = Problem.objects.filter(parent=case.dossier).order_by("number")[0]
    given = {"seat": str(seat.uid), "on": timezone.localdate().isoformat(), "problem": str(problem.uid)}
    assert client.post(url(case, "/visit"), given | {"problem": ""}).status_code == 422
    assert client.post(url(case, "/visit"), given).status_code == 302
    assert client.post(url(case, "/visit"), given).status_code == 409
    month = f"{timezone.localdate():%Y-%m}"
    assert (
        client.post(
            url(case, "/progress"), {"month": month, "line": "会开了", "help": "差一块公示栏"}
        ).status_code
        == 302
    )
    text = page(cases, "county_officer", url(case))
    assert "1 / 1" in text
    assert "会开了" in text
    assert "差一块公示栏" in text
    assert cases.world.client_as("member").get(url(case, "/visit")).status_code == 404


def test_nothing_is_sent_but_who_was_told_is_noted(cases: CaseWorld) -> None:
    case = to_state(cases, "ESCALATED")
    text = page(cases, "county_officer", url(case, "/told"))
    assert "提级督导通知" in text
    assert "readonly" in text
    client = cases.world.client_as("county_officer")
    given = {"to": "云杉镇党委", "on": timezone.localdate().isoformat(), "how": "书面"}
    assert client.post(url(case, "/told"), given).status_code == 302
    assert "告知 云杉镇党委：书面" in page(cases, "secretary", url(case))


def test_the_day_of_a_look_back_stands_on_no_page_before_it_comes(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    days = [row.on for row in LookBack.objects.filter(case=case)]
    assert days
    for who in (*SEERS, "city_officer"):
        for address in (url(case), "/", "/rectification/", f"/dossiers/{case.dossier.uid}/book"):
            text = page(cases, who, address)
            for day in days:
                assert day.isoformat() not in text
                assert f"{day.month}月{day.day}日" not in text
    assert "不预告" in page(cases, "secretary", url(case))


def test_the_story_is_told_in_both_languages(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    chinese = page(cases, "county_officer", url(case))
    for said in ("系统提示 R04、R06", "支部说明", "认定整顿", "验收表", "测评通过", "销号，晋位升级"):
        assert said in chinese
    client = cases.world.client_as("county_officer")
    client.cookies["baxing_language"] = "en"
    english = client.get(url(case)).content.decode()
    for said in (
        "the facts suggest R04, R06",
        "The branch answers",
        "Confirmed",
        "Ballot passed",
        "Closed and moved up",
    ):
        assert said in english


def test_the_desk_says_what_waits_beside_the_moves(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    leader: Any = case.seats.get(role="county_leader").user
    assert "走访" in cases.world.client_as(leader).get("/").content.decode()
    screening = screened(cases, "V3")
    assert "先自己看一看" in page(cases, "other_secretary", "/")
    assert screening.unit.name == "石桥乡一村党支部"
    stranger = add_person("leader_elsewhere", "county_leader", cases.world.branches["V3"])
    assert "走访" not in cases.world.client_as(stranger).get("/").content.decode()
