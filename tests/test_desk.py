"""My desk: everything that waits for me and nothing else, the first thing on top, in a constant number of queries."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from baxing.dossiers.actions import advance, open_dossier, reseat, write
from baxing.dossiers.calendar import load
from baxing.dossiers.desk import desk_of, news, waiting_for, waiting_for_others
from baxing.dossiers.models import Dossier
from baxing.dossiers.pages import DeskItem
from baxing.units.models import Unit
from tests.world import World

pytestmark = pytest.mark.django_db
TITLE = {"zh": "2026 年度创建", "en": "Rating 2026"}


def file(world: World, branch: str, status: str, due: date | None = None) -> Dossier:
    """A file of that branch, brought to `status` by the system."""
    unit = world.branches[branch]
    with transaction.atomic():
        dossier = open_dossier("accreditation", unit, title=TITLE, by=None)
        level = dossier.table.state(status).desk
        desk = unit if level == "branch" else unit.at(level)
        write(dossier, verb="clock", by=None, status=status, desk=desk, due=due)
    return dossier


def on(world: World, who: str) -> set[str]:
    """The branches on somebody's desk."""
    found = Dossier.objects.filter(waiting_for(world.users[who], timezone.localdate()))
    keys = {unit.pk: key for key, unit in world.branches.items()}
    return {keys[pk] for pk in found.values_list("unit", flat=True)}


