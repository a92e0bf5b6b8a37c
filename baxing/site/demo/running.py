"""The running cycle: one or more branches in every state that a file can have this year, each with its story."""

from fractions import Fraction

from baxing.accreditation.actions import cycles, evaluation, moves, notices, rating, review
from baxing.accreditation.actions.scores import refresh
from baxing.accreditation.models import Application, Notice, Objection
from baxing.records.actions import put_fact, set_fact
from baxing.rules.facts import Value
from baxing.site.demo import counts, steps, words
from baxing.site.demo.measures import settle
from baxing.site.demo.opening import start_all
from baxing.site.demo.route import bring, later
from baxing.site.demo.steps import Run

Scenes = dict[str, list[Application]]
LATE = ("services_in_time", "volunteer_services", "pairing_activities")


def play(run: Run, scenes: dict[str, str]) -> None:
    """Every scene, those that share a notice first; `scenes` gives each branch key its scene."""
    by_scene: Scenes = {}
    for key, scene in scenes.items():
        by_scene.setdefault(scene, []).append(run.sheets[key])
    _first_notice(run, by_scene)
    _second_notice(run, by_scene)
    _evaluation(run, by_scene)
    _ballots(run, by_scene)
    _township(run, by_scene)
    _branches(run, by_scene)
    settle(run, all_of_them=False)


def publish(run: Run, sheets: list[Application], back: int) -> Notice:
    """One public notice for all of them, so many working days ago."""
    on = run.clock.to_back(back, 15)
    minute = run.paper("部务会纪要")
    return notices.publish(run.cycle, sheets, by=run.people["buwuhui"], minute=minute, on=on)


def decide(run: Run, sheets: list[Application], back: int) -> None:
    """The decision after the notice: stars, certificates, the ledger."""
    on = run.clock.to_back(back, 16)
    document = run.paper("澄组发")
    rating.rate_many(sheets, by=run.people["buwuhui"], document=document, on=on)


def correct_fact(run: Run, sheet: Application, code: str, value: Value, *, why: str, source: str) -> None:
    """The county corrects a fact that turned out wrong; what stood there is kept."""
    set_fact(sheet.unit, run.cycle.year, code, "", value, by=run.people["hecha"], source=source,
             pack=run.cycle.standard, reason=why)  # fmt: skip


def _first_notice(run: Run, by_scene: Scenes) -> None:
    rated, upheld, resumed = by_scene["rated"], by_scene["upheld"][0], by_scene["resumed"][0]
    for at, sheet in enumerate([*rated, upheld, resumed]):
        bring(run, sheet, later(0), at % 2)
    run.clock.to_back(38, 16)
    cycles.move_cycle(run.cycle, "start_review", by=run.people["zuzhike"])
    notice = publish(run, [*rated, upheld, resumed], 20)
    _objections(run, upheld, resumed)
    run.clock.to_back(17, 15)
    notices.prolong(notice, by=run.people["zuzhike"], reason=words.BOARD_DOWN)
    for sheet in rated:
        steps.reread(sheet)
    _answered(run, upheld, resumed)
    decide(run, rated, 12)
    run.clock.to_back(3, 11)
    notices.correct(upheld, by=run.people["zuzhike"])


def _objections(run: Run, upheld: Application, resumed: Application) -> None:
    run.clock.to_back(18, 11)
    notices.object_to(upheld, fact=words.UPHELD["fact"], star="S6", name="村民代表", channel="box",
                      by=run.people["zuzhike"])  # fmt: skip
    notices.object_to(resumed, fact=words.NOT_UPHELD["fact"], star="S7")
    for sheet in (upheld, resumed):
        run.clock.to_back(17, 9)
        notices.appoint_checker(_objection(sheet), run.people["hecha"], by=run.people["zuzhike"])


def _objection(sheet: Application) -> Objection:
    found = sheet.objections.order_by("-number")[0]
    found.application = sheet
    return found


def _answered(run: Run, upheld: Application, resumed: Application) -> None:
    checker = run.people["hecha"]
    run.clock.to_back(13, 10)
    said = words.NOT_UPHELD
    notices.answer_objection(_objection(resumed), by=checker, finding=said["finding"], answer=said["answer"])
    notices.resume(resumed, by=run.people["zuzhike"])
    run.clock.to_back(5, 10)
    for code, value in (("publicity_quarters", 1), ("village_publicity_quarters", 0)):
        correct_fact(run, upheld, code, Fraction(value), why=words.UPHELD["reason"], source="公开栏照片")
    said = words.UPHELD
    notices.answer_objection(_objection(upheld), by=checker, finding=said["finding"], answer=said["answer"])


def _second_notice(run: Run, by_scene: Scenes) -> None:
    shown = [*by_scene["notice"], *by_scene["objection"]]
    for at, sheet in enumerate(shown):
        bring(run, sheet, later(15), at % 2)
    publish(run, shown, 2)
    run.clock.to_back(1, 16)
    doubted = by_scene["objection"][0]
    notices.object_to(doubted, fact=words.OPEN_OBJECTION, star="S4")
    notices.appoint_checker(_objection(doubted), run.people["hecha"], by=run.people["zuzhike"])
    for at, sheet in enumerate(by_scene["proposed"]):
        bring(run, sheet, later(18), at % 2)


