"""No sequence of allowed steps closes a problem on paper: a sentence, a verifier who does not own it, a sign (domain §7.3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baxing.problems.actions import items
from baxing.problems.models import Milestone, Problem
from baxing.problems.wording import said
from baxing.rules.flow_problem import PROBLEM
from baxing.units.models import User
from baxing.units.refused import Refused
from tests.problem_world import SENTENCE, SIGNERS, ItemsWorld, day, fresh

PEOPLE = ("secretary", "recorder", "first_secretary", "township_leader", "township_officer", "township_secretary",
          "county_officer", "city_officer", "member")  # fmt: skip
TEXTS = ("", "好了", SENTENCE, SENTENCE, "账目已经上墙，每季度换一次")


@dataclass(frozen=True)
class Try:
    """Somebody tries a step with something given."""

    verb: str
    who: str
    text: str
    ahead: int
    signer: str


def tries(status: str) -> st.SearchStrategy[Try]:
    """Steps that the table has from here, by those whose role it names and by others, with good and poor words."""
    moves = [move for move in PROBLEM.moves if status in move.source]
    verbs = [move.verb for move in moves for _ in range(3 if move.main else 1)]
    return st.builds(
        Try,
        st.sampled_from(verbs + (["reach", "finish"] * 2 if status == "LONG_TERM" else [])),
        st.sampled_from(PEOPLE),
        st.sampled_from(TEXTS),
        st.sampled_from([-2, -1, 0, 0, 0, 1, 30]),
        st.sampled_from(["", "nobody", "member", "member", "served"]),
    )


def make(problem: Problem, one: Try, by: User) -> None:
    """The step, as a page would make it."""
    on = day(one.ahead)
    given: dict[str, dict[str, Any]] = {
        "claim": {"changed": one.text},
        "reject": {"reason": one.text},
        "close": {"signer": one.signer, "signed_on": on},
        "finish": {"signer": one.signer, "signed_on": on},
        "keep_up": {"reason": one.text, "milestones": [(one.text, on)]},
        "extend": {"due": on, "reason": one.text, "minute": one.text},
        "reopen": {"reason": one.text},
        "drop": {"reason": one.text},
    }
    if one.verb == "reach":
        reach(problem, by, on)
    else:
        getattr(items, one.verb)(problem, by=by, **given.get(one.verb, {}))


def reach(problem: Problem, by: User, on: date) -> None:
    milestone = Milestone.objects.filter(problem=problem).order_by("-number").first()
    if milestone:
        milestone.problem = problem
        items.reach(milestone, by=by, done_on=on)


def sound(problem: Problem) -> None:
    """What must hold of every closed problem, read from the row and from the book."""
    book = list(problem.dossier.entries.all())
    assert said(problem.changed)
    assert problem.signer in {signer.code for signer in SIGNERS}
    assert problem.signed_on is not None
    assert problem.signed_on <= day(0)
    owners = {line.by_id for line in book if line.verb in ("start", "claim")} | {problem.lead_user_id}
    judges = [line for line in book if line.verb in ("verify", "close", "finish", "keep_up")]
    assert problem.verified_by_id in {line.by_id for line in judges if line.verb == "verify"}
    assert not owners & {line.by_id for line in judges}
    since = max(at for at, line in enumerate(book) if line.verb in ("claim", "reopen"))
    assert book[since].verb == "claim"
    assert "verify" in [line.verb for line in book[since:]]
    assert not problem.milestones.filter(active=True, done_on=None).exists()


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_sequence_of_steps_closes_a_problem_on_paper(items_world: ItemsWorld, data: st.DataObject) -> None:
    lead = data.draw(st.sampled_from([None, *PEOPLE]))
    problem = items_world.to("OPEN", lead_user=items_world.by(lead) if lead else None)
    for _ in range(data.draw(st.integers(10, 40))):
        if problem.dossier.status == "DROPPED":
            break
        one = data.draw(tries(problem.dossier.status))
        before = problem.dossier.entries.count()
        try:
            make(problem, one, items_world.by(one.who))
        except Refused:
            assert problem.dossier.entries.count() == before
        problem = fresh(problem)
        if problem.dossier.status == "CLOSED":
            sound(problem)