def shown(world: World, who: str, url: str = "") -> str:
    answer = world.client_as(who).get(url or reverse("dossiers:desk"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_sees_what_is_theirs_to_move_and_nothing_else(world: World) -> None:
    for branch, status in [("V", "SELF_CHECK"), ("C", "APPLIED"), ("V3", "APPLIED"), ("G", "RECOMMENDED")]:
        file(world, branch, status)
    file(world, "E", "TOWNSHIP_REVIEW")
    assert on(world, "secretary") == on(world, "recorder") == {"V"}
    assert on(world, "township_officer") == {"C", "E"}
    assert on(world, "township_secretary") == {"E"}
    assert on(world, "other_officer") == {"V3"}
    assert on(world, "county_officer") == {"G"}
    for who in ("county_lead", "member", "rater", "auditor", "admin", "city_officer", "stranger"):
        assert on(world, who) == set()


def test_the_first_thing_is_on_top_and_late_is_counted_in_working_days(world: World) -> None:
    today = timezone.localdate()
    days = load("CN")
    file(world, "C", "APPLIED", days.add(today, 30))
    file(world, "E", "APPLIED", days.add(today, -2))
    file(world, "G", "APPLIED")
    file(world, "H", "APPLIED", today)
    desk = desk_of(world.users["township_officer"])
    assert desk.first is not None
    assert (desk.first.what, desk.first.left) == (
        "审核 云杉镇中心小学党支部 的申报",
        days.between(today, days.add(today, -2)),
    )
    assert [(group.code, group.count) for group in desk.groups] == [("week", 1), ("later", 1), ("none", 1)]
    assert desk.total == 4
    text = shown(world, "township_officer")
    assert f"晚了 {-desk.first.left} 个工作日" in text
    assert text.index("云杉镇中心小学党支部") < text.index("云杉镇卫生院党支部") < text.index("河畔社区")


def test_the_region_of_the_file_counts_its_days(world: World) -> None:
    dossier = file(world, "C", "APPLIED", date(2026, 2, 27))
    Dossier.objects.filter(pk=dossier.pk).update(region="CN-54")
    [item] = [desk_of(world.users["township_officer"]).first]
    assert item is not None
    assert item.left == load("CN-54").between(timezone.localdate(), date(2026, 2, 27))


def test_a_notice_comes_up_when_its_period_is_over_and_is_not_late(world: World) -> None:
    today = timezone.localdate()
    file(world, "V", "PUBLIC_NOTICE", today)
    assert on(world, "county_lead") == set()
    assert [one.status for one in waiting_for_others(world.users["county_lead"])] == ["PUBLIC_NOTICE"]
    file(world, "C", "PUBLIC_NOTICE", today - timedelta(days=9))
    desk = desk_of(world.users["county_lead"])
    assert desk.first is not None
    assert desk.first.ripe
    assert "公示期满" in desk.first.what
    assert "晚了" not in shown(world, "county_lead")


def test_what_waits_for_others_is_counted_and_listed(world: World) -> None:
    for branch in ("V", "C"):
        file(world, branch, "RETURNED")
    file(world, "V3", "RETURNED")
    others = waiting_for_others(world.users["township_officer"])
    assert [(one.status, one.count) for one in others] == [("RETURNED", 2)]
    assert [one.count for one in waiting_for_others(world.users["county_officer"])] == [3]
    listed = shown(world, "township_officer", reverse("dossiers:waiting", args=["accreditation", "RETURNED"]))
    assert "云杉镇一村党支部" in listed
    assert "石桥乡" not in listed
    client = world.client_as("stranger")
    assert client.get(reverse("dossiers:waiting", args=["accreditation", "RETURNED"])).status_code == 404
    assert client.get(reverse("dossiers:waiting", args=["accreditation", "NOWHERE"])).status_code == 404


def test_news_are_what_others_did_since_yesterday_in_my_scope(world: World) -> None:
    dossier = open_dossier(
        "accreditation", world.branches["V"], title=TITLE, by=world.users["county_officer"]
    )
    advance(dossier, "start", by=world.users["secretary"])
    for task in ("S1-1", "S1-2"):
        with transaction.atomic():
            write(dossier, verb="scored", by=world.users["secretary"], change={"task": task})
    told = [one.say for one in news(world.users["township_officer"])]
    assert told == ["secretary 自评：S1-2", "secretary 开始自查", "county_officer 建档"]
    assert [one.say for one in news(world.users["secretary"])] == ["county_officer 建档"]
    assert news(world.users["other_officer"]) == []
    old = timezone.make_aware(datetime(2026, 1, 5, 9))
    Dossier.objects.update(changed_at=old)
    assert news(world.users["township_officer"]) == []


def test_the_number_of_queries_does_not_grow(world: World, django_assert_max_num_queries: Any) -> None:
    client, counted = world.client_as("township_officer"), []
    client.get(reverse("dossiers:desk"))
    for more in (2, 40):
        for _each in range(more):
            file(world, "C", "APPLIED", timezone.localdate())
            file(world, "E", "RETURNED", timezone.localdate())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("dossiers:desk")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 16
    with django_assert_max_num_queries(counted[0]):
        assert "page=2" in client.get(reverse("dossiers:desk")).content.decode()


def test_an_empty_desk_says_what_happens_next(world: World) -> None:
    assert "还没有职责" in shown(world, "stranger")
    assert "启动周期后" in shown(world, "township_officer")
    file(world, "V", "RECOMMENDED")
    assert "党委推荐 1 份" in shown(world, "township_officer")


def test_other_slices_add_their_lines(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    item = DeskItem(
        "给 二村 评分", "/rate", "去评分", due=timezone.localdate() - timedelta(days=30), left=-20
    )
    monkeypatch.setattr("baxing.dossiers.desk.more_for_desk", [lambda user: [item]])
    desk = desk_of(world.users["rater"])
    assert (desk.first, desk.total) == (item, 1)
    assert "给 二村 评分" in shown(world, "rater")


def test_a_moved_unit_takes_its_file_to_the_new_desk(world: World) -> None:
    dossier = file(world, "C", "APPLIED", date(2026, 12, 4))
    Unit.objects.filter(pk=world.branches["C"].pk).update(
        parent=world.other_town, path=world.other_town.path + "000Z"
    )
    assert on(world, "township_officer") == set(), "it is out of the old township's scope"
    assert (reseat(), reseat()) == (1, 0)
    assert on(world, "other_officer") == {"C"}
    dossier.refresh_from_db()
    assert (dossier.due, dossier.entries.last().verb) == (date(2026, 12, 4), "reseated")


def test_the_desk_speaks_english(world: World) -> None:
    file(world, "C", "APPLIED", timezone.localdate())
    with translation.override("en"):
        first = desk_of(world.users["township_officer"]).first
    assert first is not None
    assert first.what == "Review the application of 云杉镇河畔社区党支部"
