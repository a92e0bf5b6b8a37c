"""Every page of rectification, for every role that has it, on a phone and a desk, in both languages: it fits, is quiet,
accessible and spoken."""

from typing import Any

import pytest

from baxing.ballots.models import Round
from baxing.problems.models import Problem
from baxing.rectification.models import Case, Seat
from tests import case_world
from tests.case_closing import next_look_back, to_closing
from tests.case_world import CaseWorld, make_plan, to_state
from tests.page_checks import Looked, look_at

PAGES = {
    "secretary": (
        "/ /rectification/ /rectification/cases /rectification/{V} /rectification/{V}/plan /rectification/{V}/progress "
        "/rectification/{V}/print/ /rectification/{V}/print/R3 /problems/ /problems/{V_problem} "
        "/problems/{V_problem}/do/start /rectification/regulation /dossiers/{V_file}/book"
    ),
    "first_secretary": "/ /rectification/{V} /rectification/{V}/visit /problems/",
    "township_officer": (
        "/ /rectification/ /rectification/screening /rectification/screening/{C_unit} /rectification/{H} "
        "/rectification/{H}/look /rectification/{V2}/plan /rectification/{V2}/seats/first_secretary "
        "/problems/new?parent={V2_file} /problems/{V2_problem}/change /rectification/{G}/check /rectification/{V}/told"
    ),
    "township_secretary": "/ /rectification/{V2} /rectification/{V2}/move/send_plan",
    "county_officer": (
        "/ /rectification/ /rectification/cases /rectification/screening /rectification/{V3} /ballots/{V3_round} "
        "/rectification/{S}/check /rectification/{O}/ballot /rectification/{E2}/objected /rectification/{E2}/sustain "
        "/rectification/totals /rectification/totals/{county}/enter?year=2025&measure=screened "
        "/rectification/regulation/publish"
    ),
    "county_lead": (
        "/ /rectification/{E}/move/confirm /rectification/{E} /rectification/{N}/announce /rectification/{E2}/close-up"
    ),
    "teller": "/ /ballots/{V3_round} /ballots/{V3_round}/members",
    "city_officer": "/ /rectification/ /rectification/{G2} /rectification/{G2}/look-back/1 /rectification/{G2}/look-back/1/ballot",
    "auditor": "/rectification/ /rectification/{V3} /rectification/{G2} /rectification/{G2}/print/R11",
}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def known(cases: CaseWorld, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """One branch in each of the states whose pages are looked at, and what stands in the places of PAGES."""
    monkeypatch.setattr(case_world, "CODES", ("R04",))  # a situation of every sector
    monkeypatch.setattr(case_world, "PROBLEMS", [("R04", *texts) for _code, *texts in case_world.PROBLEMS])
    found: dict[str, Case] = {"G2": to_closing(cases, "FOLLOW_UP", key="G2")}
    next_look_back(cases, found["G2"])
    for key, state in (("G", "SELF_CHECKED"), ("S", "TOWNSHIP_RECHECKED"), ("O", "DEPT_REVIEWED"), ("N", "PASSED"),
                       ("V3", "BALLOT"), ("E2", "NOTICE")):  # fmt: skip
        found[key] = to_closing(cases, state, key=key)
    for key, state in (("H", "SCREENED"), ("E", "HEARD"), ("V2", "PLANNING"), ("V", "RECTIFYING")):
        found[key] = to_state(cases, state, key=key)
    make_plan(cases, found["V2"])
    # What people typed is in their own words, so that the product's Chinese can be told from it.
    Problem.objects.update(lead="驻村干部甲")
    Seat.objects.update(duty="县水利局副科长")
    places: dict[str, Any] = {key: case.uid for key, case in found.items()}
    places |= {f"{key}_file": case.dossier.uid for key, case in found.items()}
    for problem in Problem.objects.filter(parent__in=[found[key].dossier for key in ("V", "V2")]):
        places["V_problem" if problem.unit_id == found["V"].unit_id else "V2_problem"] = problem.uid
    places["V3_round"] = Round.objects.get(parent=found["V3"].dossier).uid
    return places | {"C_unit": cases.world.branches["C"].uid, "county": cases.world.county.uid}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_a_role_are_sound(
    cases: CaseWorld, known: dict[str, Any], looked: Looked, live: str, who: str, language: str
) -> None:
    look_at(looked, live, cases.world, who, language, PAGES[who].split(), known)
