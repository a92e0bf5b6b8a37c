"""`baxing bench`: the figures that must hold, as ratios to limits measured in the same run."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import click

import baxing
from baxing.site.cli import start_django

if TYPE_CHECKING:
    from baxing.site.bench import Bench, Figure

SIZES, SMALL = (200, 2_000, 20_000), (24, 40)
OWN_GROUND = ("board",)  # modules that build counties of their own, so that alone they need no others


def names() -> list[str]:
    """The modules that measure, in their order."""
    from baxing.site import bench  # late: `baxing --help` need not load what measures

    return sorted(module.name for module in iter_modules(bench.__path__) if not module.ispkg)


@click.command()
@click.option("--small", is_flag=True, help="A quick run that shows that it works; its figures say nothing.")
@click.option("--only", metavar="NAME", help="Only the figures of this module of baxing/site/bench.")
@click.option(
    "--clone", is_flag=True, help="Measure `make run` from a fresh clone instead (only in a checkout)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bench(small: bool, only: str | None, clone: bool, as_json: bool) -> None:
    """Measure what must hold: each figure as a ratio to a limit measured in the same run.

    Builds counties with 200, 2,000 and 20,000 applications or cases in a temporary folder (on PostgreSQL in databases of its own, on
    the server of BAXING_DATABASE_URL) and takes them away again. Your own data is not touched. Exit code 1 if a promise
    is not kept.
    """
    if clone:
        raise SystemExit(_first_page(as_json))
    chosen = names() if only is None else [only]
    if only is not None and only not in names():
        raise click.BadParameter(f"one of {', '.join(names())}", param_hint="--only")
    from baxing.site.bench.ground.places import places

    with places(SMALL if small or only in OWN_GROUND else SIZES, _say) as made:
        os.environ |= made[max(made)].env
        start_django()
        from baxing.site.bench import Bench
        from baxing.site.bench.ground.machine import database_line, machine

        line = machine(database_line())
        if not as_json:
            click.echo(line)
        figures = _measured(chosen, Bench(small, made, _say), as_json)
        if as_json:
            content: dict[str, Any] = {"machine": line, "figures": [figure.as_dict() for figure in figures]}
            click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    broken = [figure.name for figure in figures if not figure.kept]
    for name in broken:
        click.echo(f"promise not kept: {name}", err=True)
    raise SystemExit(1 if broken and not small else 0)


def _first_page(as_json: bool) -> int:
    """The measurement belongs to the repository, not to the installed package."""
    root = Path(baxing.__file__).parent.parent
    if not (root / "tools" / "first_page.py").exists():
        raise click.ClickException("--clone works in a checkout of the repository only")
    command = [sys.executable, "-m", "tools.first_page", *(["--json"] if as_json else [])]
    return subprocess.run(command, cwd=root, check=False).returncode  # noqa: S603 (our own module)


def _say(text: str) -> None:
    click.echo(f"{text} …", err=True)


def _measured(chosen: list[str], bench: "Bench", quiet: bool) -> "list[Figure]":
    """Runs the modules in turn and prints what each found as soon as it has it."""
    from django.db import connections

    figures: list[Figure] = []
    for name in chosen:
        _say(f"measuring {name}")
        found = import_module(f"baxing.site.bench.{name}").run(bench)
        figures += found
        if not quiet:
            click.echo(f"\n{name}\n" + "\n".join(_line(figure) for figure in found))
    for connection in connections.all(initialized_only=True):
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()
    return figures


def _line(figure: "Figure") -> str:
    """One figure as a line: name, median with quartiles, ratio with its promise, note."""
    value = f"{_number(figure.value)} {figure.unit}"
    if figure.low is not None and figure.high is not None:
        value += f" ({_number(figure.low)}–{_number(figure.high)})"
    text = f"  {figure.name:<62} {value:<28}"
    if figure.ratio is not None:
        text += f" {_number(figure.ratio)} × {figure.of}"
    if figure.at_most is not None:
        text += f" (at most {_number(figure.at_most)}{'' if figure.kept else ': NOT KEPT'})"
    return (f"{text}; {figure.note}" if figure.note else text).rstrip()


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value < 10 else f"{value:.1f}"
