"""What people do in the pages, one function a deed: log in, import, fill in, review, rate, count. Used by the test of
a whole cycle; nothing here knows what must come out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from baxing.units.models import Unit
from tests.cycle_world import add_person

PASSWORD = "paper-lantern-42"
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}


def account(name: str, role: str, unit: Unit) -> None:
    """One account with one duty and the common password."""
    user = add_person(name, role, unit)
    user.set_password(PASSWORD)
    user.save()


class Steps:
    """One browser page and the address of the site."""

    def __init__(self, page: Any, live: str) -> None:
        self.page, self.live = page, live

    def log_in(self, username: str, password: str = PASSWORD) -> None:
        """Through the form, as whoever was here before is gone."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.live}/login")
        self.page.locator("#id_username").fill(username)
        self.page.locator("#id_password").fill(password)
        self.page.locator("form button.main").click()
        self.page.wait_for_url(lambda url: not url.startswith(f"{self.live}/login"))

    def leave(self) -> None:
        """Nobody is logged in any more."""
        self.page.context.clear_cookies()

    def go(self, path: str) -> None:
        """Opens a page of the site, which must be there."""
        answer = self.page.goto(self.live + path)
        assert answer.status == 200, f"{path}: {answer.status}"

    def press(self, selector: str = "main button.main") -> None:
        """Presses a button that leads to another page, and waits until it is there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        refused = self.page.locator("#flash .flash.no")
        assert not refused.count(), refused.first.inner_text()

    def fill(self, values: Mapping[str, Any]) -> None:
        """Types into the fields of those names."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").first.fill(str(value))

    def text(self, selector: str = "main") -> str:
        """What stands there, its white space made plain."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    @contextmanager
    def on_a_phone(self) -> Iterator[None]:
        """360 px wide while it lasts."""
        self.page.set_viewport_size(PHONE)
        yield
        self.page.set_viewport_size(DESKTOP)

    # ---- getting the county in -------------------------------------------------------------------

    def import_units(self, file: Path, under: str) -> None:
        """Chooses the roster, looks at what it says, confirms."""
        self.go("/units/import")
        self.page.locator("main [name=under]").fill(under)
        self.page.locator("main [name=file]").set_input_files(file)
        self.press()
        self.press()

    def look_at_facts(self, file: Path, year: int) -> None:
        """Chooses the workbook of facts and comes to its preview."""
        self.go("/facts/import")
        self.fill({"year": year})
        self.page.locator("main [name=file]").set_input_files(file)
        self.press()

    def take_in_facts(self) -> None:
        """Confirms the preview; cells that cannot be read are left out, if there are any."""
        unreadable = self.page.locator("[name=leave_out]")
        if unreadable.count():
            unreadable.check()
        self.press("#confirm button.main")

    def make_account(self, username: str, name: str, unit: str, role: str) -> str:
        """A new account with its first duty; answers with the password that is shown once."""
        self.go("/people/new")
        self.fill({"username": username, "name": name, "unit": unit})
        self.page.locator("main [name=role]").select_option(role)
        self.press()
        return str(self.page.locator("main dd .n").first.inner_text()).strip()

    def choose_own_password(self, old: str) -> None:
        """What the first login with a given password asks for."""
        self.fill({"old": old, "new": PASSWORD, "again": PASSWORD})
        self.press()

    def enter_fact(self, unit: Any, year: int, code: str, value: str, source: str) -> None:
        """One value of one fact, typed in its page."""
        self.go(f"/facts/{unit}/{year}/{code}")
        self.fill({"value": value, "source": source})
        self.press("#enter button.main")

    # ---- the sheet -------------------------------------------------------------------------------

    def open_star(self, star: str) -> None:
        """Unfolds one star of the sheet."""
        fold = self.page.locator(f"details#{star}")
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()

    def say_points(self, task: str, points: str, reason: str = "") -> None:
        """The branch's own points; waits until the page says that they are kept."""
        self.open_star(task.split("-")[0])
        if reason:
            self.page.locator(f"[id='{task}-reason']").fill(reason)
        field = self.page.locator(f"[id='{task}-points']")
        with self.page.expect_response(lambda a: a.url.endswith(f"/tasks/{task}") and a.ok):
            field.fill(points)
            field.press("Tab")
        self.page.locator(f"#saved-{task} .is.done").wait_for()

    def plan_measure(self, task: str, what: str, who: str, due: str) -> None:
        """How a shortfall is made good, in the fold of the task's own form."""
        self.open_star(task.split("-")[0])
        article = self.page.locator(f"article[id='{task}']")
        fold = article.locator("details", has=self.page.locator("[name=what]"))
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()
        article.locator("[name=what]").fill(what)
        article.locator("[name=who]").fill(who)
        article.locator("[name=due]").fill(due)
        with self.page.expect_response(lambda a: f"/tasks/{task}" in a.url):
            article.locator("[name=due]").press("Tab")
        self.page.locator(f"#saved-{task} .is.done").wait_for()

    def move(self, verb: str, values: Mapping[str, Any] | None = None) -> None:
        """Follows the button of a move and does what its page asks."""
        with self.page.expect_navigation():
            self.page.locator(f"a.btn[href$='/do/{verb}']").first.click()
        self.fill(values or {})
        self.press()

    def give_opinion(self, task: str, choice: str, **more: str) -> None:
        """The township's opinion on one task."""
        article = self.page.locator(f"article[id='{task}']")
        self._unfold(article)
        article.locator(f"input[value={choice}]").check()
        for name, value in more.items():
            article.locator(f"[name={name}]").fill(value)
        with self.page.expect_response(lambda a: a.url.endswith(f"/review/{task}") and a.ok):
            article.locator("button[type=submit]").click()
        self.page.locator(f"[id='{task}-said'] .is.done").wait_for()

    def look_at_sample(self) -> int:
        """Looks at every drawn record; answers with how many there were."""
        seen = 0
        while (buttons := self.page.locator("#sample form button")).count():
            self._unfold(buttons.first)
            drawn = self.page.locator("#sample article:has(form)").first.get_attribute("id")
            buttons.first.click()
            self.page.locator(f"[id='{drawn}'] .is.done").wait_for()
            seen += 1
        return seen

    def _unfold(self, place: Any) -> None:
        """Opens the folds that a place lies in."""
        place.evaluate(
            "e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; }"
        )

    def give_level(self, task: str, level: int, reason: str = "现场查看") -> None:
        """One rater's level on one task, kept."""
        article = self.page.locator(f"article[id='{task}']")
        article.locator(f"input[name=level][value='{level}']").check()
        article.locator("[name=reason]").fill(reason)
        article.locator("button[type=submit]").click()
        self.page.locator(f"[id='kept-{task}'] .is.done").wait_for()

    def enter_count(self, uid: Any, rate: str, figures: Mapping[str, int]) -> None:
        """One electorate's count, from the tellers' paper."""
        self.go(f"/applications/{uid}/counts/{rate}")
        self.fill(figures)
        self.press()

    def score_of(self, star: str) -> str:
        """The points in the head of a star on the sheet, without the words beside them."""
        head = self.page.locator(f"#head-{star} .sc")
        return str(head.evaluate("e => e.firstChild.textContent")).strip()
