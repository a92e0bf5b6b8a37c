"""`baxing bench` runs and prints every figure it promises, leaves nothing behind, and is not judged by the clock."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baxing.site.bench import Figure, Times, interleaved
from baxing.site.cli.bench import SMALL, names

ROOT = Path(__file__).resolve().parent.parent


def quick_run(folder: Path) -> dict[str, Any]:
    """In a process of its own, as a person starts it; on PostgreSQL on the same server as the tests."""
    home = folder / "home"
    env = os.environ | {"BAXING_HOME": str(home), "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "baxing", "bench", "--small", "--json"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not home.exists()  # the user's own folder is not touched
    assert list(folder.iterdir()) == []
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_quick_run_prints_every_figure(tmp_path: Path) -> None:
    found = quick_run(tmp_path)  # once: it takes its time
    every_figure_is_there_with_its_limit(found)
    a_request_takes_as_many_queries_however_many_there_are(found)
    assert re.search(r"\d+ cores, \d+ GB, .*Python 3\.\d+.*, (SQLite|PostgreSQL) \d+", found["machine"])


def every_figure_is_there_with_its_limit(found: dict[str, Any]) -> None:
    text = "\n".join(figure["name"] for figure in found["figures"])
    for wanted in (
        *(f"branch saves one task's points (htmx POST), {size} applications" for size in SMALL),
        *(f"county opens one sheet, {size} applications" for size in SMALL),
        *(f"township saves one opinion (htmx POST), {size} applications" for size in SMALL),
        *(f"county opens the board, {size} cases" for size in SMALL),
        *(f"county opens one case, {size} cases" for size in SMALL),
        f"score_many, {SMALL[-1]} sheets",
        f"from facts to totals, {SMALL[-1]} sheets",
        "the figures of the overview",
        f"one of {SMALL[-1]} sheets scored again",
        "baxing verify",
    ):
        assert wanted in text
    for figure in found["figures"]:
        assert figure["value"] > 0
        assert bool(figure["of"]) == (figure["ratio"] is not None), figure
        assert figure["at_most"] is None or figure["ratio"] is not None, figure


def a_request_takes_as_many_queries_however_many_there_are(found: dict[str, Any]) -> None:
    kinds: dict[str, set[str]] = {}
    for figure in found["figures"]:
        if counted := re.fullmatch(r"(\d+) queries", figure["note"]):
            kinds.setdefault(figure["name"].rpartition(",")[0], set()).add(counted[1])
    assert len(kinds) == 10
    assert all(len(numbers) == 1 for numbers in kinds.values()), kinds


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    command = [sys.executable, "-m", "baxing", "bench", "--only", "nothing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert all(name in done.stderr for name in names())


def test_a_promise_is_kept_up_to_its_ratio() -> None:
    assert Figure("a", 1, "ms", ratio=1.2, of="b", at_most=1.2).kept
    assert not Figure("a", 1, "ms", ratio=1.21, of="b", at_most=1.2).kept
    assert not Figure("a", 1, "ms", at_most=1.2).kept  # promised and not measured


def test_a_median_comes_with_its_quartiles() -> None:
    figure = Times([0.005, 0.001, 0.003, 0.002, 0.004]).figure("a")
    assert (figure.value, figure.low, figure.high) == pytest.approx((3, 2, 4))


def test_things_are_measured_in_turn_and_the_first_round_does_not_count() -> None:
    asked: list[str] = []
    times = interleaved({name: lambda name=name: asked.append(name) for name in "abc"}, 3)  # type: ignore[misc]
    assert {name: len(each.seconds) for name, each in times.items()} == {"a": 3, "b": 3, "c": 3}
    assert "".join(asked) == "abcbcacababc"
