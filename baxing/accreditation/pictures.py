"""What a page shows of a result: wheel segments, stars with their tasks, each figure with its why (reads only)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from baxing.accreditation.measures import measures_of
from baxing.accreditation.models import Application, Remark
from baxing.accreditation.scores import facts_of_application, live_result, outcomes_of, ways_to_light
from baxing.problems.models import Problem
from baxing.records.codec import canonical
from baxing.records.models import FactValue
from baxing.rules import sheet
from baxing.rules.facts import Value
from baxing.rules.flows import ACCREDITATION
from baxing.rules.frame import EXCUSED, MOST, NA, UNKNOWN, UNSEEN, Frame
from baxing.rules.methods import half_up
from baxing.rules.outcome import Outcome, Reason, Result, StarResult, Way
from baxing.rules.pack import FactDef, Star, Task
from baxing.rules.scoring import decided
from baxing.rules.terms import facts_in
from baxing.rules.text import Text

STATE_WORDS = {
    "lit": Text(zh="已亮", en="lit"),
    "dark": Text(zh="未亮", en="dark"),
    "gated": Text(zh="门槛未过", en="gate"),
    "unknown": Text(zh="待定", en="not known yet"),
    "na": Text(zh="不适用", en="not applicable"),
    "counted": Text(zh="已计", en="counted"),
}
AUTO_WORDS = {
    "A": Text(zh="自动", en="computed"),
    "H": Text(zh="要你填", en="yours to fill"),
    "M": Text(zh="要你填", en="yours to fill"),
}


@dataclass(frozen=True)
class Segment:
    """One segment of the wheel (see the `wheel` tag)."""

    code: str
    name: Text
    state: str
    low: Decimal | None
    high: Decimal | None
    line: Decimal


def segments(frame: Frame, result: Result) -> list[Segment]:
    """The wheel of a result: one segment a star; in a per-branch table one a grade star, lit from the first."""
    if frame.per_branch:
        return _graded(frame, result.lit, result.lit_high)
    return [
        Segment(star.code, star.short, star.state, _hundredths(star.low), _hundredths(star.high), star.line)
        for star in result.stars
    ]


def segments_of(application: Application) -> list[Segment]:
    """The same from the stored columns alone: for lists, without scoring anything."""
    a, frame = application, application.cycle.frame
    if frame.per_branch:
        return _graded(frame, a.lit, a.lit)
    scores = sheet.unpack(bytes(a.scores))
    return [
        Segment(
            star.code,
            star.short,
            _stored_state(a, bit),
            Decimal(scores[2 * bit]) / 100 if scores else None,
            Decimal(scores[2 * bit + 1]) / 100 if scores else None,
            frame.pack.line(star),
        )
        for bit, star in enumerate(frame.pack.stars)
    ]


def proposed_segments(application: Application) -> list[Segment]:
    """The stars as they were proposed: what a public notice shows, whatever the sheet says since."""
    frame, mask = application.cycle.frame, (application.proposal or {}).get("lit_mask", 0)
    if frame.per_branch:
        return _graded(frame, (application.proposal or {}).get("lit", 0), 0)
    return [
        Segment(
            star.code, star.short, "lit" if mask >> bit & 1 else "dark", None, None, frame.pack.line(star)
        )
        for bit, star in enumerate(frame.pack.stars)
    ]


def _stored_state(application: Application, bit: int) -> str:
    for mask, state in (
        (application.lit_mask, "lit"),
        (application.gated_mask, "gated"),
        (application.unknown_mask, "unknown"),
    ):
        if mask >> bit & 1:
            return state
    return "dark"


def _graded(frame: Frame, lit: int, possible: int) -> list[Segment]:
    def state(number: int) -> str:
        return "lit" if number <= lit else "unknown" if number <= possible else "dark"

    return [
        Segment(f"G{n}", Text(zh=f"{n} 星", en=f"{n} stars"), state(n), None, None, Decimal(100))
        for n in range(1, frame.most_stars + 1)
    ]


def _hundredths(value: Fraction) -> Decimal:
    return Decimal(half_up(100 * value)) / 100


@dataclass
class TaskView:
    """One task as a page shows it: what the system says and why, what the branch and the township said, what counts."""

    task: Task
    outcome: Outcome
    counts: Outcome
    own: int
    township: int
    panel: int
    remarks: Mapping[str, Remark]
    measure: Problem | None
    returned: bool
    late: bool = False

    @property
    def filled(self) -> bool:
        """Whether the branch has said its word."""
        return self.own != UNSEEN

    @property
    def ballot(self) -> bool:
        """Whether only a certified ballot can score it."""
        return self.task.method == "BALLOT"

    @property
    def own_points(self) -> Decimal | None:
        """The branch's points; None where it said none (unseen, not applicable, excused)."""
        return Decimal(self.own) / 100 if self.own <= MOST else None

    @property
    def own_word(self) -> str:
        """ "na", "excused", "unseen", or "" where there are points."""
        return word(self.own)

    @property
    def less(self) -> int:
        """How many hundredths are missing for full points; 0 while unknown or not counted."""
        return self.counts.full - self.counts.points if self.counts.kind in ("scored", "zero") else 0

    @property
    def differs(self) -> bool:
        """Whether the branch says something that the system contradicts: points outside what the facts allow, n/a or an excuse."""
        if self.outcome.kind in ("na", "excused"):
            return self.own_word != self.outcome.kind
        return self.own > MOST or not self.outcome.low <= self.own <= self.outcome.high


