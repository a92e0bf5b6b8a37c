"""The steps of one rectification case, each through its action, on its day, by whoever's duty it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import planning, screening, working
from baxing.rectification.models import Case
from baxing.site.demo import case_words as words
from baxing.site.demo.case_cast import LINE, Scene
from baxing.site.demo.clock import Clock
from baxing.site.demo.people import People
from baxing.site.demo.places import Branch, County
from baxing.units.models import User

SEATS = {"county_leader": "县委常委", "township_leader": "乡镇班子成员", "first_secretary": "驻村第一书记",
         "pairing_unit": "联络员"}  # fmt: skip
HOURS = {"list": 15, "confirm": 16, "approve": 16, "announce": 16, "close_up": 16}
MADE = {"county_leader": 1, "township_leader": 2, "pairing_unit": 1}


@dataclass
class Stage:
    """Where cases are played: the county, its people, the clock, and how many papers were numbered."""

    county: County
    people: People
    clock: Clock
    papers: int = 0

    def paper(self, kind: str) -> str:
        """The next number of a minute or a document."""
        self.papers += 1
        return f"{kind}〔{timezone.localdate().year}〕{self.papers} 号"


@dataclass
class Play:
    """One case on its way. `begun` is the day of its screening; `seats` holds accounts of the four ones, where they have any."""

    stage: Stage
    scene: Scene
    begun: date
    line: Mapping[str, int] = field(default_factory=lambda: LINE)
    case: Case = field(init=False)
    seats: dict[str, User] = field(default_factory=dict)

    @property
    def branch(self) -> Branch:
        """The branch with its secretary and recorder."""
        return self.stage.county.branches[self.scene.key]

    @property
    def officer(self) -> User:
        """The township's organisation officer."""
        return self.stage.people.officers[self.branch.unit.parent_id or 0]

    @property
    def township(self) -> User:
        """The secretary of the township's committee."""
        return self.stage.people.secretaries[self.branch.unit.parent_id or 0]

    def who(self, username: str) -> User:
        """An account of the county."""
        return self.stage.people[username]

    def at(self, step: str, after: int = 0) -> date:
        """The clock stands on the day of a step, or so many working days after it."""
        day = self.stage.clock.calendar.add(self.begun, self.line[step] + after)
        return self.stage.clock.to(day, HOURS.get(step, 10))

    def on(self, day: date, hour: int = 10) -> date:
        """The clock stands on this day."""
        return self.stage.clock.to(day, hour)

    def later(self, days: int, hour: int = 10) -> date:
        """So many working days after the day on which the clock stands."""
        return self.on(self.stage.clock.calendar.add(timezone.localdate(), days), hour)

    def problems(self) -> list[Problem]:
        """The problems that hang on the case now."""
        found = Problem.objects.filter(parent=self.case.dossier_id).exclude(dossier__status="DROPPED")
        related = ("dossier__unit", "dossier__desk", "unit", "parent__unit", "parent__desk", "first_parent")
        return list(found.select_related(*related).order_by("number"))

    def reread(self) -> None:
        """The case as others left it."""
        self.case.refresh_from_db()
        self.case.dossier.refresh_from_db()


def screened(play: Play) -> None:
    """The township begins; branch, township and county each say what they saw."""
    play.at("screen")
    play.case = screening.screen(play.branch.unit, by=play.officer)
    play.at("look")
    codes = play.scene.codes
    screening.look(play.case, "branch", codes, words.BRANCH_LOOK, by=play.branch.secretary)
    screening.look(play.case, "township", codes, words.TOWNSHIP_LOOK, by=play.officer)
    screening.look(play.case, "county", codes, words.COUNTY_LOOK, by=play.who("zuzhike"))


def proposed(play: Play, reason: str = words.LISTED) -> None:
    """The township's committee proposes the branch."""
    screened(play)
    play.at("list")
    minute = play.stage.paper(f"{play.branch.unit.parent}党委会纪要")
    screening.propose(play.case, by=play.township, codes=play.scene.codes, reason=reason, minute=minute)


def heard(play: Play, reason: str = words.LISTED, answer: str = words.ANSWER) -> None:
    """The branch has answered."""
    proposed(play, reason)
    play.at("answer")
    screening.answer(play.case, by=play.branch.secretary, text=answer)


