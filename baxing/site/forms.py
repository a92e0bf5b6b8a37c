"""Forms of the shell: they turn text into values and hold no rule."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account under which wrong passwords are counted: letter case must not open more tries."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    return str(name).strip().lower()[:60]


class LoginForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _(
            "User name or password is wrong. After five wrong tries the account rests for 15 minutes."
        ),
        "inactive": _("This account is closed. Ask the administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs.pop("autofocus", None)
        self.fields["password"].label = _("Password")


class PasswordForm(forms.Form):
    """The old password once, the new one twice."""

    old = forms.CharField(
        label=_("Password until now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 10 characters, not only digits, not one that everybody uses."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("The two new passwords differ. Type the new one once more."))
        return data


class SlipForm(forms.Form):
    """What somebody wants to say, and about which page."""

    text = forms.CharField(
        label=_("What should be different?"),
        max_length=2000,
        help_text=_("No names or telephone numbers of others, please. 2,000 characters at most."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    page = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The answer to a slip."""

    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class TokenForm(forms.Form):
    """For which duty, what for, and until when."""

    duty = forms.ChoiceField(label=_("For which duty"), widget=forms.RadioSelect)
    label = forms.CharField(
        label=_("What it is for"),
        max_length=60,
        help_text=_("For example: nightly copy of facts from the register."),
    )
    until = forms.DateField(
        label=_("Valid through"),
        help_text=_("Within a year. The token ends earlier if the duty ends."),
        widget=forms.DateInput(attrs={"type": "date", "class": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, duties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["duty"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 (declared above)
        choice.choices = duties
        if len(duties) == 1:
            choice.initial = duties[0][0]
