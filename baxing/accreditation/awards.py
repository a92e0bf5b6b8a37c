"""What an award is worth today: its stars by name, what still holds, what a printed code stands for (reads only)."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from baxing.accreditation.models import Application, Award, StarEvent
from baxing.accreditation.pictures import Segment, proposed_segments, segments
from baxing.accreditation.scores import live_result
from baxing.rules.text import Text

COUNTED = "〇一二三四五六七八九十"
# What a star can come to, in the order of its life (F11).
EVENTS = {
    "lit": Text(zh="点亮", en="lit"),
    "warned": Text(zh="限期整改", en="warned"),
    "removed": Text(zh="摘星", en="removed"),
    "revoked": Text(zh="撤销", en="revoked"),
}


def stars_word(n: int) -> Text:
    """六星, 6 stars."""
    zh = "没有亮星" if n == 0 else f"{COUNTED[n] if n <= 10 else n}星"
    return Text(zh=zh, en="no star" if n == 0 else "1 star" if n == 1 else f"{n} stars")


def proposed_stars(application: Application) -> list[str]:
    """The codes of the stars that were proposed."""
    return [segment.code for segment in proposed_segments(application) if segment.state == "lit"]


def open_stars(award: Award) -> list[str]:
    """The awarded stars of which the sheet cannot say today that they hold: dark, behind a gate, or unknown."""
    return _of(award, "dark", "gated", "unknown")


def failing(award: Award) -> list[str]:
    """The awarded stars that do not hold today."""
    return _of(award, "dark", "gated")


def _of(award: Award, *states: str) -> list[str]:
    application = award.application
    found = segments(application.cycle.frame, live_result(application))
    return [star.code for star in found if star.code in award.stars and star.state in states]


def award_segments(award: Award) -> list[Segment]:
    """The wheel as it counts today: what was removed is dark again, what was revoked or is over is dark altogether."""
    held = set(award.stars) if standing(award) in ("valid", "reduced") else set()
    return _with(award, held)


def decided_segments(award: Award) -> list[Segment]:
    """The wheel as it was decided: what the certificate prints."""
    return _with(award, set(decided_stars(award)))


def decided_stars(award: Award) -> list[str]:
    """The codes of the stars that were lit by the decision, whatever became of them."""
    lit = {event.star for event in award.events.all() if event.event == "lit"}
    return [star.code for star in proposed_segments(award.application) if star.code in lit]


def _with(award: Award, held: set[str]) -> list[Segment]:
    return [
        Segment(star.code, star.name, "lit" if star.code in held else "dark", None, None, star.line)
        for star in proposed_segments(award.application)
    ]


def standing(award: Award, today: date | None = None) -> str:
    """ "valid", "reduced" (a star was removed), "revoked" or "expired"."""
    if award.revoked_on is not None:
        return "revoked"
    if award.valid_to < (today or timezone.localdate()):
        return "expired"
    return "reduced" if any(event.event == "removed" for event in award.events.all()) else "valid"


def star_names(application: Application) -> dict[str, Text]:
    """The names of the stars as pages say them, by code."""
    return {segment.code: segment.name for segment in proposed_segments(application)}


def full_names(application: Application) -> dict[str, Text]:
    """The names as documents say them: 组织设置星."""
    return {star.code: star.name for star in application.cycle.standard.stars} | {
        code: name for code, name in star_names(application).items() if code.startswith("G")
    }


@dataclass(frozen=True)
class LedgerLine:
    """One line of the running ledger of stars (F11): the stars of one award that share an event, its day and its end."""

    event: StarEvent
    names: list[Text]
    what: Text
    until: date | None
    over: bool


def ledger_lines(events: list[StarEvent]) -> list[LedgerLine]:
    """The events in words. A lit star ends with its removal, its revocation, or the last day of its award."""
    later = StarEvent.objects.filter(
        award__in={event.award_id for event in events}, event__in=("removed", "revoked")
    )
    ended = {(event.award_id, event.star): event.on for event in later}
    today, lines = timezone.localdate(), dict[tuple[object, ...], LedgerLine]()
    for event in sorted(events, key=lambda e: (-e.on.toordinal(), e.award_id, e.star)):
        end = ended.get((event.award_id, event.star))
        until = (end or event.award.valid_to) if event.event == "lit" else None
        over = until is not None and (end is not None or until < today)
        key = (event.on, event.award_id, event.event, event.document, event.reason, until)
        line = lines.setdefault(key, LedgerLine(event, [], EVENTS[event.event], until, over))
        line.names.append(
            star_names(event.award.application).get(event.star, Text(zh=event.star, en=event.star))
        )
    return list(lines.values())
