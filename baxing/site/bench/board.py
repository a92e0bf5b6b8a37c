"""The board of rectification, its lists and one case, with few and with many cases in the database: no page may grow.

Counties of their own, with ten problems a case: 200 cases with 2,000 problems against 20,000 with 200,000.
"""

from baxing.site.bench import Bench, Figure
from baxing.site.bench.ground.places import places
from baxing.site.bench.pages import compared

SIZES, SMALL = (200, 20_000), (24, 40)
NAMES = {
    "board": "county opens the board",
    "list": "county opens the list of cases",
    "working": "county opens the list of those at work",
    "township": "township opens its board",
    "case": "county opens one case",
}


def run(bench: Bench) -> list[Figure]:
    """For each page and each size its time, as a ratio to the smallest size."""
    sizes = SMALL if bench.small else SIZES
    with places(sizes, bench.say, of="cases") as made:
        return compared(bench, made, NAMES, "cases")
