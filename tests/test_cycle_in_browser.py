"""A whole cycle through the pages, from the office's two workbooks to the certificate that anybody can check."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from baxing.accreditation.models import Application, Notice
from baxing.standards.actions import publish_shipped
from baxing.units.models import Unit
from baxing.units.paths import segment
from tests import cycle_story as story
from tests import pack_sample as sample
from tests.browser_steps import Steps, account
from tests.conftest import ROOT
from tests.cycle_figures import BRANCH
from tests.cycle_story import Picture
from tests.cycle_world import Clock

COUNTY = {
    "admin": "admin", "officer": "county_officer", "lead": "county_lead", "teller": "teller",
    "teller_two": "teller", "rater": "rater", "rater_two": "rater", "rater_three": "rater",
}  # fmt: skip
PICTURES = ROOT / "docs" / "pictures"
PAPER = {360: 1000, 1280: 800}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def picture(page: Any, live: str) -> Picture:
    """`picture(name)` takes the top of the page for the documents, if BAXING_PICTURES=1 asks for it; also in English."""

    def take(name: str, *, english: bool = False) -> None:
        if os.environ.get("BAXING_PICTURES") != "1":
            return
        before = page.viewport_size
        for tongue, ending in [("en", "-en"), ("zh-hans", "")] if english else [("zh-hans", "")]:
            page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": tongue, "url": live}])
            page.reload()
            for width, height in PAPER.items():
                page.set_viewport_size({"width": width, "height": height})
                page.evaluate("scrollTo(0, 0)")
                page.screenshot(path=PICTURES / f"{name}{ending}-{width}.png")
        page.set_viewport_size(before)

    return take


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The first working Monday of 2026: the year's facts are complete."""
    return Clock(monkeypatch, date(2026, 1, 5))


@pytest.fixture
def county(clock: Clock) -> Unit:
    """A fresh database: three units above, the accounts of the county, the shipped pack. No branch, no fact."""
    above: Unit | None = None
    for level, name in (("region", "高原自治区"), ("prefecture", "南谷市"), ("county", "样例县")):
        above = Unit.objects.create(
            parent=above, order=0, path=(above.path if above else "") + segment(0), name=name, level=level
        )
    assert above is not None
    for name, role in COUNTY.items():
        account(name, role, above)
    publish_shipped(sample.pack("eight-star"))
    return above


def test_a_cycle_runs_on_the_offices_workbooks_from_opening_to_certificate(
    county: Unit, clock: Clock, page: Any, live: str, tmp_path: Path, picture: Picture
) -> None:
    steps = Steps(page, live)
    story.bring_in_the_county(steps, picture)
    story.open_the_cycle(steps, picture)
    application = Application.objects.get(unit__name=BRANCH)
    story.accounts_of_the_township(steps)
    with steps.on_a_phone():
        story.fill_in_the_sheet(steps, application, tmp_path, picture)
    story.the_township_reviews(steps, application, picture)
    story.the_group_rates(steps, application)
    story.the_tellers_count(steps, application)
    story.the_county_proposes_and_publishes(steps, application, tmp_path, picture)
    story.everybody_reads_the_notice(steps, application, picture)
    clock.to(Notice.objects.get().ends_on + timedelta(days=1))
    story.the_county_decides(steps, application, picture)
    story.everybody_checks_the_certificate(steps)
