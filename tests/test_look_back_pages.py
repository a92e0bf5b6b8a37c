"""Follow-up and look-back on their pages: before its day nobody sees a look-back, afterwards it is held and concluded."""

from datetime import date

import pytest
from django.urls import reverse

from baxing.dossiers.models import Dossier
from baxing.rectification.actions.moves import fresh
from baxing.rectification.models import Case, LookBack
from tests.case_closing import look_back_ballot, looked, next_look_back, to_closing
from tests.case_forms import client, look_back, page, sizes, url
from tests.case_world import CaseWorld

pytestmark = pytest.mark.django_db
DAYS = (date(2026, 9, 17), date(2027, 1, 19))  # on no other line of these pages
EVERYBODY = (
    "member", "secretary", "recorder", "first_secretary", "township_leader", "township_officer", "township_secretary",
    "county_leader", "county_officer", "county_lead", "city_officer", "auditor", "region_officer",
)  # fmt: skip


def written(day: date) -> list[str]:
    """A day in every form in which a page writes one."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return [
        day.isoformat(), f"{day.month}月{day.day}日", f"{day:%m-%d}", f"{day.day} {months[day.month - 1]}",
        f"{day:%Y%m%d}", f"{day:%Y/%m/%d}",
    ]  # fmt: skip


def followed(cases: CaseWorld) -> Case:
    """A case in its follow-up whose look-backs fall on DAYS."""
    case = to_closing(cases, "FOLLOW_UP")
    for number, day in enumerate(DAYS, 1):
        LookBack.objects.filter(case=case, number=number).update(on=day)
    return case


def addresses(case: Case) -> list[str]:
    """Every page that tells of a case, and some that might."""
    forms = [url("print", case, f"R{n}") for n in range(1, 13)]
    one = [
        url("case", case),
        url("prints", case),
        url("look-back", case, 1),
        url("look-back", case, 2),
        *forms,
    ]
    many = [
        reverse(name)
        for name in ("dossiers:desk", "rectification:board", "rectification:cases", "problems:mine")
    ]
    book = reverse("dossiers:book", args=[case.dossier.uid])
    return [*one, *many, book, url("consolidate", case), url("light", case, 1)]


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_sees_the_day_of_a_look_back_before_it_comes(cases: CaseWorld, who: str) -> None:
    case = followed(cases)
    asked = client(cases, case, who)
    seen = 0
    for address in addresses(case):
        for language in ("zh-hans", "en"):
            asked.cookies["baxing_language"] = language
            answer = asked.get(address, follow=True)
            shown = answer.content.decode(errors="replace")
            seen += answer.status_code == 200
            assert not [text for day in DAYS for text in written(day) if text in shown], address
    assert seen > 10
    assert asked.get(url("look-back", case, 1)).status_code == 404
    assert asked.get(url("print", case, "R11")).status_code == 404


def test_ahead_a_look_back_is_a_number_whose_day_is_not_announced(cases: CaseWorld) -> None:
    case = followed(cases)
    shown = page(cases, case, "secretary", "case")
    assert shown.count("未定，不预告日期") == 2
    assert "第 2 次回头看" in shown


def test_the_township_makes_the_light_check_of_a_quarter(cases: CaseWorld) -> None:
    case = followed(cases)
    today = cases.clock.day.isoformat()
    officer = client(cases, case, "township_officer")
    assert officer.post(url("light", case, 1), {"on": today, "holds": "no", "note": " "}).status_code == 422
    assert (
        officer.post(url("light", case, 1), {"on": today, "holds": "yes", "note": "会照开"}).status_code
        == 302
    )
    assert "会照开" in page(cases, case, "member", "case")
    assert officer.post(url("light", case, 1), {"on": today, "holds": "yes", "note": ""}).status_code == 409
    for who in ("secretary", "county_officer", "stranger"):
        assert client(cases, case, who).get(url("light", case, 2)).status_code == 404
    assert officer.get(url("light", case, 9)).status_code == 404


def test_a_look_back_is_held_balloted_and_found_to_hold(cases: CaseWorld) -> None:
    case = followed(cases)
    row = next_look_back(cases, case)
    officer = client(cases, case, "county_officer_two")
    shown = officer.get(url("look-back", case, 1)).content.decode()
    assert "系统抽到的问题" in shown
    assert "问题找得准不准" in shown
    short = officer.post(url("look-back", case, 1), {"opinion": "写到一半"})
    assert short.status_code == 422
    assert "写到一半" in short.content.decode()
    assert officer.post(url("look-back", case, 1), look_back(row)).status_code == 302
    early = officer.get(url("look-back", case, 1)).content.decode()
    assert "回头看记录不全" in early
    opened = officer.post(url("look-back-ballot", case, 1), sizes(members=20, reps=13) | {"seen": "on"})
    assert opened.status_code == 302
    row.refresh_from_db()
    assert row.ballot is not None
    assert row.ballot.purpose == "look_back"


def test_no_relapse_lets_the_follow_up_go_on(cases: CaseWorld) -> None:
    case = followed(cases)
    row = next_look_back(cases, case)
    looked(cases, row)
    look_back_ballot(cases, row)
    officer = client(cases, case, "county_officer_two")
    assert "没有发现反弹" in officer.get(url("look-back", case, 1)).content.decode()
    assert officer.post(url("conclude", case, 1), {"relapse": "no"}).status_code == 302
    assert fresh(case).dossier.status == "FOLLOW_UP"
    shown = page(cases, case, "member", "look-back", 1)
    assert "没有反弹" in shown
    assert "20</b> / 20" in shown


def test_a_relapse_says_what_follows_and_begins_the_second_case(cases: CaseWorld) -> None:
    case = followed(cases)
    row = next_look_back(cases, case)
    officer = client(cases, case, "county_officer_two")
    data = look_back(row, back=list(row.sampled)[:1])
    assert officer.post(url("look-back", case, 1), data).status_code == 302
    shown = officer.get(url("look-back", case, 1)).content.decode()
    before = shown.index("马上开始第二个个案")
    assert before < shown.index('value="yes"', before)
    assert officer.post(url("conclude", case, 1), {"relapse": "yes"}).status_code == 302
    assert fresh(case).dossier.status == "LOOK_BACK"
    answer = officer.post(url("conclude", case, 1), {"relapse": "yes", "reason": "公开又停了"})
    second = Case.objects.get(previous=case)
    assert answer.url == url("case", second)
    assert (fresh(case).dossier.status, fresh(second).dossier.status) == ("RELAPSED", "RE_RECTIFY")
    assert Dossier.objects.get(pk=second.dossier_id).problems.count() == 1


def test_who_closed_the_case_does_not_look_back(cases: CaseWorld) -> None:
    case = followed(cases)
    row = next_look_back(cases, case)
    reviewer = client(cases, case, "county_officer")
    assert "要换一个人" in reviewer.get(url("look-back", case, 1)).content.decode()
    refused = reviewer.post(url("look-back", case, 1), look_back(row))
    assert refused.status_code == 409
    assert "要换一个人" in refused.content.decode()
    assert reviewer.post(url("conclude", case, 1), {"relapse": "no"}).status_code == 409


@pytest.mark.parametrize("who", ["secretary", "member", "township_officer", "county_lead", "auditor"])
def test_others_read_the_look_back_and_send_nothing(cases: CaseWorld, who: str) -> None:
    case = followed(cases)
    row = next_look_back(cases, case)
    asked = client(cases, case, who)
    shown = asked.get(url("look-back", case, 1))
    assert shown.status_code == 200
    assert '<form method="post" data-keep' not in shown.content.decode()
    assert asked.post(url("look-back", case, 1), look_back(row)).status_code == 404
    assert asked.post(url("conclude", case, 1), {"relapse": "no"}).status_code == 404
    assert asked.get(url("look-back-ballot", case, 1)).status_code == 404
