"""The rectification case of the branch V for tests/url_world.py: its stages, and what its addresses are filled with."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from baxing.ballots.models import Round
from baxing.dossiers.models import Dossier
from baxing.problems.models import Problem
from baxing.rectification.actions import moves
from baxing.rectification.actions.regulations import load_shipped_regulation
from baxing.rectification.models import Case, RegulationText
from baxing.units.models import Unit
from tests.case_closing import next_look_back, to_closing
from tests.case_parts import FACTS, put_facts
from tests.case_world import CaseWorld, make_plan, screened, to_state
from tests.cycle_parts import Clock
from tests.world import World

STAGES = ("SCREENED", "PLANNING", "RECTIFYING", "CLEARED", "BALLOT", "NOTICE", "LOOK_BACK")
# The names of pages, and the last words of addresses of the interface, that belong to another stage than the work.
OPEN_AT = {
    "SCREENED": "screening screen look looks list answer confirm",
    "PLANNING": "plan seats seat keep-seat end-seat new change keep end send_plan approve_plan",
    "CLEARED": "check check-sum self_check recheck review",
    "BALLOT": "ballot ballots round count {electorate}",
    "NOTICE": "announce objected objections sustain close-up close_up restart",
    "LOOK_BACK": "look-back conclude look-back-ballot light consolidate look-backs light-checks conclusion",
}
STAGE_OF = {name: stage for stage, names in OPEN_AT.items() for name in names.split()}
SPACES = ("rectification", "problems", "ballots")
CALLS = ("cases", "problems", "ballots")


def stage_of(words: list[str]) -> str:
    """The stage of the case in which an address of these words is tried; the last word that says one decides."""
    return next((STAGE_OF[word] for word in reversed(words) if word in STAGE_OF), "RECTIFYING")


@dataclass
class CaseStreet:
    """The case of V, led from stage to stage by the real actions."""

    world: World
    clock: Clock
    key: int = 0
    cases: CaseWorld = field(init=False)

    def __post_init__(self) -> None:
        self.cases = CaseWorld(copy(self.world), self.clock)
        load_shipped_regulation()

    @property
    def case(self) -> Case:
        """The case as it is now."""
        return moves.whole().get(pk=self.key)

    @property
    def file(self) -> str:
        """The file of the case; "" before there is one."""
        return str(self.case.dossier.uid) if self.key else ""

    @property
    def problem(self) -> Problem:
        """Its first problem."""
        return Problem.objects.select_related("dossier").filter(unit=self.world.branches["V"]).earliest("pk")

    def bring(self, stage: str) -> None:
        """The case comes to the stage."""
        if stage == "SCREENED":
            put_facts(self.world.branches["V"], FACTS)
            self.key = screened(self.cases).pk
        elif stage in ("PLANNING", "RECTIFYING", "CLEARED"):
            to_state(self.cases, stage, case=self.case)
            if stage == "PLANNING":
                make_plan(self.cases, self.case)
        elif stage == "LOOK_BACK":
            next_look_back(self.cases, to_closing(self.cases, "FOLLOW_UP", case=self.case))
        else:
            to_closing(self.cases, stage, case=self.case)

    def uid(self, route: str) -> Any:
        """What `uid` stands for in a route of this kind; None for other routes."""
        found: dict[str, Callable[[], Any]] = {
            "rectification/regulation/": lambda: RegulationText.objects.get().uid,
            "rectification/totals/": lambda: self.world.county.uid,
            "rectification/": lambda: self.case.uid,
            "cases/": lambda: self.case.uid,
            "problems/": lambda: self.problem.uid,
            "ballots/": lambda: Round.objects.get(parent=self.case.dossier).uid,
        }
        return next((find() for beginning, find in found.items() if route.startswith(beginning)), None)

    def value(self, route: str, key: str) -> Any:
        """What another part of a route stands for; KeyError for what no route of this kind has."""
        of_problem = route.removeprefix("/api/v1/").startswith("problems/")
        found: dict[str, Callable[[], Any]] = {
            "dossier": lambda: (self.problem if of_problem else self.case).dossier.uid,
            "unit": lambda: self.world.branches["V"].uid,
            "verb": lambda: "start" if of_problem else "escalate",
            "seat": lambda: self.case.seats.get(role="first_secretary", until=None).uid,
            "role": lambda: "first_secretary",
            "form": lambda: "R3",
            "number": lambda: 1,
            "electorate": lambda: "members",
            "size": lambda: 20,
            "measure": lambda: "screened",
            "version": lambda: RegulationText.objects.get().version,
        }
        return found[key]()


def follow(street: CaseStreet, stage: str) -> None:
    """Every other branch has a case in the same state, with as many problems: what boards and lists show."""
    first = street.case
    Dossier.objects.filter(case__in=Case.objects.exclude(pk=first.pk)).update(
        status=first.dossier.status, due=first.dossier.due
    )
    problems = list(Problem.objects.filter(parent=first.dossier).select_related("dossier"))
    if stage not in ("SCREENED", "PLANNING"):
        return
    for unit in street.world.branches.values():
        if unit.pk == first.unit_id:
            continue
        if stage == "SCREENED":
            desk = unit.at(first.dossier.desk.level) or unit
            Case.objects.create(
                dossier=_file("rectification", unit, desk, first.dossier), unit=unit, **_same(first)
            )
            continue
        case = Case.objects.get(unit=unit)
        for item in problems:
            dossier = _file("problem", unit, unit, item.dossier)
            Problem.objects.create(
                dossier=dossier, unit=unit, parent=case.dossier, first_parent=case.dossier, number=item.number,
                what=item.what, lead=item.lead, first_due=item.first_due, code=item.code,
            )  # fmt: skip


def _same(case: Case) -> dict[str, Any]:
    names = ("county", "sector", "year", "regulation", "signs", "codes")
    return {name: getattr(case, name) for name in names}


def _file(flow: str, unit: Unit, desk: Unit, like: Dossier) -> Dossier:
    return Dossier.objects.create(
        flow=flow, unit=unit, desk=desk, status=like.status, title=like.title, due=like.due
    )


def addresses(world: World, clock: Clock) -> dict[str, list[str]]:
    """What can be called by its uid: a case of V whose ballot is open, one of V2 at work, their problems, the round."""
    street = CaseStreet(world, clock)
    voted, worked = to_closing(street.cases, "BALLOT"), to_state(street.cases, "RECTIFYING", key="V2")
    return {
        "cases": [str(voted.uid), str(worked.uid)],
        "problems": [str(each.uid) for each in Problem.objects.order_by("pk")],
        "ballots": [str(each.uid) for each in Round.objects.all()],
    }
