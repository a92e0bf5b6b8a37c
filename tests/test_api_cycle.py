"""One year of a county through the programming interface alone: from the plan to the certificate, and an objection."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import cache

from baxing.records import hints
from baxing.records.codec import canonical
from baxing.standards.actions import publish_shipped
from tests import pack_sample as sample
from tests.api_world import Api, api_of
from tests.cycle_world import YEAR, Clock, add_person, cycle_world
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
DAY = "2026-03-02"


class Office:
    """Everybody's interface, by role or name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.known: dict[str, Api] = {}

    def __getattr__(self, name: str) -> Api:
        if name not in self.known:
            self.known[name] = api_of(self.world.users[name])
        return self.known[name]


@pytest.fixture(autouse=True)
def _nobody_was_counted() -> Iterator[None]:
    """Counts of objections and wrong codes live in memory: they must not reach the next test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def office(clock: Clock, db: None) -> Office:
    world = make_world()
    publish_shipped(sample.pack("eight-star"))
    world.users["rater_three"] = add_person("rater_three", "rater", world.county)
    return Office(world)


def put_facts(office: Office) -> None:
    """The facts of a model branch, one by one; what a ballot gives and what the system writes is nobody's to enter."""
    pack = sample.pack("eight-star")
    known = sample.model(pack, excellent_share=Fraction(1, 4)).values
    where = f"/units/{office.world.branches['V'].uid}/facts/{YEAR}"
    for (code, period), value in known.items():
        if code not in hints.computed(pack):
            body = {"value": canonical(value), "period": period, "source": "年度报表", "pack": "eight-star"}
            office.county_officer.put(f"{where}/{code}", body)
    left = [row["code"] for row in office.secretary.get(where) if row["state"] in ("unknown", "partly")]
    assert set(left) <= hints.computed(pack)


def open_cycle(office: Office) -> tuple[str, str]:
    """A cycle prepared and opened; its id and that of the sheet of branch V."""
    plan = {
        "county": office.world.county.uid, "pack": "eight-star", "version": "1.0", "year": YEAR,
        "reference": date(YEAR, 12, 31), "self_check_due": date(YEAR + 1, 1, 31), "region": "CN-54",
    }  # fmt: skip
    plan["version"] = office.county_officer.get("/standards")[0]["version"]
    cycle = office.county_officer.post("/cycles", plan)
    assert cycle["state"] == "DRAFT"
    assert office.county_officer.post(f"/cycles/{cycle['uid']}/moves/open")["state"] == "OPEN"
    sheets = office.secretary.get(f"/cycles/{cycle['uid']}/applications")
    assert len(sheets) == 1
    return cycle["uid"], sheets[0]["uid"]


def check_and_apply(office: Office, sheet: str) -> None:
    for task in office.secretary.get(sheet)["tasks"]:
        if task["auto"] != "A":
            office.secretary.put(f"{sheet}/tasks/{task['code']}", {"points": task["full"]})
    minute = {"number": "支委会 3 号", "on": DAY, "should": 5, "present": 4}
    office.secretary.post(f"{sheet}/moves/adopt", minute)
    assert office.secretary.post(f"{sheet}/moves/apply", {"willing": True})["state"] == "APPLIED"


def review(office: Office, sheet: str) -> None:
    office.township_officer.post(f"{sheet}/moves/take_up")
    for task in office.township_officer.get(sheet)["tasks"]:
        if task["auto"] == "H" and not task["rated"]:
            office.township_officer.put(f"{sheet}/opinions/{task['code']}", {"choice": "self"})
    assert office.township_officer.code("POST", f"{sheet}/opinions") == (409, "nothing")
    for item in office.township_officer.get(f"{sheet}/sample"):
        office.township_officer.put(f"{sheet}/sample/{item['task']}", {})
    moved = office.township_secretary.post(f"{sheet}/moves/recommend", {"number": "党委会 7 号", "on": DAY})
    assert moved["state"] == "RECOMMENDED"


def evaluate(office: Office, cycle: str, sheet: str) -> None:
    raters = ["rater", "rater_two", "rater_three"]
    group = {"name": "第一评定组", "members": raters, "applications": [sheet.rsplit("/", 1)[-1]]}
    assert office.county_officer.post(f"/cycles/{cycle}/groups", group) == {"n": 1}
    office.county_officer.post(f"{sheet}/moves/evaluate")
    for name in raters:
        rater = getattr(office, name)
        for task in rater.get(sheet)["tasks"]:
            if task["rated"]:
                rater.put(f"{sheet}/levels/{task['code']}", {"level": 4, "seen": "现场"})
        assert rater.post(f"{sheet}/levels/lock")["locked"]
    for ballot in office.teller.get(f"{sheet}/ballots"):
        options = dict.fromkeys(ballot["options"], 0) | {ballot["options"][0]: 10}
        count = {"held_on": DAY, "should": 10, "present": 10, "issued": 10, "returned": 10, "void": 0}
        for teller in (office.teller, office.teller_two):
            entered = teller.post(f"{sheet}/ballots/{ballot['rate']}", count | {"options": options})
        assert entered["certified"]
    assert office.county_officer.post(f"{sheet}/moves/propose")["state"] == "PROPOSED"


