"""Where the slices that hold ballots say what only they know about the file a round hangs on.

Each fills this when its actions are imported: PARENTS["rectification"] = Parent(...).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from baxing.ballots.models import Round
from baxing.units.models import User


@dataclass(frozen=True)
class Parent:
    """One kind of file that has rounds.

    `may_count`: why this account may not enter counts here, "" if it may. `may_see`: whether it may see the round at
    all. `settled`: called inside the transaction that certifies or voids a round; it moves the file on. `page`: the
    address of the file for this reader, "" if it is not his to read. `again_by`: the day by which a new round must be
    opened after a void one, None to leave the day of the file as it is.
    """

    may_count: Callable[[Round, User], str]
    may_see: Callable[[Round, User], bool]
    settled: Callable[[Round, User], None]
    page: Callable[[Round, User], str]
    again_by: Callable[[Round], date | None]


PARENTS: dict[str, Parent] = {}


def parent_of(round: Round) -> Parent:
    """What the slice of the file says; KeyError when no slice answers for this flow."""
    return PARENTS[round.parent.flow]
