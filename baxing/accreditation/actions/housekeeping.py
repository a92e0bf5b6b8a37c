"""What time alone does in a cycle: late facts scored, rechecks that fall due, requests whose time has passed. Done by `tick`."""

from datetime import date

from django.db import transaction

from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.rating import recheck
from baxing.accreditation.actions.scores import refresh_stale
from baxing.accreditation.models import Application, Award, Cycle
from baxing.dossiers.actions import each_alone

RUNNING = ("OPEN", "REVIEWING", "NOTICE")
BATCH = 500


def tick(today: date) -> dict[str, int]:
    """Do what is due on `today` and return how many of each were done; a second time on the same day does nothing more.

    "left" counts files that somebody moved in the same moment: the next run sees them as they then stand.
    """
    counts = {
        "refreshed": sum(_refresh(cycle) for cycle in Cycle.objects.filter(dossier__status__in=RUNNING))
    }
    counts["rechecked"], late = each_alone(_due_for_recheck(today), recheck)
    counts["lapsed"], later = each_alone(_over(today), lapse)
    return counts | {"left": late + later}


@transaction.atomic(durable=True)
def lapse(application: Application) -> Application:
    """The days for asking the county to look again have passed: the file ends, with its line in the book."""
    return move(application, "lapse", by=None)


def _refresh(cycle: Cycle) -> int:
    done = scored = refresh_stale(cycle, limit=BATCH)
    while scored == BATCH:
        scored = refresh_stale(cycle, limit=BATCH)
        done += scored
    return done


def _due_for_recheck(today: date) -> list[Application]:
    """Rated branches whose next automatic recheck has fallen due (domain §6)."""
    awards = (
        Award.objects.filter(application__dossier__status__in=("RATED", "DEMO"), revoked_on=None)
        .select_related("application__cycle", "application__unit", "application__dossier__unit")
        .defer("application__cycle__text")
        .order_by("pk")
    )
    return [award.application for award in awards.iterator(chunk_size=BATCH) if award.next_recheck() <= today]


def _over(today: date) -> list[Application]:
    """Branches that were not recommended and did not ask the county in time."""
    waiting = Application.objects.filter(dossier__status="NOT_RECOMMENDED", dossier__due__lt=today)
    return list(waiting.select_related("cycle", "unit", "dossier__unit").defer("cycle__text").order_by("pk"))
