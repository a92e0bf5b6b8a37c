"""Whether transactions inside a transaction leave savepoints."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db import connections


@contextmanager
def savepoints(allowed: bool) -> Iterator[None]:
    """Inside, an action's own transaction can be taken back alone (`allowed`), or only with the whole: a third of all
    statements of a load are savepoints that nobody goes back to."""
    with patch.object(connections["default"], "_savepoint_allowed", lambda: allowed):
        yield
