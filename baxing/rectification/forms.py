"""Forms of screening, plan and work: they turn text into values and hold no rule; the actions refuse."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baxing.dossiers.actions import words
from baxing.problems.models import Problem
from baxing.rectification.models import Case, Seat
from baxing.rules.regulation import Regulation, Sign
from baxing.units.fields import day_field, number_field, text_field
from baxing.units.models import User


class Plain(forms.Form):
    """A step that needs nothing but the press."""


class Reason(forms.Form):
    """A step that needs its reason."""

    note = text_field(_("Reason"), 500)


class Answer(forms.Form):
    """What the branch says to the proposal."""

    note = text_field(
        _("What the branch says"),
        2000,
        rows=5,
        help_text=_("Say what is so, what is not, and what has changed. Your words are kept as they are."),
    )


class Minute(forms.Form):
    """A step decided in a meeting."""

    minute = forms.CharField(label=_("Minute number"), max_length=60)


class Approve(Minute):
    """The county's approval of a plan; a key case needs the standing committee's minute too."""

    standing_minute = forms.CharField(
        label=_("Minute of the standing committee"), max_length=60, required=False
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case.level == "key":
            self.fields["standing_minute"].required = True
        else:
            del self.fields["standing_minute"]


class Codes(forms.Form):
    """Which situations it rests on."""

    codes = forms.MultipleChoiceField(
        label=_("Which situations"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = sign_choices(case.rules.signs_for(case.sector))  # type: ignore[attr-defined]


class Look(Codes):
    """What one level saw."""

    text = text_field(_("What was seen"), 300, help_text=_("Facts, in one or two sentences; no names."))
    field_order = ["codes", "text"]


class Propose(Codes, Reason, Minute):
    """The township committee's proposal."""

    field_order = ["codes", "note", "minute"]


class Confirm(Codes, Minute):
    """The county's decision."""

    level = forms.ChoiceField(
        label=pgettext_lazy("case", "Level"),
        choices=[("normal", _("normal")), ("key", _("key"))],
        initial="normal",
        widget=forms.RadioSelect,
        help_text=_("A key case is watched by the county from the start."),
    )
    months = number_field(_("Months of work"), 1, 36)
    minute = forms.CharField(label=_("Minute of the department's meeting"), max_length=60)
    standing_minute = forms.CharField(label=_("Minute of the standing committee"), max_length=60)
    field_order = ["codes", "level", "months", "minute", "standing_minute"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        terms = case.rules.terms
        months = self.fields["months"]
        months.help_text = _("between %(least)s and %(most)s") % {
            "least": terms.months_least,
            "most": terms.months_most,
        }
        months.initial = terms.months


class Plan(forms.Form):
    """What the plan is to reach, and the members' meeting that began it."""

    target = text_field(
        _("What is to be reached"), 300, help_text=_("One sentence that members can check later.")
    )
    kick_off_on = day_field(_("Kick-off meeting held on"))
    should = number_field(_("Should attend"), 1)
    present = number_field(_("Present"))


class SeatForm(forms.Form):
    """Who is one of the four ones: a duty, not a name."""

    duty = forms.CharField(
        label=_("Duty"), max_length=60, help_text=_("The duty, such as “deputy head of the county”; no name.")
    )
    unit_name = forms.CharField(label=_("Of which unit"), max_length=60, required=False)
    user = forms.ChoiceField(
        label=_("Account"),
        required=False,
        help_text=_("If the person works with this system; visits then appear on that desk."),
    )
    since = day_field(_("Since"), initial=timezone.localdate)

    def __init__(self, *args: Any, accounts: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = {str(user.pk): user for user in accounts}
        self.fields["user"].choices = [  # type: ignore[attr-defined]
            ("", _("without an account")),
            *((key, f"{user.name} ({user.username})") for key, user in self.accounts.items()),
        ]

    @property
    def account(self) -> User | None:
        """The account that was chosen."""
        return self.accounts.get(self.cleaned_data["user"])


class VisitForm(forms.Form):
    """One visit: the day, the problem it touched, the next step. No diary."""

    seat = forms.ChoiceField(label=_("Who went"))
    on = day_field(_("Day of the visit"), initial=timezone.localdate)
    problem = forms.ChoiceField(label=_("Which problem it touched"))
    next_step = forms.CharField(label=_("Next step"), max_length=120, required=False)

    def __init__(
        self, *args: Any, seats: Sequence[Seat], problems: Sequence[Problem], rules: Regulation, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {row.code: words(row.name) for row in rules.four_ones}
        self.seats = {str(seat.uid): seat for seat in seats}
        self.problems = {str(problem.uid): problem for problem in problems}
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            (key, f"{names.get(seat.role, seat.role)} · {seat.duty}") for key, seat in self.seats.items()
        ]
        self.fields["problem"].choices = [  # type: ignore[attr-defined]
            (key, f"{problem.number}. {problem.what}") for key, problem in self.problems.items()
        ]


class ProgressForm(forms.Form):
    """The month in one line; the figures are computed."""

    month = forms.ChoiceField(label=_("Month"))
    line = forms.CharField(
        label=_("The month in one line"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    help = forms.CharField(
        label=_("What help is wanted"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Said here, it reaches the township and the county."),
    )

    field_order = ["line", "help", "month"]

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = {f"{month:%Y-%m}": month for month in months}
        self.fields["month"].choices = [(key, key) for key in self.months]  # type: ignore[attr-defined]


class ToldForm(forms.Form):
    """Who was told, when and how. The system sends nothing."""

    to = forms.CharField(label=_("Who was told"), max_length=60, help_text=_("A duty or a unit; no name."))
    on = day_field(_("On"), initial=timezone.localdate)
    how = forms.CharField(
        label=_("How they were told"), max_length=60, help_text=_("By letter, by telephone, at a meeting …")
    )


def sign_choices(signs: Iterable[Sign]) -> list[tuple[str, Any]]:
    """The situations of a sector with their words."""
    return [
        (
            sign.code,
            f"{sign.code} {words(sign.name)}" + (f"{_(' (advisory)')}" if sign.advisory else ""),
        )
        for sign in signs
    ]
