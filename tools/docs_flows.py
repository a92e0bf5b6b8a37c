"""docs/flows.md: every workflow with its diagram, its states and their deadlines, its moves and the words of its conditions."""

from baxing.rules.flow import SYSTEM, Flow, Move, State
from baxing.rules.flows import FLOWS
from baxing.rules.pack import Terms
from baxing.rules.regulation import CaseTerms
from baxing.rules.roles import ROLES

MADE = "<!-- Made by `make docs` from baxing/rules/flow*.py; change that and make it again. -->\n\n"
INTRO = """# Flows

Every workflow is one table. The same rows draw the buttons, guard the action, find what waits on a desk, feed the test
that walks every path (`tests/test_flows_walk.py`) and make this page.

A move is refused, and nothing is written, when the file stands in another state, the role is missing, the same person
did a step that this one must be apart from, a condition does not hold (with the words below), a reason, minute or
document number is missing, or somebody else changed the file in the meantime. Each move adds one line to the file's
record book (`baxing verify` checks the books).

Deadlines are terms of the standard pack, those of rectification of its regulation; in brackets stands what holds where
they say nothing else. Working days are counted on the calendar of the file's region ([calendar](calendar.md)). A problem
has its own day, which the plan sets; a case being rectified has the earliest of those of its problems. How a case goes
is told in [rectification.md](rectification.md).
"""
# Where a flow's terms are written down: a cycle counts on its pack, a case on its regulation.
TERMS = {"rectification": CaseTerms}


def flows() -> str:
    """The whole page."""
    return MADE + INTRO + "".join(_flow(flow) for flow in FLOWS.values()) + _roles()


def _flow(flow: Flow) -> str:
    text = f"\n## {flow.name.zh} · {flow.name.en} (`{flow.code}`)\n\n```mermaid\n{flow.mermaid('en')}```\n"
    text += "\n### States\n\n| State | Name | Lies with | Deadline | Next step of |\n|---|---|---|---|---|\n"
    text += "".join(_state(flow, state) for state in flow.states)
    text += (
        "\n### Moves\n\n| Verb | Name | From | To | Who | Only if | With |\n|---|---|---|---|---|---|---|\n"
    )
    text += "".join(_move(move) for move in flow.moves)
    if flow.needs:
        text += "\n### Conditions\n\n| Condition | What is said when it does not hold |\n|---|---|\n"
        text += "".join(f"| `{code}` | {words.zh} · {words.en} |\n" for code, words in flow.needs.items())
    return text


def _state(flow: Flow, state: State) -> str:
    waits = [
        role for role in (*ROLES, SYSTEM) if any(move.main for move in flow.open_to(state.code, (role,)))
    ]
    next_step = ", ".join(waits) or ("ended" if state.final else "whoever has a reason")
    name = f"{state.name.zh} · {state.name.en}"
    return f"| `{state.code}` | {name} | {state.desk} | {_deadline(flow, state.term)} | {next_step} |\n"


def _deadline(flow: Flow, term: str) -> str:
    """The term with its days where the pack or regulation says nothing else."""
    if not term:
        return ""
    fields = TERMS.get(flow.code, Terms).model_fields
    kind = "calendar days" if term.endswith("calendar_days") else "working days"
    return f"`{term}` ({fields[term].default} {kind})"


def _move(move: Move) -> str:
    carried = {"reason": move.reason, "minute number": move.minute, "document number": move.document}
    cells = [
        f"`{move.verb}`" + ("" if move.main else " (aside)"),
        f"{move.name.zh} · {move.name.en}",
        ", ".join(move.source),
        move.target,
        ", ".join(move.roles),
        ", ".join([*move.needs, *(f"not who did {verb}" for verb in move.apart)]),
        ", ".join(word for word, wanted in carried.items() if wanted),
    ]
    return f"| {' | '.join(cells)} |\n"


def _roles() -> str:
    text = "\n## Roles\n\n| Role | Name | Held at |\n|---|---|---|\n"
    rows = (f"| `{r.code}` | {r.name.zh} · {r.name.en} | {', '.join(r.levels)} |\n" for r in ROLES.values())
    return (
        text
        + "".join(rows)
        + f"| `{SYSTEM}` | 系统 · the system | `baxing tick`, and what follows at once |\n"
    )
