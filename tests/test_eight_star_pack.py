"""The common eight-star pack is the table of domain §4: points, classes, texts of every sector, and what it computes."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from baxing.rules import scoring
from baxing.rules.pack import LevelRule, Task
from baxing.rules.pack_check import check, proof
from baxing.rules.pack_walk import texts, uses
from baxing.standards.loading import PACKS, base_facts, read
from tests import pack_sample as sample

PACK = sample.pack("eight-star")
TASKS = {task.code: task for task in PACK.tasks}
ALL = "VCGSEHNO"

# Per star: points, method and class of its tasks, as in domain §4.
TABLE = {
    "S1": "25 BAND A, 15 CHK H, 25 BAND A, 10 CHK A, 15 RATIO A, 10 DED H",
    "S2": "25 DED A, 10 CHK H, 20 CHK H, 15 RATIO A, 15 LEVEL M, 15 BALLOT A",
    "S3": "20 DED A, 20 RATIO A, 20 CHK H, 15 RATIO A, 15 RATIO A, 10 CHK A",
    "S4": "15 RATIO A, 15 RATIO A, 10 RATIO A, 10 RATIO A, 20 CHK A, 20 CHK H, 10 BAND A",
    "S5": "25 LEVEL H, 20 RATIO A, 15 RATIO A, 15 CHK A, 10 CHK H, 15 BALLOT A",
    "S6": "15 CHK A, 25 RATIO H, 20 RATIO A, 15 RATIO A, 10 RATIO A, 10 CHK H, 5 CHK A",
    "S7": "25 GATE M, 15 LEVEL M, 20 CHK M, 10 DED M, 20 RATIO A, 10 LEVEL H",
    "S8": "25 RATIO H, 20 CHK A, 15 CHK H, 15 RATIO A, 10 CHK H, 15 CHK A",
}
WEIGHTS = {"S1": 10, "S2": 15, "S3": 15, "S4": 15, "S5": 20, "S6": 10, "S7": 7, "S8": 8}

# Sectors that the table or the list of domain §4.2 gives words of their own.
OWN_WORDS = {
    "S1-1": "VSEH", "S1-3": "VC", "S1-5": ALL, "S2-2": ALL, "S2-4": "NO", "S2-5": "VCSNO", "S2-6": "VCNO",
    "S3-1": "ENO", "S3-3": "VNO", "S3-5": "VCN", "S5-1": ALL, "S5-2": "GSEH", "S5-3": "VCGSEH", "S5-4": "VC",
    "S5-5": ALL, "S5-6": ALL, "S6-2": ALL, "S6-3": "VC", "S6-7": ALL, "S7-1": "NO", "S7-2": "VC",
    "S7-4": "VC", "S7-5": "C", "S7-6": "VC", "S8-1": ALL, "S8-2": ALL, "S8-3": ALL,
}  # fmt: skip

# Words for things that the pack must not even mention, beside those that the checker knows (domain §12).
NEVER = [
    "网格",
    "双联户",
    "维稳",
    "信访",
    "上访",
    "宗教",
    "思想动态",
    "打卡",
    "定位",
    "人脸",
    "积分",
    "排名",
    "照片",
    "酌情",
]


def test_it_loads_without_an_error_or_a_warning() -> None:
    assert read(PACKS / "eight-star").problems == []
    assert check(PACK) == []


@pytest.mark.parametrize("star", PACK.stars, ids=lambda star: star.code)
def test_points_methods_and_classes_are_those_of_the_table(star: Any) -> None:
    assert ", ".join(f"{task.points} {task.method} {task.auto}" for task in star.tasks) == TABLE[star.code]
    assert [task.code for task in star.tasks] == [f"{star.code}-{n}" for n in range(1, len(star.tasks) + 1)]
    assert star.weight == WEIGHTS[star.code]


def test_every_star_is_a_hundred_in_every_sector() -> None:
    assert {points for _, by_sector, _ in proof(PACK) for points in by_sector.values()} == {Decimal(100)}
    assert list(PACK.sectors) == list(ALL)


def test_three_fifths_of_the_points_are_computed() -> None:
    count = Counter(task.auto for task in PACK.tasks)
    points: Counter[str] = Counter()
    for task in PACK.tasks:
        points[task.auto] += int(task.points)
    assert (count, points) == (Counter(A=31, H=14, M=5), Counter(A=490, H=225, M=85))


def test_every_sector_that_differs_has_its_own_words() -> None:
    assert {code: "".join(task.variants) for code, task in TASKS.items() if task.variants} == OWN_WORDS
    for code, sectors in OWN_WORDS.items():
        spoken = [TASKS[code].criterion, *(TASKS[code].for_sector(sector).criterion for sector in sectors)]
        assert len({text.zh for text in spoken}) == len({text.en for text in spoken}) == len(sectors) + 1, (
            code
        )


def test_every_text_is_there_in_chinese_and_in_english() -> None:
    for path, text in texts(PACK):
        assert re.search(r"[一-鿿]", text.zh), path
        assert re.search(r"[a-z]", text.en), path
        assert not re.search(r"[一-鿿，。；：（）]", text.en), path
        assert text.zh.count("“") == text.zh.count("”"), path


def test_nobody_is_watched_and_nothing_is_left_to_discretion() -> None:
    said = "\n".join(text.zh for _, text in texts(PACK))
    assert [word for word in NEVER if word in said] == []
    assert "discretion" not in "\n".join(text.en for _, text in texts(PACK))


def test_computed_tasks_take_no_upload_and_others_at_most_one_file() -> None:
    assert {(task.auto == "A", task.evidence_max) for task in PACK.tasks} == {(True, 0), (False, 1)}


def test_levels_are_anchored_by_five_different_sentences() -> None:
    leveled = [
        rule for task in PACK.tasks for s in ALL if isinstance(rule := task.for_sector(s).rule, LevelRule)
    ]
    assert len(leveled) == 4 * len(ALL)
    for rule in leveled:
        assert len({anchor.zh for anchor in rule.anchors}) == len({anchor.en for anchor in rule.anchors}) == 5


def test_every_heading_of_the_office_workbook_names_one_fact() -> None:
    mapped = [heading for fact in base_facts().values() for heading in fact.columns]
    assert len(mapped) == len(set(mapped))
    assert [heading for heading in sample.headings() if heading not in mapped] == []
    used = {use.code for use in uses(PACK)}
    for heading in sample.headings():
        assert any(heading in base_facts()[code].columns for code in used), heading


@pytest.mark.parametrize("sector", ALL)
def test_the_office_workbook_alone_makes_most_computed_tasks_known(sector: str) -> None:
    unknown: Counter[str] = Counter()
    for row in range(sample.branches()):
        found = scoring.compute_all(PACK, sector, sample.reported(PACK, row))
        unknown.update(
            code for code, out in found.items() if TASKS[code].auto == "A" and out.kind == "unknown"
        )
    never_reported = {code for code, times in unknown.items() if times == sample.branches()}
    # Training hours, the two ballots and recognitions have no column; volunteers by head only in four sectors.
    assert never_reported == {"S2-4", "S2-6", "S5-6", "S8-6"} | ({"S5-3"} if sector in "GSEH" else set())


def test_what_the_first_village_of_the_workbook_gets() -> None:
    found = scoring.compute_all(PACK, "V", sample.reported(PACK, 0))
    points = {
        code: (found[code].kind, found[code].points)
        for code in ("S4-1", "S4-2", "S5-2", "S3-5", "S6-4", "S6-5")
    }
    assert points["S4-1"] == ("scored", 1500)
    assert points["S4-2"] == ("scored", 1375)  # 11 of 12 months
    assert points["S5-2"] == ("scored", 2000)  # 61 of 67 is above 90 %
    assert points["S6-4"] == ("na", 0)  # no problem was due
    assert points["S6-5"] == ("scored", 1000)
    assert points["S3-5"] == ("unknown", 0)  # mobile members were left blank


@pytest.mark.parametrize("sector", ALL)
def test_a_branch_that_did_everything_has_full_marks_in_every_computed_task(sector: str) -> None:
    facts = sample.model(PACK)
    short = {
        code: out
        for code, out in scoring.compute_all(PACK, sector, facts).items()
        if TASKS[code].auto == "A" and (out.kind, out.points) != ("scored", out.full)
    }
    assert short == {}
    assert set(scoring.gate_states(PACK, sector, facts).values()) == {False}
    assert set(scoring.veto_states(PACK, facts, {}).values()) == {False}


@pytest.mark.parametrize(
    ("rate", "points"),
    [
        ("0.95", 1500),
        ("0.9499", 1200),
        ("0.9", 1200),
        ("0.8999", 900),
        ("0.8", 900),
        ("0.7999", 400),
        ("0.6", 400),
    ],
)
def test_a_ballot_band_begins_exactly_at_its_rate(rate: str, points: int) -> None:
    for changed in ({"satisfaction_rate_members": rate}, {"satisfaction_rate_reps": rate}):
        assert scoring.compute_all(PACK, "V", sample.model(PACK, **changed))["S5-6"].points == points


def test_rated_tasks_are_the_manual_ones_and_the_levels() -> None:
    rated: list[Task] = [task for task in PACK.tasks if task.rated]
    assert [task.code for task in rated] == ["S2-5", "S5-1", "S7-1", "S7-2", "S7-3", "S7-4", "S7-6"]
