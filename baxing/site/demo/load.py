"""The whole demo county in one transaction: all of it or nothing."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from baxing.accreditation import due
from baxing.accreditation.actions import cycles
from baxing.dossiers.calendar import load as load_calendar
from baxing.dossiers.calendars import NATION
from baxing.dossiers.importer import load_shipped_days
from baxing.rectification import due as case_due
from baxing.rectification.actions import closing
from baxing.rectification.actions.regulations import load_shipped_regulation
from baxing.rules.calendar import WorkCalendar, add_months
from baxing.site import actions as shell
from baxing.site.demo import cases, cast, earlier, running, words
from baxing.site.demo.case_cast import LONG_AGO
from baxing.site.demo.case_steps import Stage
from baxing.site.demo.clock import Clock, reference_before, shifted
from baxing.site.demo.opening import Setting, hand_in, plan_and_open
from baxing.site.demo.people import join, settle
from baxing.site.demo.places import County, build, young
from baxing.site.demo.savepoints import savepoints
from baxing.standards.actions import load_shipped_packs
from baxing.standards.models import StandardPack, newest
from baxing.units.models import Unit, User
from baxing.units.refused import Refused

Progress = Callable[[str], None]
STAGES = ("standard packs, calendar", "units, accounts", "the trial two years ago", "the first full year",
          "facts of this year", "rectification", "rechecks", "this year's applications", "the rest")  # fmt: skip
REGION = "CN-54"  # Tibet's holidays: the county is invented, the altitude is not
YEAR = timedelta(days=365)


def load_demo(*, seed: int = 1, today: date | None = None, progress: Progress = lambda stage: None) -> County:
    """Write the demo county into an empty database; the same seed on the same day gives the same figures.

    Refused where units or accounts exist already.
    """
    need_empty()
    with _whole(), savepoints(False), _kept_in_memory():
        progress(STAGES[0])
        load_shipped_days()
        load_shipped_packs()
        load_shipped_regulation()
        load_shipped_regulation()
        today = today or timezone.localdate()
        clock = Clock(today, load_calendar(REGION))
        with shifted(clock), _one_calendar(clock):
            return _write(clock, seed, progress)


def need_empty() -> None:
    """Refused where this database holds units or accounts."""
    if Unit.objects.exists() or User.objects.exists():
        raise Refused(
            "Nothing was written: this database already holds units or accounts. The demo goes into an empty one; "
            "`baxing demo --fresh` starts an earlier demo anew.",
            code="not-empty",
        )


def _whole() -> transaction.Atomic:
    """One transaction around actions that insist on being outermost: nothing of the demo is seen before all of it is."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    return block


@contextmanager
def _kept_in_memory() -> Iterator[None]:
    """Nothing is looked for to be thrown away meanwhile: of a load's millions of small objects few hang in circles, and
    looking for them takes a sixth of its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _one_calendar(clock: Clock) -> Iterator[None]:
    """Deadlines are counted on the calendar that was read once, instead of reading it for each of a thousand moves."""

    def read_once(region: str = NATION) -> WorkCalendar:
        return clock.calendar if region == REGION else load_calendar(region)

    with ExitStack() as patched:
        for reader in (due, case_due, closing):
            patched.enter_context(patch.object(reader, "load", read_once))
        yield


def _write(clock: Clock, seed: int, progress: Progress) -> County:
    """The years in their order; each cycle's rechecks read the facts of the next."""
    today, reference = clock.today, reference_before(clock.today)
    progress(STAGES[1])
    clock.to(today - 4 * YEAR)
    county = build(Random(f"{seed}/places"), today - 3 * YEAR)
    people = settle(county, today - 4 * YEAR, stationed=clock.back(100))
    scenes = cast.deal([*county.branches, cast.YOUNG], seed)
    now = Setting(county, people, clock, _pack(), seed, cast.strengths(scenes, seed), reference)
    progress(STAGES[2])
    hand_in(years_ago(now, 2), only=(*cast.TRIAL, *LONG_AGO), years_ago=2)
    trial = plan_and_open(years_ago(now, 2))
    earlier.trial(trial)
    progress(STAGES[3])
    hand_in(years_ago(now, 1), years_ago=1)
    last = plan_and_open(years_ago(now, 1))
    earlier.after_trial(trial)
    taken = {*cast.BEFORE, *cast.SECOND_BATCH, *cast.NOT_BEFORE}
    free = [key for key in last.sheets if key not in taken and len(last.weak[key]) < 3]
    more = Random(f"{seed}/last").sample(free, cast.MORE_BEFORE)
    earlier.first_year(last, more)
    progress(STAGES[4])
    founded = add_months(reference, -7)
    clock.to(founded)
    join(county, young(county, people["guanli"], founded), founded)
    blank = {key: 1 + at % 3 for at, key in enumerate(scenes) if scenes[key] in ("", "self_check") and at % 2}
    hand_in(now, unknown=blank)
    progress(STAGES[5])
    stage = Stage(county, people, clock)
    cases.play_all(stage, seed)
    cases.enter_year_totals(stage)
    progress(STAGES[6])
    run = plan_and_open(now)
    earlier.after_first_year(last, more)
    progress(STAGES[7])
    running.play(run, scenes)
    progress(STAGES[8])
    _next_year(now)
    return county


def years_ago(now: Setting, years: int) -> Setting:
    """The same county so many years ago: its clock, its reference day, branches as strong as they were then."""
    levels = now.levels
    for back in range(1, years + 1):
        levels = cast.year_before(levels, now.seed, now.reference.year - back)
    clock = Clock(now.clock.today - years * YEAR, now.clock.calendar)
    return replace(now, clock=clock, levels=levels, reference=add_months(now.reference, -12 * years))


def _pack() -> StandardPack:
    pack = newest("eight-star")
    if pack is None:
        raise RuntimeError("the shipped pack is not there")
    return pack


def _next_year(now: Setting) -> None:
    """Next year's cycle lies ready as a draft, and the box holds two slips."""
    clock, officer = now.clock, now.people["zuzhike"]
    clock.to_back(5, 15)
    ahead = add_months(now.reference, 12)
    cycles.plan_cycle(now.county.county, now.pack, by=officer, year=ahead.year, reference=ahead,
                      self_check_due=add_months(ahead, 1), issuer=f"中共{now.county.county.name}委组织部",
                      region=REGION)  # fmt: skip
    slips = [shell.put_in_box(text, "/", clock.back(-6), by=None) for text in words.BOX]
    clock.to_back(2, 15)
    shell.answer(slips[1], words.BOX_ANSWER, by=officer)
