"""Rounds of a hall ballot counted on paper: two accounts enter each count, and only equal entries are a result (domain §8)."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from baxing.dossiers.models import Dossier
from baxing.units.models import Unit, person


class Round(models.Model):
    """One ballot about one organisation, in one or more electorates.

    `rule` is fixed when the round is opened and sealed by `digest`: [{"code", "name", "size", "threshold", "quorum",
    "one_below"}]. A certified or void round never changes; only a new one (`number` + 1) can bring another result.
    """

    STATES = ("open", "void", "certified")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    parent = models.ForeignKey(Dossier, models.PROTECT, related_name="ballot_rounds")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ballot_rounds")
    number = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=12, default="acceptance")
    rule = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="open")
    void_reason = models.CharField(max_length=24, blank=True)
    passed = models.BooleanField(null=True)
    opened_on = models.DateField(default=timezone.localdate)
    opened_by = person()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["parent", "number"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "number"], name="round_number"),
            models.UniqueConstraint(
                fields=["parent"], condition=models.Q(state="open"), name="round_one_open"
            ),
        ]


class HallCount(models.Model):
    """One account's count of one electorate. `options` is the overall question, the only one that decides; `rows` the
    others, for reading only. `certified` when a second account entered the same; `replaced` when corrected before that."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="counts")
    electorate = models.CharField(max_length=24)
    by = person()
    at = models.DateTimeField(default=timezone.now)
    held_on = models.DateField()
    present = models.PositiveIntegerField()
    should = models.PositiveIntegerField()
    issued = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    options = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    certified = models.BooleanField(default=False)
    replaced = models.BooleanField(default=False)

    class Meta:
        ordering = ["round", "electorate", "at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "electorate", "by"],
                condition=models.Q(replaced=False),
                name="count_once_per_account",
            )
        ]
