"""Every address of the product is opened by every role and by nobody; what each gets stands in url_roles.json.

`BAXING_WRITE_TABLES=1 pytest -n 0 tests/test_urls_by_role.py` writes the table anew: then read what changed in it. 404 means
that for this role it does not exist; 422 and 409 that the role may, but sent nothing, or not now; 302 that it was done,
or, for nobody, that one must log in.
"""

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from baxing.accreditation import certificates
from baxing.site.actions import make_token
from tests.cycle_world import Clock, cycle_world, today
from tests.url_cases import CALLS
from tests.url_list import STAGES, operations, stage_of
from tests.url_world import Streets
from tests.world import make_world

TABLE = Path(__file__).parent / "url_roles.json"
NOBODY = "nobody"
PARTS = 6  # so that several workers share the longest walk of all
Answers = dict[tuple[str, str], int]
CLOSED = {
    "rate", "summary", "review", "sampled", "opinion", "objection", "objections", "publish", "rate_notice", "groups",
    "decide_flag",
}  # fmt: skip
# Pages of rectification that are about no single case, or about none that others may not see.
OF_NO_CASE = {
    "GET rectification:board", "GET rectification:cases", "GET rectification:screening", "GET rectification:totals",
    "GET rectification:totals-enter", "GET rectification:regulation", "GET rectification:regulation-version",
    "GET rectification:regulation-yaml", "GET rectification:regulation-publish", "GET problems:mine",
}  # fmt: skip


class Visitor:
    """One role at the door: in the browser with a session, in the programming interface with a token."""

    def __init__(self, streets: Streets, who: str) -> None:
        world = streets.cycles.world
        self.client = Client() if who == NOBODY else world.client_as(who)
        self.client.raise_request_exception = False
        user = None if who == NOBODY else world.users[who]
        grants = user.grants_now if user else []
        self.token = (
            make_token(grants[0], "t", today() + timedelta(days=1), by=user)[1] if user and grants else ""
        )

    def ask(self, operation: str, path: str) -> int:
        """The status of one request; whatever it did is undone."""
        with undone():
            if "/api/" not in operation:
                kept = deepcopy(self.client.cookies)
                status = int(self.client.generic(operation.split()[0], path).status_code)
                self.client.cookies = kept
                return status
            headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            answer = Client(raise_request_exception=False).generic(
                operation.split()[0], path, "{}", content_type="application/json", headers=headers
            )
            return int(answer.status_code)


class undone(transaction.Atomic):
    """A block that is rolled back; to the durable actions inside it looks like the test's own transaction."""

    def __init__(self) -> None:
        super().__init__(None, savepoint=True, durable=False)
        self._from_testcase = True

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        super().__exit__(*error)


def seen(streets: Streets, part: int) -> Iterator[tuple[str, str, int]]:
    """(operation, role, status) for everything there is, as the roles of one part get it."""
    everything = operations()
    roles = sorted((NOBODY, *streets.cycles.world.users))[part::PARTS]
    for stage in STAGES:
        streets.bring(stage)
        visitors = {who: Visitor(streets, who) for who in roles}
        for operation in everything:
            if stage_of(operation) == stage:
                path = streets.path(operation)
                for who, visitor in visitors.items():
                    yield operation, who, visitor.ask(operation, path)


def as_table(found: Answers) -> dict[str, dict[str, str]]:
    """Operation → status → the roles that get it."""
    table: dict[str, dict[int, list[str]]] = {}
    for (operation, who), status in found.items():
        table.setdefault(operation, {}).setdefault(status, []).append(who)
    return {
        operation: {str(status): " ".join(sorted(roles)) for status, roles in sorted(row.items())}
        for operation, row in sorted(table.items(), key=lambda item: item[0].split()[::-1])
    }


def written() -> Answers:
    """The table as it is kept."""
    table = json.loads(TABLE.read_text())
    return {
        (op, who): int(status)
        for op, row in table.items()
        for status, roles in row.items()
        for who in roles.split()
    }


