"""The parts of the look: values become words in the page's language, and unknown is said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from baxing.site.templatetags.words import day, exact, figure, left, percent, points, rate, words


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


@dataclass
class Text:
    zh: str
    en: str = ""
    bo: str = ""


def drawn(source: str, /, **context: Any) -> str:
    return Template(source).render(Context(context)).strip()


def test_a_text_speaks_the_language_of_the_page_and_else_chinese() -> None:
    both = {"zh": "组织生活", "en": "Organisational life"}
    assert words(both) == "组织生活"
    with translation.override("en"):
        assert (words(both), words(Text("星", "star")), words(Text("星"))) == (
            "Organisational life",
            "star",
            "星",
        )
    with translation.override("bo"):
        assert words(both) == "组织生活"
        assert words(Text("星", bo="སྐར")) == "སྐར"
    assert (words(None), words({}), words("as it is")) == ("", "", "as it is")


@pytest.mark.parametrize(
    ("value", "in_table", "in_wheel", "unrounded"),
    [
        (9500, "95.00", "95", "95"),
        (7575, "75.75", "75.75", "75.75"),
        (Decimal("75.5"), "75.50", "75.50", "75.5"),
        (Fraction(25, 3), "8.33", "8.33", "25/3"),
        (Fraction(1, 8), "0.13", "0.13", "0.125"),
        (Fraction(-1, 8), "-0.13", "-0.13", "-0.125"),
        (0, "0.00", "0", "0"),
        (None, "待定", "待定", "待定"),
        ("", "待定", "待定", "待定"),
    ],
)
def test_points_are_shown_exactly(value: Any, in_table: str, in_wheel: str, unrounded: str) -> None:
    assert (points(value), figure(value), exact(value)) == (in_table, in_wheel, unrounded)


@given(st.integers(0, 10**9))
def test_hundredths_are_read_back_as_they_were(value: int) -> None:
    assert Decimal(points(value)) * 100 == value
    assert Fraction(exact(value)) * 100 == value


def test_a_rate_shows_its_counts_first() -> None:
    assert rate((19, 20)) == "19 / 20 95 %"
    assert rate((38, 40)) == "38 / 40 95 %"
    assert rate(Fraction(18, 19)) == "18 / 19 94.7 %"
    assert rate((0, 0)) == "不适用"
    assert rate(None) == "待定"


@given(st.integers(1, 2000), st.data())
def test_a_rate_below_a_whole_per_cent_never_looks_as_if_it_reached_it(
    whole: int, data: st.DataObject
) -> None:
    value = Fraction(data.draw(st.integers(0, whole)), whole)
    shown = Decimal(percent(value))
    assert (shown == shown.to_integral_value()) is ((value * 100).denominator == 1)


def test_days_are_written_as_people_write_them() -> None:
    this = date.today().year
    assert (day(date(this, 11, 30)), day(date(2019, 3, 1)), day(None)) == ("11月30日", "2019年3月1日", "")
    with translation.override("en"):
        assert (day(date(this, 11, 30)), day(date(2019, 3, 1))) == ("30 Nov", "1 Mar 2019")


def test_time_left_is_counted_in_working_days() -> None:
    assert [left(n) for n in (3, 1, 0, -2, None)] == [
        "还有 3 个工作日",
        "还有 1 个工作日",
        "今天到期",
        "晚了 2 个工作日",
        "",
    ]
    with translation.override("en"):
        assert (left(1), left(-2)) == ("1 working day left", "2 working days late")


def test_a_status_is_a_shape_and_a_word() -> None:
    assert drawn('{% is "late" text %}', text="<晚>") == '<span class="is late">&lt;晚&gt;</span>'
    with pytest.raises(TemplateSyntaxError, match="not 'green'"):
        drawn('{% is "green" "ok" %}')


class Sample(forms.Form):
    why = forms.CharField(label="理由", help_text="不超过 60 字", max_length=3)
    note = forms.CharField(label="备注", required=False)
    how = forms.ChoiceField(label="意见", choices=[("a", "同意"), ("b", "退回")], widget=forms.RadioSelect)
    late = forms.BooleanField(label="补录", required=False)


def test_a_field_ties_label_hint_and_error_to_its_input() -> None:
    html = drawn("{% field f.why %}", f=Sample({"why": "太长了啊"}))
    assert '<div class="field bad"><label for="id_why">理由' in html
    assert 'aria-invalid="true"' in html
    for part in ("helptext", "error"):
        assert f'id="id_why_{part}"' in html
    assert 'aria-describedby="id_why_helptext id_why_error"' in html


def test_choices_are_a_group_and_what_may_be_left_out_says_so() -> None:
    form = Sample()
    assert drawn("{% field f.how %}", f=form).startswith('<fieldset class="field"><legend>意见</legend>')
    assert "可不填" in drawn("{% field f.note %}", f=form)
    assert '<div class="pick"><label for="id_late"><input' in drawn("{% field f.late %}", f=form)
    assert "<span>满分 20</span>" in drawn('{% field f.note after="满分 20" %}', f=form)


def test_steps_fold_what_is_done_and_name_what_is_next() -> None:
    steps = {
        "done": [{"words": {"zh": "创建中"}, "say": "3月2日 开始"}],
        "at": {"words": {"zh": "自查"}, "say": "11月30日前填完"},
        "next": {"words": {"zh": "支委会通过"}, "then": {"zh": "申报"}},
    }
    html = drawn('{% include "site/parts/flow.html" %}', steps=steps)
    for part in ("已办 1 步", "<b>自查</b>11月30日前填完", "<b>支委会通过</b>", "然后 申报"):
        assert part in html


def test_the_line_says_when_and_what() -> None:
    entry = {"state": "fail", "day": "12-05", "text": {"zh": "测评未过：18 / 19"}}
    html = drawn('{% include "site/parts/line.html" with slim=True %}', entries=[entry])
    assert '<ul class="line slim"><li class="fail"><time>12-05</time><span>测评未过：18 / 19</span>' in html


def test_the_pager_keeps_the_search_and_marks_the_page() -> None:
    request = RequestFactory().get("/x", {"q": "a b", "page": "2"})
    page = Paginator(range(127), 20).page(2)
    html = drawn("{% pager page %}", page=page, request=request)
    assert '<span aria-current="page">2</span>' in html
    assert 'href="?q=a+b&amp;page=3"' in html
    assert "21—40，共 127" in html
    assert drawn("{% pager page %}", page=Paginator([1], 20).page(1), request=request) == ""
