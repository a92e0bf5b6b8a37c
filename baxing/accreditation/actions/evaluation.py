"""The evaluation group: conflicts declared, sheets locked one by one, the median, and the result proposed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.moves import move
from baxing.accreditation.actions.scores import hold, save_totals
from baxing.accreditation.models import Application, RaterSheet
from baxing.accreditation.scores import agreed_levels, facts_of_application, panel_of, result_columns
from baxing.dossiers.actions import write
from baxing.rules.sheet import blank
from baxing.units.models import User, roles
from baxing.units.refused import Refused

INVOLVED = {"secretary", "recorder", "member", "township_officer", "township_secretary"}


@transaction.atomic(durable=True)
def evaluate(application: Application, *, by: User) -> Application:
    """Hand the branch to its group. Members who belong to the branch or its township are out at once: assessed ≠ assessor."""
    _involved_out(application)
    return move(application, "evaluate", by=by)


@transaction.atomic(durable=True)
def uphold(application: Application, *, by: User, reason: str) -> Application:
    """The county upholds the branch's request: the group looks at it in spite of the township, those involved again out."""
    _involved_out(application)
    return move(application, "uphold", by=by, note=reason)


@transaction.atomic(durable=True)
def declare_conflict(application: Application, reason: str, *, by: User) -> RaterSheet:
    """A rater steps back from one branch; what he had noted there is dropped, and counts no more if it was locked."""
    _in_group(hold(application), by)
    if not reason.strip():
        raise Refused(_("Not saved: say in one line what the conflict is."), code="reason")
    sheet = _conflict(application, by, reason)
    write(application.dossier, verb="conflict", by=by, change={"rater": by.username})
    _take_median(application)
    return sheet


@transaction.atomic(durable=True)
def rate_task(
    application: Application, task: str, level: int, *, by: User, reason: str = "", seen: str = ""
) -> RaterSheet:
    """One anchored level (0–4) on the rater's own sheet. Below full marks it needs a reason."""
    sheet = _open_sheet(application, by)
    row = application.tasks.get(task)
    if row is None or not row.rated:
        raise Refused(_("Not saved: this task is not for the group."), code="task")
    if level not in range(5) or (row.method == "GATE" and level not in (0, 4)):
        raise Refused(_("Not saved: choose one of the anchored levels."), code="level")
    if level < 4 and not reason.strip():
        raise Refused(_("Not saved: a level below the highest needs a short reason."), code="reason")
    sheet.levels = {**sheet.levels, task: {"level": level, "reason": reason, "seen": seen}}
    sheet.save(update_fields=["levels"])
    return sheet


@transaction.atomic(durable=True)
def lock_sheet(application: Application, *, by: User) -> RaterSheet:
    """Lock the whole sheet; from then on it counts and its rater sees the others' locked ones."""
    sheet = _open_sheet(hold(application), by)
    missing = [code for code, task in application.tasks.items() if task.rated and code not in sheet.levels]
    if missing:
        raise Refused(
            _("Not locked: %(tasks)s have no level yet.") % {"tasks": ", ".join(missing)}, code="incomplete"
        )
    changed = RaterSheet.objects.filter(pk=sheet.pk, locked_at=None).update(locked_at=timezone.now())
    if changed != 1:
        raise Refused(_("Not locked: this sheet is locked already."), code="locked")
    sheet.refresh_from_db()
    write(application.dossier, verb="sheet_locked", by=by, change={"sheet": sheet.levels})
    _take_median(application)
    return sheet


@transaction.atomic(durable=True)
def ballot(application: Application, *, by: User) -> Application:
    """Everything is rated; the ballots are still to be held."""
    return move(application, "ballot", by=by)


@transaction.atomic(durable=True)
def propose(application: Application, *, by: User) -> Application:
    """The result as the engine gives it from locked sheets and certified ballots becomes the proposal."""
    move(application, "propose", by=by, change=result_columns(application))
    application.proposal = result_columns(application)
    application.save(update_fields=["proposal"])
    return application


def _take_median(application: Application) -> None:
    """The group's layer, once every member who can rate has locked; empty before, so that nobody rates after others."""
    none = blank(application.cycle.frame)
    if agreed_levels(application):
        application.panel = panel_of(application, facts_of_application(application))
    elif bytes(application.panel) == none:
        return
    else:
        application.panel = none
    save_totals(application, "panel")


def _involved_out(application: Application) -> None:
    if application.group is not None:
        for member in application.group.members.filter(seats__active=True).distinct():
            if roles(member, application.unit) & INVOLVED:
                _conflict(application, member, _("belongs to the branch or its township"))


def _conflict(application: Application, rater: User, reason: str) -> RaterSheet:
    sheet, _created = RaterSheet.objects.update_or_create(
        application=application,
        rater=rater,
        defaults={"conflict": True, "conflict_reason": reason, "levels": {}, "locked_at": None},
    )
    return sheet


def _in_group(application: Application, by: User) -> None:
    group = application.group
    if group is None or not group.seats.filter(user=by, active=True).exists() or "rater" not in _held(by):
        raise Refused(_("Not saved: you are not in the group that evaluates this branch."), code="role")
    if application.dossier.status not in ("EVALUATING", "BALLOTING"):
        raise Refused(_("Not saved: this branch is not being evaluated now."), code="state")


def _held(by: User) -> set[str]:
    return {grant.role for grant in by.grants_now}


def _open_sheet(application: Application, by: User) -> RaterSheet:
    _in_group(application, by)
    # All duties count, also one that came after the branch was handed over, or that a token does not show.
    if roles(User.objects.get(pk=by.pk), application.unit) & INVOLVED:
        raise Refused(
            _(
                "Not saved: you belong to this branch or its township, so you cannot rate it. "
                "Declare the conflict of interest."
            ),
            code="apart",
        )
    sheet, _created = RaterSheet.objects.select_for_update().get_or_create(application=application, rater=by)
    if sheet.conflict:
        raise Refused(
            _("Not saved: a conflict of interest keeps you from rating this branch."), code="conflict"
        )
    if sheet.locked_at:
        raise Refused(_("Not saved: your sheet is locked."), code="locked")
    return sheet
