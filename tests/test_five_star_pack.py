"""The five-star pack is another kind of table, and the same engine reads it: one sum per branch, grades, a capped bonus."""

import re
from decimal import Decimal

import pytest

from baxing.rules import scoring
from baxing.rules.pack_check import check, proof
from baxing.rules.pack_walk import texts, uses
from baxing.standards.loading import base_facts
from tests import pack_sample as sample

PACK = sample.pack("five-star")
TASKS = {task.code: task for task in PACK.tasks}
SECTORS = "VCGSEN"


def test_its_only_warnings_are_about_the_advice_shares() -> None:
    assert {(finding.code, finding.severity) for finding in check(PACK)} == {("quota", "warning")}


def test_eight_indicators_make_a_hundred_and_ten_points_in_six_sectors() -> None:
    assert "".join(PACK.sectors) == SECTORS
    rows = proof(PACK)
    assert len(rows) == 8
    for sector in SECTORS:
        assert sum((by_sector[sector] for _, by_sector, _ in rows), Decimal(0)) == 100
    assert sum((bonus for _, _, bonus in rows), Decimal(0)) == PACK.bonus_cap == 10
    assert 20 <= len(PACK.tasks) <= 26


def test_grades_go_by_points_and_the_shares_are_advice() -> None:
    assert PACK.scoring_mode == "per_branch_100"
    assert [(g.at_least, g.stars) for g in PACK.grades] == [(90, 5), (80, 4), (70, 3), (60, 2), (0, 1)]
    assert [g.advice for g in PACK.grades] == [
        Decimal("0.1"),
        Decimal("0.3"),
        Decimal("0.4"),
        Decimal("0.2"),
        None,
    ]


def test_it_is_not_the_eight_star_pack_with_other_numbers() -> None:
    other = sample.pack("eight-star")
    assert PACK.terms.notice_days != other.terms.notice_days
    assert not {star.code for star in PACK.stars} & {star.code for star in other.stars}
    shared = {task.criterion.zh for task in PACK.tasks} & {task.criterion.zh for task in other.tasks}
    assert shared == set()
    assert PACK.top is None
    assert other.grades == []


def test_it_brings_facts_of_its_own() -> None:
    own = {use.code for use in uses(PACK)} - set(base_facts())
    assert own == {"open_days", "helped_branch_confirmed", "method_adopted_by"}
    assert own <= {fact.code for fact in PACK.facts}


def test_every_text_is_there_in_chinese_and_in_english() -> None:
    for path, text in texts(PACK):
        assert re.search(r"[一-鿿]", text.zh), path
        assert re.search(r"[a-z]", text.en), path
        assert not re.search(r"[一-鿿，。；：（）]", text.en), path


def test_one_task_reads_differently_in_each_of_the_six_sectors() -> None:
    assert len({TASKS["I5-2"].for_sector(sector).criterion.zh for sector in SECTORS}) == len(SECTORS)


@pytest.mark.parametrize("sector", SECTORS)
def test_a_branch_that_did_everything_has_every_computed_point(sector: str) -> None:
    facts = sample.model(PACK, helped_branch_confirmed=True, method_adopted_by=3)
    short = {
        code: out
        for code, out in scoring.compute_all(PACK, sector, facts).items()
        if TASKS[code].auto == "A" and (out.kind, out.points) != ("scored", out.full)
    }
    assert short == {}


@pytest.mark.parametrize("sector", SECTORS)
def test_the_office_workbook_leaves_only_the_ballot_and_the_open_day_unknown(sector: str) -> None:
    never = set(TASKS)
    for row in range(sample.branches()):
        found = scoring.compute_all(PACK, sector, sample.reported(PACK, row))
        never &= {code for code, out in found.items() if out.kind == "unknown" and TASKS[code].auto == "A"}
    assert never == {"I8-1", "I8-2"}


@pytest.mark.parametrize(("months", "points"), [(12, 500), (11, 400), (8, 100), (7, 0), (0, 0)])
def test_a_missed_party_day_costs_one_point(months: int, points: int) -> None:
    facts = sample.model(PACK, party_day_months=months)
    assert scoring.compute_all(PACK, "G", facts)["I4-3"].points == points


@pytest.mark.parametrize(
    ("done", "general", "firm"), [(18, 500, 500), (17, 300, 500), (12, 100, 300), (8, 0, 100)]
)
def test_study_is_banded_by_exact_percentages_and_gentler_in_firms(
    done: int, general: int, firm: int
) -> None:
    facts = sample.model(PACK, study_members_due=20, study_members_done=done)
    assert scoring.compute_all(PACK, "G", facts)["I3-2"].points == general
    assert scoring.compute_all(PACK, "N", facts)["I3-2"].points == firm


def test_low_satisfaction_caps_at_two_stars() -> None:
    states = scoring.veto_states(PACK, sample.model(PACK, satisfaction_rate_users="0.59"), {})
    assert states["F3"] is True
    assert next(veto.cap for veto in PACK.vetoes if veto.code == "F3") == 2
