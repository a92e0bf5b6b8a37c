"""The eight-star cycle: one sheet per branch, and the sparse rows beside it: reasons, rater sheets, counts, awards."""

from datetime import date
from functools import lru_cache
from uuid import uuid4

from django.db import models
from django.utils import timezone
from uuid6 import uuid7

from baxing.dossiers.models import Dossier
from baxing.rules.calendar import add_months
from baxing.rules.frame import Frame
from baxing.rules.pack import Pack, Task
from baxing.standards.models import StandardPack
from baxing.units.models import Unit, User, person


@lru_cache(maxsize=16)
def _standard(digest: str) -> Pack:
    return Pack.model_validate_json(Cycle.objects.filter(digest=digest).values_list("text", flat=True)[0])


@lru_cache(maxsize=16)
def _frame(digest: str) -> Frame:
    return Frame.of(_standard(digest))


@lru_cache(maxsize=256)
def _tasks(digest: str, sector: str) -> dict[str, Task]:
    return {task.code: task.for_sector(sector) for task in _standard(digest).tasks}


class Cycle(models.Model):
    """One year's accreditation in one county. Opening it freezes a copy of the pack; a later version never touches it.

    `text` is the copy, kept as words like the pack's own, so that its `digest` holds in every database."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="cycle")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cycles")
    year = models.PositiveSmallIntegerField()
    pack = models.ForeignKey(StandardPack, models.PROTECT, related_name="cycles")
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    reference = models.DateField()
    self_check_due = models.DateField()
    region = models.CharField(max_length=32, default="CN")
    issuer = models.CharField(max_length=120)
    contact = models.JSONField(default=dict)
    opened_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "unit__path"]
        constraints = [models.UniqueConstraint(fields=["unit", "year", "pack"], name="cycle_once")]

    @property
    def standard(self) -> Pack:
        """The frozen pack; only for a cycle that was opened."""
        return _standard(self.digest)

    @property
    def frame(self) -> Frame:
        """The slots of this cycle's sheets."""
        return _frame(self.digest)

    def tasks_for(self, sector: str) -> dict[str, Task]:
        """The tasks as one sector reads them, by code, in the order of the table."""
        return _tasks(self.digest, sector)


class Group(models.Model):
    """An evaluation group (星级评定工作小组) of a cycle."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=60)
    members = models.ManyToManyField(User, through="GroupMember", related_name="evaluation_groups")


class GroupMember(models.Model):
    """One person in one group; retired by a flag, so that the sheets keep their author."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="seats")
    user = person("seats", null=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="group_seat_once")]


class Application(models.Model):
    """One branch's sheet in one cycle (申报单). Every total is derived by the engine; none can be typed.

    `auto` … `final` are packed layers (`rules/sheet.py`); masks have bit i for star i of the pack; `low`/`high` are the
    composite in hundredths, equal when nothing is unknown.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="applications")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="applications")
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="application")
    sector = models.CharField(max_length=4)
    auto = models.BinaryField(default=bytes)
    self_scored = models.BinaryField(default=bytes)
    reviewed = models.BinaryField(default=bytes)
    panel = models.BinaryField(default=bytes)
    final = models.BinaryField(default=bytes)
    gates = models.JSONField(default=dict)
    vetoes = models.JSONField(default=dict)
    satisfaction = models.CharField(max_length=40, blank=True)
    facts_seen = models.PositiveIntegerField(default=0)
    scores = models.BinaryField(default=bytes)
    lit_mask = models.PositiveIntegerField(default=0)
    gated_mask = models.PositiveIntegerField(default=0)
    unknown_mask = models.PositiveIntegerField(default=0)
    lit = models.PositiveSmallIntegerField(default=0)
    low = models.PositiveIntegerField(default=0)
    high = models.PositiveIntegerField(default=0)
    full_award = models.BooleanField(null=True, default=None)
    may_apply = models.BooleanField(default=True)
    scored_at = models.DateTimeField(default=timezone.now)
    returns = models.PositiveSmallIntegerField(default=0)
    returned = models.JSONField(default=list)
    willing = models.BooleanField(default=False)
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="applications")
    snapshot = models.JSONField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    notice = models.ForeignKey("Notice", models.PROTECT, null=True, blank=True, related_name="applications")
    proposal = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "unit"], name="application_once")]
        indexes = [
            models.Index(
                fields=[
                    "cycle",
                    "township",
                    "sector",
                    "lit",
                    "lit_mask",
                    "gated_mask",
                    "unknown_mask",
                    "low",
                    "high",
                    "full_award",
                    "may_apply",
                    "applied_at",
                    "scored_at",
                    "dossier",
                ],
                name="application_overview",
            )
        ]

    @property
    def tasks(self) -> dict[str, Task]:
        """The tasks as this branch's sector reads them."""
        return self.cycle.tasks_for(self.sector)