def confirmed(play: Play, reason: str = words.LISTED, months: int | None = None) -> None:
    """The department's meeting and the standing committee decide."""
    heard(play, reason)
    play.at("confirm")
    screening.confirm(play.case, by=play.who("buwuhui"), codes=play.scene.codes, level=play.scene.level,
                      minute=play.stage.paper("部务会纪要"), standing_minute=play.stage.paper("县委常委会纪要"),
                      months=months)  # fmt: skip


def planned(play: Play, due: Mapping[str, date] | None = None) -> None:
    """One plan for one branch: its problems, the four ones, the kick-off meeting. `due` by the name of a problem."""
    play.at("plan")
    for at, name in enumerate(play.scene.troubles):
        day = (due or {}).get(name) or play.stage.clock.calendar.add(play.begun, play.line["close"] + 5 + at)
        list_one(play, name, day)
    for role, duty in SEATS.items():
        unit = "县水利局" if role == "pairing_unit" else ""
        planning.name_seat(
            play.case, role, by=play.officer, duty=duty, unit_name=unit, user=play.seats.get(role)
        )
    kick_off(play, words.TARGET)


def list_one(play: Play, name: str, due: date) -> Problem:
    """One problem of the plan; who leads is the account of that duty, where there is one."""
    what = words.TROUBLES[name]
    code = what.code if what.code in play.scene.codes else ""
    leads = {"书记": play.branch.secretary, "组织委员": play.branch.recorder,
             "第一书记": play.seats.get("first_secretary"), "结对单位联络人": play.seats.get("pairing_unit")}  # fmt: skip
    by = play.branch.recorder
    return items.list_problem(play.case.dossier, by=by, what=what.what, due=due, cause=what.cause, measure=what.measure,
                              lead=what.lead, lead_user=leads.get(what.lead), code=code, round=play.case.round)  # fmt: skip


def kick_off(play: Play, target: str) -> None:
    """The members' meeting that begins the plan."""
    should = play.branch.members
    planning.plan(play.case, by=play.branch.secretary, target=target, kick_off_on=timezone.localdate(),
                  should=should, present=should - should // 8)  # fmt: skip


def approved(play: Play) -> None:
    """The township sends the plan, the county approves it; the work begins."""
    play.at("send")
    minute = play.stage.paper(f"{play.branch.unit.parent}党委会纪要")
    planning.send_plan(play.case, by=play.township, minute=minute)
    play.at("approve")
    standing = play.stage.paper("县委常委会纪要") if play.scene.level == "key" else ""
    number = play.stage.paper("部务会纪要")
    planning.approve_plan(play.case, by=play.who("buwuhui"), minute=number, standing_minute=standing)


def worker(play: Play, problem: Problem) -> User:
    """Who works on a problem: its lead, else the branch's recorder."""
    return problem.lead_user or play.branch.recorder


def settled(play: Play) -> None:
    """Every problem is begun, claimed, verified and closed; whoever comes there has been there."""
    found = play.problems()
    play.at("work")
    for problem in found:
        items.start(problem, by=worker(play, problem))
    play.at("verify", -3)
    visits(play, found)
    for problem in found:
        claim(play, problem)
    play.at("verify")
    for problem in found:
        items.verify(problem, by=play.officer)
    play.at("close")
    for problem in found:
        close(play, problem)


def trouble_of(problem: Problem) -> words.Trouble:
    """What the story knows of a problem."""
    return next(trouble for trouble in words.TROUBLES.values() if trouble.what == problem.what)


def claim(play: Play, problem: Problem) -> None:
    """Claimed as done, with what changed."""
    items.claim(problem, by=worker(play, problem), changed=trouble_of(problem).changed)


def close(play: Play, problem: Problem) -> None:
    """Closed with the sign of whoever gains by it."""
    items.close(problem, by=play.officer, signer=trouble_of(problem).signer, signed_on=timezone.localdate())


def visits(play: Play, found: list[Problem], made: Mapping[str, int] = MADE) -> None:
    """How often each of the four ones came, the last time today; entered by the township's officer."""
    today = timezone.localdate()
    for seat in play.case.seats.filter(until=None).order_by("pk"):
        seat.case = play.case
        for time in range(made.get(seat.role, 0)):
            problem = found[(seat.pk + time) % len(found)]
            on = play.stage.clock.calendar.add(today, -11 * time)
            step = words.VISITED[time % len(words.VISITED)]
            working.visit(seat, by=play.officer, on=on, problem=problem, next_step=step)
