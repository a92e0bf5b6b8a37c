"""Where later slices say what only they know: the page of a file, the words of its codes, more lines for the desk.

Each fills these when its `urls` are imported:

    FLOW_PAGES["accreditation"] = "accreditation:sheet-of"      a url that takes the uid of the file
    CODES["accreditation"] = codes_of                           code -> words, for tasks, stars, excuses of one file
    more_for_desk.append(rater_items)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from baxing.dossiers.models import Dossier
from baxing.rules.text import Text
from baxing.units.models import User

FLOW_PAGES: dict[str, str] = {}
CODES: dict[str, Callable[[Dossier], Mapping[str, Text]]] = {}


@dataclass(frozen=True)
class DeskItem:
    """One thing that waits for somebody: what to do, why it is here, by when, and where.

    `left` counts working days until `due`, negative when late. `ripe` says that `due` was not a deadline but the day
    to wait for, so that nothing is late.
    """

    what: str
    url: str
    go: str
    kind: str = ""
    because: str = ""
    due: date | None = None
    left: int | None = None
    ripe: bool = False

    @property
    def act_by(self) -> date | None:
        """The day that decides where it stands on the desk."""
        return None if self.ripe else self.due


more_for_desk: list[Callable[[User], list[DeskItem]]] = []


def page_of(dossier: Dossier) -> str:
    """The address of a file's own page; its book while no slice has one."""
    name = FLOW_PAGES.get(dossier.flow)
    return reverse(name or "dossiers:book", args=[dossier.uid])
