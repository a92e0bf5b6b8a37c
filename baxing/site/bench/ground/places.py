"""A database of the bench's own, and who asks for what in it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

MODELS = 16
"""Branches that are led by the actions; the others are copies of them."""
PER_TOWNSHIP = 20


@dataclass(frozen=True)
class Ask:
    """One request that can be made over and over: as whom, what is sent (nothing: a GET), how many queries it took."""

    path: str
    cookies: Mapping[str, str]
    forms: list[dict[str, str]]
    queries: int


@dataclass(frozen=True)
class Place:
    """One county with so many applications or cases. `env` makes any `baxing` process stand on it."""

    size: int
    env: dict[str, str]
    asks: dict[str, list[Ask]]


@contextmanager
def places(
    sizes: Iterable[int], say: Callable[[str], None], *, of: str = "applications"
) -> Iterator[dict[int, Place]]:
    """Counties with so many applications, or `of` "cases", in a temporary folder, or on PostgreSQL in databases of their
    own on the server that BAXING_DATABASE_URL names; all of it is taken away at the end. Nothing of the user's is touched."""
    server = os.environ.get("BAXING_DATABASE_URL", "")
    databases: list[str] = []
    with TemporaryDirectory(prefix="baxing-bench-", ignore_cleanup_errors=True) as folder:
        try:
            made: dict[int, Place] = {}
            for size in sizes:
                say(f"building a county with {size:,} {of}")
                url = ""
                if server:
                    databases.append(f"{Path(folder).name}-{size}")
                    _execute(server, "CREATE DATABASE {}", databases[-1])
                    url = urlunsplit(urlsplit(server)._replace(path=f"/{databases[-1]}"))
                made[size] = _built(size, of, Path(folder), url)
            yield made
        finally:
            for database in databases:
                _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def _built(size: int, of: str, folder: Path, url: str) -> Place:
    """One county, in a process of its own."""
    home = folder / str(size)
    home.mkdir()
    env = {
        "DJANGO_SETTINGS_MODULE": "baxing.site.settings",
        "BAXING_HOME": str(home),
        "BAXING_DATABASE_URL": url,
        "BAXING_DEMO": "0",
        "BAXING_DEBUG": "0",
        "BAXING_HTTPS": "0",
        "BAXING_HOSTS": "127.0.0.1,testserver",
        "BAXING_SECRET_KEY": folder.name,
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "baxing.site.bench.ground.build", of, str(size)]
    done = subprocess.run(command, env=os.environ | env, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    asks = json.loads(done.stdout)["asks"]
    return Place(size, env, {kind: [Ask(**each) for each in group] for kind, group in asks.items()})


def _execute(url: str, statement: str, name: str) -> None:
    import psycopg  # late: SQLite needs none
    from psycopg import sql

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
