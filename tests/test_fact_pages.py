"""The pages of facts: what a branch knows, entering and correcting one fact, and the import from file to undo."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baxing.records.models import FactBefore, FactImport, FactValue
from baxing.units.models import Unit
from tests.facts_world import FACTS, County, edited, make_county
from tests.world import World


@pytest.fixture
def county(world: World) -> County:
    return make_county(world)


@pytest.fixture
def officer(county: County, world: World) -> Client:
    return world.client_as(county.officer)


@pytest.fixture
def shipped(world: World) -> None:
    from baxing.standards.actions import load_shipped_packs

    load_shipped_packs()


def send(client: Client, data: bytes, name: str = "facts.xlsx") -> Any:
    page = client.get("/facts/import").content.decode()
    under = re.search(r'name="under".*?value="([^"]+)"', page, re.S)
    pack = re.search(r'<option value="([^"]+)"[^>]*>八星', page)
    assert under
    assert pack
    form = {"year": 2025, "under": under[1], "pack": pack[1], "file": SimpleUploadedFile(name, data)}
    return client.post("/facts/import", form, follow=True)


def ticket(page: str) -> str:
    found = re.search(r'name="t" value="([^"]+)"', page)
    assert found
    return found[1]


def enter(client: Client, unit: Unit, code: str, **given: str) -> Any:
    return client.post(f"/facts/{unit.uid}/2025/{code}?pack=eight-star", {"source": "会议记录", **given})


def test_a_file_goes_from_choice_to_undo_in_pages(officer: Client) -> None:
    shown = send(officer, FACTS.read_bytes())
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "<b>5580</b>" in page
    assert "收下 5580 个值" in page
    assert not FactValue.objects.exists()
    done = officer.post("/facts/import/confirm", {"t": ticket(page)}, follow=True)
    assert FactValue.objects.count() == 5580
    record = FactImport.objects.get()
    assert done.redirect_chain[-1][0] == f"/facts/imports/{record.uid}"
    assert "facts.xlsx" in officer.get("/facts/imports").content.decode()
    branch = Unit.objects.get(name="白玛镇一村党支部")
    assert "47 / 79" in officer.get("/facts?year=2025&pack=eight-star&q=白玛镇一村").content.decode()
    own = officer.get(f"/facts/{branch.uid}?year=2025&pack=eight-star").content.decode()
    assert "要用的 79 项事实，已知 47 项" in own
    assert "facts.xlsx · 2025年度 · 第 3 行" in own
    again = send(officer, FACTS.read_bytes()).content.decode()
    assert "文件里的值都已经记着了" in again
    officer.post(f"/facts/imports/{record.uid}/undo")
    assert not FactValue.objects.exists()
    assert officer.post(f"/facts/imports/{record.uid}/undo").status_code == 409


def test_a_file_with_errors_is_taken_in_only_when_they_are_left_out(officer: Client) -> None:
    page = send(officer, edited(E4="约3")).content.decode()
    assert "白玛镇二村党支部 · 书记空缺月数：“约3”不是确切的数。" in page
    assert officer.post("/facts/import/confirm", {"t": ticket(page)}).status_code == 409
    assert not FactValue.objects.exists()
    officer.post("/facts/import/confirm", {"t": ticket(page), "leave_out": "1"})
    assert FactValue.objects.count() == 5579


def test_a_file_that_is_none_is_answered_beside_the_field(officer: Client) -> None:
    answer = send(officer, b"\xd0\xcf\x11\xe0" + bytes(600), "old.xls")
    assert answer.status_code == 422
    assert "xlsx" in answer.content.decode()


def test_a_ticket_is_worth_nothing_to_others_or_when_bent(
    officer: Client, county: County, world: World
) -> None:
    page = send(officer, FACTS.read_bytes()).content.decode()
    other = world.client_as("township_officer")
    assert other.post("/facts/import/confirm", {"t": ticket(page)}).status_code == 404
    assert officer.post("/facts/import/confirm", {"t": ticket(page)[:-2] + "xx"}).status_code == 404
    assert not FactValue.objects.exists()


def test_nothing_is_written_when_the_facts_changed_after_the_look(officer: Client, county: County) -> None:
    page = send(officer, FACTS.read_bytes()).content.decode()
    branch = county.branch("白玛镇一村党支部")
    enter(officer, branch, "oversight_meetings", value="4")
    assert officer.post("/facts/import/confirm", {"t": ticket(page)}).status_code == 409
    assert FactValue.objects.count() == 1


def test_who_sees_and_who_imports(world: World, shipped: None) -> None:
    branch, other = world.branches["V"], world.branches["V3"]
    for who, here, elsewhere, imports in [
        ("secretary", 200, 404, 404), ("recorder", 200, 404, 404), ("township_officer", 200, 404, 200),
        ("county_officer", 200, 200, 200), ("auditor", 200, 200, 404), ("teller", 404, 404, 404),
        ("stranger", 404, 404, 404),
    ]:  # fmt: skip
        client = world.client_as(who)
        assert client.get(f"/facts/{branch.uid}").status_code == here, who
        assert client.get(f"/facts/{other.uid}").status_code == elsewhere, who
        assert client.get("/facts/import").status_code == imports, who
    assert world.client_as("secretary").get("/facts").headers["Location"] == f"/facts/{branch.uid}"


def test_a_recorder_enters_a_fact_and_corrects_it_with_a_reason(world: World, shipped: None) -> None:
    client, branch = world.client_as("recorder"), world.branches["V"]
    assert "待定" in client.get(f"/facts/{branch.uid}?year=2025&pack=eight-star").content.decode()
    assert enter(client, branch, "attendance_rate", value="92%").status_code == 302
    assert FactValue.objects.get().value == "0.92"
    assert enter(client, branch, "attendance_rate", value="90%", seen="0.92").status_code == 422
    assert (
        enter(client, branch, "attendance_rate", value="90%", seen="0.92", reason="多算一次").status_code
        == 302
    )
    past = FactBefore.objects.get()
    assert (past.value, past.reason, past.ended_by) == ("0.92", "多算一次", world.users["recorder"])
    page = client.get(f"/facts/{branch.uid}/2025/attendance_rate?pack=eight-star").content.decode()
    assert "90%" in page
    assert "92%" in page
    assert "多算一次" in page


@pytest.mark.parametrize(
    ("code", "given", "status"),
    [
        ("members_meeting_valid", {"period": "Q3", "value": "2"}, 302),
        ("term_ends_on", {"value": "2026.3.15"}, 302),
        ("setup_compliant", {"value": "是"}, 302),
        ("roster_quarters", {"value": "5"}, 422),
        ("study_members_due", {"value": "约十"}, 422),
        ("study_members_due", {"value": "不详"}, 422),
        ("study_members_due", {"value": "5", "source": ""}, 422),
        ("satisfaction_rate_members", {"value": "100%"}, 403),
        ("no_venue", {"value": "是"}, 403),
        ("no_such_fact", {"value": "1"}, 404),
    ],
)
def test_what_a_branch_may_type(
    world: World, shipped: None, code: str, given: dict[str, str], status: int
) -> None:
    assert enter(world.client_as("secretary"), world.branches["V"], code, **given).status_code == status
    assert FactValue.objects.count() == (status == 302)


def test_a_finding_is_entered_by_the_county_only(world: World, shipped: None) -> None:
    branch = world.branches["V"]
    assert enter(world.client_as("township_officer"), branch, "no_venue", value="是").status_code == 403
    assert enter(world.client_as("county_officer"), branch, "no_venue", value="是").status_code == 302


def test_two_people_correcting_one_fact_give_one_winner(world: World, shipped: None) -> None:
    first, second = world.client_as("recorder"), world.client_as("township_officer")
    branch = world.branches["V"]
    assert enter(first, branch, "oversight_meetings", value="3").status_code == 302
    given = {"seen": "3", "reason": "核对后更正"}
    assert enter(first, branch, "oversight_meetings", value="4", **given).status_code == 302
    assert enter(second, branch, "oversight_meetings", value="5", **given).status_code == 409
    assert FactValue.objects.get().value == "4"


def test_a_value_is_taken_back_with_a_reason_and_is_unknown_again(world: World, shipped: None) -> None:
    client, branch = world.client_as("secretary"), world.branches["V"]
    enter(client, branch, "oversight_meetings", value="3")
    address = f"/facts/{branch.uid}/2025/oversight_meetings/withdraw?pack=eight-star"
    assert client.post(address, {"seen": "3"}).status_code == 409
    assert client.post(address, {"seen": "3", "reason": "记错了支部"}).status_code == 302
    assert not FactValue.objects.exists()
    assert FactBefore.objects.get().reason == "记错了支部"


def test_the_list_of_branches_costs_the_same_for_one_and_for_forty(
    officer: Client, county: County, django_assert_max_num_queries: Any
) -> None:
    officer.get("/facts?year=2025")
    with django_assert_max_num_queries(14):
        page = officer.get("/facts?year=2025&pack=eight-star").content.decode()
    assert page.count("<th scope=") == 40
    assert "1–40" in page or "1—40" in page
