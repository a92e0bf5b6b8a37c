"""A refusal is shown in its own words, a stranger sees nothing, and a fault gives a number and no trace."""

import logging
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from baxing.site.urls import handler400, handler403, handler404, handler500, urlpatterns
from baxing.units.refused import Refused

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@login_not_required
def refuses(request: HttpRequest) -> HttpResponse:
    raise Refused("没有提交：别人刚改过这张表。看改了什么，再提交一次。", "changed")


@login_not_required
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret of the house")


@login_not_required
def denies(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [path("refuses", refuses), path("breaks", breaks), path("denies", denies), *urlpatterns]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
HTMX = {"HX-Request": "true"}


def test_a_refusal_is_a_409_page_with_its_words_and_a_way_back(client: Client) -> None:
    answer = client.get("/refuses", headers={"Referer": "http://testserver/how?x=1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人刚改过这张表" in page
    assert "<code>changed</code>" in page
    assert 'href="/how?x=1"' in page


def test_the_way_back_never_leads_to_another_site(client: Client) -> None:
    answer = client.get("/refuses", headers={"Referer": "https://elsewhere.example/how"})
    assert "elsewhere" not in answer.content.decode()


def test_a_refused_fragment_goes_where_messages_stand(client: Client) -> None:
    answer = client.get("/refuses", headers=HTMX)
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#flash"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    assert answer.content.decode().startswith('<p class="flash no" role="alert">')


def test_the_words_of_a_refusal_are_escaped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refused, "__str__", lambda self: "<i>no</i>")
    for headers in ({}, HTMX):
        assert "&lt;i&gt;no&lt;/i&gt;" in client.get("/refuses", headers=headers).content.decode()


def test_what_is_not_there_and_what_is_not_yours_look_alike(client: Client) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "可能地址不对，也可能不在你的岗位职责内" in answer.content.decode()


def test_what_is_not_allowed_is_said(client: Client) -> None:
    answer = client.get("/denies")
    assert answer.status_code == 403
    assert "不在你的岗位职责内" in answer.content.decode()


def test_an_old_form_says_that_nothing_was_sent() -> None:
    answer = Client(enforce_csrf_checks=True).post("/box", {"text": "x"})
    assert answer.status_code == 403
    assert "没有提交" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_fault_gives_a_number_that_the_log_knows_and_no_trace(
    caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR, "baxing.incident"):
        answer: Any = client.get("/breaks", headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出了故障" in page
    assert "secret" not in page
    number = next(r.getMessage().split()[1] for r in caplog.records if r.name == "baxing.incident")
    assert number in page
