"""Opening a year's cycle and leading it to its end."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.accreditation.actions.scores import refresh_many
from baxing.accreditation.due import due_for
from baxing.accreditation.models import Application, Cycle, Group, GroupMember, Notice
from baxing.dossiers.actions import advance, open_dossier
from baxing.rules.flows import ACCREDITATION, CYCLE
from baxing.rules.sheet import blank
from baxing.standards.models import StandardPack
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused

ENDED = [state.code for state in ACCREDITATION.states if state.final]
SETTLED = [*ENDED, "RATED", "DEMO", "DUE_RECHECK", "STAR_WARNED"]


@transaction.atomic(durable=True)
def plan_cycle(
    county: Unit,
    pack: StandardPack,
    *,
    by: User,
    year: int,
    reference: date,
    self_check_due: date,
    issuer: str = "",
    contact: dict[str, str] | None = None,
    region: str = "CN",
) -> Cycle:
    """Prepare a cycle as a draft. Refused for strangers to the county, and where the year already has one with this pack."""
    _plannable(county, pack, year, reference, self_check_due, by)
    called = (pack.content.get("top") or {}).get("name") or pack.name
    name = {"zh": f"{year} 年度{called['zh']}创建", "en": f"{called['en']} {year}"}
    dossier = open_dossier("cycle", county, title=name, by=by, region=region)
    return Cycle.objects.create(
        dossier=dossier,
        unit=county,
        year=year,
        pack=pack,
        reference=reference,
        self_check_due=self_check_due,
        issuer=issuer or county.name,
        contact=contact or {},
        region=region,
    )


@transaction.atomic(durable=True)
def open_cycle(cycle: Cycle, *, by: User) -> list[Application]:
    """Open the cycle: freeze the pack, open one sheet for every active branch whose sector the pack knows, score what can be computed."""
    published = {"pack_published"} if cycle.pack.state == "published" else set()
    _move(cycle, "open", by=by, met=published, change={"pack": str(cycle.pack), "digest": cycle.pack.digest})
    frozen = Cycle.objects.filter(pk=cycle.pk, digest="").update(
        text=cycle.pack.text, digest=cycle.pack.digest, opened_on=timezone.localdate()
    )
    if frozen != 1:
        raise Refused(_("The cycle was not opened: its standard is already frozen."), code="changed")
    cycle.refresh_from_db()
    branches = Unit.objects.filter(
        path__under=cycle.unit.path, level="branch", state="active", sector__in=list(cycle.standard.sectors)
    ).select_related("parent")
    applications = [_open_sheet(cycle, branch, by=by) for branch in branches.order_by("path")]
    refresh_many(applications)
    return applications


@transaction.atomic(durable=True)
def move_cycle(cycle: Cycle, verb: str, *, by: User, note: str = "") -> Cycle:
    """Any later move of the cycle's table; closing ends the sheets that never got further than the branch."""
    _move(cycle, verb, by=by, met=cycle_needs(cycle), note=note)
    if verb == "close":
        for application in cycle.applications.filter(
            dossier__status__in=[
                "CREATING",
                "SELF_CHECK",
                "SELF_ADOPTED",
                "RECTIFY_SELF",
                "RETURNED",
                "NOT_RECOMMENDED",
            ]
        ).select_related("dossier__unit"):
            advance(application.dossier, "end", by=None, met={"cycle_over"})
    return cycle


@transaction.atomic(durable=True)
def name_group(cycle: Cycle, name: str, members: list[User], *, by: User) -> Group:
    """Set up an evaluation group. Refused when a member has no rater's role in the county, or there are too few."""
    _county_officer(cycle, by)
    least = cycle.standard.terms.raters_at_least
    if len(set(members)) < least:
        raise Refused(
            _("The group was not set up: it needs at least %(n)s members.") % {"n": least}, code="too_few"
        )
    for member in members:
        if "rater" not in {
            grant.role for grant in member.grants_now if grant.unit.path.startswith(cycle.unit.path)
        }:
            raise Refused(
                _("The group was not set up: %(name)s has no evaluator's role in this county.")
                % {"name": member.name},
                code="role",
            )
    group = Group.objects.create(cycle=cycle, name=name)
    GroupMember.objects.bulk_create([GroupMember(group=group, user=member) for member in members])
    return group


@transaction.atomic(durable=True)
def assign_group(group: Group, applications: list[Application], *, by: User) -> int:
    """Give a group its branches; a branch whose evaluation has begun keeps its own."""
    _county_officer(group.cycle, by)
    keys = [application.pk for application in applications]
    return (
        Application.objects.filter(pk__in=keys, cycle=group.cycle)
        .exclude(rater_sheets__locked_at__isnull=False)
        .update(group=group)
    )


def _plannable(
    county: Unit, pack: StandardPack, year: int, reference: date, self_check_due: date, by: User
) -> None:
    if "county_officer" not in roles(by, county):
        raise Refused(
            _("No cycle was prepared: this is for the county organisation department."), code="role"
        )
    if Cycle.objects.filter(unit=county, year=year, pack=pack).exists():
        raise Refused(
            _("No cycle was prepared: this year already has one with this standard pack."), code="exists"
        )
    if self_check_due < reference:
        raise Refused(
            _(
                "No cycle was prepared: the self-check cannot be due before the day on which facts are frozen."
            ),
            code="dates",
        )


def _open_sheet(cycle: Cycle, branch: Unit, *, by: User) -> Application:
    township = branch.at("township") or branch.parent or branch
    dossier = open_dossier(
        "accreditation",
        branch,
        title=cycle.dossier.title,
        by=by,
        due=cycle.self_check_due,
        region=cycle.region,
    )
    empty = blank(cycle.frame)
    application = Application(
        cycle=cycle,
        unit=branch,
        township=township,
        dossier=dossier,
        sector=branch.sector,
        auto=empty,
        self_scored=empty,
        reviewed=empty,
        panel=empty,
        final=empty,
    )
    application.save(force_insert=True)
    return application


def cycle_needs(cycle: Cycle) -> set[str]:
    """Which needs of the cycle's table hold now."""
    sheets = cycle.applications
    pending = sheets.exclude(
        dossier__status__in=[
            *SETTLED,
            "CREATING",
            "SELF_CHECK",
            "SELF_ADOPTED",
            "RECTIFY_SELF",
            "RETURNED",
            "NOT_RECOMMENDED",
        ]
    )
    holding = {
        "pack_published": cycle.pack.state == "published",
        "any_applied": sheets.exclude(applied_at=None).exists(),
        "any_notice": Notice.objects.filter(cycle=cycle).exists(),
        "none_pending": not pending.exists(),
    }
    return {need for need, holds in holding.items() if holds}


def _move(
    cycle: Cycle, verb: str, *, by: User, met: set[str], note: str = "", change: dict[str, Any] | None = None
) -> None:
    move = CYCLE.move(cycle.dossier.status, verb)
    due = due_for(cycle, CYCLE.state(move.target)) if move and cycle.digest else None
    advance(cycle.dossier, verb, by=by, met=met, note=note, due=due, change=change)


def _county_officer(cycle: Cycle, by: User) -> None:
    if "county_officer" not in roles(by, cycle.unit):
        raise Refused(_("Nothing was changed: this is for the county organisation department."), code="role")
