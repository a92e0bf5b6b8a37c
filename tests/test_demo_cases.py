"""The demo's rectification cases: twelve organisations, every promise to be seen, the drawn days to be seen by nobody."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from baxing.ballots.models import Round
from baxing.ballots.results import results
from baxing.dossiers.models import Dossier, Entry
from baxing.problems.likeness import alike
from baxing.problems.models import Problem
from baxing.records.models import FactValue
from baxing.rectification.models import Case, LookBack, YearTotal
from baxing.rules.ballot import SATISFACTION
from baxing.rules.flows import PROBLEM
from baxing.site.demo import cast
from baxing.site.demo.case_cast import HOME, KEYS, SCENES, SEED_VILLAGES
from baxing.site.demo.load import load_demo
from baxing.site.demo.people import SHOWN
from baxing.site.demo.places import County
from baxing.units.models import User
from tests.demo_county import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
STATES = {
    "WATCH", "CANDIDATE", "PLANNING", "RECTIFYING", "ESCALATED", "TOWNSHIP_RECHECKED", "NOTICE", "RE_RECTIFY",
    "FOLLOW_UP", "LOOK_BACK", "CONSOLIDATED", "RELAPSED", "DROPPED",
}  # fmt: skip


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """The demo county, loaded once for this module."""
    with taken_back(django_db_blocker):
        yield load_demo(seed=1)


def case_of(county: County, scene: str) -> Case:
    """The case of a scene; of two listings of one branch the first."""
    cases = Case.objects.filter(unit=county.branches[SCENES[scene].key].unit).select_related(
        "dossier", "unit"
    )
    return cases.order_by("pk")[0]


def rates(round: Round) -> list[tuple[int, int]]:
    """Positive of valid, for each electorate of a round."""
    counts = [result.count for result in results(round) if result.count]
    return [(count.positive(SATISFACTION), count.valid) for count in counts]


def test_twelve_organisations_are_listed_eight_of_them_villages(county: County) -> None:
    sectors = [county.branches[key].sector for key in KEYS]
    assert (len(sectors), sectors.count("V")) == (12, 8)
    assert set(Case.objects.values_list("dossier__status", flat=True)) == STATES
    assert (
        Case.objects.filter(open=True).values("unit").distinct().count()
        == Case.objects.filter(open=True).count()
    )


def test_problems_stand_in_every_state(county: County) -> None:
    there = set(Dossier.objects.filter(flow="problem").values_list("status", flat=True))
    assert {state.code for state in PROBLEM.states} - there == set()
    alive = Problem.objects.filter(parent=case_of(county, "working").dossier)
    assert alive.values("dossier__status").distinct().count() >= 9


def test_the_veto_comes_from_a_real_case(county: County) -> None:
    assert not FactValue.objects.filter(code="under_rectification").exists()
    barred = {sheet.unit_id for sheet in running() if sheet.vetoes.get("V1")}
    assert barred == {
        case.unit_id for case in Case.objects.select_related("dossier") if case.under_rectification
    }
    assert county.branches[HOME].unit.pk in barred
    assert cast.UNDER_RECTIFICATION == HOME


def running() -> Any:
    from baxing.accreditation.models import Application  # late: beside its only use

    return Application.objects.filter(cycle__dossier__status="REVIEWING").select_related(
        "cycle", "unit", "dossier"
    )


def test_who_was_not_listed_kept_the_reasons(county: County) -> None:
    for scene, verb in (("watched", "watch"), ("dropped", "drop")):
        line = case_of(county, scene).dossier.entries.get(verb=verb)
        assert line.note, scene
    heard = case_of(county, "heard")
    assert heard.dossier.due is not None
    assert heard.dossier.due >= timezone.localdate()


def test_a_branch_listed_two_years_running_is_watched_higher_and_escalated(county: County) -> None:
    first = case_of(county, "first_listing")
    second = Case.objects.exclude(pk=first.pk).get(unit=first.unit)
    assert (first.dossier.status, second.dossier.status) == ("CONSOLIDATED", "ESCALATED")
    assert (first.second_year, second.second_year, second.watch) == (False, True, "prefecture")
    lifted = second.dossier.entries.get(verb="escalate")
    assert (lifted.by, lifted.change["problems"]) == (None, [1])
    assert second.dossier.entries.filter(verb="told").exists()


def test_nineteen_of_twenty_pass_and_eighteen_of_nineteen_do_not(county: County) -> None:
    failed, noticed = case_of(county, "failed"), case_of(county, "noticed")
    assert (failed.round, failed.dossier.status) == (2, "PLANNING")
    assert [(r.passed, rates(r)[0]) for r in failed.dossier.ballot_rounds.all()] == [(False, (18, 19))]
    void, again = noticed.dossier.ballot_rounds.order_by("number")
    assert (void.state, void.void_reason) == ("void", "returned")
    assert (again.passed, rates(again)[0]) == (True, (19, 20))
    assert noticed.notice_to is not None
    assert noticed.notice_to >= timezone.localdate()


def test_the_three_villages_of_the_page_reach_96_per_cent_when_looked_at_again(county: County) -> None:
    for scene in SEED_VILLAGES:
        rounds = case_of(county, scene).dossier.ballot_rounds.filter(purpose="look_back")
        assert rounds, scene
        for positive, valid in (rate for round in rounds for rate in rates(round)):
            assert Fraction(positive, valid) >= Fraction(96, 100)
    followed = case_of(county, "followed")
    assert followed.light_checks.exclude(done_on=None).exists()


def test_a_relapse_made_a_second_case_with_the_problem_in_it(county: County) -> None:
    first = case_of(county, "relapsed")
    second = Case.objects.get(previous=first)
    carried = Problem.objects.get(parent=second.dossier)
    assert (carried.first_parent_id, carried.dossier.status) == (first.dossier_id, "REOPENED")


def test_like_closing_texts_of_two_villages_are_there_to_be_hinted_at(county: County) -> None:
    claimed = Problem.objects.filter(parent__flow="rectification").exclude(changed="").select_related("unit")
    assert any(one.problem.unit_id != problem.unit_id for problem in claimed for one in alike(problem))


def test_the_regions_totals_are_those_of_the_page(county: County) -> None:
    rows = YearTotal.objects.values_list("year", "measure", "group", "count")
    known = {(year, measure, group): count for year, measure, group, count in rows}
    assert (
        known[2019, "rectified", "rural"] + known[2019, "rectified", "other"]
        == known[2019, "rectified", "all"]
    )
    assert (known[2019, "rectified", "all"], known[2020, "screened", "all"]) == (1053, 871)
    assert not YearTotal.objects.filter(source="").exists()


def test_nobody_sees_a_day_that_was_drawn_for_a_look_back_to_come(county: County) -> None:
    ahead = LookBack.objects.get(case=case_of(county, "followed"), due=None)
    days = (ahead.on.isoformat(), f"{ahead.on.month}月{ahead.on.day}日")
    dossier = ahead.case.dossier
    assert not any(days[0] in str(line.change) for line in Entry.objects.filter(dossier=dossier))
    paths = [f"/rectification/{ahead.case.uid}", f"/dossiers/{dossier.uid}/book", "/rectification/", "/"]
    seen = 0
    for username, *_rest in SHOWN:
        client = Client()
        client.force_login(
            User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )
        for path in paths:
            answer = client.get(path)
            seen += answer.status_code == 200
            assert not any(day in answer.content.decode() for day in days), (username, path)
    assert seen > len(SHOWN)
