"""A branch over the years: its stars, its certificates, what is open, its book; seen by its own people and those above."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from baxing.accreditation.actions import selfcheck
from baxing.units.models import Unit
from tests.cycle_world import Clock, CycleWorld, cycle_world, today
from tests.world import World


def page(client: Client, unit: Unit) -> HttpResponse:
    return client.get(reverse("insight:branch", args=[unit.uid]))


@pytest.fixture
def cycles(monkeypatch: pytest.MonkeyPatch, db: None) -> CycleWorld:
    from tests.world import make_world

    clock = Clock(monkeypatch)
    return cycle_world(make_world(), facts={"V": {"life_gap_months": 6}}, clock=clock)


def test_a_rated_branch_shows_its_award_its_ledger_and_its_book(cycles: CycleWorld) -> None:
    application = cycles.bring(cycles.applications["C"], "RATED")
    answer = page(cycles.world.client_as(cycles.who("secretary", application)), application.unit)
    (year,) = answer.context["years"]
    assert year.award.number in answer.content.decode()
    assert year.counts == {"lit": 8}
    (row,) = answer.context["ledger"]
    assert len(row.names) == 8
    assert row.event.document == year.award.document
    assert answer.context["book"][0].line.verb.en == "Rate"
    assert reverse("accreditation:certificate", args=[application.uid]) in answer.content.decode()


def test_what_was_promised_stays_until_it_is_done_or_the_cycle_is_over(cycles: CycleWorld) -> None:
    application = cycles.bring(cycles.applications["V"], "SELF_CHECK")
    by = cycles.world.users["secretary"]
    selfcheck.add_measure(
        application, "S4-1", by=by, what="补开", who="组织委员", due=today() + timedelta(days=9)
    )
    client = cycles.world.client_as("secretary")
    ((sheet, measure, title),) = page(client, application.unit).context["measures"]
    assert (sheet, measure.measure, title.zh) == (application, "补开", application.tasks["S4-1"].title.zh)
    cycles.cycle.dossier.status = "CLOSED"
    cycles.cycle.dossier.save(update_fields=["status"])
    assert page(client, application.unit).context["measures"] == []


def test_the_wheel_says_in_words_what_it_draws(cycles: CycleWorld) -> None:
    application = cycles.fresh(cycles.applications["V"])
    answer = page(cycles.world.client_as("member"), application.unit)
    (year,) = answer.context["years"]
    assert sum(year.counts.values()) == 8
    assert year.counts["gated"] == 1
    assert "aria-label" in answer.content.decode()


def test_a_member_sees_the_own_branch_only_and_strangers_none(world: World) -> None:
    cycle_world(world)
    own, other = world.branches["V"], world.branches["V3"]
    for who in ("member", "secretary", "recorder"):
        assert page(world.client_as(who), own).status_code == 200
        assert page(world.client_as(who), other).status_code == 404
    assert page(world.client_as("other_officer"), other).status_code == 200
    assert page(world.client_as("township_officer"), other).status_code == 404
    assert page(world.client_as("stranger"), own).status_code == 404
    assert page(world.client_as("county_officer"), world.town).status_code == 404, "a township is no branch"


def test_a_branch_without_a_sheet_says_so(world: World) -> None:
    answer = page(world.client_as("secretary"), world.branches["V"])
    assert answer.status_code == 200
    assert answer.context["years"] == []
