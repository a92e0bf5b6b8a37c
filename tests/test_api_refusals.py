"""What the programming interface answers when it says no: 400, 401, 404, 409 and 422, always {code, detail, fields}."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from baxing.site import actions
from baxing.site.models import Token
from baxing.units import actions as units
from baxing.units.models import Grant, User
from tests.api_world import ROOT, Api, api_of
from tests.cycle_world import Clock, CycleWorld, cycle_world
from tests.world import World, make_world

pytestmark = pytest.mark.django_db
Ending = Callable[[World, Token], object]


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world)


def sheet(cycles: CycleWorld, key: str = "V") -> str:
    return f"/applications/{cycles.applications[key].uid}"


@pytest.mark.parametrize("token", ["", "bx_", "bx_nonsense", "x" * 5000, "令牌"])
def test_without_a_token_that_holds_nothing_is_answered(world: World, token: str) -> None:
    assert Api(token).code("GET", "/units") == (401, "token")


def test_a_logged_in_browser_has_no_token(world: World) -> None:
    answer = world.client_as("county_officer").get(f"{ROOT}/units")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


ENDINGS: dict[str, Ending] = {
    "ended by its owner": lambda w, t: actions.end_token(t, by=t.grant.user),
    "duty ended": lambda w, t: units.end_grant(t.grant, by=w.users["admin"]),
    "account closed": lambda w, t: units.deactivate_user(t.grant.user, by=w.users["admin"]),
    "password set anew by an administrator": lambda w, t: units.set_password(
        t.grant.user, by=w.users["admin"]
    ),
    "past its last day": lambda w, t: Token.objects.update(until=timezone.localdate() - timedelta(days=1)),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_token_ends(world: World, ending: str) -> None:
    api = api_of(world.users["secretary"])
    assert api.get("/units")
    ENDINGS[ending](world, Token.objects.get())
    assert api.code("GET", "/units") == (401, "token")


def test_a_token_made_after_the_new_password_holds(world: World) -> None:
    units.set_password(world.users["secretary"], by=world.users["admin"])
    assert api_of(world.users["secretary"]).get("/units")


def test_strangers_find_nothing(cycles: CycleWorld) -> None:
    stranger = api_of(cycles.world.users["other_secretary"])
    for path in ("", "/book", "/sample", "/ballots", "/levels", "/flags", "/award"):
        assert stranger.code("GET", sheet(cycles) + path) == (404, "not-found")
    assert stranger.code("PUT", f"{sheet(cycles)}/tasks/S1-1", {"points": "1"})[0] == 404
    assert stranger.code("GET", f"/units/{cycles.world.county.uid}") == (404, "not-found")
    assert stranger.code("GET", f"/cycles/{cycles.cycle.uid}/figures") == (404, "not-found")


@pytest.mark.parametrize(
    "path", ["/units/nothing", "/nowhere", f"/notices/{UUID(int=7)}", "/certificates/AAAAAAAAAA"]
)
def test_what_is_not_there_is_answered_in_json(world: World, path: str) -> None:
    assert api_of(world.users["secretary"]).code("GET", path) == (404, "not-found")


def test_the_township_work_is_hidden_from_the_branch(cycles: CycleWorld) -> None:
    cycles.bring(cycles.applications["V"], "TOWNSHIP_REVIEW")
    assert api_of(cycles.world.users["township_officer"]).get(f"{sheet(cycles)}/sample")
    assert api_of(cycles.world.users["secretary"]).code("GET", f"{sheet(cycles)}/sample")[0] == 404
    assert api_of(cycles.world.users["township_officer"]).code("GET", f"{sheet(cycles)}/flags")[0] == 404


def test_a_refused_act_says_why_with_its_code(cycles: CycleWorld) -> None:
    secretary = api_of(cycles.world.users["secretary"])
    assert secretary.code("POST", f"{sheet(cycles)}/moves/take_up", {}) == (409, "state")
    cycles.bring(cycles.applications["V"], "APPLIED")
    assert secretary.code("POST", f"{sheet(cycles)}/moves/take_up", {}) == (409, "role")
    assert secretary.code("PUT", f"{sheet(cycles)}/tasks/S1-1", {"points": "1"}) == (409, "state")


def test_what_comes_after_a_rating_is_refused_before_it(cycles: CycleWorld) -> None:
    officer = api_of(cycles.world.users["county_officer"])
    said = {"note": "第三季度没有召开党员大会", "document": "澄组发〔2026〕9 号"}
    for verb in ("keep", "warn", "remove_star", "mended"):
        assert officer.code("POST", f"{sheet(cycles)}/moves/{verb}", said) == (409, "state"), verb


def test_the_words_are_in_the_language_of_the_account(cycles: CycleWorld) -> None:
    secretary, path = cycles.world.users["secretary"], f"{sheet(cycles)}/moves/take_up"
    status, answer = api_of(secretary).call("POST", path, {})
    assert (status, answer["detail"][:2]) == (409, "没有")
    User.objects.filter(pk=secretary.pk).update(language="en")
    assert api_of(secretary).call("POST", path, {})[1]["detail"].startswith("Not done")


def test_a_token_does_one_duty_and_no_other(cycles: CycleWorld) -> None:
    """Secretary of a branch and officer of its township: with the branch's token the township's act is refused."""
    both = cycles.world.users["other_secretary"]
    Grant.objects.create(user=both, unit=cycles.world.town, role="township_officer")
    cycles.bring(cycles.applications["V"], "APPLIED")
    branch, township = api_of(both, "secretary"), api_of(both, "township_officer")
    assert branch.code("POST", f"{sheet(cycles)}/moves/take_up", {}) == (404, "not-found")
    assert branch.code("POST", f"{sheet(cycles, 'V3')}/moves/take_up", {}) == (409, "state")
    assert township.code("GET", sheet(cycles, "V3")) == (404, "not-found")
    assert township.post(f"{sheet(cycles)}/moves/take_up")["state"] == "TOWNSHIP_REVIEW"


def test_a_token_does_not_hide_that_one_is_assessed(cycles: CycleWorld) -> None:
    """Counts are not entered by the assessed, whichever of their duties the token is for."""
    Grant.objects.create(user=cycles.world.users["secretary"], unit=cycles.world.county, role="teller")
    cycles.bring(cycles.applications["V"], "EVALUATING")
    teller = api_of(cycles.world.users["secretary"], "teller")
    rate = teller.get(f"{sheet(cycles)}/ballots")[0]
    count = {
        "held_on": timezone.localdate(),
        "should": 9,
        "present": 9,
        "issued": 9,
        "returned": 9,
        "void": 0,
    }
    count |= {"options": dict.fromkeys(rate["options"], 0) | {rate["options"][0]: 9}}
    assert teller.code("POST", f"{sheet(cycles)}/ballots/{rate['rate']}", count) == (409, "role")


UNREADABLE = [
    ({}, "points"), ({"points": "1", "note": "x"}, "note"), ({"points": "ten"}, "points"),
    ({"points": "-1"}, "points"), ({"points": "1.005"}, "points"), ({"points": "NaN"}, "points"),
    ({"points": "1", "reason": "a\x00b"}, "reason"), ({"points": "1", "reason": "\ud800"}, "reason"),
    ({"points": "1", "measure": {"what": "a", "who": "b", "due": "2026-02-30"}}, "due"),
    ({"points": "1", "measure": {"what": "a", "who": "b", "due": "9999-12-31"}}, "due"),
]  # fmt: skip


def test_every_unreadable_field_is_named(cycles: CycleWorld) -> None:
    client = Client(headers={"Authorization": f"Bearer {api_of(cycles.world.users['secretary']).token}"})
    for body, at in UNREADABLE:
        sent = json.dumps(body)  # as ASCII, so that half a character pair can be sent at all
        answer = client.put(f"{ROOT}{sheet(cycles)}/tasks/S1-1", sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "unreadable"), body
        assert answer.json()["fields"][0]["at"][-1] == at


def test_a_move_names_what_its_page_would_ask_for(cycles: CycleWorld) -> None:
    secretary = api_of(cycles.world.users["secretary"])
    status, answer = secretary.call("POST", f"{sheet(cycles)}/moves/adopt", {"number": "支委会 3 号"})
    assert status == 422
    assert [fault["at"] for fault in answer["fields"]] == [
        ["body", "on"],
        ["body", "should"],
        ["body", "present"],
    ]


def test_a_body_that_is_no_json_is_400(cycles: CycleWorld) -> None:
    client = Client(headers={"Authorization": f"Bearer {api_of(cycles.world.users['secretary']).token}"})
    path = f"{ROOT}{sheet(cycles)}/tasks/S1-1"
    for sent in (b"{", b"\xff", b"[1", b"1" * 9999):
        answer = client.put(path, sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "not-json")


def test_an_objection_needs_a_proof_of_its_own_notice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    cycles = cycle_world(make_world(), clock=clock)
    cycles.bring(cycles.applications["V"], "PUBLIC_NOTICE")
    one = cycles.fresh(cycles.applications["V"]).notice
    assert one is not None
    path = f"/notices/{one.uid}"
    said = {"branch": cycles.applications["V"].uid, "fact": "三月没有召开党员大会，会议室锁着"}
    proof = {"proof": Api().get(f"{path}/proof")["proof"]}
    assert Api().code("POST", f"{path}/objections", said)[0] == 422
    assert Api().code("POST", f"{path}/objections", said | {"proof": "made up"})[0] == 422
    assert Api().code("POST", f"{path}/objections", said | proof)[0] == 422, "faster than anybody writes"
    clock.seconds = 60
    cache.clear()  # what earlier tests have counted
    for _number in range(3):
        assert Api().post(f"{path}/objections", said | proof)["ticket"]
    assert Api().code("POST", f"{path}/objections", said | proof) == (409, "too-many")
    cache.clear()
