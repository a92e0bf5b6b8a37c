"""`baxing verify`: is every record book whole, and which line does a printed digest stand for?"""

import json
import time
from typing import TYPE_CHECKING, Any

import click

from baxing.rules.text import Text
from baxing.site.cli import start_django
from baxing.site.cli.imports import LANGUAGES, terminal_language

if TYPE_CHECKING:
    from baxing.dossiers.verify import Break, Trace

SAYS = {
    "whole": Text(
        zh="%(files)d 本记录簿，%(lines)d 行，全部完整（每秒 %(rate)d 行）",
        en="%(files)d books, %(lines)d lines, every chain is whole (%(rate)d lines a second)",
    ),
    "broken": Text(
        zh="%(files)d 本记录簿中有 %(bad)d 本断了（共读 %(lines)d 行）。第一处：",
        en="%(bad)d of %(files)d books are broken (%(lines)d lines read). The first:",
    ),
    "at": Text(
        zh="%(unit)s，%(flow)s，第 %(line)d 行：%(what)s　材料 %(dossier)s",
        en="%(unit)s, %(flow)s, line %(line)d: %(what)s  file %(dossier)s",
    ),
    "changed": Text(zh="这一行与写下时不一样", en="this line is not what it was when it was written"),
    "missing": Text(zh="这一行不见了", en="this line is missing"),
    "cover": Text(
        zh="封面的版本或封签与记录簿对不上", en="the cover's version or seal is not that of the book"
    ),
    "look_back": Text(
        zh="回头看的日子与这一行封存的对不上", en="a look-back is not on the day that this line has sealed"
    ),
    "round": Text(
        zh="测评的规则与这一行封存的对不上", en="a ballot's rules are not those that this line has sealed"
    ),
    "seal": Text(zh="这一行封存的回头看日子", en="the day of a look-back, sealed with this line"),
    "reading": Text(zh="核对记录簿", en="checking the books"),
    "nothing": Text(zh="没有哪一行是这个摘要", en="no line stands for this digest"),
    "line": Text(zh="这一行的封签", en="the seal of this line"),
    "facts": Text(zh="这一步封存的事实", en="the facts frozen with this line"),
    "digest": Text(
        zh="这一步定下的结果、标准或测评规则",
        en="the result, the standard or the ballot's rules fixed with this line",
    ),
    "sound": Text(zh="到今天记录完整", en="the book is whole to this day"),
}
MOST = 20


@click.command()
@click.argument("digest", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Language; else that of the terminal.")
def verify(digest: str | None, as_json: bool, lang: str | None) -> None:
    """Check every record book, or find the line that a printed DIGEST stands for.

    Look-backs and ballots are compared with their seals too: a day that was moved is found before it comes, and not told.
    DIGEST is the seal of a line (its first 8 characters are enough), or the whole digest of facts, of a result, of a
    standard, of a ballot's rules or of a look-back. Exit code 1 when a chain is broken or the digest is nobody's.
    """
    start_django()
    lang = lang or terminal_language()
    found = _books(lang) if digest is None else _trace(digest)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif digest is None:
        _say_books(found, lang)
    else:
        _say_trace(found, lang)
    raise SystemExit(0 if found["whole"] else 1)


def _books(lang: str) -> dict[str, Any]:
    """Every chain, with a bar on the terminal while it reads."""
    from rich.console import Console  # late: `baxing verify --help` needs none of this
    from rich.progress import Progress

    from baxing.dossiers.models import Dossier
    from baxing.dossiers.verify import checked
    from baxing.rectification.verify import broken_seals

    began, lines, bad = time.perf_counter(), 0, []
    total = Dossier.objects.count()
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(SAYS["reading"].say(lang), total=total)
        for number, (_pk, read, broken) in enumerate(checked(), 1):
            lines += read
            if broken:
                bad.append(broken)
            if number % 100 == 0:
                progress.update(task, completed=number)
    bad += broken_seals()
    seconds = time.perf_counter() - began
    return {
        "whole": not bad,
        "files": total,
        "lines": lines,
        "lines_per_second": round(lines / seconds) if lines else 0,
        "broken": len(bad),
        "breaks": [_place(each) for each in bad[:MOST]],
    }


def _place(broken: "Break") -> dict[str, Any]:
    """Where a break is, so that it can be found without a page."""
    from baxing.dossiers.models import Dossier

    dossier = Dossier.objects.select_related("unit").get(uid=broken.dossier)
    return {
        "dossier": broken.dossier,
        "unit": dossier.unit.name,
        "flow": dossier.flow,
        "line": broken.line,
        "what": broken.what,
    }


def _say_books(found: dict[str, Any], lang: str) -> None:
    if found["whole"]:
        click.echo(SAYS["whole"].say(lang) % (found | {"rate": found["lines_per_second"]}))
        return
    click.echo(SAYS["broken"].say(lang) % (found | {"bad": found["broken"]}))
    for place in found["breaks"]:
        click.echo(_at(place, lang))


def _at(place: dict[str, Any], lang: str) -> str:
    from baxing.rules.flows import FLOWS

    said = {"flow": FLOWS[place["flow"]].name.say(lang), "what": SAYS[place["what"]].say(lang)}
    return "  " + SAYS["at"].say(lang) % (place | said)


def _trace(digest: str) -> dict[str, Any]:
    from baxing.dossiers.verify import trace
    from baxing.rectification.verify import sealing

    try:
        traces = [*trace(digest), *sealing(digest)]
    except ValueError as error:
        raise click.BadParameter("8 to 64 characters of 0–9 and a–f", param_hint="DIGEST") from error
    found = [_traced(each) for each in traces]
    return {"whole": bool(found) and not any(each["break"] for each in found), "found": found}


def _traced(traced: "Trace") -> dict[str, Any]:
    from baxing.dossiers.book_words import verb_words
    from baxing.dossiers.models import Dossier
    from baxing.dossiers.verify import breaks

    entry = traced.entry
    broken = next(breaks(Dossier.objects.filter(pk=entry.dossier_id)))
    words = verb_words(entry.dossier.flow, entry.before, entry.verb)
    return {
        "kind": traced.kind,
        "dossier": str(entry.dossier.uid),
        "unit": entry.dossier.unit.name,
        "flow": entry.dossier.flow,
        "line": entry.n,
        "at": entry.at.isoformat(timespec="seconds"),
        "verb": {"zh": words.zh, "en": words.en},
        "digest": entry.digest,
        "break": _place(broken) if broken else None,
    }


def _say_trace(found: dict[str, Any], lang: str) -> None:
    for each in found["found"]:
        verb = each["verb"]["zh" if lang.startswith("zh") else "en"]
        place = each | {"what": each["kind"]}
        click.echo(f"{each['at']}  {verb}\n{_at(place, lang)}")
        click.echo(_at(each["break"], lang) if each["break"] else f"  {SAYS['sound'].say(lang)}")
    if not found["found"]:
        click.echo(SAYS["nothing"].say(lang))
