"""The plan of a case (一支部一策): target, kick-off, the four ones, its way through township and county (domain §7.2, §7.4)."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.dossiers.actions import write
from baxing.rectification.actions.moves import clear_if_settled, keep, move, need, need_of_case, need_past
from baxing.rectification.actions.standings import mark
from baxing.rectification.due import plan_ends
from baxing.rectification.models import Case, Seat
from baxing.rules.flow_rectification import UNDER_RECTIFICATION
from baxing.rules.roles import BRANCH, COUNTY, OFFICER, TOWNSHIP
from baxing.units.models import User, roles

PLANNERS = frozenset({*BRANCH, "first_secretary", *OFFICER, *TOWNSHIP})
SEATERS = frozenset({"first_secretary", *OFFICER, *TOWNSHIP, *COUNTY})
SEATED = frozenset(UNDER_RECTIFICATION) - {"CONFIRMED", "NOTICE"}


@transaction.atomic(durable=True)
def plan(case: Case, *, by: User, target: str, kick_off_on: date, should: int, present: int) -> Case:
    """What the plan is to reach, and the members' meeting that began it: more than half present, after the decision.

    A second time replaces the first while the plan is open; the problems are items of their own."""
    need(
        roles(by, case.unit) & PLANNERS, _("Not saved: the plan is for the branch and its township."), "role"
    )
    need(case.dossier.status == "PLANNING", _("Not saved: the plan is not open now."), "state")
    target = " ".join(target.split())
    need(0 < len(target) <= 300, _("Not saved: say in at most 300 characters what is to be reached."), "text")
    need_past(kick_off_on)
    need(
        case.confirmed_on is None or kick_off_on >= case.confirmed_on,
        _("Not saved: the kick-off meeting comes after the decision."),
        "early",
    )
    need(
        0 < present <= should and 2 * present > should,
        _("Not saved: at the kick-off more than half of the members must be present."),
        "quorum",
    )
    meeting = {"round": case.round, "on": kick_off_on.isoformat(), "should": should, "present": present}
    keep(case, target=target, kick_off=meeting)
    write(case.dossier, verb="planned", by=by, note=target, change=meeting)
    return case


@transaction.atomic(durable=True)
def name_seat(
    case: Case,
    role: str,
    *,
    by: User,
    duty: str,
    unit_name: str = "",
    user: User | None = None,
    since: date | None = None,
) -> Seat:
    """Name one of the four ones by duty; `user` is the account if there is one, and must serve at or above this branch.

    Who held the role before is relieved on the same day."""
    since = since or timezone.localdate()
    _may_seat(case, by)
    _known(case, role)
    duty, unit_name = " ".join(duty.split()), " ".join(unit_name.split())
    need(
        0 < len(duty) <= 60 and len(unit_name) <= 60,
        _("Not named: say the duty in at most 60 characters."),
        "text",
    )
    need_of_case(case, since)
    if user is not None:
        need(roles(user, case.unit), _("Not named: this account has no duty for this branch."), "stranger")
    change = {"seat": role, "duty": duty, "unit": unit_name, "since": since}
    write(case.dossier, verb="seat_named", by=by, change=change)
    _relieve(case, role, since)
    seat = Seat.objects.create(case=case, role=role, duty=duty, unit_name=unit_name, user=user, since=since)
    mark(case)
    return seat


@transaction.atomic(durable=True)
def keep_seat(seat: Seat, *, by: User, reason: str) -> Seat:
    """In a new round the same person stays, and why."""
    case = seat.case
    _may_seat(case, by)
    reason = " ".join(reason.split())
    need(
        0 < len(reason) <= 200, _("Not saved: say in at most 200 characters why the same one stays."), "text"
    )
    _one_open(seat, kept_reason=reason)
    change = {"seat": seat.role, "duty": seat.duty, "round": case.round}
    write(case.dossier, verb="seat_kept", by=by, note=reason, change=change)
    return seat


@transaction.atomic(durable=True)
def end_seat(seat: Seat, *, by: User) -> Seat:
    """The duty ends today; the case stands without this one until another is named."""
    case = seat.case
    _may_seat(case, by)
    _one_open(seat, until=max(timezone.localdate(), seat.since))
    change = {"seat": seat.role, "duty": seat.duty, "until": seat.until}
    write(case.dossier, verb="seat_ended", by=by, change=change)
    mark(case)
    return seat


@transaction.atomic(durable=True)
def send_plan(case: Case, *, by: User, minute: str) -> Case:
    """The township committee adopts the plan and sends it to the county."""
    return move(case, "send_plan", by=by, change={"minute": minute})


@transaction.atomic(durable=True)
def return_plan(case: Case, *, by: User, reason: str) -> Case:
    """The county sends the plan back, and says what is missing."""
    return move(case, "return_plan", by=by, note=reason)


@transaction.atomic(durable=True)
def approve_plan(case: Case, *, by: User, minute: str, standing_minute: str = "") -> Case:
    """The county approves; a key case needs the standing committee's minute too. The work begins today."""
    change = {"minute": minute, "standing_minute": standing_minute.strip()}
    move(case, "approve_plan", by=by, change=change, given={"standing_minute": standing_minute.strip()})
    today = timezone.localdate()
    keep(case, begun_on=today, ends_on=plan_ends(case, today))
    move(case, "begin", by=None)
    return clear_if_settled(case)


def _may_seat(case: Case, by: User) -> None:
    need(
        roles(by, case.unit) & SEATERS,
        _("Not saved: the four ones are named by the township and the county."),
        "role",
    )
    need(case.dossier.status in SEATED, _("Not saved: the four ones are not open to change now."), "state")


def _known(case: Case, role: str) -> None:
    known = {row.code for row in case.rules.four_ones_for(case.sector)}
    need(role in known, _("Not named: the regulation has no such role in this sector."), "no-role")


def _relieve(case: Case, role: str, since: date) -> None:
    """End the open seat of this role on the day the next one begins."""
    held = case.seats.filter(role=role, until=None)
    need(
        not held.filter(since__gt=since).exists(),
        _("Not named: the present one began later than this day."),
        "early",
    )
    held.update(until=since)


def _one_open(seat: Seat, **fields: object) -> None:
    """Change an open seat; Refused where it was ended meanwhile."""
    won = Seat.objects.filter(pk=seat.pk, until=None).update(**fields)
    need(won == 1, _("Nothing was changed: this duty has ended already."), "changed")
    for name, value in fields.items():
        setattr(seat, name, value)
