"""The box for suggestions and complaints: open to anybody, answered within ten working days."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Suggestion(models.Model):
    """One slip in the box. `uid` is all that the writer needs to read the answer; a name is not asked for."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    page = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    by = models.ForeignKey("units.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    due = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "units.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="suggestion_says_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="suggestion_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class Token(models.Model):
    """A token of the programming interface: one duty, an end, and only the digest of what was handed out."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    grant = models.ForeignKey("units.Grant", models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.label