def word(slot: int) -> str:
    """What a slot says where it holds no points."""
    return {NA: "na", EXCUSED: "excused", UNKNOWN: "unknown", UNSEEN: "unseen"}.get(slot, "")


@dataclass
class StarView:
    """One star with its tasks and what would light it."""

    star: Star
    result: StarResult
    tasks: list[TaskView]
    ways: list[Way] = field(default_factory=list)

    @property
    def to_fill(self) -> int:
        """How many of its tasks still wait for the branch."""
        return sum(task.task.auto != "A" and not task.filled for task in self.tasks)

    @property
    def below(self) -> int:
        """How many tasks lost points."""
        return sum(task.less > 0 for task in self.tasks)

    @property
    def waiting(self) -> int:
        """How many tasks are unknown."""
        return sum(task.counts.kind == "unknown" for task in self.tasks)

    @property
    def short(self) -> Decimal:
        """How many points of 100 are missing for the line."""
        return max(Decimal(0), Decimal(self.result.line) - _hundredths(self.result.low))

    @property
    def low(self) -> Decimal:
        """The score of 100 that is certain, for the eye."""
        return _hundredths(self.result.low)

    @property
    def high(self) -> Decimal:
        """The score of 100 that is still possible, for the eye."""
        return _hundredths(self.result.high)

    @property
    def gates(self) -> list[Any]:
        """The gates that keep it dark."""
        return [gate for gate in self.star.gates if gate.code in self.result.gates]


@dataclass
class SheetView:
    """A whole sheet for a page: the result and every star."""

    application: Application
    result: Result
    stars: list[StarView]
    segments: list[Segment]

    @property
    def tasks(self) -> list[TaskView]:
        """Every task in order."""
        return [task for star in self.stars for task in star.tasks]

    @property
    def to_fill(self) -> int:
        """How many tasks are the branch's to fill, done or not."""
        return sum(task.task.auto != "A" for task in self.tasks)

    @property
    def filled(self) -> int:
        """How many of them are done."""
        return sum(task.task.auto != "A" and task.filled for task in self.tasks)

    @property
    def computed(self) -> int:
        """How many tasks the system computes."""
        return sum(task.task.auto == "A" for task in self.tasks)

    def counts(self) -> dict[str, int]:
        """How many stars stand in which state."""
        states = [star.result.state for star in self.stars]
        return {state: states.count(state) for state in dict.fromkeys(states)}


