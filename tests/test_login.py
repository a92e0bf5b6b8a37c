"""The door: who gets in, how long, where to, and what is said when not."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from baxing.units.models import User

PASSWORD = "eight stars shine"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    cache.clear()
    user = User(username="officer", name="组织委员")
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login", {"username": "officer", "password": password, **more})


def inside(client: Client) -> bool:
    return client.get("/password").status_code == 200


def test_the_right_password_opens_and_logging_out_closes(client: Client, person: User) -> None:
    answer = enter(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert inside(client)
    assert client.get("/logout").status_code == 405
    key = client.cookies["baxing_session"].value
    assert client.post("/logout").headers["Location"] == "/login"
    client.cookies["baxing_session"] = key
    assert not inside(client)


def test_a_login_starts_under_a_new_session_key(client: Client, person: User) -> None:
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    enter(client)
    assert client.cookies["baxing_session"].value != before


def test_a_wrong_password_is_said_plainly(client: Client, person: User) -> None:
    answer = enter(client, "wrong")
    assert answer.status_code == 422
    assert "账号或密码不对" in answer.content.decode()
    assert not inside(client)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "密码输错太多次"), ("en", "Too many wrong passwords")]
)
def test_the_sixth_try_is_answered_with_429_in_words(
    client: Client, person: User, language: str, words: str
) -> None:
    client.cookies["baxing_language"] = language
    names = ["officer", "Officer", "OFFICER", "officeR", "offIcer"]
    for name in names:
        answer = client.post("/login", {"username": name, "password": "wrong"})
    answer = enter(client)
    assert answer.status_code == 429
    assert words in answer.content.decode()
    assert not inside(client)


def test_wrong_tries_elsewhere_do_not_close_the_account_here(client: Client, person: User) -> None:
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    for _ in range(6):
        enter(elsewhere, "wrong")
    assert enter(elsewhere).status_code == 429
    assert enter(client).status_code == 302


def test_a_closed_account_stays_out(client: Client, person: User) -> None:
    User.objects.update(is_active=False)
    assert enter(client).status_code == 422
    assert not inside(client)


@pytest.mark.parametrize(
    ("wanted", "where"),
    [("/box?page=/x", "/box?page=/x"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/")],
)
def test_next_leads_only_to_this_site(client: Client, person: User, wanted: str, where: str) -> None:
    assert enter(client, next=wanted).headers["Location"] == where


def test_an_inner_page_asks_for_the_login_and_comes_back(client: Client, person: User) -> None:
    assert client.get("/password").headers["Location"] == "/login?next=/password"
    fragment = client.get("/password", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/login?next=/password"


@pytest.mark.parametrize(
    ("key", "age", "open_still"),
    [
        ("began", 12 * 3600 + 1, False),
        ("began", 12 * 3600 - 60, True),
        ("seen", 2 * 3600 + 1, False),
        ("seen", 2 * 3600 - 60, True),
    ],
)
def test_a_session_ends_by_age_and_by_silence(
    client: Client, person: User, key: str, age: int, open_still: bool
) -> None:
    enter(client)
    assert inside(client)
    session = client.session
    session[key] = int(timezone.now().timestamp()) - age
    session.save()
    assert inside(client) is open_still


def test_a_password_set_by_someone_else_is_changed_first(client: Client, person: User) -> None:
    User.objects.update(must_change_password=True)
    assert enter(client).headers["Location"] == "/password"
    new = {"old": PASSWORD, "new": "nine stars, nearly", "again": "nine stars, nearly"}
    assert client.post("/password", new).status_code == 302
    assert inside(client)
    person.refresh_from_db()
    assert person.check_password("nine stars, nearly")
    assert not person.must_change_password


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"old": "wrong"}, "这不是你现在的密码"),
        ({"again": "another one, long"}, "两遍新密码不一样"),
        ({"new": "12345678901", "again": "12345678901"}, "密码"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    client: Client, person: User, change: dict[str, str], words: str
) -> None:
    enter(client)
    good = {"old": PASSWORD, "new": "nine stars, nearly", "again": "nine stars, nearly"}
    answer = client.post("/password", good | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_demonstration_lets_in_by_role_and_only_there(client: Client, person: User, settings: Any) -> None:
    demo = User.objects.create(username="demo1", name="支部书记", demo_role={"zh": "格桑村", "en": "Gesang"})
    settings.DEMO = False
    assert client.post("/login/as/demo1").status_code == 404
    settings.DEMO = True
    assert client.post("/login/as/officer").status_code == 404
    assert client.get("/login/as/demo1").status_code == 405
    assert client.post("/login/as/demo1").status_code == 302
    new = {"old": PASSWORD, "new": "nine stars, nearly", "again": "nine stars, nearly"}
    demo.set_password(PASSWORD)
    demo.save()
    client.force_login(demo)
    assert client.post("/password", new).status_code == 409


def test_the_language_is_chosen_by_the_person_and_not_by_the_browser(client: Client) -> None:
    english = {"Accept-Language": "en"}
    assert "密码" in client.get("/login", headers=english).content.decode()
    answer = client.post("/language", {"language": "en", "next": "/how"})
    assert answer.headers["Location"] == "/how"
    page = client.get("/login")
    assert 'lang="en"' in page.content.decode()
    assert "Password" in page.content.decode()
    client.post("/language", {"language": "xx", "next": "https://elsewhere.example"})
    assert client.get("/login").headers["Content-Language"] == "en"


def test_tibetan_is_offered_outside_and_falls_back_to_chinese_inside(client: Client, person: User) -> None:
    assert 'value="bo"' in client.get("/how").content.decode()
    client.post("/language", {"language": "bo"})
    assert client.get("/how").headers["Content-Language"] == "bo"
    enter(client)
    assert client.get("/password").headers["Content-Language"] == "zh-hans"
    assert 'value="bo"' not in client.get("/password").content.decode()
