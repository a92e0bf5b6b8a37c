"""One rectification case through the programming interface alone: from the screening to the end of the follow-up."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from baxing.rectification.actions import looking_back
from baxing.rectification.models import Case, LookBack
from tests.api_world import Api, api_of
from tests.case_closing import to_closing
from tests.case_world import CODES, CaseWorld, to_state

pytestmark = pytest.mark.django_db
GOOD = {"ok": True}
FULL = {"held_on": "", "present": 20, "issued": 20, "returned": 20, "void": 0}


def today() -> str:
    return timezone.localdate().isoformat()


class Office:
    """Everybody's interface, by role or name, for one case."""

    def __init__(self, cases: CaseWorld) -> None:
        self.cases, self.case = cases, ""
        self.known: dict[str, Api] = {}

    def __getattr__(self, name: str) -> Api:
        if name not in self.known:
            self.known[name] = api_of(self.cases.users[name])
        return self.known[name]

    def later(self, day: date) -> None:
        """Time passes; tokens are made anew, since theirs ends."""
        self.cases.clock.to(day)
        self.known.clear()

    def see(self, who: str = "county_officer") -> Any:
        return getattr(self, who).get(f"/cases/{self.case}")

    def move(self, who: str, verb: str, **body: Any) -> Any:
        return getattr(self, who).post(f"/cases/{self.case}/moves/{verb}", body)


@pytest.fixture
def office(cases: CaseWorld) -> Office:
    return Office(cases)


def listed(office: Office) -> None:
    """Screening, three looks, the proposal, the answer, the decision."""
    branch = office.cases.world.branches["V"].uid
    suggested = office.township_officer.get(f"/units/{branch}/signs")["signs"]
    assert {sign["code"] for sign in suggested if sign["state"] == "there"} >= set(CODES)
    office.case = office.county_officer.post("/cases", {"unit": branch})["uid"]
    looks = {"branch": "secretary", "township": "township_officer", "county": "county_officer"}
    for level, who in looks.items():
        said = {"level": level, "codes": CODES, "text": "到场看过，情况属实"}
        getattr(office, who).put(f"/cases/{office.case}/looks", said)
    proposed = {"codes": CODES, "reason": "两项情形属实", "minute": "党委会 1 号"}
    assert office.move("township_secretary", "list", **proposed)["state"] == "CANDIDATE"
    office.move("secretary", "answer", text="情况属实，愿意整改")
    decided = {"codes": CODES, "level": "normal", "minute": "部务会 2 号", "standing_minute": "常委会 3 号"}
    assert office.move("county_lead", "confirm", **decided)["state"] == "PLANNING"


def planned(office: Office) -> list[str]:
    """Target, the four ones, two problems, sent and approved; the uids of the problems."""
    path = f"/cases/{office.case}"
    plan = {"target": "组织生活正常", "kick_off_on": today(), "should": 20, "present": 18}
    office.first_secretary.put(f"{path}/plan", plan)
    for row in Case.objects.get(uid=office.case).rules.four_ones:
        office.township_officer.post(f"{path}/seats", {"role": row.code, "duty": row.name.zh})
    file, due = office.see()["file"], (timezone.localdate() + timedelta(days=60)).isoformat()
    problem = {"cause": "书记常年在外", "measure": "改由副书记召集", "lead": "第一书记", "due": due}
    found = [
        office.township_officer.post("/problems", problem | {"file": file, "what": what, "code": code})["uid"]
        for what, code in (("三、四季度没有开党员大会", "R04"), ("两个季度没公开", "R06"))
    ]
    office.move("township_secretary", "send_plan", minute="5 号")
    assert office.move("county_lead", "approve_plan", minute="4 号")["state"] == "RECTIFYING"
    return found


def worked(office: Office, problems: list[str]) -> None:
    """A visit, a month, and every problem claimed by one, verified and closed by another."""
    path = f"/cases/{office.case}"
    seat = office.see()["seats"][0]["uid"]
    visit = {"on": today(), "problem": problems[0], "next_step": "月底前开大会"}
    office.township_officer.post(f"{path}/seats/{seat}/visits", visit)
    office.first_secretary.put(f"{path}/progress", {"month": today(), "line": "大会已经定在 20 日"})
    for uid in problems:
        office.first_secretary.post(f"/problems/{uid}/moves/start")
        said = {"changed": f"连续两个季度按时办到了，党员都看得到 {uid[:4]}"}
        office.first_secretary.post(f"/problems/{uid}/moves/claim", said)
        assert office.first_secretary.code("POST", f"/problems/{uid}/moves/verify", {}) == (409, "apart")
        office.township_officer.post(f"/problems/{uid}/moves/verify")
        signed = {"signer": "member", "signed_on": today()}
        assert office.township_officer.post(f"/problems/{uid}/moves/close", signed)["state"] == "CLOSED"
    assert office.see()["state"] == "CLEARED"


