"""The import through the browser's requests: choose, look, confirm, undo; and what a page refuses."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baxing.units import actions, uploads
from baxing.units.models import Unit, UnitImport
from tests.world import World

SAMPLE = (Path(__file__).parent / "data" / "units.xlsx").read_bytes()


@pytest.fixture
def county(world: World) -> Unit:
    """An empty county beside the world's own."""
    return actions.add_unit(world.prefecture, "样例县", level="county", by=world.users["region_admin"])


def send(client: Client, data: bytes = SAMPLE, under: str = "样例县") -> Any:
    file = SimpleUploadedFile("党组织名册 2025.xlsx", data)
    return client.post("/units/import", {"under": under, "file": file})


def text(response: Any) -> str:
    return response.content.decode()


def test_from_the_file_to_the_tree_and_back(world: World, county: Unit) -> None:
    client = world.client_as("region_admin")
    sent = send(client)
    assert sent.status_code == 302
    page = text(client.get(sent.url))
    assert "9 个上级党组织，112 个党组织" in page
    assert "党员 62 人，只设了支部。" in page
    assert "没有党组织名册" in page
    assert 'type="file"' not in page
    assert 'value="UEs' not in page
    assert Unit.objects.filter(path__under=county.path).count() == 1

    confirmed = client.post(sent.url)
    record = UnitImport.objects.get()
    assert confirmed.url == f"/units/imports/{record.uid}"
    assert (record.by, record.channel, record.file_name) == (
        world.users["region_admin"],
        "page",
        "党组织名册 2025.xlsx",
    )
    assert Unit.objects.filter(path__under=county.path).count() == 122
    assert '<b class="n">121</b>' in text(client.get(confirmed.url))
    assert "党组织名册 2025.xlsx" in text(client.get("/units"))

    again = send(client)
    assert "文件里的内容都已在册，没有要导入的。" in text(client.get(again.url))
    assert client.post(again.url).status_code == 409

    undone = client.post(confirmed.url, follow=True)
    assert "已整批撤回" in text(undone)
    assert Unit.objects.filter(path__under=county.path).count() == 1
    assert client.post(confirmed.url).status_code == 409


def test_a_file_waits_in_the_home_folder_and_goes_when_confirmed(world: World, county: Unit) -> None:
    client = world.client_as("region_admin")
    digest = send(client).url.rsplit("/", 1)[-1]
    file = Path(settings.HOME) / "uploads" / digest
    assert file.read_bytes() == SAMPLE
    client.post(f"/units/import/{digest}")
    assert not file.exists()


def test_a_preview_belongs_to_the_session_that_sent_the_file(world: World, county: Unit) -> None:
    url = send(world.client_as("region_admin")).url
    assert world.client_as("region_admin").get(url).status_code == 404
    assert world.client_as("admin").get(url).status_code == 404
    assert world.client_as("secretary").get("/units/import").status_code == 404


def test_a_file_that_is_no_longer_kept_is_asked_for_again(world: World, county: Unit) -> None:
    client = world.client_as("region_admin")
    url = send(client).url
    uploads.forget(url.rsplit("/", 1)[-1])
    gone = client.get(url)
    assert gone.status_code == 409
    assert "请重新选择" in text(gone)


def test_errors_are_shown_and_stop_the_import(world: World, county: Unit) -> None:
    client = world.client_as("region_admin")
    head = "上级党组织,党组织名称,党组织类别,所属领域,正式党员数"
    sent = send(client, f"{head}\n白玛镇,<b>一村</b>党支部,党支部,月球,二十\n".encode())
    page = client.get(sent.url)
    assert page.status_code == 422
    assert "没有“月球”这个领域" in text(page)
    assert "“二十”不是人数" in text(page)
    assert re.search(r'<button class="btn main" aria-disabled="true" data-why>导入', text(page))
    assert "<b>一村" not in text(page)
    assert client.post(sent.url).status_code == 409
    assert Unit.objects.filter(path__under=county.path).count() == 1


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0" + bytes(600), b"\x00\x01", SAMPLE[:3000]])
def test_what_is_no_workbook_is_refused_in_words(world: World, county: Unit, data: bytes) -> None:
    refused = send(world.client_as("region_admin"), data)
    assert refused.status_code == 409
    assert "没有读取" in text(refused)


def test_no_file_or_no_such_unit_is_bad_input(world: World, county: Unit) -> None:
    client = world.client_as("region_admin")
    assert client.post("/units/import", {"under": "样例县"}).status_code == 422
    assert send(client, under="没有这个县").status_code == 422
    assert send(client, b"").status_code == 422
    assert send(world.client_as("county_officer")).status_code == 422
