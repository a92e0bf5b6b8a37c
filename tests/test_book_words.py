"""The book of a whole cycle reads in plain words, in both languages, and keeps closed what is not the reader's."""

import re

import pytest
from django.urls import get_resolver, reverse
from django.utils import translation

from baxing.accreditation.actions import evaluation, objections
from baxing.dossiers import pages
from baxing.dossiers.book import Line, Reader, in_brief
from baxing.dossiers.models import Dossier
from baxing.rules.flows import FLOWS
from baxing.units.models import User
from tests.cycle_world import CycleWorld, add_person

pytestmark = pytest.mark.django_db
HAN = re.compile("[一-鿿]")
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")


@pytest.fixture(autouse=True)
def addresses() -> None:
    """The slices say what they know of their files when their addresses are read, as every request does."""
    assert get_resolver().url_patterns


def read(dossier: Dossier, user: User, language: str = "zh-hans") -> list[Line]:
    entries = list(dossier.entries.order_by("n"))
    with translation.override(language):
        reader = Reader.of(dossier, user, entries)
        return [reader.line(entry) for entry in entries]


def only(lines: list[Line], verb: str) -> Line:
    [found] = {line.n: line for line in lines if line.verb.zh == verb}.values()
    return found


def values(line: Line) -> dict[str, str]:
    return {label.zh: value for label, value in line.pairs}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_whole_book_is_read_without_a_code_in_sight(cycles: CycleWorld, language: str) -> None:
    world = cycles.world
    dossier = cycles.bring(cycles.applications["V"], "RATED").dossier
    names = {user.name for user in world.users.values()} | {user.name for user in cycles.people.values()}
    for line in read(dossier, world.users["county_officer"], language):
        assert line.who in names | {"系统", "the system"}
        for text in [line.verb.say(language), *(label.say(language) for label, _value in line.pairs)]:
            assert text
            assert language == "zh" or not HAN.search(text), text
        for text in values(line).values():
            assert not CODE.search(text), text


def test_a_line_says_task_points_reason_minute_and_document(cycles: CycleWorld) -> None:
    dossier = cycles.bring(cycles.applications["V"], "RATED").dossier
    lines = read(dossier, cycles.world.users["county_officer"])
    adopted, rated = values(only(lines, "支委会通过")), values(only(lines, "定星"))
    assert (adopted["会议记录"], adopted["应到"], adopted["实到"]) == ("支委会 3 号", "5", "4")
    assert (rated["文号"], rated["亮星"]) == ("澄组发〔2026〕6 号", "8")
    scored = next(line for line in lines if line.verb.zh == "自评")
    task = next(code for code in cycles.applications["V"].tasks if values(scored)["任务"].startswith(code))
    assert values(scored)["任务"] == f"{task} {cycles.applications['V'].tasks[task].title.zh}"
    with translation.override("zh-hans"):
        assert in_brief(scored).startswith(f"自评：{task} ")


def test_levels_stay_closed_until_the_evaluation_is_over(cycles: CycleWorld) -> None:
    world = cycles.world
    application = cycles.bring(cycles.applications["V"], "EVALUATING")
    cycles.rate_and_lock(application)
    during = [
        line
        for line in read(application.dossier, world.users["county_officer"])
        if line.verb.zh == "锁定评分"
    ]
    assert [line.hidden for line in during] == [True] * 3
    assert [line.pairs for line in during] == [[]] * 3
    cycles.count(application)
    evaluation.propose(application, by=world.users["county_officer"])
    after = [line for line in read(application.dossier, world.users["auditor"]) if line.verb.zh == "锁定评分"]
    assert all("等次 4，现场查看" in values(line)["打分"] for line in after)
    theirs = [
        line for line in read(application.dossier, world.users["secretary"]) if line.verb.zh == "锁定评分"
    ]
    assert [(line.hidden, line.who, line.pairs) for line in theirs] == [(True, "评定组成员", [])] * 3
    page = (
        world.client_as("secretary")
        .get(reverse("dossiers:book", args=[application.dossier.uid]))
        .content.decode()
    )
    assert "谁评的、怎么评的，不向被评的支部显示" in page
    assert "现场查看" not in page
    assert "rater_two" not in page


def test_nobody_reads_in_the_book_who_objected_and_the_branch_not_who_examines(cycles: CycleWorld) -> None:
    world = cycles.world
    application = cycles.bring(cycles.applications["V"], "PUBLIC_NOTICE")
    objection = objections.object_to(application, fact="六月没有开党员大会，有签到簿。", name="王某")
    application.dossier.refresh_from_db()
    for who in ("county_officer", "secretary", "auditor"):
        line = only(read(application.dossier, world.users[who]), "收到异议，公示暂停")
        assert line.who == "公示期内有人"
        assert "王某" not in str(line)
    checker = add_person("examiner", "county_officer", world.county)
    objections.appoint_checker(objection, checker, by=world.users["county_officer"])
    application.dossier.refresh_from_db()
    assert (
        values(only(read(application.dossier, world.users["auditor"]), "指定核查人"))["核查人"] == "examiner"
    )
    assert "examiner" not in str(read(application.dossier, world.users["secretary"]))
    assert "核查 云杉镇一村党支部 的异议" in world.client_as(checker).get("/").content.decode()


def test_every_flow_has_a_page_and_the_desk_leads_to_it(cycles: CycleWorld) -> None:
    assert pages.FLOW_PAGES.keys() == FLOWS.keys()
    world, application = cycles.world, cycles.bring(cycles.applications["V"], "APPLIED")
    for who, there in (("secretary", "sheet"), ("township_officer", "review")):
        found = world.client_as(who).get(pages.page_of(application.dossier))
        assert found.headers["Location"] == reverse(f"accreditation:{there}", args=[application.uid])
    assert world.client_as("stranger").get(pages.page_of(application.dossier)).status_code == 404
    found = world.client_as("county_officer").get(pages.page_of(cycles.cycle.dossier))
    assert found.headers["Location"] == reverse("accreditation:cycle", args=[cycles.cycle.uid])
    assert world.client_as("stranger").get(pages.page_of(cycles.cycle.dossier)).status_code == 404


def test_a_rater_finds_what_is_still_to_rate(cycles: CycleWorld) -> None:
    world, application = cycles.world, cycles.bring(cycles.applications["V"], "EVALUATING")
    assert "给 云杉镇一村党支部 评分" in world.client_as("rater").get("/").content.decode()
    cycles.rate_and_lock(application)
    assert "给 云杉镇一村党支部 评分" not in world.client_as("rater").get("/").content.decode()
