"""`baxing calendar`: terms counted in working days, and the holidays of a year. Works without a database."""

import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from baxing.dossiers.calendars import NATION, chain, regions, shipped
from baxing.dossiers.calendars import region as shipped_region
from baxing.rules.calendar import WorkCalendar, weekday
from baxing.rules.text import Text
from baxing.site.cli import start_django

DATE = click.DateTime(["%Y-%m-%d"])
SAYS = {
    "skipped": Text(zh="不算的日子", en="Skipped"),
    "worked": Text(zh="调休上班，要算", en="Worked, so counted"),
    "off": Text(zh="休", en="off"),
    "work": Text(zh="班", en="work"),
    "days": Text(zh="全年 %d 个工作日", en="%d working days in the year"),
    "unpublished": Text(
        zh="%d 年的放假安排还没有公布，结果可能变",
        en="the arrangement for %d is not yet published; this may change",
    ),
}


def stored(region: str) -> WorkCalendar:
    """The calendar as the county has edited it, if there is a database here; else the one that is shipped."""
    home = Path(os.environ.get("BAXING_HOME", ".home"))
    if "BAXING_DATABASE_URL" not in os.environ and not (home / "baxing.sqlite3").exists():
        return shipped(region)
    start_django()
    from baxing.dossiers.calendar import load  # late: the line above sets Django up

    return load(region)


def _language() -> str:
    """Chinese where the terminal speaks Chinese."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"


def _options(command: click.Command) -> click.Command:
    """The options that both commands have."""
    for option in (
        click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; else that of the terminal."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option("--region", type=click.Choice(regions()), default=NATION, show_default=True),
    ):
        command = option(command)
    return command


@click.group()
def calendar() -> None:
    """Working days: what is due when, and which days are off."""


@_options
@calendar.command(context_settings={"ignore_unknown_options": True})
@click.argument("day", type=DATE, metavar="DAY")
@click.argument("n", type=click.IntRange(-5000, 5000))
def add(day: datetime, n: int, region: str, as_json: bool, lang: str | None) -> None:
    """Print the date N working days after DAY, and the days skipped.

    DAY is YYYY-MM-DD and is not counted itself; a negative N counts back.
    """
    days, start, lang = stored(region), day.date(), lang or _language()
    end = days.add(start, n)
    first, last = sorted((start, end))
    found: dict[str, Any] = {"region": region, "from": start.isoformat(), "days": n} | _one(days, end, lang)
    found["skipped"] = [_one(days, one, lang) for one in days.not_worked(start, end)]
    found["worked"] = [
        _one(days, one, lang) for one in sorted(days.work) if first <= one <= last and one != start
    ]
    found["not_yet_published"] = days.not_covered(start, end)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    click.echo(f"{end}  {found['weekday']}")
    for title in ("skipped", "worked"):
        if found[title]:
            click.echo(f"\n{SAYS[title].say(lang)}:")
            click.echo("\n".join(map(_line, found[title])))
    _warn(found["not_yet_published"], lang)


@_options
@calendar.command("list")
@click.argument("year", type=click.IntRange(1990, 2100))
def list_year(year: int, region: str, as_json: bool, lang: str | None) -> None:
    """Print the days of YEAR that are not what their weekday says."""
    days, lang = stored(region), lang or _language()
    found: dict[str, Any] = {
        "region": region,
        "year": year,
        "published": days.covers(year),
        "working_days": days.between(date(year - 1, 12, 31), date(year, 12, 31)),
        "days": [_one(days, one, lang) for one in sorted(days.off | days.work) if one.year == year],
        "notes": [
            f"{code}: {shown.note.say(lang)}"
            for code in chain(region)
            for shown in shipped_region(code).years
            if shown.year == year and shown.note
        ],
    }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found["days"]:
        click.echo(f"{_line(one)}  [{SAYS[one['kind']].say(lang)}]")
    click.echo(f"\n{SAYS['days'].say(lang) % found['working_days']}")
    click.echo("".join(f"{note}\n" for note in found["notes"]), nl=False)
    _warn([] if found["published"] else [year], lang)


def _one(days: WorkCalendar, day: date, lang: str) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "weekday": weekday(day).say(lang),
        "kind": "work" if days.is_working_day(day) else "off",
        "why": days.why(day).say(lang),
    }


def _line(one: dict[str, Any]) -> str:
    why = "" if one["why"] == one["weekday"] else f"  {one['why']}"
    return f"  {one['date']}  {one['weekday']}{why}"


def _warn(years: list[int], lang: str) -> None:
    for year in years:
        click.echo(SAYS["unpublished"].say(lang) % year, err=True)
