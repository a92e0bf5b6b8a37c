"""`baxing pack`: check a standard pack or a regulation, list and show the packs in the database, import one."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from baxing.rectification import regulation_file
from baxing.rules.pack import Pack
from baxing.rules.pack_walk import totals
from baxing.rules.pack_words import plain
from baxing.site.cli import start_django
from baxing.standards.loading import Problem, Reading, read

WORDS = {
    "zh": {
        "error": "错误",
        "warning": "提醒",
        "mend": "改法",
        "count": "{errors} 个错误，{warnings} 个提醒",
        "good": "可以用",
        "bad": "不能用：先改好错误",
        "star": "星",
        "tasks": "项",
        "bonus": "加分",
        "sum": "合计",
        "holds": "情形 {signs} 项，四个一 {ones} 类，验收表 {items} 项",
    },
    "en": {
        "error": "error",
        "warning": "warning",
        "mend": "mend",
        "count": "{errors} errors, {warnings} warnings",
        "good": "it can be used",
        "bad": "it cannot be used: mend the errors first",
        "star": "star",
        "tasks": "tasks",
        "bonus": "bonus",
        "sum": "sum",
        "holds": "{signs} situations, {ones} of the four ones, {items} rows of the acceptance sheet",
    },
}
HELD = ("signs", "four_ones", "electorates", "signers", "methods", "questions")
_language = click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Words of the answer.",
)


@click.group()
def pack() -> None:
    """Standard packs: check a file, list, show, import."""


@pack.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@_language
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check(path: Path, language: str, as_json: bool) -> None:
    """Check a pack or a regulation (kind: rectification): a file, or a folder with pack.yaml. Prints every problem at
    once, with file and line, and what a sound one adds up to. Exit code 1 if there is any error."""
    if regulation_file.is_regulation(path):
        _check_regulation(regulation_file.read(path), path, language, as_json)
        return
    reading = read(path)
    if as_json:
        click.echo(json.dumps(_as_json(reading, path), ensure_ascii=False, indent=2))
    else:
        _print(reading, language)
    if reading.errors:
        raise SystemExit(1)


def _check_regulation(reading: regulation_file.Reading, path: Path, language: str, as_json: bool) -> None:
    """The same for a regulation: its problems, and what it holds."""
    found = reading.regulation if not reading.errors else None
    if as_json:
        held = {} if found is None else {name: len(getattr(found, name)) for name in HELD}
        content = {**_problems_json(reading.problems, path), "sound": found is not None, "holds": held}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        _print_problems(reading.problems, language)
        words = WORDS[language]
        if found is not None:
            lines = ", ".join(
                f"{row.name.say(language)} ≥ {plain(row.threshold)}%" for row in found.electorates
            )
            holds = words["holds"].format(
                signs=len(found.signs), ones=len(found.four_ones), items=len(found.sheet.items)
            )
            click.echo(f"{holds}; {lines}")
        name = (
            ""
            if reading.regulation is None
            else f"{reading.regulation.name.say(language)} {reading.regulation.version}: "
        )
        click.echo(name + _verdict(reading.problems, language))
    if reading.errors:
        raise SystemExit(1)


def _print_problems(problems: list[Problem], language: str) -> None:
    for problem in problems:
        click.echo(_line(problem, language))
        click.echo(f"    {WORDS[language]['mend']}: {problem.mend.say(language)}")


def _verdict(problems: list[Problem], language: str) -> str:
    """How many errors and warnings, and whether it can be used."""
    words = WORDS[language]
    errors = sum(problem.severity == "error" for problem in problems)
    count = words["count"].format(errors=errors, warnings=len(problems) - errors)
    return f"{count}; {words['bad' if errors else 'good']}"


def _print(reading: Reading, language: str) -> None:
    _print_problems(reading.problems, language)
    if reading.pack is not None and not reading.errors:
        Console(highlight=False).print(_sums(reading.pack, language))
    name = "" if reading.pack is None else f"{reading.pack.name.say(language)} {reading.pack.version}: "
    click.echo(name + _verdict(reading.problems, language))


def _line(problem: Problem, language: str) -> str:
    kind = WORDS[language][problem.severity]
    where = f" {problem.where}:" if problem.where else ""
    return f"{problem.file}:{problem.line}: {kind}:{where} {problem.what.say(language)}"


def _sums(pack: Pack, language: str) -> Table:
    """The points of every star in every sector: each adds up to what the scoring mode wants."""
    words = WORDS[language]
    table = Table(box=None, pad_edge=False)
    table.add_column(words["star"])
    table.add_column(words["tasks"], justify="right")
    for sector in pack.sectors:
        table.add_column(sector, justify="right")
    bonus = any(task.bonus for task in pack.tasks)
    if bonus:
        table.add_column(words["bonus"], justify="right")
    rows = totals(pack)
    for star, sums, extra in rows:
        cells = [plain(total) for total in sums.values()] + ([plain(extra)] if bonus else [])
        table.add_row(f"{star.code} {star.name.say(language)}", str(len(star.tasks)), *cells)
    if pack.scoring_mode == "per_branch_100":
        whole = [plain(sum((sums[sector] for _, sums, _ in rows), Decimal(0))) for sector in pack.sectors]
        extra_whole = [plain(sum((extra for _, _, extra in rows), Decimal(0)))] if bonus else []
        table.add_row(words["sum"], str(len(pack.tasks)), *whole, *extra_whole)
    return table


def _problems_json(problems: list[Problem], path: Path) -> dict[str, Any]:
    errors = sum(problem.severity == "error" for problem in problems)
    return {
        "path": str(path),
        "sound": not errors,
        "errors": errors,
        "warnings": len(problems) - errors,
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "where": problem.where,
                "code": problem.code,
                "severity": problem.severity,
                "what": problem.what.model_dump(exclude_defaults=True),
                "mend": problem.mend.model_dump(exclude_defaults=True),
            }
            for problem in problems
        ],
    }


def _as_json(reading: Reading, path: Path) -> dict[str, Any]:
    sound = reading.pack is not None and not reading.errors
    return {
        **_problems_json(reading.problems, path),
        "sound": sound,
        "sums": {
            star.code: {sector: plain(total) for sector, total in sums.items()}
            for star, sums, _ in (totals(reading.pack) if reading.pack is not None and sound else [])
        },
    }


@pack.command("list")
def list_packs() -> None:
    """List the packs in the database, drafts too."""
    start_django()
    from baxing.standards.models import StandardPack  # late: Django is set up by now

    for row in StandardPack.objects.select_related("owner").order_by("code", "id"):
        owner = "-" if row.owner is None else row.owner.name
        click.echo(f"{row.code}\t{row.version}\t{row.state}\t{owner}\t{row.digest[:12]}")


@pack.command()
@click.argument("code")
@click.option("--version", "version", default="", help="A version; the newest published one if left out.")
def show(code: str, version: str) -> None:
    """Print a published pack as YAML."""
    start_django()
    from baxing.standards.models import StandardPack, newest, pack_of  # late: Django is set up by now
    from baxing.standards.writing import dump_yaml

    if version:
        row = StandardPack.objects.filter(code=code, version=version).exclude(state="draft").first()
    else:
        row = newest(code)
    if row is None:
        raise click.ClickException(f"there is no published pack {code} {version}".rstrip())
    click.echo(dump_yaml(pack_of(row)), nl=False)


@pack.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--publish", "publish_it", is_flag=True, help="Publish it at once instead of keeping a draft.")
@click.option("--unit", default="", help="UUID of the county that owns it; needed unless --publish.")
@_language
def import_pack(path: Path, publish_it: bool, unit: str, language: str) -> None:
    """Check a pack and put it into the database: as a draft of a county, or published for everybody."""
    reading = read(path)
    if reading.errors or reading.pack is None:
        _print(reading, language)
        raise SystemExit(1)
    start_django()
    from baxing.standards import actions  # late: Django is set up by now
    from baxing.units.models import Unit

    owner = Unit.objects.filter(uid=unit).first() if unit else None
    if unit and owner is None:
        raise click.ClickException(f"there is no unit {unit}")
    if owner is not None:
        row = actions.import_pack(reading.pack, by=None, unit=owner)
        if publish_it:
            row = actions.publish(row, reading.pack.version, by=None)
    elif publish_it:
        row = actions.publish_shipped(reading.pack)
    else:
        raise click.ClickException("a draft belongs to a county: give --unit, or publish it with --publish")
    click.echo(f"{row.code} {row.version} {row.state}")
