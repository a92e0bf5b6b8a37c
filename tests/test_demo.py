"""The demo county is complete, alive today, the same for the same seed, and true to its record books."""

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from baxing.accreditation.models import Application, Award, BallotEntry, Cycle, Objection, StarEvent
from baxing.accreditation.scores import known_rates
from baxing.dossiers.calendar import load as load_calendar
from baxing.dossiers.models import Dossier, Entry
from baxing.dossiers.verify import breaks
from baxing.rules.flows import ACCREDITATION, CYCLE
from baxing.rules.sheet import get
from baxing.site.demo import cast
from baxing.site.demo.load import load_demo
from baxing.site.demo.people import QUIET, SHOWN, demo_password
from baxing.site.demo.places import County
from baxing.units.models import Unit, User
from baxing.units.refused import Refused
from tests.demo_county import taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # one worker, so one load
QUERIES = 29_000  # for 420 sheets, 14 cases, 220 problems, 9,000 lines of books and 28,000 facts


def figures() -> str:
    """A digest of every figure that the pages show."""
    rows = Application.objects.order_by("cycle__year", "unit__path").values_list(
        "cycle__year", "unit__name", "dossier__status", "dossier__due", "lit_mask", "gated_mask", "unknown_mask", "low",
        "high", "satisfaction", "returns",
    )  # fmt: skip
    awards = Award.objects.order_by("decided_on", "application__unit__path").values_list("document", "stars")
    return hashlib.sha256(repr([list(rows), list(awards)]).encode()).hexdigest()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[County, list[str], int]]:
    """The county, the figures of two loads with one seed, and how many queries a load took."""
    asked = 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*args)

    with taken_back(django_db_blocker):
        before = transaction.savepoint()
        load_demo(seed=1)
        seen = [figures()]
        transaction.savepoint_rollback(before)
        with connection.execute_wrapper(counted):
            county = load_demo(seed=1)
        yield county, [*seen, figures()], asked


def sheet(demo: tuple[County, Any, Any], key: str) -> Application:
    running = Application.objects.filter(cycle__dossier__status="REVIEWING").select_related(
        "cycle", "dossier", "unit"
    )
    return running.get(unit=demo[0].branches[key].unit)


def scene(demo: tuple[County, Any, Any], name: str) -> Application:
    return sheet(demo, next(key for key, found in cast.FIXED.items() if found == name))


def test_every_state_of_a_sheet_is_there(demo: Any) -> None:
    there = set(Dossier.objects.filter(flow="accreditation").values_list("status", flat=True))
    assert {state.code for state in ACCREDITATION.states} - there == set()


def test_cycles_stand_in_every_state_but_those_that_the_running_one_excludes(demo: Any) -> None:
    there = set(Cycle.objects.values_list("dossier__status", flat=True))
    assert {state.code for state in CYCLE.states} - there == {"OPEN", "NOTICE"}


def test_the_county_has_the_volumes_of_a_county(demo: Any) -> None:
    branches = Unit.objects.filter(level="branch")
    assert Unit.objects.filter(level="township").count() == 9
    assert (branches.count(), branches.filter(sector="V").count()) == (140, 60)
    assert branches.values("sector").distinct().count() == 8
    assert 2800 <= branches.aggregate(n=Sum("members_full"))["n"] <= 3300


def test_books_hold_and_their_time_runs_forward_up_to_now(demo: Any) -> None:
    assert [found for found in breaks() if found] == []
    assert not Entry.objects.filter(at__gt=timezone.now()).exists()
    last: dict[int, Any] = {}
    for dossier, at in Entry.objects.order_by("dossier", "n").values_list("dossier", "at"):
        assert last.get(dossier, at) <= at
        last[dossier] = at


def test_the_same_seed_gives_the_same_figures(demo: Any) -> None:
    _county, digests, _asked = demo
    assert len(digests) == 2
    assert digests[0] == digests[1]


def test_loading_keeps_to_its_budget_of_queries(demo: Any) -> None:
    assert demo[2] <= QUERIES


