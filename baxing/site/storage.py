"""Static addresses that carry a digest of the file, so that an old phone fetches each file once."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@lru_cache(maxsize=256)
def digest(path: str, changed: int) -> str:
    """Twelve hex digits of the file's SHA-256; `changed` makes an edited file count as another."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class DigestStorage(StaticFilesStorage):
    """Files stay where their app has them; only the address gets `?<digest>`."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        found = finders.find(name) if name else None
        if not isinstance(found, str):
            raise ValueError(f"no static file is called {name!r}")
        return f"{address}?{digest(found, Path(found).stat().st_mtime_ns)}"
