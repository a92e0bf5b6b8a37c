"""The ballots of one sheet: counts that two tellers entered alike, or not yet."""

from datetime import date
from random import Random

from django.utils import timezone

from baxing.accreditation.actions.ballots import enter_ballot
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.models import Application, BallotEntry
from baxing.accreditation.scores import rates_due, scale_of
from baxing.rules.ballot import Count
from baxing.site.demo.book import Said, write_lines
from baxing.site.demo.facts import FAIR, GOOD, WEAK
from baxing.site.demo.savepoints import savepoints
from baxing.site.demo.steps import Run
from baxing.units.models import User
from baxing.units.refused import Refused

SHARES = {GOOD: (0.955, 1.0), FAIR: (0.9, 0.94), WEAK: (0.7, 0.86)}


def count(run: Run, a: Application) -> None:
    """Every ballot of the branch, counted alike by both tellers."""
    for rate in rates_due(a):
        certify(run, a, rate, _count(run, a, rate))
    refresh(a)


def certify(run: Run, a: Application, rate: str, counted: Count) -> None:
    """One result entered twice alike; the sheet is scored by `refresh` afterwards."""
    on, (first, second) = _held(run), _tellers(run)
    entries = []
    for by in (first, second):
        entries.append(BallotEntry(application=a, rate=rate, by=by, present=counted.issued, should=_should(counted),
                                   issued=counted.issued, returned=counted.returned, void=counted.void,
                                   options=dict(counted.options), held_on=on, certified=True))  # fmt: skip
    BallotEntry.objects.bulk_create(entries)
    figures = {"rate": rate, "issued": counted.issued, "returned": counted.returned, "void": counted.void,
               "options": dict(counted.options), "held_on": on.isoformat()}  # fmt: skip
    said: list[Said] = [("counted", first, {"rate": rate}), ("counted", second, {"rate": rate})]
    write_lines(a.dossier, [*said, ("certified", second, figures)])


def enter(run: Run, a: Application, rate: str, counted: Count, *, teller: int) -> None:
    """One teller's own entry, through the action."""
    enter_ballot(a, rate, counted, by=_tellers(run)[teller], held_on=_held(run), present=counted.issued,
                 should=_should(counted))  # fmt: skip


def one_only(run: Run, a: Application) -> None:
    """The first teller is done, the second has not begun."""
    for rate in rates_due(a):
        enter(run, a, rate, _count(run, a, rate), teller=0)


def differ(run: Run, a: Application) -> None:
    """Two tellers who do not agree about one ballot; the others are certified."""
    rates = rates_due(a)
    for rate in rates[:-1]:
        certify(run, a, rate, _count(run, a, rate))
    refresh(a)
    counted = _count(run, a, rates[-1])
    enter(run, a, rates[-1], counted, teller=0)
    first, second = scale_of(rates[-1]).options[:2]
    options = {**counted.options, first: counted.options[first] - 1, second: counted.options[second] + 1}
    enter(run, a, rates[-1], Count(counted.issued, counted.returned, counted.void, options), teller=1)


def exactly(run: Run, a: Application, positive: int, valid: int) -> None:
    """The overall satisfaction of the representatives is `positive` of `valid`; everything else is very good."""
    for rate in rates_due(a):
        tight = rate.startswith("satisfaction") and not rate.endswith("members")
        certify(run, a, rate, _marks(rate, valid, positive) if tight else _marks(rate, 21, 21))
    refresh(a)


def void_round(run: Run, a: Application) -> None:
    """More ballots came back than went out: the entry is refused, and the round waits to be held again."""
    rates = rates_due(a)
    for rate in rates[:-1]:
        certify(run, a, rate, _count(run, a, rate))
    refresh(a)
    options = dict.fromkeys(scale_of(rates[-1]).options, 0) | {scale_of(rates[-1]).options[0]: 22}
    try:
        with savepoints(True):  # what is refused is taken back alone
            enter(run, a, rates[-1], Count(21, 22, 0, options), teller=0)
    except Refused as refused:
        if refused.code == "void-round":
            return
        raise
    raise RuntimeError("a round with more ballots returned than issued was taken")


def _count(run: Run, a: Application, rate: str) -> Count:
    """A count as it comes from a branch that stands as this one."""
    rng: Random = run.rng(a, rate)
    issued = run.branch(a).members - rng.randint(0, 1) if rate.endswith("members") else rng.randint(18, 32)
    void = 1 if issued > 15 and rng.random() < 0.2 else 0
    low, high = SHARES[run.level(a, "S5" if rate.startswith("satisfaction") else "S2")]
    valid = issued - void
    positive = min(valid, -(-round(1000 * valid * rng.uniform(low, high)) // 1000))
    return _marks(rate, valid, positive, void=void)


def _marks(rate: str, valid: int, positive: int, *, void: int = 0) -> Count:
    best, next_best, third, last = scale_of(rate).options
    half = positive // 4
    options = {
        best: positive - half,
        next_best: half,
        third: (valid - positive + 1) // 2,
        last: (valid - positive) // 2,
    }
    return Count(valid + void, valid + void, void, options)


def _should(counted: Count) -> int:
    return counted.issued + counted.issued // 10


def _held(run: Run) -> date:
    """Ballots were held on the working day before they were entered."""
    return run.clock.calendar.add(timezone.localdate(), -1)


def _tellers(run: Run) -> tuple[User, User]:
    return run.people["jipiao1"], run.people["jipiao2"]
