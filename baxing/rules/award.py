"""From one final sheet to the result of a branch: stars, composite, vetoes, full award; exact, each with
reasons.

`rules/kernel.py` does the same for many sheets at once and must agree with this page (a property test holds
it). Source: domain §3.1, §4.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from baxing.rules.bounds import every
from baxing.rules.frame import EXCUSED, MOST, NA, Frame, StarFrame
from baxing.rules.outcome import Reason, Result, StarResult, State
from baxing.rules.pack import Grade, Veto

UNRATED = ("not_rated", "cancelled", "self_assess_only")
HELD_BACK = ("cannot_apply", "self_assess_only")


@dataclass(slots=True)
class Tally:
    """The sums of one star in hundredths; `unknown` is what the unknown tasks could still bring."""

    earned: int = 0
    applicable: int = 0
    unknown: int = 0
    bonus: int = 0
    bonus_applicable: int = 0
    bonus_unknown: int = 0
    waiting: list[str] = field(default_factory=list)
    waiting_mandatory: bool = False


def tally(frame: Frame, star: StarFrame, values: Sequence[int]) -> Tally:
    """The star's sums over its slots of an unpacked final layer."""
    sums = Tally()
    for slot in range(star.first, star.last):
        value, full = values[slot], frame.full[slot]
        if value in (NA, EXCUSED):
            continue
        known = value <= MOST
        if frame.bonus[slot]:
            sums.bonus_applicable += full
            sums.bonus += value if known else 0
            sums.bonus_unknown += 0 if known else full
        else:
            sums.applicable += full
            sums.earned += value if known else 0
            sums.unknown += 0 if known else full
        if not known:
            sums.waiting.append(frame.codes[slot])
            sums.waiting_mandatory = sums.waiting_mandatory or frame.mandatory[slot]
    return sums


def of_hundred(earned: int, applicable: int) -> Fraction:
    """The score of 100, re-normalised to what applies; 0 where nothing does."""
    return Fraction(100 * earned, applicable) if applicable else Fraction(0)


def veto_states(frame: Frame, vetoes: Mapping[str, bool | None]) -> list[bool | None]:
    """One answer per veto. Not given: a computed veto is unknown, a flag that nobody raised is not fired."""
    return [vetoes.get(veto.code, None if veto.when is not None else False) for veto in frame.pack.vetoes]


def score_values(
    frame: Frame,
    values: Sequence[int],
    gates: Mapping[str, bool | None],
    vetoes: Mapping[str, bool | None],
    satisfaction: Fraction | None,
) -> Result:
    """The result of one unpacked final layer. A gate that is not given is unknown."""
    firing = veto_states(frame, vetoes)
    sums = [tally(frame, star, values) for star in frame.stars]
    stars = tuple(_star(frame, at, part, gates, firing) for at, part in enumerate(sums))
    if frame.per_branch:
        low, high, lit, lit_high, grade = _table(frame, sums, stars)
    else:
        low, high = _composite(frame, sums)
        lit = sum(star.state == "lit" for star in stars)
        lit_high = lit + sum(star.state == "unknown" for star in stars)
        grade = None
    lit, lit_high = _capped(frame, firing, lit, lit_high)
    fired = [veto for veto, answer in zip(frame.pack.vetoes, firing, strict=True) if answer]
    open_ = [veto for veto, answer in zip(frame.pack.vetoes, firing, strict=True) if answer is None]
    top, missing = _top(frame, stars, (low, high), (lit, lit_high), satisfaction, fired, open_)
    return Result(
        stars=stars,
        composite_low=low,
        composite_high=high,
        lit=lit,
        lit_high=lit_high,
        grade=grade,
        vetoes=tuple(veto.code for veto in fired),
        vetoes_unknown=tuple(veto.code for veto in open_),
        top=top,
        missing=missing,
        can_apply=not any(veto.effect in HELD_BACK for veto in fired),
        rated=not any(veto.effect in UNRATED for veto in fired),
    )


def _capped(frame: Frame, firing: list[bool | None], lit: int, lit_high: int) -> tuple[int, int]:
    """A cap that may still fire already limits what is certain."""
    for veto, answer in zip(frame.pack.vetoes, firing, strict=True):
        if veto.effect == "cap" and veto.cap is not None and answer is not False:
            lit = min(lit, veto.cap)
            lit_high = min(lit_high, veto.cap) if answer else lit_high
    return lit, lit_high


