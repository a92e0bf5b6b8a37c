"""A pack with mistakes is told every one of them at once, with file, line and mend; a sound one passes with its sums."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

from baxing.rules.pack_watch import WORDS, watched
from baxing.rules.pack_words import CODES
from baxing.rules.text import Text
from baxing.standards.loading import read_text

GOOD = """\
schema: 1
code: small
version: "0.10"
name: {zh: 小标准, en: Small}
scoring_mode: per_star_100
sectors: {V: {zh: 村, en: Village}, NO: {zh: 非公, en: Firm}}
excuses: {disaster: {zh: 灾害, en: Disaster}}
stars:
  - code: S1
    name: {zh: 一星, en: One}
    short: {zh: 一, en: one}
    weight: 60
    tasks:
      - code: S1-1
        title: {zh: 党员大会, en: Meeting}
        criterion: {zh: 每季度一次, en: Once a quarter}
        points: 62.5
        method: RATIO
        auto: A
        rule: {parts: [{points: 62.5, actual: {count: members_meeting_valid}, target: 4}]}
        evidence: [C]
        excuses: [disaster]
        legal_basis: {zh: 条例, en: Rules}
      - code: S1-2
        title: {zh: 任期, en: Term}
        criterion: {zh: 按期换届, en: In time}
        points: 37.5
        method: BAND
        auto: A
        rule:
          cases:
            - {points: 37.5, when: {value: {months_since: term_ends_on}, below: 1}}
            - {points: 0}
        evidence: [R]
        legal_basis: {zh: 条例, en: Rules}
        variants: {NO: {criterion: {zh: 三年一届, en: Three years}}}
  - code: S2
    name: {zh: 二星, en: Two}
    short: {zh: 二, en: two}
    weight: 40
    tasks:
      - {code: S2-1, title: {zh: 集体决策, en: Decisions}, criterion: {zh: 看五件事, en: Five}, points: 100, method: DED,
         auto: H, rule: {deduct: [{text: {zh: 缺一件, en: One short}, each: 20}]}, evidence: [D], evidence_max: 1,
         legal_basis: {zh: 条例, en: Rules}}
vetoes:
  - {code: V1, text: {zh: 否决, en: Veto}, when: under_rectification, effect: cap, cap: 1}
