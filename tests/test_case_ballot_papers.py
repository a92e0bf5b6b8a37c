"""The forms of ballots, closing and look-back on paper: figures in whole numbers, a blank ballot that tells nobody's vote."""

import re

import pytest

from baxing.ballots.models import Round
from baxing.rectification.actions.moves import fresh
from tests.case_closing import (
    close_up,
    count_all,
    counted,
    enter,
    fail_ballot,
    looked,
    next_look_back,
    open_ballot,
    to_closing,
)
from tests.case_forms import client, form, heads, url
from tests.case_world import CaseWorld, to_state

pytestmark = pytest.mark.django_db


def test_a_blank_ballot_has_no_number_of_its_own_and_no_place_for_a_name(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    officer = client(cases, case, "county_officer")
    first, second = (
        officer.get(url("print", case, "R8")).content.decode().split("<article")[1:] for _ in range(2)
    )
    assert first == second
    assert len(first) == 2
    for slip in first:
        assert re.findall(r"\d+", re.sub("<[^>]*>", " ", slip)) == ["1"]  # the round, the same on all
        assert heads(slip) == ["题目", "满意", "基本满意", "不满意", "不了解"]
        assert slip.count('class="box"') == 24
        assert slip.index("问题整改") < slip.index("总体评价") < slip.index("意见条")
        assert not re.search(r"<(input|textarea|form)|签名|digest|/ballots/", slip)
        assert str(case.uid) not in slip
    assert "党员</span>" in first[0]
    assert "民代表</span>" in first[1]


def test_result_sheet_compares_whole_numbers(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    count_all(cases, open_ballot(cases, case, sizes={"members": 19, "reps": 13}), {"members": 1})
    shown = form(cases, fresh(case), "R9")
    assert heads(shown) == [
        "谁来测评", "应到 / 实到", "发出", "收回", "废票", "有效票", "满意", "基本满意", "不满意", "不了解",
        "满意＋基本满意／有效票", "要达到", "按整数比", "结果",
    ]  # fmt: skip
    assert "18 / 19" in shown
    assert "1800 &lt; 1805" in shown
    assert shown.count("计票人") == 2
    assert "监票人" in shown


def test_a_void_round_has_its_sheet_with_the_reason(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    for teller in ("teller", "teller_two"):
        enter(Round.objects.get(), "members", cases.users[teller], counted(20, returned=21))
    assert "收回的票比发出的多" in form(cases, fresh(case), "R9")


def test_closing_approval_carries_every_opinion(cases: CaseWorld) -> None:
    case = close_up(cases, to_closing(cases, "NOTICE"))
    shown = form(cases, case, "R10")
    for said in (
        "列出 2 条：销号 2",
        "20 / 20",
        "支部意见",
        "乡镇意见",
        "联点县级领导意见",
        "组织部门意见",
        "都办了",
    ):
        assert said in shown, said
    assert "组发〔2026〕20 号" in shown


def test_look_back_sheet_is_blank_until_it_is_held(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    row = next_look_back(cases, case)
    blank = form(cases, case, "R11")
    assert heads(blank) == ["序号", "问题", "变了什么", "还保持着吗", "说明"]
    assert "☐ 没有反弹" in blank
    looked(cases, row, back=1)
    held = form(cases, case, "R11")
    assert "又出现了" in held
    assert "党员 4 人，户代表 6 人（只记人数）" in held
    assert client(cases, case, "county_officer").get(url("print", case, "R11"), {"n": 2}).status_code == 404


def test_notice_of_another_round_is_offered_as_text(cases: CaseWorld) -> None:
    case = fail_ballot(cases, to_closing(cases, "BALLOT"))
    shown = form(cases, case, "R12")
    copied = shown.split("<textarea")[1].split("</textarea>")[0]
    assert "重新整顿通知" in copied
    assert "党员 18 / 20，不到 95%" in copied
    assert "第 2 轮" in copied
    assert "由县里督导" in copied


def test_an_old_notice_tells_of_its_own_round(cases: CaseWorld) -> None:
    case = fail_ballot(cases, to_closing(cases, "BALLOT"))
    first = case.dossier.entries.get(verb="fail").n
    case.round, case.watch = 3, "prefecture"
    case.save(update_fields=["round", "watch"])
    shown = form(cases, case, "R12", first)
    assert "开始第 2 轮" in shown
    assert "由县里督导" in shown


def test_notice_of_escalation_says_why(cases: CaseWorld) -> None:
    case = to_state(cases, "ESCALATED")
    shown = form(cases, case, "R12")
    assert "提级督导通知" in shown
    assert "推进慢，请上一级督导" in shown
