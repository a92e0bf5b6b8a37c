"""One next step as a desk says it, and when it can be taken."""

from dataclasses import dataclass

from baxing.rules.flow import Move
from baxing.rules.flows import FLOWS
from baxing.rules.text import Text

# Needs that hold only once the day is over: before it the file waits for time, not for anybody.
AFTER_THE_DAY = frozenset({"notice_over", "term_over", "follow_up_over"})


@dataclass(frozen=True)
class Todo:
    """The next step of a file in `status` for holders of `roles`: the sentence on the desk, and the words of its button."""

    flow: str
    status: str
    roles: tuple[str, ...]
    do: Text
    go: Text

    @property
    def ripens(self) -> bool:
        """Whether it can be done only after the file's day has passed, so that the day is no deadline."""
        moves = [move for move in FLOWS[self.flow].open_to(self.status, self.roles) if move.main]
        return bool(moves) and all(_after_the_day(move) for move in moves)


def _after_the_day(move: Move) -> bool:
    return bool(AFTER_THE_DAY & set(move.needs))


def todo(flow: str, status: str, roles: tuple[str, ...], zh: tuple[str, str], en: tuple[str, str]) -> Todo:
    """One row: the sentence (with the unit, and the file's title where that says more) and the words of its button."""
    return Todo(flow, status, roles, Text(zh=zh[0], en=en[0]), Text(zh=zh[1], en=en[1]))
