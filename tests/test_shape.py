"""The house keeps its shape (design §3), and every check that says so is shown to bite."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import messages, shape

ROOT = Path(__file__).resolve().parent.parent
PYTHON = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for folder in ("baxing", "tests", "tools")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
PRODUCT = {path: text for path, text in PYTHON.items() if path.startswith("baxing/")}
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in sorted((ROOT / "baxing").rglob("templates/**/*.html"))
}
SLICES = sorted(path.name for path in (ROOT / "baxing").iterdir() if (path / "__init__.py").exists())


def findings(check: Callable[[str, str], list[str]], files: dict[str, str]) -> list[str]:
    return [f"{path}:{found}" for path, text in files.items() for found in check(text, path)]


def test_no_slice_imports_a_later_one() -> None:
    assert findings(shape.arrows, PRODUCT) == []


def test_rules_are_pure() -> None:
    rules = {path: text for path, text in PRODUCT.items() if path.startswith("baxing/rules/")}
    assert rules
    assert findings(shape.purity, rules) == []


def test_only_actions_write() -> None:
    assert findings(shape.writes, PRODUCT) == []


def test_no_signals_no_generic_keys_no_messages_put_together() -> None:
    assert findings(shape.habits, PRODUCT) == []


def test_files_and_functions_fit_into_a_head() -> None:
    assert findings(shape.sizes, PYTHON) == []


def test_pages_keep_the_content_security_policy() -> None:
    assert PAGES
    assert findings(shape.templates, PAGES) == []


def test_own_scripts_stay_small() -> None:
    own = [path for path in (ROOT / "baxing").rglob("static/**/*.js") if "vendor" not in path.parts]
    assert sum(path.read_text("utf-8").count("\n") for path in own) <= shape.MAX_JS


@pytest.mark.parametrize("name", [name for name in SLICES if name not in {"rules", "site"}])
def test_every_slice_owns_a_model_and_a_page(name: str) -> None:
    mine = {path: text for path, text in PRODUCT.items() if path.startswith(f"baxing/{name}/")}
    assert shape.owns_a_model(mine), f"{name} has no model: make it a module of its neighbour"
    assert f"baxing/{name}/urls.py" in mine, f"{name} has no address"
    assert any(path.startswith(f"baxing/{name}/templates/") for path in PAGES), f"{name} has no page"


def test_shape_and_messages_tell_the_same_order() -> None:
    assert shape.ORDER[1:] == messages.SLICES


BAD: list[tuple[Callable[[str, str], list[str]], str, str]] = [
    (shape.arrows, "baxing/units/views.py", "from baxing.dossiers.models import Dossier"),
    (shape.arrows, "baxing/units/views.py", "from ..dossiers import models"),
    (shape.arrows, "baxing/units/views.py", "from .. import dossiers"),
    (shape.arrows, "baxing/records/views.py", "import baxing.problems.actions"),
    (shape.arrows, "baxing/problems/views.py", "from baxing.ballots import models"),
    (shape.arrows, "baxing/ballots/views.py", "from baxing.accreditation import models"),
    (shape.arrows, "baxing/accreditation/views.py", "def f():\n    from baxing.rectification import models"),
    (shape.arrows, "baxing/rules/flows.py", "from baxing.units.models import Unit"),
    (shape.arrows, "baxing/units/models.py", 'x = models.ForeignKey("insight.Brief")'),
    (shape.arrows, "baxing/units/models.py", 'x = models.OneToOneField(to="dossiers.Dossier")'),
    (shape.arrows, "baxing/utils/x.py", "x = 1"),
    (shape.purity, "baxing/rules/a.py", "import django"),
    (shape.purity, "baxing/rules/a.py", "from pathlib import Path"),
    (shape.purity, "baxing/rules/a.py", "import yaml"),
    (shape.purity, "baxing/rules/a.py", "from baxing.units import models"),
    (shape.purity, "baxing/rules/a.py", "open('x')"),
    (shape.purity, "baxing/rules/a.py", "day = date.today()"),
    (shape.writes, "baxing/units/views.py", "unit.save()"),
    (shape.writes, "baxing/units/views.py", "unit.save(update_fields=['name'])"),
    (shape.writes, "baxing/units/forms.py", "Unit.objects.create(name='x')"),
    (shape.writes, "baxing/units/models.py", "Unit.objects.filter(pk=1).update(name='x')"),
    (shape.writes, "baxing/units/views.py", "Unit.objects.all().delete()"),
    (shape.writes, "baxing/units/views.py", "Unit.objects.bulk_create(rows)"),
    (shape.writes, "baxing/site/cli/x.py", "cursor.execute('UPDATE units_unit SET name = 1')"),
    (shape.writes, "baxing/site/cli/x.py", "cursor.execute(f'insert into {table} values (1)')"),
    (shape.habits, "baxing/units/apps.py", "from django.db.models.signals import post_save"),
    (shape.habits, "baxing/units/apps.py", "from django.db.models import signals"),
    (shape.habits, "baxing/units/apps.py", "from django.dispatch import receiver"),
    (shape.habits, "baxing/units/models.py", "x = GenericForeignKey()"),
    (shape.habits, "baxing/units/models.py", "from a import GenericForeignKey as G"),
    (shape.habits, "baxing/units/views.py", "_(f'Hello {name}')"),
    (shape.habits, "baxing/units/views.py", "gettext('Hello %s' % name)"),
    (shape.habits, "baxing/units/views.py", "gettext('Hello {}'.format(name))"),
    (shape.sizes, "baxing/units/views.py", "x = 1\n" * 401),
    (shape.sizes, "tests/test_x.py", "x = 1\n" * 201),
    (shape.sizes, "baxing/units/views.py", "def f():\n" + "    x = 1\n" * 40),
    (shape.templates, "a.html", "<p style='color: red'>"),
    (shape.templates, "a.html", '<p class="{% if a > b %}x{% endif %}" style="--v: 1">'),
    (shape.templates, "a.html", "<script>alert(1)</script>"),
    (shape.templates, "a.html", "<style>p {}</style>"),
    (shape.templates, "a.html", "<button onclick='f()'>"),
    (shape.templates, "a.html", "<button hx-on:click='f()'>"),
    (shape.templates, "a.html", '<script src="//elsewhere.example/x.js"></script>'),
    (shape.templates, "a.html", '<link rel="stylesheet" href="https://elsewhere.example/x.css">'),
]
GOOD: list[tuple[Callable[[str, str], list[str]], str, str]] = [
    (shape.arrows, "baxing/site/urls.py", "from baxing.rules import flows\nfrom baxing.insight import views"),
    (shape.arrows, "baxing/dossiers/models.py", 'x = models.ForeignKey("units.Unit")'),
    (shape.purity, "baxing/rules/a.py", "import numpy\nfrom fractions import Fraction\nfrom . import pack"),
    (shape.writes, "baxing/units/actions.py", "unit.save()"),
    (shape.writes, "baxing/site/demo/county.py", "Unit.objects.create(name='x')"),
    (shape.writes, "baxing/units/views.py", "words.update(more)\nbook.save(path)\ncache.delete(key)"),
    (shape.writes, "baxing/units/views.py", "cursor.execute('SELECT 1')"),
    (shape.habits, "baxing/units/views.py", "_('Hello ' 'there') % {'n': n}\ngettext(label)"),
    (
        shape.sizes,
        "baxing/units/views.py",
        "def f():\n    '''" + "word\n" * 60 + "'''\n" + "    x = 1\n" * 39,
    ),
    (
        shape.templates,
        "a.html",
        '<script src="{% static "x.js" %}"></script><p data-one="1" class="on">{# style="" #}',
    ),
    (
        shape.templates,
        "a.html",
        '<script type="application/json" data-chart>{}</script><a href="https://a.example">',
    ),
]


@pytest.mark.parametrize(("check", "path", "source"), BAD)
def test_a_bad_source_is_found(check: Callable[[str, str], list[str]], path: str, source: str) -> None:
    assert check(source, path)


@pytest.mark.parametrize(("check", "path", "source"), GOOD)
def test_a_good_source_is_left_alone(check: Callable[[str, str], list[str]], path: str, source: str) -> None:
    assert check(source, path) == []


def test_a_slice_without_a_model_is_found() -> None:
    assert not shape.owns_a_model({"baxing/x/models.py": "class Unit:\n    pass\n"})
    assert shape.owns_a_model({"baxing/x/models.py": "class Unit(models.Model):\n    pass\n"})
