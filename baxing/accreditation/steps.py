"""How far the sheets of a cycle have come and which stars they lack, as conditions of a query.

The figures of an overview and the lists behind them are made of the same conditions, so that they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.lookups import GreaterThan

from baxing.accreditation.models import Application
from baxing.dossiers.models import Entry
from baxing.rules.flows import ACCREDITATION
from baxing.rules.frame import Frame
from baxing.rules.pack import Pack
from baxing.rules.text import Text


@dataclass(frozen=True)
class Step:
    """One step of the way from the register to the rating; `code` names it in addresses."""

    code: str
    name: Text


STEPS = (
    Step("registered", Text(zh="在册", en="Registered")),
    Step("able", Text(zh="可申报", en="May apply")),
    Step("adopted", Text(zh="自查完成", en="Self-check adopted")),
    Step("applied", Text(zh="已申报", en="Applied")),
    Step("reviewed", Text(zh="乡镇审核完", en="Township done")),
    Step("evaluated", Text(zh="评定完", en="Evaluated")),
    Step("noticed", Text(zh="公示", en="On notice")),
    Step("rated", Text(zh="定星", en="Rated")),
)
PLACE = {step.code: place for place, step in enumerate(STEPS)}

RATED = ["RATED", "DEMO", "DUE_RECHECK", "STAR_WARNED", "STAR_REMOVED", "REVOKED"]
NOTICED = ["PUBLIC_NOTICE", "OBJECTION"]
REVIEWED = ["RECOMMENDED", "NOT_RECOMMENDED", "RECONSIDERING", "EVALUATING", "BALLOTING"]
ADOPTED = ["SELF_ADOPTED", "RECTIFY_SELF"]
# The day of these files must pass before anything can be done: it is no deadline.
RIPENING = ["PUBLIC_NOTICE"]
FINAL = [state.code for state in ACCREDITATION.states if state.final]
STAR_STATES = ("lit", "unlit", "dark", "gated", "unknown")


def stage() -> Case:
    """The last step that a sheet has reached, as its place in STEPS.

    A sheet that ended after the township had declined it has passed the township; one that was withdrawn stays where
    it was. Whoever has applied could apply, whatever fired afterwards.
    """
    declined = Exists(Entry.objects.filter(dossier=OuterRef("dossier"), verb="decline"))
    return Case(
        When(dossier__status__in=RATED, then=Value(PLACE["rated"])),
        When(dossier__status__in=NOTICED, then=Value(PLACE["noticed"])),
        When(dossier__status="PROPOSED", then=Value(PLACE["evaluated"])),
        When(dossier__status__in=REVIEWED, then=Value(PLACE["reviewed"])),
        When(Q(dossier__status="ENDED") & Q(declined), then=Value(PLACE["reviewed"])),
        When(applied_at__isnull=False, then=Value(PLACE["applied"])),
        When(may_apply=False, then=Value(PLACE["registered"])),
        When(dossier__status__in=ADOPTED, then=Value(PLACE["adopted"])),
        default=Value(PLACE["able"]),
        output_field=IntegerField(),
    )


def late(today: date) -> Q:
    """The sheets whose day has passed while somebody has a step to make."""
    return Q(dossier__due__lt=today) & ~Q(dossier__status__in=[*RIPENING, *FINAL])


def has(mask: str, bit: int) -> Q:
    """The sheets with this bit in a mask."""
    return Q(GreaterThan(F(mask).bitand(1 << bit), 0))


@dataclass(frozen=True)
class Column:
    """One star of a table of stars: a star of the pack, or a number of stars in a per-branch table (`grade`)."""

    code: str
    name: Text
    short: Text
    bit: int
    grade: int = 0
    reached_from: int = 0


def columns(frame: Frame) -> list[Column]:
    """The stars of a pack in its order; a per-branch table has one column a number of stars, the fewest first."""
    if not frame.per_branch:
        return [Column(star.code, star.name, star.short, bit) for bit, star in enumerate(frame.pack.stars)]
    least = {stars: at_least for at_least, stars in frame.grades}
    return [
        Column(f"G{n}", _stars(n), _stars(n), n - 1, n, int(100 * min(v for k, v in least.items() if k >= n)))
        for n in range(1, frame.most_stars + 1)
    ]


def star_condition(column: Column, state: str) -> Q:
    """The sheets whose star stands so: one of STAR_STATES; "unlit" is dark or gated, unknown is neither.

    In a per-branch table a number of stars is unknown while something is unknown and the best possible total of 100
    reaches its line (`high` is rounded to the hundredth: this says what is open, never what is reached).
    """
    if column.grade:
        lit = Q(lit__gte=column.grade)
        unknown = ~lit & Q(unknown_mask__gt=0, high__gte=column.reached_from)
        return {"lit": lit, "unknown": unknown, "gated": Q(pk__in=[])}.get(state, ~lit & ~unknown)
    lit, gated, unknown = (has(name, column.bit) for name in ("lit_mask", "gated_mask", "unknown_mask"))
    if state == "unlit":
        return ~lit & ~unknown
    if state == "dark":
        return ~lit & ~unknown & ~gated
    return {"lit": lit, "gated": gated, "unknown": unknown}[state]


def filtered(
    listed: QuerySet[Application], asked: Mapping[str, str], pack: Pack, frame: Frame
) -> tuple[QuerySet[Application], list[Text]]:
    """The list narrowed to what an overview counted, with what was asked in words.

    `step` is reached, `stop` is where a sheet stands still, `star` with `star_state` one star, `veto` one that fired.
    """
    said: list[Text] = []
    for key, reached in (("step", True), ("stop", False)):
        if (place := PLACE.get(asked.get(key, ""))) is not None:
            listed = listed.annotate(**{key: stage()}).filter(**{f"{key}__gte" if reached else key: place})
            said.append(_step_words(place, reached))
    star = next((column for column in columns(frame) if column.code == asked.get("star")), None)
    state = asked.get("star_state", "unlit")
    if star and state in STAR_STATES:
        listed = listed.filter(star_condition(star, state))
        said.append(_star_words(star, state))
    veto = next((veto for veto in pack.vetoes if veto.code == asked.get("veto")), None)
    if veto:
        listed = listed.filter(**{f"vetoes__{veto.code}": True})
        said.append(veto.text)
    return listed, said


def _stars(n: int) -> Text:
    return Text(zh=f"{n} 星", en=f"{n} star" if n == 1 else f"{n} stars")


def _step_words(place: int, reached: bool) -> Text:
    name = STEPS[place].name
    if reached:
        return Text(zh=f"已到“{name.zh}”", en=f"reached “{name.en}”")
    return Text(zh=f"停在“{name.zh}”", en=f"stopped at “{name.en}”")


_STATE_WORDS = {
    "lit": Text(zh="已亮", en="lit"),
    "unlit": Text(zh="还没亮", en="not lit"),
    "dark": Text(zh="分不够", en="short of points"),
    "gated": Text(zh="门槛未过", en="kept dark by a gate"),
    "unknown": Text(zh="待定", en="not known yet"),
}


def _star_words(star: Column, state: str) -> Text:
    word = _STATE_WORDS[state]
    return Text(zh=f"{star.short.zh}{word.zh}", en=f"{star.short.say('en')}: {word.en}")
