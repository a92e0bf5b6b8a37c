"""Writing yearly totals: what a county, prefecture or region reports of its own work as sums, each with its source.

Totals describe what was done. None of them is a number to be reached, and nothing is computed from them (domain §1, rows
9, 10).
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.rectification.models import YearTotal
from baxing.units.models import Unit, User
from baxing.units.refused import Refused

ENTERERS = frozenset({"county_officer", "city_officer"})
LEVELS = frozenset({"county", "prefecture", "region"})
FIRST_YEAR, MOST = 2000, 1_000_000
LONGEST = 200
Counts = Mapping[str, int | None]


def may_enter(unit: Unit, user: User) -> bool:
    """Whether `user` enters totals of this unit: the organisation department of this very level."""
    held = [grant for grant in user.grants_now if grant.unit_id == unit.pk]
    return unit.level in LEVELS and any(grant.role in ENTERERS for grant in held)


@transaction.atomic(durable=True)
def enter_totals(
    unit: Unit,
    year: int,
    measure: str,
    counts: Counts,
    *,
    by: User | None,
    source: str,
    reason: str = "",
    seen: Counts | None = None,
) -> list[YearTotal]:
    """Enter, correct or (with None) take back the totals of one year and measure, by group: rural, other, all.

    Where all three are given, `all` is the sum of the two. A figure that is corrected needs a `reason`; what stood there
    is kept. `seen` are the figures that the person saw: if others stand there now, nothing is written. `by=None` is the
    command line. Refused with the words for each."""
    if by is not None and not may_enter(unit, by):
        raise Refused(_("Not saved: these totals are entered by the organisation department there."), "role")
    source, reason = _checked(year, measure, counts, source, reason)
    stand = {row.group: row for row in YearTotal.objects.filter(unit=unit, year=year, measure=measure)}
    known = {group: stand[group].count if group in stand else None for group in YearTotal.GROUPS}
    if seen is not None and any(seen.get(group) != known[group] for group in YearTotal.GROUPS):
        raise _changed()
    changed = {group: counts.get(group) for group in YearTotal.GROUPS if counts.get(group) != known[group]}
    if not changed:
        raise Refused(_("Nothing was changed: these figures are on record already."), code="nothing-new")
    if any(known[group] is not None for group in changed) and not reason:
        raise Refused(_("Not saved: say why the figures are corrected."), code="no-reason")
    return [
        _put(unit, year, measure, group, count, stand.get(group), by=by, source=source, reason=reason)
        for group, count in changed.items()
    ]


def _checked(year: int, measure: str, counts: Counts, source: str, reason: str) -> tuple[str, str]:
    """The two texts on one line each; Refused for what cannot be."""
    source, reason = " ".join(source.split()), " ".join(reason.split())
    if measure not in YearTotal.MEASURES or set(counts) - set(YearTotal.GROUPS):
        raise Refused(_("Not saved: there is no such figure."), code="measure")
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise Refused(_("Not saved: choose a year from 2000 to this year."), code="year")
    for count in counts.values():
        if count is not None and (type(count) is not int or not 0 <= count <= MOST):
            raise Refused(_("Not saved: a total is a whole number, 0 or more."), code="number")
    if not 0 < len(source) <= LONGEST or len(reason) > LONGEST:
        raise Refused(
            _("Not saved: say in at most 200 characters where the totals are written down."), code="no-source"
        )
    _need_sum(counts)
    return source, reason


def _need_sum(counts: Counts) -> None:
    """Where all three are given, they add up; a part is never more than the whole."""
    rural, other, whole = (counts.get(group) for group in YearTotal.GROUPS)
    if whole is None:
        return
    if rural is not None and other is not None and rural + other != whole:
        raise Refused(
            _(
                "Not saved: %(rural)d and %(other)d make %(sum)d, not %(all)d. Look at the three figures again."
            )
            % {"rural": rural, "other": other, "sum": rural + other, "all": whole},
            code="sum",
        )
    if max(rural or 0, other or 0) > whole:
        raise Refused(_("Not saved: a part is more than the whole."), code="sum")


def _put(
    unit: Unit,
    year: int,
    measure: str,
    group: str,
    count: int | None,
    before: YearTotal | None,
    *,
    by: User | None,
    source: str,
    reason: str,
) -> YearTotal:
    """One figure; of two people who write the same one at once, one wins."""
    now = timezone.now()
    if before is None:
        try:
            with transaction.atomic():
                return YearTotal.objects.create(
                    unit=unit,
                    year=year,
                    measure=measure,
                    group=group,
                    count=count,
                    source=source,
                    by=by,
                    at=now,
                )
        except IntegrityError as error:
            raise _changed() from error
    stood = _stood(before, reason)
    mine = YearTotal.objects.filter(pk=before.pk, at=before.at, count=before.count)
    fields = {"count": count, "source": source, "by": by, "at": now, "earlier": [*before.earlier, stood]}
    if mine.update(**fields) != 1:
        raise _changed()
    before.refresh_from_db()
    return before


def _stood(before: YearTotal, reason: str) -> dict[str, Any]:
    """The line that keeps a figure as it stood, with why it was corrected."""
    return {
        "count": before.count,
        "source": before.source,
        "by": before.by.name if before.by else "",
        "at": before.at.isoformat(),
        "reason": reason,
    }


def _changed() -> Refused:
    return Refused(
        _("Nothing was saved: somebody else has just changed these figures. Look at them and try again."),
        code="changed",
    )
