"""docs/api.md and docs/errors.md say what the interface does: every call, every move, every code, and no other."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from baxing.accreditation.views.moves import VERBS
from baxing.rules.flow import SYSTEM
from baxing.rules.flows import PROBLEM, RECTIFICATION
from tests.api_world import api_of
from tests.cycle_world import cycle_world
from tests.world import World
from tools import errors

DOCS = Path(__file__).resolve().parent.parent / "docs"
API = (DOCS / "api.md").read_text("utf-8")


def test_every_call_is_described_and_no_other(db: None) -> None:
    served = json.loads(Client().get("/api/v1/openapi.json").content)
    calls = {
        (f"{method.upper()} {path}", "no" if "security" not in said else "yes")
        for path, methods in served["paths"].items()
        for method, said in methods.items()
    }
    written = re.findall(r"^\| `([A-Z]+ /api/v1/\S+)` \| .+ \| (yes|no) \|$", API, re.M)
    assert len(written) == len(set(written))
    assert set(written) == calls


def test_every_move_is_described_with_what_it_carries() -> None:
    table = API.split("## Moves")[1].split("## ")[0]
    rows = re.findall(r"^\| (`.+`) \| (.+) \|$", table, re.M)
    written = {
        verb: set(re.findall(r"`(\w+)`", body))
        for verbs, body in rows
        for verb in re.findall(r"`(\w+)`", verbs)
    }
    assert written == {verb: set(form.base_fields) for verb, (form, _act) in VERBS.items()}


def test_every_step_of_a_case_and_a_problem_has_its_address(db: None) -> None:
    """Some are told by what was found: the checks, the ballot, what a look-back comes to."""
    served = json.loads(Client().get("/api/v1/openapi.json").content)["paths"]
    for flow, at in ((RECTIFICATION, "/api/v1/cases"), (PROBLEM, "/api/v1/problems")):
        base = f"{at}/{{uid}}/moves/"
        asked = served[f"{base}{{verb}}"]["post"]["parameters"]
        named = next(set(one["schema"]["enum"]) for one in asked if one["name"] == "verb")
        named |= {path.removeprefix(base) for path in served if path.startswith(base)}
        wanted = {move.verb for move in flow.moves if set(move.roles) != {SYSTEM}}
        found = {verb for verb in wanted if verb.endswith("_fails")} | {"hold", "relapse", "open_ballot"}
        assert wanted - found == named - {"{verb}"}


def test_the_examples_are_understood(world: World) -> None:
    cycles = cycle_world(world, facts={"V": {"committee_meeting_months": None}})
    places = {"$BRANCH": world.branches["V"].uid, "$SHEET": cycles.applications["V"].uid}
    secretary, seen = api_of(world.users["secretary"]), []
    secretary.post(f"/applications/{places['$SHEET']}/moves/start")
    for example in re.findall(r"curl (.+?)\n(?=\n|```)", API, re.S):
        path = example.split("/api/v1")[1]
        for name, value in places.items():
            path = path.replace(name, str(value))
        body = json.loads(example.split("-d '")[1].split("'")[0]) if "-d '" in example else None
        method = "GET" if body is None else "PUT" if "-X PUT" in example else "POST"
        seen.append((method, *secretary.call(method, path, body)))
    assert [(method, status) for method, status, _ in seen] == [("GET", 200), ("PUT", 200), ("POST", 409)]
    assert seen[2][2]["code"] == "all_self_scored", "the self-check has to be filled in first"


def test_the_description_loads_nothing_from_elsewhere(world: World) -> None:
    for path in ("/api/v1/docs", "/api/v1/"):
        answer = world.client_as("county_officer").get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_every_code_of_a_refusal_is_listed() -> None:
    listed = set(re.findall(r"^\| `([\w-]+)` \|", (DOCS / "errors.md").read_text("utf-8"), re.M))
    assert {one.code for one in errors.refusals() if one.code} <= listed


def test_codes_that_are_worked_out_are_known_to_the_page() -> None:
    worked_out = {one.where: one.source for one in errors.refusals() if not one.code}
    assert worked_out == errors.WORKED_OUT


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ('Refused(_("No: %(a)s.") % {"a": 1}, code="why")', "why", "No: %(a)s."),
        ('Refused(_("No."), "why")', "why", "No."),
        ('Refused(_("No."))', "refused", "No."),
        ("Refused(say(found), code=found.code)", "", ""),
        ('need(on <= today, _("No."), "future")', "future", "No."),
        (
            'X()\n\nclass X(Refused):\n    """Why."""\n    def __init__(self):\n        super().__init__("", code="why")',
            "why",
            "Why.",
        ),
    ],
)
def test_a_refusal_is_read_from_its_call(tmp_path: Path, source: str, code: str, words: str) -> None:
    (tmp_path / "actions.py").write_text(f"raise {source}\n", "utf-8")
    (found,) = errors.refusals(tmp_path)
    assert (found.code, found.where, found.words) == (code, "actions.py", words)
