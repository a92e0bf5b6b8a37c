"""What must be true before a case moves, from the three checks to the end of the follow-up (reads only)."""

from collections.abc import Callable, Mapping
from typing import Any

from baxing.rectification.models import Case
from baxing.units.models import User

NEEDS_CLOSING: dict[str, Callable[[Case, User | None, Mapping[str, Any]], bool]] = {}
