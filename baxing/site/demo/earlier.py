"""The cycles before the running one: a trial two years ago, the first full year, and what became of their stars."""

from fractions import Fraction
from random import Random

from baxing.accreditation.actions import cycles, rating
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.awards import open_stars
from baxing.accreditation.models import Application
from baxing.accreditation.scores import facts_year
from baxing.records.actions import bump, put_fact, set_fact
from baxing.rules.calendar import add_months
from baxing.rules.facts import Value
from baxing.site.demo import cast, words
from baxing.site.demo.facts import Year, facts_of_star
from baxing.site.demo.measures import settle
from baxing.site.demo.opening import start_all
from baxing.site.demo.route import bring, later
from baxing.site.demo.running import decide, publish
from baxing.site.demo.steps import Run, reread

FAILING: dict[str, tuple[str, Value]] = {
    "life": ("life_gap_months", Fraction(6)),
    "secretary": ("secretary_vacant_months", Fraction(4)),
}


def bring_batch(run: Run, keys: tuple[str, ...], nearer: int) -> list[Application]:
    """These branches with a proposed result."""
    sheets = [run.sheets[key] for key in keys]
    for at, sheet in enumerate(sheets):
        bring(run, sheet, later(nearer), at % 2)
    return sheets


def move_on(run: Run, verb: str, back: int, *, by: str = "zuzhike") -> None:
    """Lead the cycle one step on, so many working days before its clock's today."""
    run.clock.to_back(back, 16, 30)
    cycles.move_cycle(run.cycle, verb, by=run.people[by])


def trial(run: Run) -> None:
    """The trial: a few branches rated, the others only looked at their sheets."""
    sheets = bring_batch(run, cast.TRIAL, 0)
    start_all(run, [key for at, key in enumerate(run.sheets) if at % 9 == 4 and key not in cast.TRIAL], 30)
    move_on(run, "start_review", 38)
    publish(run, sheets, 20)
    move_on(run, "start_notice", 19, by="buwuhui")
    decide(run, sheets, 12)
    settle(run)
    move_on(run, "close", -20)
    move_on(run, "archive", -60)


def after_trial(run: Run) -> None:
    """A year later, on the facts of the year between: one star lost, the others kept, or mended after a warning."""
    lost = run.sheets[cast.STAR_LOST]
    for key in cast.TRIAL:
        settle_recheck(run, run.sheets[key], 16, 12, why="life" if key == cast.STAR_LOST else "")
        if run.sheets[key] is not lost and run.sheets[key].dossier.status == "STAR_WARNED":
            mend(run, run.sheets[key])
    run.clock.to(run.clock.calendar.add(lost.dossier.due or run.clock.today, 6), 10)
    reason, document = words.RECHECKED["life"][0], run.paper("澄组发")
    rating.remove_star(lost, by=run.people["buwuhui"], reason=f"期满未改：{reason}", document=document)


def first_year(run: Run, more: list[str]) -> None:
    """The first full year in two batches; a demonstration with its meeting, one rating revoked."""
    first = bring_batch(run, (*cast.BEFORE, *more), 0)
    second = bring_batch(run, cast.SECOND_BATCH, 14)
    rated = {*cast.BEFORE, *more, *cast.SECOND_BATCH}
    start_all(run, [key for at, key in enumerate(run.sheets) if at % 2 and key not in rated], 28)
    move_on(run, "start_review", 38)
    publish(run, first, 20)
    move_on(run, "start_notice", 19, by="buwuhui")
    decide(run, first, 12)
    publish(run, second, 6)
    decide(run, second, -1)
    settle(run)
    move_on(run, "close", -20)
    _demonstration(run)
    _revoke(run)


def after_first_year(run: Run, more: list[str]) -> None:
    """These days: rechecks fall due on the facts of the running year; some wait, two were warned, the others hold."""
    for key in (*cast.BEFORE, *more):
        if key in cast.RECHECK_WAITS:
            recheck(run, run.sheets[key])
        elif key != cast.REVOKED:
            settle_recheck(run, run.sheets[key], 4, 3, why=cast.WARNED.get(key, ""))


