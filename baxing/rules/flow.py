"""A workflow as a table: the same rows draw the buttons, guard the action, print the diagram and feed the test that walks every path."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from baxing.rules.text import Text

SYSTEM = "system"


@dataclass(frozen=True)
class State:
    """Where a file can stand: whose desk it lies on, and which of the pack's terms counts its deadline."""

    code: str
    name: Text
    desk: str = "branch"
    term: str = ""
    final: bool = False


@dataclass(frozen=True)
class Move:
    """A verb: from where to where, who may do it, what must be true before, and what must be written with it.

    `apart`: whoever did one of these verbs on the same file may not do this one (separation of duties, domain §5).
    """

    verb: str
    name: Text
    source: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs: tuple[str, ...] = ()
    reason: bool = False
    minute: bool = False
    document: bool = False
    apart: tuple[str, ...] = ()
    main: bool = True


@dataclass(frozen=True)
class Flow:
    """A whole workflow; the first state is where a file starts."""

    code: str
    name: Text
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    needs: dict[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        codes = {state.code for state in self.states}
        for move in self.moves:
            if stray := {*move.source, move.target} - codes:
                raise ValueError(f"{self.code}: move {move.verb} names unknown states {sorted(stray)}")
            if stray := set(move.needs) - set(self.needs):
                raise ValueError(f"{self.code}: move {move.verb} has needs without words {sorted(stray)}")

    @property
    def start(self) -> State:
        """The state in which a file is opened."""
        return self.states[0]

    def state(self, code: str) -> State:
        """The state of that code; KeyError if the flow has none."""
        for state in self.states:
            if state.code == code:
                return state
        raise KeyError(code)

    def open_to(self, status: str, roles: Iterable[str]) -> Iterator[Move]:
        """The moves that holders of `roles` may make from `status`."""
        held = set(roles)
        return (move for move in self.moves if status in move.source and held & set(move.roles))

    def move(self, status: str, verb: str) -> Move | None:
        """The row for `verb` from `status`, if there is one."""
        return next((move for move in self.moves if move.verb == verb and status in move.source), None)

    def waiting_on(self, role: str) -> list[str]:
        """The states in which a holder of `role` has a next step of the main line."""
        return [s.code for s in self.states if any(move.main for move in self.open_to(s.code, (role,)))]

    def reachable(self) -> set[str]:
        """Every state that a new file can come to."""
        seen = {self.start.code}
        frontier = [self.start.code]
        while frontier:
            status = frontier.pop()
            for move in self.moves:
                if status in move.source and move.target not in seen:
                    seen.add(move.target)
                    frontier.append(move.target)
        return seen

    def mermaid(self, language: str = "en") -> str:
        """The state diagram as Mermaid text."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start.code}"]
        lines += [f"    {state.code}: {state.name.say(language)}" for state in self.states]
        lines += [
            f"    {source} --> {move.target}: {move.name.say(language)}"
            for move in self.moves
            for source in move.source
        ]
        lines += [f"    {state.code} --> [*]" for state in self.states if state.final]
        return "\n".join(lines) + "\n"
