"""The command `baxing`: what it lists it can do, what it refuses it says in one line, and it serves."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from baxing import __version__
from baxing.site import cli
from baxing.units.refused import Refused

ROOT = Path(__file__).resolve().parent.parent


def environment(home: Path) -> dict[str, str]:
    """As a person has it: nothing of the tests, data in a folder of its own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("BAXING", "DJANGO", "PORT"))
    }
    return kept | {"BAXING_HOME": str(home)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_listed_command_exists_and_explains_itself(name: str) -> None:
    done = CliRunner().invoke(cli.main, [name, "--help"])
    assert done.exit_code == 0, done.output
    assert name in CliRunner().invoke(cli.main, ["--help"]).output


def test_version_is_told() -> None:
    assert CliRunner().invoke(cli.main, ["--version"]).output == f"baxing, version {__version__}\n"


def test_an_unknown_command_is_a_wrong_use() -> None:
    assert CliRunner().invoke(cli.main, ["nonsense"]).exit_code == 2


@pytest.mark.parametrize(("error", "code"), [(Refused("Not done: why."), 1), (ZeroDivisionError("bug"), 1)])
def test_a_refusal_is_one_line_and_a_bug_keeps_its_traceback(
    monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    @click.command()
    def fails() -> None:
        raise error

    monkeypatch.setattr(cli.main, "get_command", lambda ctx, name: fails)
    done = CliRunner().invoke(cli.main, ["fails"])
    assert done.exit_code == code
    if isinstance(error, Refused):
        assert done.output == "Error: Not done: why.\n"
    else:
        assert done.exception is error


@contextmanager
def serving(home: Path, port: int) -> Iterator[str]:
    """A server in a process of its own; yields its address once it answers, and stops it politely."""
    command = [sys.executable, "-m", "baxing", "serve", "--no-demo", "--port", str(port)]
    log = home / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=ROOT, env=environment(home), stdout=out, stderr=out)
    try:
        yield wait_for(f"http://127.0.0.1:{port}", server, log)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address, once /health answers 200 there; any other answer, or none in two minutes, fails."""
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{address}/health", timeout=30).close()
        except urllib.error.HTTPError as error:
            pytest.fail(f"/health answers {error.code}:\n{log.read_text()}")
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return address
    pytest.fail(f"no answer:\n{log.read_text()}")


def test_serve_makes_the_database_answers_and_keeps_the_data(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as address, urllib.request.urlopen(f"{address}/login", timeout=30) as page:
        assert "八星" in page.read().decode()
    key = (tmp_path / "secret_key").read_text()
    made = (tmp_path / "baxing.sqlite3").stat().st_ino
    with serving(tmp_path, port) as address:
        urllib.request.urlopen(f"{address}/login", timeout=30).close()
    assert (tmp_path / "secret_key").read_text() == key
    assert (tmp_path / "baxing.sqlite3").stat().st_ino == made


def test_serve_says_that_a_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "baxing", "serve", "--port", str(port)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"PORT={port + 1}" in done.stderr
    assert not list(tmp_path.iterdir())
