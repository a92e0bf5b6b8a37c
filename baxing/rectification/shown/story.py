"""What happened to a case, in sentences that a stranger understands: one line of the book, one sentence (reads only).

Steps that only pass a file on say nothing of their own. Visits, months and notices are told apart, as small lines.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from baxing.dossiers.actions import words as say
from baxing.dossiers.models import Entry
from baxing.problems.models import Problem
from baxing.rectification.actions.checking import VERBS
from baxing.rectification.models import Case, Check
from baxing.rectification.shown.checks import Line, RoundView
from baxing.rectification.shown.words import LEVEL_WORDS, LOOK_WORDS

SILENT = frozenset(
    {"to_plan", "begin", "follow", "counted", "certified", "drawn", "reseated", "seat_ended", "relist"}
)
SMALL = frozenset({"visited", "progress", "told", "light_checked", "seat_named", "seat_kept", "planned"})
FAILS = frozenset(
    {
        *("return_plan", "escalate", "self_check_fails", "recheck_fails", "review_fails", "round_void"),
        *("fail", "sustain", "restart", "relapse", "opened_again"),
    }
)


@dataclass(frozen=True)
class Told:
    """One line: its day, how it went (done, fail, todo), a few words in bold, the rest of the sentence."""

    on: date | None
    kind: str
    head: str
    text: str
    small: bool = False
    when: datetime | None = None


@dataclass
class Story:
    """What the sentences are made of, read once."""

    case: Case
    entries: Sequence[Entry]
    problems: Sequence[Problem] = ()
    checks: Sequence[Check] = ()
    rounds: Mapping[int, RoundView] = field(default_factory=dict)

    def seat(self, code: str) -> str:
        """One of the four ones by its name in the regulation."""
        return next((say(row.name) for row in self.case.rules.four_ones if row.code == code), code)

    def check(self, entry: Entry, level: str) -> Check | None:
        """The check that this line is about: as many lines of its kind as checks, in the same order."""
        verbs = VERBS[level]
        at = [each.n for each in self.entries if each.verb in verbs].index(entry.n)
        found = [check for check in self.checks if check.level == level]
        return found[at] if at < len(found) else None

    def listed_by(self, entry: Entry) -> int:
        """How many problems were on the list at that moment."""
        files = [problem.dossier for problem in self.problems]
        return sum(file.opened_at <= entry.at and file.status != "DROPPED" for file in files)


Say = Callable[[Story, Entry], tuple[str, str]]


def told(story: Story) -> tuple[list[Told], list[Told]]:
    """The main lines in order with what is still to come, and the small ones, latest first."""
    lines = [line for entry in story.entries if (line := _line(story, entry))]
    main = [line for line in lines if not line.small]
    return [*main, *ahead(story.case)], [line for line in reversed(lines) if line.small]


def _line(story: Story, entry: Entry) -> Told | None:
    if entry.verb in SILENT or entry.verb not in SENTENCES:
        return None
    head, text = SENTENCES[entry.verb](story, entry)
    kind = "fail" if entry.verb in FAILS else "done"
    day = timezone.localdate(entry.at)
    return Told(day, kind, head, text, entry.verb in SMALL, entry.at)


def ahead(case: Case) -> list[Told]:
    """What is still to come and may be said; of a look-back only that there is one, never its day."""
    status = case.dossier.status
    if status == "NOTICE" and case.notice_to:
        return [Told(case.notice_to, "todo", "", _("The notice ends; the case can be closed the day after."))]
    if status in ("RECTIFYING", "ESCALATED") and case.ends_on:
        return [Told(case.ends_on, "todo", "", _("The time of this round ends."))]
    if status not in ("FOLLOW_UP", "LOOK_BACK"):
        return []
    until = case.follow_until
    lines = [
        Told(None, "todo", "", _("Look-back %(n)s, before the follow-up ends") % {"n": row.number})
        for row in case.look_backs.all()
        if row.due is None
    ]
    return [
        *lines,
        Told(until, "todo", "", _("The follow-up ends; if nothing came back, the case is consolidated")),
    ]


def joined(parts: Sequence[str]) -> str:
    """A list in one line: R04、R06."""
    return pgettext("in a list of codes", ", ").join(parts)


def _after(head: str, text: str) -> tuple[str, str]:
    """Bold words, and after a colon the rest, if there is any."""
    return head, (pgettext("before a note", ": ") + text if text else "")


def _noted(head: Any) -> Say:
    return lambda s, e: _after(str(head()), e.note)


def _opened(s: Story, e: Entry) -> tuple[str, str]:
    if s.case.previous_id:
        return "", _("Opened because the case before it relapsed")
    found = [row["code"] for row in s.case.signs if row["state"] in ("there", "maybe")]
    if not found:
        return "", _("Screening begun; the facts suggest nothing")
    return "", _("Screening begun; the facts suggest %(codes)s") % {"codes": joined(found)}


def _looked(s: Story, e: Entry) -> tuple[str, str]:
    codes = e.change.get("codes") or []
    level = say(LOOK_WORDS[e.change["level"]])
    seen = joined(codes) if codes else _("nothing found")
    return "", _("%(level)s: %(seen)s. %(note)s") % {"level": level, "seen": seen, "note": e.note}


def _list(s: Story, e: Entry) -> tuple[str, str]:
    return "", _("The township committee (%(minute)s) proposes it for %(codes)s. %(note)s") % {
        "minute": e.change.get("minute", ""),
        "codes": joined(e.change.get("codes", [])),
        "note": e.note,
    }


def _answer(s: Story, e: Entry) -> tuple[str, str]:
    return "", _("The branch answers: %(note)s") % {"note": e.note}


def _confirm(s: Story, e: Entry) -> tuple[str, str]:
    months = e.change.get("months", s.case.months)
    term = ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    said = _("by %(minute)s and %(document)s; %(level)s, %(term)s, for %(codes)s") % {
        "minute": e.change.get("minute", ""),
        "document": e.change.get("document", ""),
        "level": say(LEVEL_WORDS.get(e.change.get("level", s.case.level), s.case.level)),  # type: ignore[arg-type]
        "term": term,
        "codes": joined(e.change.get("codes", [])),
    }
    return _after(_("Confirmed"), said)


def _planned(s: Story, e: Entry) -> tuple[str, str]:
    return "", _("Kick-off on %(on)s, %(present)s of %(should)s present. Target: %(note)s") % {
        **{key: e.change.get(key, "") for key in ("on", "present", "should")},
        "note": e.note,
    }


def _seat(words_of: Any) -> Say:
    def sentence(s: Story, e: Entry) -> tuple[str, str]:
        return "", str(words_of()) % {
            "seat": s.seat(e.change.get("seat", "")),
            "duty": e.change.get("duty", ""),
            "note": e.note,
        }

    return sentence


def _with_minute(words_of: Any) -> Say:
    return lambda s, e: ("", str(words_of()) % {"minute": e.change.get("minute", "")})


def _visited(s: Story, e: Entry) -> tuple[str, str]:
    step = e.change.get("next_step", "")
    said = _("%(seat)s came on %(on)s, for problem %(n)s") % {
        "seat": s.seat(e.change.get("seat", "")),
        "on": e.change.get("on", ""),
        "n": e.change.get("number", ""),
    }
    return "", said + (_("; next: %(step)s") % {"step": step} if step else "")


def _progress(s: Story, e: Entry) -> tuple[str, str]:
    said = _("%(month)s: %(note)s (%(solved)s of %(listed)s settled, %(overdue)s late)") % {
        **{key: e.change.get(key, "") for key in ("month", "solved", "listed", "overdue")},
        "note": e.note,
    }
    help_ = e.change.get("help", "")
    return "", said + (_("; help wanted: %(help)s") % {"help": help_} if help_ else "")


def _told(s: Story, e: Entry) -> tuple[str, str]:
    return "", _("%(whom)s was told on %(on)s: %(how)s") % {
        key: e.change.get(key, "") for key in ("whom", "on", "how")
    }


def _watch_up(s: Story, e: Entry) -> tuple[str, str]:
    level = say(LEVEL_WORDS.get(e.change.get("to", ""), LEVEL_WORDS["county"]))
    return "", _("Watched by the %(level)s from now on. %(note)s") % {"level": level, "note": e.note}


def _clear(s: Story, e: Entry) -> tuple[str, str]:
    n = s.listed_by(e)
    return "", ngettext("%(n)s problem settled", "all %(n)s problems settled", n) % {"n": n}


def _self_check(s: Story, e: Entry) -> tuple[str, str]:
    check = s.check(e, "self")
    people = check.people if check else {}
    if e.verb == "self_check_fails":
        return _after(_("Self-check of the branch fails"), e.note)
    return "", _("Self-check of the branch, heard by the members: %(present)s of %(should)s present") % {
        "present": people.get("present", "?"),
        "should": people.get("should", "?"),
    }


def _recheck(s: Story, e: Entry) -> tuple[str, str]:
    check = s.check(e, "township")
    people = check.people if check else {}
    talks = _("talks with %(members)s members and %(households)s households") % {
        "members": people.get("members", "?"),
        "households": people.get("households", "?"),
    }
    if e.verb == "recheck":
        return "", _("Recheck by the township passes: %(talks)s") % {"talks": talks}
    return _after(_("Recheck by the township fails"), e.note)


def _review(s: Story, e: Entry) -> tuple[str, str]:
    check = s.check(e, "dept")
    if e.verb == "review" and check and check.score is not None:
        score = f"{Decimal(check.score) / 100:f}"
        return "", _("Review by the department passes: acceptance sheet %(score)s points") % {"score": score}
    return _after(
        _("Review by the department fails") if e.verb == "review_fails" else _("Review passes"), e.note
    )


def _open_ballot(s: Story, e: Entry) -> tuple[str, str]:
    n = e.change.get("round", "")
    if n not in s.rounds:
        return "", _("Ballot of the look-back opened")
    return "", _("Ballot %(n)s opened") % {"n": n}


def _void(s: Story, e: Entry) -> tuple[str, str]:
    return "", _("Ballot %(n)s is void: it has to be held again") % {"n": e.change.get("round", "")}


def _result(s: Story, e: Entry) -> tuple[str, str]:
    view = s.rounds.get(e.change.get("round", 0))
    lines = [line for line in view.lines if line.counted] if view else []
    if e.verb == "fail":
        lines = [line for line in lines if not line.result.passed]
    said = pgettext("between lines of a ballot", ", ").join(_ballot_line(line) for line in lines)
    return _after(_("Ballot passed") if e.verb == "pass" else _("Ballot failed"), said)


def _ballot_line(line: Line) -> str:
    name, passed = say(line.result.name), bool(line.result.passed)
    if line.result.hidden:
        return name
    said = f"{name} {line.positive}/{line.valid}"
    if passed:
        return said
    return _("%(said)s, below %(t)s%%") % {"said": said, "t": f"{line.result.threshold}"}


def _announce(s: Story, e: Entry) -> tuple[str, str]:
    return "", _("Approved by the department's meeting (%(minute)s), on notice until %(to)s") % {
        "minute": e.change.get("minute", ""),
        "to": e.change.get("to", ""),
    }


def _document(head: Any) -> Say:
    return lambda s, e: _after(str(head()), str(e.change.get("document", "")))


def _restart(s: Story, e: Entry) -> tuple[str, str]:
    return _after(_("Rectified again, round %(n)s") % {"n": e.change.get("round", s.case.round)}, e.note)


def _look_back(words_of: Any) -> Say:
    def sentence(s: Story, e: Entry) -> tuple[str, str]:
        return "", str(words_of()) % {
            "n": e.change.get("look_back", ""),
            "members": e.change.get("members", "?"),
            "households": e.change.get("households", "?"),
        }

    return sentence


def _light(s: Story, e: Entry) -> tuple[str, str]:
    n = e.change.get("quarter", "")
    said = _("Light check %(n)s: it holds") if e.change.get("holds") else _("Light check %(n)s: needs care")
    return "", said % {"n": n} + (pgettext("before a note", ": ") + e.note if e.note else "")


SENTENCES: dict[str, Say] = {
    "opened": _opened,
    "looked": _looked,
    "list": _list,
    "answer": _answer,
    "unanswered": lambda s, e: ("", _("The days to answer are over; the branch said nothing")),
    "watch": _noted(lambda: _("Watched, not listed")),
    "drop": _noted(lambda: _("Not listed")),
    "look_again": _noted(lambda: _("Looked at again")),
    "confirm": _confirm,
    "planned": _planned,
    "seat_named": _seat(lambda: _("%(seat)s: %(duty)s")),
    "seat_kept": _seat(lambda: _("%(seat)s stays: %(note)s")),
    "send_plan": _with_minute(lambda: _("Plan adopted by the township committee (%(minute)s), sent up")),
    "return_plan": _noted(lambda: _("Plan sent back")),
    "approve_plan": _with_minute(lambda: _("Plan approved (%(minute)s); the work begins")),
    "visited": _visited,
    "progress": _progress,
    "told": _told,
    "watch_up": _watch_up,
    "escalate": _noted(lambda: _("Escalated")),
    "hand_back": _noted(lambda: _("Handed back by who watches")),
    "clear": _clear,
    "self_check": _self_check,
    "self_check_fails": _self_check,
    "recheck": _recheck,
    "recheck_fails": _recheck,
    "review": _review,
    "review_fails": _review,
    "open_ballot": _open_ballot,
    "ballot_opened": _open_ballot,
    "round_void": _void,
    "pass": _result,
    "fail": _result,
    "announce": _announce,
    "objected": lambda s, e: ("", _("An objection was received and is examined")),
    "sustain": _noted(lambda: _("Objection upheld, the work goes on")),
    "close_up": _document(lambda: _("Closed and moved up")),
    "restart": _restart,
    "look_back": _look_back(lambda: _("Look-back %(n)s falls due")),
    "look_back_held": _look_back(
        lambda: _("Look-back %(n)s held: talks with %(members)s members and %(households)s households")
    ),
    "hold": _look_back(lambda: _("Look-back %(n)s: nothing came back")),
    "relapse": _noted(lambda: _("Relapsed")),
    "consolidate": _document(lambda: _("Consolidated")),
    "light_checked": _light,
}
