"""`baxing verify` compares look-backs and ballots with their seals, and never tells a day; `baxing tick` does what is due in cases."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from baxing.ballots.models import Round
from baxing.rectification.actions import moves
from baxing.rectification.drawing import seal_of
from baxing.rectification.models import Case, LookBack
from baxing.site import cli
from tests.case_closing import to_closing
from tests.case_world import CaseWorld, to_state
from tests.test_record_book import as_superuser

pytestmark = pytest.mark.django_db


def baxing(*words: str) -> Result:
    return CliRunner().invoke(cli.main, list(words))


@pytest.fixture
def closed(cases: CaseWorld) -> Case:
    return to_closing(cases, "FOLLOW_UP")


def breaks() -> list[dict[str, Any]]:
    done = baxing("verify", "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.exit_code == (0 if found["whole"] else 1)
    return list(found["breaks"])


def test_seals_that_fit_are_whole(closed: Case) -> None:
    assert breaks() == []


def test_a_look_back_that_was_moved_is_found_and_its_day_is_not_told(closed: Case) -> None:
    row = closed.look_backs.get(number=1)
    LookBack.objects.filter(pk=row.pk).update(on=row.on + timedelta(days=1))
    drawn = closed.dossier.entries.get(verb="drawn")
    assert [(one["what"], one["line"]) for one in breaks()] == [("look_back", drawn.n)]
    said = baxing("verify", "--lang", "zh").stdout
    assert "回头看的日子与这一行封存的对不上" in said
    for day in (row.on, row.on + timedelta(days=1)):
        assert day.isoformat() not in said


def test_a_new_seal_for_a_moved_day_and_a_look_back_that_is_gone_are_found(closed: Case) -> None:
    row = closed.look_backs.get(number=1)
    day = row.on + timedelta(days=1)
    LookBack.objects.filter(pk=row.pk).update(on=day, seal=seal_of(day, row.salt))
    assert [one["what"] for one in breaks()] == ["look_back", "look_back"], (
        "the row has no line, the line no row"
    )
    as_superuser(f"DELETE FROM rectification_lookback WHERE id = {row.pk}")
    assert [one["what"] for one in breaks()] == ["look_back"]


def test_a_line_that_was_lowered_after_the_ballot_is_found(closed: Case) -> None:
    round_ = Round.objects.get(parent=closed.dossier)
    rule = [{**each, "threshold": "50"} for each in round_.rule]
    Round.objects.filter(pk=round_.pk).update(rule=rule)
    opened = closed.dossier.entries.get(verb="open_ballot")
    assert [(one["what"], one["line"]) for one in breaks()] == [("round", opened.n)]


def test_a_seal_leads_to_its_line_and_tells_no_day(closed: Case) -> None:
    row = closed.look_backs.get(number=2)
    done = baxing("verify", row.seal, "--lang", "zh")
    assert done.exit_code == 0
    assert "抽定回头看的日子" in done.stdout
    assert "到今天记录完整" in done.stdout
    assert row.on.isoformat() not in done.stdout
    digest = Round.objects.get(parent=closed.dossier).digest
    assert baxing("verify", digest).exit_code == 0


def counts() -> dict[str, int]:
    done = baxing("tick", "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, int] = json.loads(done.stdout)
    return found


def test_a_case_whose_branch_is_silent_goes_on_by_itself(cases: CaseWorld) -> None:
    case = to_state(cases, "CANDIDATE")
    assert case.dossier.due is not None
    cases.clock.to(case.dossier.due)
    assert counts()["unanswered"] == 0
    cases.clock.add(1)
    assert counts()["unanswered"] == 1
    assert moves.fresh(case).dossier.status == "HEARD"
    assert counts()["unanswered"] == 0


def test_problems_that_are_too_late_lift_the_case_and_the_desk_follows(cases: CaseWorld) -> None:
    case = to_state(cases, "RECTIFYING")
    cases.clock.add(90)
    assert counts()["escalated"] == 1
    case = moves.fresh(case)
    assert (case.dossier.status, case.watch, case.dossier.desk.level) == ("ESCALATED", "county", "county")
    assert "1  问题超期，提级督导" not in baxing("tick", "--lang", "zh").stdout


def test_a_look_back_opens_on_its_day_on_the_desk_of_who_watches(cases: CaseWorld, closed: Case) -> None:
    Case.objects.filter(pk=closed.pk).update(watch="prefecture")
    row = closed.look_backs.get(number=1)
    cases.clock.to(row.on - timedelta(days=1))
    assert counts()["looked_back"] == 0
    cases.clock.add(1)
    assert counts()["looked_back"] == 1
    case = moves.fresh(closed)
    assert (case.dossier.status, case.dossier.desk) == ("LOOK_BACK", cases.world.prefecture)
    assert case.dossier.due is not None
    assert case.dossier.due > timezone.localdate()
    assert "回头看" in cases.world.client_as("city_officer").get("/").content.decode()
