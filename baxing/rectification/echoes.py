"""The relapse detector: problems of earlier cases of the same organisation that seem to come back, shown before anybody
lists it.

A closed problem comes back by its sign (it is there, or may be, again) or by its words (a problem that is open now says
nearly the same). One that was never settled and whose sign is there is shown too. A hint, never a listing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz

from baxing.problems.models import Problem
from baxing.problems.wording import plain
from baxing.rules.flow_problem import SETTLED
from baxing.rules.flow_rectification import RECTIFICATION
from baxing.rules.rectification import Seen, echoes
from baxing.units.models import Unit

NEAR = 85  # per cent of the letters, figures counted alike, as for closing texts (problems/likeness.py)


@dataclass(frozen=True)
class EchoRow:
    """One earlier problem that this year brings back.

    `kind`: "sign", a closed problem whose sign is there again; "open", one that is kept up or unsettled while its sign is
    there; "words", a closed problem that `again`, a problem open now, says in nearly the same words (`percent`).
    """

    kind: Literal["sign", "open", "words"]
    problem: Problem
    sign: str = ""
    again: Problem | None = None
    percent: int = 0


def echoes_of(unit: Unit, signs: Sequence[Mapping[str, Any]]) -> list[EchoRow]:
    """What comes back in one organisation, given its signs as `signs_of` says them."""
    return echoes_of_many([unit], {unit.pk: signs})[unit.pk]


def echoes_of_many(
    units: Iterable[Unit], signs: Mapping[int, Sequence[Mapping[str, Any]]]
) -> dict[int, list[EchoRow]]:
    """The same for many, by key. One query."""
    keys = [unit.pk for unit in units]
    problems: dict[int, list[Problem]] = defaultdict(list)
    rows = Problem.objects.filter(unit__in=keys).exclude(dossier__status="DROPPED")
    for problem in rows.select_related("dossier", "first_parent").order_by("listed_at", "pk"):
        problems[problem.unit_id].append(problem)
    return {key: _of(problems[key], signs.get(key, ())) for key in keys}


def _of(problems: Sequence[Problem], signs: Sequence[Mapping[str, Any]]) -> list[EchoRow]:
    seen = [Seen(row["code"], row["state"]) for row in signs]
    by_key = {problem.pk: problem for problem in problems}
    of_cases = [problem for problem in problems if problem.first_parent.flow == RECTIFICATION.code]
    closed = [problem for problem in of_cases if problem.dossier.status == "CLOSED"]
    standing = [problem for problem in problems if problem.dossier.status != "CLOSED"]
    back = echoes(seen, [(p.pk, p.code, p.closed_on) for p in closed if p.closed_on is not None])
    still = echoes(seen, [(p.pk, p.code, p.first_due) for p in standing if p in of_cases])
    found = [EchoRow("sign", by_key[echo.problem], echo.sign) for echo in back]
    found += [EchoRow("open", by_key[echo.problem], echo.sign) for echo in still]
    return found + list(_in_words(closed, standing))


def _in_words(closed: Sequence[Problem], standing: Sequence[Problem]) -> Iterable[EchoRow]:
    """Pairs of a closed problem and one that is open now which say nearly the same."""
    texts = {problem.pk: plain(problem.what) for problem in (*closed, *standing)}
    for now in standing:
        if now.dossier.status in SETTLED:
            continue
        for before in closed:
            percent = int(fuzz.ratio(texts[before.pk], texts[now.pk], score_cutoff=NEAR))
            if percent and before.listed_at < now.listed_at:
                yield EchoRow("words", before, before.code, now, percent)
