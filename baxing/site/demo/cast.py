"""Who plays what: where each branch stands in the running cycle, what it went through before, and how strong it is."""

from collections.abc import Mapping
from random import Random

from baxing.site.demo import case_cast
from baxing.site.demo.facts import STARS

# Scenes of the running cycle that stand at a certain branch; all others are dealt by the seed (REST).
FIXED = {
    "云杉镇/V1": "self_check", "云杉镇/V2": "applied", "云杉镇/V3": "review_done", "云杉镇/V4": "review_begun",
    "云杉镇/V5": "returned", "云杉镇/V6": "rated", "云杉镇/V7": "notice", "南渡乡/V2": "ballot_one",
    "云杉镇/C": "spread", "云杉镇/G": "applied", "云杉镇/E": "proposed", "云杉镇/H": "answered",
    "云杉镇/N": "evaluating", "县/H6": "adopted", "云杉镇/V8": "self_check", "石桥乡/V2": "objection",
    "石桥乡/V3": "upheld", "石桥乡/V4": "resumed", "河湾镇/V1": "reconsidering", "河湾镇/V2": "not_recommended",
    "河湾镇/V3": "dismissed", "青坡乡/V1": "withdrawn", "青坡乡/V2": "ballot_differ", "青坡乡/V3": "ballot_pass",
    "青坡乡/V4": "ballot_fail", "草坝乡/V1": "ballot_void", "草坝乡/V2": "applied_late", "县/G1": "flagged",
    "县/E1": "conflict",
    "长岭镇/V1": "self_check",
    **dict.fromkeys([key for key in case_cast.KEYS if key != case_cast.HOME], ""),
}  # fmt: skip
REST = {"rated": 15, "notice": 7, "proposed": 4, "balloting": 2, "evaluating": 4, "recommended": 5, "review_begun": 4,
        "applied": 4, "rectify": 4, "adopted": 4, "self_check": 24}  # fmt: skip
JOINT, YOUNG, UNDER_RECTIFICATION = "云杉镇/N", "县/H6", case_cast.HOME
# The year before.
DEMONSTRATION, REVOKED = "柳滩乡/V1", "南渡乡/V1"
WARNED = {"云杉镇/V2": "life", "长岭镇/V1": "secretary"}
RECHECK_WAITS = ("云杉镇/G", "石桥乡/C", "县/S1", "县/E2")
SECOND_BATCH = (DEMONSTRATION, "柳滩乡/V2", "长岭镇/C", "县/G3", "县/O1", "草坝乡/H")
BEFORE = ("云杉镇/V1", "云杉镇/V6", "石桥乡/V3", "青坡乡/C", REVOKED, *WARNED, *RECHECK_WAITS)
MORE_BEFORE = 18
# Two years before: a trial in a few branches; one lost a star at its recheck.
TRIAL = ("云杉镇/V1", "云杉镇/V3", "云杉镇/C", "石桥乡/V2", "石桥乡/E", "县/G2", "县/E1", "县/H1", "县/S2")
STAR_LOST = "石桥乡/E"
NOT_BEFORE = (STAR_LOST, *case_cast.KEYS)  # not rated in the year between

STRONG = {"rated", "notice", "resumed", "upheld", "objection", "ballot_pass", "ballot_fail", "ballot_void"}
FEEBLE = {"reconsidering", "not_recommended", "dismissed", "rectify", "withdrawn", ""}
ALWAYS_STRONG = {DEMONSTRATION, *WARNED, STAR_LOST, "石桥乡/V2", "石桥乡/V3"}
Levels = Mapping[str, tuple[str, ...]]


def deal(keys: list[str], seed: int) -> dict[str, str]:
    """The scene of every branch in the running cycle; "" has not begun."""
    rng = Random(f"{seed}/cast")
    free = [key for key in keys if key not in FIXED]
    rng.shuffle(free)
    scenes = dict.fromkeys(keys, "") | {key: scene for key, scene in FIXED.items() if key in keys}
    for scene, number in REST.items():
        for key in free[:number]:
            scenes[key] = scene
        free = free[number:]
    return scenes


def strengths(scenes: dict[str, str], seed: int) -> tuple[Levels, Levels]:
    """The weak and the fair stars of each branch in the running cycle's year."""
    weak: dict[str, tuple[str, ...]] = {}
    fair: dict[str, tuple[str, ...]] = {}
    for key, scene in scenes.items():
        rng = Random(f"{seed}/{key}/strength")
        order = rng.sample(STARS, len(STARS))
        strong = key in ALWAYS_STRONG or (scene in STRONG and rng.random() < 0.55)
        number = (
            0
            if strong
            else rng.randint(3, 5)
            if scene in FEEBLE and rng.random() < 0.6
            else rng.randint(1, 2)
        )
        weak[key] = tuple(order[:number])
        fair[key] = tuple(order[number : number + (rng.randint(0, 1) if strong else 2)])
    weak["云杉镇/V1"], fair["云杉镇/V1"] = ("S3", "S6"), ("S4",)
    for key in (YOUNG, *ALWAYS_STRONG):
        weak[key] = fair[key] = ()
    return weak, fair


def year_before(levels: tuple[Levels, Levels], seed: int, year: int) -> tuple[Levels, Levels]:
    """The same branches a year earlier: one star fainter here and there."""
    weak, fair = dict(levels[0]), dict(levels[1])
    for key in weak:
        rng = Random(f"{seed}/{key}/{year}")
        if key in ALWAYS_STRONG:
            continue
        slipped = fair[key][:1] if rng.random() < 0.5 else ()
        good = [star for star in STARS if star not in weak[key] and star not in fair[key]]
        weak[key] = (*weak[key], *slipped)
        fair[key] = (*fair[key][len(slipped) :], *(rng.sample(good, 1) if good else ()))
    return weak, fair
