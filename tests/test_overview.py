"""The overview of a cycle: what it counts, what stands behind each figure, and who sees which townships."""

import re
from html import unescape
from io import BytesIO
from itertools import pairwise
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baxing.accreditation.models import Application
from baxing.accreditation.pictures import view_of
from baxing.dossiers.models import Dossier
from baxing.insight.actions import rebuild
from baxing.insight.figures import star_sums
from baxing.insight.models import Rollup
from baxing.insight.needs import Survey, needs
from tests.cycle_world import CycleWorld, cycle_world
from tests.world import World

# Gates of S2 and S4, and points that are missing in S8.
FACTS = {
    "G2": {"party_worker_in_post": False, "recognitions": 0},
    "H": {"party_worker_in_post": False, "recognitions": 0},
    "V": {"secretary_vacant_months": 5},
    "V2": {"life_gap_months": 6},
    "V3": {"life_gap_months": 6},
}


@pytest.fixture
def cycles(world: World) -> CycleWorld:
    made = cycle_world(world, facts=FACTS)
    made.bring(made.applications["C"], "SELF_CHECK")
    made.bring(made.applications["G"], "SELF_ADOPTED")
    made.bring(made.applications["E"], "APPLIED")
    made.bring(made.applications["H"], "RECOMMENDED")
    made.bring(made.applications["V3"], "APPLIED")
    made.bring(made.applications["S"], "PUBLIC_NOTICE")
    return made


def page(client: Client, cycles: CycleWorld, **asked: str) -> Any:
    return client.get(
        reverse("insight:overview", args=[cycles.cycle.uid]), asked, headers={"accept-language": "en"}
    )


def counted(client: Client, url: str) -> int:
    """How many sheets a list says it has."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    return int(answer.context["page"].paginator.count)


def test_the_funnel_counts_every_branch_once_and_says_where_the_others_stand(cycles: CycleWorld) -> None:
    rows = page(cycles.world.client_as("county_officer"), cycles).context["funnel"]
    assert [row.sheets for row in rows] == [12, 12, 5, 4, 2, 1, 1, 0]
    stopped = {rest.why.en: rest.sheets for rest in rows[2].rest}
    assert stopped == {"Working towards it": 6, "Self-check": 1}
    for before, row in pairwise(rows):
        assert sum(rest.sheets for rest in row.rest) == before.sheets - row.sheets


def test_every_figure_leads_to_a_list_of_as_many(cycles: CycleWorld) -> None:
    late = cycles.applications["C"]
    Dossier.objects.filter(pk=late.dossier_id).update(due=timezone.localdate().replace(year=2020))
    for who in ("county_officer", "township_officer", "other_officer"):
        client = cycles.world.client_as(who)
        for by in ("township", "sector"):
            context = page(client, cycles, by=by).context
            for row in context["funnel"]:
                assert counted(client, row.url) == row.sheets
                for rest in row.rest:
                    assert counted(client, rest.url) == rest.sheets
            for line in [*context["lines"], context["foot"]]:
                assert counted(client, line.url) == line.sheets
                for cell in line.cells:
                    assert counted(client, cell.url) == cell.unlit
                    assert counted(client, cell.unknown_url) == cell.unknown
        for file in context["late"]:
            assert counted(client, file.url) == file.sheets
    first = page(cycles.world.client_as("county_officer"), cycles).context["late"][0]
    assert (first.sheets, first.oldest.year) == (1, 2020)


def test_the_figure_of_one_step_leads_to_those_branches(cycles: CycleWorld) -> None:
    client = cycles.world.client_as("county_officer")
    answer = page(client, cycles)
    text = unescape(answer.content.decode())
    links = re.findall(r'href="(/cycles/[^"]+/near\?[^"]+)"', text)
    assert len(links) == len(answer.context["needs"]) > 0
    for url, (_town, need) in zip(links, answer.context["needs"], strict=True):
        assert counted(client, url) == need.near


def test_one_step_is_what_the_engine_says_of_each_sheet(cycles: CycleWorld) -> None:
    """`at_once` agrees with the ways to light a star that the sheet's own page shows."""
    survey, seen = Survey(cycles.cycle), 0
    for application in Application.objects.filter(pk__in=[int(pk) for pk in survey.pks]):
        row = list(survey.pks).index(application.pk)
        for bit, star in enumerate(view_of(application).stars):
            tasks = [task.task.code for task in star.tasks if not task.task.bonus]
            ours = {tasks[int(i)] for i in survey.by_one_task(bit, at_once=True)[row].nonzero()[0]}
            theirs = {way.tasks[0] for way in star.ways if len(way.tasks) == 1}
            if star.result.state == "dark" and not star.waiting:
                assert ours == theirs, (application.unit.name, star.star.code)
            assert ours <= theirs
            seen += len(ours)
    assert seen, "the facts leave a star that one task lights"


