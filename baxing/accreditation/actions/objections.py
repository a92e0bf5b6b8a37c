"""Objections: anybody may speak, somebody without an earlier hand examines, the answer is written."""

import secrets
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.scores import hold, refresh, save_totals
from baxing.accreditation.due import working_days_left
from baxing.accreditation.models import Application, Cycle, Objection, Remark
from baxing.accreditation.scores import differs
from baxing.accreditation.sealed import seal, unseal
from baxing.dossiers.actions import write
from baxing.dossiers.calendar import load
from baxing.rules.sheet import put
from baxing.units.models import User, roles
from baxing.units.refused import Refused

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CHANNELS = ("web", "phone", "letter", "visit", "box", "office")
FACT_LEAST, FACT_MOST = 10, 2000
# Whoever did one of these on the sheet had a hand in its result.
HAND = (
    "scored",
    "adopt",
    "apply",
    "opinion",
    "sampled",
    "take_up",
    "return",
    "recommend",
    "decline",
    "uphold",
    "evaluate",
    "sheet_locked",
    "counted",
    "propose",
    "publish",
)
CHECKERS = frozenset({"county_officer", "rater"})
ASSESSED = frozenset({"secretary", "recorder", "member", "township_officer", "township_secretary"})


def ticket() -> str:
    """A code that is easily read out and hard to guess (50 bits)."""
    return "".join(secrets.choice(LETTERS) for _number in range(10))


@transaction.atomic(durable=True)
def object_to(
    application: Application,
    *,
    fact: str,
    star: str = "",
    name: str = "",
    contact: str = "",
    channel: str = "web",
    by: User | None = None,
) -> Objection:
    """Anybody's objection during the notice: named, or anonymous with a checkable fact. Its clock stops until it is answered.

    Refused outside the notice of this branch, for a fact that is too short or too long, and for a star that the standard
    does not have. A second objection while one is examined is taken in too. `by` enters what came in another way than
    the page; it must be the county's officer.
    """
    if by is not None and "county_officer" not in roles(by, application.unit):
        raise Refused(_("Not received: this is for the county organisation department."), code="role")
    Application.objects.select_for_update().get(pk=application.pk)  # two at once: one number each, one book
    application.dossier.refresh_from_db()
    fact = fact.strip()
    _objectionable(application, fact, star, channel)
    calendar = load(application.cycle.region)
    days = application.cycle.standard.terms.objection_days
    objection = Objection.objects.create(
        application=application,
        number=application.objections.count() + 1,
        channel=channel,
        star=star,
        fact=fact,
        name=seal(name.strip()[:60]),
        contact=seal(contact.strip()[:120]),
        ticket=ticket(),
        due=calendar.add(timezone.localdate(), days),
    )
    dossier = application.dossier
    if dossier.status == "PUBLIC_NOTICE":
        left = working_days_left(application.cycle, dossier.due) if dossier.due else 0
        change = {"objection": objection.number, "days_left": max(left, 0)}
        write(dossier, verb="object", by=by, status="OBJECTION", due=objection.due, change=change)
    else:
        write(dossier, verb="objected", by=by, change={"objection": objection.number})
    return objection


def _objectionable(application: Application, fact: str, star: str, channel: str) -> None:
    dossier = application.dossier
    if dossier.status not in ("PUBLIC_NOTICE", "OBJECTION"):
        raise Refused(_("Not received: this result is not on public notice now."), code="state")
    if dossier.status == "PUBLIC_NOTICE" and dossier.due and timezone.localdate() > dossier.due:
        raise Refused(
            _("Not received: the notice ended on %(day)s. Tell the organisation department directly.")
            % {"day": dossier.due.isoformat()},
            code="over",
        )
    if len(fact) < FACT_LEAST:
        raise Refused(
            _("Not received: say which fact is wrong, where and when, in at least ten characters."),
            code="fact",
        )
    if len(fact) > FACT_MOST:
        raise Refused(_("Not received: at most %(n)s characters, please.") % {"n": FACT_MOST}, code="long")
    if star and star not in {row.code for row in application.cycle.standard.stars}:
        raise Refused(_("Not received: this standard has no such star."), code="star")
    if channel not in CHANNELS:
        raise Refused(_("Not received: say how it came in."), code="channel")


@transaction.atomic(durable=True)
def appoint_checker(objection: Objection, checker: User, *, by: User) -> Objection:
    """Who examines an objection: nobody who scored, reviewed, proposed or approved this branch, or belongs to it."""
    application = objection.application
    if "county_officer" not in roles(by, application.unit):
        raise Refused(_("Nobody was appointed: this is for the county organisation department."), code="role")
    if not may_check(checker, application.cycle):
        raise Refused(_("Nobody was appointed: the checker needs a role in this county."), code="checker")
    if earlier_hand(application, checker):
        raise Refused(
            _("Nobody was appointed: %(name)s took part in this result.") % {"name": checker.name},
            code="apart",
        )
    done = Objection.objects.filter(pk=objection.pk, answered_at=None).update(checker=checker)
    if done != 1:
        raise Refused(_("Nobody was appointed: this objection was answered already."), code="changed")
    objection.checker = checker
    write(
        application.dossier,
        verb="checker",
        by=by,
        change={"objection": objection.number, "checker": checker.username},
    )
    return objection