def _star(
    frame: Frame, at: int, sums: Tally, gates: Mapping[str, bool | None], firing: list[bool | None]
) -> StarResult:
    star, lines = frame.pack.stars[at], frame.stars[at]
    fired, unsure = _blocked(frame, at, gates, firing)
    state = _state(frame, lines, sums, bool(fired), bool(unsure))
    return StarResult(
        code=star.code,
        name=star.name,
        short=star.short,
        state=state,
        earned=sums.earned,
        applicable=sums.applicable,
        bonus=sums.bonus,
        low=of_hundred(sums.earned, sums.applicable),
        high=of_hundred(sums.earned + sums.unknown, sums.applicable),
        line=frame.pack.line(star),
        gates=tuple(code for code, _ in fired),
        reasons=(*(why for _, why in fired), *unsure, *_reasons(frame, lines, sums, state)),
    )


def _blocked(
    frame: Frame, at: int, gates: Mapping[str, bool | None], firing: list[bool | None]
) -> tuple[list[tuple[str, Reason]], list[Reason]]:
    """What keeps the star dark whatever its points (with codes), and what may still do so."""
    fired: list[tuple[str, Reason]] = []
    unsure: list[Reason] = []
    for gate in frame.pack.stars[at].gates:
        answer = gates.get(gate.code)
        if answer is not False:
            params = {"code": gate.code, "text": gate.text, "remedy": gate.remedy}
            if answer:
                fired.append((gate.code, Reason("gate-fired", params)))
            else:
                unsure.append(Reason("gate-unknown", params))
    for number in frame.stars[at].dark:
        veto = frame.pack.vetoes[number]
        if firing[number]:
            fired.append((veto.code, Reason("veto-dark", {"code": veto.code, "text": veto.text})))
        elif firing[number] is None:
            unsure.append(Reason("veto-dark-unknown", {"code": veto.code, "text": veto.text}))
    return fired, unsure


def _state(frame: Frame, star: StarFrame, sums: Tally, fired: bool, unsure: bool) -> State:
    """Gate before points; nothing applicable; dark once the line is out of reach; unknown before lit."""
    if fired:
        return "gated"
    if not sums.applicable and not (frame.per_branch and sums.bonus_applicable):
        return "na"
    open_ = sums.waiting_mandatory or unsure
    if frame.per_branch:
        return "unknown" if open_ else "counted"
    need = star.line_n * sums.applicable
    if 100 * (sums.earned + sums.unknown) * star.line_d < need:
        return "dark"
    if open_ or 100 * sums.earned * star.line_d < need:
        return "unknown"
    return "lit"


