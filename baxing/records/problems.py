"""The words for everything that can be said about a cell, a row or a sheet of facts: what is so, and how to mend it."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baxing.rules.pack import FactDef
from baxing.units.workbook import key

# A cell or a typed value: %(said)s is what stands there, %(fact)s the heading or the fact's name.
CELLS: dict[str, tuple[Any, Any]] = {
    "not-a-number": (_("“%(said)s” is not a number."), _("Write figures only, for example 12.")),
    "number-about": (
        _("“%(said)s” is not an exact number."),
        _("Write the exact figure without words such as about or more than, or leave it blank."),
    ),
    "date-in-number": (
        _("A date or time stands where a number is wanted (%(said)s)."),
        _("Excel has taken the number for a date: set the cell to text or number and type it again."),
    ),
    "negative": (_("%(said)s is below zero."), _("A count is never below zero: look it up again.")),
    "below-least": (_("%(said)s is below the least possible value %(least)s."), _("Look it up again.")),
    "above-most": (_("%(said)s is above the highest possible value %(most)s."), _("Look it up again.")),
    "number-odd": (_("%(said)s is too long for a figure that was counted."), _("Round it as it was counted.")),
    "not-a-share": (_("“%(said)s” is not a share."), _("Write 92%% or 0.92.")),
    "share-unclear": (
        _("%(said)s may be %(said)s per cent or more than the whole."),
        _("Write it with a per cent sign."),
    ),
    "share-above-one": (_("%(said)s is more than the whole."), _("A share is at most 100%%: look it up again.")),
    "not-yes-no": (_("“%(said)s” is neither yes nor no."), _("Write 是 or 否.")),
    "no-value": (_("“%(said)s” says that it is not known."), _("Then enter nothing: the fact stays unknown.")),
    "not-a-date": (_("“%(said)s” is not a date."), _("Write it like 2025-02-20.")),
    "no-such-day": (_("There is no day %(said)s."), _("Look it up again.")),
    "year-only": (_("“%(said)s” is only a year."), _("Write the day, or at least the month: 2025年3月.")),
    "year-short": (_("The year of “%(said)s” has two figures."), _("Write all four figures of the year.")),
    "month-lost": (
        _("%(said)s may be month 1 or month 10: Excel has dropped a zero."),
        _("Set the cell to text and write 2025-10-01."),
    ),
    "date-odd": (_("The year of %(said)s cannot be right."), _("Look it up again.")),
    "broken-formula": (_("A formula in the cell has failed (%(said)s)."), _("Type the value instead.")),
    "unknown-period": (_("“%(said)s” is no period."), _("Write 全年, Q1 to Q4, or 1月 to 12月.")),
    "period-does-not-fit": (
        _("“%(fact)s” is not given for the period %(said)s."),
        _("Look at the list of facts: it says for which periods each is given."),
    ),
    "unknown-fact": (_("No fact is called “%(said)s”."), _("Write the code or the heading from the list of facts.")),
    "computed-fact": (
        _("“%(fact)s” is computed by the system and is never typed or imported."),
        _("Take the column out, or tick “leave these out”."),
    ),
    "finding-fact": (
        _("“%(fact)s” is a finding from above: only the county enters it."),
        _("Take the column out, or ask the county."),
    ),
}  # fmt: skip
# A row, a column or a sheet: %(said)s is what stands there, %(more)s what else is to be said.
ROWS: dict[str, tuple[Any, Any]] = {
    "no-name": (_("The row has figures and no name."), _("Write whose figures they are, or delete the row.")),
    "unit-unknown": (
        _("“%(said)s” is no branch below %(under)s."),
        _("Write the name as in the register, or import the organisation first."),
    ),
    "unit-near": (_("“%(said)s” is no branch below %(under)s."), _("Did you mean %(more)s?")),
    "unit-not-clear": (
        _("Several branches are called “%(said)s”."),
        _("Write the organisation above it as well: %(more)s."),
    ),
    "unit-merged": (_("“%(said)s” was merged into %(more)s."), _("Enter the figures under %(more)s.")),
    "unit-closed": (_("“%(said)s” is closed."), _("Take the row out.")),
    "two-values": (
        _("“%(said)s” has two different values for “%(fact)s”: here %(here)s, in row %(more)s another."),
        _("Keep one of the rows."),
    ),
    "no-table": (
        _("No table of facts was found in the file."),
        _("One row needs the heading 党组织名称 and at least one heading from the list of facts."),
    ),
    "other-parent": (
        _("“%(said)s” stands below %(more)s in the register, not below “%(here)s”."),
        _("It is taken as the same branch. Correct the register or the file."),
    ),
    "elsewhere": (
        _("%(more)s rows below “%(said)s” are left out: it is not below %(under)s."),
        _("Nothing needs doing if these are the rows of others."),
    ),
    "row-twice": (_("“%(said)s” stands here a second time, with the same values."), _("Nothing needs doing.")),
    "unknown-column": (
        _("The heading “%(said)s” is not known."),
        _("The column is left out. Is another heading meant? %(more)s"),
    ),
    "other-year": (
        _("The file speaks of %(said)s, but you import it as %(more)s."),
        _("If it is the wrong file or the wrong year, choose again."),
    ),
    "done-above-due": (
        _("“%(said)s”: %(done)s (%(here)s) is more than %(due)s (%(more)s)."),
        _("It would count as complete. Have both figures looked up."),
    ),
    "date-other-year": (
        _("“%(said)s”: %(fact)s is %(here)s, not in %(more)s."),
        _("Have it looked up: it may be last year's date."),
    ),
    "mixed-shares": (
        _("“%(said)s” mixes per cents and shares of one: %(more)s."),
        _("Look at a few: 1 is read as 100%%, 90 as 90%%."),
    ),
    "month-only": (
        _("“%(said)s”: only the month of %(fact)s is given (%(here)s)."),
        _("It is read as the last day of the month."),
    ),
}  # fmt: skip
UNKNOWN = {
    "blank": _("left blank"),
    "dash": _("a dash"),
    "slash": _("a slash"),
    "unclear": _("“not clear”"),
    "not_applicable": _("“does not apply”"),
}
MENDED = {
    "percent-text": _("per cent written as text, such as 33%"),
    "percent-number": _("per cent without its sign, such as 90"),
    "number-as-text": _("number written as text"),
    "number-with-unit": _("number with a word, such as 12次"),
    "none-is-zero": _("无 where a count is wanted: read as 0"),
    "yes-no-word": _("√, 有, 无 and the like: read as yes or no"),
    "date-as-text": _("date written as text, such as 2025.2.26"),
    "date-as-number": _("date kept as a number by Excel"),
}


_ABOUT = _("%(of)s: %(what)s")


def say(code: str, **params: Any) -> tuple[str, str]:
    """What is so, and how to mend it, in the language of the moment."""
    what, mend = CELLS.get(code) or ROWS[code]
    return str(what) % params, str(mend) % params


def about(of: str, what: str) -> str:
    """The words `what` with whose figures they are about."""
    return str(_ABOUT) % {"of": of, "what": what}


def near(heading: str, known: Mapping[str, FactDef]) -> str:
    """The heading of a known column that `heading` may have meant, "" if none is close."""
    columns = {key(name): name for fact in known.values() for name in fact.columns}
    found = get_close_matches(key(heading), list(columns), 1, 0.75)
    return columns[found[0]] if found else ""


def called(definition: FactDef) -> str:
    """What the fact is called in the language of the moment."""
    return definition.name.say(get_language() or "zh")
