"""The chapters of a case as its people live it in the pages; test_case_in_browser tells them in order."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from baxing.ballots.models import Round
from baxing.problems.models import Problem
from baxing.rectification.actions.housekeeping import tick
from baxing.rectification.models import Case
from baxing.units.models import Unit
from tests.case_browser import SHEET, CaseSteps
from tests.cycle_parts import Clock

CHANGED = (
    "连续两个月按时开会，到会八成以上",
    "公开栏修好了，两个季度的账都贴出来了",
    "十四条意见都有了答复，最慢八天",
)
SEATS = {"county_leader": "县委常委", "township_leader": "乡镇党委副书记", "first_secretary": "驻村第一书记",
         "pairing_unit": "县水利局联络员"}  # fmt: skip


def listed(steps: CaseSteps, unit: Unit) -> None:
    """The facts suggest, three levels look, the township proposes, the branch is heard, the county decides."""
    steps.log_in("county_officer")
    steps.go("/rectification/screening")
    steps.press(f"a[href='/rectification/screening/{unit.uid}']")
    assert "R04" in steps.text()
    steps.press("main form button.main")
    steps.case = Case.objects.get(unit=unit)
    steps.say({"text": "看了会议记录，三个月没有开会"})
    for who in ("secretary", "township_officer"):
        steps.open_as(who)
        steps.say({"text": "情况属实"})
    steps.open_as("township_secretary")
    steps.move("list", {"note": "组织生活和公开都有空档", "minute": "党委会〔2026〕3 号"})
    with steps.on_a_phone():
        steps.open_as("secretary")
        steps.say({"note": "情况属实，愿意整改，请帮着配强副书记"})
    steps.open_as("county_lead")
    assert "请帮着配强副书记" in steps.text()
    steps.move("confirm", {"minute": "部务会〔2026〕5 号", "standing_minute": "常委会〔2026〕2 号"})
    assert steps.status == "PLANNING"


def planned(steps: CaseSteps, clock: Clock, problems: dict[str, str]) -> None:
    """Problems, the four ones, target and kick-off; the township sends it, the county approves it."""
    with steps.on_a_phone():
        steps.open_as("secretary")
        for what, code in problems.items():
            steps.add_problem(what, code, f"{clock.day + timedelta(days=60)}")
        steps.keep_target("六个月内组织生活正常，账目按季公开", f"{clock.day}")
    steps.log_in("township_officer")
    held = set(steps.case.seats.filter(until=None).values_list("role", flat=True))
    for role, duty in SEATS.items():
        if role not in held:
            steps.name_seat(role, duty, "first_secretary" if role == "first_secretary" else "")
    steps.open_as("township_secretary")
    steps.move("send_plan", {"minute": "党委会〔2026〕4 号"})
    steps.open_as("county_lead")
    steps.move("approve_plan", {"minute": "部务会〔2026〕6 号"})
    assert steps.status == "RECTIFYING"


def worked(steps: CaseSteps, clock: Clock) -> None:
    """Who leads begins and says what changed; the township verifies and closes; nothing is closed by its owner."""
    problems = list(open_problems(steps.case))
    steps.log_in("first_secretary")
    with steps.on_a_phone():
        for problem in problems:
            steps.problem(problem)
        clock.add(20)
        steps.log_in("first_secretary")
        for problem, changed in zip(problems, CHANGED, strict=False):
            steps.problem(problem, {"changed": changed})
        assert not steps.page.locator("#next").count()  # the owner has nothing more to press
    steps.log_in("township_officer")
    for problem in problems:
        steps.problem(problem)
        steps.problem(problem, sign="villager")
    assert steps.status == "CLEARED"


def open_problems(case: Case) -> Any:
    """The problems on which something is to be done, in their order."""
    return Problem.objects.filter(parent=case.dossier_id).exclude(dossier__status="CLOSED").order_by("pk")


def checked(steps: CaseSteps) -> None:
    """Branch, township, department: each level once, by another person."""
    with steps.on_a_phone():
        steps.open_as("secretary")
        steps.check({"should": 20, "present": 18, "opinion": "逐条对照，都办了"})
    steps.open_as("township_officer")
    talks = {"members": 6, "households": 12, "opinion": "现场看过，台账齐"}
    steps.check(talks, methods=("files", "site", "talks"), passes=True)
    steps.open_as("county_officer")
    points = {f"points-{code}": points for code, points in SHEET.items()}
    steps.check({"opinion": "可以测评", **points}, methods=("report", "files"), passes=True)
    assert steps.status == "DEPT_REVIEWED"


def voted(steps: CaseSteps, members: tuple[int, int], reps: tuple[int, int], warning: str) -> Round:
    """The ballot is opened after its warning; two tellers enter what they read, each alone."""
    steps.open_as("county_officer")
    round = steps.open_ballot(members[1], reps[1], warning)
    count_all(steps, round, members, reps)
    return round


def count_all(steps: CaseSteps, round: Round, members: tuple[int, int], reps: tuple[int, int]) -> None:
    """Both tellers, both electorates."""
    for teller in ("teller", "teller_two"):
        steps.log_in(teller)
        steps.count(round, "members", *members)
        steps.count(round, "reps", *reps)


def closed(steps: CaseSteps, clock: Clock) -> None:
    """The department's meeting, the notice, the closing."""
    steps.open_as("county_lead")
    steps.step_of("/announce", {"minute": "部务会〔2026〕9 号"})
    steps.case.refresh_from_db()
    assert steps.case.notice_to is not None
    clock.to(steps.case.notice_to + timedelta(days=1))
    steps.open_as("county_lead")
    steps.step_of("/close-up", {"document": "澄组发〔2026〕12 号"})
    assert steps.status == "FOLLOW_UP"


