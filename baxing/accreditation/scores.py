"""From facts and layers to figures: what the engine says of one sheet (reads only; `actions/scores.py` stores it)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from baxing.accreditation.measures import measures_of
from baxing.accreditation.models import Application, BallotEntry, GroupMember
from baxing.dossiers.models import canonical
from baxing.records.facts import facts_of
from baxing.rules import sheet
from baxing.rules.ballot import ASSESSMENT, SATISFACTION, Count, Scale, rate_std
from baxing.rules.calendar import add_months
from baxing.rules.facts import Facts, Value
from baxing.rules.frame import UNKNOWN, UNSEEN, Frame
from baxing.rules.methods import half_up
from baxing.rules.outcome import Outcome, Result, Way
from baxing.rules.pack import BallotRule
from baxing.rules.scoring import (
    compute_all,
    gate_states,
    level_points,
    light_up,
    median,
    satisfaction,
    veto_states,
)
from baxing.rules.terms import facts_in
from baxing.units.models import Grant

RECHECKED = ("DUE_RECHECK", "STAR_WARNED")
RATED_IN = ("EVALUATING", "BALLOTING")


def facts_of_application(application: Application) -> Facts:
    """The branch's facts of the year that counts, its certified ballots and its confirmed flags among them."""
    cycle, year = application.cycle, facts_year(application)
    reference = add_months(cycle.reference, 12 * (year - cycle.year))
    facts = facts_of(application.unit, year, cycle.standard, reference=reference)
    return with_ballots(application, facts)


def facts_year(application: Application) -> int:
    """The year whose facts count: the cycle's, and at a recheck the last whole year before it fell due."""
    if application.dossier.status not in RECHECKED:
        return application.cycle.year
    return max(application.cycle.year, application.award.next_recheck().year - 1)


def with_ballots(
    application: Application, facts: Facts, entries: Iterable[BallotEntry] | None = None
) -> Facts:
    """The same facts with the certified rates in them, exact as counted; `entries` as in `known_rates`."""
    rates: dict[tuple[str, str], Value] = {
        (code, ""): rate for code, rate in known_rates(application, entries).items()
    }
    return Facts(facts.year, facts.reference, {**facts.values, **rates}, facts.defs) if rates else facts


def outcomes_of(application: Application, facts: Facts) -> dict[str, Outcome]:
    """What the system itself can say of each task, with its why."""
    return compute_all(application.cycle.standard, application.sector, facts)


def computed_state(
    application: Application,
    facts: Facts,
    outcomes: dict[str, Outcome],
    raised: Mapping[str, bool | None] | None = None,
) -> dict[str, Any]:
    """The columns that come from facts: the auto layer, gates and vetoes that fired or may fire, the satisfaction rate.

    `raised` are the confirmed flags where somebody has read them for many sheets at once; else they are read here."""
    pack = application.cycle.standard
    gates = gate_states(pack, application.sector, facts)
    if raised is None:
        raised = {flag.veto: True for flag in application.flags.filter(confirmed=True)}
    vetoes = veto_states(pack, facts, raised)
    rate = satisfaction(pack, facts)
    return {
        "auto": sheet.auto(application.cycle.frame, outcomes),
        "gates": {code: fired for code, fired in gates.items() if fired is not False},
        "vetoes": {code: fired for code, fired in vetoes.items() if fired is not False},
        "satisfaction": "" if rate is None else str(rate),
    }


def result_of(
    frame: Frame, final: bytes | memoryview, gates: dict[str, Any], vetoes: dict[str, Any], satisfied: str
) -> Result:
    """The engine's word on one stored sheet. What is not in `gates` or `vetoes` did not fire."""
    every_gate = {gate.code: gates.get(gate.code, False) for star in frame.pack.stars for gate in star.gates}
    every_veto = {veto.code: vetoes.get(veto.code, False) for veto in frame.pack.vetoes}
    rate = Fraction(satisfied) if satisfied else None
    return sheet.score(frame, bytes(final), every_gate, every_veto, rate)


def live_result(application: Application) -> Result:
    """The result of the sheet as it stands."""
    a = application
    return result_of(a.cycle.frame, a.final, a.gates, a.vetoes, a.satisfaction)


def merged(application: Application) -> bytes:
    """The final layer: the latest word on each task."""
    a = application
    return sheet.merge(a.cycle.frame, bytes(a.auto), bytes(a.self_scored), bytes(a.reviewed), bytes(a.panel))


def totals(frame: Frame, result: Result) -> dict[str, Any]:
    """The columns that roll-ups read, from a result."""
    states = [star.state for star in result.stars]
    if frame.per_branch:
        lit_mask = (1 << result.lit) - 1
    else:
        lit_mask = _mask(states, "lit")
    return {
        "scores": b"".join(
            half_up(value).to_bytes(2, "little")
            for star in result.stars
            for value in (100 * star.low, 100 * star.high)
        ),
        "lit_mask": lit_mask,
        "gated_mask": _mask(states, "gated"),
        "unknown_mask": _mask(states, "unknown"),
        "lit": result.lit,
        "low": half_up(100 * result.composite_low),
        "high": half_up(100 * result.composite_high),
        "full_award": result.top,
        "may_apply": result.can_apply,
    }


