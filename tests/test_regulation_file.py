"""A regulation is read with every problem in words and its line; a quota has no place in it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from baxing.rectification.regulation_file import canonical, digest, dump_yaml, read, read_upload, shipped
from baxing.rules.regulation import CaseTerms, Electorate, FourOne, Item, Named, Regulation, Sheet, Sign
from baxing.rules.regulation_check import SECTORS
from baxing.site.cli import main
from baxing.standards.loading import Problem

SOURCE = (shipped()[0] / "pack.yaml").read_text()


def changed(old: str, new: str) -> list[Problem]:
    """The problems of the shipped file after one change."""
    assert old in SOURCE
    return read_upload(SOURCE.replace(old, new, 1).encode()).problems


def test_the_shipped_regulation_is_sound_and_complete() -> None:
    reading = read(shipped()[0])
    assert reading.problems == []
    regulation = reading.sound()
    assert [sign.code for sign in regulation.signs] == [f"R{n:02d}" for n in range(1, 14)]
    assert {sign.code for sign in regulation.signs if sign.mode == "manual"} == {"R02", "R12"}
    for sector in SECTORS:
        lines = {row.code: row.threshold for row in regulation.electorates_for(sector)}
        assert lines.pop("members") == 95
        assert list(lines.values()) == [85]
        assert len(regulation.four_ones_for(sector)) == 4


def test_its_words_stand_in_both_languages() -> None:
    rows = read(shipped()[0]).sound()
    for row in (*rows.signs, *rows.four_ones, *rows.sheet.items, *rows.electorates, *rows.signers):
        assert any("一" <= letter <= "鿿" for letter in row.name.zh)
        assert row.name.en.isascii()


def test_the_sectors_are_those_of_the_tree() -> None:
    from baxing.units.models import SECTORS as of_units  # late: the file is read without Django

    assert tuple(of_units) == SECTORS


def test_the_canonical_text_and_the_yaml_read_back_to_the_same() -> None:
    regulation = read(shipped()[0]).sound()
    text = canonical(regulation)
    assert Regulation.model_validate_json(text) == regulation
    again = read_upload(dump_yaml(regulation).encode())
    assert again.regulation == regulation
    assert again.errors == []
    assert digest(canonical(again.sound())) == digest(text)


def test_every_term_is_written_out_so_that_a_later_default_changes_nothing() -> None:
    bare = SOURCE[: SOURCE.index("terms:")]
    assert '"overdue_days":5' in canonical(read_upload(bare.encode()).sound())


@pytest.mark.parametrize(
    "key", ["quota", "percentage", "share_of_branches", "least_cases", "指标", "bottom_rank"]
)
@pytest.mark.parametrize("before", ["signs:\n", "terms:\n"])
def test_a_quota_is_refused_wherever_it_stands_and_the_sentence_says_why(key: str, before: str) -> None:
    inside = before if before == "terms:\n" else ""
    put = f"{before}  {key}: 5\n" if inside else f"{key}: 5\n{before}"
    (problem,) = changed(before, put)
    assert problem.severity == "error"
    assert "不设比例、不定指标" in problem.what.zh
    assert "no quota" in problem.what.en
    assert SOURCE.replace(before, put, 1).splitlines()[problem.line - 1].strip() == f"{key}: 5"


def test_a_county_without_the_quota_sentence_still_hears_of_an_unknown_key() -> None:
    (problem,) = changed("terms:\n", "colour: red\nterms:\n")
    assert problem.code == "unknown-key"


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("points: 20", "points: 21", "sheet-sum", "items:"),
        ("code: R02", "code: R01", "codes-twice", "code: R01"),
        ("mode: manual", "mode: auto", "sign-computed", "code: R02"),
        ("above: 3}", "abov: 3}", "misspelt-key", "abov"),
        ("secretary_vacant_months", "secretary_vacant_month", "misspelt-fact", "secretary_vacant_month,"),
        ("when: no_venue", "when: team_women", "not-yes-no-fact", "when: team_women"),
        ("months: 6", "months: 2", "months-order", "months: 2"),
        ("quorum: [2, 3]", "quorum: [4, 3]", "quorum-over", "quorum: [4, 3]"),
        ("look_backs: 2", "look_backs: 12", "look-backs-tight", "look_backs: 12"),
        ("pass_mark: 80", "pass_mark: 120", "too-big", "pass_mark: 120"),
        ("sectors: [V]", "sectors: [X]", "unknown-sector", "sectors: [X]"),
        ("kind: rectification", "kind: other", "not-one-of", "kind: other"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, code: str, at: str) -> None:
    problem = next(problem for problem in changed(old, new) if problem.severity == "error")
    assert problem.code == code
    lines = SOURCE.replace(old, new, 1).splitlines()
    assert at in lines[problem.line - 1]
    assert problem.what.zh
    assert problem.what.en
    assert problem.mend.zh
    assert problem.mend.en
    assert "%(" not in problem.what.zh + problem.what.en + problem.mend.zh + problem.mend.en


def test_words_about_faith_petitions_or_residents_are_warned_of() -> None:
    found = changed("{zh: 书记不胜任, en: Secretary not up to the job}", "{zh: 信访多, en: Many petitions}")
    assert [(problem.severity, problem.code) for problem in found] == [("warning", "watch-petition")]


def test_a_line_below_the_regions_rule_is_warned_of() -> None:
    (problem,) = changed("threshold: 95", "threshold: 90")
    assert (problem.severity, problem.code) == ("warning", "threshold-low")


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"- 1\n", b"a: [", b"signs: 5\n", b"x" * 3_000_000])
def test_no_file_makes_the_reader_fall(raw: bytes) -> None:
    reading = read_upload(raw)
    assert reading.regulation is None
    assert reading.errors


def test_the_doc_explains_every_field_and_every_term_with_its_value() -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "packs.md").read_text("utf-8")
    part = page[page.index("## A regulation for rectification") :]
    for model in (Regulation, Sign, FourOne, Sheet, Item, Electorate, Named):
        for name, field in model.model_fields.items():
            assert re.search(rf"`{field.alias or name}`", part) or name == "kind", name
    for name, value in CaseTerms().model_dump().items():
        assert re.search(rf"`{name}` {value}\b", part), name


def test_the_command_knows_a_regulation(tmp_path: Path) -> None:
    good = CliRunner().invoke(main, ["pack", "check", str(shipped()[0]), "--language", "en"])
    assert good.exit_code == 0
    assert "13 situations" in good.output
    bad = tmp_path / "own.yaml"
    bad.write_text(SOURCE.replace("terms:", "quota: 5\nterms:"), "utf-8")
    found = CliRunner().invoke(main, ["pack", "check", str(bad)])
    assert found.exit_code == 1
    line = SOURCE[: SOURCE.index("terms:")].count("\n") + 1
    assert f"own.yaml:{line}" in found.output
    assert "不设比例" in found.output
    said = json.loads(CliRunner().invoke(main, ["pack", "check", str(bad), "--json"]).output)
    assert (said["sound"], said["errors"], said["problems"][0]["code"]) == (False, 1, "quota-key")
