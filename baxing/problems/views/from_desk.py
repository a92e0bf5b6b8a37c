"""What the desk and the record book ask of this slice: the page of a file, the words of its codes, who may see it."""

from collections.abc import Mapping

from baxing.dossiers import pages
from baxing.dossiers.models import Dossier
from baxing.problems.models import Problem
from baxing.problems.origins import ORIGINS
from baxing.rules.roles import SEES_CASES
from baxing.rules.text import Text


def codes_of(dossier: Dossier) -> Mapping[str, Text]:
    """The words of the grounds and of the signers of one problem's parent."""
    found = Problem.objects.filter(dossier=dossier).select_related("parent__unit").first()
    origin = ORIGINS.get(found.parent.flow) if found else None
    if found is None or origin is None:
        return {}
    return {**{row.code: row.name for row in origin.signers(found.parent)}, **origin.codes(found.parent)}


pages.FLOW_PAGES["problem"] = "problems:problem-of"
pages.CODES["problem"] = codes_of
pages.SEERS["problem"] = SEES_CASES
