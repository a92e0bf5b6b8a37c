"""The demo goes into an empty database only, and only a demo is thrown away again."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from baxing.site.demo import fresh
from baxing.site.demo.clock import reference_before
from baxing.units.models import Unit

ROOT = Path(__file__).resolve().parent.parent


def test_the_year_of_the_running_cycle_follows_the_day() -> None:
    days = {
        "2026-01-18": "2024-12-31",
        "2026-01-19": "2025-10-31",
        "2026-04-05": "2025-12-31",
        "2026-11-24": "2025-12-31",
    }
    assert {day: reference_before(date.fromisoformat(day)).isoformat() for day in days} == days


@pytest.mark.django_db
def test_a_county_that_is_no_demo_is_not_thrown_away() -> None:
    Unit.objects.create(name="某自治区", level="region", path="0000")
    assert not fresh.is_demo()


def test_an_emptied_database_is_as_new(tmp_path: Path) -> None:
    script = (
        "from baxing.site.cli import start_django; start_django()\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from baxing.units.models import Unit, User; from baxing.dossiers.models import Entry\n"
        "from baxing.site.demo import fresh; from baxing.dossiers.actions import open_dossier\n"
        "unit = Unit.objects.create(name=fresh.REGION, level='region', path='0000')\n"
        "User.objects.create(username='x', name='x', password='!', demo_role={'zh': 'x'})\n"
        "open_dossier('cycle', unit, title={}, by=None)\n"
        "assert fresh.is_demo() and Entry.objects.count() == 1\n"
        "fresh.empty(); print(Unit.objects.count(), User.objects.count(), Entry.objects.count())\n"
    )
    bare = {name: value for name, value in os.environ.items() if name != "BAXING_DATABASE_URL"}
    given = {**bare, "BAXING_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "baxing.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=given, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "0", "0"]
