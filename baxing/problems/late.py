"""Which problems are late: one condition for every list and figure, so that they cannot differ."""

from datetime import date

from django.db.models import Q

# Whoever must act on these has nothing more to do by a day.
OVER = ("CLOSED", "DROPPED")


def late(today: date) -> Q:
    """The problems whose day has passed while they are not closed: the extended day counts, and of a long-term one the
    next milestone."""
    return Q(dossier__due__lt=today) & ~Q(dossier__status__in=OVER)
