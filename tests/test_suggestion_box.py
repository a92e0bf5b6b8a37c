"""The box: anybody puts in, those on duty answer once, and only who knows the address reads."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from baxing.site import actions
from baxing.site.models import Suggestion
from baxing.site.terms import answer_day
from baxing.units.models import Grant, Unit, User
from baxing.units.refused import Refused


def officer(role: str = "county_officer") -> User:
    county = Unit.objects.create(path="01", name="样例县", level="county")
    user = User.objects.create(username=role, name="组织科")
    Grant.objects.create(user=user, unit=county, role=role)
    return user


@pytest.mark.django_db(transaction=True)
def test_a_slip_is_put_in_without_a_name_and_answered_once(client: Client) -> None:
    answer = client.post("/box", {"text": "按钮太小", "page": "/cycles/"})
    slip = Suggestion.objects.get()
    assert answer.headers["Location"] == f"/box/{slip.uid}"
    assert (slip.by, slip.page, slip.due) == (None, "/cycles/", answer_day())
    assert client.get("/box/all").headers["Location"].startswith("/login")

    client.force_login(officer())
    assert "按钮太小" in client.get("/box/all").content.decode()
    assert client.post(f"/box/{slip.uid}", {"answer": "已改大"}).status_code == 302
    assert client.post(f"/box/{slip.uid}", {"answer": "再答"}).status_code == 409
    assert "已改大" in Client().get(f"/box/{slip.uid}").content.decode()


@pytest.mark.django_db(transaction=True)
def test_only_those_on_duty_answer(client: Client) -> None:
    slip = actions.put_in_box("a", "", answer_day(), by=None)
    client.force_login(officer("auditor"))
    assert client.post(f"/box/{slip.uid}", {"answer": "x"}).status_code == 404
    assert client.get("/box/all").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_flood_without_accounts_is_refused_and_people_with_one_still_get_in() -> None:
    due = answer_day()
    Suggestion.objects.bulk_create(Suggestion(text="x", due=due) for _ in range(actions.UNSIGNED_A_DAY))
    with pytest.raises(Refused, match="满"):
        actions.put_in_box("one more", "", due, by=None)
    assert actions.put_in_box("mine", "", due, by=officer()).pk
    Suggestion.objects.update(at=timezone.now() - timedelta(days=2))
    assert actions.put_in_box("one more", "", due, by=None).pk


@pytest.mark.django_db
def test_an_empty_slip_is_sent_back(client: Client) -> None:
    assert client.post("/box", {"text": "  "}).status_code == 422
    assert not Suggestion.objects.exists()


@pytest.mark.django_db
def test_the_database_keeps_answer_and_time_together() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.create(text="x", due=answer_day(), answer="y")
