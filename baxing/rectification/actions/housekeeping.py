"""What time alone does with cases: the days to answer that are over, problems too late, look-backs that fall due. Done by `tick`."""

from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import each_alone
from baxing.dossiers.calendar import Calendars
from baxing.dossiers.models import Entry
from baxing.rectification.actions.looking_back import open_due
from baxing.rectification.actions.moves import move, whole
from baxing.rectification.actions.working import lift
from baxing.rectification.items import unsettled
from baxing.rectification.models import Case

BATCH = 500


def tick(today: date) -> dict[str, int]:
    """Do what is due on `today` and return how many of each were done; a second time on the same day does nothing more.

    "left" counts cases that somebody moved in the same moment: the next run sees them as they then stand.
    """
    counts: dict[str, int] = {}
    counts["unanswered"], left = each_alone(_answer_over(today), let_pass)
    counts["escalated"], late = each_alone(_too_late(today), lambda case: escalate_late(case, today))
    counts["looked_back"] = open_due(today)
    return counts | {"left": left + late}


@transaction.atomic(durable=True)
def let_pass(case: Case) -> Case:
    """The branch did not answer in its days: the county decides without."""
    return move(case, "unanswered", by=None)


@transaction.atomic(durable=True)
def escalate_late(case: Case, today: date) -> Case:
    """Problems are too late: whoever is one level up watches from now on, by rule (domain §7.2)."""
    late = unsettled(case).filter(dossier__due__lt=today).order_by("number")
    days = case.rules.terms.overdue_days
    reason = _("Problems are more than %(days)s working days late.") % {"days": days}
    return lift(case, by=None, reason=reason, late=list(late.values_list("number", flat=True)))


def _answer_over(today: date) -> list[Case]:
    """Branches that were proposed and let their days pass."""
    return list(whole().filter(dossier__status="CANDIDATE", dossier__due__lt=today).order_by("pk"))


def _too_late(today: date) -> list[Case]:
    """Cases at work whose most overdue problem is later than the regulation bears.

    After a case was handed back its days are counted anew: the same delay lifts it again only when it has lasted as long
    once more, so that nothing goes up and down from one day to the next and nothing stays late for ever.
    """
    back = Entry.objects.filter(dossier=OuterRef("dossier"), verb="hand_back").order_by("-n").values("at")[:1]
    working = whole().filter(dossier__status="RECTIFYING", late_from__lt=today)
    cases = working.annotate(back_at=Subquery(back)).order_by("pk")
    calendars, found = Calendars(), list[Case]()
    for case in cases.iterator(chunk_size=BATCH):
        back_on = timezone.localdate(case.back_at) if case.back_at else date.min
        since = max(case.late_from or today, back_on)
        if calendars[case.dossier.region].between(since, today) > case.rules.terms.overdue_days:
            found.append(case)
    return found
