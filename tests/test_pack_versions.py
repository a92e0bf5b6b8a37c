"""Published versions never change; versions rise; drafts belong to their county; shipped packs load once."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from baxing.standards import actions
from baxing.standards.loading import PackErrors, read_text
from baxing.standards.models import StandardPack, newest, pack_of, rank
from baxing.units.refused import Refused
from tests.test_pack_check import GOOD

pytestmark = pytest.mark.django_db


@pytest.fixture
def shipped(world: Any) -> StandardPack:
    return actions.publish_shipped(read_text(GOOD).sound())


@pytest.fixture
def draft(world: Any, shipped: StandardPack) -> StandardPack:
    return actions.copy_pack(shipped, by=world.users["county_officer"], unit=world.county)


def test_shipped_packs_load_once() -> None:
    first = actions.load_shipped_packs()
    assert [row.pk for row in actions.load_shipped_packs()] == [row.pk for row in first]
    assert {row.code for row in first} == {"eight-star", "five-star"}
    assert all(row.state == "published" and row.owner is None for row in first)


def test_what_is_stored_is_the_pack_in_its_own_order(shipped: StandardPack) -> None:
    row = StandardPack.objects.get(pk=shipped.pk)
    assert pack_of(row) == read_text(GOOD).sound()
    assert list(row.content["sectors"]) == ["V", "NO"]
    assert len(row.digest) == 64


def test_a_copy_takes_a_code_of_its_own_and_the_next_copy_the_next_version(
    world: Any, draft: StandardPack
) -> None:
    officer = world.users["county_officer"]
    assert (draft.code, draft.version, draft.state, draft.owner) == ("small-2", "1", "draft", world.county)
    published = actions.publish(draft, "1", by=officer)
    again = actions.copy_pack(published, by=officer, unit=world.county)
    assert (again.code, again.version, again.parent) == ("small-2", "1.1", published)


@pytest.mark.parametrize("who", ["county_lead", "township_officer", "secretary", "stranger", "city_officer"])
def test_only_the_county_officer_copies(world: Any, shipped: StandardPack, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.copy_pack(shipped, by=world.users[who], unit=world.county)
    assert refusal.value.code == "not-editor"


def test_a_pack_belongs_to_a_county_only(world: Any, shipped: StandardPack) -> None:
    with pytest.raises(Refused) as refusal:
        actions.copy_pack(shipped, by=world.users["county_officer"], unit=world.town)
    assert refusal.value.code == "not-county"


def test_of_two_who_save_one_wins_and_one_is_told(world: Any, draft: StandardPack) -> None:
    officer = world.users["county_officer"]
    stale = StandardPack.objects.get(pk=draft.pk)
    actions.edit_draft(draft, {("threshold",): Decimal(85)}, by=officer)
    with pytest.raises(Refused) as refusal:
        actions.edit_draft(stale, {("threshold",): Decimal(70)}, by=officer)
    assert refusal.value.code == "changed"
    assert pack_of(StandardPack.objects.get(pk=draft.pk)).threshold == 85


def test_a_draft_keeps_its_form_and_may_have_wrong_sums(world: Any, draft: StandardPack) -> None:
    officer = world.users["county_officer"]
    with pytest.raises(PackErrors):
        actions.edit_draft(draft, {("threshold",): Decimal(101)}, by=officer)
    actions.edit_draft(draft, {("stars", 0, "tasks", 0, "points"): Decimal(60)}, by=officer)
    with pytest.raises(actions.Unsound) as refusal:
        actions.publish(draft, "1", by=officer)
    assert {problem.code for problem in refusal.value.problems} == {"star-sum", "rule-sum"}
    assert StandardPack.objects.get(pk=draft.pk).state == "draft"


def test_versions_rise_and_a_code_belongs_to_one_owner(
    world: Any, draft: StandardPack, shipped: StandardPack
) -> None:
    officer = world.users["county_officer"]
    actions.publish(draft, "1.9", by=officer)
    for version, code in (("1.9", "version-low"), ("1.9.0", "version-low"), ("1.10", None)):
        again = actions.copy_pack(StandardPack.objects.get(pk=draft.pk), by=officer, unit=world.county)
        if code is None:
            actions.publish(again, version, by=officer)
        else:
            with pytest.raises(Refused) as refusal:
                actions.publish(again, version, by=officer)
            assert refusal.value.code == code
    latest = newest("small-2")
    assert latest is not None
    assert latest.version == "1.10"
    stolen = actions.copy_pack(shipped, by=officer, unit=world.county)
    actions.edit_draft(stolen, {("code",): "small"}, by=officer)
    with pytest.raises(Refused) as refusal:
        actions.publish(stolen, "9", by=officer)
    assert refusal.value.code == "code-taken"


def test_versions_are_compared_as_numbers() -> None:
    assert rank("0.9") < rank("0.10") < rank("1") == rank("1.0.0") < rank("1.0.1")


def test_a_published_version_refuses_every_verb_that_would_change_it(world: Any, draft: StandardPack) -> None:
    officer = world.users["county_officer"]
    row = actions.publish(draft, "1", by=officer)
    for verb in (
        lambda: actions.edit_draft(row, {("threshold",): Decimal(1)}, by=officer),
        lambda: actions.replace_draft(row, read_text(GOOD).sound(), by=officer),
        lambda: actions.publish(row, "2", by=officer),
        lambda: actions.discard(row, by=officer),
    ):
        with pytest.raises(Refused) as refusal:
            verb()
        assert refusal.value.code == "published"


@pytest.mark.parametrize(
    "change", [{"text": "{}"}, {"digest": "0"}, {"code": "x"}, {"version": "2"}, {"state": "draft"}]
)
def test_the_database_itself_refuses_to_change_a_published_version(
    shipped: StandardPack, change: dict[str, str]
) -> None:
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        StandardPack.objects.filter(pk=shipped.pk).update(**change)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, version, state, digest FROM standards_standardpack WHERE id = %s", [shipped.pk]
        )
        assert cursor.fetchone() == ("small", "0.10", "published", shipped.digest)


def test_a_retired_version_stays_readable_and_is_no_longer_the_newest(
    world: Any, draft: StandardPack
) -> None:
    officer = world.users["county_officer"]
    row = actions.publish(draft, "1", by=officer)
    actions.retire(row, by=officer)
    assert newest("small-2") is None
    assert pack_of(StandardPack.objects.get(pk=row.pk)).version == "1"
    with pytest.raises(Refused):
        actions.retire(row, by=officer)


def test_a_shipped_pack_cannot_be_retired_by_a_county(world: Any, shipped: StandardPack) -> None:
    with pytest.raises(Refused) as refusal:
        actions.retire(shipped, by=world.users["county_officer"])
    assert refusal.value.code == "shipped"


def test_a_draft_put_away_cannot_be_taken_up(world: Any, draft: StandardPack) -> None:
    officer = world.users["county_officer"]
    actions.discard(draft, by=officer)
    with pytest.raises(Refused):
        actions.publish(draft, "1", by=officer)
