"""What happened: named facts of an organisation in a year, each with its source.

Until registers exist they come from workbooks, or are entered by hand. A value that is replaced stays in
`FactBefore`; an import is undone from there.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from baxing.standards.models import StandardPack
from baxing.units.models import Unit, User


class FactImport(models.Model):
    """One workbook taken in for the branches at or below `unit`: what it was, who confirmed it, what it counted."""

    CHANNELS = {"page": _("Page"), "command": _("Command line")}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.DO_NOTHING, db_constraint=False, related_name="+")
    channel = models.CharField(max_length=8, choices=CHANNELS, default="page")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    pack = models.ForeignKey(StandardPack, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )

    class Meta:
        verbose_name = _("import of facts")
        verbose_name_plural = _("imports of facts")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def written(self) -> int:
        """How many values it wrote."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("changed", 0))


class FactValue(models.Model):
    """The value of one fact of one unit in one period: "" for the year, "Q1"…"Q4", "01"…"12".

    `value` is canonical text (records/codec.py): a plain decimal ("11", "0.88"), "true"/"false", or an ISO date.
    A fact without a row is unknown.
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
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [models.UniqueConstraint(fields=["unit", "year", "code", "period"], name="fact_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.year} {self.period}".strip()


class FactBefore(models.Model):
    """A value that stood until it was replaced or taken back: never changed afterwards.

    `by_import` is the workbook that replaced it, or nothing if a person did, with the `reason` given.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64)
    period = models.CharField(max_length=3, blank=True, default="")
    value = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    imported = models.ForeignKey(FactImport, models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    by_import = models.ForeignKey(FactImport, models.PROTECT, null=True, related_name="replaced")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("earlier value of a fact")
        verbose_name_plural = _("earlier values of facts")
        ordering = ["-until", "-id"]
        indexes = [models.Index(fields=["unit", "year", "code"], name="fact_before")]

    def __str__(self) -> str:
        return f"{self.code} {self.year} {self.period}".strip()


class FactMark(models.Model):
    """How often the facts of a unit's year were changed: who computed from them sees whether that still holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("mark of changed facts")
        verbose_name_plural = _("marks of changed facts")
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="fact_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} · {self.revision}"