def settle_recheck(run: Run, sheet: Application, keep: int, warned: int, *, why: str = "") -> None:
    """Recheck one sheet and keep or warn it so many working days after it fell due; `why` is a fact that no longer holds."""
    recheck(run, sheet)
    if why:
        worsen(run, sheet, why, warned)
    failing = rating.failing(sheet)
    reason = words.RECHECKED[why][0] if why else words.NOT_HOLDING.format("、".join(failing))
    due, officer = sheet.award.next_recheck(), run.officer(sheet)
    if failing:
        run.clock.to(run.clock.calendar.add(due, warned), 15)
        rating.warn(sheet, by=officer, reason=reason)
    elif not open_stars(
        sheet.award
    ):  # a star that hangs on a fact nobody has entered yet keeps the recheck waiting
        run.clock.to(run.clock.calendar.add(due, keep), 15)
        rating.keep(sheet, "keep", by=officer)
        sheet.award.refresh_from_db()


def recheck(run: Run, sheet: Application) -> None:
    """The recheck falls due by itself, the day after it may."""
    run.clock.to(run.clock.calendar.add(sheet.award.next_recheck(), 1), 2)
    rating.recheck(sheet)


def worsen(run: Run, sheet: Application, why: str, days: int) -> None:
    """The township finds that a fact of the year that counts now was otherwise."""
    reason, source = words.RECHECKED[why]
    run.clock.to(run.clock.calendar.add(sheet.award.next_recheck(), days), 10)
    code, value = FAILING[why]
    set_fact(sheet.unit, facts_year(sheet), code, "", value, by=run.officer(sheet), source=source,
             pack=run.cycle.standard, reason=reason)  # fmt: skip
    refresh(sheet)


def mend(run: Run, sheet: Application) -> None:
    """The branch mended what was weak: the facts of those stars are good now, and the stars stay."""
    branch, year, officer = run.branch(sheet), facts_year(sheet), run.officer(sheet)
    due, reference = (
        sheet.dossier.due or run.clock.today,
        add_months(run.cycle.reference, 12 * (year - run.cycle.year)),
    )
    run.clock.to(run.clock.calendar.add(due, -8), 11)
    good = Year(Random(f"{run.seed}/{branch.key}/mended"), branch, year, reference, (), ())
    bump([branch.unit.pk], year)
    for star in rating.failing(sheet):
        for (code, period), value in facts_of_star(good, star).items():
            put_fact(
                branch.unit,
                year,
                code,
                period,
                value,
                by=officer,
                source=words.MENDED[0],
                reason=words.MENDED[1],
            )
    refresh(sheet)
    rating.keep(sheet, "mended", by=officer)
    sheet.award.refresh_from_db()


def _demonstration(run: Run) -> None:
    sheet = run.sheets[cast.DEMONSTRATION]
    run.clock.to_back(-30, 10)
    rating.demonstrate(sheet, by=run.people["buwuhui"], document=run.paper("澄组发"))
    on = run.clock.to_back(-55, 16)
    rating.record_meeting(sheet.award, by=run.people["zuzhike"], on=on, visitors=38, cost_borne_by="县委组织部",
                          lesson=words.LESSON)  # fmt: skip


def _revoke(run: Run) -> None:
    sheet, (reason, document) = run.sheets[cast.REVOKED], words.REVOKED
    branch = run.branch(sheet)
    run.clock.to_back(-80, 10)
    flag = rating.raise_flag(sheet, "V5", by=run.people["zuzhike"], document=document)
    run.clock.to_back(-83, 10)
    rating.answer_flag(flag, by=branch.secretary, answer=words.ANSWERED_FLAG)
    run.clock.to_back(-90, 10)
    rating.decide_flag(flag, by=run.people["hecha"], confirmed=True)
    run.clock.to_back(-92, 10)
    reread(sheet)
    rating.revoke(sheet, by=run.people["buwuhui"], reason=reason, document=run.paper("澄组发"), veto="V5")
