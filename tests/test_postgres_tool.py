"""The PostgreSQL that the tests bring along is a real one, and nothing of it is left afterwards."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASK = """
import os, psycopg
url = os.environ["BAXING_DATABASE_URL"]
with psycopg.connect(url) as connection:
    version, pid = connection.execute("select version(), pg_backend_pid()").fetchone()
print(url, version)
raise SystemExit(3)
"""


def test_the_server_answers_its_command_and_is_gone_with_it() -> None:
    command = [sys.executable, "-m", "tools.postgres", "--", sys.executable, "-c", ASK]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    found = re.fullmatch(r"postgres://postgres@/postgres\?host=(\S+) PostgreSQL .*\n", done.stdout)
    assert found, done.stdout
    folder = found[1]
    assert not Path(folder).exists()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert folder not in running


def test_without_a_command_it_explains_itself() -> None:
    command = [sys.executable, "-m", "tools.postgres"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "python tools/postgres.py -- pytest -q" in done.stderr
