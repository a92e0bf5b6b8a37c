"""The interface keeps what its description promises: whatever is sent, no answer breaks, and each fits its schema."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.failures import FailureGroup

from baxing.accreditation.actions import objections
from baxing.site.wsgi import application
from tests.api_world import api_of
from tests.cycle_world import Clock, CycleWorld, cycle_world
from tests.url_cases import addresses
from tests.world import make_world

pytestmark = pytest.mark.django_db
EXAMPLES = 6  # of each operation, well formed; half as many that are not
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
]  # fmt: skip
ROLES = (
    "secretary",
    "township_officer",
    "county_officer",
    "county_lead",
    "rater",
    "teller",
    "auditor",
    "stranger",
)


@dataclass
class There:
    """What is there to be called: tokens by role, ids by the kind of thing."""

    tokens: dict[str, str]
    ids: dict[str, list[str]]
    words: dict[str, list[str]]


@pytest.fixture
def there(db: None, monkeypatch: pytest.MonkeyPatch) -> There:
    """A cycle with sheets in the states where most can be done."""
    clock = Clock(monkeypatch)
    world = make_world()
    cycles = cycle_world(world, clock=clock)
    sheets = cycles.applications
    cycles.bring(sheets["V"], "RATED")
    for key, state in {
        "C": "PUBLIC_NOTICE",
        "G": "PROPOSED",
        "E": "EVALUATING",
        "H": "TOWNSHIP_REVIEW",
    }.items():
        cycles.bring(sheets[key], state)
    objection = objections.object_to(cycles.fresh(sheets["C"]), fact="三月没有召开党员大会，会议室锁着")
    held = [role for role in ROLES if role != "stranger"]
    tokens = {role: api_of(world.users[role]).token for role in held} | {"stranger": ""}
    ids = ids_of(cycles, str(objection.uid)) | addresses(world, clock)
    return There(tokens, ids, words_of(cycles))


def ids_of(cycles: CycleWorld, objection: str) -> dict[str, list[str]]:
    sheets = [cycles.fresh(sheet) for sheet in cycles.applications.values()]
    return {
        "units": [str(unit.uid) for unit in (cycles.world.branches["V"], cycles.world.county)],
        "cycles": [str(cycles.cycle.uid)],
        "applications": [str(sheet.uid) for sheet in sheets[:6]],
        "notices": [str(sheet.notice.uid) for sheet in sheets if sheet.notice is not None],
        "objections": [objection],
    }


def words_of(cycles: CycleWorld) -> dict[str, list[str]]:
    return {
        "task": [task.code for task in cycles.cycle.standard.tasks][::7],
        "verb": ["start", "open", "close", "return", "recommend", "propose", "rate", "withdraw", "warn"],
        "rate": ["team_rate_members", "satisfaction_rate"],
        "code": ["members_full", "eight-star", cycles.fresh(cycles.applications["V"]).award.code],
        "version": [cycles.cycle.pack.version, "0.1"],
        "year": ["2026", "1"],
        "number": ["1", "9"],
        "electorate": ["members", "reps"],
    }


@pytest.fixture
def schema(there: There) -> Iterator[Any]:
    """The description as the running application gives it; a request must not close the test's connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(schema: Any) -> list[Any]:
    return [found.ok() for found in schema.get_all_operations()]


def fill(case: Any, there: There, draw: st.DataObject) -> None:
    """Mostly put what is there into the address and the body: made-up ids would only ever meet 404."""
    kind = case.operation.path.split("/")[3]
    for name in case.path_parameters:
        known = there.ids.get(kind, []) if name == "uid" else there.words.get(name, [])
        if known and draw.draw(st.integers(0, 9)) > 0:
            case.path_parameters[name] = draw.draw(st.sampled_from(known))
    if isinstance(case.body, dict):
        sheets, county = there.ids["applications"], there.ids["units"][-1]
        real = {"applications": sheets[:1], "branch": sheets[1], "county": county, "checker": "county_lead"}
        real |= {"problem": there.ids["problems"][-1], "codes": ["R04"], "electorate": "members"}
        case.body.update({name: value for name, value in real.items() if name in case.body})


def try_out(operation: Any, there: There, mode: GenerationMode, examples: int) -> None:
    """Calls the operation with made-up data, and takes back whatever a call did."""

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(mode), draw=st.data())
    def one(case: Any, draw: st.DataObject) -> None:
        if mode is GenerationMode.POSITIVE:
            fill(case, there, draw)
        token = there.tokens[draw.draw(st.sampled_from(ROLES))]
        before = transaction.savepoint()
        response = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
        transaction.savepoint_rollback(before)
        cache.clear()
        case.validate_response(response, checks=CHECKS)

    one()


def test_the_description_is_valid_openapi(schema: Any) -> None:
    schema.validate()
    assert len(operations(schema)) > 50


def test_every_operation_says_what_it_is_for(schema: Any) -> None:
    for operation in operations(schema):
        said = operation.definition.raw
        assert said["summary"], operation.label
        assert len(said["description"]) > 15, operation.label
        assert said["tags"], operation.label
        public = "security" not in said
        assert public == ("401" not in {str(code) for code in said["responses"]}), operation.label


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"]
)
def test_no_answer_breaks_and_each_fits_its_schema(schema: Any, there: There, mode: GenerationMode) -> None:
    logging.disable(logging.ERROR)  # refusals are the point of it; they would fill the report
    examples = EXAMPLES if mode is GenerationMode.POSITIVE else EXAMPLES // 2
    failed: list[str] = []
    for operation in operations(schema):
        if mode is GenerationMode.NEGATIVE and not (
            operation.body or operation.query or operation.path_parameters
        ):
            continue  # nothing can be wrong
        try:
            try_out(operation, there, mode, examples)
        except (Exception, FailureGroup) as error:
            failed.append(f"{operation.label}: {error}")
    logging.disable(logging.NOTSET)
    assert not failed, "\n\n".join(failed)