def test_ballots_stand_at_every_point_of_the_count(demo: Any) -> None:
    one, other = scene(demo, "ballot_one"), scene(demo, "ballot_differ")
    assert one.ballot_entries.values("by").distinct().count() == 1
    open_ = BallotEntry.objects.filter(application=other, certified=False, replaced=False)
    assert len({str(entry.options) for entry in open_}) == open_.count() == 2
    assert Fraction(19, 20) in known_rates(scene(demo, "ballot_pass")).values()
    assert Fraction(18, 19) in known_rates(scene(demo, "ballot_fail")).values()
    points = [
        get(a.cycle.frame, bytes(a.final), "S5-6")
        for a in (scene(demo, "ballot_pass"), scene(demo, "ballot_fail"))
    ]
    assert points == [1500, 1200]
    void = scene(demo, "ballot_void")
    assert len(known_rates(void)) == 3  # the fourth round was void and is to be held again


def test_special_branches_are_there(demo: Any) -> None:
    joint = sheet(demo, cast.JOINT)
    assert (joint.unit.form, "3" in joint.unit.note) == ("joint_branch", True)
    assert sheet(demo, cast.YOUNG).vetoes.get("V2") is True
    assert sheet(demo, cast.UNDER_RECTIFICATION).vetoes.get("V1") is True
    assert not sheet(demo, cast.YOUNG).may_apply
    answered, returned = scene(demo, "answered"), scene(demo, "returned")
    assert (answered.returns, answered.returned, answered.dossier.status) == (1, [], "TOWNSHIP_REVIEW")
    assert sorted(returned.returned) == ["S3-3", "S6-2"]
    assert scene(demo, "flagged").flags.filter(decided_at=None).count() == 1
    assert scene(demo, "conflict").rater_sheets.filter(conflict=True).count() == 1
    levels = [own.levels["S2-5"]["level"] for own in scene(demo, "spread").rater_sheets.all()]
    assert (max(levels) - min(levels)) * 25 > 25


def test_late_facts_are_later_than_the_application(demo: Any) -> None:
    applied = scene(demo, "applied")
    assert applied.applied_at is not None
    assert applied.unit.facts.filter(year=applied.cycle.year, entered_at__gt=applied.applied_at).count() == 2


def test_a_notice_runs_today_and_objections_are_open_upheld_and_not_upheld(demo: Any) -> None:
    today = timezone.localdate()
    notice = scene(demo, "notice").notice
    assert notice is not None
    assert 2 <= load_calendar("CN-54").between(notice.starts_on, today) + 1 <= 3
    assert notice.starts_on <= today <= notice.ends_on
    assert sorted(map(str, Objection.objects.values_list("changed_result", flat=True))) == [
        "False",
        "None",
        "True",
    ]
    assert scene(demo, "upheld").dossier.entries.filter(verb="correct").count() == 1


def test_the_years_before_left_their_ledger(demo: Any) -> None:
    events = set(StarEvent.objects.values_list("event", flat=True))
    assert events == {"lit", "warned", "removed", "revoked"}
    assert StarEvent.objects.filter(event="removed").count() == 1
    shown = Award.objects.get(application__dossier__status="DEMO")
    assert (shown.full_award, [len(held.lesson.splitlines()) for held in shown.meetings.all()]) == (True, [3])
    home = demo[0].branches["云杉镇/V1"].unit
    assert Award.objects.filter(application__unit=home).count() == 2


def test_accounts_are_duties_not_persons(demo: Any) -> None:
    duties = (
        {name for _user, _role, _place, name, *_texts in SHOWN}
        | {name for _user, _role, name in QUIET}
        | {"书记"}
    )
    places = set(Unit.objects.values_list("name", flat=True)) | {""}
    for user in User.objects.all():
        assert any(
            user.name == place + duty for duty in duties for place in places if user.name.startswith(place)
        )


def test_every_role_has_a_button_a_password_and_a_desk(demo: Any) -> None:
    shown = list(User.objects.exclude(demo_role={}).order_by("pk"))
    assert [user.username for user in shown] == [row[0] for row in SHOWN]
    assert shown[0].check_password(demo_password())
    for user in shown:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/", follow=True).status_code == 200, user.username


def test_nothing_is_written_over_what_is_there(demo: Any) -> None:
    with pytest.raises(Refused, match="already holds"):
        load_demo()
