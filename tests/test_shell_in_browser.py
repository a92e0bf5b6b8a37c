"""The shell in a real browser: no breach of the policy, no sideways scroll, and the small comforts hold."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from baxing.site.urls import handler400, handler403, handler404, handler500, urlpatterns
from baxing.units.refused import Refused
from tests.test_star_wheel import ring, star

__all__ = ["handler400", "handler403", "handler404", "handler500"]

PARTS = Template("""{% extends "site/base.html" %}{% block title %}部件{% endblock %}{% block head %}部件{% endblock %}
{% block crumb %}<a href="/how">样张</a> › 部件{% endblock %}{% block sub %}一页看全{% endblock %}
{% block acts %}<a class="btn" href="/how" data-dialog="ask">退回</a>{% endblock %}
{% block main %}{% include "site/parts/flow.html" %}<div class="cols left"><section class="sheet c">
{% wheel stars "full" 320 "#" %}</section><div><section class="sheet acts">{% wheel stars "mid" 120 %}{% wheel stars "glyph" 40 %}
{% for kind in kinds %}{% is kind kind %}{% endfor %}</section>
<section class="sheet stack">{% meter 95 None 80 "lit" %}{% meter 75 None 80 "dark" %}{% meter 57 87 80 "unknown" %}
<ul class="funnel"><li>自查<div class="barr">{% bar 30 140 %}<span>30</span></div></li></ul></section>
<section class="sheet"><details class="fold" id="S3"><summary>为什么</summary><div class="why" id="inner">规则</div></details></section>
<section class="sheet"><form method="post" action="/count">{% csrf_token %}<button class="btn main" id="send">提交</button>
<button class="btn" id="rest" aria-disabled="true" data-why>报党委会</button></form>
<button class="btn" id="ask-server" hx-post="/refuses" hx-target="#send">问一问</button></section>
<dialog id="ask"><h2>退回？</h2><div class="acts"><button class="btn" data-close>不退了</button></div></dialog></div></div>
{% endblock %}""")
sent: list[str] = []


@login_not_required
def parts(request: HttpRequest) -> HttpResponse:
    steps = {
        "done": [{"words": {"zh": "创建中"}}],
        "at": {"words": {"zh": "自查"}, "say": "11月30日前"},
        "next": {"words": {"zh": "支委会通过"}},
    }
    stars = [star(1, "dark"), star(2, "gated", "83"), star(3, "unknown", None), *ring(6, "lit")[1:]]
    kinds = ["now", "done", "late", "back", "hold", "na", "ask"]
    return HttpResponse(
        PARTS.render(RequestContext(request, {"steps": steps, "stars": stars, "kinds": kinds}))
    )


@login_not_required
def count(request: HttpRequest) -> HttpResponse:
    sent.append(request.method or "")
    return HttpResponse(status=204)


@login_not_required
def refuses(request: HttpRequest) -> HttpResponse:
    raise Refused("没有提交：别人刚改过这张表。", "changed")


urlpatterns = [path("parts", parts), path("count", count), path("refuses", refuses), *urlpatterns]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@pytest.mark.parametrize("page", [320, 360, 768, 1280], indirect=True)
@pytest.mark.parametrize("address", ["/login", "/how", "/box", "/parts", "/nothing"])
def test_no_page_scrolls_sideways_or_breaks_the_policy(page: Any, live: str, address: str) -> None:
    page.goto(live + address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("typeof htmx") == "object"


def test_the_pages_of_the_shell_are_pictured(page: Any, live: str, shot: Callable[[Any, str], None]) -> None:
    for address in ("login", "how", "box", "parts"):
        page.goto(f"{live}/{address}")
        shot(page, f"shell-{address}")
    assert page.locator("svg.wheel.full a").count() == 8


def test_a_form_is_sent_once_and_a_resting_button_not_at_all(page: Any, live: str) -> None:
    sent.clear()
    page.goto(live + "/parts")
    page.click("#rest", force=True)
    page.locator("#send").dblclick()
    page.wait_for_timeout(300)
    assert sent == ["POST"]


def test_a_refused_fragment_stands_where_messages_stand(page: Any, live: str) -> None:
    page.goto(live + "/parts")
    page.click("#ask-server")
    page.wait_for_selector("#flash .flash.no")
    assert "别人刚改过这张表" in page.inner_text("#flash")
    assert page.inner_text("#send") == "提交"


def test_a_dialog_opens_in_place_and_closes_without_a_change(page: Any, live: str) -> None:
    page.goto(live + "/parts")
    page.click("text=退回 >> nth=0")
    assert page.locator("dialog[open]").count() == 1
    page.click("[data-close]")
    assert page.locator("dialog[open]").count() == 0
    assert page.url == live + "/parts"


def test_a_link_into_a_fold_opens_it(page: Any, live: str) -> None:
    page.goto(live + "/parts#inner")
    assert page.locator("#S3[open]").count() == 1


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_the_box_works_without_a_script(page: Any, live: str) -> None:
    page.goto(live + "/box")
    page.fill("textarea", "按钮太小")
    page.click("main .btn.main")
    assert page.inner_text("h1") == "等待答复"
