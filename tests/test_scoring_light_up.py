"""What would light a dark star: one task, else two, else the fewest."""

import pytest

from baxing.rules.outcome import Outcome
from baxing.rules.scoring import light_up
from tests.scoring_world import simple

FULL = [4000, 3000, 2000, 1000]
SMALL = simple([[40, 30, 20, 10]])


def outcomes(points: list[int | None]) -> dict[str, Outcome]:
    """Outcomes of the star's tasks; None is unknown."""
    found = {}
    for at, (got, full) in enumerate(zip(points, FULL, strict=True), 1):
        code = f"S1-{at}"
        kind = "unknown" if got is None else "scored" if got else "zero"
        found[code] = Outcome(code, kind, got or 0, full, got or 0, full if got is None else got, ())
    return found


@pytest.mark.parametrize(
    ("points", "ways"),
    [
        ([4000, 2000, 1500, 0], [(("S1-3",), 500, 80), (("S1-2",), 1000, 85), (("S1-4",), 1000, 85)]),
        ([4000, 1500, 500, 0], [(("S1-2", "S1-4"), 2500, 85), (("S1-3", "S1-4"), 2500, 85), (("S1-2", "S1-3"), 3000, 90)]),
        ([0, 0, 0, 1000], [(("S1-1", "S1-2"), 7000, 80)]),
        ([1000, 1000, 0, 0], [(("S1-1", "S1-2", "S1-3"), 7000, 90)]),
        ([None, 3000, 2000, 0], [(("S1-1",), 4000, 90)]),
        ([4000, 3000, 1000, 0], []),
        (FULL, []),
    ],
)  # fmt: skip
def test_the_smallest_ways_to_the_line(points: list[int | None], ways: list[tuple]) -> None:
    found = light_up(SMALL, "V", "S1", outcomes(points))
    assert [(way.tasks, way.gain, way.score) for way in found] == ways


def test_tasks_that_do_not_apply_are_no_way() -> None:
    rows = outcomes([4000, 1000, 1000, 1000])
    rows["S1-3"] = rows["S1-3"]._replace(kind="na", points=0)
    assert [way.tasks for way in light_up(SMALL, "V", "S1", rows)] == [("S1-2",)]


def test_a_table_that_lights_no_stars_has_no_ways() -> None:
    grades = [{"stars": 1, "at_least": 60, "name": {"zh": "a", "en": "a"}}]
    branch = simple([[40, 30, 20, 10]], scoring_mode="per_branch_100", grades=grades)
    assert light_up(branch, "V", "S1", outcomes([0, 0, 0, 0])) == []
