"""What a public notice shows: its working days, its branches with their stars; no person, no reason, no stopped clock (reads only)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from baxing.accreditation.awards import stars_word
from baxing.accreditation.models import Application, Notice
from baxing.accreditation.pictures import Segment, proposed_segments
from baxing.dossiers.calendar import load
from baxing.dossiers.models import Entry
from baxing.rules.text import Text

OPEN = ("PUBLIC_NOTICE", "OBJECTION")


@dataclass(frozen=True)
class Term:
    """The working days of a notice. The day of publication is not counted; `day` is 0 before the first, and at most `days`."""

    published: date
    first: date
    last: date
    days: int
    day: int
    then: date
    added: int
    state: str

    @property
    def running(self) -> bool:
        """Whether it can still be objected to."""
        return self.state != "over"


def term_of(notice: Notice, today: date | None = None) -> Term:
    """The working days of the notice as it was printed, prolongations among them."""
    today = today or timezone.localdate()
    calendar = load(notice.cycle.region)
    first = calendar.add(notice.starts_on, 1)
    days = calendar.between(notice.starts_on, notice.ends_on)
    state = "over" if today > notice.ends_on else "soon" if today < first else "running"
    day = min(max(calendar.between(notice.starts_on, today), 0), days)
    return Term(
        notice.starts_on,
        first,
        notice.ends_on,
        days,
        day,
        calendar.add(notice.ends_on, 1),
        notice.down_days,
        state,
    )


@dataclass(frozen=True)
class Row:
    """One branch on the notice. `until` is set where its own notice runs longer than the others'."""

    application: Application
    until: date | None
    corrected: bool

    @cached_property
    def segments(self) -> list[Segment]:
        """Its stars as proposed."""
        return proposed_segments(self.application)

    @property
    def stars(self) -> Text:
        """六星."""
        return stars_word(sum(segment.state == "lit" for segment in self.segments))

    @property
    def dark(self) -> list[Text]:
        """The names of the stars that were not lit."""
        return [segment.name for segment in self.segments if segment.state != "lit"]


def listed(notice: Notice) -> QuerySet[Application]:
    """The branches of a notice in the order of the register."""
    return (
        notice.applications.select_related("unit", "township", "cycle", "dossier")
        .defer("cycle__text")
        .order_by("unit__path")
    )


def found(applications: QuerySet[Application], asked: str) -> QuerySet[Application]:
    """Those whose name or township has `asked` in it."""
    asked = asked.strip()[:60]
    return (
        applications.filter(Q(unit__name__icontains=asked) | Q(township__name__icontains=asked))
        if asked
        else applications
    )


def open_to_objection(notice: Notice, today: date | None = None) -> QuerySet[Application]:
    """The branches whose notice is not over; while one is examined, others may speak too."""
    today = today or timezone.localdate()
    return listed(notice).filter(
        Q(dossier__status="PUBLIC_NOTICE", dossier__due__gte=today) | Q(dossier__status="OBJECTION")
    )


def running_longer(notice: Notice) -> QuerySet[Application]:
    """The branches whose notice runs longer than the printed one: begun anew after a correction, or gone on."""
    return listed(notice).filter(dossier__status="PUBLIC_NOTICE", dossier__due__gt=notice.ends_on)


def rows_of(notice: Notice, applications: Iterable[Application]) -> list[Row]:
    """The rows of one page, with two queries however many they are."""
    applications = list(applications)
    corrected = set(
        Entry.objects.filter(dossier__in=[a.dossier_id for a in applications], verb="correct").values_list(
            "dossier", flat=True
        )
    )
    return [
        Row(
            application,
            application.dossier.due
            if application.dossier.status == "PUBLIC_NOTICE" and application.dossier.due != notice.ends_on
            else None,
            application.dossier_id in corrected,
        )
        for application in applications
    ]


def approval(notice: Notice) -> tuple[str, str]:
    """The day of the meeting that approved the notice, and the digest of the line about it in the cycle's book."""
    line = notice.cycle.dossier.entries.filter(verb="noticed", change__notice=notice.number).first()
    return (line.change["on"], line.digest) if line else ("", "")
