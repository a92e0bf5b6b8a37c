"""Every move of every flow is walked with the right person, and refused to the wrong one, for each reason there is."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from baxing.dossiers.actions import advance, open_dossier, write
from baxing.dossiers.book_words import FIELDS, QUIET, VERBS, verb_words
from baxing.dossiers.desk_words import TODOS
from baxing.dossiers.models import Dossier
from baxing.rules.flow import SYSTEM, Flow, Move, State
from baxing.rules.flows import FLOWS
from baxing.rules.roles import FOUR_ONES, ROLES
from baxing.units.models import User
from baxing.units.refused import Refused
from tests.verbs import changes_written, verbs_written
from tests.world import World

ROWS = [(flow, move, source) for flow in FLOWS.values() for move in flow.moves for source in move.source]
WALKS = [pytest.param(*row, id=f"{row[0].code}-{row[2]}-{row[1].verb}") for row in ROWS]
GIVEN = {"minute": "〔2026〕3 号", "document": "组发〔2026〕5 号"}
# Here the action itself says on whose desk the file is laid (`advance(desk=…)`): the level that watches or looks back.
HANDED_OVER = {("rectification", "ESCALATED"), ("rectification", "LOOK_BACK")}
# Who may do a step without the file lying on his desk: the county may verify what the township has before it.
FROM_ELSEWHERE = {("problem", "verify", "county_officer"), ("problem", "close", "county_officer")}
# Who prepares a step that only another may take: the recorder fills the sheet, the officer looks and plans.
PREPARING = {
    ("accreditation", "SELF_CHECK", "recorder"),
    ("accreditation", "RETURNED", "recorder"),
    ("rectification", "SCREENED", "township_officer"),
    ("rectification", "PLANNING", "township_officer"),
}


def at(world: World, flow: Flow, status: str) -> Dossier:
    """A file that stands in `status`, put there by the system."""
    unit = world.county if flow.code == "cycle" else world.branches["V"]
    with transaction.atomic():
        dossier = open_dossier(flow.code, unit, title={"zh": "试", "en": "test"}, by=None)
        write(dossier, verb="clock", by=None, status=status)
    return dossier


def right(world: World, move: Move) -> User | None:
    people = [role for role in move.roles if role != SYSTEM]
    return world.users[people[0]] if people else None


def sits(flow: Flow, state: State, role: str) -> bool:
    """Whether holders of `role` have the files of that state on the desk of their own unit."""
    return state.desk in ROLES[role].levels or (flow.code, state.code) in HANDED_OVER


def press(dossier: Dossier, move: Move, by: User | None, **left_out: Any) -> None:
    values: dict[str, Any] = {"met": move.needs, "note": "理由", "change": GIVEN} | left_out
    advance(dossier, move.verb, by=by, **values)


def refused(dossier: Dossier, move: Move, by: User | None, **left_out: Any) -> str:
    before = (dossier.status, dossier.version, dossier.entries.count())
    with pytest.raises(Refused) as refusal:
        press(dossier, move, by, **left_out)
    dossier.refresh_from_db()
    assert (dossier.status, dossier.version, dossier.entries.count()) == before
    return refusal.value.code


@pytest.mark.django_db
@pytest.mark.parametrize(("flow", "move", "source"), WALKS)
def test_the_right_person_walks_and_the_line_says_so(
    world: World, flow: Flow, move: Move, source: str
) -> None:
    for role in move.roles:
        dossier = at(world, flow, source)
        press(dossier, move, None if role == SYSTEM else world.users[role])
        dossier.refresh_from_db()
        line = dossier.entries.get(n=dossier.version)
        assert (line.before, line.after, line.verb, line.role) == (source, move.target, move.verb, role)
        level = flow.state(move.target).desk
        assert dossier.status == move.target
        assert dossier.desk.level == level


@pytest.mark.django_db
@pytest.mark.parametrize(("flow", "move", "source"), WALKS)
def test_everybody_else_is_refused(world: World, flow: Flow, move: Move, source: str) -> None:
    dossier = at(world, flow, source)
    for role in [*ROLES.keys() - set(move.roles), "stranger", "other_officer", "other_secretary"]:
        assert refused(dossier, move, world.users[role]) == "role"
    if SYSTEM not in move.roles:
        assert refused(dossier, move, None) == "role"


@pytest.mark.django_db
@pytest.mark.parametrize(("flow", "move", "source"), WALKS)
def test_whatever_is_missing_stops_it(world: World, flow: Flow, move: Move, source: str) -> None:
    dossier, by = at(world, flow, source), right(world, move)
    for need in move.needs:
        assert refused(dossier, move, by, met=set(move.needs) - {need}) == need
    if move.reason:
        assert refused(dossier, move, by, note="  ") == "incomplete"
    for wanted, name in ((move.minute, "minute"), (move.document, "document")):
        if wanted:
            assert refused(dossier, move, by, change={**GIVEN, name: ""}) == "incomplete"
    for earlier in move.apart:
        stained = at(world, flow, source)
        with transaction.atomic():
            write(stained, verb=earlier, by=by)
        assert refused(stained, move, by) == "apart"


@pytest.mark.django_db
@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_no_verb_is_open_in_a_state_that_the_table_does_not_name(world: World, flow: Flow) -> None:
    for state in flow.states:
        dossier = at(world, flow, state.code)
        for move in flow.moves:
            if flow.move(state.code, move.verb) is None:
                assert refused(dossier, move, right(world, move)) == "state"
            elif state.code not in move.source:
                assert refused(dossier, move, right(world, move)) == "role", "the row of another role"


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_every_state_can_be_reached_and_left(flow: Flow) -> None:
    assert flow.reachable() == {state.code for state in flow.states}
    for state in flow.states:
        assert state.final != any(state.code in move.source for move in flow.moves), state.code
    assert len({(move.verb, source) for move in flow.moves for source in move.source}) == sum(
        len(move.source) for move in flow.moves
    ), "one verb leads from one state to one place"


@pytest.mark.parametrize("flow", FLOWS.values(), ids=list(FLOWS))
def test_who_has_the_next_step_sits_at_the_desk_where_the_file_lies(flow: Flow) -> None:
    """The desk page finds files by their desk; that is right only while this holds.

    A leader of the four ones may hold his duty at the branch or above it; from above, `more_for_desk` finds his items.
    """
    for state in flow.states:
        for move in flow.moves:
            if state.code not in move.source or not move.main:
                continue
            people = set(move.roles) - {SYSTEM}
            away = {role for role in people if not sits(flow, state, role)}
            assert {(flow.code, move.verb, role) for role in away} <= FROM_ELSEWHERE, (state.code, move.verb)
            assert people - away or not people, "somebody has it on the desk"
            for role in people - away - set(FOUR_ONES):
                if (flow.code, state.code) not in HANDED_OVER:
                    assert ROLES[role].levels == (state.desk,), (state.code, move.verb, role)


def test_the_desk_has_words_for_every_next_step_and_no_others() -> None:
    told = {(todo.flow, todo.status, role) for todo in TODOS for role in todo.roles}
    wanted = {
        (flow.code, status, role)
        for flow in FLOWS.values()
        for role in ROLES
        for status in flow.waiting_on(role)
        if sits(flow, flow.state(status), role)
    }
    assert wanted <= told
    assert told - wanted == PREPARING
    for todo in TODOS:
        for text in (todo.do, todo.go):
            assert re.search("[一-鿿]", text.zh)
            assert not re.search("[一-鿿]", text.en)
        assert "%(unit)s" in todo.do.zh
        assert "%(unit)s" in todo.do.en


def test_every_verb_and_field_that_an_action_writes_has_words() -> None:
    root = Path(__file__).resolve().parent.parent / "baxing"
    verbs = verbs_written(root)
    assert {"opened", "scored", "sheet_locked", "flag_decided", "reseated"} <= verbs
    moves = [(flow.code, source, move.verb) for flow, move, source in ROWS]
    assert verbs - {verb for _flow, _source, verb in moves} <= VERBS.keys()
    for words in [*VERBS.values(), *(verb_words(*row) for row in moves)]:
        assert re.search("[一-鿿]", words.zh), words
        assert words.en, words
        assert not re.search("[一-鿿]", words.en), words
    fields = changes_written(root)
    assert {"task", "minute", "tasks", "options", "lit_mask"} <= fields
    assert fields - FIELDS.keys() - QUIET == set()
