"""The history of units and accounts in the words of the page."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baxing.rules.roles import ROLES
from baxing.units.models import FORMS, SECTORS, AccessEvent, Grant, UnitEvent

FACT_WORDS = {
    "form": gettext_lazy("Form"),
    "sector": gettext_lazy("Sector"),
    "members_full": gettext_lazy("Full members"),
    "members_probationary": gettext_lazy("Probationary members"),
    "founded_on": gettext_lazy("Founded"),
    "founded_precision": gettext_lazy("Exactness of the date"),
    "note": gettext_lazy("Remark"),
}
PRECISIONS = {"day": gettext_lazy("day"), "month": gettext_lazy("month"), "year": gettext_lazy("year")}


def fact_words(name: str, value: Any) -> str:
    """A fact of a unit for the eye; unknown is said."""
    known: dict[str, dict[str, Any]] = {"form": FORMS, "sector": SECTORS, "founded_precision": PRECISIONS}
    if value is None or value == "":
        return _("unknown")
    return str(known.get(name, {}).get(value, value))


def _said(event: UnitEvent) -> str:
    before, after = event.before, event.after
    if event.kind == "renamed":
        return _("Renamed from “%(old)s” to “%(new)s”") % {"old": before["name"], "new": after["name"]}
    if event.kind == "moved":
        return _("Moved from %(old)s to %(new)s") % {"old": before["parent"], "new": after["parent"]}
    if event.kind == "merged":
        return _("Merged into %(unit)s") % {"unit": after["into"]}
    if event.kind == "received":
        return _("Took in %(unit)s") % {"unit": after["unit"]}
    if event.kind == "changed":
        return _("; ").join(
            _("%(fact)s: %(old)s → %(new)s")
            % {
                "fact": FACT_WORDS[name],
                "old": fact_words(name, before[name]),
                "new": fact_words(name, value),
            }
            for name, value in after.items()
        )
    if event.kind == "added" and after.get("parent"):
        return _("Added below %(parent)s") % {"parent": after["parent"]}
    return str(UnitEvent.KINDS[event.kind])


def _line(event: UnitEvent | AccessEvent, said: str) -> dict[str, Any]:
    parts = [said, event.note, event.by.name if event.by else ""]
    return {
        "when": event.at,
        "day": timezone.localtime(event.at).date().isoformat(),
        "text": " · ".join(part for part in parts if part),
        "state": "done",
    }


def unit_lines(events: QuerySet[UnitEvent]) -> list[dict[str, Any]]:
    """Latest first, for parts/line.html."""
    return [_line(event, _said(event)) for event in events.select_related("by").order_by("-at", "-id")]


def access_lines(events: QuerySet[AccessEvent], language: str) -> list[dict[str, Any]]:
    """What happened to an account, latest first; duties with their unit."""
    lines = []
    for event in events.select_related("by", "grant__unit").order_by("-at", "-id"):
        said = str(AccessEvent.KINDS[event.kind])
        if event.grant:
            said = f"{said}: {duty(event.grant, language)}"
        lines.append(_line(event, said))
    return lines


def duty(grant: Grant, language: str) -> str:
    """支部书记 · 白玛镇一村党支部."""
    return f"{ROLES[grant.role].name.say(language)} · {grant.unit.name}"
