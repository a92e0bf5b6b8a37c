"""The whole demo county in one transaction: all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from baxing.accreditation.actions import cycles
from baxing.dossiers.calendar import load as load_calendar
from baxing.dossiers.importer import load_shipped_days
from baxing.records.models import FactValue
from baxing.rules.calendar import add_months
from baxing.site import actions as shell
from baxing.site.demo import cast, earlier, running, words
from baxing.site.demo.clock import Clock, reference_before, shifted
from baxing.site.demo.opening import hand_in, plan_and_open
from baxing.site.demo.people import People, join, settle
from baxing.site.demo.places import County, build, young
from baxing.site.demo.steps import Run
from baxing.standards.actions import load_shipped_packs
from baxing.standards.models import StandardPack, newest
from baxing.units.models import Unit, User
from baxing.units.refused import Refused

Progress = Callable[[str], None]
STAGES = ("standard packs, calendar", "units, accounts", "the trial two years ago", "the first full year",
          "facts of this year", "rechecks", "this year's applications", "the rest")  # fmt: skip
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Story:
    """What all cycles of the demo share."""

    county: County
    people: People
    clock: Clock
    pack: StandardPack
    seed: int
    levels: tuple[cast.Levels, cast.Levels]
    reference: date

    def begin(self, years_ago: int) -> Run:
        """Open the cycle of so many years ago, on a clock of its own, with branches as strong as they were then."""
        levels = self.levels
        for back in range(1, years_ago + 1):
            levels = cast.year_before(levels, self.seed, self.reference.year - back)
        clock = Clock(self.clock.today - years_ago * YEAR, self.clock.calendar)
        reference = add_months(self.reference, -12 * years_ago)
        return plan_and_open(self.county, self.people, clock, self.pack, reference=reference, seed=self.seed, levels=levels)


def load_demo(*, seed: int = 1, today: date | None = None, progress: Progress = lambda stage: None) -> County:
    """Write the demo county into an empty database; the same seed on the same day gives the same figures.

    Refused where units or accounts exist already.
    """
    if Unit.objects.exists() or User.objects.exists():
        raise Refused(
            "Nothing was written: this database already holds units or accounts. The demo goes into an empty one; "
            "`baxing demo --fresh` starts an earlier demo anew.", code="not-empty",
        )  # fmt: skip
    with _whole():
        progress(STAGES[0])
        load_shipped_days()
        load_shipped_packs()
        today = today or timezone.localdate()
        clock = Clock(today, load_calendar("CN-54"))
        with shifted(clock):
            return _write(clock, seed, progress)


def _whole() -> transaction.Atomic:
    """One transaction around actions that insist on being outermost: nothing of the demo is seen before all of it is."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    return block


def _write(clock: Clock, seed: int, progress: Progress) -> County:
    """The years in their order; each cycle's rechecks read the facts of the next."""
    today, reference = clock.today, reference_before(clock.today)
    progress(STAGES[1])
    clock.to(today - 4 * YEAR)
    county = build(Random(f"{seed}/places"), today - 3 * YEAR)
    people = settle(county, today - 4 * YEAR)
    scenes = cast.deal([*county.branches, cast.YOUNG], seed)
    story = Story(county, people, clock, _pack(), seed, cast.strengths(scenes, seed), reference)
    progress(STAGES[2])
    trial = story.begin(2)
    hand_in(trial, only=cast.TRIAL)
    earlier.trial(trial)
    progress(STAGES[3])
    last = story.begin(1)
    hand_in(last)
    earlier.after_trial(trial)
    free = [key for key in last.sheets if key not in {*cast.BEFORE, *cast.SECOND_BATCH, *cast.NOT_BEFORE}]
    more = Random(f"{seed}/last").sample(free, cast.MORE_BEFORE)
    earlier.first_year(last, more)
    progress(STAGES[4])
    founded = add_months(reference, -7)
    clock.to(founded)
    join(county, young(county, people["guanli"], founded), founded)
    run = story.begin(0)
    _rectification(county, run.cycle.year, people)
    blank = {key: 1 + at % 3 for at, key in enumerate(scenes) if scenes[key] in ("", "self_check") and at % 2}
    hand_in(run, unknown=blank)
    progress(STAGES[5])
    earlier.after_first_year(last, more)
    progress(STAGES[6])
    running.play(run, scenes)
    progress(STAGES[7])
    _next_year(story)
    return county


def _pack() -> StandardPack:
    pack = newest("eight-star")
    if pack is None:
        raise RuntimeError("the shipped pack is not there")
    return pack


def _rectification(county: County, year: int, people: People) -> None:
    """One village is under rectification: it checks itself, but cannot apply (V1)."""
    unit = county.branches[cast.UNDER_RECTIFICATION].unit
    FactValue.objects.create(unit=unit, year=year, code="under_rectification", value="true",
                             source="县委常委会纪要：列入整顿", entered_by=people["zuzhike"])  # fmt: skip


def _next_year(story: Story) -> None:
    """Next year's cycle lies ready as a draft, and the box holds two slips."""
    clock, officer = story.clock, story.people["zuzhike"]
    clock.to_back(5, 15)
    ahead = add_months(story.reference, 12)
    cycles.plan_cycle(story.county.county, story.pack, by=officer, year=ahead.year, reference=ahead,
                      self_check_due=add_months(ahead, 1), issuer=f"中共{story.county.county.name}委组织部",
                      region="CN-54")  # fmt: skip
    slips = [shell.put_in_box(text, "/", clock.back(-6), by=None) for text in words.BOX]
    clock.to_back(2, 15)
    shell.answer(slips[1], words.BOX_ANSWER, by=officer)