def result_columns(application: Application) -> dict[str, Any]:
    """What is written down when a result is proposed: the stars, the composite, the award, and a digest of the whole sheet."""
    a = application
    content = {
        "lit_mask": a.lit_mask,
        "lit": a.lit,
        "low": a.low,
        "high": a.high,
        "full_award": a.full_award,
        "vetoes": a.vetoes,
        "gates": a.gates,
        "satisfaction": a.satisfaction,
    }
    seal = canonical([content, bytes(a.final).hex(), a.cycle.digest])
    return {**content, "digest": hashlib.sha256(seal.encode()).hexdigest()}


def differs(application: Application) -> bool:
    """Whether the sheet gives other stars now, or another award, than what was proposed."""
    proposed = application.proposal
    return proposed is not None and (proposed["lit_mask"], proposed["full_award"]) != (
        application.lit_mask,
        application.full_award,
    )


def frozen_facts(application: Application) -> dict[str, Any]:
    """The facts as they are when the branch applies, with a digest."""
    facts = facts_of_application(application)
    values = {
        f"{code}.{period}" if period else code: str(value)
        for (code, period), value in sorted(facts.values.items())
    }
    return {"values": values, "digest": hashlib.sha256(canonical(values).encode()).hexdigest()}


def unscored(application: Application) -> list[str]:
    """The tasks that wait for the branch's own word."""
    frame = application.cycle.frame
    return [
        code
        for code, task in application.tasks.items()
        if task.auto != "A" and sheet.get(frame, bytes(application.self_scored), code) == UNSEEN
    ]


def measures_missing(application: Application) -> list[str]:
    """The stars that are not lit for the branch's own points and have no measure yet (codes)."""
    planned = set(measures_of(application))
    return [
        star.code
        for star, result in zip(application.cycle.standard.stars, live_result(application).stars, strict=True)
        if result.state in ("dark", "gated") and not planned & {task.code for task in star.tasks}
    ]


def rates_due(application: Application) -> list[str]:
    """The ballot rates that this branch's sector asks for, in the order of the table."""
    found: dict[str, None] = {}
    for task in application.tasks.values():
        if isinstance(task.rule, BallotRule):
            found |= dict.fromkeys(sorted(facts_in(task.rule.rates)))
    return list(found)


def scale_of(rate: str) -> Scale:
    """Which options the ballot behind a rate has (domain §8.1)."""
    return SATISFACTION if rate.startswith("satisfaction") else ASSESSMENT


def known_rates(
    application: Application, entries: Iterable[BallotEntry] | None = None
) -> dict[str, Fraction]:
    """The certified rates, exact. `entries` are its certified counts where they have been read already."""
    if entries is None:
        found = BallotEntry.objects.filter(application=application, certified=True, replaced=False)
        entries = found.order_by("pk")
    rates: dict[str, Fraction] = {}
    for entry in entries:
        count = Count(entry.issued, entry.returned, entry.void, entry.options)
        if (rate := rate_std(count, scale_of(entry.rate))) is not None:
            rates[entry.rate] = rate
    return rates


def panel_of(application: Application, facts: Facts) -> bytes:
    """The group's layer from the agreed levels and the facts of today; a task whose computed part is not known is
    unknown, and the branch's own points do not stand in for it. As it is while the group has not agreed, and where
    the checker of an objection settled a task."""
    frame, layer = application.cycle.frame, bytes(application.panel)
    settled = set(application.remarks.filter(layer="correction").values_list("task", flat=True))
    for code, level in agreed_levels(application).items():
        if code in settled:
            continue
        task = application.tasks[code]
        if task.method == "LEVEL":
            points = level_points(task, facts, level)
            layer = sheet.put(frame, layer, code, UNKNOWN if points is None else points)
        else:
            layer = sheet.put(frame, layer, code, half_up(Fraction(task.points) * 100 * level / 4))
    return layer


def able_raters(application: Application) -> set[int]:
    """Members of its group who can still rate it: seated, the account open, the duty in force, no conflict declared."""
    if application.group_id is None:
        return set()
    county = application.cycle.unit.path
    raters = Grant.objects.in_force().filter(role="rater", unit__path__under=county).values("user")
    seats = GroupMember.objects.filter(group=application.group_id, active=True, user__is_active=True)
    out = application.rater_sheets.filter(conflict=True).values("rater")
    return set(seats.filter(user__in=raters).exclude(user__in=out).values_list("user", flat=True))


def agreed_levels(application: Application) -> dict[str, Fraction]:
    """The median level of each rated task over the locked sheets; empty while too few are locked, and during the
    evaluation until everybody who can rate has locked: nobody sees a median before his own word is given."""
    locked = application.rater_sheets.filter(conflict=False).exclude(locked_at=None)
    heard = dict(locked.values_list("rater", "levels"))
    sheets = list(heard.values())
    if len(sheets) < application.cycle.standard.terms.raters_at_least:
        return {}
    if application.dossier.status in RATED_IN and able_raters(application) - set(heard):
        return {}
    return {
        code: median([levels[code]["level"] for levels in sheets])
        for code, task in application.tasks.items()
        if task.rated and all(code in levels for levels in sheets)
    }


def ways_to_light(application: Application, star: str, outcomes: dict[str, Outcome]) -> list[Way]:
    """The smallest ways in which a dark star would reach its line."""
    return list(light_up(application.cycle.standard, application.sector, star, outcomes))


def _mask(states: Sequence[str], wanted: str) -> int:
    return sum(1 << bit for bit, state in enumerate(states) if state == wanted)
