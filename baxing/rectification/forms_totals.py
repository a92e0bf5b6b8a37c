"""Forms of the yearly totals and of a regulation: they turn text into values and hold no rule."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.dossiers.actions import words
from baxing.rectification.actions.totals import FIRST_YEAR, MOST
from baxing.rectification.models import YearTotal
from baxing.rectification.totals import GROUPS, MEASURES
from baxing.standards.yaml_tree import MOST_BYTES


class WhichForm(forms.Form):
    """Which total is to be entered: a year and a measure."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR)
    measure = forms.ChoiceField(label=_("Figure"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year, measure = self.fields["year"], self.fields["measure"]
        assert isinstance(year, forms.IntegerField)  # noqa: S101 (declared above)
        assert isinstance(measure, forms.ChoiceField)  # noqa: S101
        this = timezone.localdate().year
        year.max_value = this
        year.validators.append(MaxValueValidator(this))
        year.widget.attrs = {"class": "num", "inputmode": "numeric", "max": this, "min": FIRST_YEAR}
        measure.choices = [(code, words(name)) for code, name in MEASURES.items()]


class TotalsForm(forms.Form):
    """The three figures of one year and measure, where they are written down, and what the person saw."""

    source = forms.CharField(
        label=_("Where they are written down"),
        max_length=200,
        help_text=_("A report or document, with its number."),
    )
    reason = forms.CharField(
        label=_("Why they are corrected"), max_length=200, required=False,
        help_text=_("Needed where a figure that stands there is changed."),
    )  # fmt: skip

    def __init__(self, *args: Any, known: dict[str, int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numeric = {"class": "num", "inputmode": "numeric"}
        figures: dict[str, forms.Field] = {}
        for group in YearTotal.GROUPS:
            figures[group] = forms.IntegerField(
                label=words(GROUPS[group]), required=False, min_value=0, max_value=MOST,
                widget=forms.NumberInput(attrs=numeric), initial=known[group],
            )  # fmt: skip
            seen = "" if known[group] is None else known[group]
            self.fields[f"seen_{group}"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=seen
            )
        if all(count is None for count in known.values()):
            del self.fields["reason"]
        self.fields = {**figures, **self.fields}
        for name in (*YearTotal.GROUPS, "reason"):
            if name in self.fields:
                self.fields[name].said_elsewhere = True  # type: ignore[attr-defined]

    @property
    def counts(self) -> dict[str, int | None]:
        """The figures by group; None is not known."""
        return {group: self.cleaned_data[group] for group in YearTotal.GROUPS}

    @property
    def seen(self) -> dict[str, int | None]:
        """What stood there when the page was opened."""
        return {group: self.cleaned_data[f"seen_{group}"] for group in YearTotal.GROUPS}


class RegulationForm(forms.Form):
    """A regulation as one YAML file, or its text on the way from the preview to publishing."""

    file = forms.FileField(label=_("YAML file"), required=False, help_text=_("One file, at most 2 MB."))
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].said_elsewhere = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either of the two, as bytes in `raw`, with the `name` that its problems are told by."""
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text", "")
        if file is None and not text:
            self.add_error("file", _("Choose the file."))
        elif file is not None and file.size > MOST_BYTES:
            self.add_error("file", _("The file is larger than 2 MB."))
        else:
            data["raw"] = file.read() if file is not None else text.encode()
            data["name"] = file.name if file is not None else "pack.yaml"
        return data
