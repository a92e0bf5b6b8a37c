"""Forms of units and people: they turn text into values and hold no rule."""

import re
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baxing.rules.roles import ROLES
from baxing.units.models import FORMS, LEVELS, SECTORS, Unit

DATE = {"type": "date", "class": "date"}


class Why(forms.Form):
    """Every change of the tree has a reason; the minute that decided it, if there is one."""

    why = forms.CharField(label=_("Reason or minute"), max_length=300)


class RenameForm(Why):
    """A new name."""

    name = forms.CharField(label=_("New name"), max_length=120)
    field_order = ["name", "why"]


def label_of(unit: Unit) -> str:
    """How a unit is named where it is chosen: 白玛镇一村党支部 (白玛镇)."""
    return f"{unit.name} ({unit.parent.name})" if unit.parent else unit.name


class UnitField(forms.CharField):
    """A unit written by its name, or by its name and its superior's where that is not enough.

    A list of suggestions stands beside it; a menu of twenty thousand units would help nobody.
    """

    units: QuerySet[Unit] = Unit.objects.none()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("The name; behind it the superior in brackets if needed."))
        super().__init__(max_length=250, widget=forms.TextInput(attrs={"list": "units"}), **kwargs)

    def clean(self, value: Any) -> Any:
        said = unicodedata.normalize("NFKC", super().clean(value)).strip()
        found = self.units.filter(name=said)
        if match := re.fullmatch(r"(.+?)\s*\((.+)\)", said):
            found = found | self.units.filter(name=match[1], parent__name=match[2])
        rows = list(found[:2])
        if not rows:
            raise forms.ValidationError(_("No unit that you manage is called so."))
        if len(rows) > 1:
            names = [label_of(unit) for unit in found.select_related("parent")[:4]]
            raise forms.ValidationError(
                _("Several are called so. Write one of: %(names)s"), params={"names": ", ".join(names)}
            )
        return rows[0]


class TargetForm(Why):
    """Another unit, among those that the person manages."""

    target = UnitField(label=_("Unit"))
    field_order = ["target", "why"]

    def __init__(self, *args: Any, units: QuerySet[Unit], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aim(self, "target", units)
        self.fields["target"].label = label


def aim(form: forms.Form, name: str, units: QuerySet[Unit]) -> None:
    """Tells a form among which units to look."""
    field = form.fields[name]
    assert isinstance(field, UnitField)  # noqa: S101 (of our own forms)
    field.units = units


class FactsForm(forms.Form):
    """What is on record about a unit; blank is unknown."""

    form = forms.ChoiceField(label=_("Form"), choices=FORMS)
    sector = forms.ChoiceField(label=_("Sector"), choices={"": "—"} | SECTORS, required=False)
    members_full = forms.IntegerField(
        label=_("Full members"),
        min_value=0,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "num"}),
    )
    members_probationary = forms.IntegerField(
        label=_("Probationary members"),
        min_value=0,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "num"}),
    )
    founded_on = forms.DateField(label=_("Founded"), required=False, widget=forms.DateInput(attrs=DATE))
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)


class CorrectForm(FactsForm, Why):
    """Corrected facts, with a reason."""

    field_order = [*FactsForm.base_fields, "why"]


class AddForm(FactsForm, Why):
    """A new unit: name and level first."""

    name = forms.CharField(label=_("Name"), max_length=120)
    level = forms.ChoiceField(label=_("Level"), choices=LEVELS)
    field_order = ["name", "level", *FactsForm.base_fields, "why"]


def role_choices(codes: list[str]) -> list[tuple[str, str]]:
    """Roles in the language of the page."""
    language = get_language() or "zh"
    return [(code, ROLES[code].name.say(language)) for code in codes]


def _roles_by_level() -> list[tuple[str, list[tuple[str, str]]]]:
    """Roles under the lowest level of unit at which they are given."""
    groups: dict[str, list[str]] = {}
    for code, role in ROLES.items():
        groups.setdefault(role.levels[0], []).append(code)
    return [(str(LEVELS[level]), role_choices(codes)) for level, codes in groups.items()]


class GrantForm(forms.Form):
    """A duty: where, which, from when to when."""

    unit = UnitField(label=_("Unit"))
    role = forms.ChoiceField(label=_("Duty"))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DATE))
    until = forms.DateField(
        label=_("Through"),
        required=False,
        widget=forms.DateInput(attrs=DATE),
        help_text=_("Blank: until further notice."),
    )
    note = forms.CharField(label=_("Document or reason"), max_length=200, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aim(self, "unit", units)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 (declared just above)
        role.choices = [("", "—"), *_roles_by_level()]


class NewUserForm(GrantForm):
    """A new account with its first duty."""

    name = forms.CharField(
        label=_("Name shown"), max_length=60, help_text=_("The duty as pages show it, e.g. 组织委员.")
    )
    username = forms.CharField(
        label=_("User name"), max_length=60, help_text=_("Letters, digits or . @ + - _, for logging in.")
    )
    field_order = ["username", "name"]


class EndForm(forms.Form):
    """The end of a duty, with its reason."""

    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DATE),
        help_text=_("Blank: it ends at once."),
    )
    note = forms.CharField(label=_("Document or reason"), max_length=200)


class CloseForm(forms.Form):
    """The reason why an account is closed."""

    note = forms.CharField(label=_("Reason for closing"), max_length=200)


class AccountForm(forms.Form):
    """One's own account."""

    name = forms.CharField(label=_("Name shown"), max_length=60)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101
        language.choices = [("", _("As the site")), *(pair for pair in settings.LANGUAGES if pair[0] != "bo")]


class UploadForm(forms.Form):
    """The workbook, and the unit to import below."""

    under = UnitField(label=_("Import below"), help_text=_("Usually the county."))
    file = forms.FileField(
        label=_("Workbook (.xlsx or .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aim(self, "under", units)
