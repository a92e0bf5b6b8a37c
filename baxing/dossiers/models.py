"""The cover of a file, of whatever kind: where it stands, on whose desk, by when, and the book of what was done to it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from uuid6 import uuid7

from baxing.rules.flow import Flow, Move, State
from baxing.rules.flows import FLOWS
from baxing.units.models import Unit, User, roles


class Dossier(models.Model):
    """One file on its way through one flow. `version` is at once the lock and the number of the last line of the book.

    `desk` is the unit whose turn it is, `due` the last day for it, on the working-day calendar of `region`.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    flow = models.CharField(max_length=24, choices=[(code, flow.name.en) for code, flow in FLOWS.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="dossiers")
    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(max_length=24)
    title = models.JSONField(default=dict)
    due = models.DateField(null=True, blank=True)
    region = models.CharField(max_length=32, default="CN")
    version = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")
    opened_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["desk", "flow", "status", "due"], name="dossier_desk"),
            models.Index(fields=["unit", "flow", "status"], name="dossier_unit"),
            models.Index(fields=["changed_at"], name="dossier_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.state.name.zh}"

    @property
    def table(self) -> Flow:
        """The rows of this file's flow."""
        return FLOWS[self.flow]

    @property
    def state(self) -> State:
        """Where the file stands."""
        return self.table.state(self.status)

    def moves_for(self, user: User) -> list[Move]:
        """The verbs that `user` may try from here; needs are looked at when one is pressed."""
        return list(self.table.open_to(self.status, roles(user, self.unit)))


class Entry(models.Model):
    """One line of the record book: appended, chained to the line before by its digest, never edited or removed."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="entries")
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    by_name = models.CharField(max_length=60)
    role = models.CharField(max_length=24, blank=True)
    verb = models.CharField(max_length=24)
    before = models.CharField(max_length=24)
    after = models.CharField(max_length=24)
    note = models.TextField(blank=True)
    change = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["dossier", "n"]
        constraints = [models.UniqueConstraint(fields=["dossier", "n"], name="entry_line")]

    def computed_digest(self, previous: str) -> str:
        """What `digest` must be, given the digest of the line before ("" for the first)."""
        return line_digest(previous, *(getattr(self, name) for name in LINE))


# What a line's digest is taken of, in this order.
LINE = ("dossier_id", "n", "at", "by_id", "by_name", "role", "verb", "before", "after", "note", "change")


def line_digest(previous: str, dossier_id: int, n: int, at: datetime, *rest: Any) -> str:
    """SHA-256 over the digest of the line before and the values of LINE; times as UTC, so that no setting changes it."""
    content = [previous, str(dossier_id), n, at.astimezone(UTC).isoformat(), *rest]
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: Any) -> str:
    """The one JSON form of `content` that digests are taken of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


class DayRule(models.Model):
    """One day that differs from the week's pattern: a holiday, or a working Saturday or Sunday (调休); editable."""

    region = models.CharField(max_length=32, default="CN")
    day = models.DateField()
    kind = models.CharField(max_length=4, choices=[("off", "off"), ("work", "work")])
    name = models.JSONField(default=dict)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["region", "day"], name="day_rule_once")]
