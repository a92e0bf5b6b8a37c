"""Loading the demo county inside a transaction that is taken back: a load costs seconds, so a module loads it once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def taken_back(blocker: Any) -> Iterator[None]:
    """Database access for fixtures of a module; actions may be outermost inside, and nothing stays afterwards."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with blocker.unblock(), block:
        yield
        transaction.set_rollback(True)
