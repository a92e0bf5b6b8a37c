"""The form of a count: it turns text into values and holds no rule; the action refuses."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.ballots.models import HallCount
from baxing.ballots.sheet import OPTION_WORDS, ROWS, VOID
from baxing.rules.ballot import SATISFACTION, Count
from baxing.units.fields import day_field, number_field

MOST = 99_999
PLAIN = ("present", "issued", "returned", "void")


class CountForm(forms.Form):
    """The count of one electorate, as it stands on the tellers' paper. The rows beside the overall one may stay empty."""

    held_on = day_field(_("Held on"), initial=timezone.localdate)
    present = number_field(_("Present"), most=MOST)
    issued = number_field(_("Ballots issued"), most=MOST)
    returned = number_field(_("Ballots returned"), most=MOST)
    void = number_field(_("Void"), most=MOST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in SATISFACTION.options:
            self.fields[option] = number_field(OPTION_WORDS[option], most=MOST)
        for row in ROWS:
            for option in (*SATISFACTION.options, VOID):
                label = OPTION_WORDS.get(option, _("Void"))
                self.fields[f"{row}-{option}"] = number_field(label, required=False, most=MOST)

    @property
    def overall(self) -> list[forms.BoundField]:
        """What must be filled in, in the order of the paper."""
        return [self[name] for name in ("held_on", *PLAIN, *SATISFACTION.options)]

    @property
    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The rows that are for reading only, each with its fields."""
        options = (*SATISFACTION.options, VOID)
        return [(words, [self[f"{row}-{option}"] for option in options]) for row, words in ROWS.items()]

    @property
    def headings(self) -> list[Any]:
        """The words above the columns of the rows."""
        return [*(OPTION_WORDS[option] for option in SATISFACTION.options), _("Void")]

    @property
    def rows_wrong(self) -> bool:
        """Whether a row was filled in wrongly, so that the fold stands open."""
        return any(bound.errors for _words, cells in self.rows for bound in cells)

    def clean(self) -> dict[str, Any]:
        """A row is filled in whole, or left empty."""
        data = super().clean() or {}
        for row in ROWS:
            names = [f"{row}-{option}" for option in (*SATISFACTION.options, VOID)]
            given = [data.get(name) is not None for name in names]
            if any(given) and not all(given):
                gap = names[given.index(False)]
                if gap not in self.errors:
                    self.add_error(gap, _("Fill in the whole row, or leave it empty."))
        return data

    @property
    def count(self) -> Count:
        """The overall question, which alone decides."""
        data = self.cleaned_data
        marks = {option: data[option] for option in SATISFACTION.options}
        return Count(data["issued"], data["returned"], data["void"], marks)

    @property
    def given_rows(self) -> dict[str, dict[str, int]]:
        """The rows that were filled in."""
        data, options = self.cleaned_data, (*SATISFACTION.options, VOID)
        return {
            row: {option: data[f"{row}-{option}"] for option in options}
            for row in ROWS
            if data[f"{row}-{VOID}"] is not None
        }


def as_initial(entry: HallCount) -> dict[str, Any]:
    """An account's own entry, to be corrected."""
    plain = {name: getattr(entry, name) for name in ("held_on", *PLAIN)}
    rows = {f"{row}-{option}": n for row, given in entry.rows.items() for option, n in given.items()}
    return {**plain, **entry.options, **rows}