def checked(office: Office, problems: list[str]) -> None:
    """The three checks by three people."""
    common = {"on": today(), "findings": dict.fromkeys(problems, GOOD), "opinion": "逐条看过，都办好了"}
    office.move("secretary", "self_check", should=20, present=15, **common)
    site = {"members": 6, "households": 12, "methods": ["site", "talks"], "passed": True}
    office.move("township_officer", "recheck", **site, **common)
    rules = Case.objects.get(uid=office.case).rules
    points = {item.code: item.points for item in rules.sheet.items if not item.solved}
    answers = {question.code: GOOD for question in rules.questions}
    given = {"methods": ["files"], "answers": answers, "sheet": points, "passed": True}
    assert office.move("county_officer", "review", **given, **common)["score"] == "100"


def voted(office: Office, ballots: str) -> str:
    """A ballot that everybody passes, counted twice; its uid."""
    sizes = {"sizes": {"members": 20, "reps": 20}}
    round_ = office.county_officer_two.post(ballots, sizes | {"warning_seen": True})
    for electorate in ("members", "reps"):
        count = FULL | {
            "held_on": today(),
            "options": {"satisfied": 20, "basically": 0, "dissatisfied": 0, "unknown": 0},
        }
        for teller in ("teller", "teller_two"):
            round_ = getattr(office, teller).post(f"/ballots/{round_['uid']}/{electorate}", count)
    assert (round_["state"], round_["passed"]) == ("certified", True)
    return str(round_["uid"])


def closed(office: Office) -> None:
    """Approved, on notice, closed; nothing tells when somebody will look back."""
    office.move("county_lead", "announce", minute="部务会 9 号")
    office.later(timezone.localdate() + timedelta(days=30))
    office.move("county_lead", "close_up", document="澄组发〔2026〕8 号")
    assert office.see()["state"] == "FOLLOW_UP"


def looked_back(office: Office) -> None:
    """The first look-back falls due, is held by somebody who did not close the case, and finds nothing."""
    row = LookBack.objects.filter(case__uid=office.case, found=None).order_by("on").first()
    assert row is not None
    office.later(row.on)
    looking_back.open_due(timezone.localdate())
    path = f"/cases/{office.case}/look-backs/{row.number}"
    seen = next(one for one in office.see()["look_backs"] if one["number"] == row.number)
    said = {"on": today(), "members": 4, "households": 6, "opinion": "三问都好"}
    said["answers"] = {question.code: GOOD for question in row.case.rules.questions}
    said["sampled"] = {uid: {"kept": True} for uid in seen["sampled"]}
    office.county_officer_two.put(path, said)
    voted(office, f"{path}/ballots")
    assert office.county_officer_two.post(f"{path}/conclusion", {"relapse": False})["state"] == "FOLLOW_UP"


def test_a_case_from_the_screening_to_the_end(office: Office) -> None:
    listed(office)
    problems = planned(office)
    worked(office, problems)
    checked(office, problems)
    voted(office, f"/cases/{office.case}/ballots")
    assert office.see()["state"] == "PASSED"
    closed(office)
    looked_back(office)
    looked_back(office)
    office.later(date.fromisoformat(office.see()["follow_until"]) + timedelta(days=1))
    assert office.move("county_lead", "consolidate", document="澄组发〔2027〕9 号")["state"] == "CONSOLIDATED"
    assert len(office.auditor.get(f"/cases/{office.case}/book?size=500")) == office.see()["version"]


def test_nobody_reads_the_days_of_the_look_backs_before_they_come(office: Office) -> None:
    office.case = str(to_closing(office.cases, "FOLLOW_UP").uid)
    drawn = LookBack.objects.filter(case__uid=office.case)
    for who in ("county_officer", "county_lead", "city_officer", "auditor", "township_officer", "secretary"):
        seen = f"{office.see(who)}{getattr(office, who).get(f'/cases/{office.case}/book?size=500')}"
        for row in drawn:
            assert row.on.isoformat() not in seen
            assert row.salt not in seen
            assert row.seal in seen
            path = f"/cases/{office.case}/look-backs/{row.number}"
            body = {
                "on": today(),
                "answers": {},
                "sampled": {},
                "members": 1,
                "households": 1,
                "opinion": "x",
            }
            assert getattr(office, who).code("PUT", path, body) == (404, "not-found")


def test_a_case_is_nothing_to_a_stranger(office: Office) -> None:
    case = to_state(office.cases, "CANDIDATE")
    for who in ("admin", "teller", "rater", "other_secretary", "other_officer"):
        api = getattr(office, who)
        assert api.get("/cases") == []
        assert api.code("GET", f"/cases/{case.uid}") == (404, "not-found")
    assert office.member.get("/cases")[0]["uid"] == str(case.uid)
