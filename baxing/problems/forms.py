"""Forms of a problem: they turn text into values and hold no rule; the actions refuse."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.dossiers.actions import words
from baxing.problems.actions.items import REOPENED_CALENDAR_DAYS
from baxing.problems.models import Problem
from baxing.problems.origins import ORIGINS
from baxing.problems.wording import LEAST, MOST
from baxing.rules.roles import WORKERS
from baxing.rules.text import Text
from baxing.units.fields import day_field, text_field
from baxing.units.models import Grant, Unit, User
from baxing.units.paths import ancestors

MILESTONES = 4


class Step(forms.Form):
    """What one step of a problem asks for; nothing, if only the press is needed."""

    def __init__(self, *args: Any, problem: Problem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problem = problem
        self.begin()

    def begin(self) -> None:
        """What is filled in before anybody types."""


class Claim(Step):
    """What changed, in one sentence."""

    changed = text_field(
        _("What changed, in one sentence"),
        MOST,
        min_length=LEAST,
        help_text=_(
            "What is different now, so that somebody else can go and see it; not what was done for it."
        ),
    )

    def begin(self) -> None:
        self.initial["changed"] = self.problem.changed


class Note(Step):
    """What the verifier saw, if he wants to say so."""

    note = text_field(_("What you saw"), 300, rows=2, required=False)


class Reason(Step):
    """A step that needs its reason."""

    reason = text_field(_("Reason"), 300)


class Sign(Step):
    """Who signed that it changed: a role and a day, no name."""

    signer = forms.ChoiceField(
        label=_("Who signed that it changed"),
        widget=forms.RadioSelect,
        help_text=_(
            "Somebody who gains by it signs on paper. Only the role and the day are kept here, no name."
        ),
    )
    signed_on = day_field(_("Day of the signature"), initial=timezone.localdate)

    def begin(self) -> None:
        parent = self.problem.parent
        signers = ORIGINS[parent.flow].signers(parent)
        self.fields["signer"].choices = [(row.code, words(row.name)) for row in signers]  # type: ignore[attr-defined]


class KeepUp(Step):
    """Why it takes long, and what must be reached by when."""

    reason = text_field(_("Why it cannot be closed at one stroke"), 300)

    def begin(self) -> None:
        for number in range(1, MILESTONES + 1):
            self.fields[f"what_{number}"] = forms.CharField(
                label=_("Milestone %(number)s") % {"number": number}, max_length=200, required=number == 1
            )
            self.fields[f"due_{number}"] = day_field(_("By which day"), required=number == 1)

    def clean(self) -> dict[str, Any]:
        """Each milestone is whole: what and by which day."""
        data = super().clean() or {}
        found: list[tuple[str, date]] = []
        for number in range(1, MILESTONES + 1):
            what, due = data.get(f"what_{number}"), data.get(f"due_{number}")
            if what and due:
                found.append((what, due))
            elif (what or due) and not {f"what_{number}", f"due_{number}"} & set(self.errors):
                self.add_error(
                    f"what_{number}", _("A milestone says what is reached and by which day: write both.")
                )
        return {"reason": data.get("reason", ""), "milestones": found}


class Extend(Step):
    """A later day by the township committee."""

    due = day_field(_("The new day"))
    reason = text_field(_("Reason"), 300)
    minute = forms.CharField(label=_("Minute number of the township committee"), max_length=60)


class Reopen(Step):
    """It did not hold."""

    reason = text_field(_("What is back"), 300)
    due = day_field(_("To be put right by"))

    def begin(self) -> None:
        self.initial["due"] = timezone.localdate() + timedelta(days=REOPENED_CALENDAR_DAYS)


class Reached(forms.Form):
    """On which day a milestone was reached."""

    done_on = day_field(_("Reached on"), initial=timezone.localdate)


class ItemForm(forms.Form):
    """One problem: what is wrong, why, how it is put right, by whom, by when."""

    what = text_field(_("The problem, in one sentence"), 300, rows=2)
    code = forms.ChoiceField(label=_("Where it comes from"), required=False)
    cause = text_field(_("Why it is so"), 300, rows=2, required=False)
    measure = text_field(_("How it is put right"), 300, rows=2, required=False)
    lead = forms.CharField(
        label=_("Who takes the lead (a duty)"), max_length=60, required=False, help_text=_("A duty, no name.")
    )
    lead_user = forms.ChoiceField(
        label=_("Whose account"),
        required=False,
        help_text=_("Whoever takes the lead cannot verify or close it."),
    )
    helper = forms.CharField(label=_("Who helps"), max_length=60, required=False)
    due = day_field(_("By which day"))

    def __init__(self, *args: Any, unit: Unit, codes: Mapping[str, Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in able_to_lead(unit)}
        grounds = [(code, f"{code} {words(name)}") for code, name in codes.items()]
        people = [(name, person.name) for name, person in self.people.items()]
        self.fields["code"].choices = [("", _("seen on the spot")), *grounds]  # type: ignore[attr-defined]
        self.fields["lead_user"].choices = [("", _("no account")), *people]  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """The values as the actions take them."""
        data = dict(self.cleaned_data)
        return {**data, "lead_user": self.people.get(data["lead_user"])}


def able_to_lead(unit: Unit) -> list[User]:
    """Who works for the organisation: its own people and its helpers."""
    grants = Grant.objects.in_force().filter(unit__path__in=ancestors(unit.path), role__in=WORKERS)
    found = {
        grant.user_id: grant.user for grant in grants.select_related("user").order_by("-unit__path", "pk")
    }
    return [user for user in found.values() if user.is_active]
