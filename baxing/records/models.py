"""What happened: named facts of an organisation in a year, each with its source. Until registers exist they come from workbooks."""

from django.db import models
from django.utils import timezone
from uuid6 import uuid7

from baxing.standards.models import StandardPack
from baxing.units.models import Unit, User


class FactImport(models.Model):
    """One workbook taken in: what it was, who confirmed it, what stood there before (for undo)."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    pack = models.ForeignKey(StandardPack, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    before = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")

    class Meta:
        ordering = ["-at"]


class FactValue(models.Model):
    """The value of one fact of one unit in one period: "" for the year, "Q1"…"Q4", "01"…"12".

    `value` is canonical text: a plain decimal ("11", "0.88"), "true"/"false", or an ISO date.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="facts")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64)
    period = models.CharField(max_length=3, blank=True, default="")
    value = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    imported = models.ForeignKey(FactImport, models.PROTECT, null=True, blank=True, related_name="values")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year", "code", "period"], name="fact_once")]


class FactMark(models.Model):
    """How often the facts of a unit's year were changed: whoever computed from them sees whether that is still so."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="fact_mark_once")]
