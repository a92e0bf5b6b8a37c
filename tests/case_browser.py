"""What people do in the pages of a rectification case, one function a deed; nothing here knows what must come out."""

from collections.abc import Mapping, Sequence
from typing import Any

from baxing.ballots.models import Round
from baxing.problems.models import Problem
from baxing.rectification.actions.moves import fresh
from baxing.rectification.models import Case
from tests.browser_steps import Steps

NEXT = "#next-step"
SHEET = {"A1": 18, "A2": 13, "A3": 13, "A5": 12, "A6": 8}


class CaseSteps(Steps):
    """One browser page and the case that it is about."""

    case: Case

    @property
    def status(self) -> str:
        """Where the case stands in the database now."""
        self.case = fresh(self.case)
        return self.case.dossier.status

    def go(self, path: str) -> None:
        """Opens a page of the site; on a phone it must not be wider than the phone."""
        super().go(path)
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)

    def open_as(self, username: str) -> None:
        """Log in and open the case; the next step comes before everything else on its page."""
        self.log_in(username)
        self.open()
        sheets = self.page.locator("main section.sheet")
        assert sheets.first.get_attribute("id") == "next-step" or not self.page.locator(NEXT).count()

    def open(self, path: str = "") -> None:
        """The case's own page, or one below it."""
        self.go(f"/rectification/{self.case.uid}{path}")

    def follow(self, ending: str) -> None:
        """The button of the next step that leads there."""
        with self.page.expect_navigation():
            self.page.locator(f"{NEXT} a.btn[href$='{ending}']").first.click()

    def move(self, verb: str, values: Mapping[str, Any] | None = None) -> None:
        """Follow the button of a move and do what its page asks."""
        self.follow(f"/move/{verb}")
        self.fill(values or {})
        self.press("main form button.main")

    def say(self, values: Mapping[str, Any]) -> None:
        """Fill in what the next step asks for on the case's own page."""
        self.fill(values)
        self.press(f"{NEXT} form button.main")

    def step_of(self, ending: str, values: Mapping[str, Any]) -> None:
        """Follow the button of a step of the closing and hand in its page."""
        self.follow(ending)
        self.fill(values)
        self.press("main form button.main")

    # ---- the plan --------------------------------------------------------------------------------

    def add_problem(self, what: str, code: str, due: str, lead: str = "first_secretary") -> None:
        """One problem of the case."""
        self.go(f"/problems/new?parent={self.case.dossier.uid}")
        self.fill(
            {"what": what, "cause": "没有专人管", "measure": "定人定期限", "lead": "第一书记", "due": due}
        )
        self.page.locator("main [name=code]").select_option(code)
        self.page.locator("main [name=lead_user]").select_option(lead)
        self.press("main form button.main")

    def name_seat(self, role: str, duty: str, username: str = "") -> None:
        """One of the four ones."""
        self.open(f"/seats/{role}")
        self.fill({"duty": duty})
        if username:
            option = self.page.locator("main [name=user] option", has_text=f"({username})").first
            self.page.locator("main [name=user]").select_option(option.get_attribute("value"))
        self.press("main form button.main")

    def keep_seat(self, role: str, reason: str) -> None:
        """The same one stays in the new round, and why."""
        self.open(f"/seats/{role}")
        form = "main form[action$='/keep']"
        self.page.locator(f"{form} [name=note]").fill(reason)
        self.press(f"{form} button[type=submit]")

    def keep_target(self, target: str, on: str) -> None:
        """Target and kick-off meeting."""
        self.open("/plan")
        self.fill({"target": target, "kick_off_on": on, "should": 20, "present": 18})
        self.press("main form:has([name=target]) button[type=submit]")

    # ---- problems, checks, ballots ---------------------------------------------------------------

    def problem(self, problem: Problem, values: Mapping[str, Any] | None = None, sign: str = "") -> None:
        """The next step of one problem, on its page."""
        self.go(f"/problems/{problem.uid}")
        self.fill(values or {})
        if sign:
            self.page.locator(f"#next input[name=signer][value={sign}]").check()
        self.press("#next form button.main")

    def check(self, values: Mapping[str, Any], *, methods: Sequence[str] = (), passes: bool = False) -> None:
        """One of the three checks: everything found right."""
        self.follow("/check")
        self.fill(values)
        for radio in self.page.locator("main input[type=radio][value=yes]").all():
            radio.check()
        for method in methods:
            self.page.locator(f"main input[name=methods][value={method}]").check()
        if passes:
            self.page.locator("main input[name=verdict][value=pass]").check()
        self.press("main form[data-keep] button.main")

    def open_ballot(self, members: int, reps: int, warning: str, ending: str = "/ballot") -> Round:
        """Sizes, then the warning, then the ballot."""
        self.open(ending)
        self.fill({"size-members": members, "size-reps": reps})
        self.press("main form[method=get] button")
        assert warning in self.text(), self.text()
        self.page.locator("main [name=seen]").check()
        self.press("main form[method=post] button.main")
        return Round.objects.filter(parent=self.case.dossier).latest("number")

    def count(self, round: Round, electorate: str, positive: int, valid: int) -> None:
        """What one teller reads off the paper of one electorate."""
        self.go(f"/ballots/{round.uid}/{electorate}")
        against = valid - positive
        self.fill({"present": valid, "issued": valid, "returned": valid, "void": 0, "satisfied": positive - 1,
                   "basically": 1, "dissatisfied": against, "unknown": 0})  # fmt: skip
        self.press("main form button.main")

    def look_back(self, number: int, answers: Mapping[str, str], *, back: Problem | None = None) -> None:
        """The record of a look-back: everything holds, but for `back`."""
        self.open(f"/look-back/{number}")
        for radio in self.page.locator("main input[type=radio][value=yes]").all():
            radio.check()
        if back:
            self.page.locator(f"main input[name='item-ok-{back.uid}'][value=no]").check()
            self.page.locator(f"main [name='item-note-{back.uid}']").fill("又停了两个月")
        self.fill(answers)
        self.press("main form[data-keep] button.main")
