"""What is turned away before any page: a NUL, a body beyond all files, a foreign host, an address that is no page,
a form after the session ended, and whoever still has a password that somebody else has set."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baxing.site.middleware import MOST_BODY
from baxing.site.models import Suggestion
from baxing.units.models import User
from tests.cycle_world import CycleWorld, cycle_world
from tests.world import World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/how?x=1"}


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    return cycle_world(world)


@pytest.mark.parametrize("path", ["/notices?page=%00", "/people/a%00b", "/box?page=a%00", "/verify?code=%00"])
def test_a_nul_in_an_address_is_no_request(world: World, path: str) -> None:
    assert world.client_as("admin").get(path).status_code == 400


def test_a_nul_in_a_form_is_no_request(world: World, cycles: CycleWorld) -> None:
    under_review = cycles.bring(cycles.applications["V"], "TOWNSHIP_REVIEW")
    task = under_review.sample.all()[0].task
    url = reverse("accreditation:sampled", args=[under_review.uid, task])
    assert world.client_as("township_officer").post(url, {"note": "a\x00b"}).status_code == 400
    assert not under_review.sample.get(task=task).seen
    assert Client().post("/box", {"text": "a\x00b"}).status_code == 400
    assert not Suggestion.objects.exists()


def test_what_is_larger_than_any_file_is_not_read(client: Client) -> None:
    answer: Any = client.post("/box", {"text": "太大"}, headers={"Content-Length": str(MOST_BODY + 1)})
    assert answer.status_code == 413
    assert "24 MB" in answer.text


def test_a_foreign_host_is_told_so_and_is_no_incident(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.raise_request_exception = False
    answer = client.get("/how", headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "incident" not in caplog.text


def test_an_address_for_forms_only_is_said_to_be_no_page(world: World, cycles: CycleWorld) -> None:
    url = reverse("accreditation:score", args=[cycles.applications["V"].uid, "S1-2"])
    answer = world.client_as("secretary").get(url, headers={"Referer": "http://testserver/how"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert 'href="/how"' in answer.text
    assert Client().get("/api/v1/objections").headers["Content-Type"].startswith("application/json")


def test_a_form_after_the_session_ended_leads_back_to_its_page(cycles: CycleWorld) -> None:
    url = reverse("accreditation:score", args=[cycles.applications["V"].uid, "S1-2"])
    whole = Client().post(url, {"points": "1"}, headers={"Referer": "http://testserver/how?x=1"})
    assert (whole.status_code, whole.headers["Location"]) == (302, "/login?next=/how%3Fx%3D1")
    part = Client()
    answer = part.post(url, {"points": "1"}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == "/login?next=/how%3Fx%3D1"
    assert "没有保存" in part.get("/login").text
    elsewhere = Client().post(url, headers={"Referer": "http://elsewhere.example/x"})
    assert elsewhere.headers["Location"] == "/login?next=/"
    assert Client().get("/me").headers["Location"] == "/login?next=/me"


def test_a_password_set_by_somebody_else_opens_only_the_page_to_change_it(world: World) -> None:
    User.objects.filter(username="secretary").update(must_change_password=True)
    client = world.client_as(User.objects.get(username="secretary"))
    assert client.get("/").headers["Location"] == "/password"
    assert client.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/password"
    assert client.post("/me", {"name": "别人", "language": ""}).headers["Location"] == "/password"
    assert User.objects.get(username="secretary").name == "secretary"
    assert client.get("/password").status_code == 200
    assert client.get("/how").status_code == 200
    assert client.post("/logout").headers["Location"] == "/login"


def test_a_draft_has_no_objections_and_a_tick_that_is_no_key_is_none(
    world: World, cycles: CycleWorld
) -> None:
    officer = world.client_as("county_officer")
    url = reverse("accreditation:groups", args=[cycles.cycle.uid])
    assert (
        officer.post(url, {"name": "二组", "member": ["x", "-1", "9" * 30], "township": "²"}).status_code
        == 409
    )
    type(cycles.cycle).objects.filter(pk=cycles.cycle.pk).update(digest="")
    assert officer.get(reverse("accreditation:objections", args=[cycles.cycle.uid])).status_code == 404
