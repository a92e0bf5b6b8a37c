"""A running cycle keeps the standard that it was opened with, whatever is published later."""

from decimal import Decimal

import pytest
from django.urls import reverse

from baxing.accreditation.actions.scores import refresh
from baxing.standards.actions import publish_shipped
from baxing.standards.writing import canonical, digest
from tests import pack_sample
from tests.cycle_world import cycle_world
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_later_version_changes_nothing_and_is_shown_beside_it(world: World) -> None:
    cycles = cycle_world(world)
    sheet = cycles.bring(cycles.applications["V"], "SELF_ADOPTED")
    client, url = world.client_as("county_officer"), reverse("accreditation:cycle", args=[cycles.cycle.uid])
    assert "之后又发布了" not in client.get(url).text
    before = (sheet.lit_mask, sheet.low, cycles.cycle.digest)

    pack = pack_sample.pack("eight-star")
    later = publish_shipped(pack.model_copy(update={"version": "9.0", "threshold": Decimal(99)}))
    cycle = type(cycles.cycle).objects.get(pk=cycles.cycle.pk)
    again = refresh(cycles.fresh(sheet))
    assert (again.lit_mask, again.low, cycle.digest) == before
    assert (cycle.standard.version, cycle.standard.threshold) == ("0.1", Decimal(80))
    assert cycle.digest == digest(canonical(pack))

    page = client.get(url).text
    assert "之后又发布了 9.0" in page
    diff = client.get(reverse("standards:diff"), {"old": cycle.pack.uid, "new": later.uid})
    assert "99" in diff.text
