"""The versions of standard packs: drafts that a county edits, and published ones that never change again."""

import json
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid6 import uuid7

from baxing.rules.pack import Pack
from baxing.units.models import Unit, User, roles

EDITOR = "county_officer"


class StandardPack(models.Model):
    """One version of a pack. `text` is its canonical JSON, kept as words so that no database reorders it, and
    `digest` the SHA-256 of exactly that text. A draft (with `owner`) may change; `edition` is its lock."""

    STATES = {"draft": "draft", "published": "published", "retired": "retired"}

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    name = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=STATES, default="draft")
    text = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="packs")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    edition = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=Q(state__in=["published", "retired"]),
                name="pack_version_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "retired"]), name="pack_state"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(state__in=["published", "retired"]),
                name="pack_draft_has_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def content(self) -> dict[str, Any]:
        """The pack as plain values, in the order of the format."""
        value: dict[str, Any] = json.loads(self.text)
        return value

    def editable_by(self, user: Any) -> bool:
        """Whether `user` may change this draft: the county organisation officer of its owner."""
        return self.state == "draft" and self.owner is not None and EDITOR in roles(user, self.owner)

    def seen_by(self, user: Any) -> bool:
        """Published versions are for everybody; a draft is seen from its county upwards."""
        return self.state != "draft" or (self.owner is not None and bool(roles(user, self.owner)))


@lru_cache(maxsize=64)
def _parsed(digest: str) -> Pack:
    text = StandardPack.objects.filter(digest=digest).values_list("text", flat=True)[:1].get()
    return Pack.model_validate(json.loads(text))


def pack_of(row: StandardPack) -> Pack:
    """The pack of a saved row, parsed once per digest."""
    return _parsed(row.digest)


def newest(code: str) -> StandardPack | None:
    """The version of `code` that was published last and is not retired."""
    found = StandardPack.objects.filter(code=code, state="published")
    return max(found, key=lambda row: rank(row.version), default=None)


def rank(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 0.10 comes after 0.9, and 1 equals 1.0."""
    numbers = [int(part) for part in version.split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
