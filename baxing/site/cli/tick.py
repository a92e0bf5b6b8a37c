"""`baxing tick`: what time alone does; to be run once a day, by cron or a timer."""

import json

import click

from baxing.rules.text import Text
from baxing.site.cli import start_django
from baxing.site.cli.imports import LANGUAGES, terminal_language

SAYS = {
    "refreshed": Text(zh="按新事实重算的申报单", en="sheets scored again from late facts"),
    "rechecked": Text(zh="到期转入复核", en="awards whose recheck has fallen due"),
    "lapsed": Text(zh="复议期满结束", en="files ended because nobody asked the county in time"),
    "unanswered": Text(zh="说明期满，转县认定", en="cases whose branch did not answer in its days"),
    "escalated": Text(zh="问题超期，提级督导", en="cases whose problems are too late, lifted one level"),
    "looked_back": Text(zh="到日子的回头看", en="look-backs whose day has come"),
    "standings": Text(zh="重算的个案现状", en="places of cases on the board counted again"),
    "reseated": Text(zh="随组织关系转到新上级", en="files moved to the desk of their unit's new parent"),
    "rolled_up": Text(zh="重算的汇总行", en="roll-up rows made again"),
    "left": Text(zh="刚有人在办，下次再看", en="left for the next run, because somebody was just at it"),
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Language; else that of the terminal.")
def tick(as_json: bool, lang: str | None) -> None:
    """Do what has fallen due: score late facts, begin rechecks, end requests whose time has passed, lift cases whose
    problems are too late, open look-backs whose day has come.

    Run it once a day. Running it again does nothing twice.
    """
    start_django()
    from django.utils import timezone  # late: Django is set up by now

    from baxing.accreditation.actions import housekeeping
    from baxing.dossiers.actions import reseat
    from baxing.insight.actions import rebuild_all
    from baxing.rectification.actions import housekeeping as cases
    from baxing.rectification.actions.standings import mend

    today = timezone.localdate()
    done = {"reseated": reseat(), **cases.tick(today)}
    later = housekeeping.tick(today)
    left = done.pop("left") + later.pop("left")
    done |= later | {"standings": mend(), "rolled_up": rebuild_all(touched_only=True), "left": left}
    if as_json:
        click.echo(json.dumps(done))
        return
    for name, count in done.items():
        click.echo(f"{count:>8}  {SAYS[name].say(lang or terminal_language())}")