"""

# (what stands in the file, what is written instead, the problem, on the line of, a word of the English answer)
MISTAKES = [
    ("points: 62.5\n", "points: 60\n", "star-sum", "tasks:", "97.5"),
    ("points: 62.5\n", "points: 60\n", "rule-sum", "rule:", "62.5"),
    ("weight: 40", "weight: 50", "weight-sum", "stars:", "110"),
    ("auto: H", "auto: A", "auto-needs-person", "rule: {deduct", "S2-1"),
    ("auto: H", "auto: A", "auto-evidence", "evidence_max", "0"),
    ("members_meeting_valid", "members_meeting_vald", "misspelt-fact", "", "members_meeting_valid"),
    ("months_since: term_ends_on", "months_since: under_rectification", "not-a-date", "", "date"),
    ("when: under_rectification", "when: term_ends_on", "date-as-other", "", "months_since"),
    ("when: under_rectification", "when: members_meeting_valid", "not-yes-no-fact", "", "value"),
    ("target: 4", "target: members_meeting_valid", "period-added-up", "", "count"),
    ("{count: members_meeting_valid}", "{count: members_full}", "year-has-no-periods", "", "members_full"),
    ("excuses: [disaster]", "excuses: [snow]", "unknown-excuse", "", "snow"),
    ("variants: {NO:", "variants: {X:", "unknown-sector", "", "V, NO"),
    ("code: S2-1", "code: S1-2", "twice", "- {code: S1-2", "S1-2"),
    ("effect: cap, cap: 1", "effect: cap", "cap-missing", "", "cap"),
    ("effect: cap, cap: 1", "effect: star_dark, stars: [S9]", "unknown-star", "", "S9"),
    ("{zh: 二星, en: Two}", '{zh: 二星, en: ""}', "words-missing", "", "en"),
    ("{zh: 二星, en: Two}", "{zh: 二星}", "missing", "", "en"),
    ("name: {zh: 二星, en: Two}", "name: 二星", "not-words", "", "zh"),
    ("weight: 40", "weigth: 40", "misspelt-key", "", "weight"),
    ("weight: 40", "weight: forty", "not-number", "", "forty"),
    ("weight: 40", "weight: " + "9" * 1_100_000, "too-big", "weight: 9", "1000"),
    ("method: BAND", "method: BANDS", "not-one-of", "", "BAND"),
    ("code: small", "name: small\ncode: small", "duplicate-key", "name: {zh: 小", "line 2"),
    ('version: "0.10"', "version: 0.10", "not-text", "", "quotes"),
    ("target: 4}", "target: Four meetings}", "not-term", "", "number"),
    ("below: 1}", "belw: 1}", "misspelt-key", "", "below"),
    (", target: 4", "", "half-proportion", "rule: {parts", "target"),
    (
        "- {points: 0}",
        "- {points: 0}\n            - {points: 1, when: under_rectification}",
        "else-first",
        "",
        "last",
    ),
    ("points: 62.5,", "points: 62.501,", "too-many-decimals", "", "2"),
    ("below: 1}", "}", "compare-what", "when: {value", "at_least"),
    ("deduct: [{text", "deduct: {text", "not-yaml", "", "colons"),
    ("rule: {deduct", "rule: [1]\n         #", "not-yaml", "legal_basis: {zh: 条例, en: Rules}}", ""),
][:-2]


def small(old: str = "", new: str = "") -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1) if old else GOOD


def test_a_sound_pack_has_no_problems_and_exact_numbers() -> None:
    reading = read_text(GOOD)
    assert reading.problems == []
    pack = reading.sound()
    assert pack.version == "0.10"
    assert pack.stars[0].tasks[0].points == Decimal("62.5")
    assert {fact.code for fact in pack.facts} == {
        "members_meeting_valid",
        "term_ends_on",
        "under_rectification",
    }


@pytest.mark.parametrize(("old", "new", "code", "anchor", "word"), MISTAKES)
def test_a_mistake_is_found_where_it_stands(old: str, new: str, code: str, anchor: str, word: str) -> None:
    text = small(old, new)
    line = text[: text.index(anchor or new)].count("\n") + 1
    found = [problem for problem in read_text(text, "small.yaml").problems if problem.code == code]
    assert [(problem.file, problem.line) for problem in found] == [("small.yaml", line)]
    assert word in found[0].what.en + found[0].mend.en
    assert re.search(r"[一-鿿]", found[0].what.zh)
    assert "%(" not in found[0].what.zh + found[0].what.en + found[0].mend.zh + found[0].mend.en


def test_everything_is_said_at_once_though_parts_cannot_be_read() -> None:
    text = (
        small("method: BAND", "method: BANDS")
        .replace("weight: 40", "weigth: 40")
        .replace("auto: H", "auto: A")
    )
    codes = {problem.code for problem in read_text(text).errors}
    assert codes == {"not-one-of", "misspelt-key", "auto-evidence", "auto-needs-person"}


def test_every_problem_has_words() -> None:
    used = set()
    for file in [*Path("baxing/rules").glob("pack_*.py"), *Path("baxing/standards").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Finding", "Fault", "Slip"}:
                used |= {
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and "-" in str(arg.value)
                }
    assert used - CODES - {"watch-"} == set()
    assert {f"watch-{group}" for group in WORDS} <= CODES


@pytest.mark.parametrize(
    ("zh", "group"),
    [
        ("信访量不超过 3 件", "petition"),
        ("每次活动上传照片", "photos"),
        ("党员积分排名前十", "persons-scored"),
    ],
)
def test_content_that_watches_people_is_warned_of_and_its_ban_is_not(zh: str, group: str) -> None:
    assert group in dict(watched(Text(zh=zh, en="x")))
    assert dict(watched(Text(zh="不收照片、不排名、不看信访", en="no photos, no ranking"))) == {}