def shortfall(star: StarFrame, sums: Tally) -> int:
    """The hundredths of points that are missing for the line; 0 if none."""
    need = -(-star.line_n * sums.applicable // (100 * star.line_d))
    return max(0, need - sums.earned)


def _reasons(frame: Frame, star: StarFrame, sums: Tally, state: State) -> list[Reason]:
    titles = {task.code: task.title for task in frame.pack.tasks} if sums.waiting else {}
    found = [Reason("task-unknown", {"task": code, "title": titles[code]}) for code in sums.waiting]
    if state == "na":
        return [Reason("star-na", {})]
    score = of_hundred(sums.earned, sums.applicable)
    whole = sum(frame.full[slot] for slot in range(star.first, star.last) if not frame.bonus[slot])
    if sums.applicable != whole and sums.applicable:
        params = {"earned": sums.earned, "applicable": sums.applicable, "score": score}
        found.append(Reason("star-renormalised", params))
    if frame.per_branch:
        return found
    line = Fraction(star.line_n, star.line_d)
    short = shortfall(star, sums)
    if short == 0:
        return [*found, Reason("at-line", {"score": score, "line": line})]
    high = of_hundred(sums.earned + sums.unknown, sums.applicable)
    params = {"score": score, "line": line, "short": short, "high": high}
    return [*found, Reason("below-line" if state != "unknown" else "below-line-yet", params)]


def _composite(frame: Frame, sums: list[Tally]) -> tuple[Fraction, Fraction]:
    """Σ weight × star ÷ Σ weight over the stars with anything applicable, and the bonus up to its cap."""
    rows = [(star.weight, part) for star, part in zip(frame.stars, sums, strict=True) if part.applicable]
    weight = sum(each for each, _ in rows)
    low = sum((each * of_hundred(part.earned, part.applicable) for each, part in rows), Fraction(0))
    high = sum(
        (each * of_hundred(part.earned + part.unknown, part.applicable) for each, part in rows), Fraction(0)
    )
    bonus = sum(part.bonus for part in sums)
    bonus_high = bonus + sum(part.bonus_unknown for part in sums)
    return (
        (low / weight if weight else Fraction(0)) + Fraction(min(bonus, frame.bonus_cap), 100),
        (high / weight if weight else Fraction(0)) + Fraction(min(bonus_high, frame.bonus_cap), 100),
    )


def _table(
    frame: Frame, sums: list[Tally], stars: tuple[StarResult, ...]
) -> tuple[Fraction, Fraction, int, int, Grade | None]:
    """The per-branch total and its grade. A gated indicator earns nothing; one whose gate is open may earn
    nothing."""
    earned = possible = bonus = bonus_possible = 0
    # What is unknown behind a gate earns nothing, but may still turn out not to apply.
    applicable = least_applicable = 0
    for part, star in zip(sums, stars, strict=True):
        applicable += part.applicable
        least_applicable += part.applicable - (part.unknown if star.state == "gated" else 0)
        if star.state != "gated":
            possible += part.earned + part.unknown
            bonus_possible += part.bonus + part.bonus_unknown
            if not _gate_open(star):
                earned, bonus = earned + part.earned, bonus + part.bonus
    low = of_hundred(earned, applicable) + Fraction(min(bonus, frame.bonus_cap), 100)
    high = of_hundred(possible, least_applicable) + Fraction(min(bonus_possible, frame.bonus_cap), 100)
    if not applicable:
        return low, high, 0, 0, None
    best, certain = frame.stars_for(high), frame.stars_for(low)
    if best != certain or any(star.state == "unknown" for star in stars):
        return low, high, 0, best, None
    grade = next((grade for grade in frame.pack.grades if grade.stars == certain and certain), None)
    return low, high, certain, best, grade


def _gate_open(star: StarResult) -> bool:
    return any(reason.code in ("gate-unknown", "veto-dark-unknown") for reason in star.reasons)


def _top(
    frame: Frame,
    stars: tuple[StarResult, ...],
    composite: tuple[Fraction, Fraction],
    lit: tuple[int, int],
    satisfaction: Fraction | None,
    fired: list[Veto],
    open_: list[Veto],
) -> tuple[bool | None, tuple[Reason, ...]]:
    """Whether the full award is reached, and everything that is missing for it."""
    if frame.pack.top is None:
        return False, ()
    all_lit = True if lit[0] == frame.most_stars else False if lit[1] < frame.most_stars else None
    enough = reached(composite, frame.top_composite)
    pleased = satisfied(frame, satisfaction)
    free = False if any(map(_bars, fired)) else None if any(map(_bars, open_)) else True
    missing: list[Reason] = []
    if all_lit is not True:
        missing += _unlit(frame, stars, lit)
    if enough is not True:
        params = {"low": composite[0], "high": composite[1], "at_least": frame.top_composite}
        missing.append(Reason("composite-unknown" if enough is None else "composite-low", params))
    if pleased is not True:
        code = "satisfaction-unknown" if pleased is None else "satisfaction-low"
        missing.append(Reason(code, {"rate": satisfaction, "at_least_rate": frame.top_satisfaction}))
    missing += [Reason("veto-fired", {"code": veto.code, "text": veto.text}) for veto in fired if _bars(veto)]
    missing += [
        Reason("veto-unknown", {"code": veto.code, "text": veto.text}) for veto in open_ if _bars(veto)
    ]
    return every((all_lit, enough, pleased, free)), tuple(missing)


def _bars(veto: Veto) -> bool:
    return veto.bars_top or veto.effect in UNRATED


def reached(bounds: tuple[Fraction, Fraction], line: Fraction) -> bool | None:
    """Whether a figure known only by its bounds reaches the line."""
    return True if bounds[0] >= line else False if bounds[1] < line else None


def satisfied(frame: Frame, satisfaction: Fraction | None) -> bool | None:
    """Whether the satisfaction rate is enough for the full award; True where the pack asks for none."""
    if frame.top_satisfaction is None:
        return True
    return None if satisfaction is None else satisfaction >= frame.top_satisfaction


def _unlit(frame: Frame, stars: tuple[StarResult, ...], lit: tuple[int, int]) -> list[Reason]:
    if frame.per_branch:
        params = {"lit": lit[0], "lit_high": lit[1], "most": frame.most_stars}
        return [Reason("grade-short" if lit[1] < frame.most_stars else "grade-unknown", params)]
    codes: dict[State, str] = {
        "dark": "star-dark",
        "gated": "star-gated",
        "unknown": "star-unknown",
        "na": "star-not-applicable",
    }
    found = [
        Reason(codes[star.state], {"code": star.code, "star": star.name, "score": star.low})
        for star in stars
        if star.state in codes
    ]
    shining = sum(star.state == "lit" for star in stars)
    return [*found, Reason("capped", {"lit": lit[0], "shining": shining})] if lit[0] < shining else found
