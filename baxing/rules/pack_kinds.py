"""Whether a fact is read as what it is: a number, a yes/no, a date, a row of periods, a rate of 0–1."""

from baxing.rules.pack import FactDef
from baxing.rules.pack_walk import Role

# Doubtful but well defined: quarters or months used as one number are added up (shares are averaged).
DOUBTFUL = frozenset({"period-added-up"})


def misuse(fact: FactDef, role: Role) -> str | None:
    """The code of the mistake in reading `fact` as `role`; None if there is none."""
    if role == "date":
        return None if fact.kind == "date" else "not-a-date"
    if fact.kind == "date":
        return "date-as-other"
    if role == "yes_no":
        return None if fact.kind == "yes_no" else "not-yes-no-fact"
    if role == "periods":
        return "year-has-no-periods" if fact.period == "year" else None
    if role == "rate":
        return None if fact.kind == "share" and fact.period == "year" else "not-a-rate"
    return None if fact.period == "year" else "period-added-up"
