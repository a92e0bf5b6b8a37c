"""Every write to the working-day calendar: loading the shipped days, and what a county corrects by hand."""

from datetime import date
from typing import Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.calendar import SOURCES, STANDINGS, UNSURE, load
from baxing.dossiers.calendars import Kind, chain, regions
from baxing.dossiers.calendars import region as shipped_region
from baxing.dossiers.models import DayRule
from baxing.rules.text import Text
from baxing.units.models import User
from baxing.units.refused import Refused

EDITORS = frozenset({"county_officer", "admin"})
USUAL = {
    "work": Text(zh="照常上班", en="an ordinary working day"),
    "off": Text(zh="照常休息", en="an ordinary day of rest"),
}


@transaction.atomic
def load_shipped_days() -> int:
    """Bring the table to the shipped days and return how many rows changed; rows that a person edited stay.

    Shipped rows that a newer version of the product no longer has (a provisional day, not confirmed) go.
    """
    wanted = {(code, rule.day): rule for code in regions() for rule in shipped_region(code).rules()}
    present = {(row.region, row.day): row for row in DayRule.objects.all()}
    new, changed, gone = [], [], []
    for key, rule in wanted.items():
        fields = {"kind": rule.kind, "name": rule.name.model_dump(), "source": SOURCES[rule.standing]}
        row = present.get(key)
        if row is None:
            new.append(DayRule(region=key[0], day=key[1], **fields))
        elif row.source in STANDINGS and any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            changed.append(row)
    gone = [row.pk for key, row in present.items() if row.source in STANDINGS and key not in wanted]
    DayRule.objects.bulk_create(new)
    DayRule.objects.bulk_update(changed, ["kind", "name", "source"])
    DayRule.objects.filter(pk__in=gone).delete()
    return len(new) + len(changed) + len(gone)


def may_edit(user: User) -> bool:
    """True for those who may correct the calendar."""
    return any(grant.role in EDITORS for grant in user.grants_now)


@transaction.atomic(durable=True)
def set_day_rule(region: str, day: date, kind: Kind, name: Text, reason: str, *, by: User) -> DayRule:
    """Give a day off, or have it worked. `reason`, the notice it follows, is kept with who said so and when.

    Refused for other roles ("role"), without a reason ("incomplete"), and for a day that is worked anyway
    ("already-worked").
    """
    _begin(region, by, reason)
    if kind == "work" and load(region).is_working_day(day):
        raise Refused(
            _("Nothing was changed: %(day)s is a working day already. Choose another day.") % {"day": day},
            code="already-worked",
        )
    return _put(region, day, kind, name, reason, by)


@transaction.atomic(durable=True)
def remove_day_rule(region: str, day: date, reason: str, *, by: User) -> DayRule:
    """Let a day be again what its weekday, or the wider region, says. The row stays and says who and why.

    Refused for other roles ("role"), without a reason ("incomplete"), for a day without a rule ("no-rule").
    """
    _begin(region, by, reason)
    if not DayRule.objects.filter(region=region, day=day).exists():
        raise Refused(
            _("Nothing was changed: there is no rule for %(day)s in this region.") % {"day": day},
            code="no-rule",
        )
    kind = _usual(region, day)
    return _put(region, day, kind, USUAL[kind], reason, by)


@transaction.atomic(durable=True)
def confirm_year(region: str, year: int, reason: str, *, by: User) -> int:
    """Say that the expected days of a year agree with the published notice; returns how many there were.

    Refused for other roles ("role"), without a reason ("incomplete"), with none left to confirm ("nothing").
    """
    _begin(region, by, reason)
    unsure = DayRule.objects.filter(region=region, day__year=year, source__in=UNSURE)
    confirmed = unsure.update(source=_source(reason, by))
    if not confirmed:
        raise Refused(
            _("Nothing was changed: no day of %(year)d is waiting for confirmation.") % {"year": year},
            "nothing",
        )
    return confirmed


def _usual(region: str, day: date) -> Literal["work", "off"]:
    """What the day is without a rule of this region."""
    wider = chain(region)[:-1]
    if wider:
        return "work" if load(wider[-1]).is_working_day(day) else "off"
    return "work" if day.weekday() < 5 else "off"


def _begin(region: str, by: User, reason: str) -> None:
    """Who, and why; the first change in an empty region brings the shipped days along."""
    if not may_edit(by):
        raise Refused(
            _("Nothing was changed: the calendar is kept by the county organisation department. Ask it."),
            code="role",
        )
    if not reason.strip():
        raise Refused(_("Nothing was changed: say which notice this follows."), code="incomplete")
    if not DayRule.objects.filter(region=region).exists():
        load_shipped_days()


def _source(reason: str, by: User) -> str:
    return f"{reason.strip()[:60]} · {by.name[:40]} {timezone.localdate().isoformat()}"


def _put(region: str, day: date, kind: Kind, name: Text, reason: str, by: User) -> DayRule:
    fields = {"kind": kind, "name": name.model_dump(), "source": _source(reason, by)}
    rule, _created = DayRule.objects.update_or_create(region=region, day=day, defaults=fields)
    return rule
