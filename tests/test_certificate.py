"""A certificate on paper is worth what its code shows today; the PDF needs a Chinese font, the printed page does not."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from baxing.accreditation import certificates
from baxing.accreditation.models import Application, Award, StarEvent
from baxing.dossiers.verify import trace
from tests.cycle_world import Clock, CycleWorld, cycle_world
from tests.world import World


@pytest.fixture
def cycles(clock: Clock, world: World) -> CycleWorld:
    cache.clear()
    return cycle_world(world, facts={"V": {"life_gap_months": 7, "half_year_check": False}}, clock=clock)


@pytest.fixture
def rated(cycles: CycleWorld) -> Application:
    return cycles.bring(cycles.applications["V"], "RATED")


def url(name: str, *args: object) -> str:
    return reverse(f"accreditation:{name}", args=args)


def verified(client: Client, code: str) -> str:
    page: str = client.get(url("verify"), {"code": code}).content.decode()
    return page.split("<main")[1]


def test_the_printed_page_carries_stars_code_and_a_digest_of_the_book(
    cycles: CycleWorld, rated: Application
) -> None:
    page = cycles.world.client_as("secretary").get(url("certificate", rated.uid)).content.decode()
    award = rated.award
    assert certificates.grouped(award.code) in page
    assert "组织生活星" not in page
    assert page.count("星、") == 6
    digest = page.split("摘要 ")[1][:16]
    (found,) = trace(digest)
    assert (found.entry.verb, found.entry.change["document"]) == ("rate", award.document)
    assert 'aria-label="二维码"' in page


def test_the_pdf_is_set_in_chinese(cycles: CycleWorld, rated: Application) -> None:
    assert certificates.chinese_face(), "the tests need a Chinese font: apt-get install fonts-noto-cjk"
    answer = cycles.world.client_as("secretary").get(url("certificate_pdf", rated.uid))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 10_000


def test_without_a_chinese_font_the_page_says_what_to_do(
    cycles: CycleWorld, rated: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "chinese_face", lambda: "")
    answer = cycles.world.client_as("secretary").get(url("certificate_pdf", rated.uid))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "apt-get install fonts-noto-cjk" in page
    assert url("certificate", rated.uid) in page
    with pytest.raises(LookupError):
        certificates.pdf(rated.award, "http://localhost/verify")


def test_strangers_get_no_certificate(cycles: CycleWorld, rated: Application) -> None:
    for name in ("certificate", "certificate_pdf", "award"):
        for who in ("other_secretary", "stranger"):
            assert cycles.world.client_as(who).get(url(name, rated.uid)).status_code == 404
        unrated = cycles.applications["C"]
        assert cycles.world.client_as("county_officer").get(url(name, unrated.uid)).status_code == 404


def test_everybody_checks_a_code_however_it_is_typed(
    cycles: CycleWorld, rated: Application, client: Client
) -> None:
    code = rated.award.code
    for typed in (code, code.lower(), certificates.grouped(code), f" {code[:3]} {code[3:]}"):
        page = verified(client, typed)
        assert "云杉镇一村党支部" in page
        assert "七星" in page
        assert "有效" in page
    for person in cycles.world.users.values():
        assert person.name not in page


def test_a_removed_star_a_revoked_and_an_expired_rating_are_told(
    cycles: CycleWorld, rated: Application, clock: Clock, client: Client
) -> None:
    award: Award = rated.award
    award.stars = [code for code in award.stars if code != "S7"]
    award.save()
    StarEvent.objects.create(unit=rated.unit, award=award, star="S7", event="removed", on=clock.day)
    page = verified(client, award.code)
    assert "摘过星" in page
    assert "六星" in page
    clock.to(date(2028, 3, 9))
    assert "已过期" not in verified(client, award.code)
    clock.to(date(2028, 3, 10))
    page = verified(client, award.code)
    assert "已过期" in page
    assert "没有亮星" in page
    Award.objects.update(revoked_on=date(2027, 1, 1))
    assert "已撤销" in verified(client, award.code)


def test_an_unknown_code_is_said_to_be_unknown_and_guessing_ends(client: Client, rated: Application) -> None:
    assert "没有核对码为 ABCDE-FGHJK 的证书" in verified(client, "abcdefghjk")
    codes = [client.get(url("verify"), {"code": f"GUESS{n:05d}"}).status_code for n in range(20)]
    assert codes[0] == 200
    assert codes[-1] == 409
    assert client.get(url("verify")).status_code == 200
