"""The tree as a page shows it: the open part of it, with the branches below each unit counted."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Substr

from baxing.units.models import LEVELS, SECTORS, Unit, scope
from baxing.units.paths import WIDTH, ancestors

MOST_FOUND = 50


@dataclass
class Node:
    """A unit in the tree: how many branches in use stand below it, and its children if it is open."""

    unit: Unit
    branches: int = 0
    below: int = 0
    is_open: bool = False
    children: list["Node"] = field(default_factory=list)
    up: UUID | None = None


def grow(roots: list[Unit], at: Unit | None) -> list[Node]:
    """The roots, open along the line down to `at`; a single root is open anyway."""
    wanted = set(ancestors(at.path)) if at else set()
    if len(roots) == 1:
        wanted.add(roots[0].path)
    return [_grow(_counted(unit), wanted) for unit in roots]


def _grow(node: Node, wanted: set[str]) -> Node:
    if node.unit.path in wanted and node.below:
        open_up(node)
        node.children = [_grow(child, wanted) for child in node.children]
    return node


def _counted(unit: Unit) -> Node:
    below = Unit.objects.filter(path__under=unit.path, state="active").exclude(pk=unit.pk)
    found = below.aggregate(below=Count("pk"), branches=Count("pk", filter=Q(level="branch")))
    return Node(unit, found["branches"], found["below"])


def open_up(node: Node) -> Node:
    """Fills in the children of a node, with two queries whatever their number."""
    end = len(node.unit.path) + WIDTH
    counts = {
        row["head"]: row
        for row in Unit.objects.filter(path__under=node.unit.path, state="active")
        .annotate(head=Substr("path", 1, end))
        .values("head")
        .annotate(all=Count("pk"), branches=Count("pk", filter=Q(level="branch")))
    }
    for child in Unit.objects.filter(parent=node.unit, state="active").order_by("path"):
        row = counts[child.path]
        own = 1 if child.level == "branch" else 0
        node.children.append(Node(child, row["branches"] - own, row["all"] - 1, up=node.unit.uid))
    node.is_open = True
    return node


def node_of(unit: Unit, is_open: bool) -> Node:
    """One node for a fragment; its superior has been read with it."""
    node = _counted(unit)
    node.up = unit.parent.uid if unit.parent else None
    return open_up(node) if is_open else node


def figures(unit: Unit) -> tuple[list[tuple[Any, int]], list[tuple[Any, int]]]:
    """How many units in use stand at or below `unit`: by level, and the branches by sector (unknown last)."""
    levels: Counter[str] = Counter()
    sectors: Counter[str] = Counter()
    rows = Unit.objects.filter(path__under=unit.path, state="active").order_by()
    for level, sector, number in rows.values_list("level", "sector").annotate(number=Count("pk")):
        levels[level] += number
        if level == "branch":
            sectors[sector] += number
    by_level = [(words, levels[code]) for code, words in LEVELS.items() if levels[code]]
    return by_level, [(SECTORS.get(code), sectors[code]) for code in [*SECTORS, ""] if sectors[code]]


def search(user: Any, words: str) -> list[Unit]:
    """Units in use whose name contains `words`, of those that `user` sees; at most MOST_FOUND + 1."""
    found = Unit.objects.filter(scope(user), name__icontains=words, state="active").select_related("parent")
    return list(found.order_by("path")[: MOST_FOUND + 1])
