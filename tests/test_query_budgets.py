"""How many queries each page takes: as many with 3 applications in the county as with 30, and as many as the table says.

`BAXING_WRITE_TABLES=1 pytest tests/test_query_budgets.py` writes query_counts.json anew: then read what rose, and why.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baxing.accreditation.models import Application, Award, StarEvent
from baxing.dossiers.models import Dossier
from baxing.rules.flows import ACCREDITATION
from baxing.units.models import Unit
from baxing.units.paths import segment
from tests import cycle_world as maker
from tests import url_cases
from tests.cycle_world import Clock, today
from tests.test_urls_by_role import NOBODY, undone
from tests.url_list import STAGES, operations, stage_of
from tests.url_world import Streets
from tests.world import World, make_world

TABLE = Path(__file__).parent / "query_counts.json"
ROLES = json.loads((Path(__file__).parent / "url_roles.json").read_text())
# Whoever sees most of a page asks for it.
FIRST = (
    "county_officer",
    "county_lead",
    "township_officer",
    "city_officer",
    "rater",
    "teller",
    "secretary",
    "admin",
    NOBODY,
)
FEW, MANY = 3, 30


def pages() -> dict[str, str]:
    """Every page that somebody gets, with who asks for it."""
    found = {}
    for operation in operations():
        able = ROLES.get(operation, {}).get("200", "").split()
        if operation.startswith("GET ") and "/api/" not in operation and able:
            found[operation] = next(who for who in (*FIRST, *able) if who in able)
    return found


def sized(number: int) -> World:
    """The small world with so many branches: V, V3 and G2 always."""
    world = make_world()
    kept = {key: world.branches[key] for key in ("V", "V3", "G2")}
    if number > FEW:
        kept = dict(world.branches)
        more = [
            Unit(
                parent=world.town, order=50 + at, path=world.town.path + segment(50 + at), name=f"云杉镇{at}组党支部",
                level="branch", form="branch", sector="V", members_full=9, members_probationary=0,
            )
            for at in range(number - len(kept))
        ]  # fmt: skip
        kept |= {f"X{at}": unit for at, unit in enumerate(Unit.objects.bulk_create(more))}
    else:
        Unit.objects.filter(level="branch").exclude(pk__in=[unit.pk for unit in kept.values()]).delete()
    world.branches = kept
    return world


def follow(streets: Streets, stage: str) -> None:
    """All other sheets come as far as V: their covers, and what lists show of them."""
    first, cycle = streets.sheet, streets.cycles.cycle
    others = Application.objects.filter(cycle=cycle).exclude(pk=first.pk)
    others = others.exclude(pk=streets.cycles.applications["G2"].pk)  # that one is objected to
    others.update(
        applied_at=first.applied_at, group=first.group, notice=first.notice, proposal=first.proposal
    )
    for level in ("branch", "township", "county"):
        if ACCREDITATION.state(stage).desk == level:
            for sheet in others.select_related("unit"):
                Dossier.objects.filter(pk=sheet.dossier_id).update(
                    status=stage,
                    due=first.dossier.due,
                    desk=sheet.unit if level == "branch" else sheet.unit.at(level),
                )
    if stage == "RATED":
        awards = [
            Award(
                application=sheet, document="x", number=f"n{sheet.pk}", code=f"c{sheet.pk}", decided_on=today(),
                valid_from=today(), valid_to=today() + timedelta(days=700), stars=first.award.stars,
            )
            for sheet in others
        ]  # fmt: skip
        for award in Award.objects.bulk_create(awards):
            events = [StarEvent(unit=award.application.unit, award=award, star="S1", event="lit", on=today())]
            StarEvent.objects.bulk_create(events)


def measured(number: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The queries of every page in a county with so many applications."""
    clock = Clock(monkeypatch)
    world = sized(number)
    monkeypatch.setattr(maker, "BRANCHES", world.branches)
    streets, counts, asked = Streets(maker.cycle_world(world, clock=clock)), {}, pages()
    streets.settle()
    for stage in STAGES:
        streets.bring(stage)
        if stage in url_cases.STAGES:
            url_cases.follow(streets.case, stage)
        else:
            follow(streets, stage)
        clients: dict[str, Client] = {}
        for operation, who in asked.items():
            if stage_of(operation) == stage:
                client = clients.setdefault(who, Client() if who == NOBODY else world.client_as(who))
                counts[operation] = queries(client, streets.path(operation))
    return counts


def queries(client: Client, path: str) -> int:
    """How many one request takes, once what stays in memory is there."""
    for _ in range(2):
        with undone(), CaptureQueriesContext(connection) as caught:
            answer: Any = client.get(path)
            assert answer.status_code == 200, path
            b"".join(answer) if answer.streaming else answer.content
    return len([q for q in caught.captured_queries if "SAVEPOINT" not in q["sql"]])


@pytest.fixture
def counted(db: None) -> Any:
    """Measures in a block that leaves nothing behind."""

    def measure(number: int) -> dict[str, int]:
        with pytest.MonkeyPatch.context() as monkeypatch, undone():
            return measured(number, monkeypatch)

    return measure


def test_no_page_takes_more_queries_with_more_applications_or_than_its_budget(counted: Any) -> None:
    few, many = counted(FEW), counted(MANY)
    growing = {operation: (few[operation], n) for operation, n in many.items() if n > few[operation]}
    if os.environ.get("BAXING_WRITE_TABLES"):
        TABLE.write_text(json.dumps(dict(sorted(many.items())), indent=1) + "\n")
    budget = json.loads(TABLE.read_text())
    assert many.keys() == budget.keys()
    over = {operation: (budget[operation], n) for operation, n in many.items() if n > budget[operation]}
    assert not growing, "queries must not grow with the applications"
    assert not over, "more queries than the table allows"
