"""The pages of the acceptance ballot: sizes, the warning that must be seen, void rounds, and results with their why."""

import pytest

from baxing.ballots.models import Round
from baxing.rectification.actions.moves import fresh
from tests.case_closing import count_all, counted, enter, open_ballot, to_closing
from tests.case_forms import client, page, sizes, url
from tests.case_world import CaseWorld

pytestmark = pytest.mark.django_db


def test_before_a_ballot_is_opened_it_is_said_what_one_dissent_would_do(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    officer = client(cases, case, "county_officer")
    first = officer.get(url("ballot", case)).content.decode()
    assert 'value="20"' in first
    assert 'name="seen"' not in first
    warned = officer.get(url("ballot", case), sizes(members=12, reps=30)).content.decode()
    assert "12 名党员里有 1 张不满意就要重新整顿。" in warned
    assert "最多 4 张不满意。" in warned
    unticked = officer.post(url("ballot", case), sizes(members=12, reps=30))
    assert unticked.status_code == 422
    assert "12 名党员里" in unticked.content.decode()
    assert not Round.objects.exists()
    opened = officer.post(url("ballot", case), sizes(members=12, reps=30) | {"seen": "on"})
    made = Round.objects.get()
    assert opened.status_code == 302
    assert opened.url == f"/ballots/{made.uid}"
    assert [(rule["code"], rule["size"]) for rule in made.rule] == [("members", 12), ("reps", 30)]
    assert fresh(case).dossier.status == "BALLOT"


def test_a_size_that_is_none_opens_nothing(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    officer = client(cases, case, "county_officer")
    assert officer.get(url("ballot", case), sizes(members=0, reps=30)).status_code == 422
    assert officer.post(url("ballot", case), sizes(members=20) | {"seen": "on"}).status_code == 422
    assert not Round.objects.exists()


def test_a_void_round_says_why_and_is_opened_again(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    round = Round.objects.get()
    for teller in ("teller", "teller_two"):
        enter(round, "members", cases.users[teller], counted(20, returned=21))
    case = fresh(case)
    assert "收回的票比发出的多" in page(cases, case, "member", "case")
    asked = page(cases, case, "county_officer", "ballot")
    assert "重新开始测评" in asked
    assert "收回的票比发出的多" in asked
    again = client(cases, case, "county_officer").post(
        url("ballot", case), sizes(members=20, reps=13) | {"seen": "on"}
    )
    assert again.status_code == 302
    assert list(Round.objects.order_by("number").values_list("state", flat=True)) == ["void", "open"]


def test_nineteen_of_twenty_passes_and_the_page_says_why(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    count_all(cases, Round.objects.get(), {"members": 1, "reps": 1})
    shown = page(cases, fresh(case), "member", "case")
    assert "<b>19</b> / 20" in shown
    assert "19 × 100 = 1900" in shown
    assert "95 × 20 = 1900" in shown
    assert fresh(case).dossier.status == "PASSED"


def test_eighteen_of_nineteen_fails_and_the_page_says_why(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    round = open_ballot(cases, case, sizes={"members": 19, "reps": 13})
    count_all(cases, round, {"members": 1})
    shown = page(cases, fresh(case), "secretary", "case")
    assert "<b>18</b> / 19" in shown
    assert "18 × 100 = 1800" in shown
    assert "95 × 19 = 1805" in shown
    assert "未过" in shown
    assert fresh(case).dossier.status == "RE_RECTIFY"


def test_figures_of_fewer_than_five_are_on_no_page(cases: CaseWorld) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    count_all(cases, open_ballot(cases, case, sizes={"members": 4, "reps": 13}))
    case = fresh(case)
    for shown in (page(cases, case, "secretary", "case"), page(cases, case, "secretary", "print", "R9")):
        assert "4 / 4" not in shown
        assert "不足 5 张" in shown


def test_until_both_accounts_agree_no_figure_is_shown(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    enter(Round.objects.get(), "members", cases.users["teller"], counted(20, 1))
    shown = page(cases, fresh(case), "county_officer", "case")
    assert '<td class="num">—</td>' in shown
    assert "/ 20" not in shown


@pytest.mark.parametrize(
    "who", ["secretary", "member", "township_officer", "county_lead", "teller", "stranger", "admin"]
)
def test_only_the_county_opens_a_ballot(cases: CaseWorld, who: str) -> None:
    case = to_closing(cases, "DEPT_REVIEWED")
    asked = client(cases, case, who)
    assert asked.get(url("ballot", case)).status_code == 404
    data = sizes(members=20, reps=13) | {"seen": "on"}
    assert asked.post(url("ballot", case), data).status_code == 404
    assert not Round.objects.exists()


def test_a_ballot_is_not_opened_twice(cases: CaseWorld) -> None:
    case = to_closing(cases, "BALLOT")
    answer = client(cases, case, "county_officer").post(
        url("ballot", case), sizes(members=20, reps=13) | {"seen": "on"}
    )
    assert answer.status_code == 409
    assert Round.objects.count() == 1
