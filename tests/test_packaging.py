"""What is installed is whole: the wheel holds all that the pages need, and the locks serve everywhere."""

import configparser
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as `pip install .` would build it, from installed tools only."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = folder.glob("*.whl")
    return zipfile.ZipFile(file)


def tracked() -> list[str]:
    """Files of the package that belong to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "baxing"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_every_file_of_the_package_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    assert tracked()
    assert set(tracked()) - set(wheel.namelist()) == set()


def test_templates_styles_packs_and_compiled_catalogues_are_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    for pattern in (
        r"baxing/\w+/templates/.*\.html",
        r"baxing/site/static/.*\.css",
        r"baxing/standards/packs/eight-star/.*\.yaml",
        r"baxing/standards/packs/five-star/.*\.yaml",
        r"baxing/site/locale/zh_Hans/LC_MESSAGES/django\.po",
    ):
        assert any(re.fullmatch(pattern, name) for name in names), pattern
    catalogues = {name.removesuffix(".po") for name in names if name.endswith(".po")}
    assert catalogues
    assert catalogues == {name.removesuffix(".mo") for name in names if name.endswith(".mo")}


def test_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"baxing"}
    assert not [name for name in wheel.namelist() if re.search(r"__pycache__|\.sqlite3|secret_key", name)]


def test_the_wheel_brings_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    (scripts,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    parser = configparser.ConfigParser()
    parser.read_string(wheel.read(scripts).decode())
    assert parser["console_scripts"]["baxing"] == "baxing.site.cli:main"
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host_and_every_file_by_its_hash(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert not re.search(r"://|--index|--find-links|--trusted|file:|(?:^|\s)/|@", text, re.MULTILINE)
    requirements = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
    assert requirements
    for line in requirements:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[^ ;]+(?: ; [^\\]+)? \\", line), line
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert [entry for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []


def test_the_locks_agree() -> None:
    assert [lock.name for lock in LOCKS] == ["base.txt", "build.txt", "dev.txt"]
    pins = {
        lock.name: set(re.findall(r"^([a-z0-9._-]+==\S+)", lock.read_text("utf-8"), re.M)) for lock in LOCKS
    }
    assert pins["base.txt"] <= pins["dev.txt"]
    assert pins["build.txt"] <= pins["dev.txt"]


def test_every_declared_requirement_is_locked() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {"base.txt": project["dependencies"], "dev.txt": project["optional-dependencies"]["dev"]}
    for name, requirements in wanted.items():
        locked = re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / name).read_text("utf-8"), re.M)
        names = {re.match(r"[a-z0-9-]+", entry)[0] for entry in requirements}  # type: ignore[index]
        assert names - set(locked) == set(), f"run `make lock`: {name} lacks these"
