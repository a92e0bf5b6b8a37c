"""`baxing score`: the result of one branch from a pack and a file of facts. Needs no database."""

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from baxing.rules.explain import explain
from baxing.rules.given import Given, GivenErrors, read
from baxing.rules.pack import Pack
from baxing.rules.report import as_data, evaluate
from baxing.rules.text import Text
from baxing.standards.loading import PackErrors, load

FAILED = 2
MEND = Text(zh="改法", en="Mend")


@click.command()
@click.option(
    "--pack",
    "pack_path",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="A pack: its YAML file, or its folder.",
)
@click.option(
    "--facts",
    "facts_path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The branch's facts as JSON (docs/scoring.md).",
)
@click.option(
    "--explain", "language", type=click.Choice(["zh", "en"]), help="Text in this language instead of JSON."
)
def score(pack_path: Path, facts_path: Path, language: str | None) -> None:
    """Score one branch: prints the full result as JSON, exact, with the reasons of every figure. Mistakes in
    the pack or the facts are all listed, with their place and how to mend them; exit code 2."""
    spoken = language or ("zh" if os.environ.get("LANG", "").startswith("zh") else "en")
    pack = _pack(pack_path, spoken)
    given = _given(facts_path, pack, spoken)
    scored = evaluate(pack, given)
    if language:
        click.echo(explain(scored.result, scored.outcomes, pack, language), nl=False)
    else:
        click.echo(json.dumps(as_data(pack, given, scored), ensure_ascii=False, indent=2))


def _pack(path: Path, language: str) -> Pack:
    try:
        return load(path)
    except PackErrors as errors:
        for problem in errors.problems:
            if problem.severity == "error":
                _complain(
                    f"{problem.file}:{problem.line} {problem.where}", problem.what, problem.mend, language
                )
        raise SystemExit(FAILED) from errors


def _given(path: Path, pack: Pack, language: str) -> Given:
    try:
        return read(_json(path, language), pack)
    except GivenErrors as errors:
        for problem in errors.problems:
            _complain(f"{path} {problem.place}".rstrip(), problem.what, problem.mend, language)
        raise SystemExit(FAILED) from errors


def _complain(place: str, what: Text, mend: Text, language: str) -> None:
    colon = "：" if language == "zh" else ": "
    click.echo(f"{place}: {what.say(language)}", err=True)
    click.echo(f"    {MEND.say(language)}{colon}{mend.say(language)}", err=True)


def _json(path: Path, language: str) -> object:
    try:
        return json.loads(
            path.read_text("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_once,
        )
    except _Mistake as mistake:
        _complain(str(path), mistake.what, mistake.mend, language)
    except json.JSONDecodeError as error:
        what = Text(zh="不是正确的 JSON", en=f"This is not JSON: {error.msg}")
        mend = Text(zh="看这一行附近的逗号和引号", en="Look for a comma or a quotation mark near here")
        _complain(f"{path}:{error.lineno}:{error.colno}", what, mend, language)
    except UnicodeDecodeError:
        mend = Text(zh="另存为 UTF-8", en="Save it as UTF-8")
        _complain(str(path), Text(zh="文件不是 UTF-8 编码", en="The file is not UTF-8"), mend, language)
    raise SystemExit(FAILED)


class _Mistake(ValueError):
    def __init__(self, what: Text, mend: Text) -> None:
        self.what, self.mend = what, mend
        super().__init__(what.en)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice: the second would silently win."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            what = Text(zh=f"{key} 写了两次", en=f"{key} is given twice")
            raise _Mistake(what, Text(zh="只留一个", en="Keep one of them"))
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise _Mistake(
        Text(zh=f"{name} 不是数", en=f"{name} is not a number"),
        Text(zh="不知道就写 null", en="Write null for unknown"),
    )
