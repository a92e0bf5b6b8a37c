"""`baxing calendar`: answers without a database, and from the county's own table where there is one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from baxing.dossiers.importer import load_shipped_days
from baxing.dossiers.models import DayRule
from baxing.site.cli import calendar as command
from baxing.site.cli import main

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the command in an empty home, without a database."""
    monkeypatch.setenv("BAXING_HOME", str(tmp_path))
    monkeypatch.delenv("BAXING_DATABASE_URL", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["calendar", *arguments])

    return call


def test_five_working_days_after_28_september_2026_are_10_october(run) -> None:
    answer = run("add", "2026-09-28", "5")
    assert answer.exit_code == 0
    lines = answer.output.splitlines()
    assert lines[0] == "2026-10-10  Saturday"
    skipped = [line.split() for line in lines if line.startswith("  2026-10-0")]
    assert [words[0] for words in skipped] == [f"2026-10-0{n}" for n in range(1, 8)]
    assert {" ".join(words[2:]) for words in skipped} == {"National Day"}
    assert "  2026-10-10  Saturday  worked in exchange for National Day" in lines


def test_the_answer_is_given_as_json_and_in_chinese(run) -> None:
    found = json.loads(run("add", "2026-02-13", "2", "--region", "CN-54", "--lang", "zh", "--json").output)
    assert (found["date"], found["weekday"], found["region"], found["days"]) == (
        "2026-02-27",
        "星期五",
        "CN-54",
        2,
    )
    assert [one["date"] for one in found["skipped"]] == [f"2026-02-{n}" for n in range(15, 27)]
    assert found["skipped"][-1]["why"] == "藏历新年"
    assert [one["why"] for one in found["worked"]] == ["春节调休上班"]
    assert found["not_yet_published"] == []


def test_a_negative_number_counts_back(run) -> None:
    assert run("add", "2026-10-10", "-5").output.startswith("2026-09-28  Monday\n")
    assert run("add", "2026-10-10", "0").output == "2026-10-10  Saturday\n"


def test_a_year_without_a_published_arrangement_is_said_to_be_one(run) -> None:
    answer = run("add", "2026-12-30", "5")
    assert answer.exit_code == 0
    assert "2027 is not yet published" in answer.stderr
    assert json.loads(run("list", "2027", "--json").output)["published"] is False
    assert run("add", "2026-09-28", "5").stderr == ""


def test_a_year_is_listed_with_its_days_and_their_number(run) -> None:
    lines = run("list", "2025").output.splitlines()
    assert lines[0] == "  2025-01-01  Wednesday  New Year's Day  [off]"
    assert "  2025-01-26  Sunday  worked in exchange for Spring Festival  [work]" in lines
    assert "248 working days in the year" in lines
    assert len(json.loads(run("list", "2025", "--json").output)["days"]) == 33


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "2026-02-30", "5"), "2026-02-30"),
        (("add", "2026-09-28", "five"), "five"),
        (("add", "2026-09-28", "5", "--region", "CN-99"), "CN-99"),
        (("list", "1789"), "1789"),
    ],
)
def test_a_wrong_word_is_named_and_the_exit_code_is_not_zero(run, arguments, words) -> None:
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert words in answer.stderr


def test_nothing_is_created_and_django_is_not_loaded_where_there_is_no_database(tmp_path: Path) -> None:
    script = (
        "import sys; from baxing.site.cli import main;"
        "main(['calendar', 'add', '2026-09-28', '5'], standalone_mode=False); print('django' in sys.modules)"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("2026-10-10")
    assert done.stdout.endswith("False\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_day_that_the_county_changed_changes_the_answer(run, tmp_path: Path) -> None:
    load_shipped_days()
    DayRule.objects.filter(region="CN", day="2026-10-10").update(kind="off", source="a notice")
    assert command.stored("CN") is command.shipped("CN")
    (tmp_path / "baxing.sqlite3").touch()
    assert run("add", "2026-09-28", "5").output.startswith("2026-10-12  Monday\n")
