"""The second half of a case: the three checks, the ballot, the closing, the follow-up and its look-backs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from unittest.mock import patch

from django.utils import timezone

from baxing.ballots.actions.rounds import enter_count
from baxing.ballots.models import Round
from baxing.rectification.actions import balloting, checking, closing, looking_back
from baxing.rectification.actions.moves import fresh
from baxing.rectification.models import Case, LookBack
from baxing.rules.ballot import SATISFACTION, Count
from baxing.site.demo import case_words as words
from baxing.site.demo.case_steps import Play, trouble_of

METHODS = ("report", "files", "site", "talks")
SHEET = {"A1": 18, "A2": 13, "A3": 13, "A5": 12, "A6": 8}
ANSWERS = {"accurate": {"ok": True, "note": ""}, "ledger": {"ok": True, "note": "缺一次会议记录，已补录"},
           "effective": {"ok": True, "note": ""}}  # fmt: skip
Votes = tuple[int, int]  # satisfied or basically satisfied, of so many valid ballots


@contextmanager
def told_beforehand(seed: int, days: list[date]) -> Iterator[None]:
    """Inside, a closing draws the `days` of the story, and a look-back samples by the seed: the demo is the same twice.
    Elsewhere both come from the system's own randomness, and nobody knows them."""
    samples = Random(f"{seed}/samples")
    with (
        patch.object(closing, "drawn_days", lambda *_of: days),
        patch.object(looking_back, "SystemRandom", lambda: samples),
    ):
        yield


def self_checked(play: Play) -> None:
    """The branch goes through its problems one by one, before its members."""
    today, should = play.at("self_check"), play.branch.members
    checking.self_check(play.case, by=play.branch.secretary, on=today, should=should, present=should - should // 10,
                        findings=_findings(play), opinion=words.SELF_OPINION)  # fmt: skip


def rechecked(play: Play) -> None:
    """The township looks on site and talks to people."""
    today = play.at("recheck")
    checking.recheck(play.case, by=play.officer, on=today, members=6, households=12, methods=METHODS,
                     findings=_findings(play), opinion=words.TOWNSHIP_OPINION, passed=True)  # fmt: skip


def reviewed(play: Play) -> None:
    """The department answers the three questions and fills in the acceptance sheet."""
    today = play.at("review")
    checking.review(play.case, by=play.who("zuzhike"), on=today, methods=METHODS, findings=_findings(play),
                    answers=ANSWERS, sheet=SHEET, opinion=words.DEPT_OPINION, passed=True)  # fmt: skip


def _findings(play: Play) -> dict[str, dict[str, object]]:
    play.reread()
    return {str(problem.uid): {"ok": True, "note": ""} for problem in play.problems()}


def opened(play: Play) -> Round:
    """The acceptance ballot, after the warning that one dissent more would fail a group."""
    play.at("ballot")
    return balloting.open_ballot(play.case, by=play.who("zuzhike"), sizes=_sizes(play), warning_seen=True)


def opened_again(play: Play) -> Round:
    """The same ballot once more, as the last round was void."""
    play.reread()
    return balloting.open_again(play.case, by=play.who("zuzhike"), sizes=_sizes(play), warning_seen=True)


def _sizes(play: Play) -> dict[str, int]:
    rows = play.case.rules.electorates_for(play.case.sector)
    return {row.code: size for row, size in zip(rows, play.scene.sizes, strict=True)}


def counted(play: Play, round: Round, *votes: Votes, returned_more: int = 0) -> None:
    """Both tellers enter what stands on their paper, one electorate after the other; `returned_more` ballots too many come
    out of the first box, which ends the round."""
    for rule, (positive, valid) in zip(round.rule, votes, strict=False):
        for teller in ("jipiao1", "jipiao2"):
            enter_count(round, rule["code"], _marks(positive, valid, returned_more), by=play.who(teller),
                        held_on=timezone.localdate(), present=valid)  # fmt: skip
    play.reread()


def _marks(positive: int, valid: int, more: int) -> Count:
    satisfied, basically, not_, unknown = SATISFACTION.options
    half, against = positive // 4, valid - positive
    options = {
        satisfied: positive - half + more,
        basically: half,
        not_: (against + 1) // 2,
        unknown: against // 2,
    }
    return Count(valid, valid + more, 0, options)


def announced(play: Play) -> None:
    """The department's meeting approves; the notice begins."""
    play.at("announce")
    closing.announce(play.case, by=play.who("buwuhui"), minute=play.stage.paper("部务会纪要"))


def closed_up(play: Play) -> None:
    """The notice is over: closed, moved up, and followed for a year."""
    play.at("close_up")
    closing.close_up(play.case, by=play.who("buwuhui"), document=play.stage.paper("澄组发"))


def light_checks(play: Play, until: date) -> None:
    """The township's look of each quarter that ended before `until`, whatever happens between."""
    for light in play.case.light_checks.filter(due__lt=until, done_on=None):
        today = play.on(max(light.due - timedelta(days=3), timezone.localdate()), 15)
        note = words.LIGHT[light.number % len(words.LIGHT)]
        looking_back.light_check(light, by=play.officer, on=today, holds=True, note=note)
    play.reread()


def looked_at(play: Play, *votes: Votes, back: str = "") -> LookBack:
    """A look-back whose day has come: held by people who did not close the case, with a ballot; `back` is the name of a
    problem that did not hold."""
    due = play.case.look_backs.filter(due=None).order_by("number")[0]
    light_checks(play, due.on)
    today = play.on(due.on, 8)
    looking_back.open_due(today)
    row = play.case.look_backs.get(pk=due.pk)
    row.case = play.case
    play.later(3)
    play.reread()
    by = play.who("hecha")
    round = looking_back.open_look_back_ballot(row, by=by, sizes=_sizes(play), warning_seen=True)
    play.later(1, 15)
    counted(play, round, *votes)
    fallen = {
        str(problem.uid)
        for problem in play.problems()
        if back and trouble_of(problem) is words.TROUBLES[back]
    }
    sampled = {
        uid: {"kept": uid not in fallen, "note": words.IS_BACK if uid in fallen else ""}
        for uid in row.sampled
    }
    opinion = words.RELAPSE_OPINION if back else words.HELD_OPINION
    play.later(1)
    row.refresh_from_db()
    row = looking_back.hold_look_back(row, by=by, on=timezone.localdate(), answers=ANSWERS, sampled=sampled,
                                      members=7, households=11, opinion=opinion)  # fmt: skip
    play.reread()
    return row


def held(play: Play, *votes: Votes) -> None:
    """A look-back that found nothing: the follow-up goes on."""
    row = looked_at(play, *votes)
    play.later(2, 15)
    looking_back.conclude(row, by=play.who("hecha"), relapse=False)
    play.reread()


def relapsed(play: Play, *votes: Votes) -> Case:
    """A look-back that found a problem back: the second case, with the problem in it."""
    row = looked_at(play, *votes, back="publicity")
    play.later(2, 15)
    second = looking_back.conclude(row, by=play.who("hecha"), relapse=True, reason=words.RELAPSE)
    play.reread()
    return fresh(second)


def consolidated(play: Play) -> None:
    """The year is over and nothing came back."""
    until = play.case.follow_until or play.stage.clock.today
    light_checks(play, until)
    play.on(play.stage.clock.calendar.add(until, 2), 15)
    looking_back.consolidate(play.case, by=play.who("buwuhui"), document=play.stage.paper("澄组发"))
