"""Every main page of every role, on a phone and a desk, in both languages: it fits, is quiet, accessible and spoken."""

from typing import Any

import pytest

from baxing.accreditation.models import Notice
from tests.cycle_world import Clock, CycleWorld, cycle_world
from tests.page_checks import Looked, chinese, look_at, untranslated, violations
from tests.world import make_world

PAGES = {
    "everybody": (
        "/login /how /box /notices /notices/{notice} /notices/{notice}/poster /notices/{notice}/object /verify "
        "/verify?code={code} /standards/ /standards/eight-star/{version}/ /standards/eight-star/{version}/list/"
    ),
    "secretary": (
        "/ /cycles /applications/{V} /applications/{V}/print /applications/{V}/tasks/S3-2/why "
        "/applications/{V}/do/withdraw /facts/{unit} /facts/{unit}/2025/dues_months_full /units/{unit} "
        "/units/{unit}/stars /dossiers/{V_file}/book /me /password"
    ),
    "township_officer": (
        "/ /applications/{N}/review /applications/{G} /cycles/{cycle} /cycles/{cycle}/overview /facts "
        "/applications/{N}/do/return /dossiers/{C_file}/book"
    ),
    "township_secretary": "/ /applications/{N}/review /applications/{N}/do/recommend /applications/{C}/award",
    "county_officer": (
        "/ /cycles /cycles/new /cycles/{cycle} /cycles/{cycle}/groups /cycles/{cycle}/overview "
        "/cycles/{cycle}/publish /cycles/{cycle}/objections /applications/{E}/summary /notices/{notice}/prolong "
        "/units /units/import /facts/import /facts/imports /people /calendar /ledger/{county} /standards/upload/"
    ),
    "county_lead": (
        "/ /cycles/{cycle}/publish /notices/{notice}/rate /applications/{C}/award "
        "/applications/{C}/certificate /applications/{E}/summary"
    ),
    "rater": "/ /rating /applications/{H}/rate",
    "teller": "/ /applications/{H}/counts /applications/{H}/counts/team_rate_members",
    "city_officer": "/ /cycles /counties",
    "auditor": "/ /cycles/{cycle} /people",
    "admin": "/ /units /units/{unit}/correct /people /people/new /people/secretary /box/all",
}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cycles(monkeypatch: pytest.MonkeyPatch) -> CycleWorld:
    """One branch in each of the states whose pages are looked at."""
    clock = Clock(monkeypatch)
    made = cycle_world(
        make_world(), facts={"N": {"life_gap_months": None, "dues_months_full": 3}}, clock=clock
    )
    for key, state in (
        ("C", "RATED"), ("G", "PUBLIC_NOTICE"), ("E", "PROPOSED"), ("H", "EVALUATING"), ("N", "TOWNSHIP_REVIEW"),
        ("V", "SELF_CHECK"),
    ):  # fmt: skip
        made.bring(made.applications[key], state)
    return made


def addresses(cycles: CycleWorld) -> dict[str, Any]:
    """What stands in the places of PAGES."""
    sheets = {key: cycles.fresh(application) for key, application in cycles.applications.items()}
    return {
        **{key: sheet.uid for key, sheet in sheets.items()},
        **{f"{key}_file": sheet.dossier.uid for key, sheet in sheets.items()},
        "cycle": cycles.cycle.uid,
        "notice": Notice.objects.get(applications=sheets["G"]).uid,
        "code": sheets["C"].award.code,
        "version": cycles.cycle.pack.version,
        "unit": cycles.world.branches["V"].uid,
        "county": cycles.world.county.uid,
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_a_role_are_sound(
    cycles: CycleWorld, looked: Looked, live: str, who: str, language: str
) -> None:
    look_at(looked, live, cycles.world, who, language, PAGES[who].split(), addresses(cycles))


def test_what_is_wrong_on_a_page_is_found(cycles: CycleWorld, page: Any) -> None:
    page.set_content(
        "<title>t</title><main><img src='data:,'><p title='Save'>存着 the paper</p><b>待定</b></main>"
    )
    assert any(fault.startswith("image-alt") for fault in violations(page, 1280))
    assert untranslated(page) == [
        "English on the Chinese page: 存着 the paper",
        "English on the Chinese page: Save",
    ]
    assert chinese(page) == ["Chinese on the English page: 待定"]
