"""Forms of the three checks, the ballot and the closing: they turn text into values and hold no rule; the actions refuse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.dossiers.actions import words
from baxing.problems.models import Problem
from baxing.rules.regulation import Electorate, Item, Named, Regulation
from baxing.units.fields import day_field, number_field, text_field

YES_NO = [("yes", _("yes")), ("no", _("no"))]


def _yes_no(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, **more)


@dataclass(frozen=True)
class Asked:
    """One row of a form that asks the same of many things: the thing, its yes or no, its note."""

    what: Any
    ok: BoundField
    note: BoundField

    @property
    def bad(self) -> bool:
        """Whether this row is what the form complains about."""
        return bool(self.ok.errors or self.note.errors)


class Rows(forms.Form):
    """Asks a yes or no with a short note of each problem and of each question; a no needs its note."""

    def ask(self, kind: str, things: Iterable[tuple[str, Any]], label: Any = "") -> list[Asked]:
        """Add the two fields of every thing under `kind`, and give the rows for the page."""
        rows = []
        for key, thing in things:
            ok, note = f"{kind}-ok-{key}", f"{kind}-note-{key}"
            self.fields[ok] = _yes_no(label or _("yes or no"))
            self.fields[note] = forms.CharField(label=_("Note"), max_length=200, required=False)
            rows.append(Asked(thing, self[ok], self[note]))
        self.asked = [*getattr(self, "asked", []), *rows]
        return rows

    def clean(self) -> dict[str, Any]:
        """A no says what is not right."""
        data = super().clean() or {}
        for row in getattr(self, "asked", []):
            if data.get(row.ok.name) == "no" and not data.get(row.note.name, "").strip():
                self.add_error(row.note.name, _("Say in a few words what is not right."))
        return data

    def said(self, kind: str) -> dict[str, dict[str, Any]]:
        """What was answered under `kind`: key → {"ok", "note"}."""
        head = f"{kind}-ok-"
        return {
            name.removeprefix(head): {
                "ok": value == "yes",
                "note": self.cleaned_data[f"{kind}-note-{name.removeprefix(head)}"],
            }
            for name, value in self.cleaned_data.items()
            if name.startswith(head)
        }


def _keyed(problems: Sequence[Problem]) -> list[tuple[str, Problem]]:
    return [(str(problem.uid), problem) for problem in problems]


def _named(rows: Sequence[Named]) -> list[tuple[str, Named]]:
    return [(row.code, row) for row in rows]


class CheckForm(Rows):
    """What all three checks have: the day, a word on every problem, an opinion."""

    on = day_field(_("Day of the check"), initial=timezone.localdate)

    def __init__(self, *args: Any, problems: Sequence[Problem], rules: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        self.items = self.ask("item", _keyed(problems), _("Is it so?"))
        self.fields["opinion"] = text_field(_("Opinion"), 300)

    @property
    def findings(self) -> dict[str, dict[str, Any]]:
        """Problem uid → {"ok", "note"}."""
        return self.said("item")


class SelfCheckForm(CheckForm):
    """The branch's own check, heard by the members' meeting."""

    should = number_field(_("Should attend"), 1)
    present = number_field(_("Present"))


class OutsideForm(CheckForm):
    """What the two checks from outside have in common: how it was looked at, and whether it passes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["methods"] = forms.MultipleChoiceField(
            label=_("How it was looked at"),
            choices=[(row.code, words(row.name)) for row in self.rules.methods],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Conclusion"), choices=self.verdicts(), widget=forms.RadioSelect
        )

    def verdicts(self) -> list[tuple[str, Any]]:
        """The two ends of this check."""
        raise NotImplementedError

    @property
    def passed(self) -> bool:
        """Whether it passes."""
        return bool(self.cleaned_data["verdict"] == "pass")


class RecheckForm(OutsideForm):
    """The township's recheck on site; talks are counted, never written down."""

    members = number_field(_("Talks with members"))
    households = number_field(_("Talks with households"))

    def verdicts(self) -> list[tuple[str, Any]]:
        """The two ends of this check."""
        return [
            ("pass", _("It passes: on to the department")),
            ("fail", _("It does not pass: rectification goes on")),
        ]


