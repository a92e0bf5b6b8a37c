"""What the parts of a pack are called on forms and in comparisons."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baxing.rules.pack_walk import Path

KEYS: dict[str, Any] = {
    "name": _("Name"),
    "short": _("Short name"),
    "note": _("Note"),
    "title": _("Task"),
    "criterion": _("Criterion"),
    "legal_basis": _("Legal basis"),
    "na_reason": _("Reason why it does not apply"),
    "text": _("Text"),
    "remedy": _("What would put it right"),
    "points": _("Points"),
    "weight": _("Weight in the composite"),
    "threshold": _("Points from which the star is lit"),
    "evidence_max": _("Files at most"),
    "evidence": _("Evidence"),
    "method": _("Method"),
    "auto": _("Who decides"),
    "excuses": _("Excuses"),
    "mandatory": _("Mandatory"),
    "bonus": _("Bonus"),
    "bonus_cap": _("Bonus points at most"),
    "composite_at_least": _("Composite from"),
    "satisfaction_at_least": _("Satisfaction from (0 to 1)"),
    "cap": _("Stars at most"),
    "answer_days": _("Working days to answer"),
    "stars": _("Stars"),
    "advice": _("Share, as advice only (0 to 1)"),
    "at_least": _("from"),
    "above": _("above"),
    "at_most": _("at most"),
    "below": _("below"),
    "equals": _("equal to"),
    "target": _("full marks at"),
    "actual": _("counted"),
    "each": _("points off each time"),
    "percent": _("per cent"),
    "when": _("condition"),
    "na_when": _("Does not apply when"),
    "sum": _("sum"),
    "to": _("up to"),
    "of": _("of"),
    "sectors": _("Sectors"),
    "version": _("Version"),
    "code": _("Code"),
    "scoring_mode": _("How points are counted"),
    "anchors": _("Level"),
    "parts": _("Part"),
    "deduct": _("Deduction"),
    "cases": _("Row"),
    "bands": _("Band"),
    "gates": _("Gate"),
    "vetoes": _("Veto"),
    "grades": _("Grade"),
    "top": _("Full award"),
    "facts": _("Facts"),
    "rule": _("Rule"),
    "variants": _("Sector"),
    "schema": _("Format"),
    "self_check_calendar_days": _("Self-check (calendar days)"),
    "adopt_days": _("Adoption by the committee (working days)"),
    "rectify_calendar_days": _("Own rectification (calendar days)"),
    "township_days": _("Township review (working days)"),
    "returned_days": _("Answer to a return (working days)"),
    "reconsider_days": _("Request to look again (working days)"),
    "evaluate_days": _("Evaluation (working days)"),
    "ballot_days": _("Ballot (working days)"),
    "propose_days": _("Proposal (working days)"),
    "notice_days": _("Public notice (working days)"),
    "objection_days": _("Answer to an objection (working days)"),
    "objection_extra_days": _("Longer answer to an objection (working days)"),
    "recheck_calendar_days": _("Recheck (calendar days)"),
    "warning_calendar_days": _("Warning before a star is removed (calendar days)"),
    "returns_allowed": _("Returns allowed"),
    "sample_percent": _("Sample of automatic tasks (per cent)"),
    "raters_at_least": _("Raters at least"),
    "spread_percent": _("Spread of raters to be discussed (per cent)"),
    "valid_months": _("Validity (months)"),
    "recheck_months": _("Recheck after (months)"),
    "ballot_reuse_months": _("Age of a ballot that may be used again (months)"),
    "late_days": _("Days until a record is marked as late"),
}
METHODS: dict[str, Any] = {
    "GATE": _("all or nothing"),
    "CHK": _("parts ticked"),
    "DED": _("deductions"),
    "RATIO": _("in proportion"),
    "BAND": _("look-up table"),
    "LEVEL": _("levels by raters"),
    "BALLOT": _("ballot"),
}
AUTO: dict[str, Any] = {
    "A": _("computed"),
    "H": _("pre-filled, a person decides"),
    "M": _("by hand"),
}
EVIDENCE: dict[str, Any] = {
    "R": _("registers"),
    "C": _("recorded activities"),
    "D": _("a document"),
    "O": _("seen on site"),
    "B": _("a certified ballot"),
}
EFFECTS: dict[str, Any] = {
    "cannot_apply": _("cannot apply"),
    "self_assess_only": _("checks itself, is not rated"),
    "not_rated": _("is not rated in this cycle"),
    "star_dark": _("the star stays dark"),
    "cancelled": _("the application is cancelled"),
    "cap": _("stars are limited"),
}
MODES: dict[str, Any] = {
    "per_star_100": _("100 points for each star"),
    "per_branch_100": _("100 points for the whole table"),
}
TEXTS = {"name", "short", "note", "title", "criterion", "legal_basis", "na_reason", "text", "remedy"}


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
