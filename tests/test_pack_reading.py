"""Reading a pack survives whatever is in the file; writing it loses nothing; the command line says the same."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from baxing.rules.pack import Pack
from baxing.site.cli import main
from baxing.standards.loading import PACKS, PackErrors, load, read, read_text, read_value, shipped
from baxing.standards.writing import canonical, dump_yaml
from tests.test_pack_check import GOOD, small


@pytest.mark.parametrize("folder", shipped(), ids=lambda folder: folder.name)
def test_shipped_packs_are_sound_and_survive_being_written_and_read(folder: Path) -> None:
    pack = load(folder)
    again = read_text(dump_yaml(pack)).sound()
    assert again == pack
    assert Pack.model_validate(json.loads(canonical(pack))) == pack


def test_an_error_in_a_star_file_names_that_file(tmp_path: Path) -> None:
    head, rest = GOOD.split("  - code: S1\n")
    (tmp_path / "pack.yaml").write_text(head + "  - s1.yaml\n  - gone.yaml\n  - ../out.yaml\n", "utf-8")
    star = "code: S1\n" + re.sub(
        r"(?m)^    ", "", rest.split("  - code: S2")[0].replace("auto: A", "auto: B", 1)
    )
    (tmp_path / "s1.yaml").write_text(star, "utf-8")
    (tmp_path.parent / "out.yaml").write_text(star, "utf-8")
    found = {(problem.file, problem.line, problem.code) for problem in read(tmp_path).errors}
    assert found == {
        ("s1.yaml", 11, "not-one-of"),
        ("pack.yaml", 10, "no-file"),
        ("pack.yaml", 11, "outside"),
    }
    with pytest.raises(PackErrors):
        load(tmp_path)


BOMB = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "too-deep"),
        ("[" * 5000, "too-deep"),
        ("a: &a [*a]", "too-deep"),
        ("x" * 2_100_000, "too-large"),
        ("a: [1", "not-yaml"),
        ("a: !!python/object/apply:os.system [ls]", "missing"),
        ("- 1", "not-mapping"),
        ("", "not-mapping"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_words(text: str, code: str) -> None:
    assert code in {problem.code for problem in read_text(text).errors}


JUNK = st.recursive(
    st.none() | st.booleans() | st.decimals(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PLACES = [
    ("stars",),
    ("stars", 0),
    ("stars", 0, "tasks", 0),
    ("stars", 0, "tasks", 0, "rule"),
    ("vetoes", 0, "when"),
]


@settings(max_examples=60, deadline=None)
@given(junk=JUNK, at=st.sampled_from([*PLACES, ("facts",), ("sectors",), ("terms",), ("top",)]))
def test_no_content_breaks_the_reader(junk: Any, at: tuple[Any, ...]) -> None:
    value: Any = json.loads(canonical(read_text(GOOD).sound()))
    place = value
    for step in at[:-1]:
        place = place[step]
    place[at[-1]] = junk
    reading = read_value(value)
    assert (reading.pack is None) <= bool(reading.errors)


def test_the_command_prints_sums_and_leaves_with_0() -> None:
    result = CliRunner().invoke(main, ["pack", "check", str(PACKS / "eight-star"), "--language", "en"])
    assert result.exit_code == 0
    lines = [line for line in result.output.splitlines() if re.match(r"S\d ", line)]
    assert len(lines) == 8
    assert all(line.split()[-8:] == ["100"] * 8 for line in lines)
    assert "0 errors" in result.output


def test_warnings_alone_do_not_fail_and_quotas_are_shown_as_advice() -> None:
    result = CliRunner().invoke(main, ["pack", "check", str(PACKS / "five-star")])
    assert result.exit_code == 0
    assert "只作建议" in result.output


def test_the_command_prints_every_problem_with_its_line_and_leaves_with_1(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(small("weight: 40", "weigth: 40").replace("below: 1}", "belw: 1}"), "utf-8")
    said = CliRunner().invoke(main, ["pack", "check", str(file), "--language", "en"])
    assert said.exit_code == 1
    assert re.findall(r"bad.yaml:\d+: error: .*did you mean (\w+)", said.output) == ["below", "weight"]
    assert said.output.count("mend: ") == 2
    plain = CliRunner().invoke(main, ["pack", "check", str(file), "--json"])
    answer = json.loads(plain.output)
    assert plain.exit_code == 1
    assert (answer["sound"], answer["errors"]) == (False, 2)
    assert {problem["code"] for problem in answer["problems"]} == {"misspelt-key"}
