"""Rectification: one case per organisation and listing, and the rows beside it: who goes there, what was checked, what
was found later. Problems are items of `problems`, counts are rounds of `ballots`."""

from functools import lru_cache

from django.db import models
from django.utils import timezone
from uuid6 import uuid7

from baxing.ballots.models import Round
from baxing.dossiers.models import Dossier
from baxing.problems.models import Problem
from baxing.rules.flow_rectification import UNDER_RECTIFICATION
from baxing.rules.regulation import Regulation
from baxing.units.models import Unit, person
from baxing.units.paths import PathField


class RegulationText(models.Model):
    """One published version of a regulation, frozen: `text` is its canonical JSON, `digest` the SHA-256 of that text.

    Without `owner` it is the shipped one; a county's own version holds for the cases it lists from then on."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="regulations")
    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    text = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = person()

    class Meta:
        ordering = ["published_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "code", "version"],
                condition=models.Q(owner__isnull=False),
                name="regulation_version_once",
            ),
            models.UniqueConstraint(
                fields=["code", "version"], condition=models.Q(owner=None), name="regulation_shipped_once"
            ),
        ]

    @property
    def rules(self) -> Regulation:
        """The regulation, parsed once per digest."""
        return _parsed(self.digest)


@lru_cache(maxsize=64)
def _parsed(digest: str) -> Regulation:
    text = RegulationText.objects.filter(digest=digest).values_list("text", flat=True)[:1].get()
    return Regulation.model_validate_json(text)


class Case(models.Model):
    """One listing of one organisation (整顿个案), from the screening to the end of the follow-up.

    `signs` is what the facts said when it was screened: [{"code", "state", "year", "readings": [[fact, period, value]],
    "sources": [one per reading, "" if none]}]; made by `signs_of`, put into words by `shown.signs`.
    `codes` are the situations that people chose. `watch` is the level that supervises now. `late_from` is the earliest
    day of an item that is not settled, kept for the board. `previous` is the case that relapsed into this one.
    `open` until it stands in a final state: an organisation has one open case at most. `months` is what the work of a
    round may take; `ends_on` is counted from the day it began.
    """

    LEVELS = ("normal", "key")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="case")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sector = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    regulation = models.ForeignKey(RegulationText, models.PROTECT, related_name="cases")
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="relapses")
    signs = models.JSONField(default=list)
    codes = models.JSONField(default=list)
    level = models.CharField(max_length=6, default="normal")
    watch = models.CharField(max_length=12, default="township")
    second_year = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    open = models.BooleanField(default=True)
    months = models.PositiveSmallIntegerField(default=6)
    answer = models.TextField(blank=True)
    target = models.CharField(max_length=300, blank=True)
    kick_off = models.JSONField(default=dict)
    confirmed_on = models.DateField(null=True, blank=True)
    begun_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    late_from = models.DateField(null=True, blank=True)
    notice_from = models.DateField(null=True, blank=True)
    notice_to = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    follow_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["unit__path", "-year", "-id"]
        indexes = [
            models.Index(fields=["county", "year", "sector", "dossier"], name="case_county"),
            models.Index(fields=["unit", "year"], name="case_unit"),
            models.Index(fields=["county", "late_from"], name="case_late"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=models.Q(open=True), name="case_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"

    @property
    def rules(self) -> Regulation:
        """The regulation under which it was listed; a later version never touches it."""
        return self.regulation.rules

    @property
    def under_rectification(self) -> bool:
        """Whether the branch is under rectification now, so that it cannot apply for stars (V1)."""
        return self.dossier.status in UNDER_RECTIFICATION


class Look(models.Model):
    """What one level saw in the screening: the branch itself, the township, the county (三级联查)."""

    LEVELS = ("branch", "township", "county")

    case = models.ForeignKey(Case, models.PROTECT, related_name="looks")
    level = models.CharField(max_length=10)
    codes = models.JSONField(default=list)
    text = models.CharField(max_length=300)
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "level"], name="look_once")]


class Seat(models.Model):
    """One of the four ones of a case: a role of the regulation, held by a duty of a unit (roles, not names).

    `user` is the account, if there is one. A seat that is handed on is ended, and a new one begins; at a second round
    `kept_reason` says why the same person stays.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=64)
    duty = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=60, blank=True)
    user = person()
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    kept_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "role"], condition=models.Q(until=None), name="seat_one_holder"
            )
        ]


