"""One request for one application, with few and with many applications in the database: its time must not grow.

A real server (`baxing serve`, one worker) runs on each database; requests go to them in turn over connections that stay
open, with cookies, CSRF check, and everything else that a browser's request passes through.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from urllib.parse import urlencode

from baxing.site.bench import Bench, Figure, interleaved
from baxing.site.bench.ground.places import Ask, Place

MOST = 1.2
ROUNDS = 120
NAMES = {
    "branch_scores": "branch saves one task's points (htmx POST)",
    "branch_page": "branch opens its sheet",
    "township_opinion": "township saves one opinion (htmx POST)",
    "county_page": "county opens one sheet",
    "county_review": "county opens one review",
}


def run(bench: Bench) -> list[Figure]:
    """For each kind of request and each size its time, as a ratio to the smallest size."""
    return compared(bench, bench.places, NAMES, "applications")


def compared(bench: Bench, by_size: Mapping[int, Place], names: Mapping[str, str], of: str) -> list[Figure]:
    """The same requests to servers on the places of each size, in turn."""
    places = [by_size[size] for size in sorted(by_size)]
    with ExitStack() as stack:
        doors = {place.size: stack.enter_context(_served(place)) for place in places}
        found: list[Figure] = []
        for kind, name in names.items():
            asks = {f"{place.size}": doors[place.size].asking(place.asks[kind]) for place in places}
            times = interleaved(asks, bench.rounds(ROUNDS))
            smallest = times[f"{places[0].size}"].median
            for place in places:
                each = times[f"{place.size}"]
                first = place is places[0]
                found.append(
                    each.figure(
                        f"{name}, {place.size:,} {of}",
                        ratio=None if first else each.median / smallest,
                        of="" if first else f"{places[0].size:,} {of}",
                        at_most=None if first else MOST,
                        note=f"{_queries(place.asks[kind])} queries",
                    )
                )
    return found


def _queries(asks: list[Ask]) -> str:
    return "–".join(str(n) for n in sorted({min(a.queries for a in asks), max(a.queries for a in asks)}))


class Door:
    """One connection to one server, kept open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def asking(self, asks: list[Ask]) -> "Asking":
        """The requests of one kind, one after the other."""
        return Asking(self.connection, asks)


class Asking:
    """Calls make the requests of one kind in turn, each with another form than the time before."""

    def __init__(self, connection: http.client.HTTPConnection, asks: list[Ask]) -> None:
        self.connection, self.asks, self.number = connection, asks, count()

    def __call__(self) -> None:
        number = next(self.number)
        ask = self.asks[number % len(self.asks)]
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in ask.cookies.items())}
        body = None
        if ask.forms:
            body = urlencode(ask.forms[number // len(self.asks) % len(ask.forms)])
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "HX-Request": "true",
                "X-CSRFToken": ask.cookies["baxing_csrf"],
            }
        self.connection.request("POST" if ask.forms else "GET", ask.path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{ask.path} answered {answer.status}: {text[:300]!r}")


@contextmanager
def _served(place: Place) -> Iterator[Door]:
    """A server of its own on the place, stopped at the end."""
    port = _free_port()
    command = [sys.executable, "-m", "baxing", "serve", "--no-demo", "--port", str(port)]
    home = ["--home", place.env["BAXING_HOME"]]
    server = subprocess.Popen(  # noqa: S603 (our own command)
        [*command, *home], env=os.environ | place.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait_for(server, port)
        yield Door(port)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended: {server.stderr.read().decode() if server.stderr else ''}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the server did not answer within a minute")
