"""What the page of one branch shows: its stars over the years, what it was awarded, what is still open (reads only)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from baxing.accreditation.awards import LedgerLine, ledger_lines, standing, stars_word
from baxing.accreditation.models import Application, Award, StarEvent
from baxing.accreditation.pictures import Segment, segments_of
from baxing.accreditation.views.door import visible
from baxing.dossiers.book import Line, Reader, in_brief
from baxing.dossiers.models import Dossier, Entry
from baxing.problems.models import Problem
from baxing.rules.text import Text
from baxing.units.models import Unit, User

STANDINGS = {
    "valid": Text(zh="有效", en="valid"),
    "reduced": Text(zh="有效，有星已摘", en="valid, a star was removed"),
    "revoked": Text(zh="已撤销", en="revoked"),
    "expired": Text(zh="已期满", en="expired"),
}
LINES = 12
STATES: tuple[str, ...] = ("lit", "dark", "gated", "unknown")
UNDER_WAY = ("OPEN", "REVIEWING", "NOTICE")
TO_DO = ("OPEN", "IN_PROGRESS", "EXTENDED", "REJECTED", "REOPENED")


@dataclass(frozen=True)
class Year:
    """One sheet of the branch: its wheel as it stands, and its award if there is one."""

    application: Application
    segments: list[Segment]
    counts: dict[str, int]
    award: Award | None
    standing: Text | None
    awarded: Text | None


@dataclass(frozen=True)
class BookLine:
    """One line of one of the branch's record books."""

    dossier: Dossier
    line: Line

    @property
    def brief(self) -> str:
        """The line in a few words."""
        return in_brief(self.line)


def sheets_of(user: User, unit: Unit) -> list[Application]:
    """The sheets of the branch that `user` may see, the newest first."""
    found = visible(user).filter(unit=unit).order_by("-cycle__year", "-pk")
    return list(found.select_related("award").prefetch_related("award__events"))


def years(applications: Sequence[Application]) -> list[Year]:
    """Each sheet with its wheel."""
    found = []
    for application in applications:
        stars = segments_of(application)
        states = [star.state for star in stars]
        award = getattr(application, "award", None)
        if award is not None:
            award.application = application
        counts: dict[str, int] = {state: states.count(state) for state in STATES if state in states}
        found.append(
            Year(
                application,
                stars,
                counts,
                award,
                STANDINGS[standing(award)] if award else None,
                stars_word(len(award.stars)) if award else None,
            )
        )
    return found


def ledger(unit: Unit, applications: Sequence[Application]) -> list[LedgerLine]:
    """What came of its stars, the newest first."""
    by_award = {a.award.pk: a.award for a in applications if getattr(a, "award", None)}
    events = StarEvent.objects.filter(unit=unit, award__in=by_award).order_by("-on", "pk")
    found = list(events)
    for event in found:
        event.award = by_award[event.award_id]
    return ledger_lines(found)


def open_measures(applications: Sequence[Application]) -> list[tuple[Application, Problem, Text]]:
    """What the branch has promised to mend and has not claimed as done, the earliest day first, with its sheet and the
    task's title.

    Only of cycles under way: what an ended one left open stands in its sheet, and is asked anew by the next.
    """
    by_file = {a.dossier_id: a for a in applications if a.cycle.dossier.status in UNDER_WAY}
    found = Problem.objects.filter(parent__in=by_file, dossier__status__in=TO_DO).exclude(code="")
    rows = []
    for measure in found.select_related("dossier").order_by("dossier__due", "pk"):
        application = by_file[measure.parent_id]
        task = application.tasks.get(measure.code)
        title = task.title if task else Text(zh=measure.code, en=measure.code)
        rows.append((application, measure, title))
    return rows


def book_lines(user: User, applications: Sequence[Application]) -> list[BookLine]:
    """The last lines of its record books, in the words of this reader."""
    dossiers = {application.dossier_id: application.dossier for application in applications}
    found = Entry.objects.filter(dossier__in=dossiers).order_by("-at", "-n")[:LINES]
    entries = list(found)
    by_dossier: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_dossier[entry.dossier_id].append(entry)
    readers = {key: Reader.of(dossiers[key], user, part) for key, part in by_dossier.items()}
    return [BookLine(dossiers[e.dossier_id], readers[e.dossier_id].line(e)) for e in entries]
