"""The pages of docs/ that are made from the code, so that they never say anything else.

python -m tools.docs            write them
python -m tools.docs --check    exit 1 and name the pages that differ
"""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from baxing.rules.flow import Flow, Move
from baxing.rules.flows import FLOWS
from baxing.site import cli

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MADE = "<!-- Made by `make docs` from {source}; change that and make it again. -->\n\n"


def flows() -> str:
    """docs/flows.md: every workflow with its diagram, its moves and the words of its conditions."""
    pages = [_MADE.format(source="baxing/rules/flows.py"), "# Flows\n"]
    pages += [
        "\nEvery workflow is one table. It draws the buttons, guards the action and makes this page. A file that a",
        "\nmove finds in another state, or whose condition does not hold, gets a refusal with the words below.\n",
    ]
    return "".join(pages) + "".join(_flow(flow) for flow in FLOWS.values())


def _flow(flow: Flow) -> str:
    text = f"\n## {flow.name.zh} · {flow.name.en} (`{flow.code}`)\n\n```mermaid\n{flow.mermaid('en')}```\n"
    text += "\n| Verb | Name | From | To | Who | Only if | With |\n|---|---|---|---|---|---|---|\n"
    text += "".join(_move(move) for move in flow.moves)
    if flow.needs:
        text += "\n| Condition | What is said when it does not hold |\n|---|---|\n"
        text += "".join(f"| `{code}` | {words.zh} · {words.en} |\n" for code, words in flow.needs.items())
    return text


def _move(move: Move) -> str:
    carried = {"reason": move.reason, "minute": move.minute, "document number": move.document}
    cells = [
        f"`{move.verb}`",
        f"{move.name.zh} · {move.name.en}",
        ", ".join(move.source),
        move.target,
        ", ".join(move.roles),
        ", ".join([*move.needs, *(f"not who did {verb}" for verb in move.apart)]),
        ", ".join(word for word, wanted in carried.items() if wanted),
    ]
    return f"| {' | '.join(cells)} |\n"


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


PAGES: dict[str, Callable[[], str]] = {"flows.md": flows, "commands.md": commands}


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
