"""Forms of facts: a workbook to look at, one value to enter. They turn text into values and hold no rule."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.records import problems
from baxing.records.cells import read_cell
from baxing.records.words import period_words
from baxing.rules.facts import PERIODS
from baxing.rules.pack import FactDef
from baxing.standards.models import StandardPack
from baxing.units.models import Unit

YEARS = range(2000, 2101)


class ImportForm(forms.Form):
    """Which file, for which year, below which unit, under which pack."""

    file = forms.FileField(
        label=_("Workbook"),
        help_text=_(
            ".xlsx or .csv, as you keep it: title rows, several sheets, 33% or 0.33, 2025.2.26 are all understood."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt"}),
    )
    year = forms.IntegerField(
        label=_("Year that the facts are about"), min_value=YEARS[0], max_value=YEARS[-1]
    )
    under = forms.ModelChoiceField(
        label=_("Branches below"), queryset=Unit.objects.none(), to_field_name="uid", empty_label=None
    )
    pack = forms.ModelChoiceField(
        label=_("Standard"), queryset=StandardPack.objects.none(), to_field_name="uid", empty_label=None
    )

    def __init__(self, *args: Any, units: Any, packs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("under", units), ("pack", packs)):
            choice = self.fields[name]
            assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 (declared above)
            choice.queryset = rows
            choice.initial = rows.first().uid if rows else None
        self.fields["pack"].label_from_instance = _pack_words  # type: ignore[attr-defined]
        self.fields["year"].initial = usual_year()


def _pack_words(row: StandardPack) -> str:
    return f"{row.name.get('zh', row.code)} {row.version}"


def usual_year() -> int:
    """The year that people now enter facts of: last year until summer, then this one."""
    today = timezone.localdate()
    return today.year if today.month > 6 else today.year - 1


class FactForm(forms.Form):
    """One value of one fact, as people write it."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    value = forms.CharField(label=_("Value"), max_length=60)
    source = forms.CharField(
        label=_("Where it is written down"),
        max_length=200,
        help_text=_("For example: minutes no. 12 of 2025, or the roster of 30 June."),
    )
    reason = forms.CharField(label=_("Why it is corrected"), max_length=200)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, definition: FactDef, known: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition
        periods = ("",) if "" in known else PERIODS[definition.period]
        self.fields["period"].choices = [(one, period_words(one)) for one in periods]  # type: ignore[attr-defined]
        if len(periods) == 1:
            self.fields["period"].widget = forms.HiddenInput()
        if definition.kind == "yes_no":
            self.fields["value"] = forms.ChoiceField(
                label=_("Value"), choices=[("是", _("yes")), ("否", _("no"))], widget=forms.RadioSelect
            )
        self.fields["value"].help_text = HINTS[definition.kind]
        wanted = self.data.get("period", "") if self.is_bound else self.initial.get("period", "")
        if wanted not in known:
            self.fields["reason"].required = False
            self.fields["reason"].widget = forms.HiddenInput()

    @property
    def given(self) -> dict[str, Any]:
        """What `set_fact` is told."""
        return {name: self.cleaned_data[name] for name in ("period", "value", "source", "reason", "seen")}

    def clean_value(self) -> Any:
        """The value that the text means; the error says how to write it."""
        said = self.cleaned_data["value"]
        read = read_cell(said, self.definition)
        if read.value is None:
            bounds = {"least": self.definition.least, "most": self.definition.most}
            code = read.error or "no-value"
            what, mend = problems.say(code, said=said, fact=problems.called(self.definition), **bounds)
            raise forms.ValidationError(f"{what} {mend}", code=code)
        return read.value


HINTS: dict[str, Any] = {
    "count": _("Figures only; half a count may have decimals."),
    "share": _("With a per cent sign, or as a share of 1: 92% or 0.92."),
    "yes_no": "",
    "date": _("Like 2025-02-20."),
}
