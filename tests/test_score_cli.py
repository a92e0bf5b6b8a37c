"""`baxing score`: a result from files alone, exact and explained; mistakes named with their place and how to mend them."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from baxing.rules import sheet
from baxing.site.cli import main
from baxing.standards.loading import PACKS

EIGHT = PACKS / "eight-star"
ROOT = Path(__file__).resolve().parent.parent
BRANCH: dict[str, Any] = {
    "year": 2026,
    "reference": "2026-12-31",
    "sector": "V",
    "facts": {
        "term_ends_on": "2027-05-01", "units_covered": 3, "units_to_cover": 5, "mobile_members": 0,
        "needy_members": 4, "needy_members_visited": 3, "satisfaction_rate_members": "93/100",
        "satisfaction_rate_reps": 0.91,
    },
    "decided": {"S7-1": "25", "S7-4": "7.50", "S1-6": "excused", "S7-2": "na"},
    "levels": {"S2-5": [3, 3, 4]},
    "flags": {"V4": True},
}  # fmt: skip


def run(tmp_path: Path, data: Any, *more: str, pack: Path = EIGHT) -> Result:
    path = tmp_path / "facts.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return CliRunner().invoke(main, ["score", "--pack", str(pack), "--facts", str(path), *more])


def star(result: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in result["stars"] if each["code"] == code)


def task(result: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in star(result, code[:2])["tasks"] if each["code"] == code)


def test_the_result_is_exact_json(tmp_path: Path) -> None:
    called = run(tmp_path, BRANCH)
    assert called.exit_code == 0, called.output
    result = json.loads(called.stdout)
    assert task(result, "S1-3")["points"] == "25"
    assert (task(result, "S1-5")["points"], task(result, "S1-5")["kind"]) == ("9", "scored")
    assert task(result, "S3-5")["points"] == "11.25"
    assert (task(result, "S2-5")["points"], task(result, "S7-4")["points"]) == ("11.25", "7.5")
    assert task(result, "S1-6")["kind"] == "excused"
    assert task(result, "S1-5")["read"][0] == {
        "fact": "units_covered", "name": task(result, "S1-5")["read"][0]["name"], "period": "", "value": 3,
    }  # fmt: skip
    first = star(result, "S1")
    assert (first["state"], first["earned"], first["applicable"]) == ("unknown", "34", "90")
    assert first["score"]["low"] == {"exact": "340/9", "display": "37.78"}
    assert result["satisfaction"] == "91/100"
    assert (result["top"], star(result, "S5")["state"]) == (False, "gated")
    assert list(sheet.unpack(bytes.fromhex(result["sheet"]))).count(sheet.EXCUSED) == 1
    assert all(reason["zh"] and reason["en"] for each in result["stars"] for reason in each["reasons"])
    assert Fraction(result["composite"]["low"]["exact"]) <= Fraction(result["composite"]["high"]["exact"])


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh", ["八星党支部", "实际 3 个，应办 5 个，15 分得 9，少 6", "否决项 V4"]), ("en", ["of 5", "9 of 15, 6 lost", "Veto V4"])],
)  # fmt: skip
def test_explain_prints_text_instead(tmp_path: Path, language: str, expected: list[str]) -> None:
    called = run(tmp_path, BRANCH, "--explain", language)
    assert called.exit_code == 0
    assert all(each in called.stdout for each in expected)


def test_every_mistake_is_listed_with_place_and_mend(tmp_path: Path) -> None:
    bad = {
        "year": "2026", "sector": "X", "factz": {},
        "facts": {"term_ends_onn": 1, "units_covered": -1, "units_to_cover": True, "term_ends_on": "2027-13-01"},
        "decided": {"S1-1": 25.001, "S9-9": 1, "S1-2": "15.01"},
        "levels": {"S2-5": [3, 3], "S1-1": [1, 1, 1]},
        "flags": {"V9": True, "V4": "yes"},
    }  # fmt: skip
    called = run(tmp_path, bad, "--explain", "en")
    assert called.exit_code == 2
    assert called.stdout == ""
    places = [line.split("facts.json ")[1].split(":")[0] for line in called.stderr.splitlines()[::2]]
    assert places == [
        "factz", "year", "reference", "sector", "facts.term_ends_onn", "facts.units_covered",
        "facts.units_to_cover", "facts.term_ends_on", "decided.S1-1", "decided.S9-9", "decided.S1-2",
        "levels.S2-5", "levels.S1-1", "flags.V9", "flags.V4",
    ]  # fmt: skip
    assert "Did you mean term_ends_on?" in called.stderr
    assert all(line.startswith("    Mend: ") for line in called.stderr.splitlines()[1::2])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"year": 2026,}', "facts.json:1:15"),
        ('{"year": 2026, "year": 2025}', "year is given twice"),
        ('{"year": NaN}', "NaN is not a number"),
        ("[]", "A JSON object is wanted"),
    ],
)
def test_a_file_that_is_no_object_is_refused(tmp_path: Path, text: str, said: str) -> None:
    called = run(tmp_path, text)
    assert called.exit_code == 2
    assert said in called.stderr


def test_a_bad_pack_is_refused_with_file_and_line(tmp_path: Path) -> None:
    pack = tmp_path / "pack.yaml"
    pack.write_text((PACKS / "eight-star" / "pack.yaml").read_text("utf-8").replace("schema: 1", "schema: 7"))
    called = run(tmp_path, BRANCH, pack=pack)
    assert called.exit_code == 2
    assert "pack.yaml:2" in called.stderr


def test_it_runs_without_django_and_without_a_database(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(BRANCH), encoding="utf-8")
    program = (
        "import sys; from baxing.site.cli import main\n"
        f"try: main(['score', '--pack', {str(EIGHT)!r}, '--facts', {str(path)!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not any(name.split('.')[0] in ('django', 'numpy') for name in sys.modules)"
    )
    env = {**os.environ, "BAXING_HOME": str(tmp_path / "home"), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert not (tmp_path / "home").exists()


def test_the_documented_input_works_and_the_output_is_documented(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scoring.md").read_text("utf-8")
    example = page.split("```json\n")[1].split("```")[0]
    called = run(tmp_path, example)
    assert called.exit_code == 0, called.stderr
    result = json.loads(called.stdout)
    parts = [result, result["stars"][0], result["stars"][0]["tasks"][0], star(result, "S1")["light_up"][0]]
    assert not [key for part in parts for key in part if f"`{key}" not in page]
