"""A county starts from nothing with one command, and only once."""

import os
import subprocess
import sys
from pathlib import Path


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BAXING_HOME": str(home), "DJANGO_SETTINGS_MODULE": "baxing.site.settings"}
    environment.pop("BAXING_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "baxing", *words], capture_output=True, text=True, env=environment, check=False
    )


def test_an_empty_home_becomes_a_county_with_an_administrator_once(tmp_path: Path) -> None:
    first = run(tmp_path, "found", "样例县")
    assert first.returncode == 0, first.stderr
    name, username, password = first.stdout.splitlines()[0].split()
    assert (name, username) == ("样例县", "admin")
    assert len(password) >= 10
    again = run(tmp_path, "found", "样例县")
    assert again.returncode == 1
    assert "已经有组织或账号" in again.stderr
