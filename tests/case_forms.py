"""What a person types into the pages from the self-check to the end of the follow-up, on top of tests/case_closing.py."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baxing.rectification.items import listed
from baxing.rectification.models import Case, LookBack
from tests.case_closing import SHEET
from tests.case_world import CaseWorld

WRONG = "公开栏又停了"


def url(name: str, case: Case, *args: object) -> str:
    return reverse(f"rectification:{name}", args=[case.uid, *args])


def client(cases: CaseWorld, case: Case, who: str) -> Client:
    """Whoever holds this role for the case, or the account of that name, logged in."""
    user = cases.users.get(who) or cases.who(who, case)
    return cases.world.client_as(user)


def page(cases: CaseWorld, case: Case, who: str, name: str, *args: object) -> str:
    """A page as this person sees it; it must be there."""
    answer = client(cases, case, who).get(url(name, case, *args))
    assert answer.status_code == 200
    return answer.content.decode()


def heads(shown: str) -> list[str]:
    """The column heads of the first table of a page that has any."""
    table = next(part for part in shown.split("<table")[1:] if "<thead>" in part).split("</thead>")[0]
    return [re.sub("<[^>]*>", "", head).strip() for head in re.findall(r"<th[^>]*>(.*?)</th>", table, re.S)]


def form(cases: CaseWorld, case: Case, code: str, n: int | None = None, who: str = "county_officer") -> str:
    """One printed form; it must be there."""
    answer = client(cases, case, who).get(url("print", case, code), {"n": n} if n else {})
    assert answer.status_code == 200, code
    return answer.content.decode()


def said(kind: str, keys: Any, wrong: Any = ()) -> dict[str, str]:
    """A yes for every key; a no with its note for those in `wrong`."""
    data = {f"{kind}-ok-{key}": "no" if key in wrong else "yes" for key in keys}
    return data | {f"{kind}-note-{key}": WRONG for key in wrong}


def uids(case: Case) -> list[str]:
    return [str(uid) for uid in listed(case).order_by("number").values_list("uid", flat=True)]


def self_check(case: Case, wrong: Any = (), **more: Any) -> dict[str, Any]:
    data = {"level": "self", "on": _today(), "should": 20, "present": 18, "opinion": "问题属实，都办了"}
    return {**data, **said("item", uids(case), wrong), **more}


def recheck(case: Case, wrong: Any = (), **more: Any) -> dict[str, Any]:
    data = {
        "level": "township", "on": _today(), "members": 6, "households": 12, "methods": ["site", "files"],
        "verdict": "pass", "opinion": "台账齐，见效",
    }  # fmt: skip
    return {**data, **said("item", uids(case), wrong), **more}


def review(case: Case, wrong: Any = (), **more: Any) -> dict[str, Any]:
    data = {"level": "dept", "on": _today(), "methods": ["files"], "verdict": "pass", "opinion": "可以测评"}
    asked = said("answer", [question.code for question in case.rules.questions])
    points = {f"points-{code}": value for code, value in SHEET.items()}
    return {**data, **said("item", uids(case), wrong), **asked, **points, **more}


def sizes(**groups: int) -> dict[str, Any]:
    return {f"size-{code}": size for code, size in groups.items()}


def look_back(row: LookBack, back: Any = (), **more: Any) -> dict[str, Any]:
    data = {"on": _today(), "members": 4, "households": 8, "opinion": "台账在，老办法还在用"}
    asked = said("answer", [question.code for question in row.case.rules.questions])
    return {**data, **said("item", list(row.sampled), back), **asked, **more}


def _today() -> str:
    return timezone.localdate().isoformat()