@pytest.mark.parametrize("part", range(PARTS))
def test_every_role_gets_what_the_table_says(db: None, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    clock = Clock(monkeypatch)
    monkeypatch.setattr(certificates, "chinese_face", str)  # whether this machine has a font is no permission
    streets = Streets(cycle_world(make_world(), clock=clock))
    streets.settle()
    found = {(operation, who): status for operation, who, status in seen(streets, part)}
    broken = [key for key, status in found.items() if status == 500]
    assert not broken, "an empty request is answered, never a fault"
    asked, addresses = {who for _, who in found}, {operation for operation, _ in found}
    if os.environ.get("BAXING_WRITE_TABLES"):
        others = {key: got for key, got in written().items() if key[1] not in asked and key[0] in addresses}
        TABLE.write_text(json.dumps(as_table(others | found), indent=1, ensure_ascii=False) + "\n")
    expected = {key: status for key, status in written().items() if key[1] in asked}
    differing = {key: (expected.get(key), got) for key, got in found.items() if expected.get(key) != got}
    assert not differing, "read the difference; if it is meant, write the table anew"
    assert found.keys() == expected.keys()


def test_the_table_has_every_address_and_no_other() -> None:
    assert sorted(json.loads(TABLE.read_text())) == sorted(set(operations()))


def test_a_person_without_a_duty_sees_what_is_public_and_the_own_account() -> None:
    table = json.loads(TABLE.read_text())
    public = {op for op, row in table.items() if NOBODY in row.get("200", "").split()}
    opened = {op for op, row in table.items() if "stranger" in row.get("200", "").split()} - public
    assert opened == {
        "GET accreditation:cycles", "GET accreditation:my_rating", "GET dossiers:desk", "GET units:tree",
        "GET site:password", "POST site:password", "GET site:tokens", "POST site:tokens",
        "GET units:me", "POST units:me", "GET rectification:regulation", "GET rectification:regulation-version",
        "GET rectification:regulation-yaml",
    }  # fmt: skip


def test_nobody_writes_without_logging_in_but_where_the_public_speaks() -> None:
    table = json.loads(TABLE.read_text())
    said = {
        op
        for op, row in table.items()
        for status, who in row.items()
        if NOBODY in who.split() and status not in ("302", "401", "404")
    }
    assert {op for op in said if not op.startswith("GET ")} == {
        "POST /api/v1/answers", "POST /api/v1/notices/{uid}/objections", "POST accreditation:answer",
        "POST accreditation:object", "POST site:box", "POST site:login",
    }  # fmt: skip


def test_an_assessed_branch_sees_nothing_of_another_and_nothing_of_the_group() -> None:
    table = json.loads(TABLE.read_text())
    for operation, row in table.items():
        if operation.split()[1].removeprefix("accreditation:") in CLOSED:
            assert {"secretary", "recorder", "member", "other_secretary"} <= set(row["404"].split()), (
                operation
            )
    for operation in (
        "GET accreditation:sheet",
        "GET insight:branch",
        "GET dossiers:book",
        "GET records:unit",
    ):
        assert {"other_secretary", "other_officer", "stranger"} <= set(table[operation]["404"].split())


def test_a_case_exists_only_for_its_own_people_and_those_who_watch() -> None:
    table = json.loads(TABLE.read_text())
    own = {
        op for op in table if op.startswith(("GET rectification:", "GET problems:", "GET ballots:"))
    } - OF_NO_CASE
    own |= {
        op for op in table if op.startswith("GET /api/v1/") and op.split("/")[3] in CALLS and "{uid}" in op
    }
    assert len(own) > 30
    for operation in own:
        closed = set(table[operation]["404"].split())
        assert {"admin", "region_admin", "rater", "other_secretary", "other_officer"} <= closed, operation
        assert "ballots" in operation or "teller" in closed, operation
