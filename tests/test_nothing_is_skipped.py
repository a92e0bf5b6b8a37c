"""A test that did not run proves nothing, so a run with one fails (tests/conftest.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PASSES = "def test_a():\n    assert True\n"
SKIPPED = PASSES + "import pytest\ndef test_b():\n    pytest.skip('no reason')\n"
XFAILED = PASSES + "import pytest\n@pytest.mark.xfail\ndef test_b():\n    assert False\n"
XPASSED = PASSES + "import pytest\n@pytest.mark.xfail\ndef test_b():\n    assert True\n"


def run(folder: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_sample.py").write_text(source)
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugins = ["-p", "tests.conftest", *(["-p", "xdist"] if options else [])]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *options, str(folder)]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    env |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("source", [SKIPPED, XFAILED, XPASSED], ids=["skip", "xfail", "xpass"])
@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["one process", "workers"])
def test_a_run_with_an_idle_test_fails(tmp_path: Path, source: str, options: tuple[str, ...]) -> None:
    done = run(tmp_path, source, *options)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "failing the run" in done.stdout


def test_a_run_where_everything_ran_passes(tmp_path: Path) -> None:
    done = run(tmp_path, PASSES)
    assert done.returncode == 0, done.stdout + done.stderr