def earlier_hand(application: Application, user: User) -> bool:
    """Whether `user` did a step on this result, rated it or stepped back from it, or belongs to the branch or its township."""
    if roles(user, application.unit) & ASSESSED or application.rater_sheets.filter(rater=user).exists():
        return True
    return application.dossier.entries.filter(by=user, verb__in=HAND).exists()


def without_hand(application: Application, people: Iterable[User]) -> list[User]:
    """Those of `people` who may examine objections to this result."""
    hands = set(application.dossier.entries.filter(verb__in=HAND).values_list("by", flat=True))
    hands |= set(application.rater_sheets.values_list("rater", flat=True))
    return [user for user in people if user.pk not in hands and not roles(user, application.unit) & ASSESSED]


def may_check(user: User, cycle: Cycle) -> bool:
    """Whether `user` holds today what a checker needs: officer of the county, or rater anywhere in it (CHECKERS)."""
    county = cycle.unit
    rates = any(
        grant.role == "rater" and grant.unit.path.startswith(county.path) for grant in user.grants_now
    )
    return rates or "county_officer" in roles(user, county)


@transaction.atomic(durable=True)
def reveal(objection: Objection, *, by: User) -> tuple[str | None, str | None]:
    """Name and contact for the checker alone; that they were looked at is written in the book. None: nobody can read it."""
    _checker_only(objection, by, _("Not shown: only the appointed checker sees who objected."))
    write(objection.application.dossier, verb="objector_seen", by=by, change={"objection": objection.number})
    return unseal(objection.name), unseal(objection.contact)


@transaction.atomic(durable=True)
def extend_objection(objection: Objection, *, by: User, reason: str) -> Objection:
    """One extension by the pack's days, with its reason."""
    checks = objection.checker_id == by.pk and may_check(by, objection.application.cycle)
    if objection.extended or objection.answered_at or not checks:
        raise Refused(
            _("Not extended: only the checker may extend once, before the answer."), code="extended"
        )
    if not reason.strip():
        raise Refused(_("Not extended: say why more time is needed."), code="reason")
    application = objection.application
    days = application.cycle.standard.terms.objection_extra_days
    objection.due = load(application.cycle.region).add(objection.due, days)
    done = Objection.objects.filter(pk=objection.pk, extended=False, answered_at=None).update(
        due=objection.due, extended=True
    )
    if done != 1:
        raise Refused(_("Not extended: it was extended or answered already."), code="changed")
    objection.extended = True
    waiting = application.objections.filter(answered_at=None).order_by("due").values_list("due", flat=True)
    write(
        application.dossier,
        verb="extended",
        by=by,
        note=reason,
        status="OBJECTION",
        due=waiting[0],
        change={"objection": objection.number, "until": objection.due.isoformat()},
    )
    return objection


@transaction.atomic(durable=True)
def settle_task(objection: Objection, task: str, points: Decimal, *, by: User, text: str) -> Application:
    """The checker found other points for a task that people had scored: they take the place of the review's or the group's.

    A computed task changes by its fact, a ballot by a new round, neither here.
    """
    _checker_only(objection, by, _("Not saved: only the appointed checker settles a task."))
    application = hold(objection.application)
    row = application.tasks.get(task)
    if row is None or row.auto == "A" or row.method == "BALLOT":
        raise Refused(
            _("Not saved: %(task)s is computed. If a fact is wrong, correct the fact.") % {"task": task},
            code="computed",
        )
    if not 0 <= points <= row.points:
        raise Refused(_("Not saved: points lie between 0 and %(full)s.") % {"full": row.points}, code="range")
    if not text.strip():
        raise Refused(_("Not saved: say what was found."), code="reason")
    layer = "panel" if row.rated else "reviewed"
    slots = put(application.cycle.frame, bytes(getattr(application, layer)), task, int(points * 100))
    setattr(application, layer, slots)
    save_totals(application, layer)
    Remark.objects.update_or_create(
        application=application,
        task=task,
        layer="correction",
        defaults={"text": text, "choice": "verified", "by": by, "at": timezone.now()},
    )
    change = {"objection": objection.number, "task": task, "points": str(points), "text": text}
    write(application.dossier, verb="settled", by=by, change=change)
    return application


@transaction.atomic(durable=True)
def answer_objection(objection: Objection, *, by: User, finding: str, answer: str) -> Objection:
    """The checker's finding (inside) and written answer (to whoever asks with the ticket). The sheet is scored again first,
    so that a corrected fact shows; whether the stars changed is the engine's word, not the checker's."""
    _checker_only(objection, by, _("Not answered: only the appointed checker answers."))
    if not finding.strip() or not answer.strip():
        raise Refused(_("Not answered: both the finding and the answer are needed."), code="incomplete")
    application = objection.application
    refresh(application)
    changed = differs(application)
    done = Objection.objects.filter(pk=objection.pk, answered_at=None).update(
        finding=finding, answer=answer, changed_result=changed, answered_at=timezone.now()
    )
    if done != 1:
        raise Refused(_("Not answered: this objection was answered already."), code="changed")
    write(
        application.dossier,
        verb="answered",
        by=by,
        change={"objection": objection.number, "changed": changed},
    )
    objection.refresh_from_db()
    return objection


def _checker_only(objection: Objection, by: User, words: str) -> None:
    if objection.checker_id != by.pk or not may_check(by, objection.application.cycle):
        raise Refused(words, code="role")
    if objection.answered_at is not None:
        raise Refused(_("Nothing was changed: this objection was answered already."), code="changed")
