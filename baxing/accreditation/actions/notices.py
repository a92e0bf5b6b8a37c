"""Public notice and objections: nothing is rated before everybody could look and speak."""

import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.due import due_for, working_days_left
from baxing.accreditation.models import Application, Cycle, Notice, Objection
from baxing.accreditation.scores import result_columns
from baxing.dossiers.actions import write
from baxing.dossiers.calendar import load
from baxing.rules.flows import ACCREDITATION
from baxing.units.models import User, roles
from baxing.units.refused import Refused

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def ticket() -> str:
    """A code that is easily read out and hard to guess (50 bits)."""
    return "".join(secrets.choice(LETTERS) for _number in range(10))


@transaction.atomic(durable=True)
def publish(cycle: Cycle, applications: list[Application], *, by: User, minute: str, on: date) -> Notice:
    """The department meeting approves the proposed results and puts them on one public notice; all or none."""
    if not applications:
        raise Refused(_("Nothing was published: choose at least one proposed result."), code="empty")
    today = timezone.localdate()
    end = due_for(cycle, ACCREDITATION.state("PUBLIC_NOTICE")) or today
    number = cycle.notices.count() + 1
    notice = Notice.objects.create(cycle=cycle, number=number, starts_on=today, ends_on=end, minute=minute)
    for application in applications:
        move(application, "publish", by=by, change={"minute": minute, "on": on.isoformat(), "notice": number})
        application.notice = notice
        application.save(update_fields=["notice"])
    return notice


@transaction.atomic(durable=True)
def prolong(notice: Notice, *, by: User, reason: str) -> Notice:
    """The page or the board was down for a day: every clock of this notice goes one working day further."""
    if "county_officer" not in roles(by, notice.cycle.unit):
        raise Refused(_("Not prolonged: this is for the county organisation department."), code="role")
    if not reason.strip():
        raise Refused(_("Not prolonged: say on which day the notice could not be seen."), code="reason")
    calendar = load(notice.cycle.region)
    notice.ends_on = calendar.add(notice.ends_on, 1)
    notice.down_days += 1
    notice.save(update_fields=["ends_on", "down_days"])
    for application in notice.applications.select_related("dossier").filter(dossier__status="PUBLIC_NOTICE"):
        due = calendar.add(application.dossier.due or notice.ends_on, 1)
        write(application.dossier, verb="prolonged", by=by, status="PUBLIC_NOTICE", due=due, note=reason)
    return notice


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
    """Anybody's objection during the notice: named, or anonymous with a checkable fact. Its clock stops until it is answered."""
    if application.dossier.status not in ("PUBLIC_NOTICE", "OBJECTION"):
        raise Refused(_("Not received: this result is not on public notice now."), code="state")
    if len(fact.strip()) < 10:
        raise Refused(
            _("Not received: say which fact is wrong, where and when, in at least ten characters."),
            code="fact",
        )
    if star and star not in {row.code for row in application.cycle.standard.stars}:
        raise Refused(_("Not received: this standard has no such star."), code="star")
    calendar = load(application.cycle.region)
    days = application.cycle.standard.terms.objection_days
    objection = Objection.objects.create(
        application=application,
        number=application.objections.count() + 1,
        channel=channel,
        star=star,
        fact=fact.strip(),
        name=name.strip(),
        contact=contact.strip(),
        ticket=ticket(),
        due=calendar.add(timezone.localdate(), days),
    )
    if application.dossier.status == "PUBLIC_NOTICE":
        left = working_days_left(application.cycle, application.dossier.due) if application.dossier.due else 0
        write(
            application.dossier,
            verb="object",
            by=by,
            status="OBJECTION",
            due=objection.due,
            change={"objection": objection.number, "days_left": max(left, 0)},
        )
    else:
        write(application.dossier, verb="objected", by=by, change={"objection": objection.number})
    return objection


@transaction.atomic(durable=True)
def appoint_checker(objection: Objection, checker: User, *, by: User) -> Objection:
    """Who examines an objection: nobody who scored, reviewed, proposed or approved this branch."""
    application = objection.application
    if "county_officer" not in roles(by, application.unit):
        raise Refused(_("Nobody was appointed: this is for the county organisation department."), code="role")
    if not roles(checker, application.unit) & {"county_officer", "rater"}:
        raise Refused(_("Nobody was appointed: the checker needs a role in this county."), code="checker")
    if earlier_hand(application, checker):
        raise Refused(
            _("Nobody was appointed: %(name)s took part in this result.") % {"name": checker.name},
            code="apart",
        )
    objection.checker = checker
    objection.save(update_fields=["checker"])
    write(
        application.dossier,
        verb="checker",
        by=by,
        change={"objection": objection.number, "checker": checker.username},
    )
    return objection


def earlier_hand(application: Application, user: User) -> bool:
    """Whether `user` rated this branch or did a step of its review, proposal or approval."""
    steps = ("opinion", "sampled", "return", "recommend", "decline", "sheet_locked", "propose", "publish")
    return application.dossier.entries.filter(by=user, verb__in=steps).exists()


@transaction.atomic(durable=True)
def extend_objection(objection: Objection, *, by: User, reason: str) -> Objection:
    """One extension by the pack's days, with its reason."""
    if objection.extended or objection.answered_at or objection.checker_id != by.pk:
        raise Refused(
            _("Not extended: only the checker may extend once, before the answer."), code="extended"
        )
    terms = objection.application.cycle.standard.terms
    objection.due = load(objection.application.cycle.region).add(objection.due, terms.objection_extra_days)
    objection.extended = True
    objection.save(update_fields=["due", "extended"])
    write(
        objection.application.dossier,
        verb="extended",
        by=by,
        note=reason,
        status="OBJECTION",
        due=objection.due,
    )
    return objection


@transaction.atomic(durable=True)
def answer_objection(objection: Objection, *, by: User, finding: str, answer: str) -> Objection:
    """The checker's finding (inside) and written answer (to whoever asks with the ticket). The sheet is scored again first,
    so that a corrected fact shows; whether the stars changed is the engine's word, not the checker's."""
    if objection.checker_id != by.pk:
        raise Refused(_("Not answered: only the appointed checker answers."), code="role")
    if not finding.strip() or not answer.strip():
        raise Refused(_("Not answered: both the finding and the answer are needed."), code="incomplete")
    application = objection.application
    refresh(application)
    changed = (application.proposal or {}).get("lit_mask") != application.lit_mask
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


@transaction.atomic(durable=True)
def resume(application: Application, *, by: User) -> Application:
    """No objection changed the result: the notice goes on for the working days that were left."""
    opened = application.dossier.entries.filter(verb="object").order_by("-n").first()
    left = opened.change.get("days_left", 0) if opened else 0
    move(application, "resume", by=by)
    _set_due(application, load(application.cycle.region).add(timezone.localdate(), left), by=by)
    return application


@transaction.atomic(durable=True)
def correct(application: Application, *, by: User) -> Application:
    """The result changed: the corrected stars are put on notice for the whole period again."""
    before = (application.proposal or {}).get("lit")
    move(application, "correct", by=by, change={"before": before, "after": application.lit})
    application.proposal = result_columns(application)
    application.save(update_fields=["proposal"])
    return application


def _set_due(application: Application, due: date, *, by: User) -> None:
    write(
        application.dossier,
        verb="clock",
        by=by,
        status=application.dossier.status,
        due=due,
        change={"until": due.isoformat()},
    )
