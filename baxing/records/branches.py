"""Which branch a row means: by its name and, where that is not enough, by the organisation above it."""

from collections import defaultdict
from difflib import get_close_matches
from typing import NamedTuple

from baxing.units.models import Unit
from baxing.units.paths import ancestors
from baxing.units.workbook import key

SUGGESTED = 40


class Found(NamedTuple):
    """A branch, or the code of why there is none; `said` fills the words of `code` (also set for a mere doubt)."""

    unit: int | None
    code: str = ""
    said: str = ""


class Branches:
    """The branches at or below one unit, by comparable name. Two queries at most, for 20,000 branches too."""

    def __init__(self, under: Unit) -> None:
        self.names: dict[int, str] = {}
        self.places: dict[str, list[tuple[int, set[str], str]]] = defaultdict(list)
        self.retired: dict[str, str] = {}
        above: dict[str, str] = {}
        units = Unit.objects.filter(path__under=under.path).order_by("path")
        rows = list(units.values_list("pk", "path", "name", "level", "state", "merged_into__name"))
        above = {path: name for _pk, path, name, *_rest in rows}
        for pk, path, name, level, state, merged in rows:
            if level != "branch":
                continue
            if state != "active":
                self.retired[key(name)] = merged or ""
                continue
            over = [above[step] for step in ancestors(path)[:-1] if step in above]
            self.names[pk] = name
            self.places[key(name)].append((pk, {key(step) for step in over}, over[-1] if over else ""))
        self._asked = 0
        here = {key(name) for _pk, _path, name, level, *_rest in rows if level != "branch"}
        self._parents = here | {key(over) for places in self.places.values() for *_at, over in places}
        self._part = under.level in ("township", "branch")

    def find(self, name: str, parent: str) -> Found:
        """The branch called `name`; a parent that differs from the register is a doubt if the name is unique.

        Below a township, a row of another township is `elsewhere`: a county's whole file may be taken there.
        """
        candidates = self.places.get(key(name), [])
        if not candidates:
            if self._part and parent and key(parent) not in self._parents:
                return Found(None, "elsewhere")
            return self._none(name)
        fitting = [at for at in candidates if not parent or key(parent) in at[1]]
        if len(fitting) == 1:
            return Found(fitting[0][0])
        if fitting or len(candidates) > 1:
            return Found(None, "unit-not-clear", "、".join(at[2] for at in fitting or candidates))
        return Found(candidates[0][0], "other-parent", candidates[0][2])

    def _none(self, name: str) -> Found:
        if (merged := self.retired.get(key(name))) is not None:
            return Found(None, "unit-merged" if merged else "unit-closed", merged)
        self._asked += 1
        near = get_close_matches(key(name), list(self.places), 3, 0.6) if self._asked <= SUGGESTED else []
        if near:
            return Found(None, "unit-near", "、".join(self.names[self.places[like][0][0]] for like in near))
        return Found(None, "unit-unknown")
