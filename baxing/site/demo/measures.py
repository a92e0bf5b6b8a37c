"""What became of the measures of a sheet: done, verified, closed in time, with the lines that the actions would have written."""

from datetime import date
from typing import Any

from django.utils import timezone

from baxing.accreditation.models import Application
from baxing.problems.models import Problem
from baxing.problems.wording import key
from baxing.records.actions import bump
from baxing.site.demo.book import Moved, write_moves
from baxing.site.demo.steps import Run
from baxing.site.demo.words import DONE
from baxing.units.models import User

WAY = (("start", "IN_PROGRESS"), ("claim", "CLAIMED"), ("verify", "VERIFIED"), ("close", "CLOSED"))


def settle(run: Run, *, all_of_them: bool = True) -> None:
    """Each measure of the cycle whose day is near or past is closed two working days before it; otherwise every third of
    them only claimed by now."""
    sheets = {sheet.dossier_id: sheet for sheet in run.sheets.values()}
    planned = Problem.objects.filter(parent__in=sheets, dossier__status="OPEN")
    units = set()
    for at, problem in enumerate(planned.select_related("dossier").order_by("pk")):
        due = problem.dossier.due or run.clock.today
        day = run.clock.calendar.add(due, -2)
        if all_of_them or day < run.clock.today:
            run.clock.to(day, 9 + at % 8)
            _lead(run, sheets[problem.parent_id], problem, WAY if all_of_them or at % 3 else WAY[:2])
            units.add((problem.unit_id, due.year))
    for year in {year for _unit, year in units}:
        bump(sorted(unit for unit, due in units if due == year), year)


def _lead(run: Run, sheet: Application, problem: Problem, way: tuple[tuple[str, str], ...]) -> None:
    today, branch, officer = timezone.localdate(), run.branch(sheet), run.officer(sheet)
    said, signer = DONE[problem.code[:2]], "villager" if branch.sector in "VC" else "member"
    changes: dict[str, dict[str, Any]] = {"claim": {"now": said}, "verify": {"now": said},
                                          "close": {"now": said, "signer": signer, "signed_on": today.isoformat()}}  # fmt: skip
    lines: list[Moved] = [
        (verb, *_who(verb, branch.recorder, officer), after, changes.get(verb, {})) for verb, after in way
    ]
    write_moves(problem.dossier, lines)
    done: dict[str, Any] = {"changed": said, "changed_key": key(said), "claimed_on": today}
    if way == WAY:
        done |= _closed(officer, signer, today)
    Problem.objects.filter(pk=problem.pk).update(**done)


def _who(verb: str, recorder: User, officer: User) -> tuple[User, str]:
    return (recorder, "recorder") if verb in ("start", "claim") else (officer, "township_officer")


def _closed(officer: User, signer: str, on: date) -> dict[str, Any]:
    return {"verified_on": on, "verified_by": officer, "signer": signer, "signed_on": on, "closed_on": on}
