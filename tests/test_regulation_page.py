"""The regulation stands on one page; a county publishes its own version after seeing what it would change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from baxing.rectification.actions.regulations import load_shipped_regulation, publish
from baxing.rectification.models import RegulationText
from baxing.rectification.regulation_file import dump_yaml
from baxing.rectification.regulations import current
from baxing.rectification.shown.regulation import TERMS, compare
from baxing.rules.regulation import CaseTerms, Regulation
from baxing.units.models import User
from baxing.units.refused import Refused
from tests.world import World

PAGE = "/rectification/regulation"
PUBLISH = "/rectification/regulation/publish"


@pytest.fixture
def shipped(world: World) -> RegulationText:
    return load_shipped_regulation()[0]


def edited(row: RegulationText, *changes: tuple[str, str], version: str = "1.0") -> bytes:
    """The YAML of `row` with a higher version and some words replaced."""
    text = dump_yaml(row.rules).replace(f"version: '{row.version}'", f"version: '{version}'")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def officer(world: World) -> User:
    return world.users["county_officer"]


def test_the_shipped_regulation_is_loaded_once(world: World, shipped: RegulationText) -> None:
    assert [row.pk for row in load_shipped_regulation()] == [shipped.pk]
    assert RegulationText.objects.count() == 1


def test_a_county_has_its_own_version_and_its_neighbours_keep_the_shipped_one(
    world: World, shipped: RegulationText
) -> None:
    assert current(world.branches["V"]) == shipped
    assert current(world.prefecture) == shipped
    own = publish(world.county, edited(shipped), by=officer(world))
    newer = publish(world.county, edited(shipped, version="1.10"), by=officer(world))
    assert (own.owner, own.published_by, own.version) == (world.county, officer(world), "1.0")
    assert current(world.branches["V"]) == current(world.county) == newer
    assert current(world.prefecture) == shipped


@pytest.mark.parametrize("version", ["0.1", "0.0.9"])
def test_a_version_must_be_above_every_one_so_far(
    world: World, shipped: RegulationText, version: str
) -> None:
    with pytest.raises(Refused) as refusal:
        publish(world.county, edited(shipped, version=version), by=officer(world))
    assert refusal.value.code == "version-low"


@pytest.mark.parametrize("who", ["county_lead", "township_officer", "city_officer", "admin"])
def test_only_the_department_of_the_county_publishes(world: World, shipped: RegulationText, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        publish(world.county, edited(shipped), by=world.users[who])
    assert refusal.value.code == "not-county"
    assert world.client_as(who).get(PUBLISH).status_code == 404


def test_the_page_shows_every_sign_row_line_and_term(world: World, shipped: RegulationText) -> None:
    page = world.client_as("secretary").get(PAGE).content.decode()
    rules = shipped.rules
    for text in (*rules.signs, *rules.four_ones, *rules.sheet.items, *rules.electorates, *rules.questions):
        assert text.name.zh in page
    for name, _unit in TERMS.values():
        assert name.zh in page
    assert "书记空缺月数 &gt; 3" in page
    assert PUBLISH not in page


def test_every_term_has_its_words() -> None:
    assert set(TERMS) == set(CaseTerms.model_fields)


def test_the_preview_says_what_changes_and_publishes_nothing(world: World, shipped: RegulationText) -> None:
    client = world.client_as("county_officer")
    raw = edited(shipped, ("threshold: 95", "threshold: 96"), ("overdue_days: 5", "overdue_days: 8"))
    page = client.post(PUBLISH, {"file": SimpleUploadedFile("pack.yaml", raw)})
    assert page.status_code == 200
    body = page.content.decode()
    assert "≥ 95%" in body
    assert "≥ 96%" in body
    assert "8 个工作日" in body
    assert RegulationText.objects.count() == 1
    done = client.post(PUBLISH, {"text": page.context["text"], "publish": "1"})
    assert done.status_code == 302
    rules = current(world.county).rules
    assert (rules.electorates[0].threshold, rules.terms.overdue_days) == (96, 8)


def test_errors_are_shown_with_their_line_and_a_quota_has_no_place(
    world: World, shipped: RegulationText
) -> None:
    raw = edited(shipped, ("terms:", "terms:\n  percentage: 5"))
    line = raw.decode().split("percentage")[0].count("\n") + 1
    client = world.client_as("county_officer")
    page = client.post(PUBLISH, {"file": SimpleUploadedFile("own.yaml", raw)})
    assert page.status_code == 422
    assert f"own.yaml:{line}" in page.content.decode()
    assert "不设比例、不定指标" in page.content.decode()
    assert client.post(PUBLISH, {"text": raw.decode(), "publish": "1"}).status_code == 409
    assert RegulationText.objects.count() == 1


def test_a_file_is_needed(world: World, shipped: RegulationText) -> None:
    assert world.client_as("county_officer").post(PUBLISH, {}).status_code == 422


def test_a_version_of_another_county_is_not_there(world: World, shipped: RegulationText) -> None:
    own = publish(world.county, edited(shipped), by=officer(world))
    address = reverse("rectification:regulation-version", args=[own.uid])
    file = reverse("rectification:regulation-yaml", args=[own.uid])
    member = world.client_as("member")
    assert member.get(address).status_code == 200
    assert b"threshold: 95" in member.get(file).content
    assert world.client_as("stranger").get(address).status_code == 404
    assert world.client_as("stranger").get(file).status_code == 404


def test_what_was_published_never_changes_with_the_program(world: World, shipped: RegulationText) -> None:
    assert Regulation.model_validate_json(shipped.text) == shipped.rules
    assert all(f'"{key}":' in shipped.text for key in CaseTerms.model_fields)


@pytest.mark.parametrize("statement", ["UPDATE {table} SET text = '{{}}'", "DELETE FROM {table}"])
def test_the_database_itself_keeps_what_was_published(shipped: RegulationText, statement: str) -> None:
    sql = statement.format(table=RegulationText._meta.db_table)
    with pytest.raises(DatabaseError, match="a published regulation is not edited"), transaction.atomic():
        connection.cursor().execute(sql)
    assert RegulationText.objects.get().text == shipped.text


def test_two_equal_versions_differ_in_nothing(world: World, shipped: RegulationText) -> None:
    assert compare(shipped.rules, shipped.rules) == []
    without = shipped.rules.model_copy(update={"signs": shipped.rules.signs[1:]})
    (gone,) = compare(shipped.rules, without)
    assert (gone.code, gone.after) == ("R01", None)
