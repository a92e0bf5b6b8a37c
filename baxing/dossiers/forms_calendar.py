"""Forms of the working-day calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baxing.rules.text import Text

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class DayForm(forms.Form):
    """One day: given off, worked in exchange, or again as its weekday says; and the notice it follows."""

    day = _day(label=_("Day"))
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            ("off", _("Day off")),
            ("work", _("Worked in exchange")),
            ("usual", _("As its weekday says")),
        ],
        widget=forms.RadioSelect,
    )
    zh = forms.CharField(label=_("Name of the holiday in Chinese"), max_length=40, required=False)
    en = forms.CharField(label=_("Name of the holiday in English"), max_length=60, required=False)
    reason = forms.CharField(
        label=_("Which notice says so"), max_length=60, help_text=_("Its number or title; kept with the day.")
    )

    def clean_day(self) -> date:
        """A day that the product can be asked about."""
        day: date = self.cleaned_data["day"]
        if not FIRST <= day <= LAST:
            raise forms.ValidationError(_("Choose a day between 1990 and 2100."))
        return day

    def clean(self) -> dict[str, Any]:
        """A holiday needs its Chinese name; the English one is the Chinese one where it is missing."""
        values = super().clean() or {}
        if values.get("kind") in {"off", "work"} and not values.get("zh") and "zh" not in self.errors:
            self.add_error("zh", _("Give the name of the holiday: deadlines are explained with it."))
        return values

    def name(self, bo: str = "") -> Text:
        """The name of the holiday; `bo` keeps a Tibetan name that was there before."""
        return Text(zh=self.cleaned_data["zh"], en=self.cleaned_data["en"] or self.cleaned_data["zh"], bo=bo)


class ConfirmForm(forms.Form):
    """The notice with which a year's expected days were compared."""

    reason = forms.CharField(
        label=_("Which notice it was compared with"), max_length=60, help_text=_("Its number or title.")
    )


class CountForm(forms.Form):
    """A question: which day is n working days after another."""

    start = _day(label=_("Starting day"))
    n = forms.IntegerField(label=_("Working days"), min_value=-500, max_value=500)

    def clean_start(self) -> date:
        """A day that the product can be asked about."""
        start: date = self.cleaned_data["start"]
        if not FIRST <= start <= LAST:
            raise forms.ValidationError(_("Choose a day between 1990 and 2100."))
        return start
