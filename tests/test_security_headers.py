"""Every answer carries the strict policy and its companions; pages need no inline script or style."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from baxing.units.models import User

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ["/login", "/how", "/box", "/nothing-here"]

pytestmark = pytest.mark.django_db


class Inline(HTMLParser):
    """Collects what a strict policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in named):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in named if name == "style" or name.startswith("on")]


def inline(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found


def test_the_reader_finds_what_a_policy_would_block() -> None:
    html = '<style>a{}</style><script>1</script><p style="x" onclick="y"></p><script src="z"></script>'
    assert inline(html) == ["style", "script", "p style", "p onclick"]


@pytest.mark.parametrize("path", [*PUBLIC, "/health"])
def test_every_answer_carries_the_strict_policy(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", PUBLIC)
def test_pages_hold_nothing_inline(client: Client, path: str) -> None:
    assert inline(client.get(path).content.decode()) == []


def test_no_template_of_any_slice_holds_anything_inline() -> None:
    faults = {
        str(file.relative_to(ROOT)): found
        for file in sorted(ROOT.glob("baxing/*/templates/**/*.html"))
        if (found := inline(re.sub(r"{[%#].*?[%#]}", "", file.read_text("utf-8"), flags=re.S)))
    }
    assert faults == {}


def test_what_an_account_sees_stays_out_of_shared_caches(client: Client) -> None:
    client.force_login(User.objects.create(username="a", name="组织委员"))
    assert "private" in client.get("/how").headers["Cache-Control"]
    assert "Cookie" in client.get("/how").headers["Vary"]


def test_the_cookies_are_kept_from_scripts_and_other_sites() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_SECURE is settings.CSRF_COOKIE_SECURE is settings.HTTPS


def test_a_static_address_carries_the_digest_of_its_file(client: Client) -> None:
    page = client.get("/login").content.decode()
    address = re.search(r'href="(/static/site/baxing\.css\?[0-9a-f]{12})"', page)
    assert address is not None
    answer = client.get(address[1])
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_health_says_that_the_database_is_as_new_as_the_program(client: Client) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "migrations": "applied"}


def test_health_says_when_a_migration_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: [("a migration", False)]
    )
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "missing"