def publish(office: Office, cycle: str, sheet: str) -> dict[str, Any]:
    body = {"applications": [sheet.rsplit("/", 1)[-1]], "number": "纪要〔2026〕4 号", "on": DAY}
    notice: dict[str, Any] = office.county_lead.post(f"/cycles/{cycle}/notices", body)
    return notice


def to_notice(office: Office) -> tuple[str, str, dict[str, Any]]:
    put_facts(office)
    cycle, uid = open_cycle(office)
    sheet = f"/applications/{uid}"
    check_and_apply(office, sheet)
    review(office, sheet)
    evaluate(office, cycle, sheet)
    return cycle, sheet, publish(office, cycle, sheet)


def test_a_year_from_plan_to_certificate(office: Office, clock: Clock) -> None:
    cycle, sheet, notice = to_notice(office)
    seen = Api().get(f"/notices/{notice['uid']}")
    assert [(row["unit"], len(row["stars"])) for row in seen["branches"]] == [("云杉镇一村党支部", 8)]
    figures = office.county_officer.get(f"/cycles/{cycle}/figures")
    assert {row["code"]: row["sheets"] for row in figures["steps"]}["noticed"] == 1
    clock.to(date.fromisoformat(notice["last"]))
    clock.add(1)
    decision = {"applications": [sheet.rsplit("/", 1)[-1]], "document": "澄组发〔2026〕6 号", "on": clock.day}
    (award,) = office.county_lead.post(f"/notices/{notice['uid']}/awards", decision)
    assert office.secretary.get(sheet)["state"] == "RATED"
    shown = Api().get(f"/certificates/{award['code'][:5].lower()}-{award['code'][5:]}")
    assert (shown["standing"], len(shown["stars"]), shown["full_award"]) == ("valid", 8, True)
    ledger = office.county_officer.get(f"/units/{office.world.county.uid}/ledger?event=lit")
    assert [(row["unit"], len(row["stars"])) for row in ledger] == [("云杉镇一村党支部", 8)]
    book = office.auditor.get(f"{sheet}/book")
    assert [line["n"] for line in book] == list(range(1, len(book) + 1))


def test_an_objection_is_heard_checked_and_answered(clock: Clock) -> None:
    cycles = cycle_world(make_world(), clock=clock)
    cycles.bring(cycles.applications["V"], "PUBLIC_NOTICE")
    notice = cycles.fresh(cycles.applications["V"]).notice
    assert notice is not None
    people, sheet = cycles.world.users, f"/applications/{cycles.applications['V'].uid}"
    checker = add_person("checker", "county_officer", cycles.world.county)
    secretary, officer, examiner = (
        api_of(people["secretary"]),
        api_of(people["county_officer"]),
        api_of(checker),
    )
    opened = Api().get(f"/notices/{notice.uid}/proof")
    clock.seconds = opened["earliest"] + 1
    said = {"branch": cycles.applications["V"].uid, "fact": "三月没有召开党员大会，会议室锁着"}
    received = Api().post(
        f"/notices/{notice.uid}/objections", said | {"name": "一名群众", "proof": opened["proof"]}
    )
    assert secretary.get(sheet)["state"] == "OBJECTION"
    assert Api().post("/answers", {"ticket": received["ticket"].lower()})["answer"] == ""
    (row,) = officer.get(f"/cycles/{cycles.cycle.uid}/objections")
    assert "name" not in row
    one = f"/objections/{row['uid']}"
    officer.put(f"{one}/checker", {"checker": "checker"})
    assert officer.code("POST", f"{one}/objector") == (409, "role")
    assert examiner.post(f"{one}/objector") == {"name": "一名群众", "contact": ""}
    answered = examiner.post(f"{one}/answer", {"finding": "签到册在", "answer": "已核：会议在乡镇召开"})
    assert answered["changed_result"] is False
    assert officer.post(f"{sheet}/moves/resume")["state"] == "PUBLIC_NOTICE"
    assert Api().post("/answers", {"ticket": received["ticket"]})["answer"] == "已核：会议在乡镇召开"
