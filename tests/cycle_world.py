"""An opened cycle with the eight-star pack on the small world, and branches brought to any state by the real actions.

    cycles = cycle_world(world)                         # all branches open, with the facts of a model branch
    v = cycles.bring(cycles.applications["V"], "PROPOSED")

The model branch lights all eight stars. `facts={"V": {"life_gap_months": 6}}` changes single facts of a branch
(None takes one away), `levels={"S7-1": 0}` in `bring` what its raters give. `clock` is a `Clock`: with it the
states after the notice can be reached, and a test passes time by `clock.to(day)` or `clock.add(days)`. A session
ends when time passes: take a new client afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from baxing.accreditation.actions import (
    ballots,
    cycles,
    evaluation,
    moves,
    notices,
    rating,
    review,
    selfcheck,
)
from baxing.accreditation.models import Application, Cycle, Group
from baxing.accreditation.scores import measures_missing, rates_due, scale_of
from baxing.rules.ballot import Count
from baxing.standards.actions import publish_shipped
from baxing.units.models import Grant, User
from tests import pack_sample as sample
from tests.cycle_parts import START, YEAR, Clock, add_person, put_facts, today
from tests.world import BRANCHES, World

ROUTE = (
    "CREATING", "SELF_CHECK", "SELF_ADOPTED", "APPLIED", "TOWNSHIP_REVIEW", "RECOMMENDED", "EVALUATING",
    "PROPOSED", "PUBLIC_NOTICE", "RATED",
)  # fmt: skip


@dataclass
class CycleWorld:
    """The cycle, its sheets by branch key, and who acts where."""

    world: World
    cycle: Cycle
    applications: dict[str, Application]
    group: Group
    clock: Clock | None = None
    people: dict[tuple[str, int], User] = field(default_factory=dict)

    def who(self, role: str, application: Application) -> User:
        """Whoever holds `role` for this branch; made on the spot where the small world has nobody."""
        unit = {"secretary": application.unit, "county": self.cycle.unit}.get(role, application.township)
        key = (role, unit.pk)
        if key not in self.people:
            held = Grant.objects.filter(role=role, unit=unit).select_related("user").first()
            self.people[key] = held.user if held else add_person(f"{role}_{unit.pk}", role, unit)
        return self.people[key]

    def fresh(self, application: Application) -> Application:
        """The same sheet as it is in the database now."""
        found = Application.objects.select_related(
            "dossier__unit", "dossier__desk", "unit", "township", "cycle"
        )
        return found.get(pk=application.pk)

    def bring(
        self, application: Application, state: str, *, levels: Mapping[str, int] | None = None
    ) -> Application:
        """Lead the sheet along the main line to `state`; RATED needs a clock, which then stands after the notice."""
        application = self.fresh(application)
        steps = {
            "SELF_CHECK": self._start, "SELF_ADOPTED": self._adopt, "APPLIED": self._apply,
            "TOWNSHIP_REVIEW": self._take_up, "RECOMMENDED": self._recommend, "EVALUATING": self._evaluate,
            "PROPOSED": lambda a: self._propose(a, levels or {}), "PUBLIC_NOTICE": self._publish,
            "RATED": self._rate,
        }  # fmt: skip
        for step in ROUTE[ROUTE.index(application.dossier.status) + 1 : ROUTE.index(state) + 1]:
            steps[step](application)
        return application

    def publish(self, *applications: Application) -> Any:
        """All of them on one notice."""
        lead = self.world.users["county_lead"]
        return notices.publish(self.cycle, list(applications), by=lead, minute="纪要〔2026〕4 号", on=today())

    def _start(self, a: Application) -> None:
        moves.make_move(a, "start", by=self.who("secretary", a))

    def _adopt(self, a: Application) -> None:
        self.fill(a)
        selfcheck.adopt(a, by=self.who("secretary", a), number="支委会 3 号", on=today(), should=5, present=4)

    def fill(self, a: Application) -> None:
        """Full points for every task that the branch fills in, and a measure for each star that is dark all the same."""
        by = self.who("secretary", a)
        for code, task in a.tasks.items():
            if task.auto != "A":
                selfcheck.score_task(a, code, task.points, by=by)
        for star in measures_missing(a):
            task = next(t for t in a.cycle.standard.stars if t.code == star).tasks[0]
            selfcheck.add_measure(a, task.code, by=by, what="补齐", who="组织委员", due=today())

    def _apply(self, a: Application) -> None:
        selfcheck.apply_for_stars(a, by=self.who("secretary", a), willing=True)

    def _take_up(self, a: Application) -> None:
        review.take_up(a, by=self.who("township_officer", a))

    def _recommend(self, a: Application) -> None:
        by = self.who("township_officer", a)
        for code, task in a.tasks.items():
            if task.auto == "H" and not task.rated:
                review.give_opinion(a, code, "self", by=by)
        for item in a.sample.all():
            review.look_at_sample(a, item.task, by=by)
        review.recommend(a, by=self.who("township_secretary", a), number="党委会 7 号", on=today())

    def _evaluate(self, a: Application) -> None:
        officer = self.world.users["county_officer"]
        cycles.assign_group(self.group, [a], by=officer)
        a.group = self.group
        evaluation.evaluate(a, by=officer)

    def _propose(self, a: Application, levels: Mapping[str, int]) -> None:
        self.rate_and_lock(a, levels)
        self.count(a)
        evaluation.propose(a, by=self.world.users["county_officer"])

    def rate_and_lock(self, a: Application, levels: Mapping[str, int] | None = None) -> None:
        """Every rater of the group gives the highest level, or the one in `levels`, and locks."""
        for rater in self.group.members.all():
            for code, task in a.tasks.items():
                if task.rated:
                    level = (levels or {}).get(code, 4)
                    evaluation.rate_task(a, code, level, by=rater, reason="现场查看", seen="现场")
            evaluation.lock_sheet(a, by=rater)

    def count(self, a: Application, good: int = 10) -> None:
        """Each ballot due, counted alike by both tellers: `good` of ten ballots positive."""
        for rate in rates_due(a):
            options = scale_of(rate).options
            marks = {options[0]: good, options[2]: 10 - good, options[1]: 0, options[3]: 0}
            for teller in ("teller", "teller_two"):
                ballots.enter_ballot(
                    a, rate, Count(10, 10, 0, marks), by=self.world.users[teller], held_on=today(), present=10,
                    should=10,
                )  # fmt: skip

    def _publish(self, a: Application) -> None:
        self.publish(a)

    def _rate(self, a: Application) -> None:
        if self.clock is None or a.dossier.due is None:
            raise ValueError("time must pass before a rating: give cycle_world a clock")
        self.clock.to(max(self.clock.day, a.dossier.due + timedelta(days=1)))
        rating.rate(a, by=self.world.users["county_lead"], document="澄组发〔2026〕6 号", on=today())


def cycle_world(
    world: World, *, facts: Mapping[str, Mapping[str, Any]] | None = None, clock: Clock | None = None
) -> CycleWorld:
    """Prepare and open the cycle of the year, with facts for every branch and one group of three raters."""
    officer = world.users["county_officer"]
    for key in BRANCHES:
        put_facts(world.branches[key], (facts or {}).get(key))
    cycle = cycles.plan_cycle(
        world.county,
        publish_shipped(sample.pack("eight-star")),
        by=officer,
        year=YEAR,
        reference=date(YEAR, 12, 31),
        self_check_due=date(YEAR + 1, 1, 31),
        issuer="中共澄湖县委组织部",
        contact={"phone": "0000-0000000", "box": "县委组织部一楼意见箱"},
        region="CN-54",
    )
    opened = cycles.open_cycle(cycle, by=officer)
    by_unit = {application.unit_id: application for application in opened}
    world.users.setdefault("rater_three", add_person("rater_three", "rater", world.county))
    raters = [world.users[name] for name in ("rater", "rater_two", "rater_three")]
    group = cycles.name_group(cycle, "第一评定组", raters, by=officer)
    applications = {key: by_unit[unit.pk] for key, unit in world.branches.items()}
    return CycleWorld(world, cycle, applications, group, clock)


__all__ = ["START", "YEAR", "Clock", "CycleWorld", "add_person", "cycle_world", "put_facts"]
