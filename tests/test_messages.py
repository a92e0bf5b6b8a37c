"""Everything that is said has a Chinese translation, and the tool that says so is shown to bite."""

import gettext
from pathlib import Path

import pytest

from tools import messages

PO = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"""


def tree(root: Path, slice_name: str, code: str = "", page: str = "", po: str | None = None) -> None:
    """Writes one small slice below `root`."""
    base = root / "baxing" / slice_name
    (base / "templates" / slice_name).mkdir(parents=True)
    (base / "views.py").write_text(code, "utf-8")
    (base / "templates" / slice_name / "a.html").write_text(page, "utf-8")
    if po is not None:
        file = messages.catalogue_path(root, slice_name)
        file.parent.mkdir(parents=True)
        file.write_text(PO + po, "utf-8")


def entry(msgid: str, msgstr: str) -> str:
    return f'\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n'


@pytest.mark.parametrize("name", messages.SLICES)
def test_every_message_is_translated(name: str) -> None:
    assert messages.check(messages.ROOT, [name])[0] == []


def test_no_catalogue_keeps_what_nothing_says() -> None:
    assert messages.check(messages.ROOT)[1] == []


def test_messages_are_found_in_code_and_pages(tmp_path: Path) -> None:
    code = "_('a' 'b')\nngettext('one', 'many', n)\npgettext_lazy('when', 'late')\nother('no')\n_(name)\n"
    page = (
        '{% translate "Say (so)" %}\n'
        "{% blocktranslate trimmed with n=b.n %}\n  {{ n }} of 5\n{% endblocktranslate %}"
        '{% if x %}{{ y|default:_("none") }}{% endif %}'
        "{% blocktranslate count n=k %}one day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    tree(tmp_path, "units", code, page)
    found = {(m.id, m.plural, m.context) for m in messages.extract(tmp_path, "units")}
    assert found == {
        ("ab", None, None),
        ("one", "many", None),
        ("late", None, "when"),
        ("Say (so)", None, None),
        ("%(n)s of 5", None, None),
        ("none", None, None),
        ("one day", "%(n)s days", None),
    }
    assert {m.where for m in messages.extract(tmp_path, "units") if m.id == "%(n)s of 5"} == {
        "baxing/units/templates/units/a.html:2"
    }


@pytest.mark.parametrize(
    ("po", "word"),
    [
        ("", "has no zh_Hans translation"),
        (entry("Hello %(n)s", ""), "empty translation"),
        (entry("Hello %(n)s", "你好 %(m)s"), "different placeholders"),
        (entry("Hello %(n)s", "你好"), "different placeholders"),
        ("\n#, fuzzy" + entry("Hello %(n)s", "你好 %(n)s"), "fuzzy"),
    ],
)
def test_a_faulty_catalogue_is_found(tmp_path: Path, po: str, word: str) -> None:
    tree(tmp_path, "units", "_('Hello %(n)s')", po=po)
    faults, _obsolete = messages.check(tmp_path)
    assert len(faults) == 1
    assert word in faults[0]


def test_a_translation_of_an_earlier_slice_serves_a_later_one_and_not_the_reverse(tmp_path: Path) -> None:
    tree(tmp_path, "units", "_('Hello')\n_('Late')", po=entry("Hello", "你好"))
    tree(tmp_path, "dossiers", "_('Hello')\n_('Late')", po=entry("Late", "晚了"))
    faults, obsolete = messages.check(tmp_path)
    assert faults == ["baxing/units/views.py:2: “Late” has no zh_Hans translation"]
    assert obsolete == []


def test_two_translations_of_one_message_are_a_fault(tmp_path: Path) -> None:
    tree(tmp_path, "units", "_('Hello')", po=entry("Hello", "你好"))
    tree(tmp_path, "dossiers", "_('Hello')", po=entry("Hello", "您好"))
    assert "translated differently" in messages.check(tmp_path)[0][0]


def test_what_nothing_says_any_more_is_listed(tmp_path: Path) -> None:
    tree(tmp_path, "units", po=entry("Gone", "没了"))
    assert messages.check(tmp_path) == ([], ["baxing/units/locale/zh_Hans/LC_MESSAGES/django.po: “Gone”"])


def test_update_appends_what_is_missing_and_compile_makes_it_readable(tmp_path: Path) -> None:
    tree(tmp_path, "units", "_('Hello \"you\"')\nngettext('%d day', '%d days', n)", po=entry("Old", "旧"))
    assert messages.update(tmp_path, "units") == 2
    assert messages.update(tmp_path, "units") == 0
    po = messages.catalogue_path(tmp_path, "units")
    text = po.read_text("utf-8")
    assert text.startswith(PO + entry("Old", "旧"))
    assert messages.check(tmp_path)[0] != []
    po.write_text(text.replace('msgstr ""\n', 'msgstr "你好"\n').replace('[0] ""', '[0] "%d 天"'), "utf-8")
    assert messages.compile_catalogues(tmp_path) == 1
    assert messages.compile_catalogues(tmp_path) == 0
    with po.with_suffix(".mo").open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert said.gettext('Hello "you"') == "你好"
    assert said.ngettext("%d day", "%d days", 5) == "%d 天"
