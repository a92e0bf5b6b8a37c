"""Steps between two rounds of a case, for the tests of its second half."""

from baxing.rectification.actions import closing, moves, planning
from baxing.rectification.models import Case
from tests.case_world import CaseWorld, add_problem, name_seats, to_state


def settle_seats(cases: CaseWorld, case: Case) -> Case:
    """Every one of the four ones is kept with its reason; where there is none yet, all are named."""
    by = cases.who("township_officer", case)
    if not case.seats.filter(until=None).exists():
        name_seats(cases, case)
    for seat in case.seats.filter(until=None):
        seat.case = moves.fresh(case)
        planning.keep_seat(seat, by=by, reason="情况熟，接着办")
    return moves.fresh(case)


def restart(cases: CaseWorld, case: Case) -> Case:
    """The next round begins: PLANNING."""
    case = settle_seats(cases, case)
    closing.restart(case, by=cases.users["county_officer"], reason="测评没到线，重新整顿")
    return moves.fresh(case)


def next_round(cases: CaseWorld, case: Case) -> Case:
    """From RE_RECTIFY to RECTIFYING, with one more problem on the list."""
    case = restart(cases, case)
    today = cases.clock.day
    by = cases.who("first_secretary", case)
    planning.plan(case, by=by, target="测评反映的问题办好", kick_off_on=today, should=20, present=15)
    add_problem(cases, case, round=case.round, raised_in="ballot")
    return to_state(cases, "RECTIFYING", case=case)
