"""A rater may turn out to be involved, step back after locking, or leave: the median is of those who stay, and nothing hangs."""

import pytest
from django.urls import reverse

from baxing.accreditation.actions import evaluation, moves, review
from baxing.accreditation.models import Application, GroupMember
from baxing.rules.frame import UNSEEN
from baxing.rules.sheet import get
from baxing.units.actions import deactivate_user
from baxing.units.models import Grant, User
from baxing.units.refused import Refused
from tests.cycle_world import CycleWorld, add_person, cycle_world, today
from tests.world import World

pytestmark = pytest.mark.django_db
TASK = "S2-5"


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    """The group has a fourth member."""
    found = cycle_world(world)
    world.users["rater_four"] = add_person("rater_four", "rater", world.county)
    GroupMember.objects.create(group=found.group, user=world.users["rater_four"])
    return found


@pytest.fixture
def evaluated(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "EVALUATING")


def lock(world: World, application: Application, who: str, level: int) -> None:
    by = world.users[who]
    for code, task in application.tasks.items():
        if task.rated:
            given = 4 if task.method == "GATE" else level
            evaluation.rate_task(application, code, given, by=by, reason="现场查看")
    evaluation.lock_sheet(application, by=by)


def panel(cycles: CycleWorld, application: Application) -> int:
    sheet = cycles.fresh(application)
    return get(sheet.cycle.frame, bytes(sheet.panel), TASK)


def test_the_last_rater_does_not_see_the_median_of_the_others(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    for who, level in (("rater", 1), ("rater_two", 2), ("rater_three", 3)):
        lock(world, evaluated, who, level)
        assert panel(cycles, evaluated) == UNSEEN
    last = world.client_as("rater_four").get(reverse("accreditation:sheet", args=[evaluated.uid]))
    assert last.status_code == 200
    assert {view.panel for view in last.context["view"].tasks} == {UNSEEN}
    lock(world, evaluated, "rater_four", 4)
    assert panel(cycles, evaluated) == 938, "five eighths of 1500 hundredths, rounded half up once"


def test_who_steps_back_after_locking_counts_no_more(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    for who, level in (("rater", 0), ("rater_two", 4), ("rater_three", 4), ("rater_four", 2)):
        lock(world, evaluated, who, level)
    assert panel(cycles, evaluated) == 1500 * 3 // 4
    evaluation.declare_conflict(evaluated, "妻子在该支部", by=world.users["rater"])
    assert panel(cycles, evaluated) == 1500
    evaluation.declare_conflict(evaluated, "住在该村", by=world.users["rater_two"])
    assert panel(cycles, evaluated) == UNSEEN, "two are too few for a median"


def test_who_comes_to_serve_the_branch_after_the_hand_over_rates_no_more(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    Grant.objects.create(user=world.users["rater"], unit=evaluated.unit, role="member")
    rater = User.objects.get(pk=world.users["rater"].pk)
    with pytest.raises(Refused) as refusal:
        evaluation.rate_task(evaluated, TASK, 4, by=rater)
    assert refusal.value.code == "apart"
    evaluation.declare_conflict(evaluated, "刚调入该支部", by=rater)


def test_a_closed_account_keeps_nobody_waiting(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    for who in ("rater", "rater_two", "rater_three"):
        lock(world, evaluated, who, 4)
    cycles.count(evaluated)
    officer = world.users["county_officer"]
    with pytest.raises(Refused) as refusal:
        evaluation.propose(evaluated, by=officer)
    assert refusal.value.code == "group_done"
    deactivate_user(world.users["rater_four"], by=world.users["admin"], note="调离")
    evaluation.propose(evaluated, by=officer)
    assert cycles.fresh(evaluated).dossier.status == "PROPOSED"


def test_an_upheld_request_also_leaves_out_who_is_involved(world: World, cycles: CycleWorld) -> None:
    asked = cycles.bring(cycles.applications["V"], "TOWNSHIP_REVIEW")
    review.decline(
        asked, by=cycles.who("township_secretary", asked), number="8 号", on=today(), reason="不够"
    )
    moves.make_move(asked, "appeal", by=cycles.who("secretary", asked), note="公开栏在修")
    asked.group = cycles.group
    asked.save(update_fields=["group"])
    Grant.objects.create(user=world.users["rater"], unit=asked.township, role="township_officer")
    evaluation.uphold(asked, by=world.users["county_officer"], reason="属实")
    assert asked.rater_sheets.get(rater=world.users["rater"]).conflict is True


def test_a_secretary_with_another_duty_does_not_learn_whose_levels_they_were(
    world: World, cycles: CycleWorld, evaluated: Application
) -> None:
    Grant.objects.create(user=world.users["secretary"], unit=world.county, role="teller")
    for who in ("rater", "rater_two", "rater_three", "rater_four"):
        lock(world, evaluated, who, 4)
    cycles.count(evaluated)
    evaluation.propose(evaluated, by=world.users["county_officer"])
    book = reverse("dossiers:book", args=[evaluated.dossier.uid])
    page = world.client_as(User.objects.get(username="secretary")).get(book)
    assert page.status_code == 200
    assert "rater_two" not in page.text
    assert "rater_two" in world.client_as("auditor").get(book).text
