"""Sums over many sheets, kept for pages above a county. Every row can be dropped and is then added up again."""

from django.db import models

from baxing.accreditation.models import Cycle
from baxing.units.models import Unit


class Rollup(models.Model):
    """One township and sector of one cycle: how many sheets reached each step, and how each star stands.

    `registered` … `rated` count the sheets that reached the step (`accreditation/steps.py`), so that each is at most the
    one before. `stars`: code → [lit, gated, unknown]; what is in none of them is dark. `at` is when it was read.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="rollups")
    township = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    sector = models.CharField(max_length=4)
    registered = models.PositiveIntegerField()
    able = models.PositiveIntegerField()
    adopted = models.PositiveIntegerField()
    applied = models.PositiveIntegerField()
    reviewed = models.PositiveIntegerField()
    evaluated = models.PositiveIntegerField()
    noticed = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    full_award = models.PositiveIntegerField()
    stars = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "township", "sector"], name="rollup_once"),
        ]
