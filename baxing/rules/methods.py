"""The seven methods of scoring a task, each compiled once into a function of the facts (domain §4).

A method works out the lowest and the highest points that are still possible, in exact hundredths, and rounds
each half up, once. Where the two meet, the outcome is known.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from baxing.rules.bounds import Number
from baxing.rules.facts import Facts, number_of, truth_of
from baxing.rules.outcome import Outcome, Reason
from baxing.rules.pack import (
    BallotRule,
    BandRule,
    Deduction,
    DeductionRule,
    GateRule,
    LevelRule,
    Part,
    PartsRule,
    Task,
)
from baxing.rules.terms import Count, Lowest, Term, facts_in
from baxing.rules.text import Text

TaskRun = Callable[[Facts], Outcome]
LevelRun = Callable[[Facts, Fraction | None], Outcome]
Share = tuple[Number, Number, bool, Reason]
"""Lowest and highest hundredths of a part, whether it applies, and why."""
PartRun = Callable[[Facts], Share]

PERSON = Reason("person-decides", {})
UNITS = {
    "quarter": Text(zh="个季度", en="quarters"),
    "month": Text(zh="个月", en="months"),
    "year": Text(zh="年", en="years"),
}


def hundredths(points: Decimal) -> int:
    """Points as whole hundredths; ValueError if they are finer than 0.01."""
    whole = points * 100
    if whole != whole.to_integral_value():
        raise ValueError(f"{points} points are finer than 0.01")
    return int(whole)


def half_up(number: Number) -> int:
    """Rounded to a whole, one half upwards. For numbers of 0 and more."""
    if isinstance(number, int):
        return number
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def compiled(task: Task) -> TaskRun:
    """The task, already in its sector's variant, as a function of the facts."""
    inner = _method(task)
    if task.na_when is None:
        return inner
    code, full, na_when = task.code, hundredths(task.points), truth_of(task.na_when)
    gone = Outcome(code, "na", 0, full, 0, 0, (Reason("na", {"text": task.na_reason}),))
    codes = tuple(sorted(facts_in(task.na_when)))

    def run(facts: Facts) -> Outcome:
        answer = na_when(facts)
        if answer:
            return gone
        if answer is None:
            why = (Reason("na-open", {"text": task_reason}), *missing(facts, codes))
            return Outcome(code, "unknown", 0, full, 0, full, why)
        return inner(facts)

    task_reason = task.na_reason
    return run


def _method(task: Task) -> TaskRun:
    match task.rule:
        case GateRule():
            return _gate(task, task.rule)
        case PartsRule():
            leveled = _parts(task, task.rule.parts, 0)
            return lambda facts: leveled(facts, None)
        case DeductionRule():
            return _deductions(task, task.rule)
        case BandRule():
            return _cases(task, task.rule)
        case LevelRule():
            leveled = compiled_level(task)
            return lambda facts: leveled(facts, None)
        case BallotRule():
            return _ballot(task, task.rule)
    raise TypeError(f"task {task.code}: {task.rule!r} is not a rule")


def compiled_level(task: Task) -> LevelRun:
    """A LEVEL task as a function of the facts and the raters' level (0–4; None: not yet rated)."""
    if not isinstance(task.rule, LevelRule):
        raise ValueError(f"task {task.code} is scored by {task.method}, not by levels")
    parts = task.rule.parts
    rest = hundredths(task.points) - sum(hundredths(part.points) for part in parts)
    return _parts(task, parts, rest)


def missing(facts: Facts, codes: tuple[str, ...]) -> list[Reason]:
    """A reason for every fact of `codes` that has something unknown."""
    return [
        Reason(
            "fact-missing", {"code": code, "fact": facts.name(code), "periods": tuple(filter(None, periods))}
        )
        for code, periods in facts.missing(codes)
    ]


def read_by(task: Task) -> tuple[str, ...]:
    """The codes of the facts that the task's rule reads."""
    return tuple(sorted(facts_in(task.rule) - {task.rule.kind}))


def _settled(
    task: str, full: int, low: Number, high: Number, why: list[Reason], facts: Facts, codes: tuple[str, ...]
) -> Outcome:
    least, most = half_up(low), half_up(high)
    if least == most:
        return Outcome(task, "scored" if most else "zero", most, full, most, most, tuple(why))
    return Outcome(task, "unknown", least, full, least, most, (*why, *missing(facts, codes)))


