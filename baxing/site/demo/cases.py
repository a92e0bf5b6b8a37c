"""The stories of the demo's rectification cases: twelve organisations, one or more in every stage that a case can have."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from baxing.problems.actions import items
from baxing.problems.models import Problem
from baxing.rectification.actions import planning, screening, working
from baxing.rectification.actions.closing import restart
from baxing.rectification.actions.housekeeping import tick
from baxing.rectification.actions.totals import enter_totals
from baxing.rectification.models import Seat
from baxing.rules.calendar import add_months
from baxing.site.demo import case_closing as end
from baxing.site.demo import case_steps as steps
from baxing.site.demo import case_words as words
from baxing.site.demo.case_cast import SCENES, SHORT
from baxing.site.demo.case_steps import Play, Stage

# Working days after the closing on which the look-backs of a story fall; what lies ahead of today is not known to anybody.
DAYS = {"followed": (84, 205), "consolidated": (66, 187), "looked_back": (166, 215), "relapsed": (92, 198),
        "first_listing": (60, 160)}  # fmt: skip
Story = Callable[[Play], None]


def play_all(stage: Stage, seed: int) -> None:
    """Every story; each case on its own days, so their order does not matter."""
    _second_year(stage, seed)
    for name, story in STORIES.items():
        play = Play(stage, SCENES[name], stage.clock.back(SCENES[name].begun))
        if name == "working":
            accounts = {"county_leader": "liandian", "first_secretary": "diyi", "pairing_unit": "jiedui"}
            play.seats = {role: stage.people[username] for role, username in accounts.items()}
        with end.told_beforehand(seed, _days(play, name)):
            story(play)


def _days(play: Play, name: str) -> list[date]:
    closed = play.line["close_up"]
    return [play.stage.clock.calendar.add(play.begun, closed + day) for day in DAYS.get(name, ())]


def enter_year_totals(stage: Stage) -> None:
    """The region's figures of the seed, as totals with their source: 1,053 = 599 + 454 rectified in 2019, 871 screened in 2020."""
    stage.clock.to_back(60, 11)
    for year, measure, counts, source in words.TOTALS:
        enter_totals(stage.county.region, year, measure, counts, by=stage.people["ziqu"], source=source)


# ---- screening -----------------------------------------------------------------------------------


def _heard(play: Play) -> None:
    """Proposed two days ago; the branch has three days left to answer."""
    steps.proposed(play)


def _watched(play: Play) -> None:
    steps.screened(play)
    play.at("list")
    screening.watch(play.case, by=play.township, reason=words.WATCHED)


def _dropped(play: Play) -> None:
    steps.heard(play, answer=words.NOT_SO)
    play.at("answer", 4)
    screening.drop(play.case, by=play.who("buwuhui"), reason=words.NOT_LISTED)


# ---- planning and working ------------------------------------------------------------------------


def _working(play: Play) -> None:
    """At work: a problem in every state, visits made and due, a line for every month."""
    steps.confirmed(play)
    back = play.stage.clock.back
    days = {
        "roster": back(1),
        "publicity": back(-10),
        "reps": back(-20),
        "answers": back(-12),
        "groups": back(-24),
        "oversight": back(-8),
    }
    steps.planned(play, days | dict.fromkeys(("meetings", "partyday"), back(5)) | {"water": back(-3)})
    by_name = dict(zip(play.scene.troubles, play.problems(), strict=True))
    play.at("plan", 2)
    items.drop(by_name.pop("repeat"), by=play.branch.recorder, reason=words.DROPPED)
    play.at("send", -1)
    steps.approved(play)
    for name, problem in by_name.items():
        play.at("work")
        if name != "roster":
            items.start(problem, by=steps.worker(play, problem))
    _months(play, play.stage.clock.back(41))
    _each_in_its_state(play, by_name)


def _each_in_its_state(play: Play, by_name: dict[str, Problem]) -> None:
    play.on(play.stage.clock.back(40))
    steps.visits(play, list(by_name.values()), {"county_leader": 1, "township_leader": 2})
    for name in ("meetings", "partyday", "publicity", "reps", "groups"):
        steps.claim(play, by_name[name])
    play.later(4)
    for name in ("meetings", "partyday", "publicity", "groups"):
        items.verify(by_name[name], by=play.officer)
    items.reject(by_name["reps"], by=play.officer, reason=words.REJECTED)
    play.later(2)
    for name in ("meetings", "partyday"):
        steps.close(play, by_name[name])
    milestones = [
        (what, play.stage.clock.back(-days)) for what, days in zip(words.MILESTONES, (30, 95), strict=True)
    ]
    items.keep_up(by_name["groups"], by=play.township, reason=words.KEPT_UP, milestones=milestones)
    items.extend(by_name["water"], by=play.township, due=play.stage.clock.back(-40), reason=words.EXTENDED,
                 minute=play.stage.paper("云杉镇党委会纪要"))  # fmt: skip
    _months(play, play.stage.clock.back(4))
    play.on(play.stage.clock.back(3))
    play.reread()
    steps.claim(play, by_name["oversight"])
    steps.visits(
        play,
        [by_name["answers"], by_name["water"]],
        {"county_leader": 1, "township_leader": 1, "pairing_unit": 1},
    )


def _months(play: Play, until: date) -> None:
    """One line a month since the work began, each on the 26th or on `until` at the latest."""
    play.reread()
    begun = (play.case.begun_on or play.begun).replace(day=1)
    written = play.case.progress.count()
    for at, line in enumerate(words.PROGRESS):
        month = add_months(begun, at)
        if at >= written and month.replace(day=26) <= until:
            play.on(month.replace(day=26), 16)
            help = words.HELP if at == 2 else ""
            working.progress(play.case, by=play.branch.secretary, month=month, line=line, help=help)


