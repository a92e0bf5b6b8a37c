"""The record book: lines are only added, chained by digests, and every way of tampering is found where it begins."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from baxing.dossiers.actions import advance, open_dossier, write
from baxing.dossiers.models import Dossier, Entry, line_digest
from baxing.dossiers.verify import Break, breaks, trace
from tests.world import World

pytestmark = pytest.mark.django_db
TITLE = {"zh": "2026 年度创建", "en": "Rating 2026"}


@pytest.fixture
def dossier(world: World) -> Dossier:
    """A file with five lines."""
    made = open_dossier("accreditation", world.branches["V"], title=TITLE, by=world.users["county_officer"])
    advance(made, "start", by=world.users["secretary"])
    for task in ("S1-1", "S1-2", "S1-3"):
        scored(world, made, {"task": task, "points": "3"})
    return made


def scored(world: World, dossier: Dossier, change: dict[str, Any]) -> Entry:
    with transaction.atomic():
        return write(dossier, verb="scored", by=world.users["secretary"], change=change)


def as_superuser(*statements: str) -> None:
    """What somebody does who can reach the database itself: take the guard away, then change what was written."""
    drop = {
        "sqlite": ["DROP TRIGGER dossiers_entry_update", "DROP TRIGGER dossiers_entry_delete"],
        "postgresql": ["SET LOCAL session_replication_role = replica"],
    }
    with connection.cursor() as cursor:
        for statement in [*drop[connection.vendor], *statements]:
            cursor.execute(statement)


def first_break(dossier: Dossier) -> tuple[int, str] | None:
    [found] = breaks(Dossier.objects.filter(pk=dossier.pk))
    if found is None:
        return None
    assert found.dossier == str(dossier.uid)
    return found.line, found.what


@pytest.mark.parametrize("statement", ["UPDATE dossiers_entry SET note = 'x'", "DELETE FROM dossiers_entry"])
def test_the_database_itself_refuses_to_change_or_remove_a_line(dossier: Dossier, statement: str) -> None:
    with pytest.raises(DatabaseError, match="the record book is not edited"), transaction.atomic():
        connection.cursor().execute(statement)
    assert dossier.entries.count() == 5


def test_django_cannot_either(dossier: Dossier) -> None:
    line = dossier.entries.get(n=2)
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        line.delete()


def test_each_line_carries_the_line_before(dossier: Dossier) -> None:
    seal = ""
    for number, line in enumerate(dossier.entries.order_by("n"), 1):
        assert (line.n, line.digest) == (number, line.computed_digest(seal))
        seal = line.digest
    dossier.refresh_from_db()
    assert (dossier.seal, dossier.version) == (seal, 5)
    assert first_break(dossier) is None


def test_the_digest_covers_every_value_of_a_line(dossier: Dossier) -> None:
    line = dossier.entries.get(n=3)
    values = [line.dossier_id, line.n, line.at, line.by_id, line.by_name, line.role, line.verb]
    values += [line.before, line.after, line.note, line.change]
    seal = dossier.entries.get(n=2).digest
    assert line_digest(seal, *values) == line.digest
    other = [0, 9, line.at.replace(year=2001), 0, "x", "x", "x", "x", "x", "x", {"task": "S1-2"}]
    for place, value in enumerate(other):
        changed = [*values[:place], value, *values[place + 1 :]]
        assert line_digest(seal, *changed) != line.digest


def test_what_json_has_no_form_for_is_kept_as_text(world: World, dossier: Dossier) -> None:
    scored(
        world,
        dossier,
        {"on": date(2026, 3, 2), "points": Decimal("3.50"), "levels": {10: 1, 9: 2}, "a": (1, 2)},
    )
    assert dossier.entries.get(n=6).change == {
        "on": "2026-03-02",
        "points": "3.50",
        "levels": {"10": 1, "9": 2},
        "a": [1, 2],
    }
    assert first_break(dossier) is None


def test_nothing_is_written_outside_a_transaction(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        write(dossier, verb="scored", by=None)
    monkeypatch.undo()
    assert dossier.entries.count() == 5


@pytest.mark.parametrize(
    ("statement", "line", "what"),
    [
        ("UPDATE dossiers_entry SET note = 'x' WHERE n = 2 AND dossier_id = {pk}", 2, "changed"),
        ("UPDATE dossiers_entry SET by_name = 'x' WHERE n = 5 AND dossier_id = {pk}", 5, "changed"),
        (
            "UPDATE dossiers_entry SET at = '2001-01-01 00:00:00+00' WHERE n = 1 AND dossier_id = {pk}",
            1,
            "changed",
        ),
        ("DELETE FROM dossiers_entry WHERE n = 3 AND dossier_id = {pk}", 3, "missing"),
        ("DELETE FROM dossiers_entry WHERE n = 1 AND dossier_id = {pk}", 1, "missing"),
        ("DELETE FROM dossiers_entry WHERE n = 5 AND dossier_id = {pk}", 5, "missing"),
        ("DELETE FROM dossiers_entry WHERE dossier_id = {pk}", 1, "missing"),
        ("UPDATE dossiers_dossier SET seal = 'x' WHERE id = {pk}", 5, "cover"),
        ("UPDATE dossiers_dossier SET version = 4 WHERE id = {pk}", 5, "cover"),
    ],
)
def test_tampering_is_found_at_its_first_line(
    world: World, dossier: Dossier, statement: str, line: int, what: str
) -> None:
    other = open_dossier("accreditation", world.branches["C"], title=TITLE, by=None)
    last = open_dossier("accreditation", world.branches["E"], title=TITLE, by=None)
    as_superuser(statement.format(pk=dossier.pk))
    assert first_break(dossier) == (line, what)
    assert list(breaks()) == [Break(str(dossier.uid), line, what), None, None]
    assert first_break(other) is first_break(last) is None


def test_a_line_whose_digest_was_made_anew_breaks_the_next(dossier: Dossier) -> None:
    line = dossier.entries.get(n=2)
    line.note = "forged"
    forged = line.computed_digest(dossier.entries.get(n=1).digest)
    as_superuser(f"UPDATE dossiers_entry SET note = 'forged', digest = '{forged}' WHERE id = {line.pk}")
    assert first_break(dossier) == (3, "changed")


def test_a_seal_leads_to_its_line(world: World, dossier: Dossier) -> None:
    digest = "ab" * 32
    line = scored(world, dossier, {"facts": digest})
    assert [(t.entry.pk, t.kind) for t in trace(line.digest)] == [(line.pk, "line")]
    assert [(t.entry.pk, t.kind) for t in trace(line.digest[:12].upper())] == [(line.pk, "line")]
    assert [(t.entry.pk, t.kind) for t in trace(digest)] == [(line.pk, "facts")]
    assert trace("0" * 64) == []
    for wrong in ("", "abc", "zz" * 32, "ab" * 33):
        with pytest.raises(ValueError):
            trace(wrong)


def test_the_page_says_whether_the_chain_is_whole_and_who_may_see_it(world: World, dossier: Dossier) -> None:
    url = reverse("dossiers:book", args=[dossier.uid])
    page = world.client_as("secretary").get(url).content.decode()
    assert "记录完整：共 5 行" in page
    assert dossier.seal in page
    assert world.client_as("other_secretary").get(url).status_code == 404
    assert world.client_as("stranger").get(url).status_code == 404
    as_superuser(f"UPDATE dossiers_entry SET change = '{json.dumps({'task': 'S9-9'})}' WHERE n = 4")
    assert "记录从第 4 行起断了" in world.client_as("auditor").get(url).content.decode()