class Visit(models.Model):
    """One visit of one of the four ones: the day, the problem it touched, the next step. No diary, no photograph."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="visits")
    on = models.DateField()
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="visits")
    next_step = models.CharField(max_length=120, blank=True)
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["seat", "on", "problem"], name="visit_once")]


class Progress(models.Model):
    """The month in one line, and what help is wanted (R6); the figures of the month are computed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="progress")
    month = models.DateField()
    line = models.CharField(max_length=200)
    help = models.CharField(max_length=200, blank=True)
    figures = models.JSONField(default=dict)
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["case", "month"], name="progress_once")]


class Check(models.Model):
    """One of the three checks of one round (R7): self → township → department.

    `people`: counts only, {"should", "present", "members", "households"}. `findings`: problem uid → {"ok", "note"}.
    `sheet`: item → points, `score` the exact sum in hundredths, half up; `answers`: question → {"ok", "note"}.
    """

    LEVELS = ("self", "township", "dept")

    case = models.ForeignKey(Case, models.PROTECT, related_name="checks")
    round = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10)
    on = models.DateField()
    methods = models.JSONField(default=list)
    people = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    sheet = models.JSONField(default=dict)
    score = models.PositiveIntegerField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    opinion = models.CharField(max_length=300)
    passed = models.BooleanField()
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["round", "at", "id"]


class LookBack(models.Model):
    """One look-back (回头看). `on` is drawn at the closing and shown to nobody before that day; the closing line of the
    book holds only `seal`, the SHA-256 of the day and `salt`, so that anybody can check afterwards that it was drawn then.

    `sampled`: problem uid → {"kept": bool|None, "note"}; `answers`: question → {"ok", "note"}; `people`: counts only.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="look_backs")
    number = models.PositiveSmallIntegerField()
    on = models.DateField()
    salt = models.CharField(max_length=32)
    seal = models.CharField(max_length=64)
    due = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    sampled = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    people = models.JSONField(default=dict)
    ballot = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField(max_length=300, blank=True)
    found = models.BooleanField(null=True)
    by = person()

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="look_back_number")]
        indexes = [models.Index(fields=["on"], condition=models.Q(due=None), name="look_back_ahead")]


class LightCheck(models.Model):
    """The township's light check of one quarter of the follow-up: does it hold, in one line."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="light_checks")
    number = models.PositiveSmallIntegerField()
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    holds = models.BooleanField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by = person()

    class Meta:
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="light_check_number")]


class Standing(models.Model):
    """Where one case stands today, for the board: a copy that can be dropped and is then made again (`actions/standings`).

    `path` is the unit's, so that lists run in register order without a join. `desk` is the level that has to act,
    empty where only time has to pass. `late` says whether its own day has passed, `late_items` counts the problems
    whose day has, `visits` the four ones with a visit due in this quarter. `act_by` is the earliest day of what is
    late, a missed visit included, None where nothing is. All of it holds to the end of `good_until`; a step of the
    case or of a problem puts that day back to the beginning.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="standing")
    county = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    path = PathField(max_length=64)
    sector = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=24)
    desk = models.CharField(max_length=12)
    late = models.BooleanField(default=False)
    items = models.PositiveIntegerField(default=0)
    late_items = models.PositiveIntegerField(default=0)
    visits = models.PositiveSmallIntegerField(default=0)
    act_by = models.DateField(null=True)
    good_until = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["county", "act_by", "path"], name="standing_help"),
            models.Index(fields=["county", "path"], name="standing_register"),
            models.Index(fields=["county", "status", "path"], name="standing_state"),
            models.Index(fields=["county", "good_until"], name="standing_stale"),
            # The same for who stands above a county, or below one.
            models.Index(fields=["path"], name="standing_path"),
            models.Index(fields=["status", "path"], name="standing_path_state"),
            models.Index(fields=["act_by", "path"], name="standing_path_help"),
        ]


class Tally(models.Model):
    """The standings of one county, added up: so many cases of one state, desk, year and sector. Made anew with them."""

    county = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    status = models.CharField(max_length=24)
    desk = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    sector = models.CharField(max_length=4)
    cases = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    item_cases = models.PositiveIntegerField()
    late_items = models.PositiveIntegerField()
    visit_cases = models.PositiveIntegerField()
    visits = models.PositiveIntegerField()
    help = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "status", "desk", "year", "sector"], name="tally_once")
        ]


class YearTotal(models.Model):
    """A yearly figure that a level above enters as a total: so many screened, rectified, closed, in one sector or group.

    `count` None is a figure that was taken back. `earlier` keeps what stood there: [{"count", "source", "by", "at",
    "reason"}], the oldest first.
    """

    MEASURES = ("screened", "rectified", "closed")
    GROUPS = ("rural", "other", "all")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=12)
    group = models.CharField(max_length=8)
    count = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200)
    earlier = models.JSONField(default=list)
    by = person()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year", "measure", "group"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "measure", "group"], name="year_total_once")
        ]
