"""A refusal: the one way in which an action says no."""

from typing import Any


class Refused(Exception):
    """What did not happen, why, and what to do: one sentence in the user's language, and a code."""

    def __init__(self, message: Any, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
