"""`baxing serve`: one process that migrates, loads the demo county if asked, and serves the pages."""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import click

from baxing.site.cli import start_django
from baxing.site.cli.demo import say_accounts

BETWEEN_TICKS = 6 * 60 * 60  # seconds


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True, show_envvar=True
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="BAXING_HOME",
    default=".home",
    show_default=True,
    show_envvar=True,
    help="Folder of the SQLite file, the uploads and the secret key.",
)
@click.option(
    "--demo/--no-demo",
    envvar="BAXING_DEMO",
    default=False,
    show_envvar=True,
    help="Demo mode: fills an empty database with the demo county; the login page offers each role.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes; 1 for SQLite."
)
@click.option(
    "--threads", type=click.IntRange(1, 256), default=8, show_default=True, help="Threads per process."
)
@click.option(
    "--tick/--no-tick",
    default=True,
    help="Do what has fallen due (`baxing tick`) at the start and every six hours; on by default.",
)
def serve(host: str, port: int, home: Path, demo: bool, workers: int, threads: int, tick: bool) -> None:
    """Migrate the database, then serve the pages until Ctrl-C."""
    os.environ["BAXING_HOME"] = str(home.resolve())
    os.environ["BAXING_DEMO"] = "1" if demo else "0"
    _refuse_busy_port(host, port)
    start_django()
    _migrate()
    _load_packs()
    if demo:
        _load_demo_once()
        say_accounts()
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104
    click.echo(f"\nBaxing 八星  http://{shown}:{port}/   data: {home}   stop: Ctrl-C\n")
    if tick:
        _keep_time()
    _run(host, port, workers, threads)


def _refuse_busy_port(host: str, port: int) -> None:
    """Says in words that the port is taken, before a database is touched."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"cannot listen on {host}:{port}: {error.strerror}. Choose another port: PORT={port + 1}"
            ) from error


def _migrate() -> None:
    from django.core.management import call_command  # late: Django is set up by now
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if waiting:
        click.echo(f"database: applying {waiting} migrations …")
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()


def _load_packs() -> None:
    """The standard packs and the regulation of this version of the program are there from the first page on."""
    from baxing.rectification.actions.regulations import load_shipped_regulation
    from baxing.standards.actions import load_shipped_packs  # late: Django is set up by now

    load_shipped_packs()
    load_shipped_regulation()


def _load_demo_once() -> None:
    """Fills the database on the first run only; what people did in the demo county stays on later runs."""
    from baxing.site.cli.demo import fill  # late: Django is set up by now
    from baxing.units.models import Unit

    if not Unit.objects.exists():
        fill()


def _keep_time() -> None:
    """Lets time do its part beside the server, so that a county's laptop needs no timer. What goes wrong is printed."""

    def forever() -> None:
        while True:
            subprocess.run(
                [sys.executable, "-m", "baxing", "tick", "--json"], stdout=subprocess.DEVNULL, check=False
            )
            time.sleep(BETWEEN_TICKS)

    threading.Thread(target=forever, daemon=True, name="tick").start()


def _run(host: str, port: int, workers: int, threads: int) -> None:
    """Hands over to granian; its workers start afresh and read the settings from the environment."""
    from granian import Granian  # late: `baxing serve --help` need not load the server
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "baxing.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        workers_kill_timeout=5,  # a worker that was stopped while it started would keep Ctrl-C waiting for ever
        log_level=LogLevels.warning,
    ).serve()