def view_of(application: Application) -> SheetView:
    """Everything that the pages of one application show."""
    frame = application.cycle.frame
    result = live_result(application)
    outcomes = outcomes_of(application, facts_of_application(application))
    remarks: dict[str, dict[str, Remark]] = {}
    for remark in application.remarks.all():
        remarks.setdefault(remark.task, {})[remark.layer] = remark
    measures = measures_of(application)
    layers = [sheet.unpack(bytes(layer)) for layer in _layers(application)]
    late = late_facts(application)
    views = {
        code: _task_view(
            application,
            task,
            outcomes[code],
            [layer[frame.slots[code]] for layer in layers],
            remarks.get(code, {}),
            measures.get(code),
            bool(late & (facts_in(task.rule) | facts_in(task.na_when))),
        )
        for code, task in application.tasks.items()
    }
    counted = {code: view.counts for code, view in views.items()}
    stars = [
        StarView(
            star,
            each,
            [views[task.code] for task in star.tasks],
            ways_to_light(application, star.code, counted) if each.state == "dark" else [],
        )
        for star, each in zip(application.cycle.standard.stars, result.stars, strict=True)
    ]
    return SheetView(application, result, stars, segments(frame, result))


def fact_shown(value: Value, definition: FactDef) -> Text:
    """A fact's value for the eye."""
    if isinstance(value, bool):
        return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
    if isinstance(value, date):
        return Text(zh=value.isoformat(), en=value.isoformat())
    text = f"{percent(value)} %" if definition.kind == "share" else exact(value)
    unit = definition.unit
    return (
        Text(zh=f"{text} {unit.zh}", en=f"{text} {unit.en}")
        if unit and definition.kind != "share"
        else Text(zh=text, en=text)
    )


def percent(value: Fraction) -> str:
    """A rate of 0–1 as per cent, exact where it ends, else to two places with a sign that it goes on."""
    text = exact(100 * value)
    return text if "/" not in text else f"≈{_hundredths(100 * value)}"


def exact(value: Fraction) -> str:
    """A number as a plain decimal where it ends, else as a fraction."""
    try:
        return canonical(value)
    except ValueError:
        return str(value)


def late_facts(application: Application) -> set[str]:
    """The facts that were entered after the branch applied (补录): allowed, and said."""
    if application.applied_at is None:
        return set()
    entered = FactValue.objects.filter(
        unit=application.unit_id, year=application.cycle.year, entered_at__gt=application.applied_at
    )
    return set(entered.values_list("code", flat=True))


def _layers(a: Application) -> list[bytes]:
    return [bytes(layer) for layer in (a.final, a.self_scored, a.reviewed, a.panel)]


def _task_view(
    application: Application,
    task: Task,
    outcome: Outcome,
    slots: list[int],
    remarks: Mapping[str, Remark],
    measure: Problem | None,
    late: bool,
) -> TaskView:
    final, own, township, panel = slots
    return TaskView(
        task,
        outcome,
        _counted(task, outcome, final),
        own,
        township,
        panel,
        remarks,
        measure,
        task.code in application.returned,
        late,
    )


def _counted(task: Task, outcome: Outcome, final: int) -> Outcome:
    """What counts now: the person's word where one was given, else the system's."""
    if final in (NA, EXCUSED):
        return decided(task, "na" if final == NA else "excused")
    if final > MOST:
        return outcome if outcome.kind == "unknown" else _unknown(task)
    return outcome if outcome.kind in ("scored", "zero") and outcome.points == final else decided(task, final)


def _unknown(task: Task) -> Outcome:
    full = int(task.points * 100)
    return Outcome(task.code, "unknown", 0, full, 0, full, (Reason("nobody-decided", {}),))


def steps_of(application: Application) -> dict[str, Any]:
    """How far the file has come, for the `flow` part: done steps folded, where it stands, what comes next."""
    dossier = application.dossier
    done = [
        {"words": ACCREDITATION.state(entry.before).name, "at": entry.at}
        for entry in dossier.entries.all()
        if entry.before != entry.after
    ]
    ahead = [move for move in ACCREDITATION.moves if dossier.status in move.source and move.main]
    ahead.sort(key=lambda move: move.target == "RETURNED")  # back is a way out, not the next step
    following = ACCREDITATION.state(ahead[0].target) if ahead else None
    then = next(
        (m.name for m in ACCREDITATION.moves if following and following.code in m.source and m.main), None
    )
    return {
        "done": done,
        "at": {"words": dossier.state.name},
        "next": {"words": ahead[0].name, "then": then} if ahead else None,
    }
