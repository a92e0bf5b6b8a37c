"""The chapters of a cycle as its people live it in the pages; test_cycle_in_browser tells them in order."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from baxing.accreditation.models import Application, Award, Notice
from baxing.units.models import Unit
from tests import pack_sample as sample
from tests.browser_steps import Steps, account
from tests.cycle_figures import (
    BRANCH,
    LATE,
    LEVELS,
    OPTIONS,
    OWN,
    RATES,
    TOWNSHIP,
    final,
    result,
    score_words,
    star_of,
)

DATA = Path(__file__).parent / "data"
Picture = Callable[..., None]


def bring_in_the_county(steps: Steps, picture: Picture) -> None:
    steps.log_in("officer")
    steps.import_units(DATA / "units.xlsx", "样例县")
    assert Unit.objects.filter(level="branch").count() == 112
    steps.look_at_facts(DATA / "facts.xlsx", 2025)
    assert steps.text(".figs div:nth-child(1) b") == str(sample.branches())
    picture("import-facts")
    steps.take_in_facts()
    assert steps.text(".figs div:nth-child(1) b") == str(sample.branches())


def open_the_cycle(steps: Steps, picture: Picture) -> None:
    steps.go("/cycles/new")
    steps.fill(
        {"year": 2025, "reference": "2025-12-31", "self_check_due": "2026-01-31", "phone": "0000-0000000"}
    )
    steps.press()
    steps.press()
    assert Application.objects.count() == 112
    cycle = steps.page.url
    steps.go(cycle.removeprefix(steps.live) + "/groups")
    steps.fill({"name": "第一评定组"})
    for box in steps.page.locator("main [name=member]").all():
        box.check()
    steps.page.get_by_label(TOWNSHIP).check()
    steps.press()
    assert "第一评定组" in steps.text()


def accounts_of_the_township(steps: Steps) -> None:
    """The administrator gives the branch its account in the page; the township had its own all along."""
    township = Unit.objects.get(name=TOWNSHIP)
    account("organiser", "township_officer", township)
    account("township_lead", "township_secretary", township)
    steps.log_in("admin")
    word = steps.make_account("secretary", "支部书记", BRANCH, "secretary")
    steps.log_in("secretary", word)
    steps.choose_own_password(word)


def fill_in_the_sheet(steps: Steps, application: Application, tmp_path: Path, picture: Picture) -> None:
    page = steps.page
    steps.go("/")
    picture("desk")
    steps.press("main .todo a.btn, main a.btn.main")
    assert page.url.endswith(f"/applications/{application.uid}")
    for code, value in LATE.items():
        steps.enter_fact(application.unit.uid, 2025, code, value, "党员大会记录第 2 号")
    steps.go(f"/applications/{application.uid}")
    blank = result(tmp_path)
    assert_shown(steps, blank)
    assert {star["state"] for star in blank["stars"]} == {"unknown"}
    for task, points in OWN.items():
        steps.say_points(task, points, reason="见会议记录本")
    said = result(tmp_path, decided=OWN)
    assert_shown(steps, said)
    assert star_of(said, "S6")["state"] == "dark"
    assert page.locator("#face svg .lit").count()
    picture("sheet", english=True)
    steps.plan_measure("S6-2", "“四议两公开”事项逐件留痕", "组织委员", "2026-02-28")
    steps.move("adopt", {"number": "支委会〔2026〕1 号", "should": 5, "present": 4})
    steps.move("apply")
    assert application_now(application).dossier.status == "APPLIED"


def the_township_reviews(steps: Steps, application: Application, picture: Picture) -> None:
    steps.log_in("organiser")
    steps.press("main a.btn.main")
    steps.move("take_up")
    steps.go(f"/applications/{application.uid}/review")
    assert not steps.page.locator("a.btn[href$='/do/recommend']").count()
    for task in [code for code in OWN if code not in LEVELS]:
        steps.give_opinion(task, "self")
    picture("review")
    assert steps.look_at_sample() >= 7
    steps.log_in("township_lead")
    steps.go(f"/applications/{application.uid}")
    steps.move("recommend", {"number": "党委会〔2026〕2 号"})
    steps.log_in("officer")
    steps.go(f"/applications/{application.uid}")
    steps.move("evaluate")


def the_group_rates(steps: Steps, application: Application) -> None:
    for at, rater in enumerate(("rater", "rater_two", "rater_three")):
        steps.log_in(rater)
        steps.go("/rating")
        steps.press("main .todo a.btn")
        for task, levels in LEVELS.items():
            steps.give_level(task, levels[at])
        steps.press("form.sticky button.main")
    assert set(application_now(application).rater_sheets.values_list("levels", flat=True)[0]) == set(LEVELS)


def the_tellers_count(steps: Steps, application: Application) -> None:
    for teller in ("teller", "teller_two"):
        steps.log_in(teller)
        for rate, marks in RATES.items():
            options = OPTIONS[rate.split("_")[0]]
            given = {"should": 21, "present": 20, "issued": sum(marks), "returned": sum(marks), "void": 0}
            steps.enter_count(application.uid, rate, given | dict(zip(options, marks, strict=True)))
    assert application.ballot_entries.filter(certified=True, replaced=False).count() == 2 * len(RATES)


def the_county_proposes_and_publishes(
    steps: Steps, application: Application, tmp_path: Path, picture: Picture
) -> None:
    steps.log_in("officer")
    steps.go(f"/applications/{application.uid}/summary")
    assert "S7-6" in steps.text()
    steps.go(f"/applications/{application.uid}")
    assert_shown(steps, final(tmp_path))
    steps.move("propose")
    steps.go(f"/cycles/{application.cycle.uid}/overview")
    picture("county")
    steps.log_in("lead")
    steps.go(f"/cycles/{application.cycle.uid}/publish")
    steps.fill({"number": "部务会〔2026〕3 号"})
    steps.press()
    assert application_now(application).dossier.status == "PUBLIC_NOTICE"


def everybody_reads_the_notice(steps: Steps, application: Application, picture: Picture) -> None:
    steps.leave()
    steps.go("/notices")
    with steps.page.expect_navigation():
        steps.page.locator("main tbody a").first.click()
    said = steps.text()
    assert BRANCH in said
    assert "七星" in said
    assert not any(name in said for name in ("secretary", "支部书记", "见会议记录本"))
    picture("notice", english=True)


def the_county_decides(steps: Steps, application: Application, picture: Picture) -> None:
    steps.log_in("lead")
    steps.go(f"/notices/{Notice.objects.get().uid}/rate")
    steps.fill({"document": "样组发〔2026〕1 号"})
    steps.press()
    assert application_now(application).dossier.status == "RATED"
    steps.log_in("secretary")
    steps.go(f"/applications/{application.uid}/certificate")
    award = Award.objects.get()
    assert award.number in steps.text()
    picture("certificate")
    paper = steps.page.request.get(f"{steps.live}/applications/{application.uid}/certificate.pdf")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")


def everybody_checks_the_certificate(steps: Steps) -> None:
    award = Award.objects.get()
    steps.leave()
    steps.go("/verify")
    steps.fill({"code": award.code.lower()})
    steps.press()
    assert BRANCH in steps.text()
    assert award.number in steps.text()
    steps.go("/verify?code=AAAAAAAAAA")
    assert BRANCH not in steps.text()


def assert_shown(steps: Steps, said: Mapping[str, Any]) -> None:
    """Every star, how many are lit, and the composite on the sheet are what the command says of the same facts."""
    shown = {star["code"]: steps.score_of(star["code"]) for star in said["stars"]}
    assert shown == {star["code"]: score_words(star) for star in said["stars"]}
    assert f"亮 {said['lit']} 颗" in steps.text("#face")
    ends = [said["composite"][end]["display"] for end in ("low", "high")]
    assert all(end in steps.text("#face") for end in ends), (ends, steps.text("#face"))


def application_now(application: Application) -> Application:
    return Application.objects.select_related("dossier").get(pk=application.pk)
