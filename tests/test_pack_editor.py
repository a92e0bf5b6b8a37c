"""A county copies a pack, changes its draft in forms, and publishes it, all through pages."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baxing.standards import actions
from baxing.standards.loading import read_text
from baxing.standards.models import StandardPack, pack_of
from tests.test_pack_check import GOOD, small

pytestmark = pytest.mark.django_db
PUBLISHED = "/standards/small/0.10/"


@pytest.fixture
def shipped(world: Any) -> StandardPack:
    return actions.publish_shipped(read_text(GOOD).sound())


@pytest.fixture
def officer(world: Any) -> Any:
    return world.client_as("county_officer")


@pytest.fixture
def draft(world: Any, shipped: StandardPack, officer: Any) -> StandardPack:
    response = officer.post(PUBLISHED + "copy/")
    assert response.status_code == 302
    made = StandardPack.objects.get(state="draft")
    assert response["Location"] == f"/standards/drafts/{made.uid}/"
    return made


def filled(client: Any, url: str, **changes: str) -> dict[str, str]:
    """What a browser would send after these changes to the form at `url`."""
    form = client.get(url).context["form"]
    values = {bound.html_name: "" if bound.value() is None else str(bound.value()) for bound in form}
    assert set(changes) <= set(values)
    return values | changes


def task_url(draft: StandardPack, code: str = "S1-1") -> str:
    return f"/standards/drafts/{draft.uid}/tasks/{code}/"


def test_a_published_pack_is_open_to_everybody_and_a_sector_sees_its_own_text(
    client: Any, shipped: Any
) -> None:
    assert "小标准" in client.get("/standards/").content.decode()
    village, firm = (client.get(f"{PUBLISHED}?sector={sector}").content.decode() for sector in ("V", "NO"))
    assert "按期换届" in village
    assert "三年一届" not in village
    assert "三年一届" in firm
    assert client.get(f"{PUBLISHED}?sector=X").status_code == 404
    assert "集体决策" in client.get(f"{PUBLISHED}list/?sector=V").content.decode()
    assert read_text(client.get(PUBLISHED + "pack.yaml").content.decode()).sound() == pack_of(shipped)
    assert "复制给本县用" not in village


def test_texts_and_every_number_of_a_rule_can_be_changed(officer: Any, draft: StandardPack) -> None:
    url = task_url(draft, "S1-2")
    sent = filled(
        officer,
        url,
        **{"title.zh": "按期换届", "rule.cases.0.when.below": "4", "variants.NO.criterion.zh": "改了"},
    )
    assert officer.post(url, sent | {"save": "1"}).status_code == 302
    task = pack_of(StandardPack.objects.get(pk=draft.pk)).stars[0].tasks[1]
    assert task.title.zh == "按期换届"
    assert task.rule.cases[0].when.below == Decimal(4)
    assert task.variants["NO"].criterion.zh == "改了"


def test_settings_take_terms_weights_and_lines(officer: Any, draft: StandardPack) -> None:
    url = f"/standards/drafts/{draft.uid}/settings/"
    sent = filled(officer, url, **{"terms.notice_days": "7", "stars.0.threshold": "85", "threshold": "75"})
    assert officer.post(url, sent | {"save": "1"}).status_code == 302
    pack = pack_of(StandardPack.objects.get(pk=draft.pk))
    assert (pack.terms.notice_days, pack.line(pack.stars[0]), pack.line(pack.stars[1])) == (7, 85, 75)
    cleared = filled(officer, url, **{"stars.0.threshold": ""})
    officer.post(url, cleared | {"save": "1"})
    assert pack_of(StandardPack.objects.get(pk=draft.pk)).stars[0].threshold is None


@pytest.mark.parametrize(("value", "word"), [("viele", ""), ("-1", "最小"), ("", ""), ("10.125", "小数")])
def test_a_wrong_number_is_marked_and_nothing_is_saved(
    officer: Any, draft: StandardPack, value: str, word: str
) -> None:
    response = officer.post(task_url(draft), filled(officer, task_url(draft), points=value) | {"save": "1"})
    assert response.status_code == 422
    assert word in str(response.context["form"]["points"].errors)
    assert response.context["form"]["points"].errors
    assert StandardPack.objects.get(pk=draft.pk).edition == draft.edition


def test_what_is_typed_is_checked_at_once_without_saving(officer: Any, draft: StandardPack) -> None:
    sent = filled(officer, task_url(draft), points="60")
    response = officer.post(task_url(draft), sent, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "97.5 / 100" in page
    assert "<html" not in page
    assert "最多给 62.5 分" in page
    assert StandardPack.objects.get(pk=draft.pk).edition == draft.edition


def test_a_stale_form_is_refused(officer: Any, draft: StandardPack) -> None:
    sent = filled(officer, task_url(draft), **{"title.zh": "甲"})
    officer.post(task_url(draft), sent | {"save": "1"})
    response = officer.post(task_url(draft), sent | {"title.zh": "乙", "save": "1"})
    assert response.status_code == 409
    assert "别人刚改过" in response.content.decode()
    assert pack_of(StandardPack.objects.get(pk=draft.pk)).stars[0].tasks[0].title.zh == "甲"


def test_publishing_is_refused_with_all_problems_and_then_done(officer: Any, draft: StandardPack) -> None:
    url = f"/standards/drafts/{draft.uid}/publish/"
    sent = filled(officer, task_url(draft), points="60")
    officer.post(task_url(draft), sent | {"save": "1"})
    refused = officer.post(url, filled(officer, url))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "97.5" in page
    assert "最多给 62.5 分" in page
    officer.post(task_url(draft), filled(officer, task_url(draft), points="62.5") | {"save": "1"})
    assert officer.post(url, filled(officer, url, version="x")).status_code == 422
    done = officer.post(url, filled(officer, url, version="1.1"))
    assert done["Location"] == "/standards/small-2/1.1/"
    assert officer.get(done["Location"]).status_code == 200
    assert officer.get(url).status_code == 404


def test_a_file_becomes_a_draft_or_every_problem_is_listed_with_its_line(
    officer: Any, draft: StandardPack
) -> None:
    bad = SimpleUploadedFile(
        "bad.yaml", small("weight: 40", "weigth: 40").replace("below: 1}", "belw: 1}").encode()
    )
    refused = officer.post("/standards/upload/", {"file": bad})
    assert refused.status_code == 422
    assert refused.content.decode().count("bad.yaml:") == 2
    good = SimpleUploadedFile("good.yaml", small("zh: 小标准", "zh: 新标准").encode())
    assert officer.post(f"/standards/drafts/{draft.uid}/upload/", {"file": good}).status_code == 302
    assert pack_of(StandardPack.objects.get(pk=draft.pk)).name.zh == "新标准"
    back = officer.get(f"/standards/drafts/{draft.uid}/pack.yaml").content.decode()
    assert read_text(back).sound().name.zh == "新标准"


@pytest.mark.parametrize(
    "who", ["county_lead", "township_officer", "secretary", "stranger", "other_officer", "auditor"]
)
def test_nobody_else_edits_and_strangers_see_no_draft(world: Any, draft: StandardPack, who: str) -> None:
    client = world.client_as(who)
    for page in ("settings/", "stars/S1/", "tasks/S1-1/", "publish/", "upload/"):
        assert client.get(f"/standards/drafts/{draft.uid}/{page}").status_code == 404
    assert client.post(f"/standards/drafts/{draft.uid}/discard/").status_code == 404
    assert client.post(PUBLISHED + "copy/").status_code == 404
    seen = who in {"county_lead", "auditor"}
    assert client.get(f"/standards/drafts/{draft.uid}/").status_code == (200 if seen else 404)
    assert client.get(f"/standards/drafts/{draft.uid}/pack.yaml").status_code == (200 if seen else 404)
    assert ("small-2" in client.get("/standards/").content.decode()) is seen


def test_without_an_account_a_draft_leads_to_the_login(client: Any, draft: StandardPack) -> None:
    assert client.get(f"/standards/drafts/{draft.uid}/").status_code == 302
