"""Forms of the cycle: they turn text into values and hold no rule; the actions refuse."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.ballots.sheet import OPTION_WORDS
from baxing.dossiers.actions import words
from baxing.rules.pack import LevelRule, Task
from baxing.units.fields import day_field, text_field


class Plain(forms.Form):
    """A move that needs nothing but the press."""


class Reason(forms.Form):
    """A move that needs its reason."""

    note = text_field(_("Reason"), 500)


class Minute(forms.Form):
    """A move decided in a meeting."""

    number = forms.CharField(label=_("Minute number"), max_length=60)
    on = day_field(_("Day of the meeting"), initial=timezone.localdate)


class Quorum(Minute):
    """A meeting whose attendance counts."""

    should = forms.IntegerField(label=_("Should attend"), min_value=1, max_value=9999)
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=9999)


class MinuteReason(Minute, Reason):
    """A meeting's decision with its reason."""


class Document(forms.Form):
    """A decision by document."""

    document = forms.CharField(label=_("Document number"), max_length=120)


class DatedDocument(Document):
    """A decision by document, with its day."""

    on = day_field(_("Day of the decision"), initial=timezone.localdate)


class ReasonDocument(Document, Reason):
    """A decision by document with its reason."""


class Willing(forms.Form):
    """Applying for reaching the standard."""

    willing = forms.BooleanField(
        label=_("If all stars are lit, we are willing to receive visitors as a demonstration"), required=False
    )


class OwnScore(forms.Form):
    """The branch's own word on one task: points, a short reason, and how a shortfall is made good."""

    points = forms.DecimalField(
        label=_("Own points"), max_digits=6, decimal_places=2, min_value=0, required=False
    )
    na = forms.BooleanField(label=_("Does not apply to us"), required=False)
    reason = forms.CharField(
        label=_("One sentence of reason"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    excuse = forms.ChoiceField(label=_("Special circumstances"), required=False)
    what = forms.CharField(
        label=_("How it is made good"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    who = forms.CharField(label=_("Who does it (a role)"), required=False, max_length=60)
    due = day_field(_("By which day"), required=False)

    def __init__(self, *args: Any, task: Task, excuses: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id=f"{task.code}-%s")  # type: ignore[misc]
        self.task = task
        self.fields["excuse"].choices = [("", _("none")), *excuses]  # type: ignore[attr-defined]
        for name in ("points", "reason"):
            self.fields[name].said_elsewhere = True  # type: ignore[attr-defined]
        points = self.fields["points"].widget
        points.attrs |= {"class": "num", "inputmode": "decimal", "max": str(task.points), "step": "0.25"}

    def clean(self) -> dict[str, Any]:
        """Something must be said: points, an excuse, or that the task does not apply."""
        data = super().clean() or {}
        if (
            data.get("points") is None
            and not data.get("na")
            and not data.get("excuse")
            and "points" not in self.errors
        ):
            self.add_error("points", _("Enter the points, or say that it does not apply."))
        if data.get("na"):
            data["points"] = None
        return data

    @property
    def measure(self) -> dict[str, Any] | None:
        """The measure, once it is whole: what, who and by which day."""
        given = {key: self.cleaned_data.get(key) for key in ("what", "who", "due")}
        return given if all(given.values()) else None

    @property
    def partial(self) -> bool:
        """Whether a measure was begun and is not whole yet."""
        return self.measure is None and any(self.cleaned_data.get(key) for key in ("what", "who", "due"))


class MeasureForm(forms.Form):
    """A measure for a task that the system computes."""

    what = forms.CharField(
        label=_("How it is made good"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    who = forms.CharField(label=_("Who does it (a role)"), max_length=60)
    due = day_field(_("By which day"))


class Opinion(forms.Form):
    """The township's opinion on one task."""

    choice = forms.ChoiceField(
        label=_("Your opinion"),
        choices=[
            ("self", _("Agree with the branch")),
            ("system", _("Follow the system")),
            ("verified", _("Points as verified")),
            ("return", _("Return for mending")),
        ],
        widget=forms.RadioSelect,
    )
    points = forms.DecimalField(
        label=_("Verified points"), max_digits=6, decimal_places=2, min_value=0, required=False
    )
    text = forms.CharField(
        label=_("What was verified, or what to mend"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LevelForm(forms.Form):
    """One anchored level on a rater's sheet."""

    level = forms.ChoiceField(label=_("Level"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Short reason"), required=False, max_length=200)
    seen = forms.CharField(label=_("Where it was seen"), required=False, max_length=120)

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id=f"{task.code}-%s")  # type: ignore[misc]
        self.fields["level"].choices = level_choices(task)  # type: ignore[attr-defined]


def level_choices(task: Task) -> list[tuple[str, Any]]:
    """The levels of a task with their anchors in the page's language; all or nothing for a gate."""
    if isinstance(task.rule, LevelRule):
        return [(str(n), f"{n} · {words(anchor)}") for n, anchor in enumerate(task.rule.anchors)]
    shares = {0: _("nothing"), 1: _("a quarter"), 2: _("half"), 3: _("three quarters"), 4: _("all")}
    kept = (0, 4) if task.method == "GATE" else tuple(shares)
    return [(str(n), f"{n} · {shares[n]}") for n in kept]


class ConflictForm(forms.Form):
    """Why a rater steps back."""

    reason = forms.CharField(label=_("What the conflict is"), max_length=200)


class BallotForm(forms.Form):
    """The count of one electorate, as it stands on the tellers' paper."""

    held_on = day_field(_("Held on"), initial=timezone.localdate)
    should = forms.IntegerField(label=_("Should attend"), min_value=1, max_value=99999)
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=99999)
    issued = forms.IntegerField(label=_("Ballots issued"), min_value=0, max_value=99999)
    returned = forms.IntegerField(label=_("Ballots returned"), min_value=0, max_value=99999)
    void = forms.IntegerField(label=_("Void"), min_value=0, max_value=99999)

    def __init__(self, *args: Any, options: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in options:
            self.fields[option] = forms.IntegerField(label=OPTION_WORDS[option], min_value=0, max_value=99999)
        for name, bound in self.fields.items():
            if name != "held_on":
                bound.widget.attrs |= {"class": "num", "inputmode": "numeric"}