def _gate(task: Task, rule: GateRule) -> TaskRun:
    code, full = task.code, hundredths(task.points)
    if rule.when is None:
        waiting = Outcome(code, "unknown", 0, full, 0, full, (PERSON,))
        return lambda facts: waiting
    when, codes = truth_of(rule.when), read_by(task)
    met = Outcome(code, "scored", full, full, full, full, (Reason("gate-met", {"points": full}),))
    not_met = Outcome(code, "zero", 0, full, 0, 0, (Reason("gate-not-met", {"points": full}),))

    def run(facts: Facts) -> Outcome:
        answer = when(facts)
        if answer is None:
            return Outcome(code, "unknown", 0, full, 0, full, tuple(missing(facts, codes)))
        return met if answer else not_met

    return run


def _parts(task: Task, parts: list[Part], level_points: int) -> LevelRun:
    """Parts added up; parts that do not apply are re-normalised inside the task, `level_points` are the
    raters'."""
    code, full, codes = task.code, hundredths(task.points), read_by(task)
    runs = [_part(part) for part in parts]
    shares = [hundredths(part.points) for part in parts]
    total = sum(shares) + level_points

    def run(facts: Facts, level: Fraction | None) -> Outcome:
        low: Number = 0 if level is None else level_points * level / 4
        high: Number = level_points if level is None else low
        applicable = total
        why: list[Reason] = [_level_reason(level_points, level)] if level_points else []
        for part, share in zip(runs, shares, strict=True):
            part_low, part_high, applies, reason = part(facts)
            low, high = low + part_low, high + part_high
            applicable -= 0 if applies else share
            why.append(reason)
        if not applicable:
            return Outcome(code, "na", 0, full, 0, 0, tuple(why))
        if applicable != total:
            low, high = low * Fraction(total, applicable), high * Fraction(total, applicable)
            why.append(Reason("renormalised", {"applicable": applicable, "full": total}))
        return _settled(code, full, low, min(high, full), why, facts, codes)

    return run


def _level_reason(points: int, level: Fraction | None) -> Reason:
    if level is None:
        return Reason("level-waiting", {"points": points})
    return Reason("level", {"level": level, "points": points, "got": half_up(points * level / 4)})


def _part(part: Part) -> PartRun:
    points = hundredths(part.points)
    if part.actual is not None and part.target is not None:
        run = _in_proportion(part, part.actual, part.target, points)
    else:
        run = _ticked(part, points)
    if part.na_when is None:
        return run
    na_when = truth_of(part.na_when)
    gone: Share = (0, 0, False, Reason("part-na", {"text": part.text, "points": points}))
    either: Share = (0, points, True, Reason("part-unknown", {"text": part.text, "points": points}))

    def guarded(facts: Facts) -> Share:
        answer = na_when(facts)
        if answer is None:
            return either
        return gone if answer else run(facts)

    return guarded


def _ticked(part: Part, points: int) -> PartRun:
    params = {"text": part.text, "points": points}
    if part.when is None:
        person: Share = (0, points, True, Reason("part-person", params))
        return lambda facts: person
    when = truth_of(part.when)
    shares: dict[bool | None, Share] = {
        True: (points, points, True, Reason("part-met", params)),
        False: (0, 0, True, Reason("part-not-met", params)),
        None: (0, points, True, Reason("part-unknown", params)),
    }
    return lambda facts: shares[when(facts)]


def _in_proportion(part: Part, actual: Term, target: Term, points: int) -> PartRun:
    done, due, text = number_of(actual), number_of(target), part.text
    params = {"text": text, "points": points}
    nothing_due: Share = (0, 0, False, Reason("nothing-due", params))
    unit_of, counted = _unit(actual), isinstance(actual, str)

    def run(facts: Facts) -> Share:
        (have, have_most), (want, want_most) = done(facts), due(facts)
        if want_most is not None and want_most <= 0:
            return nothing_due
        if have == have_most and want == want_most:
            got = _share(points, have, want)
            unit = unit_of(facts)
            given = {"actual": have, "target": want, "unit": unit, "points": points, "got": got}
            return (
                got,
                got,
                True,
                Reason(_ratio_code(have >= want, counted and unit is not None), {**given, "text": text}),
            )
        # A target that may be 0 may take the part out: then everything is still possible.
        low = 0 if want_most is None or want <= 0 else _share(points, have, want_most)
        high = points if have_most is None or want <= 0 else _share(points, have_most, want)
        if low == high:
            return low, high, True, Reason("part-met" if low else "part-not-met", params)
        return low, high, True, Reason("part-unknown", params)

    return run


