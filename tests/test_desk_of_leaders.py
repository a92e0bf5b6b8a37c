"""A leader of the four ones finds the problems he leads on his desk, wherever his duty is held."""

from datetime import timedelta

import pytest
from django.urls import get_resolver
from django.utils import timezone, translation

from baxing.dossiers.desk import desk_of
from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.units.models import User
from tests.case_world import CaseWorld, to_state
from tests.cycle_parts import add_person

pytestmark = pytest.mark.django_db
WORDS = "着手办“饮水管冻裂没人管”"


def desk(cases: CaseWorld, who: str) -> list[str]:
    """Everything that waits there, in its own words."""
    assert get_resolver().url_patterns, "the slices say what they know when their addresses are read"
    with translation.override("zh-hans"):
        found = desk_of(User.objects.get(pk=cases.users[who].pk))
    items = [item for group in found.groups for item in group.items] + ([found.first] if found.first else [])
    return [item.what.partition("：")[2] for item in items]


def test_who_leads_a_problem_from_the_township_has_it_on_the_desk(cases: CaseWorld) -> None:
    users, town = cases.users, cases.world.town
    users["leader"] = add_person("leader", "township_leader", town)
    users["another"] = add_person("another", "township_leader", town)
    case = to_state(cases, "RECTIFYING")
    problem = items.list_problem(
        case.dossier, by=users["township_officer"], what="饮水管冻裂没人管", lead="包点乡镇领导",
        due=timezone.localdate() + timedelta(days=30),
        cause="没列入", measure="列入", lead_user=users["leader"],
    )  # fmt: skip
    assert WORDS in desk(cases, "leader")
    assert WORDS not in desk(cases, "another"), "he leads nothing"
    assert desk(cases, "first_secretary").count(WORDS) == 1, "found once, where the problem lies"
    items.start(Problem.objects.get(pk=problem.pk), by=users["leader"])
    items.claim(
        Problem.objects.get(pk=problem.pk), by=users["leader"], changed="水管换了保温的，四十户都有水了"
    )
    assert desk(cases, "leader") == [], "now somebody else verifies it"
