"""The cast of the demo's rectification cases: twelve organisations, eight villages and four of other sectors, as data.

Days are working days after the screening of the case began (LINE), unless a story says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from baxing.rules.facts import Value


@dataclass(frozen=True)
class Scene:
    """One listing: which branch, how many working days ago its screening began, on which signs, with which problems of
    `case_words.TROUBLES`. `sizes` are the voters of its two electorates."""

    key: str
    begun: int
    codes: tuple[str, ...]
    troubles: tuple[str, ...] = ()
    level: str = "normal"
    sizes: tuple[int, int] = (0, 0)


# The village whose case has everything: it cannot apply for stars (V1), and its people have buttons.
HOME = "云杉镇/V8"
SCENES = {
    "working": Scene(HOME, 118, ("R04", "R06", "R07"), (
        "meetings", "publicity", "partyday", "oversight", "answers", "reps", "groups", "water", "roster", "repeat")),
    "first_listing": Scene("柳滩乡/V4", 0, ("R04",), ("committee", "roster"), sizes=(24, 30)),
    "second_listing": Scene("柳滩乡/V4", 0, ("R04", "R06"), ("meetings", "publicity_too", "groups")),
    "failed": Scene("河湾镇/V5", 140, ("R06", "R07"), ("publicity_too", "oversight", "answers"), sizes=(19, 29)),
    "noticed": Scene("青坡乡/V5", 133, ("R04", "R07"), ("meetings", "reps", "slow"), level="key", sizes=(20, 30)),
    "followed": Scene("草坝乡/V4", 270, ("R04", "R06"), ("committee", "publicity", "water"), sizes=(25, 32)),
    "consolidated": Scene("长岭镇/V3", 412, ("R06", "R07"), ("publicity", "oversight", "roster"), sizes=(28, 36)),
    "looked_back": Scene("南渡乡/V3", 312, ("R04", "R05"), ("partyday", "term", "answers"), sizes=(27, 33)),
    "relapsed": Scene("石桥乡/V5", 345, ("R05", "R06"), ("term", "publicity", "slow"), sizes=(22, 28)),
    "heard": Scene("青坡乡/E", 10, ("R04",)),
    "watched": Scene("县/O4", 60, ("R04",)),
    "dropped": Scene("河湾镇/N", 40, ("R08",)),
    "checked": Scene("南渡乡/H", 118, ("R04", "R09"), ("committee", "lessons", "service"), sizes=(11, 20)),
}  # fmt: skip
LONG_AGO = ("柳滩乡/V4", "草坝乡/V4", "长岭镇/V3", "南渡乡/V3", "石桥乡/V5")
KEYS = tuple(dict.fromkeys(scene.key for scene in SCENES.values()))
SEED_VILLAGES = (
    "followed",
    "consolidated",
    "looked_back",
)  # the look-back of the seed: three villages, 96 % and more
# Of which years the facts show the signs, counted back from the running one; (0, 1) for the others.
YEARS = {**dict.fromkeys(("first_listing", *SEED_VILLAGES), (1, 2)), "relapsed": (0, 1, 2)}
# Full members where a ballot needs them.
MEMBERS = {"柳滩乡/V4": 25, "河湾镇/V5": 19, "青坡乡/V5": 20, "草坝乡/V4": 26, "长岭镇/V3": 28, "南渡乡/V3": 27,
           "石桥乡/V5": 23, "南渡乡/H": 11, HOME: 24}  # fmt: skip
# Working days from the beginning of the screening; a story ends where its scene ends.
LINE = {"screen": 0, "look": 2, "list": 8, "answer": 11, "confirm": 18, "plan": 22, "send": 28, "approve": 34,
        "work": 36, "verify": 96, "close": 99, "self_check": 104, "recheck": 112, "review": 120, "ballot": 123,
        "count": 125, "announce": 129, "close_up": 137}  # fmt: skip
# A case of two months, so that the branch can be listed again in the year after.
SHORT = {"screen": 0, "look": 1, "list": 2, "answer": 3, "confirm": 5, "plan": 6, "send": 8, "approve": 10,
         "work": 12, "verify": 36, "close": 38, "self_check": 40, "recheck": 43, "review": 46, "ballot": 48,
         "count": 49, "announce": 51, "close_up": 58}  # fmt: skip
FACTS_OF_SIGN: Mapping[str, Mapping[str, Value]] = {
    "R04": {"life_gap_months": Fraction(4)},
    "R06": {"publicity_quarters": Fraction(1), "village_publicity_quarters": Fraction(1)},
    "R07": {"oversight_meetings": Fraction(0)},
    "R08": {"no_venue": True},
    "R09": {"satisfaction_rate_users": Fraction(57, 100)},
}


def signs_there(key: str, years_ago: int) -> dict[tuple[str, str], Value]:
    """What a branch's facts must say so that the signs of its case are there: in the running year and the one before it,
    or one year earlier each for a listing of long ago. The post of secretary is filled, as no case with a vacant one passes."""
    if key not in KEYS:
        return {}
    changed: dict[str, Value] = {"secretary_vacant_months": Fraction(0)}
    for name, scene in SCENES.items():
        years = YEARS.get(name, (0, 1))
        if scene.key == key and years_ago in years:
            for code in scene.codes:
                changed |= FACTS_OF_SIGN.get(code, {})
    return {(code, ""): value for code, value in changed.items()}
