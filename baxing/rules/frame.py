"""The frame of a pack's packed sheets: one slot per task in the order of the table, the same in every
sector."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from baxing.rules.methods import hundredths
from baxing.rules.pack import Pack, Star
from baxing.rules.remember import by_identity

UNSEEN = 65535
"""Nobody has looked at this slot in this layer."""
UNKNOWN = 65534
NA = 65533
EXCUSED = 65532
MOST = 65531
"""The most hundredths that a slot can hold."""


@dataclass(frozen=True, eq=False)
class StarFrame:
    """One star: its slots are `first` up to, not including, `last`; it is lit from `line_n` / `line_d` of 100
    points; `weight` is whole, on one scale for all stars. `dark` lists the vetoes that keep it dark."""

    code: str
    first: int
    last: int
    line_n: int
    line_d: int
    weight: int
    gates: tuple[str, ...]
    dark: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Frame:
    """What scoring a sheet needs of its pack. Points in hundredths; `computed` marks the tasks that the
    system decides unless the township corrects it; `grades` are (at_least, stars), the best first."""

    pack: Pack
    codes: tuple[str, ...]
    slots: dict[str, int]
    full: tuple[int, ...]
    mandatory: tuple[bool, ...]
    bonus: tuple[bool, ...]
    computed: tuple[bool, ...]
    stars: tuple[StarFrame, ...]
    grades: tuple[tuple[Fraction, int], ...]
    bonus_cap: int
    top_composite: Fraction
    top_satisfaction: Fraction | None

    @staticmethod
    def of(pack: Pack) -> "Frame":
        """The frame of `pack`, made once. ValueError if a task has more points than a slot can hold."""
        return _frame(pack)

    @property
    def per_branch(self) -> bool:
        """Whether the stars are indicators of one table of 100 points."""
        return self.pack.scoring_mode == "per_branch_100"

    @property
    def size(self) -> int:
        """Bytes of one layer."""
        return 2 * len(self.codes)

    @property
    def most_stars(self) -> int:
        """How many stars a branch can have."""
        return self.grades[0][1] if self.per_branch and self.grades else len(self.stars)

    def stars_for(self, total: Fraction) -> int:
        """The stars of a per-branch total of 100; 0 below the last grade."""
        return next((stars for at_least, stars in self.grades if total >= at_least), 0)


def _make(pack: Pack) -> Frame:
    tasks = pack.tasks
    full = tuple(hundredths(task.points) for task in tasks)
    for task, points in zip(tasks, full, strict=True):
        if points > MOST:
            raise ValueError(
                f"task {task.code}: {task.points} points do not fit a sheet (at most {MOST / 100})"
            )
    grades = sorted(((Fraction(grade.at_least), grade.stars) for grade in pack.grades), reverse=True)
    top = pack.top
    return Frame(
        pack=pack,
        codes=tuple(task.code for task in tasks),
        slots={task.code: slot for slot, task in enumerate(tasks)},
        full=full,
        mandatory=tuple(task.mandatory and not task.bonus for task in tasks),
        bonus=tuple(task.bonus for task in tasks),
        computed=tuple(task.auto == "A" and not task.rated for task in tasks),
        stars=tuple(_stars(pack)),
        grades=tuple(grades),
        bonus_cap=hundredths(pack.bonus_cap),
        top_composite=Fraction(0) if top is None else Fraction(top.composite_at_least),
        top_satisfaction=None
        if top is None or top.satisfaction is None
        else Fraction(top.satisfaction_at_least),
    )


def _stars(pack: Pack) -> list[StarFrame]:
    scale = lcm(*(Fraction(star.weight).denominator for star in pack.stars))
    frames: list[StarFrame] = []
    first = 0
    for star in pack.stars:
        line = Fraction(pack.line(star))
        frames.append(
            StarFrame(
                code=star.code,
                first=first,
                last=first + len(star.tasks),
                line_n=line.numerator,
                line_d=line.denominator,
                weight=int(Fraction(star.weight) * scale),
                gates=tuple(gate.code for gate in star.gates),
                dark=_darkened_by(pack, star),
            )
        )
        first += len(star.tasks)
    return frames


def _darkened_by(pack: Pack, star: Star) -> tuple[int, ...]:
    return tuple(
        at for at, veto in enumerate(pack.vetoes) if veto.effect == "star_dark" and star.code in veto.stars
    )


_frame = by_identity(_make)