class Remark(models.Model):
    """What was said about one task in one layer: the branch's reason, the township's opinion, why it was returned, an excuse."""

    LAYERS = ("self", "township", "return", "excuse", "correction")

    application = models.ForeignKey(Application, models.PROTECT, related_name="remarks")
    task = models.CharField(max_length=24)
    layer = models.CharField(max_length=10)
    choice = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "task", "layer"], name="remark_once")]


class SampleItem(models.Model):
    """One computed task that the system drew for the township to look at."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="sample")
    task = models.CharField(max_length=24)
    seen = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    by = person()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "task"], name="sample_once")]


class RaterSheet(models.Model):
    """One rater's own sheet for one branch; nobody else sees it before it is locked (F6).

    `levels`: task code → {"level": 0–4, "reason": …, "seen": where it was seen}.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="rater_sheets")
    rater = person("rater_sheets", null=False)
    levels = models.JSONField(default=dict)
    conflict = models.BooleanField(default=False)
    conflict_reason = models.CharField(max_length=200, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "rater"], name="rater_sheet_once")]


class BallotEntry(models.Model):
    """One account's count of one electorate's ballot; certified when two accounts agree (domain §8.3).

    `rate` is the fact that the count gives, e.g. team_rate_members. `digest` compares two entries.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="ballot_entries")
    rate = models.CharField(max_length=64)
    by = person(null=False)
    at = models.DateTimeField(default=timezone.now)
    present = models.PositiveIntegerField()
    should = models.PositiveIntegerField()
    issued = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    options = models.JSONField(default=dict)
    held_on = models.DateField()
    certified = models.BooleanField(default=False)
    replaced = models.BooleanField(default=False)


class Flag(models.Model):
    """A branch-level veto raised by one person on a document, answered by the branch, confirmed or dropped by another (§4.1)."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="flags")
    veto = models.CharField(max_length=24)
    document = models.CharField(max_length=120)
    raised_by = person()
    raised_at = models.DateTimeField(default=timezone.now)
    answer_due = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = person()
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "veto"], name="flag_once")]


class Notice(models.Model):
    """A public notice (公示): organisations and stars only, no persons."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    minute = models.CharField(max_length=120)
    down_days = models.PositiveSmallIntegerField(default=0)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="notice_number")]


class Objection(models.Model):
    """A different opinion on a proposed result (F9). Who objected is never shown to the branch.

    `name` and `contact` are kept sealed (`sealed.py`) and only until the rating.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField()
    received_on = models.DateField(default=timezone.localdate)
    channel = models.CharField(max_length=12, default="web")
    star = models.CharField(max_length=24, blank=True)
    fact = models.TextField()
    name = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    ticket = models.CharField(max_length=16, unique=True)
    due = models.DateField()
    extended = models.BooleanField(default=False)
    checker = person()
    finding = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    changed_result = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="objection_number")]


class Award(models.Model):
    """A rating with its decision and certificate (F10). `stars` lists the star codes lit; `code` is printed for verification."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="award")
    document = models.CharField(max_length=120)
    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=16, unique=True)
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    stars = models.JSONField(default=list)
    full_award = models.BooleanField(default=False)
    rechecked_on = models.DateField(null=True, blank=True)
    revoked_on = models.DateField(null=True, blank=True)

    def next_recheck(self) -> date:
        """When the next automatic recheck falls due: `recheck_months` after the last one, or after the decision."""
        months = self.application.cycle.standard.terms.recheck_months
        return add_months(self.rechecked_on or self.valid_from, months)


class StarEvent(models.Model):
    """One line of the running ledger of stars (F11): lit, warned, removed, revoked, each with its document."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="star_events")
    award = models.ForeignKey(Award, models.PROTECT, related_name="events")
    star = models.CharField(max_length=24)
    event = models.CharField(max_length=10)
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["on", "id"]


class SiteMeeting(models.Model):
    """An on-site meeting at a demonstration branch (F12): at most one a quarter; the lesson in three lines."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="meetings")
    on = models.DateField()
    visitors = models.PositiveIntegerField()
    cost_borne_by = models.CharField(max_length=120)
    lesson = models.TextField()
    by = person()