def _ratio_code(whole: bool, in_units: bool) -> str:
    if whole:
        return "ratio-full"
    return "ratio-of" if in_units else "ratio"


def _share(points: int, have: Number, want: Number) -> Number:
    if have >= want:
        return points
    return Fraction(points * have, want) if have > 0 else 0


def _unit(term: Term) -> Callable[[Facts], Text | None]:
    """What the number counts: quarters, months, or the unit of the one fact."""
    if isinstance(term, Count):
        counted = term.count
        return lambda facts: UNITS[facts.defs[counted].period] if counted in facts.defs else None
    if isinstance(term, str):
        code = term
        return lambda facts: facts.defs[code].unit if code in facts.defs else None
    return lambda facts: None


def _deductions(task: Task, rule: DeductionRule) -> TaskRun:
    code, full, codes = task.code, hundredths(task.points), read_by(task)
    items = [_deduction(item, full) for item in rule.deduct]

    def run(facts: Facts) -> Outcome:
        off_low: Number = 0
        off_high: Number = 0
        why: list[Reason] = []
        for item in items:
            low, high, reason = item(facts)
            off_low, off_high = off_low + low, off_high + high
            why.append(reason)
        return _settled(code, full, max(0, full - off_high), max(0, full - off_low), why, facts, codes)

    return run


def _deduction(item: Deduction, full: int) -> Callable[[Facts], tuple[Number, Number, Reason]]:
    each = hundredths(item.each)
    most = full if item.at_most is None else hundredths(item.at_most)
    params = {"text": item.text, "each": each}
    if item.times is None:
        person = (0, most, Reason("deduction-person", params))
        return lambda facts: person
    times = number_of(item.times)
    nothing = (0, 0, Reason("nothing-deducted", params))

    def run(facts: Facts) -> tuple[Number, Number, Reason]:
        low, high = times(facts)
        off_low = min(most, each * max(0, low))
        off_high = most if high is None else min(most, each * max(0, high))
        if off_low != off_high:
            return off_low, off_high, Reason("deduction-unknown", params)
        if off_low == 0:
            return nothing
        return off_low, off_low, Reason("deducted", {**params, "times": low, "off": off_low})

    return run


def _cases(task: Task, rule: BandRule) -> TaskRun:
    code, full, codes = task.code, hundredths(task.points), read_by(task)
    rows = [
        (hundredths(row.points), None if row.when is None else truth_of(row.when), row.text)
        for row in rule.cases
    ]

    def run(facts: Facts) -> Outcome:
        possible: list[tuple[int, Text | None]] = []
        for points, when, text in rows:
            answer = True if when is None else when(facts)
            if answer is not False:
                possible.append((points, text))
            if answer:
                break
        else:
            possible.append((0, None))
        low, high = min(row[0] for row in possible), max(row[0] for row in possible)
        if len(possible) == 1:
            why = Reason("case", {"text": possible[0][1], "points": low})
        else:
            why = Reason("case-open", {"least": low, "points": high})
        return _settled(code, full, low, high, [why], facts, codes)

    return run


def _ballot(task: Task, rule: BallotRule) -> TaskRun:
    code, full, codes = task.code, hundredths(task.points), tuple(rule.rates)
    lowest = number_of(Lowest(lowest=list(rule.rates)))
    bands = sorted(((Fraction(b.at_least), hundredths(b.points)) for b in rule.bands), reverse=True)

    def at(rate: Number) -> int:
        return next((points for at_least, points in bands if rate >= at_least), 0)

    def run(facts: Facts) -> Outcome:
        low, high = lowest(facts)
        if low == high:
            points = at(low)
            why = [Reason("ballot", {"rate": low, "points": points})]
            return _settled(code, full, points, points, why, facts, codes)
        most = bands[0][1] if high is None else at(high)
        return _settled(code, full, at(low), most, [Reason("ballot-waiting", {})], facts, codes)

    return run
