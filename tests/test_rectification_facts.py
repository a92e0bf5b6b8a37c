"""What rectification and the star history say as facts: a branch under rectification cannot apply, until it is closed."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baxing.accreditation.actions import selfcheck
from baxing.accreditation.actions.scores import freshen
from baxing.accreditation.models import Application, Award, Cycle
from baxing.dossiers.actions import open_dossier
from baxing.records.facts import COMPUTED, facts_of_many, sources
from baxing.rectification.facts import computed
from baxing.rectification.models import Case
from baxing.rectification.signs import signs_of
from baxing.standards.actions import publish_shipped
from baxing.units.models import Unit
from tests import pack_sample as sample
from tests.case_closing import relapsed, to_closing
from tests.case_world import CaseWorld, put_facts, refused, to_state
from tests.cycle_world import CycleWorld, cycle_world

V1 = ("under_rectification", "")
REFERENCE = date(2026, 12, 31)


@pytest.fixture
def cycles(cases: CaseWorld) -> CycleWorld:
    return cycle_world(cases.world, clock=cases.clock)


def under(unit: Unit, year: int) -> Any:
    """What is computed of V1 for a year."""
    return computed([unit.pk], year, REFERENCE).get(unit.pk, {}).get(V1)


def test_it_is_registered_once() -> None:
    assert COMPUTED.count(computed) == 1


def test_a_branch_is_under_rectification_from_the_decision_to_the_closing(cases: CaseWorld) -> None:
    case = to_state(cases, "HEARD")
    assert under(case.unit, 2026) is None
    case = to_state(cases, "PLANNING", case=case)
    assert [under(case.unit, year) for year in (2024, 2025, 2026, 2027)] == [None, True, True, True]
    case = to_closing(cases, "NOTICE", case=case)
    assert under(case.unit, 2026) is True
    case = to_closing(cases, "FOLLOW_UP", case=case)
    assert under(case.unit, 2026) is None


def test_the_veto_fires_from_the_case_itself_and_goes_when_it_is_closed(
    cases: CaseWorld, cycles: CycleWorld
) -> None:
    sheet = cycles.bring(cycles.applications["V"], "SELF_ADOPTED")
    assert sheet.may_apply
    case = to_state(cases, "PLANNING")
    sheet = freshen(cycles.fresh(sheet))
    assert not sheet.may_apply
    assert "V1" in sheet.vetoes
    secretary = cases.world.users["secretary"]
    assert refused(selfcheck.apply_for_stars, sheet, by=secretary, willing=True) == "may_apply"
    page = cases.world.client_as("secretary").get(reverse("accreditation:sheet", args=[sheet.uid]))
    text = next(veto.text.zh for veto in sheet.cycle.standard.vetoes if veto.code == "V1")
    assert text in page.content.decode()
    to_closing(cases, "FOLLOW_UP", case=case)
    sheet = freshen(cycles.fresh(sheet))
    assert sheet.may_apply
    assert "V1" not in sheet.vetoes


def test_what_is_computed_stands_in_the_place_of_what_was_entered_with_its_own_source(
    cases: CaseWorld,
) -> None:
    case = to_state(cases, "PLANNING")
    put_facts(case.unit, {"under_rectification": "false"})
    pack = sample.pack("eight-star")
    found = sources(case.unit, 2025, ["under_rectification", "life_gap_months"], pack)
    assert (found[V1].value, found[V1].source) == (True, "本系统的档案")
    assert found["life_gap_months", ""].source == "年度报表"


def test_a_relapse_is_counted_for_twelve_months(cases: CaseWorld) -> None:
    second = relapsed(cases, to_closing(cases, "FOLLOW_UP"))
    day, unit = cases.clock.day, second.unit
    key = ("relapses_12_months", "")

    def relapses(reference: date) -> Any:
        return computed([unit.pk], reference.year, reference)[unit.pk].get(key)

    assert relapses(day) == 1
    assert relapses(day.replace(year=day.year + 1)) is None
    states = {row["code"]: row["state"] for row in signs_of(unit, today=day)}
    assert states["R13"] == "there"
    assert under(unit, day.year) is True  # by the second case


def _cycle(cases: CaseWorld, key: str, year: int, status: str = "CLOSED", **sheet: Any) -> Application:
    """A sheet of that branch in a cycle of that year."""
    unit, county = cases.world.branches[key], cases.world.county
    pack = publish_shipped(sample.pack("eight-star"))
    by = cases.users["county_officer"]
    reference = date(year, 12, 31)
    cycle = Cycle.objects.filter(unit=county, year=year).first()
    if cycle is None:
        cover = open_dossier("cycle", county, title={"zh": "周期", "en": "Cycle"}, by=by)
        cycle = Cycle.objects.create(
            dossier=cover,
            unit=county,
            year=year,
            pack=pack,
            reference=reference,
            self_check_due=reference,
            issuer="部",
        )
    cycle.dossier.status = status
    cycle.dossier.save()
    dossier = open_dossier("accreditation", unit, title={"zh": "申报", "en": "Sheet"}, by=by)
    return Application.objects.create(
        cycle=cycle, unit=unit, township=cases.world.town, dossier=dossier, sector="V", **sheet
    )


def _award(application: Application, stars: int, **more: Any) -> Award:
    day = date(application.cycle.year, 12, 1)
    return Award.objects.create(
        application=application, document="文", number=str(application.pk), code=str(application.pk),
        decided_on=day, valid_from=day, valid_to=day.replace(year=day.year + 1),
        stars=[f"S{n}" for n in range(1, stars + 1)], **more,
    )  # fmt: skip


def stars(cases: CaseWorld, key: str = "V", year: int = 2026, reference: date = REFERENCE) -> list[Any]:
    """The stars of the last two cycles, as computed."""
    unit = cases.world.branches[key]
    found = computed([unit.pk], year, reference).get(unit.pk, {})
    return [found.get((code, "")) for code in ("stars_lit_last_cycle", "stars_lit_cycle_before")]


def test_the_stars_of_two_cycles_in_a_row(cases: CaseWorld) -> None:
    assert stars(cases) == [None, None]
    _award(_cycle(cases, "V", 2024), 3)
    assert stars(cases) == [3, None]  # there was no earlier cycle: unknown, not none
    assert {row["code"]: row["state"] for row in signs_of(cases.world.branches["V"], today=REFERENCE)}[
        "R11"
    ] == "unknown"
    _award(_cycle(cases, "V", 2025), 2)
    assert stars(cases) == [2, 3]
    now = {row["code"]: row for row in signs_of(cases.world.branches["V"], today=REFERENCE)}["R11"]
    assert (now["state"], now["sources"]) == ("there", ["system", "system"])
    assert stars(cases, year=2024) == [3, None]
    assert stars(cases, reference=date(2025, 11, 30)) == [3, None]


def test_what_was_revoked_gives_no_star_and_what_was_never_decided_counts_when_the_cycle_is_over(
    cases: CaseWorld,
) -> None:
    _award(_cycle(cases, "V", 2024), 8, revoked_on=date(2025, 3, 1))
    _cycle(cases, "V", 2025, lit=4)
    assert stars(cases) == [4, 0]
    _cycle(cases, "V3", 2025, lit=1, unknown_mask=4)  # something in it is unknown
    assert stars(cases, "V3") == [None, None]
    _cycle(cases, "C", 2025, "OPEN", lit=2)  # the cycle still runs
    assert stars(cases, "C") == [None, None]


def test_many_branches_say_the_same_as_one_by_one_in_two_queries(cases: CaseWorld) -> None:
    to_state(cases, "PLANNING", key="V")
    to_state(cases, "SCREENED", key="C")
    _award(_cycle(cases, "V", 2024), 3)
    _cycle(cases, "V3", 2025, lit=4)
    keys = [unit.pk for unit in cases.world.branches.values()]
    with CaptureQueriesContext(connection) as queries:
        together = computed(keys, 2026, REFERENCE)
    assert len(queries) == 2
    alone = {key: dict(computed([key], 2026, REFERENCE).get(key, {})) for key in keys}
    assert {key: dict(together.get(key, {})) for key in keys} == alone
    assert Case.objects.count() == 2
    facts = dict(facts_of_many(cases.world.branches.values(), 2026, None, REFERENCE))
    assert facts[cases.world.branches["V"]].values[V1] is True
    assert facts[cases.world.branches["V3"]].values["stars_lit_last_cycle", ""] == Fraction(4)
