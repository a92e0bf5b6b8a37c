"""A step that somebody can make on a case: its button, where it leads, and what hinders him (reads only).

Which steps these are is in `next_working` (to the end of the work) and `next_closing` (from the three checks on).
"""

from dataclasses import dataclass, field

from baxing.rectification.actions.apart import has_hand, judges
from baxing.rectification.models import Case
from baxing.rectification.needs import unmet
from baxing.rules.flow import Move
from baxing.rules.text import Text, words
from baxing.units.models import User

APART = words(
    "您办过前面的一步，这一步要换一个人",
    "you did an earlier step of this case: another person must do this one",
)
SERVES = words(
    "您在这个支部任职，或者负责办其中的问题，不能由您来判",
    "you serve this branch or answer for one of its problems: another person must do this step",
)


@dataclass(frozen=True)
class Step:
    """One button: its words, where it leads, what hinders it."""

    name: Text
    url: str
    why_not: list[Text] = field(default_factory=list)
    main: bool = True

    @property
    def ready(self) -> bool:
        """Whether it can be pressed now."""
        return not self.why_not


def why_not(case: Case, move: Move, user: User) -> list[Text]:
    """What hinders this person from making a move that his role includes, in words: what must hold first, and that he did
    an earlier step or has a hand in the case."""
    needs = case.dossier.table.needs
    why = [needs[need] for need in unmet(case, move, user)]
    if move.apart and case.dossier.entries.filter(by=user, verb__in=move.apart).exists():
        return [*why, APART]
    return [*why, SERVES] if judges(move) and has_hand(case, user) else why
