"""What every test may use: the chosen database, a live server, a browser with pages, and pictures."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests.policy import note_breach
from tools.chromium import FLAGS, find_chromium
from tools.messages import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "shots"
WIDTHS = {360: 780, 1280: 900}

# No test is judged by the clock. In CI the examples are the same every time; at home new ones are tried.
hypothesis_settings.register_profile("baxing", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("baxing")


def pytest_configure(config: pytest.Config) -> None:
    """The catalogues are compiled before any page is rendered, whoever starts the tests."""
    if not hasattr(config, "workerinput"):
        compile_catalogues(ROOT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches the database is run on both; what is pure once, with the first."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A test that did not run proves nothing: a skip or an expected failure fails the whole run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    idle = [kind for kind in ("skipped", "xfailed", "xpassed") if reporter.stats.get(kind)]
    if idle and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"failing the run: {', '.join(idle)} tests are not allowed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says which database the run was on, since the same tests run on two."""
    if config.pluginmanager.has_plugin("django"):
        from django.db import connection  # late: pytest-django sets Django up

        terminalreporter.write_line(f"database: {connection.display_name}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite is tested as a file, as it is used: a live server's threads see what has been committed."""
    from django.conf import settings  # late: pytest-django sets Django up

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """A test that commits leaves rows, and the tables are emptied after it. On SQLite that is done with DELETE, which
    the guards of append-only tables refuse; so they step aside for that moment, and only there."""
    from django.db import connection  # late: pytest-django sets Django up
    from django.test import TransactionTestCase

    emptied = TransactionTestCase._fixture_teardown

    def teardown(case: Any) -> None:
        guards = []
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {name}")
        emptied(case)
        with connection.cursor() as cursor:
            for _name, sql in guards:
                cursor.execute(sql)

    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The system's Chromium, driven by Playwright; one for the whole run."""
    from playwright.sync_api import sync_playwright  # late: most runs need no browser

    # Playwright's loop lives in this thread, and Django would refuse to use the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page in a context of its own, in Chinese, 1280 wide.

    Parametrise indirectly with a width (360 or 1280), or a dict of Playwright's `new_context` options. A
    script error or a breach of the content security policy on the page fails the test.
    """
    wanted = getattr(request, "param", 1280)
    options: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    if isinstance(wanted, int):
        options |= {"viewport": {"width": wanted, "height": WIDTHS.get(wanted, 900)}}
    else:
        options |= wanted
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    opened.on("console", lambda said: note_breach(faults, said))
    yield opened
    context.close()
    assert not faults, faults


@pytest.fixture
def world(db: None) -> Any:
    """The small world of tests/world.py, made afresh for this test."""
    from tests.world import make_world  # late: it imports models

    return make_world()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A clock that stands still until a test moves it."""
    from tests.cycle_parts import Clock  # late: it imports models

    return Clock(monkeypatch)


@pytest.fixture
def cycles(clock: Any, world: Any) -> Any:
    """The small world with an open cycle (tests/cycle_world.py) and a clock, made afresh for this test."""
    from tests.cycle_world import cycle_world  # late: it imports models

    return cycle_world(world, clock=clock)


@pytest.fixture
def cases(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The small world with a regulation and a clock (tests/case_world.py), made afresh for this test."""
    from tests.case_world import Clock, case_world  # late: it imports models

    return case_world(Clock(monkeypatch))


@pytest.fixture
def items_world(world: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The file of tests/problem_world.py that problems hang on."""
    from tests.problem_world import make_items_world  # late: it imports models

    return make_items_world(world, monkeypatch)


@pytest.fixture
def live(live_server: Any) -> str:
    """The address of a server on the test's own database; it sees committed rows. No slash at the end."""
    return str(live_server.url)


@pytest.fixture
def shot() -> Callable[[Any, str], None]:
    """`shot(page, name)` saves the whole page as shots/NAME-360.png and shots/NAME-1280.png."""

    def take(page: Any, name: str) -> None:
        assert re.fullmatch(r"[a-z0-9-]+", name), "a picture's name is lower case with hyphens"
        SHOTS.mkdir(exist_ok=True)
        before = page.viewport_size
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size(before)

    return take


@pytest.fixture
def looked(page: Any) -> Any:
    """Whatever the browser complains of is a fault too."""
    from tests.page_checks import watched  # late: it imports this module

    return watched(page)
