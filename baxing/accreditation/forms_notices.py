"""Forms of notices, objections, ratings, meetings and vetoes: text into values, no rule."""

from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baxing.accreditation.actions.objections import FACT_LEAST, FACT_MOST
from baxing.accreditation.forms import Document, Minute
from baxing.accreditation.models import Application, Notice
from baxing.units.fields import day_field, text_field
from baxing.units.models import User

SALT = "baxing.objection"
SECONDS_LEAST, SECONDS_MOST = 4, 12 * 3600
CHANNEL_WORDS = {
    "web": _("this page"),
    "phone": _("telephone"),
    "letter": _("letter"),
    "visit": _("visit"),
    "box": _("box"),
    "office": _("found by the office"),
}


class PublishForm(Minute):
    """The meeting that approves; which sheets were chosen stands beside it."""


class DownForm(forms.Form):
    """On which day the notice could not be seen."""

    reason = forms.CharField(label=_("Which day, and what was down"), max_length=200)


class Objecting(forms.Form):
    """What an objection says: branch, star, fact."""

    branch = forms.ModelChoiceField(
        label=_("Which branch"), queryset=Application.objects.none(), to_field_name="uid"
    )
    star = forms.ChoiceField(label=_("Which star"), required=False)
    fact = text_field(
        _("What is wrong: what, where, when, and how it can be checked"),
        FACT_MOST,
        6,
        min_length=FACT_LEAST,
    )

    def __init__(self, *args: Any, branches: Any, stars: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        branch = self.fields["branch"]
        branch.queryset = branches  # type: ignore[attr-defined]
        branch.label_from_instance = lambda a: f"{a.township.name} · {a.unit.name}"  # type: ignore[attr-defined]
        self.fields["star"].choices = [("", _("the result as a whole")), *stars]  # type: ignore[attr-defined]


class ObjectionForm(Objecting):
    """The public form. `website` is a trap: people do not see it. `proof` says when the form was opened."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=_("How we can reach you"),
        max_length=120,
        required=False,
        help_text=_("Only the person who checks sees it; it is stored encrypted and erased at the rating."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)
    proof = forms.CharField(widget=forms.HiddenInput, max_length=300)

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice

    def clean(self) -> dict[str, Any]:
        """Neither a trap filled in, nor a form that was opened too lately or too long ago."""
        data = super().clean() or {}
        opened = opened_at(self.notice, data.get("proof", ""))
        age = None if opened is None else timezone.now().timestamp() - opened
        if data.get("website") or age is None or age < 0:
            raise forms.ValidationError(_("This form was not filled in on our page. Open it again, please."))
        if age < SECONDS_LEAST:
            raise forms.ValidationError(_("That was very quick. Look at it once more and send it again."))
        if age > SECONDS_MOST:
            raise forms.ValidationError(_("This form was open for too long. Send it again, please."))
        return data


def proof(notice: Notice) -> str:
    """What a form carries to show that it was opened here, for this notice, and when."""
    return signing.dumps([str(notice.uid), timezone.now().timestamp()], salt=SALT, compress=True)


def opened_at(notice: Notice, token: str) -> float | None:
    """When the form with this proof was opened; None for any other text."""
    try:
        uid, at = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return float(at) if uid == str(notice.uid) else None


class EnteredObjection(Objecting):
    """An objection that came in another way, as the office enters it."""

    channel = forms.ChoiceField(
        label=_("How it came in"),
        choices=[(code, words) for code, words in CHANNEL_WORDS.items() if code != "web"],
    )
    name = forms.CharField(label=_("Name, if it was given"), max_length=60, required=False)
    contact = forms.CharField(
        label=_("How to reach them, if it was given"),
        max_length=120,
        required=False,
        help_text=_("Only the person who checks sees it; it is stored encrypted and erased at the rating."),
    )


class CheckerForm(forms.Form):
    """Who checks."""

    checker = forms.ModelChoiceField(label=_("Who checks"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["checker"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in people]).order_by("username")  # type: ignore[attr-defined]
        field.label_from_instance = lambda user: user.name  # type: ignore[attr-defined]


class ExtendForm(forms.Form):
    """Why more time is needed."""

    reason = forms.CharField(label=_("Why more time is needed"), max_length=200)


class SettleForm(forms.Form):
    """Other points for one task, as found."""

    task = forms.ChoiceField(label=_("Task"))
    points = forms.DecimalField(
        label=_("Points as found"),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "num", "step": "0.25"}),
    )
    text = forms.CharField(label=_("What was found"), max_length=300)

    def __init__(self, *args: Any, tasks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].choices = tasks  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What was found (inside), and what is answered (to whoever has the ticket)."""

    finding = text_field(_("What was found (stays in the office)"), 2000, rows=4)
    answer = text_field(_("Written answer (for whoever has the ticket; no names)"), 2000, rows=4)


class TicketForm(forms.Form):
    """The ticket of an objection."""

    ticket = forms.CharField(
        label=_("Ticket"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_ticket(self) -> str:
        """As it is stored: capitals, no spaces or hyphens."""
        return plain_code(self.cleaned_data["ticket"])


class CodeForm(forms.Form):
    """The verification code of a certificate."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """As it is stored: capitals, no spaces or hyphens."""
        return plain_code(self.cleaned_data["code"])


def plain_code(text: str) -> str:
    """A code as people copy it: 7k4m-2q9x 3a → 7K4M2Q9X3A."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


class DecisionForm(Document):
    """The decision that rates many."""

    on = day_field(_("Day of the decision"), initial=timezone.localdate)


class MeetingForm(forms.Form):
    """An on-site meeting."""

    on = day_field(_("Day"), initial=timezone.localdate)
    visitors = forms.IntegerField(
        label=_("Visitors"), min_value=1, max_value=9999, widget=forms.NumberInput(attrs={"class": "num"})
    )
    cost_borne_by = forms.CharField(label=_("Cost borne by"), max_length=120)
    lesson = text_field(_("The lesson, in at most three lines"), 600, 3)


class FlagForm(forms.Form):
    """A veto on a document."""

    veto = forms.ChoiceField(label=_("Which veto"), widget=forms.RadioSelect)
    document = forms.CharField(label=_("Document number"), max_length=120)

    def __init__(self, *args: Any, vetoes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["veto"].choices = vetoes  # type: ignore[attr-defined]


class FlagAnswerForm(forms.Form):
    """What the branch says to it."""

    answer = text_field(_("The branch's answer"), 1000, rows=4)
