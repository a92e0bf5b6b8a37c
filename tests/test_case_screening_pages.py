"""The screening page: what the facts suggest before anybody is listed, who begins, and reasons that stay readable."""

from typing import Any

import pytest

from baxing.rectification.models import Case
from tests.case_closing import to_closing
from tests.case_world import CaseWorld, screened, to_state
from tests.test_case_pages import page, url

pytestmark = pytest.mark.django_db


def test_screening_is_begun_from_the_list_and_what_was_decided_stays_readable(cases: CaseWorld) -> None:
    case = to_state(cases, "DROPPED", key="V2")
    text = page(cases, "township_officer", "/rectification/screening?show=dropped")
    assert "云杉镇二村党总支" in text
    assert "迹象轻，先不列" in text
    assert "云杉镇一村党支部" not in text
    unit = cases.world.branches["V"]
    assert "组织生活停了" in page(cases, "township_officer", f"/rectification/screening/{unit.uid}")
    for who in ("county_lead", "auditor"):
        answer = cases.world.client_as(who).post(f"/rectification/screening/{unit.uid}")
        assert answer.status_code == 409
    begun = cases.world.client_as("township_officer").post(f"/rectification/screening/{unit.uid}")
    assert begun.status_code == 302
    assert Case.objects.get(unit=unit).dossier.status == "SCREENED"
    for who in ("secretary", "stranger", "admin", "teller"):
        assert cases.world.client_as(who).get("/rectification/screening").status_code == 404
    assert case.unit_id != unit.pk


def test_a_level_looks_with_its_own_form(cases: CaseWorld) -> None:
    case = screened(cases)
    client = cases.world.client_as("secretary")
    assert client.post(url(case, "/look"), {"codes": ["R04"], "text": ""}).status_code == 422
    assert client.post(url(case, "/look"), {"codes": ["R04"], "text": "会停了两个季度"}).status_code == 302
    assert "会停了两个季度" in page(cases, "township_officer", url(case))
    assert cases.world.client_as("member").get(url(case, "/look")).status_code == 404


def test_a_branch_that_was_rectified_is_shown_with_what_comes_back(cases: CaseWorld) -> None:
    case = to_closing(cases, "FOLLOW_UP")
    unit = cases.world.branches["V"]
    assert "曾经整顿" not in page(cases, "township_officer", "/rectification/screening")
    Case.objects.filter(pk=case.pk).update(open=False)
    text = page(cases, "township_officer", "/rectification/screening")
    assert "曾经整顿：2 条问题可能又出现" in text
    assert "迹象 R04 又出现了" in page(cases, "township_officer", f"/rectification/screening/{unit.uid}")


def test_the_list_runs_by_the_register_in_few_queries(
    cases: CaseWorld, django_assert_max_num_queries: Any
) -> None:
    client = cases.world.client_as("county_officer")
    with django_assert_max_num_queries(22):
        answer = client.get("/rectification/screening")
    paths = [row.unit.path for row in answer.context["rows"]]
    assert len(paths) == 12
    assert paths == sorted(paths)
