"""Objections: anybody may speak, the clock stops, somebody without an earlier hand answers, the branch never learns who."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baxing.accreditation.actions import notices, objections
from baxing.accreditation.models import Application, Objection
from baxing.accreditation.sealed import unseal
from baxing.units.models import User
from baxing.units.refused import Refused
from tests.cycle_world import Clock, CycleWorld, add_person

FACT = "第二季度没有开党员大会，可以看会议记录本"


@pytest.fixture
def sheet(cycles: CycleWorld) -> Application:
    """Village V on notice from Monday 2 March to Monday 9 March 2026."""
    return cycles.bring(cycles.applications["V"], "PUBLIC_NOTICE")


@pytest.fixture
def checker(cycles: CycleWorld) -> User:
    return add_person("checker", "county_officer", cycles.world.county)


def url(name: str, *args: object) -> str:
    return reverse(f"accreditation:{name}", args=args)


def typed(client: Client, sheet: Application, clock: Clock, **more: Any) -> dict[str, Any]:
    """The public form as a person fills it in, some seconds after it was opened."""
    page = client.get(url("object", sheet.notice.uid)).content.decode()
    proof = page.split('name="proof" value="')[1].split('"')[0]
    clock.seconds += 60
    return {"branch": str(sheet.uid), "star": "S4", "fact": FACT, "proof": proof, **more}


def objected(sheet: Application, **more: Any) -> Objection:
    return objections.object_to(sheet, fact=FACT, **more)


def examined(cycles: CycleWorld, objection: Objection, checker: User) -> None:
    officer, same = cycles.world.users["county_officer"], Objection.objects.get(pk=objection.pk)
    objections.appoint_checker(same, checker, by=officer)
    objections.answer_objection(same, by=checker, finding="查了记录本", answer="已查清。")
    objection.refresh_from_db()


def test_the_ticket_is_shown_once_and_opens_the_answer(
    cycles: CycleWorld, sheet: Application, clock: Clock, checker: User, client: Client
) -> None:
    data = typed(client, sheet, clock, name="某某", contact="000-1")
    answer = client.post(url("object", sheet.notice.uid), data)
    page = client.get(answer.url).content.decode()
    ticket = page.split("<code>")[1].split("</code>")[0]
    assert ticket not in client.get(answer.url).content.decode()
    found = Objection.objects.get()
    assert "某某" not in found.name + found.contact
    assert (unseal(found.name), unseal(found.contact)) == ("某某", "000-1")
    assert "核查中" in client.post(url("answer"), {"ticket": ticket.lower()}).content.decode()
    examined(cycles, found, checker)
    said = client.post(url("answer"), {"ticket": ticket}).content.decode()
    assert "已查清。" in said
    assert "查了记录本" not in said
    assert client.post(url("answer"), {"ticket": "AAAAA-BBBBB"}).status_code == 422


def test_the_branch_never_sees_who_objected_nor_what_was_said(
    cycles: CycleWorld, sheet: Application, checker: User
) -> None:
    found = objected(sheet, name="某某", contact="000-1")
    examined(cycles, found, checker)
    for who in ("secretary", "township_officer"):
        branch = cycles.world.client_as(who)
        assert branch.get(url("objection", found.uid)).status_code == 404
        assert branch.get(url("objections", cycles.cycle.uid)).status_code == 404
        seen = branch.get(url("sheet", sheet.uid)).content.decode()
        assert FACT not in seen
        assert "某某" not in seen
    book = str(list(sheet.dossier.entries.values_list("note", "change")))
    assert FACT not in book
    assert "某某" not in book


def test_only_the_checker_sees_the_contact_and_the_book_notes_it(
    cycles: CycleWorld, sheet: Application, checker: User
) -> None:
    found = objected(sheet, name="某某", contact="000-1")
    objections.appoint_checker(found, checker, by=cycles.world.users["county_officer"])
    assert "某某" not in cycles.world.client_as(checker).get(url("objection", found.uid)).content.decode()
    assert "某某" in cycles.world.client_as(checker).post(url("reveal_objector", found.uid)).content.decode()
    assert sheet.dossier.entries.filter(verb="objector_seen", by=checker).count() == 1
    officer = cycles.world.client_as("county_officer")
    assert officer.post(url("reveal_objector", found.uid)).status_code == 409


@pytest.mark.parametrize("who", ["rater", "county_officer", "county_lead"])
def test_nobody_with_an_earlier_hand_checks(cycles: CycleWorld, sheet: Application, who: str) -> None:
    found = objected(sheet)
    officer = cycles.world.users["county_officer"]
    with pytest.raises(Refused):
        objections.appoint_checker(found, cycles.world.users[who], by=officer)
    page = cycles.world.client_as("county_officer").get(url("objection", found.uid)).content.decode()
    assert 'name="checker"' not in page  # everybody in the small world had a hand in it


def test_the_clock_stops_and_goes_on_for_the_days_that_were_left(
    cycles: CycleWorld, sheet: Application, clock: Clock, checker: User
) -> None:
    clock.to(date(2026, 3, 5))  # Thursday: two working days are left, Friday and Monday
    found = objected(sheet)
    clock.to(date(2026, 3, 17))  # Tuesday of the week after next
    examined(cycles, found, checker)
    assert found.changed_result is False
    officer = cycles.world.users["county_officer"]
    with pytest.raises(Refused) as refusal:
        notices.correct(cycles.fresh(sheet), by=officer)
    assert refusal.value.code == "result_changed"
    notices.resume(fresh := cycles.fresh(sheet), by=officer)
    assert (fresh.dossier.status, fresh.dossier.due) == ("PUBLIC_NOTICE", date(2026, 3, 19))


def test_a_changed_result_is_on_notice_for_the_whole_period_again(
    cycles: CycleWorld, sheet: Application, clock: Clock, checker: User, client: Client
) -> None:
    clock.to(date(2026, 3, 5))
    found = objected(sheet, star="S7")
    officer = cycles.world.users["county_officer"]
    objections.appoint_checker(found, checker, by=officer)
    clock.to(date(2026, 3, 12))
    checks = cycles.world.client_as(checker)
    venue = {"task": "S7-1", "points": "0", "text": "活动室已经拆了"}
    assert checks.post(url("objection_settle", found.uid), venue).status_code == 302
    sent = {"finding": "到现场看了", "answer": "反映属实，结果改正。"}
    assert checks.post(url("objection_answer", found.uid), sent).status_code == 302
    found.refresh_from_db()
    assert found.changed_result is True
    with pytest.raises(Refused) as refusal:
        notices.resume(cycles.fresh(sheet), by=officer)
    assert refusal.value.code == "result_stands"
    move = url("move", sheet.uid, "correct")
    assert cycles.world.client_as("county_officer").post(move).status_code == 302
    fresh = cycles.fresh(sheet)
    assert (fresh.dossier.due, fresh.proposal["lit"]) == (date(2026, 3, 19), 7)  # five working days
    page = client.get(url("notice", sheet.notice.uid)).content.decode()
    assert "还在公示" in page
    assert "已改正" in page
    assert "更正公示" in client.get(url("poster", sheet.notice.uid) + "?again=1").content.decode()


def test_a_second_objection_joins_the_first_and_both_need_answers(
    cycles: CycleWorld, sheet: Application, checker: User
) -> None:
    first, second = objected(sheet), objected(cycles.fresh(sheet))
    assert (first.number, second.number) == (1, 2)
    examined(cycles, first, checker)
    officer = cycles.world.users["county_officer"]
    with pytest.raises(Refused) as refusal:
        notices.resume(cycles.fresh(sheet), by=officer)
    assert refusal.value.code == "objections_answered"
    examined(cycles, second, checker)
    notices.resume(cycles.fresh(sheet), by=officer)


def test_an_answer_is_given_once(cycles: CycleWorld, sheet: Application, checker: User) -> None:
    found = objected(sheet)
    examined(cycles, found, checker)
    again = cycles.world.client_as(checker).post(
        url("objection_answer", found.uid), {"finding": "x", "answer": "y"}
    )
    assert again.status_code == 409
    found.refresh_from_db()
    assert found.answer == "已查清。"


def test_time_is_extended_once(cycles: CycleWorld, sheet: Application, checker: User) -> None:
    found = objected(sheet)
    objections.appoint_checker(found, checker, by=cycles.world.users["county_officer"])
    before = found.due
    objections.extend_objection(found, by=checker, reason="要到现场")
    days = (before, found.due, cycles.fresh(sheet).dossier.due)
    assert days == (date(2026, 3, 16), date(2026, 3, 23), date(2026, 3, 23))
    with pytest.raises(Refused):
        objections.extend_objection(found, by=checker, reason="再要几天")
