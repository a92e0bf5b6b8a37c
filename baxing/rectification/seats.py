"""The four ones of a case as they serve: visits made, and due by the quarters of their own duty (reads only)."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from baxing.rectification.models import Case, Seat
from baxing.rules.rectification import visits_due
from baxing.rules.regulation import FourOne


@dataclass(frozen=True)
class SeatView:
    """One of the four ones: the role of the regulation, who holds it, visits made and due; `due` None asks for none."""

    role: FourOne | None
    seat: Seat
    made: int
    due: int | None
    last: Any

    @property
    def late(self) -> bool:
        """Whether visits of a quarter that is over were not made."""
        return (
            self.role is not None
            and self.due is not None
            and self.made < self.due - self.role.visits_per_quarter
        )


def seats_of(case: Case, *, now: bool = False) -> list[SeatView]:
    """The four ones in the order of the regulation, those who were relieved too unless `now`."""
    order = {row.code: at for at, row in enumerate(case.rules.four_ones)}
    rows = {row.code: row for row in case.rules.four_ones}
    found = case.seats.prefetch_related("visits__problem")
    seats = sorted(
        found.filter(until=None) if now else found, key=lambda seat: (order.get(seat.role, 99), seat.pk)
    )
    views = []
    for seat in seats:
        row, visits = rows.get(seat.role), list(seat.visits.all())
        end = min(seat.until or timezone.localdate(), case.closed_on or timezone.localdate())
        due = visits_due(row, seat.since, end) if row else None
        views.append(SeatView(row, seat, len(visits), due, visits[-1] if visits else None))
    return views
