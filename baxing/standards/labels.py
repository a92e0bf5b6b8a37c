"""What the parts of a pack are called on forms and in comparisons."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy

from baxing.rules.pack_walk import Path

KEYS: dict[str, Any] = {
    "name": pgettext_lazy("pack", "Name"),
    "short": pgettext_lazy("pack", "Short name"),
    "note": pgettext_lazy("pack", "Note"),
    "title": pgettext_lazy("pack", "Task"),
    "criterion": pgettext_lazy("pack", "Criterion"),
    "legal_basis": pgettext_lazy("pack", "Legal basis"),
    "na_reason": pgettext_lazy("pack", "Reason why it does not apply"),
    "text": pgettext_lazy("pack", "Text"),
    "remedy": pgettext_lazy("pack", "What would put it right"),
    "points": pgettext_lazy("pack", "Points"),
    "weight": pgettext_lazy("pack", "Weight in the composite"),
    "threshold": pgettext_lazy("pack", "Points from which the star is lit"),
    "evidence_max": pgettext_lazy("pack", "Files at most"),
    "evidence": pgettext_lazy("pack", "Evidence"),
    "method": pgettext_lazy("pack", "Method"),
    "auto": pgettext_lazy("pack", "Who decides"),
    "excuses": pgettext_lazy("pack", "Excuses"),
    "mandatory": pgettext_lazy("pack", "Mandatory"),
    "bonus": pgettext_lazy("pack", "Bonus"),
    "bonus_cap": pgettext_lazy("pack", "Bonus points at most"),
    "composite_at_least": pgettext_lazy("pack", "Composite from"),
    "satisfaction_at_least": pgettext_lazy("pack", "Satisfaction from (0 to 1)"),
    "cap": pgettext_lazy("pack", "Stars at most"),
    "answer_days": pgettext_lazy("pack", "Working days to answer"),
    "stars": pgettext_lazy("pack", "Stars"),
    "advice": pgettext_lazy("pack", "Share, as advice only (0 to 1)"),
    "at_least": pgettext_lazy("pack", "from"),
    "above": pgettext_lazy("pack", "above"),
    "at_most": pgettext_lazy("pack", "at most"),
    "below": pgettext_lazy("pack", "below"),
    "equals": pgettext_lazy("pack", "equal to"),
    "target": pgettext_lazy("pack", "full marks at"),
    "actual": pgettext_lazy("pack", "counted"),
    "each": pgettext_lazy("pack", "points off each time"),
    "percent": pgettext_lazy("pack", "per cent"),
    "when": pgettext_lazy("pack", "condition"),
    "na_when": pgettext_lazy("pack", "Does not apply when"),
    "sum": pgettext_lazy("pack", "sum"),
    "to": pgettext_lazy("pack", "up to"),
    "of": pgettext_lazy("pack", "of"),
    "sectors": pgettext_lazy("pack", "Sectors"),
    "version": pgettext_lazy("pack", "Version"),
    "code": pgettext_lazy("pack", "Code"),
    "scoring_mode": pgettext_lazy("pack", "How points are counted"),
    "anchors": pgettext_lazy("pack", "Level"),
    "parts": pgettext_lazy("pack", "Part"),
    "deduct": pgettext_lazy("pack", "Deduction"),
    "cases": pgettext_lazy("pack", "Row"),
    "bands": pgettext_lazy("pack", "Band"),
    "gates": pgettext_lazy("pack", "Gate"),
    "vetoes": pgettext_lazy("pack", "Veto"),
    "grades": pgettext_lazy("pack", "Grade"),
    "top": pgettext_lazy("pack", "Full award"),
    "facts": pgettext_lazy("pack", "Facts"),
    "rule": pgettext_lazy("pack", "Rule"),
    "variants": pgettext_lazy("pack", "Sector"),
    "bars_top": pgettext_lazy("pack", "Bars the full award"),
    "effect": pgettext_lazy("pack", "Effect"),
    "satisfaction": pgettext_lazy("pack", "Satisfaction"),
    "excuse": pgettext_lazy("pack", "Excuse"),
    "schema": pgettext_lazy("pack", "Format"),
    "self_check_calendar_days": pgettext_lazy("pack", "Self-check (calendar days)"),
    "adopt_days": pgettext_lazy("pack", "Adoption by the committee (working days)"),
    "rectify_calendar_days": pgettext_lazy("pack", "Own rectification (calendar days)"),
    "township_days": pgettext_lazy("pack", "Township review (working days)"),
    "returned_days": pgettext_lazy("pack", "Answer to a return (working days)"),
    "reconsider_days": pgettext_lazy("pack", "Request to look again (working days)"),
    "evaluate_days": pgettext_lazy("pack", "Evaluation (working days)"),
    "ballot_days": pgettext_lazy("pack", "Ballot (working days)"),
    "propose_days": pgettext_lazy("pack", "Proposal (working days)"),
    "notice_days": pgettext_lazy("pack", "Public notice (working days)"),
    "objection_days": pgettext_lazy("pack", "Answer to an objection (working days)"),
    "objection_extra_days": pgettext_lazy("pack", "Longer answer to an objection (working days)"),
    "recheck_calendar_days": pgettext_lazy("pack", "Recheck (calendar days)"),
    "warning_calendar_days": pgettext_lazy("pack", "Warning before a star is removed (calendar days)"),
    "returns_allowed": pgettext_lazy("pack", "Returns allowed"),
    "sample_percent": pgettext_lazy("pack", "Sample of automatic tasks (per cent)"),
    "raters_at_least": pgettext_lazy("pack", "Raters at least"),
    "spread_percent": pgettext_lazy("pack", "Spread of raters to be discussed (per cent)"),
    "valid_months": pgettext_lazy("pack", "Validity (months)"),
    "recheck_months": pgettext_lazy("pack", "Recheck after (months)"),
    "ballot_reuse_months": pgettext_lazy("pack", "Age of a ballot that may be used again (months)"),
    "barred_months": pgettext_lazy("pack", "Months without a new application after a cancelled one"),
}
METHODS: dict[str, Any] = {
    "GATE": pgettext_lazy("pack", "all or nothing"),
    "CHK": pgettext_lazy("pack", "parts ticked"),
    "DED": pgettext_lazy("pack", "deductions"),
    "RATIO": pgettext_lazy("pack", "in proportion"),
    "BAND": pgettext_lazy("pack", "look-up table"),
    "LEVEL": pgettext_lazy("pack", "levels by raters"),
    "BALLOT": pgettext_lazy("pack", "ballot"),
}
AUTO: dict[str, Any] = {
    "A": pgettext_lazy("pack", "computed"),
    "H": pgettext_lazy("pack", "pre-filled, a person decides"),
    "M": pgettext_lazy("pack", "by hand"),
}
EVIDENCE: dict[str, Any] = {
    "R": pgettext_lazy("pack", "registers"),
    "C": pgettext_lazy("pack", "recorded activities"),
    "D": pgettext_lazy("pack", "a document"),
    "O": pgettext_lazy("pack", "seen on site"),
    "B": pgettext_lazy("pack", "a certified ballot"),
}
EFFECTS: dict[str, Any] = {
    "cannot_apply": pgettext_lazy("pack", "cannot apply"),
    "self_assess_only": pgettext_lazy("pack", "checks itself, is not rated"),
    "not_rated": pgettext_lazy("pack", "is not rated in this cycle"),
    "star_dark": pgettext_lazy("pack", "the star stays dark"),
    "cancelled": pgettext_lazy("pack", "the application is cancelled"),
    "cap": pgettext_lazy("pack", "stars are limited"),
}
MODES: dict[str, Any] = {
    "per_star_100": pgettext_lazy("pack", "100 points for each star"),
    "per_branch_100": pgettext_lazy("pack", "100 points for the whole table"),
}
_YES_NO = {"True": pgettext_lazy("pack", "yes"), "False": pgettext_lazy("pack", "no")}
CHOICES: dict[str, dict[str, Any]] = {
    "method": METHODS,
    "auto": AUTO,
    "effect": EFFECTS,
    "scoring_mode": MODES,
    "mandatory": _YES_NO,
    "bonus": _YES_NO,
    "bars_top": _YES_NO,
}


def key(name: Any) -> str:
    """What a key of the format is called; the key itself where it has no other name."""
    return str(KEYS.get(name, name))


def label(path: Path) -> str:
    """A path inside one part in words: ("rule", "parts", 1, "points") → "Part 2 · Points"."""
    said: list[str] = []
    for step in path:
        if isinstance(step, int):
            said[-1:] = [gettext("%(thing)s %(n)d") % {"thing": said[-1] if said else "", "n": step + 1}]
        elif step not in {"rule", "value", "zh", "en", "bo", "terms"}:
            said.append(key(step))
    return " · ".join(said)
