"""Who exists, and who may see whom: the tree of organisations, the accounts, the duties held at a unit."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from baxing.rules.roles import ROLES
from baxing.units.paths import PathField, ancestors

LEVELS = {
    "region": _("Region"),
    "prefecture": _("Prefecture"),
    "county": _("County"),
    "township": _("Township"),
    "branch": _("Branch"),
}
FORMS = {
    "none": _("No form of its own"),
    "committee": _("Party committee"),
    "general_branch": _("General branch"),
    "branch": _("Party branch"),
    "joint_branch": _("Joint branch"),
    "temporary_branch": _("Temporary branch"),
}
SECTORS = {
    "V": _("Village"),
    "C": _("Community"),
    "G": _("Public organ"),
    "S": _("State-owned enterprise"),
    "E": _("School"),
    "H": _("Hospital or other public institution"),
    "N": _("Non-public enterprise"),
    "O": _("Social organisation"),
}


class Unit(models.Model):
    """A node of the tree, from the region down to the branch.

    `parent` and `order` (its number among the parent's children) are the truth; `path` is derived from them,
    so lists that run by path keep the order in which the units were entered.
    """

    STATES = {"active": _("Active"), "merged": _("Merged"), "closed": _("Closed")}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = PathField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    level = models.CharField(max_length=12, choices=LEVELS)
    form = models.CharField(max_length=20, choices=FORMS, default="none")
    sector = models.CharField(max_length=4, blank=True)
    members_full = models.PositiveIntegerField(null=True, blank=True)
    members_probationary = models.PositiveIntegerField(null=True, blank=True)
    founded_on = models.DateField(null=True, blank=True)
    founded_precision = models.CharField(max_length=5, default="day")
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=STATES, default="active")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="unit_level"),
            models.CheckConstraint(condition=Q(form__in=FORMS), name="unit_form"),
            models.CheckConstraint(condition=Q(state__in=["active", "merged", "closed"]), name="unit_state"),
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(state="active"), name="unit_one_name_under_a_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sector_words(self) -> Any:
        """The sector in words; empty where it is not known."""
        return SECTORS.get(self.sector, self.sector)

    def at(self, level: str) -> "Unit | None":
        """This unit or its ancestor at `level`."""
        return Unit.objects.filter(path__in=ancestors(self.path), level=level).order_by("-path").first()

    def line(self) -> list["Unit"]:
        """From the root down to this unit."""
        return list(Unit.objects.filter(path__in=ancestors(self.path)).order_by("path"))


class UnitEvent(models.Model):
    """What happened to a unit: added, renamed, moved, merged, closed. Never changed afterwards."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("units.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    kind = models.CharField(max_length=12)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)

    KINDS = {
        "added": _("Added"),
        "changed": _("Corrected"),
        "renamed": _("Renamed"),
        "moved": _("Moved"),
        "merged": _("Merged"),
        "received": _("Took another in"),
        "closed": _("Closed"),
    }

    class Meta:
        verbose_name_plural = _("later changes")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id}"


class UnitImport(models.Model):
    """One workbook of units that was confirmed: what it made and changed, so that it can be undone."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    under = models.ForeignKey(Unit, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=8, choices={"page": _("Web page"), "command": _("Command line")})
    by = models.ForeignKey("units.User", models.DO_NOTHING, db_constraint=False, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    made = models.JSONField(default=list)
    changed = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "units.User", models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )

    class Meta:
        verbose_name_plural = _("imports")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class Users(BaseUserManager["User"]):
    """Accounts, looked up by user name whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account; `name` is the duty as pages show it (组织委员), not a person's biography."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name shown"), max_length=60)
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    demo_role = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    objects = Users()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="user_name_any_case")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def grants_now(self) -> list["Grant"]:
        """What this person holds today, highest unit first."""
        held = Grant.objects.in_force().filter(user=self)
        return list(held.select_related("unit").order_by("unit__path", "role"))


def person(related_name: str = "+", *, null: bool = True) -> Any:
    """A field of other models for who did it; without a database constraint, as accounts may live elsewhere."""
    return models.ForeignKey(
        User, models.DO_NOTHING, null=null, db_constraint=False, related_name=related_name
    )


class Grants(models.QuerySet["Grant"]):
    """Grants as a set."""

    def in_force(self) -> "Grants":
        """Those that hold today."""
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), ended_at=None, since__lte=today)


class Grant(models.Model):
    """One person holds one role at one unit, and with it everything below that unit.

    `since` and `until` are the first and the last day; `ended_at` says that it was taken back, at once.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(User, models.DO_NOTHING, db_constraint=False, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24, choices=[(code, role.name.zh) for code, role in ROLES.items()])
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    objects = Grants.as_manager()

    class Meta:
        verbose_name_plural = _("duties")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="grant_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(until=None), name="grant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} @ {self.unit_id}"


class AccessEvent(models.Model):
    """What happened to an account or a grant, and who did it. Never changed afterwards; holds no password."""

    KINDS = {
        "created": _("Account made"),
        "password": _("One-time password given"),
        "deactivated": _("Account closed"),
        "granted": _("Duty given"),
        "ended": _("Duty ended"),
    }

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    kind = models.CharField(max_length=16, choices=KINDS)
    user = models.ForeignKey(User, models.DO_NOTHING, db_constraint=False, related_name="access_events")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="events")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


def tops(user: Any, *roles: str) -> list[Unit]:
    """The highest units of a person's grants (of one of `roles`, if given); none of them stands below another."""
    found: list[Unit] = []
    if getattr(user, "is_authenticated", False):
        for grant in user.grants_now:
            if (not roles or grant.role in roles) and not any(
                grant.unit.path.startswith(top.path) for top in found
            ):
                found.append(grant.unit)
    return found


def scope(user: Any, path: str = "path", *roles: str) -> Q:
    """The condition that keeps a query to what `user` may see: units at or below a grant (one of `roles`).

    `path` is the look-up from the queried model to the unit's path, e.g. "dossier__unit__path".
    """
    seen = Q(pk__in=[])
    for number, top in enumerate(tops(user, *roles)):
        below = Q(**{f"{path}__under": top.path})
        seen = below if number == 0 else seen | below
    return seen


def roles(user: Any, unit: Unit) -> set[str]:
    """The roles that `user` holds at `unit` or above it."""
    if not getattr(user, "is_authenticated", False):
        return set()
    return {grant.role for grant in user.grants_now if unit.path.startswith(grant.unit.path)}