def _second_year(stage: Stage, seed: int) -> None:
    """One branch two years running: the first listing closed and consolidated; the second under higher watch, escalated."""
    again = _second_begun(stage)
    first = Play(stage, SCENES["first_listing"], again, SHORT)
    while first.begun.year == again.year or add_months(first.begun, 15) > again - timedelta(days=9):
        first.begun = stage.clock.calendar.add(first.begun, -1)
    with end.told_beforehand(seed, _days(first, "first_listing")):
        _to_follow_up(first, (23, 24), (28, 30))
        end.held(first, (24, 24), (29, 30))
        end.held(first, (23, 24), (28, 30))
        end.consolidated(first)
    _second_listing(Play(stage, SCENES["second_listing"], again))


def _second_begun(stage: Stage) -> date:
    """The first day of the second listing: 75 working days ago, or in the December before where that was too early in a year."""
    day = stage.clock.back(75)
    while add_months(day, 1).month < 4:
        day = stage.clock.calendar.add(day, -1)
    return day


def _second_listing(play: Play) -> None:
    steps.confirmed(play, reason=words.SECOND_LISTING, months=9)
    back = play.stage.clock.back
    steps.planned(play, {"meetings": back(11), "publicity_too": back(-15), "groups": back(-30)})
    steps.approved(play)
    play.at("work")
    for problem in play.problems():
        items.start(problem, by=steps.worker(play, problem))
    play.later(9)
    steps.visits(play, play.problems(), {"county_leader": 1, "township_leader": 1})
    tick(play.on(back(4), 2))
    play.on(back(3), 15)
    play.reread()
    working.told(
        play.case, by=play.who("zuzhike"), to="乡镇党委书记", on=timezone.localdate(), how="书面通知，已回执"
    )
    working.visit(_seat(play, "county_leader"), by=play.officer, on=play.on(back(2)), problem=play.problems()[0],
                  next_step=words.VISITED[3])  # fmt: skip


def _seat(play: Play, role: str) -> Seat:
    seat: Seat = play.case.seats.get(role=role, until=None)
    seat.case = play.case
    return seat


# ---- checks, ballots, what comes after -----------------------------------------------------------


def _to_ballot(play: Play) -> None:
    steps.confirmed(play)
    steps.planned(play)
    steps.approved(play)
    steps.settled(play)
    end.self_checked(play)
    end.rechecked(play)
    end.reviewed(play)


def _checked(play: Play) -> None:
    """Checked by the branch and the township; the department is next."""
    steps.confirmed(play)
    steps.planned(play)
    steps.approved(play)
    steps.settled(play)
    end.self_checked(play)
    end.rechecked(play)


def _failed(play: Play) -> None:
    """18 of 19 members are satisfied: below 95 per cent, so all of it again, with a new problem and a second plan."""
    _to_ballot(play)
    round = end.opened(play)
    play.at("count", 0)
    end.counted(play, round, (18, 19), (26, 29))
    play.later(2)
    due = play.stage.clock.back(-60)
    what = words.TROUBLES["unheard"]
    items.list_problem(play.case.dossier, by=play.who("hecha"), what=what.what, due=due, cause=what.cause,
                       measure=what.measure, lead=what.lead, round=play.case.round, raised_in="ballot")  # fmt: skip
    for seat in play.case.seats.filter(until=None).order_by("pk"):
        seat.case = play.case
        if seat.role == "township_leader":
            planning.name_seat(play.case, seat.role, by=play.officer, duty="乡镇党委副书记")
        else:
            planning.keep_seat(seat, by=play.officer, reason=words.KEPT_SEAT)
    play.later(1)
    restart(play.case, by=play.who("zuzhike"), reason=words.AGAIN)


def _noticed(play: Play) -> None:
    """One ballot too many came back: void, and held again; 19 of 20 pass, and the notice runs today."""
    _to_ballot(play)
    round = end.opened(play)
    play.at("count", -1)
    end.counted(play, round, (20, 20), returned_more=1)
    play.at("count")
    again = end.opened_again(play)
    play.at("count", 2)
    end.counted(play, again, (19, 20), (27, 30))
    end.announced(play)


def _to_follow_up(play: Play, *votes: end.Votes) -> None:
    _to_ballot(play)
    round = end.opened(play)
    play.at("count")
    end.counted(play, round, *votes)
    end.announced(play)
    end.closed_up(play)


def _followed(play: Play) -> None:
    """The first look-back found nothing; the second lies ahead, on a day that nobody knows."""
    _to_follow_up(play, (24, 25), (30, 32))
    end.held(play, (24, 25), (31, 32))
    end.light_checks(play, play.stage.clock.today)


def _consolidated(play: Play) -> None:
    _to_follow_up(play, (27, 28), (33, 36))
    end.held(play, (27, 28), (35, 36))
    end.held(play, (28, 28), (35, 36))
    end.consolidated(play)


def _looked_back(play: Play) -> None:
    """The look-back fell due last week: looked, talked, counted; what it comes to is not said yet."""
    _to_follow_up(play, (26, 27), (31, 33))
    end.looked_at(play, (26, 27), (32, 33))


def _relapsed(play: Play) -> None:
    """The second look-back finds a problem back: a second case begins with it."""
    _to_follow_up(play, (21, 22), (26, 28))
    end.held(play, (22, 22), (27, 28))
    end.relapsed(play, (21, 22), (22, 28))


STORIES: dict[str, Story] = {
    "heard": _heard, "watched": _watched, "dropped": _dropped, "working": _working, "checked": _checked,
    "failed": _failed, "noticed": _noticed, "followed": _followed, "consolidated": _consolidated,
    "looked_back": _looked_back, "relapsed": _relapsed,
}  # fmt: skip
