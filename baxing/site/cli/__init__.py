"""The command `baxing`. Each command lives in a module of its own that is imported only when it is called, so
`baxing score` works where there is no database."""

import importlib
import os
import sys

import click

from baxing import __version__

# Name of the command -> "module:attribute"; a new command adds one line here.
COMMANDS: dict[str, str] = {
    "pack": "baxing.site.cli.pack:pack",
    "calendar": "baxing.site.cli.calendar:calendar",
    "score": "baxing.site.cli.score:score",
    "found": "baxing.site.cli.found:found",
    "import": "baxing.site.cli.imports:imports",
    "demo": "baxing.site.cli.demo:demo",
    "serve": "baxing.site.cli.serve:serve",
    "tick": "baxing.site.cli.tick:tick",
    "verify": "baxing.site.cli.verify:verify",
    "bench": "baxing.site.cli.bench:bench",
}


def start_django() -> None:
    """Sets Django up; every command that touches the database calls it first, before it imports a model."""
    import django  # late: commands without a database need no Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baxing.site.settings")
    django.setup()


class Commands(click.Group):
    """A group that knows the names of its commands and imports one only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)  # noqa: S101 (an error in COMMANDS above, not of the caller)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Says what went wrong in one line and exits with 1; errors nobody foresaw keep their traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not isinstance(error, _foreseen()):
                raise
            raise click.ClickException(" ".join(str(error).split())) from error


def _foreseen() -> tuple[type[Exception], ...]:
    """Errors whose words are meant for the person at the keyboard, among the modules this call has loaded."""
    places = {
        "baxing.units.refused": "Refused",
        "django.core.exceptions": "ImproperlyConfigured",
        "django.db.utils": "OperationalError",
    }
    return tuple(getattr(sys.modules[m], name) for m, name in places.items() if m in sys.modules)


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="baxing")
def main() -> None:
    """Baxing 八星: the eight-star cycle of party branches, and any other standard, exact and explained."""
