"""How long it takes from `git clone` to the first page: a fresh clone of this repository, `make run`, the first 200 of /login.

    python -m tools.first_page            one line a stage
    python -m tools.first_page --json

Works in a temporary folder with a home and a port of its own, and takes both away again. Packages come from where pip
gets them on this machine; what its cache holds is not fetched again.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 900


def measure() -> dict[str, float]:
    """Seconds by stage: "clone", "first start" (to the first page), "second start" (with what the first one left)."""
    with tempfile.TemporaryDirectory(prefix="baxing-clone-", ignore_cleanup_errors=True) as name:
        folder = Path(name) / "baxing"
        began = time.perf_counter()
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
        cloned = time.perf_counter() - began
        return {
            "clone": cloned,
            "first start": _start(folder, Path(name) / "home"),
            "second start": _start(folder, Path(name) / "home"),
        }


def _start(folder: Path, home: Path) -> float:
    """Seconds from `make run` to a whole login page; the server is stopped then."""
    port = _free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("BAXING_", "MAKE", "PYTHON"))}
    env |= {"PORT": str(port), "BAXING_HOME": str(home)}
    log = home.with_suffix(".log")
    began = time.perf_counter()
    with log.open("wb") as out:
        server = subprocess.Popen(
            ["make", "run"], cwd=folder, env=env, stdout=out, stderr=out, start_new_session=True
        )
        try:
            while time.perf_counter() - began < LONGEST and server.poll() is None:
                if _answers(f"http://127.0.0.1:{port}/login"):
                    return time.perf_counter() - began
                time.sleep(0.05)
        finally:
            _stop(server)
    raise SystemExit(f"no page came:\n{log.read_text()[-3000:]}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Ctrl-C for the session that was started here (make, the server, its worker); what stays is killed."""
    for number, patience in ((signal.SIGINT, 30), (signal.SIGKILL, 10)):
        if server.poll() is None:
            os.killpg(server.pid, number)
            with suppress(subprocess.TimeoutExpired):
                server.wait(patience)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status == 200 and b"</html>" in answer.read()
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    found = measure()
    if "--json" in sys.argv:
        print(json.dumps(found))
    else:
        for stage, seconds in found.items():
            print(f"{stage:<14} {seconds:6.1f} s")