def test_a_gate_that_alone_keeps_a_star_dark_is_named_with_its_remedy(cycles: CycleWorld) -> None:
    found = [
        need for need in needs(cycles.cycle, star_sums(cycles.cycle, by=("township",))) if not need.by_points
    ]
    gates = {(need.township, need.star.code): need for need in found}
    assert gates.keys() == {
        (cycles.world.town.pk, "S2"), (cycles.world.town.pk, "S4"), (cycles.world.other_town.pk, "S4")
    }  # fmt: skip
    gate = gates[cycles.world.other_town.pk, "S4"]
    assert (gate.near, gate.at_once, gate.unlit) == (1, 1, 1)
    assert gate.remedy.zh


def test_an_officer_sees_the_own_townships_and_nobody_else_sees_the_page(cycles: CycleWorld) -> None:
    world = cycles.world
    lines = page(world.client_as("other_officer"), cycles).context["lines"]
    assert [line.name for line in lines] == ["石桥乡"]
    assert lines[0].sheets == 2
    for who in ("county_lead", "city_officer", "auditor"):
        assert page(world.client_as(who), cycles).context["foot"].sheets == 12
    for who in ("secretary", "member", "rater", "teller", "stranger", "admin"):
        assert page(world.client_as(who), cycles).status_code == 404
    far = reverse("insight:near", args=[cycles.cycle.uid])
    asked = {"star": "S4", "township": str(world.town.pk), "by": "S4-1"}
    assert world.client_as("other_officer").get(far, asked).status_code == 404


def test_unknown_is_shown_beside_and_counted_neither_way(cycles: CycleWorld) -> None:
    sums = star_sums(cycles.cycle)
    for part in sums.values():
        for code, (lit, _gated, unknown) in part.stars.items():
            assert lit + unknown + part.unlit(code) == part.sheets
    assert "<small>?" in page(cycles.world.client_as("county_officer"), cycles).content.decode()


def test_the_workbook_says_the_same_and_prints_on_a4(cycles: CycleWorld) -> None:
    client = cycles.world.client_as("county_officer")
    answer = client.get(reverse("insight:export", args=[cycles.cycle.uid]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    steps = book.worksheets[0]
    shown = page(client, cycles).context["funnel"]
    assert [steps.cell(3 + at, 2).value for at in range(8)] == [row.sheets for row in shown]
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == "$1:$2"
        assert cycles.cycle.dossier.seal[:16] in str(sheet.cell(sheet.max_row, 1).value)


def test_a_county_that_was_not_added_up_is_unknown_and_not_zero(cycles: CycleWorld) -> None:
    client = cycles.world.client_as("city_officer")
    url = reverse("insight:region")
    (line,) = client.get(url).context["lines"]
    assert not line[0].known
    assert client.post(reverse("insight:add_up")).status_code == 302
    context = client.get(url).context
    assert [n for _step, n in context["funnel"]] == [12, 12, 5, 4, 2, 1, 1, 0]
    assert context["whole"].sheets == 12
    live = page(client, cycles).context["foot"]
    assert [(c.unlit, c.unknown) for c in context["foot"]] == [(c.unlit, c.unknown) for c in live.cells]
    rebuild(cycles.cycle)
    assert Rollup.objects.filter(cycle=cycles.cycle).count() == 11
    for who in ("county_officer", "auditor", "secretary", "stranger"):
        assert cycles.world.client_as(who).get(url).status_code == 404
