"""Scoring, from facts to outcomes: what a task gives, what stands at the gates, what would light a star.
Pure.

`compute` scores one task, `compute_all` a whole branch; `rules/sheet.py` packs the outcomes and scores the
sheet. Source: domain §3.1, §4.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from baxing.rules.award import of_hundred
from baxing.rules.facts import Facts, NumberRun, Reading, TruthRun, number_of, truth_of
from baxing.rules.methods import LevelRun, TaskRun, compiled, compiled_level, hundredths, read_by
from baxing.rules.outcome import Kind, Outcome, Reason, Result, StarResult, State, Way
from baxing.rules.pack import Pack, Task
from baxing.rules.remember import by_identity
from baxing.rules.terms import facts_in

__all__ = [
    "Kind",
    "Outcome",
    "Reason",
    "Result",
    "StarResult",
    "State",
    "Way",
    "compute",
    "compute_all",
    "decided",
    "gate_states",
    "level_outcome",
    "level_points",
    "light_up",
    "median",
    "readings",
    "satisfaction",
    "spread_flag",
    "tasks_for",
    "veto_states",
]

_WAYS = 8
"""How many ways to light a star are shown at most."""


@dataclass(frozen=True, eq=False)
class Program:
    """A pack compiled for its sectors: done once, run for every branch."""

    tasks: dict[str, tuple[Task, ...]]
    gates: tuple[tuple[str, list[str], TruthRun], ...]
    vetoes: tuple[tuple[str, TruthRun | None], ...]
    satisfaction: NumberRun | None


def _program(pack: Pack) -> Program:
    top = pack.top
    return Program(
        tasks={sector: tuple(task.for_sector(sector) for task in pack.tasks) for sector in pack.sectors},
        gates=tuple(
            (gate.code, gate.sectors, truth_of(gate.when)) for star in pack.stars for gate in star.gates
        ),
        vetoes=tuple((veto.code, None if veto.when is None else truth_of(veto.when)) for veto in pack.vetoes),
        satisfaction=None if top is None or top.satisfaction is None else number_of(top.satisfaction),
    )


program = by_identity(_program)
_task_run: Callable[[Task], TaskRun] = by_identity(compiled, 4096)
_level_run: Callable[[Task], LevelRun] = by_identity(compiled_level, 4096)


def tasks_for(pack: Pack, sector: str) -> tuple[Task, ...]:
    """Every task as `sector` reads it, in the order of the table. KeyError for a sector that the pack does
    not have."""
    return program(pack).tasks[sector]


def compute(task: Task, facts: Facts) -> Outcome:
    """What `task` (already in its sector's variant) gives on these facts, with reasons."""
    return _task_run(task)(facts)


def compute_all(pack: Pack, sector: str, facts: Facts) -> dict[str, Outcome]:
    """Every task of the pack for a branch of `sector`, by task code."""
    return {task.code: _task_run(task)(facts) for task in tasks_for(pack, sector)}


def readings(task: Task, facts: Facts) -> tuple[Reading, ...]:
    """The facts that a task was computed from, as they were read: where its figure comes from."""
    applies = set() if task.na_when is None else facts_in(task.na_when)
    return facts.readings(applies | set(read_by(task)))


def decided(task: Task, value: int | Kind) -> Outcome:
    """A task that a person decided: hundredths of points, or "na" or "excused". ValueError outside 0–full."""
    full = hundredths(task.points)
    if value == "na" or value == "excused":
        code = "decided-na" if value == "na" else "decided-excused"
        return Outcome(task.code, value, 0, full, 0, 0, (Reason(code, {}),))
    if not isinstance(value, int) or not 0 <= value <= full:
        raise ValueError(f"task {task.code}: {value} is not within 0 and {full} hundredths")
    why = (Reason("decided", {"points": value}),)
    return Outcome(task.code, "scored" if value else "zero", value, full, value, value, why)


def gate_states(pack: Pack, sector: str, facts: Facts) -> dict[str, bool | None]:
    """Every gate by code: fired, not fired, or unknown. A gate of other sectors has not fired."""
    return {
        code: False if sectors and sector not in sectors else fires(facts)
        for code, sectors, fires in program(pack).gates
    }


def veto_states(pack: Pack, facts: Facts, flags: Mapping[str, bool | None]) -> dict[str, bool | None]:
    """Every veto by code. A flag that persons raised and confirmed (or denied) wins over the computed answer;
    a veto that is a flag and was not raised has not fired."""
    return {
        code: flags[code] if code in flags else False if fires is None else fires(facts)
        for code, fires in program(pack).vetoes
    }


def satisfaction(pack: Pack, facts: Facts) -> Fraction | None:
    """The satisfaction rate (0–1) that the full award asks for; None if unknown or not asked for."""
    rate_of = program(pack).satisfaction
    if rate_of is None:
        return None
    low, high = rate_of(facts)
    return Fraction(low) if low == high else None


def level_points(task: Task, facts: Facts, level: Fraction) -> int | None:
    """Hundredths of a LEVEL task: its computed parts and the raters' share at the median `level` (0–4). None
    while a computed part is unknown. ValueError if the task is scored otherwise, or the level out of
    range."""
    if not 0 <= level <= 4:
        raise ValueError(f"task {task.code}: level {level} is not within 0 and 4")
    outcome = level_outcome(task, facts, level)
    return None if outcome.kind == "unknown" else outcome.points


def level_outcome(task: Task, facts: Facts, level: Fraction | None) -> Outcome:
    """A LEVEL task with the raters' median, or None while they have not locked, with reasons."""
    return _level_run(task)(facts, level)


def median(levels: Sequence[int]) -> Fraction:
    """The middle of the raters' locked levels (each 0–4), exact; the mean of the two middle ones if even.
    Whether there are enough raters is the pack's `raters_at_least`, held by the caller. ValueError for none
    or a wrong level."""
    if not levels or any(level not in range(5) for level in levels):
        raise ValueError(f"levels are 0 to 4 and at least one: {list(levels)}")
    ordered = sorted(levels)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)


