"""Builds one place in a process of its own: `python -m baxing.site.bench.ground.build applications|cases SIZE`, with its
environment set.

Prints as JSON who may ask for what there: sessions that are open, addresses, forms, and how many queries each took.
"""

import gc
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from baxing.site.bench.ground.places import MODELS, Ask
from baxing.site.cli import start_django

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from baxing.accreditation.models import Application
    from baxing.units.models import User

ASKING = 12
"""How many branches, spread over the whole county, are asked for in turn: fewer in the small county of a quick run."""
TOKEN = "a" * 32


def main(of: str, size: int) -> None:
    """Migrate, fill, choose who asks; JSON on the standard output."""
    gc.set_threshold(200_000, 20, 20)  # millions of small objects, few of them in circles
    start_django()
    from django.core.management import call_command  # late: Django is set up by now

    from baxing.site.bench.ground.actions import cases, sheets

    call_command("migrate", interactive=False, verbosity=0)
    asks = _case_asks(cases.build(size).officer) if of == "cases" else _asks(sheets.build(size).officer)
    json.dump({"asks": asks}, sys.stdout, default=asdict)


def _asks(officer: "User") -> "dict[str, list[Ask]]":
    from baxing.accreditation.models import Application

    sheets = Application.objects.select_related("unit", "township", "cycle", "dossier").order_by("pk")
    own, handed = _spread(sheets, "SELF_CHECK"), _spread(sheets, "TOWNSHIP_REVIEW")
    county = _Person(officer)
    secretaries = [(a, _Person(_holder(a.unit, "secretary"))) for a in own]
    officers = [(a, _Person(_holder(a.township, "township_officer"))) for a in handed]
    return {
        "branch_page": [who.ask(_sheet(a)) for a, who in secretaries],
        "branch_scores": [who.ask(f"{_sheet(a)}/tasks/{_task(a)}", _scores(a)) for a, who in secretaries],
        "township_opinion": [who.ask(f"{_sheet(a)}/review/{_task(a)}", _opinions(a)) for a, who in officers],
        "county_page": [county.ask(_sheet(a)) for a in handed],
        "county_review": [county.ask(f"{_sheet(a)}/review") for a in handed],
    }


def _case_asks(officer: "User") -> "dict[str, list[Ask]]":
    from baxing.rectification.models import Case

    county, found = _Person(officer), Case.objects.filter(pk__gt=MODELS).order_by("pk")
    working = list(found.filter(dossier__status="RECTIFYING").values_list("uid", flat=True))
    wanted = min(ASKING, len(working))
    township = _Person(_holder(found[0].unit.parent, "township_officer"))
    return {
        "board": [county.ask("/rectification/")],
        "list": [county.ask("/rectification/cases")],
        "working": [county.ask("/rectification/cases?stage=working")],
        "township": [township.ask("/rectification/")],
        "case": [
            county.ask(f"/rectification/{uid}") for uid in working[:: max(1, len(working) // wanted)][:wanted]
        ],
    }


def _spread(sheets: "QuerySet[Application]", status: str) -> "list[Application]":
    """Copies in this state, from all over the county."""
    found = list(sheets.filter(dossier__status=status, pk__gt=MODELS).values_list("pk", flat=True))
    wanted = min(ASKING, 1 + len(found) // 5)
    step = max(1, len(found) // wanted)
    return list(sheets.filter(pk__in=found[::step][:wanted]))


def _holder(unit: Any, role: str) -> "User":
    user: User = unit.grants.get(role=role).user
    return user


def _sheet(a: "Application") -> str:
    return f"/applications/{a.uid}"


def _task(a: "Application") -> str:
    """The first task on which both the branch and the township have a word."""
    return next(code for code, task in a.tasks.items() if task.auto == "H" and not task.rated)


def _scores(a: "Application") -> list[dict[str, str]]:
    full = a.tasks[_task(a)].points
    return [
        {"points": str(full), "reason": ""},
        {"points": str(full - 1), "reason": "一次活动没有记录"},
    ]


def _opinions(a: "Application") -> list[dict[str, str]]:
    points = str(a.tasks[_task(a)].points - 1)
    return [{"choice": "self", "text": ""}, {"choice": "verified", "points": points, "text": "看了记录本"}]


class _Person:
    """Somebody who is logged in, as Django's own test client sees to it."""

    def __init__(self, user: "User") -> None:
        from django.test import Client

        self.client = Client()
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self.client.cookies["baxing_csrf"] = TOKEN

    def ask(self, path: str, forms: list[dict[str, str]] | None = None) -> Ask:
        """The request, after it was made three times: the last of them is the one whose queries are counted."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for number in range(3):
            with CaptureQueriesContext(connection) as queries:
                if forms:
                    form = forms[number % len(forms)]
                    answer = self.client.post(path, form, headers={"hx-request": "true"})
                else:
                    answer = self.client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}: {answer.content.decode()[:2000]}")
        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        return Ask(path, cookies, forms or [], len(queries))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
