"""One file of branch V that takes problems, and the people who act on them, without the slices that list problems.

items_world.item(due=…)            one problem, just listed
items_world.to("VERIFIED")         one problem brought there by the real steps
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from baxing.dossiers.actions import open_dossier
from baxing.dossiers.models import Dossier
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.problems.origins import ORIGINS, Origin
from baxing.rules.regulation import Named
from baxing.rules.text import Text
from baxing.units.models import Unit, User
from tests.world import World

SENTENCE = "支委会每月开一次，记录都在册，党员都能查到"
CODES = {"R01": Text(zh="班子不齐", en="Team incomplete"), "R04": Text(zh="不公开", en="Nothing published")}
SIGNERS = [Named(code="member", name=Text(zh="党员代表", en="A member")),
           Named(code="served", name=Text(zh="服务对象", en="Somebody served"))]  # fmt: skip
ROUTE = ("OPEN", "IN_PROGRESS", "CLAIMED", "VERIFIED", "CLOSED")


@dataclass
class ItemsWorld:
    """The small world with one file that problems hang on; `steps` are the problems whose parent was told."""

    world: World
    parent: Dossier
    plan_open: bool = True
    steps: list[Problem] = field(default_factory=list)

    def origin(self) -> Origin:
        """What a slice that lists problems would say."""
        return Origin(
            codes=lambda parent: CODES,
            signers=lambda parent: SIGNERS,
            may_list=lambda parent, by: "" if self.plan_open else "计划已报出",
            may_drop=lambda parent: self.plan_open,
            changed=lambda problem, by: self.steps.append(problem),
        )

    def by(self, role: str) -> User:
        """The person of the small world."""
        return self.world.users[role]

    def item(self, parent: Dossier | None = None, **given: Any) -> Problem:
        """One problem, just listed by the secretary."""
        texts = {
            "what": "党员大会半年没有开",
            "cause": "书记常年在外",
            "measure": "补开并排定日子",
            "lead": "支部书记",
            "code": "R01",
        }
        given = {**texts, "due": day(20), "by": self.by("secretary"), **given}
        return fresh(items.list_problem(parent or self.parent, **given))

    def to(self, status: str, said: str = SENTENCE, **given: Any) -> Problem:
        """A problem of the main line, brought to `status`."""
        problem = self.item(**given)
        for step in ROUTE[1 : ROUTE.index(status) + 1]:
            self.step(problem, step, said)
        return fresh(problem)

    def step(self, problem: Problem, to: str, said: str = SENTENCE) -> None:
        """One step of the main line."""
        if to == "IN_PROGRESS":
            items.start(problem, by=self.by("secretary"))
        elif to == "CLAIMED":
            items.claim(problem, by=self.by("secretary"), changed=said)
        elif to == "VERIFIED":
            items.verify(problem, by=self.by("township_officer"))
        else:
            items.close(problem, by=self.by("township_officer"), signer="member", signed_on=day(0))


def parent_of(unit: Unit) -> Dossier:
    """A file of that organisation, of a kind that takes problems."""
    with transaction.atomic():
        return open_dossier("rectification", unit, title={"zh": unit.name, "en": unit.name}, by=None)


def day(ahead: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=ahead)


def fresh(problem: Problem) -> Problem:
    """The same problem as it is in the database now."""
    found = Problem.objects.select_related("dossier__unit", "dossier__desk", "unit", "parent__unit")
    return found.get(pk=problem.pk)


def make_items_world(world: World, monkeypatch: Any) -> ItemsWorld:
    """The file of branch V, and the word of its slice."""
    made = ItemsWorld(world, parent_of(world.branches["V"]))
    monkeypatch.setitem(ORIGINS, "rectification", made.origin())
    return made
