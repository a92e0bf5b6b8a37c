"""Where the slices that list problems say what only they know about the file a problem hangs on.

Each fills this when the program starts (its `apps.py`): ORIGINS["rectification"] = Origin(...).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from baxing.dossiers.models import Dossier
from baxing.problems.models import Problem
from baxing.rules.regulation import Named
from baxing.rules.text import Text
from baxing.units.models import User


@dataclass(frozen=True)
class Origin:
    """One kind of file that problems hang on.

    `codes`: the signs or tasks a problem of this file may come from, with words. `signers`: who may sign that it
    changed (roles). `may_list`: why this person may not add a problem here now, "" if he may. `may_drop`: whether the
    plan is still open, so that a problem listed by mistake can be taken off. `changed`: called inside the transaction
    after every step of a problem of this file; it may move the file on. `listed`: the round of the file and where a
    problem that is listed now is raised (`Problem.RAISED`).
    """

    codes: Callable[[Dossier], Mapping[str, Text]]
    signers: Callable[[Dossier], list[Named]]
    may_list: Callable[[Dossier, User], str]
    may_drop: Callable[[Dossier], bool]
    changed: Callable[[Problem, User | None], None]
    listed: Callable[[Dossier], tuple[int, str]] = lambda dossier: (1, "plan")


ORIGINS: dict[str, Origin] = {}