def _evaluation(run: Run, by_scene: Scenes) -> None:
    for at, sheet in enumerate(by_scene["evaluating"]):
        bring(run, sheet, later(24, until="evaluate"), 0 if at < 3 else 1)
        run.clock.to_back(3, 14)
        steps.rate(run, sheet, locked=at % 3)
    for sheet in by_scene["spread"]:
        bring(run, sheet, later(24, until="evaluate"))
        run.clock.to_back(2, 14)
        steps.rate(run, sheet, spread="S2-5")
    for sheet in by_scene["conflict"]:
        bring(run, sheet, later(25, until="evaluate"))
        run.clock.to_back(5, 10)
        evaluation.declare_conflict(sheet, words.CONFLICT, by=run.people["pingding4"])
        steps.rate(run, sheet, locked=1)
    for sheet in by_scene["flagged"]:
        bring(run, sheet, later(26, until="evaluate"), 1)
        run.clock.to_back(2, 10)
        rating.raise_flag(sheet, "V3", by=run.people["zuzhike"], document="县纪委监委通报〔第 12 期〕")


def _ballots(run: Run, by_scene: Scenes) -> None:
    for name in ("balloting", "ballot_one", "ballot_differ", "ballot_pass", "ballot_fail", "ballot_void"):
        for sheet in by_scene[name]:
            bring(run, sheet, later(19, until="rate"), 0)
            run.clock.to_back(6, 9)
            evaluation.ballot(sheet, by=run.people["zuzhike"])
            run.clock.to_back(2, 15)
            _enter(run, name, sheet)


def _enter(run: Run, name: str, sheet: Application) -> None:
    match name:
        case "ballot_one":
            counts.one_only(run, sheet)
        case "ballot_differ":
            counts.differ(run, sheet)
        case "ballot_pass":
            counts.exactly(run, sheet, 19, 20)
        case "ballot_fail":
            counts.exactly(run, sheet, 18, 19)
        case "ballot_void":
            counts.void_round(run, sheet)


def _township(run: Run, by_scene: Scenes) -> None:
    for sheet in by_scene["recommended"]:
        bring(run, sheet, later(31, until="recommend"))
    for sheet in by_scene["review_done"]:
        bring(run, sheet, later(33, until="opinions"))
    for at, sheet in enumerate(by_scene["review_begun"]):
        bring(run, sheet, later(34, until="take_up"))
        run.clock.to_back(2, 10)
        steps.opinions(run, sheet, (0.0, 0.3, 0.6)[at % 3])
    for sheet in by_scene["applied"]:
        bring(run, sheet, later(37, until="apply"))
        _late_facts(run, sheet)
    for sheet in by_scene["applied_late"]:
        bring(run, sheet, later(22, until="apply"))
    _returns(run, by_scene)
    _declined(run, by_scene)


def _late_facts(run: Run, sheet: Application) -> None:
    """Facts that the branch entered after it had applied: they carry the mark 补录."""
    run.clock.to_back(1, 10)
    for code in LATE[:2]:
        row = sheet.unit.facts.get(year=run.cycle.year, code=code)
        put_fact(sheet.unit, run.cycle.year, code, "", Fraction(int(row.value) + 1), by=run.branch(sheet).recorder,
                 source="12月登记本（补录）", reason="漏登一次，如实补录")  # fmt: skip
    refresh(sheet)


def _returns(run: Run, by_scene: Scenes) -> None:
    for sheet in by_scene["returned"]:
        bring(run, sheet, later(28, until="take_up"))
        run.clock.to_back(4, 15)
        steps.send_back(run, sheet)
    for sheet in by_scene["answered"]:
        bring(run, sheet, later(18, until="take_up"))
        run.clock.to_back(16, 15)
        steps.send_back(run, sheet)
        run.clock.to_back(9, 10)
        steps.answer_return(run, sheet)
        run.clock.to_back(4, 9)
        steps.take_up(run, sheet)


def _declined(run: Run, by_scene: Scenes) -> None:
    for name, decline, appeal in (("reconsidering", 7, 4), ("not_recommended", 2, 0), ("dismissed", 20, 17)):
        for sheet in by_scene[name]:
            bring(run, sheet, later(37 - 30 if decline == 20 else 22, until="take_up"))
            on = run.clock.to_back(decline, 15)
            by = run.people.secretaries[sheet.township_id]
            review.decline(sheet, by=by, number=run.paper("党委会纪要"), on=on, reason=words.DECLINED)
            if appeal:
                run.clock.to_back(appeal, 10)
                moves.make_move(sheet, "appeal", by=run.branch(sheet).secretary, note=words.APPEAL)
            if name == "dismissed":
                run.clock.to_back(10, 10)
                moves.make_move(sheet, "dismiss", by=run.people["zuzhike"], note=words.DISMISSED)


def _branches(run: Run, by_scene: Scenes) -> None:
    for sheet in by_scene["adopted"]:
        bring(run, sheet, later(38, until="adopt"))
    for sheet in by_scene["rectify"]:
        bring(run, sheet, later(14, until="adopt"))
        run.clock.to_back(26, 10)
        moves.make_move(sheet, "rectify", by=run.branch(sheet).secretary)
    for sheet in by_scene["withdrawn"]:
        start_all(run, [run.key(sheet)], 30)
        run.clock.to_back(12, 10)
        moves.make_move(sheet, "withdraw", by=run.branch(sheet).secretary, note=words.WITHDRAWN)
    for at, sheet in enumerate(by_scene["self_check"]):
        begun = max(2, 24 - at)
        bring(run, sheet, {"start": begun})
        run.clock.to_back(min(1 + at % 9, begun - 1), 9 + at % 8)
        steps.fill(run, sheet, (0.6, 0.0, 0.25, 0.5, 0.8)[at % 5])
