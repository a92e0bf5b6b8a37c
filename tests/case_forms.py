"""What a person types into the pages from the self-check to the end of the follow-up (views of rectification)."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baxing.ballots.actions.rounds import enter_count
from baxing.ballots.models import Round
from baxing.problems.models import Problem
from baxing.rectification.actions import looking_back, moves
from baxing.rectification.models import Case, LookBack
from baxing.rules.ballot import Count
from tests.case_world import CaseWorld

DISTURBED = "公开栏又停了"


def url(name: str, case: Case, *args: object) -> str:
    return reverse(f"rectification:{name}", args=[case.uid, *args])


def said(kind: str, keys: Any, wrong: Any = ()) -> dict[str, str]:
    """A yes for every key; a no with its note for those in `wrong`."""
    data = {f"{kind}-ok-{key}": "no" if key in wrong else "yes" for key in keys}
    return data | {f"{kind}-note-{key}": DISTURBED for key in wrong}


def uids(case: Case) -> list[str]:
    return [str(uid) for uid in Problem.objects.filter(parent=case.dossier).values_list("uid", flat=True)]


def self_check(case: Case, **more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    data = {"level": "self", "on": today, "should": 20, "present": 18, "opinion": "问题属实，都办了"}
    return {**data, **said("item", uids(case)), **more}


def recheck(case: Case, **more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    data = {
        "level": "township", "on": today, "members": 6, "households": 12, "methods": ["site", "files"],
        "verdict": "pass", "opinion": "台账齐，见效",
    }  # fmt: skip
    return {**data, **said("item", uids(case)), **more}


def points(case: Case, off: int = 0) -> dict[str, int]:
    """Full points in every row that people fill in, less `off` in the last."""
    rows = [item for item in case.rules.sheet.items if not item.solved]
    full = {f"points-{item.code}": item.points for item in rows}
    return full | {f"points-{rows[-1].code}": rows[-1].points - off}


def review(case: Case, **more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    data = {"level": "dept", "on": today, "methods": ["site"], "verdict": "pass", "opinion": "可以测评"}
    asked = said("answer", [question.code for question in case.rules.questions])
    return {**data, **said("item", uids(case)), **asked, **points(case), **more}


def sizes(**groups: int) -> dict[str, int]:
    return {f"size-{code}": size for code, size in groups.items()}


def look_back(row: LookBack, back: Any = (), **more: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    data = {"on": today, "members": 4, "households": 8, "opinion": "台账在，老办法还在用"}
    asked = said("answer", [question.code for question in row.case.rules.questions])
    return {**data, **said("item", list(row.sampled), back), **asked, **more}


def send(client: Client, address: str, data: dict[str, Any]) -> Any:
    return client.post(address, data)


def count_alike(cases: CaseWorld, round: Round, **good: int) -> Round:
    """Both tellers enter the same for every group; `good` of each are satisfied, all the others are not."""
    for rule in round.rule:
        size = rule["size"]
        happy = good.get(rule["code"], size)
        options = {"satisfied": happy, "basically": 0, "dissatisfied": size - happy, "unknown": 0}
        for teller in ("teller", "teller_two"):
            enter_count(
                round, rule["code"], Count(size, size, 0, options), by=cases.users[teller],
                held_on=timezone.localdate(), present=size,
            )  # fmt: skip
    return Round.objects.get(pk=round.pk)


def to_look_back(cases: CaseWorld, case: Case) -> LookBack:
    """Time passes until the next look-back is opened by the system."""
    row = case.look_backs.filter(due=None).order_by("number").first()
    assert row is not None
    cases.clock.to(row.on)
    looking_back.open_due(row.on)
    return LookBack.objects.select_related("case").get(pk=row.pk)


def fresh(case: Case) -> Case:
    return moves.fresh(case)
