"""The forms R1–R12 on paper: the columns of the field's own forms, figures from the same rows, only for who sees the case."""

import re

import pytest
from django.utils import timezone

from baxing.rectification.actions import working
from baxing.rectification.actions.moves import fresh
from baxing.rectification.models import Case
from baxing.rectification.papers.forms import BY_CODE
from tests.case_closing import (
    close_up,
    to_closing,
)
from tests.case_forms import client, form, heads, page, url
from tests.case_world import CaseWorld, to_state

pytestmark = pytest.mark.django_db


def available(cases: CaseWorld, case: Case) -> list[str]:
    """The forms that the page of forms offers, and which indeed are there; all the others are not."""
    shown, found = page(cases, case, "county_officer", "prints"), []
    for code in BY_CODE:
        there = client(cases, case, "county_officer").get(url("print", case, code)).status_code == 200
        assert there is (f'href="{url("print", case, code)}' in shown), code
        found += [code] if there else []
    return found


def test_the_page_of_forms_offers_what_makes_sense_now(cases: CaseWorld) -> None:
    case = to_state(cases, "SCREENED")
    assert available(cases, case) == ["R1"]
    case = to_state(cases, "CANDIDATE", case=case)
    assert available(cases, case) == ["R1", "R2"]
    case = to_state(cases, "RECTIFYING", case=case)
    assert available(cases, case) == ["R1", "R2", "R3", "R4", "R5"]
    case = to_closing(cases, "DEPT_REVIEWED", case=case)
    assert available(cases, case) == ["R1", "R2", "R3", "R4", "R5", "R7", "R8"]
    case = to_closing(cases, "NOTICE", case=case)
    assert available(cases, case) == ["R1", "R2", "R3", "R4", "R5", "R7", "R9", "R10"]


def test_screening_sheet(cases: CaseWorld) -> None:
    case = to_state(cases, "PLANNING")
    shown = form(cases, case, "R1")
    assert heads(shown) == ["组织", "情形", "迹象值", "来源", "支部说明", "乡镇意见"]
    assert "☑ R04" in shown
    assert "☐ R08" in shown
    assert "组织生活连续停止的月数 2025 年 6 个月" in shown
    assert "年度报表" in shown
    assert "情况属实，愿意整改" in shown


def test_confirmation_carries_three_minutes(cases: CaseWorld) -> None:
    shown = form(cases, to_state(cases, "PLANNING"), "R2")
    for said in (
        "党委会〔2026〕1 号",
        "部务会〔2026〕2 号",
        "县委常委会〔2026〕3 号",
        "2026-03-02",
        "R04",
        "一般",
    ):
        assert said in shown, said


def test_plan_ledger_and_four_ones_are_the_same_rows(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    problem = case.dossier.problems.order_by("number").first()
    seat = case.seats.get(role="township_leader")
    working.visit(
        seat, by=cases.users["township_officer"], on=cases.clock.day, problem=problem, next_step="看公开栏"
    )
    plan, ledger, ones = (form(cases, case, code) for code in ("R3", "R4", "R5"))
    assert heads(ledger) == [
        "序号", "问题", "依据", "原因", "措施", "牵头", "协助", "到期", "状态", "变了什么", "申请销号", "谁核实、日期",
        "销号日期", "重开过吗",
    ]  # fmt: skip
    assert heads(ones) == [
        "身份",
        "谁（写职务）",
        "单位",
        "起止",
        "走访 应到／已到",
        "最近一次",
        "涉及的问题",
        "下一步",
    ]
    for one in case.dossier.problems.all():
        for said in (one.what, one.cause, one.measure, one.lead):
            assert said in plan
            assert said in ledger
    assert "2 / 1" in ones
    assert "看公开栏" in ones
    assert "应到 20 实到 18" in plan
    done = form(cases, to_state(cases, "CLEARED", case=case), "R4")
    assert "乡镇组织委员" in done
    assert "已销号" in done


def test_months_carry_the_figures_of_their_day(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    by = cases.who("secretary", case)
    working.progress(case, by=by, month=timezone.localdate(), line="公开栏已修好", help="派一名技术员")
    cases.clock.add(10)
    shown = form(cases, to_state(cases, "CLEARED", case=fresh(case)), "R6")
    assert heads(shown) == ["月份", "在办", "申请销号", "已销号", "超期", "进展一句话", "要什么帮助"]
    row = shown.split("2026-03</td>")[1].split("</tr>")[0]
    assert re.findall(r'class="num">(\d+)<', row) == ["2", "0", "0", "0"]
    assert "公开栏已修好" in row


def test_checks_by_level(cases: CaseWorld) -> None:
    shown = form(cases, to_closing(cases, "DEPT_REVIEWED"), "R7")
    assert heads(shown) == ["哪一查", "日期", "人员", "怎么查", "逐条结果", "意见"]
    for said in (
        "支部自查",
        "乡镇党委复查",
        "组织部门审查",
        "党员 6 人，户代表 11 人",
        "验收表 91 分，线 80",
    ):
        assert said in shown, said


def test_every_form_speaks_both_languages(cases: CaseWorld) -> None:
    case = close_up(cases, to_closing(cases, "NOTICE"))
    asked = client(cases, case, "county_officer")
    asked.cookies["baxing_language"] = "en"
    for code in ("R1", "R2", "R3", "R4", "R5", "R7", "R9", "R10"):
        shown = asked.get(url("print", case, code)).content.decode()
        assert BY_CODE[code].name.en in shown, code
        assert BY_CODE[code].name.zh not in shown, code


@pytest.mark.parametrize("who", ["stranger", "admin", "teller", "rater", "other_secretary", "other_officer"])
def test_forms_are_for_who_sees_the_case(cases: CaseWorld, who: str) -> None:
    case = to_state(cases, "RECTIFYING")
    asked = client(cases, case, who)
    for address in (url("prints", case), url("print", case, "R1"), url("print", case, "R4")):
        assert asked.get(address).status_code == 404


@pytest.mark.parametrize("code", ["R0", "R13", "r1", "R1x", "../R1"])
def test_there_is_no_other_form(cases: CaseWorld, code: str) -> None:
    case = to_state(cases, "RECTIFYING")
    assert client(cases, case, "county_officer").get(f"{url('prints', case)}{code}").status_code == 404