class ReviewForm(OutsideForm):
    """The department's review: three questions and the acceptance sheet; the row that is computed is not asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered = self.ask("answer", _named(self.rules.questions))
        self.points = {item.code: f"points-{item.code}" for item in self.rules.sheet.items if not item.solved}
        for item in self.rules.sheet.items:
            if not item.solved:
                self.fields[self.points[item.code]] = number_field(words(item.name), 0, item.points)

    def verdicts(self) -> list[tuple[str, Any]]:
        """The two ends of this check."""
        return [
            ("pass", _("It passes: the ballot may be opened")),
            ("fail", _("It does not pass: rectification goes on")),
        ]

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Question → {"ok", "note"}."""
        return self.said("answer")

    @property
    def sheet(self) -> dict[str, int]:
        """Item → points."""
        return {code: self.cleaned_data[name] for code, name in self.points.items()}

    def typed(self) -> dict[str, int]:
        """The points that are typed and sound so far, for the sum while the form is being filled."""
        found = {}
        for code, name in self.points.items():
            field = self.fields[name]
            try:
                value = field.clean(self[name].value())
            except forms.ValidationError:
                continue
            found[code] = value
        return found

    def sheet_rows(self) -> list[tuple[Item, BoundField | None]]:
        """Each row of the sheet with its field; the computed one has none."""
        return [
            (item, self[self.points[item.code]] if item.code in self.points else None)
            for item in self.rules.sheet.items
        ]


class SizesForm(forms.Form):
    """How many ballots each electorate gets."""

    def __init__(self, *args: Any, electorates: Sequence[Electorate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.electorates = electorates
        for row in electorates:
            self.fields[f"size-{row.code}"] = number_field(words(row.name), 1, 99999)

    @property
    def sizes(self) -> dict[str, int]:
        """Electorate → how many should vote."""
        return {row.code: self.cleaned_data[f"size-{row.code}"] for row in self.electorates}


class WarnedForm(SizesForm):
    """The same sizes once the warning stands beside them: opened only by who ticked that it was seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in self.electorates:
            self.fields[f"size-{row.code}"].widget = forms.HiddenInput()
        self.fields["seen"] = forms.BooleanField(
            label=_("I have seen how many dissents each group can bear"), required=True
        )


class ByDocument(forms.Form):
    """A decision by document."""

    document = forms.CharField(label=_("Document number"), max_length=120)


class Objecting(forms.Form):
    """An objection as it came in; who raised it is not asked."""

    text = text_field(_("What was objected"), 300)


class WithReason(forms.Form):
    """A step that needs its reason."""

    reason = text_field(_("Reason"), 300)


class Upheld(WithReason):
    """The objection is right: which problems are open again."""

    def __init__(self, *args: Any, problems: Sequence[Problem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems = {str(problem.uid): problem for problem in problems}
        self.fields["reopen"] = forms.MultipleChoiceField(
            label=_("Problems to reopen"),
            choices=[(uid, str(problem)) for uid, problem in self.problems.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )

    @property
    def reopened(self) -> list[Problem]:
        """The problems that were chosen."""
        return [self.problems[uid] for uid in self.cleaned_data["reopen"]]


class LightForm(forms.Form):
    """The quarter's light check: does it hold, in one line."""

    on = day_field(_("Day of the check"), initial=timezone.localdate)
    holds = _yes_no(_("Does it hold?"))
    note = forms.CharField(label=_("In one line"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """A no says what has come back."""
        data = super().clean() or {}
        if data.get("holds") == "no" and not data.get("note", "").strip():
            self.add_error("note", _("Say in a few words what is not right."))
        return data


class LookBackForm(Rows):
    """A look-back: three questions, the sampled problems one by one, talks as counts, an opinion."""

    on = day_field(_("Day of the look-back"), initial=timezone.localdate)
    members = number_field(_("Talks with members"))
    households = number_field(_("Talks with households"))

    def __init__(self, *args: Any, problems: Sequence[Problem], rules: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered = self.ask("answer", _named(rules.questions))
        self.items = self.ask("item", _keyed(problems), _("Does it still hold?"))
        self.fields["opinion"] = text_field(_("Opinion"), 300)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Question → {"ok", "note"}."""
        return self.said("answer")

    @property
    def sampled(self) -> dict[str, dict[str, Any]]:
        """Problem uid → {"kept", "note"}."""
        return {uid: {"kept": row["ok"], "note": row["note"]} for uid, row in self.said("item").items()}
