"""How shortfalls are made good (F4): problems that hang on the sheet, one task each, verified by the township."""

from baxing.accreditation.models import Application
from baxing.problems.models import Problem


def measures_of(application: Application) -> dict[str, Problem]:
    """The last problem of each task, by task; what was taken off does not count. One query."""
    listed = Problem.objects.filter(parent=application.dossier_id).exclude(dossier__status="DROPPED")
    return {row.code: row for row in listed.select_related("dossier", "unit").order_by("number") if row.code}


def measure_of(application: Application, task: str) -> Problem | None:
    """The last problem of one task, knowing this copy of the sheet's file as its parent."""
    found = measures_of(application).get(task)
    if found is not None:
        found.parent = application.dossier
    return found