def spread_flag(levels: Sequence[int], percent: int) -> bool:
    """Whether the highest and lowest level lie more than `percent` of the whole scale apart: a note is
    due."""
    return bool(levels) and 25 * (max(levels) - min(levels)) > percent


def light_up(pack: Pack, sector: str, star: str, outcomes: Mapping[str, Outcome]) -> list[Way]:
    """The smallest ways to bring a star to its line: single tasks done wholly, the smallest gain first; if no
    single task is enough, pairs; if no pair is, the fewest tasks. Empty if the points are there already (a
    gate may still keep it dark), if nothing suffices, or if the pack lights no stars one by one."""
    chosen = next(each for each in pack.stars if each.code == star)
    if pack.scoring_mode != "per_star_100":
        return []
    tasks = {task.code for task in tasks_for(pack, sector) if not task.bonus}
    rows = [outcomes[task.code] for task in chosen.tasks if task.code in tasks]
    rows = [row for row in rows if row.kind not in ("na", "excused")]
    applicable, earned = sum(row.full for row in rows), sum(_certain(row) for row in rows)
    line = Fraction(pack.line(chosen))
    gaps = {row.task: row.full - _certain(row) for row in rows if row.full > _certain(row)}
    if not gaps or of_hundred(earned, applicable) >= line:
        return []
    for size in (1, 2):
        ways = _ways(gaps, size, earned, applicable, line)
        if ways:
            return ways[:_WAYS]
    return _largest_first(gaps, earned, applicable, line)


def _certain(outcome: Outcome) -> int:
    """The points that a sheet counts: none while the task is unknown."""
    return 0 if outcome.kind == "unknown" else outcome.points


def _ways(gaps: dict[str, int], size: int, earned: int, applicable: int, line: Fraction) -> list[Way]:
    found = [
        Way(codes, gain, of_hundred(earned + gain, applicable))
        for codes in combinations(gaps, size)
        if of_hundred(earned + (gain := sum(gaps[code] for code in codes)), applicable) >= line
    ]
    return sorted(found, key=lambda way: way.gain)


def _largest_first(gaps: dict[str, int], earned: int, applicable: int, line: Fraction) -> list[Way]:
    codes: tuple[str, ...] = ()
    gain = 0
    for code, gap in sorted(gaps.items(), key=lambda item: -item[1]):
        codes, gain = (*codes, code), gain + gap
        if of_hundred(earned + gain, applicable) >= line:
            return [Way(codes, gain, of_hundred(earned + gain, applicable))]
    return []
