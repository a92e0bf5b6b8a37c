"""Where later slices say what only they know: the page of a file, the words of its codes, more lines for the desk.

Each fills these when its `urls` are imported:

    FLOW_PAGES["accreditation"] = "accreditation:sheet-of"      a url that takes the uid of the file
    CODES["accreditation"] = codes_of                           code -> words, for tasks, stars, excuses of one file
    more_for_desk.append(rater_items)
    SEERS["rectification"] = SEES_CASES                         a flow that not every duty in its place may see
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from baxing.dossiers.models import Dossier
from baxing.rules.text import Text
from baxing.units.models import User, scope

FLOW_PAGES: dict[str, str] = {}
CODES: dict[str, Callable[[Dossier], Mapping[str, Text]]] = {}
SEERS: dict[str, tuple[str, ...]] = {}


def seen_by(user: User) -> Q:
    """The files that `user` may see: of his places, and of a flow that is closed to others only with one of its roles."""
    open_to_all = scope(user, "unit__path")
    closed = [flow for flow, roles in SEERS.items() if not {g.role for g in user.grants_now} <= set(roles)]
    if not closed:
        return open_to_all
    seen = open_to_all & ~Q(flow__in=closed)
    for flow in closed:
        seen |= Q(flow=flow) & scope(user, "unit__path", *SEERS[flow])
    return seen


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
