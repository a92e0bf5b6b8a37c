"""Form fields that every slice asks with: a day, a few lines of text, a whole number."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "date"}, format="%Y-%m-%d")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A date with the browser's own picker."""
    return forms.DateField(label=label, widget=DateInput(), **more)


def text_field(label: Any, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    """A few lines of text, at most `most` characters."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def number_field(label: Any, least: int = 0, most: int = 9999, **more: Any) -> forms.IntegerField:
    """A whole number from `least` to `most`: people, ballots, points."""
    widget = forms.NumberInput(attrs={"class": "num", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **more)
