"""`baxing verify` finds the first broken line and traces a digest; `baxing tick` does what has fallen due, once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from baxing.accreditation.actions import review
from baxing.accreditation.actions.housekeeping import tick
from baxing.accreditation.models import Application
from baxing.dossiers.actions import advance, open_dossier
from baxing.dossiers.models import Dossier, Entry
from baxing.site import cli
from tests.cycle_world import Clock, CycleWorld, put_facts, today
from tests.test_record_book import as_superuser
from tests.world import World

pytestmark = pytest.mark.django_db
TITLE = {"zh": "2026 年度创建", "en": "Rating 2026"}


def baxing(*words: str) -> Result:
    return CliRunner().invoke(cli.main, list(words))


@pytest.fixture
def two(world: World) -> list[Dossier]:
    """Two files with two lines each."""
    files = [open_dossier("accreditation", world.branches[key], title=TITLE, by=None) for key in ("V", "C")]
    advance(files[0], "start", by=world.users["secretary"])
    return files


def test_whole_books_are_counted(two: list[Dossier]) -> None:
    done = baxing("verify", "--lang", "zh")
    assert done.exit_code == 0
    assert done.stdout.startswith("2 本记录簿，3 行，全部完整")
    done = baxing("verify", "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["whole"], found["files"], found["lines"], found["breaks"]) == (True, 2, 3, [])
    assert found["lines_per_second"] > 0


def test_an_empty_database_is_whole(db: None) -> None:
    assert baxing("verify").exit_code == 0


def test_the_first_broken_line_is_named(two: list[Dossier]) -> None:
    as_superuser(f"UPDATE dossiers_entry SET by_name = 'x' WHERE n = 2 AND dossier_id = {two[0].pk}")
    done = baxing("verify", "--lang", "en")
    assert done.exit_code == 1
    assert "1 of 2 books are broken" in done.stdout
    assert "云杉镇一村党支部, Star accreditation, line 2: this line is not what it was" in done.stdout
    assert str(two[0].uid) in done.stdout
    found = json.loads(baxing("verify", "--json").stdout)
    assert [(each["line"], each["what"]) for each in found["breaks"]] == [(2, "changed")]


def test_a_printed_digest_leads_to_its_line(two: list[Dossier]) -> None:
    line = Entry.objects.get(dossier=two[0], n=2)
    for given in (line.digest, line.digest[:16]):
        done = baxing("verify", given, "--lang", "zh")
        assert done.exit_code == 0
        assert "开始自查" in done.stdout
        assert "云杉镇一村党支部，八星党支部创建，第 2 行：这一行的封签" in done.stdout
        assert "到今天记录完整" in done.stdout
    assert baxing("verify", "0" * 64).exit_code == 1
    assert baxing("verify", "nonsense").exit_code == 2
    as_superuser(f"UPDATE dossiers_entry SET note = 'x' WHERE n = 1 AND dossier_id = {two[0].pk}")
    broken = baxing("verify", line.digest, "--json")
    assert broken.exit_code == 1
    assert json.loads(broken.stdout)["found"][0]["break"]["line"] == 1


def state(cycles: CycleWorld, application: Application) -> tuple[str, Any]:
    dossier = cycles.fresh(application).dossier
    return dossier.status, dossier.entries.last().by


def test_a_request_that_nobody_made_in_time_lapses(clock: Clock, cycles: CycleWorld) -> None:
    application = cycles.bring(cycles.applications["V"], "TOWNSHIP_REVIEW")
    secretary = cycles.who("township_secretary", application)
    review.decline(application, by=secretary, number="党委会 8 号", on=today(), reason="组织生活缺一个季度")
    due = application.dossier.due
    assert due is not None
    clock.to(due)
    assert tick(today())["lapsed"] == 0
    clock.add(1)
    assert tick(today()) == {"refreshed": 0, "rechecked": 0, "lapsed": 1, "left": 0}
    assert state(cycles, application) == ("ENDED", None)
    assert tick(today())["lapsed"] == 0


def test_the_yearly_recheck_falls_due_once(clock: Clock, cycles: CycleWorld) -> None:
    application = cycles.bring(cycles.applications["V"], "RATED")
    assert tick(today())["rechecked"] == 0
    due = application.award.next_recheck()
    clock.to(due - timedelta(days=1))
    assert tick(today())["rechecked"] == 0
    clock.to(due)
    assert tick(today())["rechecked"] == 1
    assert state(cycles, application) == ("DUE_RECHECK", None)
    assert cycles.fresh(application).dossier.due > today()
    assert tick(today())["rechecked"] == 0


def test_late_facts_are_scored_and_the_command_says_what_it_did(cycles: CycleWorld) -> None:
    tick(timezone.localdate())
    before = cycles.fresh(cycles.applications["C"]).facts_seen
    put_facts(cycles.world.branches["C"], {"life_gap_months": 6})
    done = baxing("tick", "--json")
    assert done.exit_code == 0, done.output
    counts = json.loads(done.stdout)
    assert counts["refreshed"] == 1
    assert cycles.fresh(cycles.applications["C"]).facts_seen != before
    again = baxing("tick", "--lang", "zh")
    assert "0  按新事实重算的申报单" in again.stdout
