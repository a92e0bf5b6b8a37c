"""Workbooks between preview and confirmation: kept in the home folder under their digest, for a day at most."""

import hashlib
import re
import time
from pathlib import Path

from django.conf import settings

KEPT_SECONDS = 24 * 3600


def _folder() -> Path:
    folder = Path(settings.HOME) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _file(digest: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError("not a digest")
    return _folder() / digest


def keep(data: bytes) -> str:
    """Keeps the file and returns its SHA-256; files that nobody confirmed within a day go away."""
    for old in _folder().iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    digest = hashlib.sha256(data).hexdigest()
    fresh = _file(digest).with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(_file(digest))
    return digest


def load(digest: str) -> bytes | None:
    """The file, or None when it is no longer kept."""
    try:
        return _file(digest).read_bytes()
    except FileNotFoundError:
        return None


def forget(digest: str) -> None:
    """Takes the file away after it was confirmed."""
    _file(digest).unlink(missing_ok=True)
