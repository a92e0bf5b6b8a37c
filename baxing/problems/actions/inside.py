"""The steps of a problem for other slices, inside their own transaction; `items` makes the same steps on their own.

Every step keeps the cover of the parent first, so that two problems of one file are settled one after the other and
whoever is last sees that nothing is left.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import advance, open_dossier, write
from baxing.dossiers.models import Dossier
from baxing.problems.models import Problem
from baxing.problems.needs import JUDGING, SERVES, met, serves
from baxing.problems.origins import ORIGINS, Origin
from baxing.problems.wording import key, said, tidy
from baxing.records.actions import bump
from baxing.rules.calendar import add_months
from baxing.units.models import User, roles
from baxing.units.refused import Refused

TEXTS = {"what": 300, "cause": 300, "measure": 300, "lead": 60, "helper": 60, "code": 24}
FURTHEST_MONTHS = 60  # a day beyond this is a slip of the pen, or a problem put off for ever
# What a reopening takes back: the book keeps what was said and signed before.
AS_OPEN: dict[str, Any] = {
    "changed": "",
    "changed_key": "",
    "claimed_on": None,
    "verified_on": None,
    "verified_by": None,
    "signer": "",
    "signed_on": None,
    "closed_on": None,
}


@transaction.atomic
def enlist(
    parent: Dossier,
    *,
    by: User | None,
    what: str,
    due: date,
    cause: str = "",
    measure: str = "",
    lead: str = "",
    lead_user: User | None = None,
    helper: str = "",
    code: str = "",
    round: int | None = None,
    raised_in: str = "",
) -> Problem:
    """List one problem in the file `parent`; `by=None` is the system. Refused where that file takes none now, for a
    sign or task it does not know, and for a day in the past. Round and occasion are the file's own unless given."""
    texts = fitting(
        {"what": what, "cause": cause, "measure": measure, "lead": lead, "helper": helper, "code": code}
    )
    origin = origin_of(parent)
    keep(parent)
    _allowed(origin, parent, by)
    check(parent, texts, due, lead_user)
    its_round, occasion = origin.listed(parent)
    problem = _listed(parent, texts, due, by)
    problem.round, problem.raised_in = round or its_round, raised_in or occasion
    if problem.raised_in not in Problem.RAISED:
        raise ValueError(problem.raised_in)
    problem.lead_user = lead_user
    problem.save(force_insert=True)
    told(problem, by, due)
    return problem


def _listed(parent: Dossier, texts: Mapping[str, str], due: date, by: User | None) -> Problem:
    """The next problem of that file with its cover and first line; the row itself is not written yet."""
    last: int | None = Problem.objects.filter(first_parent=parent).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    title = {"zh": texts["what"], "en": texts["what"]}
    change = {"number": number, **_shown(texts), "due": due.isoformat()}
    cover = open_dossier(
        "problem", parent.unit, title=title, by=by, due=due, region=parent.region, change=change
    )
    return Problem(
        dossier=cover,
        unit=parent.unit,
        parent=parent,
        first_parent=parent,
        number=number,
        first_due=due,
        **texts,
    )


@transaction.atomic
def reopened(
    problem: Problem, *, by: User | None, reason: str, parent: Dossier | None = None, due: date
) -> Problem:
    """Open a closed or long-term problem again, until `due`. With `parent` it hangs on that file from now on (a second
    case after a relapse); `first_parent` stays."""
    if due < timezone.localdate():
        raise Refused(_("Nothing was reopened: its new day has already passed."), code="past")
    need_near(due)
    was = problem.dossier.due
    if parent is not None and parent.unit_id != problem.unit_id:
        raise ValueError("a problem stays with its organisation")
    keep(problem.parent, *([parent] if parent else []))
    change: dict[str, Any] = {"due": due.isoformat()}
    advance(problem.dossier, "reopen", by=by, note=reason.strip(), due=due, change=change)
    save(problem, **AS_OPEN, reopened=problem.reopened + 1, **({"parent": parent} if parent else {}))
    problem.milestones.filter(active=True).update(active=False)
    told(problem, by, was, due)
    return problem


@transaction.atomic
def changed(problem: Problem, *, by: User, **fields: Any) -> Problem:
    """Reword a problem that nobody has begun, while the plan is still open. `fields` as in `enlist`."""
    due: date = fields.pop("due", problem.first_due)
    lead_user = fields.pop("lead_user", problem.lead_user)
    texts = fitting(fields)
    origin, parent = origin_of(problem.parent), problem.parent
    keep(parent)
    if problem.dossier.status != "OPEN" or not origin.may_drop(parent):
        raise Refused(
            _("Not changed: work on this problem has begun, or its plan has been sent."), code="begun"
        )
    _allowed(origin, parent, by)
    new_day, new_lead = due != problem.first_due, lead_user != problem.lead_user
    check(parent, texts, due if new_day else None, lead_user if new_lead else None)
    was = problem.dossier.due
    title = {"zh": texts.get("what", problem.what), "en": texts.get("what", problem.what)}
    write(
        problem.dossier,
        verb="changed_item",
        by=by,
        status="OPEN",
        due=due,
        change={**_shown(texts), "due": due.isoformat()},
    )
    Dossier.objects.filter(pk=problem.dossier_id).update(title=title)
    problem.dossier.title = title
    save(problem, **texts, first_due=due, lead_user=lead_user)
    told(problem, by, was, due)
    return problem


