"""Accounts and duties: who may give and take them, one-time passwords, the log, what a closed account loses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from baxing.rules.roles import ROLES
from baxing.units import actions
from baxing.units.models import AccessEvent, Grant, Unit, User, roles, scope
from baxing.units.refused import Refused
from tests.world import World

Act = Callable[[World, Any], Any]


def log() -> list[tuple[str, str, str]]:
    return [(event.kind, event.user.username, event.by.username) for event in AccessEvent.objects.all()]


def today() -> date:
    return timezone.localdate()


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_account_is_made_with_its_first_duty_and_a_one_time_password(world: World) -> None:
    user, word = actions.create_user(
        world.branches["V"], "yunshan-v1", "组织委员", role="recorder", by=world.users["county_officer"]
    )
    assert user.must_change_password
    assert user.check_password(word)
    assert len(word) == 14
    assert roles(again(user), world.branches["V"]) == {"recorder"}
    assert log() == [
        ("created", "yunshan-v1", "county_officer"),
        ("granted", "yunshan-v1", "county_officer"),
    ]
    assert word not in str(list(AccessEvent.objects.values()))


@pytest.mark.django_db
def test_the_first_unit_and_its_administrator_are_made_in_an_empty_database_only() -> None:
    unit, user, word = actions.found("样例县", level="county", username="admin", user_name="系统管理员")
    assert roles(user, unit) == {"admin"}
    assert user.check_password(word)
    assert actions.add_unit(unit, "白玛镇", level="township", by=user).path.startswith(unit.path)
    with pytest.raises(Refused) as refusal:
        actions.found("另一县", level="county", username="root", user_name="x")
    assert refusal.value.code == "not-empty"


def test_no_two_one_time_passwords_are_alike() -> None:
    words = {actions.one_time_password() for _number in range(200)}
    assert len(words) == 200
    assert not set("".join(words)) & set("01oil")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_given_at_its_own_levels_only(world: World, role: str) -> None:
    admin, user = world.users["region_admin"], world.users["stranger"]
    for unit in (world.region, world.prefecture, world.county, world.town, world.branches["C"]):
        if unit.level in ROLES[role].levels:
            assert actions.grant_role(user, unit, role, by=admin).role == role
        else:
            with pytest.raises(Refused) as refusal:
                actions.grant_role(user, unit, role, by=admin)
            assert refusal.value.code == "role-does-not-fit"


REFUSED: dict[str, tuple[str, Act]] = {
    "oneself": (
        "own-duty",
        lambda w, a: a.grant_role(w.users["admin"], w.county, "rater", by=w.users["admin"]),
    ),
    "above": (
        "may-not-give",
        lambda w, a: a.grant_role(w.users["stranger"], w.prefecture, "city_officer", by=w.users["admin"]),
    ),
    "an officer naming an administrator": (
        "may-not-give",
        lambda w, a: a.grant_role(w.users["stranger"], w.county, "admin", by=w.users["county_officer"]),
    ),
    "a township officer": (
        "may-not-give",
        lambda w, a: a.grant_role(
            w.users["stranger"], w.branches["V"], "member", by=w.users["township_officer"]
        ),
    ),
    "twice": (
        "already-held",
        lambda w, a: a.grant_role(w.users["secretary"], w.branches["V"], "secretary", by=w.users["admin"]),
    ),
    "ends first": (
        "ends-before-start",
        lambda w, a: a.grant_role(
            w.users["stranger"], w.county, "rater", by=w.users["admin"], until=date(2020, 1, 1)
        ),
    ),
    "a taken name": (
        "username-taken",
        lambda w, a: a.create_user(w.county, "ADMIN", "x", role="rater", by=w.users["admin"]),
    ),
    "a name with blanks": (
        "bad-username",
        lambda w, a: a.create_user(w.county, "a b", "x", role="rater", by=w.users["admin"]),
    ),
    "a password above": (
        "not-manager-of-user",
        lambda w, a: a.set_password(w.users["region_admin"], by=w.users["admin"]),
    ),
    "an officer and the administrator's password": (
        "not-manager-of-user",
        lambda w, a: a.set_password(w.users["admin"], by=w.users["county_officer"]),
    ),
    "one's own account": (
        "not-manager-of-user",
        lambda w, a: a.deactivate_user(w.users["admin"], by=w.users["admin"]),
    ),
    "a duty of another county's person": (
        "may-not-give",
        lambda w, a: a.end_grant(Grant.objects.get(user=w.users["city_officer"]), by=w.users["admin"]),
    ),
}


@pytest.mark.parametrize(("code", "act"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_why_and_changes_nothing(world: World, code: str, act: Act) -> None:
    before = [list(model.objects.order_by("pk").values()) for model in (User, Grant)]
    with pytest.raises(Refused) as refusal:
        act(world, actions)
    assert refusal.value.code == code
    assert [list(model.objects.order_by("pk").values()) for model in (User, Grant)] == before
    assert not AccessEvent.objects.exists()


def test_an_ended_duty_ends_at_once_and_stays_on_record(world: World) -> None:
    user = world.users["secretary"]
    grant = Grant.objects.get(user=user)
    assert roles(user, world.branches["V"]) == {"secretary"}
    actions.end_grant(grant, by=world.users["admin"], note="换届")
    assert roles(again(user), world.branches["V"]) == set()
    assert not Unit.objects.filter(scope(again(user))).exists()
    grant.refresh_from_db()
    assert grant.until == today()
    assert [(event.kind, event.note) for event in grant.events.all()] == [("ended", "换届")]
    with pytest.raises(Refused) as refusal:
        actions.end_grant(grant, by=world.users["admin"])
    assert refusal.value.code == "already-ended"
    actions.grant_role(again(user), world.branches["V"], "secretary", by=world.users["admin"])
    assert roles(again(user), world.branches["V"]) == {"secretary"}


def test_a_duty_can_end_on_a_coming_day_and_holds_through_it(world: World) -> None:
    grant = Grant.objects.get(user=world.users["rater"])
    actions.end_grant(grant, by=world.users["admin"], until=today() + timedelta(days=1))
    assert roles(again(world.users["rater"]), world.county) == {"rater"}
    Grant.objects.filter(pk=grant.pk).update(until=today(), since=today() - timedelta(days=9))
    assert roles(again(world.users["rater"]), world.county) == {"rater"}
    Grant.objects.filter(pk=grant.pk).update(until=today() - timedelta(days=1))
    assert roles(again(world.users["rater"]), world.county) == set()


def test_a_coming_duty_holds_nothing_yet(world: World) -> None:
    user = world.users["stranger"]
    actions.grant_role(
        user, world.county, "rater", by=world.users["admin"], since=today() + timedelta(days=1)
    )
    assert roles(again(user), world.county) == set()


def test_a_closed_account_cannot_enter_and_holds_nothing(world: World) -> None:
    user, word = actions.create_user(
        world.town, "zhen-1", "组织委员", role="township_officer", by=world.users["admin"]
    )
    client = world.client_as(user)
    actions.deactivate_user(user, by=world.users["county_officer"], note="调离")
    assert Client().post("/login", {"username": "zhen-1", "password": word}).status_code == 422
    assert client.get("/").status_code == 302
    assert not Grant.objects.in_force().filter(user=user).exists()
    assert log()[-2:] == [
        ("ended", "zhen-1", "county_officer"),
        ("deactivated", "zhen-1", "county_officer"),
    ]


def test_a_new_one_time_password_ends_the_sessions_of_the_old_one(world: World) -> None:
    user = world.users["recorder"]
    client = world.client_as("recorder")
    word = actions.set_password(user, by=world.users["county_officer"])
    assert again(user).check_password(word)
    assert again(user).must_change_password
    assert client.get("/").status_code == 302
    assert log() == [("password", "recorder", "county_officer")]
