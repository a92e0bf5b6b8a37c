"""Every reason has words in Chinese and English, and the words say the figures."""

import ast
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from baxing.rules import explain_words, scoring, sheet
from baxing.rules.explain import explain, number, outcome_line, percent, points, reading, say, way_line
from baxing.rules.frame import Frame
from baxing.rules.outcome import Outcome, Reason, Way
from baxing.rules.scoring import compute, compute_all, gate_states, veto_states
from tests.scoring_world import facts, task
from tests.test_scoring_properties import standard, told, world

RULES = Path(explain_words.__file__).parent
SOURCES = ("methods.py", "award.py", "scoring.py")


def literals() -> set[str]:
    """Every text in the modules that give reasons."""
    trees = (ast.parse((RULES / name).read_text("utf-8")) for name in SOURCES)
    return {node.value for tree in trees for node in ast.walk(tree) if _is_text(node)}


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def given_codes() -> Iterator[str]:
    """Codes that stand as such in Reason(…)."""
    for name in SOURCES:
        for node in ast.walk(ast.parse((RULES / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reason":
                code = node.args[0]
                either = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
                yield from (part.value for part in either if _is_text(part))


def test_each_code_that_is_given_has_words_and_each_line_is_used() -> None:
    codes = set(given_codes())
    assert len(codes) > 30
    assert codes <= explain_words.WORDS.keys()
    assert explain_words.WORDS.keys() <= literals()


def test_both_languages_have_every_line() -> None:
    for line in explain_words.WORDS.values():
        assert line["zh"].strip()
        assert line["en"].strip()
        names = [set(re.findall(r"\{(\w+)\}", line[language])) for language in ("zh", "en")]
        assert names[0] == names[1]
        assert not re.search("[一-鿿]", line["en"])
    assert explain_words.FRAME["zh"].keys() == explain_words.FRAME["en"].keys()


RATIO = {"parts": [{"points": 20, "actual": {"count": "quarterly"}, "target": 4}]}
MATTERS = {"parts": [{"points": 20, "actual": "other", "target": "due"}]}


@pytest.mark.parametrize(
    ("rule", "values", "zh", "en"),
    [
        (
            RATIO, {"quarterly": {"Q1": 1, "Q2": 1, "Q3": 1, "Q4": 0}},
            "3 ÷ 4 个季度 × 20 = 15，少 5", "3 ÷ 4 quarters × 20 = 15, 5 lost",
        ),
        (MATTERS, {"other": 3, "due": 5}, "实际 3 件，应办 5 件，20 分得 12，少 8", "3 of 5 matters due, 12 of 20, 8 lost"),
        (MATTERS, {"other": 5, "due": 5}, "实际 5 件，应达 5 件，得 20", "5 of 5 matters due: 20"),
        (MATTERS, {"other": 1, "due": 3}, "实际 1 件，应办 3 件，20 分得 ≈6.67，少 ≈13.33", "1 of 3 matters due, ≈6.67 of 20, ≈13.33 lost"),
    ],
)  # fmt: skip
def test_a_ratio_shows_its_figures(rule: dict[str, Any], values: dict[str, Any], zh: str, en: str) -> None:
    (reason,) = compute(task("RATIO", rule), facts(values)).why
    assert (say(reason, "zh-hans"), say(reason, "en")) == (zh, en)


def test_what_is_missing_is_named_with_its_periods() -> None:
    outcome = compute(task("RATIO", RATIO), facts(quarterly={"Q1": 1, "Q2": 1}))
    assert say(outcome.why[-1], "zh") == "缺数据：quarterly（第三季度、第四季度）"
    assert say(outcome.why[-1], "en") == "Missing: quarterly (Q3, Q4)"
    assert outcome_line(outcome, "zh") == "待定，10 至 20"
    alone = compute(task("GATE", {"when": "yes"}), facts())
    assert say(alone.why[-1], "zh") == "缺数据：yes"


def test_an_optional_piece_is_left_out_whole() -> None:
    assert (
        say(Reason("gate-fired", {"code": "G1", "text": "没有场所", "remedy": None}), "zh")
        == "门槛 G1 未过：没有场所"
    )


@pytest.mark.parametrize(
    ("hundredths", "text"), [(1500, "15"), (1125, "11.25"), (1250, "12.5"), (5, "0.05"), (0, "0")]
)
def test_points_read_well(hundredths: int, text: str) -> None:
    assert points(hundredths) == text


def test_numbers_say_when_they_were_cut() -> None:
    assert number(Fraction(1, 3)) == "≈0.33"
    assert number(Fraction(9, 4)) == "2.25"
    assert number(Fraction(-1, 2)) == "-0.5"
    assert percent(Fraction(19, 20)) == "95%"


def test_a_reading_says_what_was_read() -> None:
    unit = task().title.model_copy(update={"zh": "件", "en": "matters"})
    assert reading(Fraction(3), unit, "zh") == "3 件"
    assert reading(Fraction(3), unit, "en") == "3 matters"
    assert reading(True, None, "zh") == "是"
    assert reading(None, None, "en") == "unknown"


def test_a_way_names_its_tasks() -> None:
    way = Way(("S1-1", "S1-2"), 1250, Fraction(85))
    titles = {"S1-1": task().title, "S1-2": task().title}
    assert way_line(way, titles, "zh") == "S1-1 task 和 S1-2 task 全部做到，增加 12.5，到 85 分"


@pytest.mark.parametrize("name", ["eight-star", "five-star"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_whole_result_is_said_without_gaps(name: str, language: str) -> None:
    pack = standard(name)
    for seed in range(6):
        chance = random.Random(seed)
        held = told(pack, {key: value for key, value in world(pack, chance).items() if chance.random() < 0.7})
        sector = chance.choice(list(pack.sectors))
        outcomes = compute_all(pack, sector, held)
        result = sheet.score(
            Frame.of(pack), sheet.auto(Frame.of(pack), outcomes), gate_states(pack, sector, held),
            veto_states(pack, held, {veto.code: True for veto in pack.vetoes if seed % 2}),
            scoring.satisfaction(pack, held),
        )  # fmt: skip
        text = explain(result, outcomes, pack, language)
        assert not re.search(r"[{}\[\]]|: None$|Fraction|（）|\(\)", text)
        assert all(code in text for code in outcomes)


def test_outcomes_are_one_line() -> None:
    done = Outcome("S1-1", "scored", 1125, 1500, 1125, 1125, ())
    assert outcome_line(done, "en") == "11.25 / 15"
    assert outcome_line(done._replace(kind="na"), "zh") == "不适用"
