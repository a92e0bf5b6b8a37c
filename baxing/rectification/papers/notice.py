"""The notice of another round or of escalation (R12): sentences that are printed, or copied as plain text (reads only)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from baxing.accreditation.models import Cycle
from baxing.dossiers.actions import words as say
from baxing.dossiers.models import Entry
from baxing.rectification.models import Case
from baxing.rectification.shown.checks import Line, rounds_of
from baxing.rules.text import words

AGAIN, UP = words("重新整顿", "Another round"), words("提级督导", "Escalation")
TITLES = {"fail": AGAIN, "relist": AGAIN, "escalate": UP}
NOTICED = tuple(TITLES)
LEVELS = {
    "township": words("乡镇", "the township"),
    "county": words("县里", "the county"),
    "prefecture": words("市里", "the prefecture"),
    "region": words("自治区", "the region"),
}


def notice_of(case: Case, entry: Entry) -> dict[str, Any]:
    """Title, addressees, paragraphs, contact; `plain` is the same to copy."""
    again = entry.verb != "escalate"
    title = _("Notice of another round of rectification") if again else _("Notice of escalation")
    to = _("To: %(unit)s; the party committee of %(township)s") % {
        "unit": case.unit.name,
        "township": (case.unit.at("township") or case.county).name,
    }
    paragraphs = [_why(case, entry), *(_again(case, entry) if again else _escalated(case, entry))]
    cycle = Cycle.objects.filter(unit=case.county).order_by("-year", "-pk").first()
    contact = _contact(case, cycle)
    day = timezone.localdate(entry.at)
    issuer = cycle.issuer if cycle else case.county.name
    plain = "\n".join(
        [title, "", to, *paragraphs, *([contact] if contact else []), "", issuer, day.isoformat()]
    )
    return {
        "entry": entry,
        "again": again,
        "title": title,
        "to": to,
        "paragraphs": paragraphs,
        "contact": contact,
        "issuer": issuer,
        "day": day,
        "plain": plain,
    }


def _why(case: Case, entry: Entry) -> str:
    if entry.verb == "relist":
        return _("A look-back found that problems which were closed are back. The case is rectified again.")
    if entry.verb == "escalate":
        return _("Reason: %(why)s") % {"why": entry.note}
    return _(
        "The acceptance ballot did not reach its lines: %(lines)s. By the rule the whole case is rectified again."
    ) % {"lines": pgettext("between lines of a ballot", "; ").join(_lines(case, entry))}


def _lines(case: Case, entry: Entry) -> list[str]:
    """The electorates that missed their line in the last round certified before this line of the book."""
    rounds = [
        view
        for view in rounds_of(case)
        if view.round.state == "certified" and view.round.settled_at and view.round.settled_at <= entry.at
    ]
    return [_line(line) for line in (rounds[-1].lines if rounds else []) if line.result.passed is False]


def _line(line: Line) -> str:
    name = say(line.result.name)
    threshold = f"{line.result.threshold}"
    if line.result.hidden:
        return _("%(name)s below %(t)s%%") % {"name": name, "t": threshold}
    return _("%(name)s %(a)s / %(v)s, below %(t)s%%") % {
        "name": name,
        "a": line.positive,
        "v": line.valid,
        "t": threshold,
    }


def _again(case: Case, entry: Entry) -> list[str]:
    """The round that began then and who watched from then on, whatever came after."""
    lines = case.dossier.entries
    number = 1 + lines.filter(verb="fail", n__lte=entry.n).count()
    raised = lines.filter(verb="watch_up", n__gt=entry.n).order_by("n").first()
    level = raised.change["to"] if raised else case.watch
    return [
        _(
            "Round %(n)s begins: a new list of problems, and for each of the four ones another person, or the reason "
            "why the same one stays."
        )
        % {"n": number},
        _("The watch is with %(level)s now.") % {"level": say(LEVELS[level])},
        _("Please send the new plan within %(n)s working days.") % {"n": case.rules.terms.plan_days},
    ]


def _escalated(case: Case, entry: Entry) -> list[str]:
    late = entry.change.get("problems") or []
    level = entry.change.get("to", case.watch)
    named = LEVELS.get(level)
    said = [_("From today the case is watched by %(level)s.") % {"level": say(named) if named else level}]
    if late:
        numbers = pgettext("in a list", ", ").join(str(number) for number in late)
        said.append(_("Problems that are overdue: no. %(numbers)s.") % {"numbers": numbers})
    said.append(
        _(
            "Please say for every problem that is late what is missing and who can help. Help is offered, nobody is blamed by this notice."
        )
    )
    return said


def _contact(case: Case, cycle: Cycle | None) -> str:
    """How the county can be reached, as its last cycle of stars says; "" if it never had one."""
    phone = cycle.contact.get("phone") if cycle else ""
    return (
        _("Contact: %(name)s, telephone %(phone)s") % {"name": case.county.name, "phone": phone}
        if phone
        else ""
    )
