"""Forms of the pack editor: they turn text into values and hold no rule."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from baxing.rules.pack import Pack
from baxing.rules.pack_walk import Path
from baxing.rules.text import Text
from baxing.standards.editing import Slot
from baxing.standards.labels import key, label
from baxing.standards.loading import Problem
from baxing.standards.yaml_tree import MOST_BYTES


def _say(text: Any) -> str:
    return str(text.say(get_language() or "zh"))


class Points(forms.DecimalField):
    """A plain decimal, shown without idle zeros."""

    def __init__(self, **kwargs: Any) -> None:
        numeric = forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"})
        super().__init__(max_digits=9, decimal_places=4, widget=numeric, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """25.00 is shown as 25."""
        if isinstance(value, Decimal):
            text = format(value, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        return value


class Line(NamedTuple):
    """Inputs that stand beside each other."""

    words: bool
    fields: list[forms.BoundField]


class Group(NamedTuple):
    """Inputs under one heading."""

    heading: str
    note: Text | None
    lines: list[Line]


class PartForm(forms.Form):
    """The inputs of one part of a draft: the pack's settings, a star, a task."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, slots: list[Slot], base: Path, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {slot.name: slot for slot in slots}
        self.base = base
        for slot in slots:
            self.fields[slot.name] = _field(slot)
            self.initial[slot.name] = slot.value

    def changes(self) -> dict[Path, Any]:
        """What differs from the draft, by its place in the pack; an emptied optional number is None."""
        return {
            (*self.base, *slot.path): self.cleaned_data[name]
            for name, slot in self.slots.items()
            if name in self.cleaned_data and self.cleaned_data[name] != slot.value
        }

    def note(self, problems: list[Problem]) -> None:
        """Put problems beside the inputs they are about; the others stand on top."""
        for problem in problems:
            inside = problem.path[: len(self.base)] == self.base
            name = ".".join(map(str, problem.path[len(self.base) :])) if inside else ""
            text = f"{_say(problem.what)} · {_say(problem.mend)}"
            if name not in self.fields:
                text = f"{problem.where}: {text}"
            self.add_error(name if name in self.fields else None, text)

    def groups(self, pack: Pack, notes: Mapping[Path, Text] | None = None) -> list[Group]:
        """The inputs in groups, in the order of the part; `notes` say what decides in a group."""
        found: dict[Path, list[Slot]] = {}
        for slot in self.slots.values():
            found.setdefault(slot.group, []).append(slot)
        said = notes or {}
        return [
            Group(self._heading(at, pack), said.get(at), self._lines(slots)) for at, slots in found.items()
        ]

    def _heading(self, group: Path, pack: Pack) -> str:
        if group[:1] == ("vetoes",):
            return f"{key('vetoes')} {pack.vetoes[int(group[1])].code}"
        if group[:1] == ("gates",):
            return f"{key('gates')} {pack.stars[int(self.base[1])].gates[int(group[1])].code}"
        return _heading(group, pack)

    def _lines(self, slots: list[Slot]) -> list[Line]:
        """One text in all its languages is a line; numbers that follow each other are one."""
        lines = []
        for (words, _place), line in groupby(
            slots, lambda slot: (slot.wordy, slot.path[:-1] if slot.wordy else ())
        ):
            lines.append(Line(words, [self[slot.name] for slot in line]))
        return lines


def _field(slot: Slot) -> forms.Field:
    rest = slot.path[len(slot.group) :]
    name = label(rest) or key(slot.path[-1])
    if slot.path[0] in {"sectors", "excuses"}:
        name = str(slot.path[1])
    if slot.path[-3:-2] == ("anchors",):
        name = gettext("Level %(n)d") % {"n": slot.path[-2]}
    if slot.hint is not None:
        hint = _say(slot.hint)
        name = f"{hint} · {key(slot.path[-1])}"
    if slot.kind in {"number", "whole"}:
        if slot.kind == "whole":
            return forms.IntegerField(
                label=name,
                required=slot.required,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"}),
            )
        return Points(label=name, required=slot.required)
    language = {"zh": _("Chinese"), "en": _("English"), "bo": _("Tibetan")}.get(str(slot.path[-1]))
    if language is not None:
        name = gettext("%(name)s (%(language)s)") % {"name": name, "language": language}
    rows = min(9, max(2, len(str(slot.value)) // (20 if slot.path[-1] == "zh" else 40) + 1))
    area = forms.Textarea(attrs={"rows": rows, "class": "low"}) if slot.kind == "text" else forms.TextInput()
    return forms.CharField(label=name, required=slot.required, widget=area, max_length=4000)


def _heading(group: Path, pack: Pack) -> str:
    """The title of a group of inputs."""
    if not group:
        return ""
    if group[0] == "variants":
        sector = pack.sectors.get(str(group[1]))
        name = f"{group[1]} {_say(sector)}" if sector else str(group[1])
        inner = label(group[2:])
        return f"{name} · {inner}" if inner else name
    if group[0] == "terms":
        return str(_("Terms and numbers of the procedure"))
    if group[0] == "stars":
        return str(_("Weights and lines of the stars"))
    return label(group) or key(group[0])


class PublishForm(forms.Form):
    """The version under which a draft is published."""

    version = forms.RegexField(
        regex=r"^\d+(\.\d+){0,2}$",
        label=_("Version"),
        max_length=20,
        help_text=_("Numbers with dots, such as 1.2; above every version published so far."),
        error_messages={"invalid": _("Write numbers with dots, such as 1.2.")},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)


class UploadForm(forms.Form):
    """A pack as one YAML file."""

    file = forms.FileField(label=_("YAML file"), help_text=_("One file, at most 2 MB."))

    def clean_file(self) -> tuple[bytes, str]:
        """The bytes and the file's name; larger files are not read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return file.read(), file.name or "pack.yaml"


class DiffForm(forms.Form):
    """Which two versions are put side by side."""

    old = forms.UUIDField()
    new = forms.UUIDField()
