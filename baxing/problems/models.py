"""A problem item: one thing to put right, who answers for it, by when, what changed, who verified it (domain §7.3)."""

from django.db import models
from django.utils import timezone
from uuid6 import uuid7

from baxing.dossiers.models import Dossier
from baxing.rules.flow_problem import SETTLED
from baxing.units.models import Unit, person


class Problem(models.Model):
    """One problem of one organisation. Its state, desk, day and book are those of its own `dossier` (flow "problem").

    `parent` is the file that it hangs on now (a case, a star sheet); `first_parent` the one it was listed in: they
    differ when a relapse carries it into a second case. `code` is the sign (R04) or the task (S4-1) it comes from.
    `lead` and `helper` are duties, not names. `signer` is the role of who gains by it, never a name.
    """

    RAISED = ("plan", "check", "ballot", "look_back", "self_check")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="problem")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="problems")
    parent = models.ForeignKey(Dossier, models.PROTECT, related_name="problems")
    first_parent = models.ForeignKey(Dossier, models.PROTECT, related_name="first_problems")
    number = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    raised_in = models.CharField(max_length=10, default="plan")
    code = models.CharField(max_length=24, blank=True)
    what = models.CharField(max_length=300)
    cause = models.CharField(max_length=300, blank=True)
    measure = models.CharField(max_length=300, blank=True)
    lead = models.CharField(max_length=60, blank=True)
    lead_user = person()
    helper = models.CharField(max_length=60, blank=True)
    first_due = models.DateField()
    extended = models.BooleanField(default=False)
    changed = models.CharField(max_length=300, blank=True)
    changed_key = models.CharField(max_length=64, blank=True, db_index=True)
    claimed_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = person()
    signer = models.CharField(max_length=24, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    listed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["first_parent", "number"]
        constraints = [models.UniqueConstraint(fields=["first_parent", "number"], name="problem_number")]
        indexes = [models.Index(fields=["unit", "first_due"], name="problem_unit_due")]

    def __str__(self) -> str:
        return f"{self.number}. {self.what}"

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be done now: closed, kept up for long, or taken off."""
        return self.dossier.status in SETTLED


class Milestone(models.Model):
    """What a long-term problem must have reached by a day; retired by the flag when the problem is reopened."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=200)
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    by = person()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["problem", "number"]
        constraints = [models.UniqueConstraint(fields=["problem", "number"], name="milestone_number")]