def begun_again(steps: CaseSteps) -> None:
    """Another of the four ones, the others stay with a reason; then the next round begins."""
    steps.log_in("township_officer")
    for role in SEATS:
        if role == "township_leader":
            steps.name_seat(role, "乡镇党委书记")
        elif steps.case.seats.filter(role=role, until=None).exists():
            steps.keep_seat(role, "情况熟，派出单位同意再驻一轮")
    steps.open_as("county_officer")
    steps.step_of("/restart", {"reason": "群众不知道改了什么"})
    assert steps.status == "PLANNING"


def look_back_opens(steps: CaseSteps, clock: Clock) -> int:
    """Time goes on to the drawn day, which the clock's own run opens; its number."""
    row = steps.case.look_backs.filter(due=None).order_by("number")[0]
    clock.to(row.on)
    assert tick(timezone.localdate())["looked_back"] == 1
    assert steps.status == "LOOK_BACK"
    return int(row.number)


def light_checked(steps: CaseSteps, clock: Clock) -> None:
    """The township's light look of the quarter."""
    light = steps.case.light_checks.filter(done_on=None).order_by("number")[0]
    clock.to(light.due)
    steps.log_in("township_officer")
    steps.open(f"/light/{light.number}")
    steps.page.locator("main input[name=holds][value=yes]").check()
    steps.fill({"note": "会议、公开都按时"})
    steps.press("main form button.main")


def held_look_back(steps: CaseSteps, number: int, members: tuple[int, int], reps: tuple[int, int]) -> None:
    """People who did not close the case look, have a ballot counted, and find that it holds."""
    steps.log_in("county_officer_two")
    steps.look_back(number, {"members": 5, "households": 9, "opinion": "没有反弹，台账齐"})
    round = steps.open_ballot(members[1], reps[1], "1", f"/look-back/{number}/ballot")
    count_all(steps, round, members, reps)
    steps.log_in("county_officer_two")
    steps.open(f"/look-back/{number}")
    steps.press("main button[name=relapse][value=no]")
    assert steps.status == "FOLLOW_UP"
