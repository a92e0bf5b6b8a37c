"""The county's own working-day calendar: shipped days beneath, its corrections on top, and the page."""

from datetime import date

import pytest
from django.urls import reverse

from baxing.dossiers.calendar import load
from baxing.dossiers.calendars import shipped
from baxing.dossiers.importer import confirm_year, load_shipped_days, remove_day_rule, set_day_rule
from baxing.dossiers.models import DayRule
from baxing.rules.text import Text
from baxing.units.refused import Refused
from tests.world import World

pytestmark = pytest.mark.django_db
SNOW = Text(zh="雪灾停工", en="Closed by snow")
NOTICE = "县政办发〔2026〕9号"
MONDAY = date(2026, 9, 28)


def same(region: str) -> bool:
    """The calendar in use is the shipped one."""
    ours, theirs = load(region), shipped(region)
    return (ours.off, ours.work, ours.years, ours.expected) == (
        theirs.off,
        theirs.work,
        theirs.years,
        theirs.expected,
    )


@pytest.mark.parametrize("region", ["CN", "CN-54"])
def test_an_empty_table_and_a_loaded_one_give_the_shipped_calendar(region: str) -> None:
    assert same(region)
    assert load_shipped_days() == DayRule.objects.count() > 100
    assert same(region)
    assert load_shipped_days() == 0


def test_loading_mends_untouched_rows_and_leaves_edited_ones(world: World) -> None:
    load_shipped_days()
    set_day_rule("CN", MONDAY, "off", SNOW, NOTICE, by=world.users["county_officer"])
    DayRule.objects.filter(region="CN", day="2026-10-01").update(kind="work")
    DayRule.objects.create(
        region="CN", day="2027-02-12", kind="off", name=SNOW.model_dump(), source="shipped:provisional"
    )
    assert load_shipped_days() == 2
    assert not load("CN").is_working_day(date(2026, 10, 1))
    assert load("CN").is_working_day(date(2027, 2, 12))
    assert load("CN").why(MONDAY) == SNOW


def test_a_correction_moves_the_date_and_says_who_and_why(world: World) -> None:
    rule = set_day_rule("CN", date(2026, 9, 29), "off", SNOW, NOTICE, by=world.users["admin"])
    assert load("CN").add(MONDAY, 5) == date(2026, 10, 12)
    assert NOTICE in rule.source
    assert world.users["admin"].name in rule.source
    assert load("CN").is_working_day(date(2026, 10, 10)), "the shipped days came along with the first change"


def test_a_day_taken_back_is_as_its_weekday_or_the_wider_region_says(world: World) -> None:
    officer = world.users["county_officer"]
    remove_day_rule("CN", date(2026, 10, 10), NOTICE, by=officer)
    assert not load("CN").is_working_day(date(2026, 10, 10))
    remove_day_rule("CN-54", date(2026, 2, 24), NOTICE, by=officer)
    assert load("CN-54").is_working_day(date(2026, 2, 24))
    remove_day_rule("CN-54", date(2027, 2, 8), NOTICE, by=officer)
    assert not load("CN-54").is_working_day(date(2027, 2, 8)), "Spring Festival still holds there"
    assert load_shipped_days() == 0


def test_a_confirmed_year_counts_as_published(world: World) -> None:
    assert not load("CN").covers(2027)
    assert confirm_year("CN", 2027, NOTICE, by=world.users["county_officer"]) == 19
    assert load("CN").covers(2027)
    assert not load("CN-54").covers(2027), "Losar of 2027 is still only expected"
    assert load("CN").why(date(2027, 10, 1)).zh == "国庆节"


@pytest.mark.parametrize(
    ("who", "reason", "day", "code"),
    [
        ("township_officer", NOTICE, "2026-10-10", "role"),
        ("county_officer", "  ", "2026-10-10", "incomplete"),
        ("county_officer", NOTICE, "2026-09-28", "already-worked"),
    ],
)
def test_a_change_that_may_not_be_is_refused(
    world: World, who: str, reason: str, day: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        set_day_rule("CN", date.fromisoformat(day), "work", SNOW, reason, by=world.users[who])
    assert refusal.value.code == code
    assert not DayRule.objects.exclude(source__startswith="shipped").exists()


def test_nothing_to_take_back_and_nothing_to_confirm_are_refused(world: World) -> None:
    officer = world.users["county_officer"]
    with pytest.raises(Refused, match="2026-09-28"):
        remove_day_rule("CN", MONDAY, NOTICE, by=officer)
    with pytest.raises(Refused, match="2025"):
        confirm_year("CN", 2025, NOTICE, by=officer)


def test_officers_see_the_year_and_only_the_county_changes_it(world: World) -> None:
    url = reverse("dossiers:calendar") + "?region=CN-54&year=2026"
    assert "藏历新年" in (shown := world.client_as("township_officer").get(url).content.decode())
    assert reverse("dossiers:calendar-change") not in shown
    assert reverse("dossiers:calendar-change") in world.client_as("county_officer").get(url).content.decode()
    assert world.client_as("secretary").get(url).status_code == 404
    for wrong in ("?region=XX", "?year=12", "?day=2026-02-30", "?year=²⁰²⁶"):
        assert world.client_as("county_officer").get(reverse("dossiers:calendar") + wrong).status_code == 404


def test_the_form_changes_a_day_and_says_what_is_missing(world: World) -> None:
    client, url = (
        world.client_as("county_officer"),
        reverse("dossiers:calendar-change") + "?region=CN-54&year=2026",
    )
    sent = {"day": "2026-08-13", "kind": "off", "zh": "雪顿节", "en": "", "reason": NOTICE}
    bad = client.post(url, sent | {"zh": "", "reason": ""})
    assert bad.status_code == 422
    assert not DayRule.objects.exists()
    assert client.post(url, sent).status_code == 302
    assert load("CN-54").why(date(2026, 8, 13)).zh == "雪顿节"
    assert load("CN").is_working_day(date(2026, 8, 13))
    assert client.post(url, sent | {"kind": "usual", "zh": ""}).status_code == 302
    assert load("CN-54").is_working_day(date(2026, 8, 13))
    assert world.client_as("auditor").post(url, sent).status_code == 409
    assert world.client_as("secretary").post(url, sent).status_code == 404


def test_renaming_nothing_keeps_the_tibetan_name(world: World) -> None:
    client, url = (
        world.client_as("county_officer"),
        reverse("dossiers:calendar-change") + "?region=CN-54&year=2026",
    )
    sent = {"day": "2026-08-12", "kind": "off", "zh": "雪顿节", "en": "Shoton Festival", "reason": NOTICE}
    load_shipped_days()
    assert client.post(url, sent).status_code == 302
    assert load("CN-54").why(date(2026, 8, 12)).bo == "ཞོ་སྟོན"


def test_the_page_answers_when_something_is_due(world: World) -> None:
    client, url = world.client_as("township_officer"), reverse("dossiers:calendar")
    shown = client.get(url + "?year=2026&start=2026-09-28&n=5").content.decode()
    assert "2026-10-10" in shown.split('role="status"')[1]
    assert client.get(url + "?year=2026&start=2026-09-28&n=x").status_code == 422


def test_the_county_confirms_a_year_on_the_page(world: World) -> None:
    client = world.client_as("county_officer")
    url = reverse("dossiers:calendar-confirm") + "?region=CN&year=2027"
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": NOTICE}).status_code == 302
    assert load("CN").covers(2027)
    assert client.post(url, {"reason": NOTICE}).status_code == 409
