"""Every file that others wrote is listed with its version, licence and SHA-256, and is what the list says."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "baxing" / "site" / "static" / "site" / "vendor"
LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<file>\S+)  (?P<version>\d\S*)  (?P<licence>[\w.+-]+)")


def faults(folder: Path) -> list[str]:
    """How the folder and its VENDOR.txt differ (lines: sha256, file, version, licence; # comments)."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    there = files - {"VENDOR.txt"}
    if not there:
        return []
    listing = folder / "VENDOR.txt"
    lines = listing.read_text("utf-8").splitlines() if listing.exists() else []
    rows = [(line, LINE.fullmatch(line)) for line in lines if line.strip() and not line.startswith("#")]
    found = [f"cannot be read: {line}" for line, row in rows if row is None]
    listed = {row["file"]: row["sha256"] for _, row in rows if row}
    found += [f"not listed: {name}" for name in sorted(there - set(listed))]
    found += [f"not there: {name}" for name in sorted(set(listed) - there)]
    for name in sorted(there & set(listed)):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != listed[name]:
            found.append(f"changed: {name}")
    return found


def test_vendored_files_are_what_the_list_says() -> None:
    assert faults(VENDOR) == []


def test_a_changed_a_missing_and_an_unlisted_file_are_found(tmp_path: Path) -> None:
    for name in ("good.js", "changed.js", "unlisted.js"):
        (tmp_path / name).write_text("x")
    sha = hashlib.sha256(b"x").hexdigest()
    rows = [
        f"{sha}  good.js  1.0  MIT",
        f"{'0' * 64}  changed.js  1.0  MIT",
        f"{sha}  gone.js  1.0  MIT",
        "so what",
    ]
    (tmp_path / "VENDOR.txt").write_text("# a comment\n" + "\n".join(rows))
    assert faults(tmp_path) == [
        "cannot be read: so what",
        "not listed: unlisted.js",
        "not there: gone.js",
        "changed: changed.js",
    ]


def test_vendored_files_without_a_list_are_found(tmp_path: Path) -> None:
    (tmp_path / "x.js").write_text("x")
    assert faults(tmp_path) == ["not listed: x.js"]
