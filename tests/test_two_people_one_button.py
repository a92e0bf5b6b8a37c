"""Two people press one button: one wins, the other is told, and the book has one line more."""

import pytest
from django.db import connection, transaction

from baxing.dossiers.actions import advance, open_dossier, write
from baxing.dossiers.models import Dossier
from baxing.dossiers.verify import breaks
from baxing.units.refused import Refused
from tests.at_once import at_once
from tests.world import World, make_world

TITLE = {"zh": "2026 年度创建", "en": "Rating 2026"}


def opened(world: World) -> Dossier:
    return open_dossier("accreditation", world.branches["V"], title=TITLE, by=None)


@pytest.mark.django_db
def test_of_two_stale_copies_one_wins(world: World) -> None:
    mine = opened(world)
    theirs = Dossier.objects.get(pk=mine.pk)
    advance(mine, "start", by=world.users["secretary"])
    with pytest.raises(Refused) as refusal:
        advance(theirs, "start", by=world.users["recorder"])
    assert refusal.value.code == "changed"
    assert "别人刚改过" in str(refusal.value)
    assert (theirs.version, theirs.status) == (1, "CREATING"), "the loser's copy is left as it was read"
    assert mine.entries.count() == 2
    assert list(breaks()) == [None]


@pytest.mark.django_db
def test_a_line_that_moves_nothing_still_needs_the_latest_copy(world: World) -> None:
    mine = opened(world)
    theirs = Dossier.objects.get(pk=mine.pk)
    with transaction.atomic():
        write(mine, verb="scored", by=world.users["secretary"])
    with pytest.raises(Refused, match="没有改"), transaction.atomic():
        write(theirs, verb="scored", by=world.users["recorder"])
    assert mine.entries.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_give_one_winner_and_one_line() -> None:
    world = make_world()
    pk, people = opened(world).pk, [world.users["secretary"], world.users["recorder"]] * 3
    copies = [Dossier.objects.select_related("unit", "desk").get(pk=pk) for _each in people]
    pairs = zip(copies, people, strict=True)
    ends = at_once(*[lambda copy=copy, by=by: advance(copy, "start", by=by) for copy, by in pairs])
    assert ends == ["changed"] * (len(people) - 1) + ["won"], connection.vendor
    assert Dossier.objects.get(pk=pk).entries.count() == 2
    assert list(breaks()) == [None]