@transaction.atomic
def claimed(problem: Problem, *, by: User, changed: str) -> Problem:
    """Say that it is done and what changed; see `items.claim`."""
    sentence = tidy(changed)
    if not said(sentence):
        raise Refused(
            _(
                "Not claimed: say in one sentence of 10 to 300 characters what is different now, "
                "so that somebody else can see whether it is so."
            ),
            code="change_said",
        )
    return step(
        problem,
        "claim",
        by=by,
        given={"changed": sentence},
        change={"now": sentence},
        changed=sentence,
        changed_key=key(sentence),
        claimed_on=timezone.localdate(),
    )


@transaction.atomic
def begun(problem: Problem, *, by: User) -> Problem:
    """Begin; see `items.start`."""
    return step(problem, "start", by=by)


def step(
    problem: Problem,
    verb: str,
    *,
    by: User,
    given: Mapping[str, Any] | None = None,
    note: str = "",
    change: dict[str, Any] | None = None,
    due: date | None = None,
    **fields: Any,
) -> Problem:
    """One move of the table with what goes with it: the needs, the line, the row, the facts, and a word to the parent.

    Must run inside a transaction. `due` only where the day changes."""
    was = problem.dossier.due
    now = due or was
    keep(problem.parent)
    row = problem.dossier.table.move(problem.dossier.status, verb)
    if row and verb in JUDGING and by.pk != problem.lead_user_id and serves(problem, by):
        raise Refused(_("Not done: %(why)s.") % {"why": SERVES}, code="apart")
    held = met(problem, by, given or {})
    advance(problem.dossier, verb, by=by, met=held, note=note.strip(), due=now, change=change)
    save(problem, **fields)
    told(problem, by, was, now)
    return problem


def origin_of(parent: Dossier) -> Origin:
    """What the slice of that file says of problems; Refused where no slice takes any."""
    if (origin := ORIGINS.get(parent.flow)) is None:
        raise Refused(_("Nothing was listed: problems are not listed in this kind of file."), code="no-list")
    return origin


def keep(*parents: Dossier) -> None:
    """Keep these covers for the transaction, always in the same order; their copies here are as they stand now."""
    by_key = {parent.pk: parent for parent in parents}
    for row in Dossier.objects.select_for_update().filter(pk__in=by_key).order_by("pk"):
        for name in ("status", "version", "seal", "due", "changed_at"):
            setattr(by_key[row.pk], name, getattr(row, name))


def fitting(texts: Mapping[str, str]) -> dict[str, str]:
    """Each text on one line; Refused where one is too long or the problem itself is not said."""
    found = {name: tidy(text) for name, text in texts.items()}
    for name, text in found.items():
        if len(text) > TEXTS[name]:
            raise Refused(
                _("Nothing was saved: a text is longer than %(most)s characters. Say it shorter.")
                % {"most": TEXTS[name]},
                code="too-long",
            )
    if not found.get("what", "x"):
        raise Refused(_("Nothing was saved: say what the problem is, in one sentence."), code="incomplete")
    return found


def check(parent: Dossier, texts: Mapping[str, str], due: date | None, lead_user: User | None) -> None:
    """Refused for a day that has passed, a ground that the file does not know, an account without a duty there."""
    if due is not None and due < timezone.localdate():
        raise Refused(_("Nothing was saved: the day has already passed. Choose a later one."), code="past")
    if due is not None:
        need_near(due)
    if texts.get("code") and texts["code"] not in ORIGINS[parent.flow].codes(parent):
        raise Refused(
            _("Nothing was saved: %(code)s is no ground that this file knows.") % {"code": texts["code"]},
            code="code",
        )
    if lead_user is not None and not roles(lead_user, parent.unit):
        raise Refused(
            _(
                "Nothing was saved: that account has no duty at this organisation, so it cannot take the lead."
            ),
            code="lead",
        )


def need_near(due: date) -> None:
    """Refused for a day so far away that nobody would see it come."""
    if due > add_months(timezone.localdate(), FURTHEST_MONTHS):
        raise Refused(
            _("Nothing was saved: the day is more than %(years)s years away. Look at its year again.")
            % {"years": FURTHEST_MONTHS // 12},
            code="far",
        )


def save(problem: Problem, **fields: Any) -> None:
    """Write these columns; the line of the book was won before, so nobody else writes them now."""
    for name, value in fields.items():
        setattr(problem, name, value)
    if fields:
        problem.save(update_fields=list(fields))


def told(problem: Problem, by: User | None, *days: date | None) -> None:
    """The facts of the years of these days changed (S6-4), and the file that the problem hangs on may move on."""
    for year in sorted({day.year for day in days if day}):
        bump([problem.unit_id], year)
    ORIGINS[problem.parent.flow].changed(problem, by)


def _shown(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as the book names them: there `what` is a measure and `code` has its words beside it."""
    return {("problem" if name == "what" else name): text for name, text in texts.items() if text}


def _allowed(origin: Origin, parent: Dossier, by: User | None) -> None:
    if by is not None and (why := origin.may_list(parent, by)):
        raise Refused(_("Nothing was listed: %(why)s.") % {"why": why.rstrip(".。")}, code="no-list")
