"""The public form of objections keeps out machines, floods, late comers and unreadable facts; the office enters the rest."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from baxing.accreditation.actions import objections
from baxing.accreditation.models import Application, Objection
from baxing.units.refused import Refused
from tests.cycle_world import Clock, CycleWorld
from tests.test_objections import FACT, typed, url


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


@pytest.fixture
def sheet(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "PUBLIC_NOTICE")


def test_after_the_notice_it_is_refused_with_words(
    cycles: CycleWorld, sheet: Application, clock: Clock, client: Client
) -> None:
    data = typed(client, sheet, clock)
    clock.to(date(2026, 3, 10))
    with pytest.raises(Refused) as refusal:
        objections.object_to(cycles.fresh(sheet), fact=FACT)
    assert refusal.value.code == "over"
    assert "2026-03-09" in str(refusal.value)
    assert client.post(url("object", sheet.notice.uid), data).status_code == 422
    assert "提意见的时间已过" in client.get(url("object", sheet.notice.uid)).content.decode()
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"website": "http://buy"},
        {"proof": "made-up"},
        {"fact": "不好"},
        {"fact": "长" * 2001},
        {"star": "S9"},
        {"branch": "00000000-0000-4000-8000-000000000000"},
    ],
)
def test_what_no_person_types_is_not_taken_in(
    sheet: Application, clock: Clock, client: Client, wrong: dict[str, str]
) -> None:
    data = typed(client, sheet, clock, **wrong)
    assert client.post(url("object", sheet.notice.uid), data).status_code == 422
    assert not Objection.objects.exists()


def test_a_form_sent_at_once_is_asked_to_look_again(sheet: Application, clock: Clock, client: Client) -> None:
    data = typed(client, sheet, clock)
    clock.seconds -= 59
    answer = client.post(url("object", sheet.notice.uid), data)
    assert answer.status_code == 422
    assert FACT in answer.content.decode()


def test_a_flood_is_stopped(sheet: Application, clock: Clock, client: Client) -> None:
    codes = [
        client.post(url("object", sheet.notice.uid), typed(client, sheet, clock)).status_code
        for _time in range(4)
    ]
    assert codes == [302, 302, 302, 409]


def test_a_proof_of_another_notice_does_not_count(
    cycles: CycleWorld, sheet: Application, clock: Clock, client: Client
) -> None:
    other = cycles.bring(cycles.applications["C"], "PUBLIC_NOTICE")
    data = typed(client, sheet, clock, branch=str(other.uid))
    assert client.post(url("object", other.notice.uid), data).status_code == 422


def test_the_office_enters_what_came_by_telephone(cycles: CycleWorld, sheet: Application) -> None:
    officer = cycles.world.client_as("county_officer")
    sent = {"channel": "phone", "branch": str(sheet.uid), "star": "", "fact": FACT, "name": "某某"}
    answer = officer.post(url("enter_objection", sheet.notice.uid), sent)
    found = Objection.objects.get()
    assert answer.url == url("objection", found.uid)
    assert found.channel == "phone"
    page = officer.get(url("objections", cycles.cycle.uid)).content.decode()
    assert "电话" in page
    assert "某某" not in page
    for who in ("township_officer", "rater", "county_lead"):
        stranger = cycles.world.client_as(who)
        assert stranger.post(url("enter_objection", sheet.notice.uid), sent).status_code == 404


def test_somebody_elses_objection_is_not_there(cycles: CycleWorld, sheet: Application) -> None:
    found = objections.object_to(sheet, fact=FACT)
    for who in ("rater", "secretary", "other_officer", "stranger"):
        assert cycles.world.client_as(who).get(url("objection", found.uid)).status_code == 404
