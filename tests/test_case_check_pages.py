"""The page of the three checks: each level with what the earlier ones said, the sum of the sheet, nothing typed is lost."""

import pytest

from baxing.rectification.actions.moves import fresh
from baxing.rectification.models import Case, Check
from tests.case_closing import to_closing
from tests.case_forms import WRONG, client, page, recheck, review, self_check, uids, url
from tests.case_world import CaseWorld

pytestmark = pytest.mark.django_db


def status(case: Case) -> str:
    return fresh(case).dossier.status


def test_the_branch_hands_in_its_self_check(cases: CaseWorld) -> None:
    case = to_closing(cases, "CLEARED")
    shown = page(cases, case, "secretary", "check")
    assert "支部自查" in shown
    assert all(problem.what in shown for problem in case.dossier.problems.all())
    answer = client(cases, case, "secretary").post(url("check", case), self_check(case))
    assert (answer.status_code, answer.url) == (302, url("case", case))
    check = Check.objects.get(case=case)
    assert (check.people, check.opinion) == ({"should": 20, "present": 18}, "问题属实，都办了")
    assert status(case) == "SELF_CHECKED"
    shown = page(cases, case, "member", "case")
    assert "2 条逐条对，党员大会听取，应到 20 实到 18" in shown


def test_what_is_missing_is_said_and_what_was_typed_stays(cases: CaseWorld) -> None:
    case = to_closing(cases, "CLEARED")
    first = uids(case)[0]
    data = self_check(case, opinion="写了半页的意见")
    del data[f"item-ok-{first}"]
    answer = client(cases, case, "secretary").post(url("check", case), data)
    assert answer.status_code == 422
    assert "还没有交" in answer.content.decode()
    assert "写了半页的意见" in answer.content.decode()
    assert status(case) == "CLEARED"


def test_a_no_needs_its_note_and_opens_the_problem_again(cases: CaseWorld) -> None:
    case = to_closing(cases, "CLEARED")
    first, secretary = uids(case)[0], client(cases, case, "secretary")
    bare = self_check(case, wrong=[first]) | {f"item-note-{first}": " "}
    assert secretary.post(url("check", case), bare).status_code == 422
    assert secretary.post(url("check", case), self_check(case, wrong=[first])).status_code == 302
    assert status(case) == "RECTIFYING"
    assert case.dossier.problems.get(uid=first).dossier.status == "REOPENED"


def test_the_township_sees_the_branchs_words_beside_its_own(cases: CaseWorld) -> None:
    case = to_closing(cases, "SELF_CHECKED")
    shown = page(cases, case, "township_officer", "check")
    assert "乡镇党委复查" in shown
    assert shown.count("支部自查：") == len(uids(case))
    assert "都办了" in shown
    answer = client(cases, case, "township_officer").post(url("check", case), recheck(case))
    assert answer.status_code == 302
    assert status(case) == "TOWNSHIP_RECHECKED"


def test_a_refusal_stands_on_the_form_with_everything_typed(cases: CaseWorld) -> None:
    case = to_closing(cases, "SELF_CHECKED")
    data = recheck(case, members=2, opinion="只谈了两个人")
    answer = client(cases, case, "township_officer").post(url("check", case), data)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "至少" in shown
    assert "只谈了两个人" in shown
    assert status(case) == "SELF_CHECKED"
    assert not case.checks.filter(level="township").exists()


def test_a_recheck_that_fails_sends_the_case_back_to_the_work(cases: CaseWorld) -> None:
    case = to_closing(cases, "SELF_CHECKED")
    data = recheck(case, wrong=uids(case)[:1], verdict="fail")
    assert client(cases, case, "township_officer").post(url("check", case), data).status_code == 302
    assert status(case) == "RECTIFYING"
    shown = page(cases, case, "secretary", "case")
    assert "没过" in shown
    assert WRONG in shown


def test_the_sum_is_exact_while_the_sheet_is_being_filled(cases: CaseWorld) -> None:
    case = to_closing(cases, "TOWNSHIP_RECHECKED")
    officer = client(cases, case, "county_officer")
    shown = page(cases, case, "county_officer", "check")
    assert "合计 25.00" in shown
    assert "还差 5 项没打分" in shown
    assert "销号 2 ÷ 2 条 × 25" in shown
    whole = officer.post(
        url("check-sum", case),
        {"points-A1": 18, "points-A2": 14, "points-A3": 13, "points-A5": 5, "points-A6": 4},
    )
    assert "合计 79.00" in whole.content.decode()
    assert "差 1.00 到 80 分" in whole.content.decode()
    some = officer.post(url("check-sum", case), {"points-A1": 18, "points-A2": 99}).content.decode()
    assert "合计 43.00" in some
    assert "还差 4 项没打分" in some


def test_without_a_script_a_button_adds_up_and_hands_nothing_in(cases: CaseWorld) -> None:
    case = to_closing(cases, "TOWNSHIP_RECHECKED")
    typed = {"level": "dept", "points-A1": 20, "opinion": "还没写完", "methods": ["site"], "sum": "1"}
    answer = client(cases, case, "county_officer").post(url("check", case), typed)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "合计 45.00" in shown
    assert "还没写完" in shown
    assert 'class="err"' not in shown
    assert "checked" in shown.split('value="site"')[1][:60]
    assert not case.checks.filter(level="dept").exists()


def test_the_department_passes_from_the_line_on(cases: CaseWorld) -> None:
    case = to_closing(cases, "TOWNSHIP_RECHECKED")
    officer = client(cases, case, "county_officer")
    low = officer.post(url("check", case), review(case, **{"points-A1": 2}))
    assert low.status_code == 409
    assert "75.00" in low.content.decode()
    assert "80" in low.content.decode()
    assert officer.post(url("check", case), review(case)).status_code == 302
    assert status(case) == "DEPT_REVIEWED"
    assert "验收表 91 分，线 80" in page(cases, case, "member", "case")


@pytest.mark.parametrize(
    "who", ["member", "county_lead", "auditor", "stranger", "admin", "teller", "other_secretary"]
)
def test_a_check_is_no_page_for_others(cases: CaseWorld, who: str) -> None:
    case = to_closing(cases, "SELF_CHECKED")
    asked = client(cases, case, who)
    assert asked.get(url("check", case)).status_code == 404
    assert asked.post(url("check", case), recheck(case)).status_code == 404
    assert status(case) == "SELF_CHECKED"


def test_nobody_checks_for_a_level_that_is_not_his(cases: CaseWorld) -> None:
    case = to_closing(cases, "SELF_CHECKED")
    assert client(cases, case, "secretary").post(url("check", case), recheck(case)).status_code == 404
    assert "没有轮到" in page(cases, case, "secretary", "check")
    early = client(cases, case, "county_officer").post(url("check", case), review(case))
    assert early.status_code == 409
    assert status(case) == "SELF_CHECKED"
