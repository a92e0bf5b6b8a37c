"""Two hats on one head: whoever serves a branch, or scored its sheet, neither judges nor approves it (domain §5)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from baxing.accreditation.actions import (
    evaluation,
    flags,
    moves,
    notices,
    objections,
    rating,
    review,
    selfcheck,
)
from baxing.accreditation.models import Application
from baxing.units.models import Grant, Unit, User
from baxing.units.refused import Refused
from tests.cycle_world import Clock, CycleWorld, add_person, today
from tests.world import World

pytestmark = pytest.mark.django_db
DOCUMENT = "澄组发〔2026〕9 号"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def also(user: User, role: str, unit: Unit) -> User:
    """The same person with one more duty, as the next request finds him."""
    Grant.objects.create(user=user, unit=unit, role=role)
    return User.objects.get(pk=user.pk)


def no_longer(user: User, role: str) -> User:
    user.grants.filter(role=role).update(ended_at="2026-03-01T00:00Z")
    return User.objects.get(pk=user.pk)


@contextmanager
def refused(code: str = "apart") -> Iterator[None]:
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code


def test_the_secretary_gives_no_opinion_on_his_own_branch(world: World, cycles: CycleWorld) -> None:
    reviewed = cycles.bring(cycles.applications["V"], "TOWNSHIP_REVIEW")
    both = also(world.users["secretary"], "township_officer", world.town)
    with refused():
        review.give_opinion(reviewed, "S1-2", "self", by=both)
    with refused():
        review.agree(reviewed, ["S1-2"], by=both)
    with refused():
        review.look_at_sample(reviewed, reviewed.sample.all()[0].task, by=both)
    other = cycles.bring(cycles.applications["C"], "TOWNSHIP_REVIEW")
    review.give_opinion(other, "S1-2", "self", by=both)


def test_whoever_wrote_the_sheet_does_not_take_it_up_in_his_next_post(
    world: World, cycles: CycleWorld
) -> None:
    checking = cycles.bring(cycles.applications["V"], "SELF_CHECK")
    recorder = world.users["recorder"]
    selfcheck.score_task(checking, "S1-2", Decimal(15), by=recorder)
    applied = cycles.bring(checking, "APPLIED")
    moved_up = also(no_longer(recorder, "recorder"), "township_officer", world.town)
    with refused():
        review.take_up(applied, by=moved_up)


def test_the_secretary_neither_proposes_nor_approves_nor_rates_his_own_branch(
    world: World, cycles: CycleWorld
) -> None:
    evaluating = cycles.bring(cycles.applications["V"], "EVALUATING")
    cycles.rate_and_lock(evaluating)
    cycles.count(evaluating)
    own = also(world.users["secretary"], "county_officer", world.county)
    own = also(own, "county_lead", world.county)
    with refused():
        evaluation.propose(evaluating, by=own)
    proposed = evaluation.propose(evaluating, by=world.users["county_officer"])
    with refused():
        notices.publish(cycles.cycle, [proposed], by=own, minute="5 号", on=today())
    noticed = cycles.bring(proposed, "PUBLIC_NOTICE")
    assert cycles.clock
    assert noticed.dossier.due
    cycles.clock.to(noticed.dossier.due + timedelta(days=1))
    with refused():
        rating.rate(noticed, by=own, document=DOCUMENT, on=today())
    rating.rate(noticed, by=world.users["county_lead"], document=DOCUMENT, on=today())


def test_whoever_gave_opinions_does_not_approve_them(world: World, cycles: CycleWorld) -> None:
    proposed = cycles.bring(cycles.applications["V"], "PROPOSED")
    both = also(world.users["township_officer"], "county_lead", world.county)
    with refused():
        notices.publish(cycles.cycle, [proposed], by=both, minute="5 号", on=today())


def test_whoever_settled_or_corrected_does_not_rate(world: World, cycles: CycleWorld) -> None:
    noticed = cycles.bring(cycles.applications["V"], "PUBLIC_NOTICE")
    objection = objections.object_to(noticed, fact="第三季度没有开过党员大会，请查会议记录")
    checker = also(add_person("checker", "county_officer", world.county), "county_lead", world.county)
    objections.appoint_checker(objection, checker, by=world.users["county_officer"])
    objection.refresh_from_db()
    objection.application = cycles.fresh(noticed)
    objections.settle_task(objection, "S1-2", Decimal(15), by=checker, text="查过")
    objections.answer_objection(objection, by=checker, finding="属实的部分已改", answer="已核查")
    gone_on = cycles.fresh(noticed)
    notices.resume(gone_on, by=world.users["county_officer"])
    assert cycles.clock
    assert gone_on.dossier.due
    cycles.clock.to(gone_on.dossier.due + timedelta(days=1))
    with refused():
        rating.rate(gone_on, by=checker, document=DOCUMENT, on=today())


def test_the_secretary_does_not_drop_the_veto_on_his_own_branch(world: World, cycles: CycleWorld) -> None:
    application = cycles.applications["V"]
    flag = flags.raise_flag(application, "V3", by=world.users["county_officer"], document="县纪〔2026〕1 号")
    own = also(world.users["secretary"], "county_lead", world.county)
    flags.answer_flag(flag, by=own, answer="不属实")
    with refused():
        flags.decide_flag(flag, by=own, confirmed=False)


def test_a_checker_whose_duty_ended_learns_and_answers_nothing(world: World, cycles: CycleWorld) -> None:
    noticed = cycles.bring(cycles.applications["V"], "PUBLIC_NOTICE")
    said = {"fact": "第三季度没有开过党员大会，请查会议记录", "name": "一名党员", "contact": "0000"}
    objection = objections.object_to(noticed, **said)
    checker = add_person("checker", "county_officer", world.county)
    objections.appoint_checker(objection, checker, by=world.users["county_officer"])
    page = reverse("accreditation:objection", args=[objection.uid])
    open_ = world.client_as(checker)
    assert open_.get(page).status_code == 200
    former = no_longer(checker, "county_officer")
    objection.refresh_from_db()
    for act in (
        lambda: objections.reveal(objection, by=former),
        lambda: objections.answer_objection(objection, by=former, finding="属实", answer="已核查"),
        lambda: objections.settle_task(objection, "S1-2", Decimal(1), by=former, text="查过"),
    ):
        with refused("role"):
            act()
    with refused("extended"):
        objections.extend_objection(objection, by=former, reason="路远")
    assert open_.get(page).status_code == 404
    assert open_.post(reverse("accreditation:reveal_objector", args=[objection.uid])).status_code == 404
    register = reverse("accreditation:objections", args=[cycles.cycle.uid])
    assert open_.get(register).status_code == 404


def test_a_duty_that_has_just_ended_opens_nothing(world: World, cycles: CycleWorld) -> None:
    application: Application = cycles.applications["V"]
    former = no_longer(world.users["secretary"], "secretary")
    with refused("role"):
        moves.make_move(application, "start", by=former)
