"""The pages of docs/ that are made from the code, so that they never say anything else.

python -m tools.docs            write them
python -m tools.docs --check    exit 1 and name the pages that differ
"""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from baxing.site import cli
from tools import errors
from tools.docs_flows import flows

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MADE = "<!-- Made by `make docs` from {source}; change that and make it again. -->\n\n"


def commands() -> str:
    """docs/commands.md: what `baxing …` can do, in the words of its own help."""
    text = _MADE.format(source="the commands in baxing/site/cli/") + "# Commands\n"
    context = click.Context(cli.main, info_name="baxing", help_option_names=["-h", "--help"])
    for name in cli.main.list_commands(context):
        command = cli.main.get_command(context, name)
        assert command is not None
        text += _command(command, name, context)
    return text


def _command(command: click.Command, name: str, parent: click.Context) -> str:
    # Colours and the width of somebody's terminal have no place in a page.
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=100, max_content_width=100, color=False
    )
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    text = f"\n## `{context.command_path}`\n\n```text\n" + "\n".join(lines) + "\n```\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            text += _command(found, below, context)
    return text


PAGES: dict[str, Callable[[], str]] = {"flows.md": flows, "commands.md": commands, "errors.md": errors.page}


def stale() -> list[str]:
    """The pages that are missing or differ from the code."""
    return [
        name
        for name, make in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != make()
    ]


if __name__ == "__main__":
    if "--check" in sys.argv:
        old = stale()
        print(*(f"docs/{name} is stale: run `make docs`" for name in old), sep="\n")
        sys.exit(1 if old else 0)
    DOCS.mkdir(exist_ok=True)
    for page, write in PAGES.items():
        (DOCS / page).write_text(write(), "utf-8")
        print(f"docs/{page}")
