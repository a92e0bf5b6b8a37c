"""The overview of a county: its figures against one raw SQL statement that gives the same, and what the rest of the page costs."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from baxing.accreditation.models import Cycle
from baxing.accreditation.steps import NOTICED, RATED, REVIEWED, STEPS, columns
from baxing.insight.actions import rebuild
from baxing.insight.figures import reached, standings, star_sums, total
from baxing.insight.needs import needs
from baxing.insight.overview import to_look_at
from baxing.site.bench import Bench, Figure, interleaved

MOST = 2.0
ROUNDS = 15
TOWNSHIP = ("township",)


def run(bench: Bench) -> list[Figure]:
    """The figures of the page as a ratio to one statement; the other parts and the whole page as a ratio to the figures."""
    cycle = Cycle.objects.exclude(digest="").select_related("unit", "pack", "dossier").defer("text").get()
    raw, ours = _raw(cycle), _figures(cycle)
    if raw() != ours():
        raise SystemExit(f"the overview says {ours()}, one statement says {raw()}")
    page, sums = _page(cycle), star_sums(cycle, by=TOWNSHIP)
    times = interleaved(
        {
            "raw": raw,
            "ours": ours,
            "needs": lambda: needs(cycle, sums),
            "looks": lambda: (to_look_at(cycle).count(), list(to_look_at(cycle)[:10])),
            "roll-ups": lambda: rebuild(cycle),
            "page": page,
        },
        bench.rounds(ROUNDS),
    )
    figures, of = times["ours"].median, "the figures"
    found = [
        times["raw"].figure(f"one SQL statement, {bench.size:,} applications"),
        times["ours"].figure(
            "the figures of the overview: steps and stars",
            ratio=figures / times["raw"].median,
            of="one SQL statement",
            at_most=MOST,
            note="two queries, one of them from the index alone",
        ),
    ]
    for key, name in (
        ("needs", "where one step helps, from the packed sheets"),
        ("looks", "branches to look at, counted and one page of them"),
        ("roll-ups", "the same figures written as roll-ups"),
        ("page", "the whole page, rendered"),
    ):
        found.append(times[key].figure(name, ratio=times[key].median / figures, of=of))
    return found


def _figures(cycle: Cycle) -> Callable[[], list[int]]:
    """The page's own way, summed up to one line so that it can be compared."""

    def ask() -> list[int]:
        whole = total(star_sums(cycle, by=TOWNSHIP).values())
        steps = reached((row.stage, row.sheets) for row in standings(cycle))
        return [*steps, *(n for star in columns(cycle.frame) for n in whole.stars[star.code])]

    return ask


def _raw(cycle: Cycle) -> Callable[[], list[int]]:
    """One statement by township; its rows are only added up, in Python."""
    masks = [
        f"SUM((a.{kind}_mask >> {star.bit}) & 1)"
        for star in columns(cycle.frame)
        for kind in ("lit", "gated", "unknown")
    ]
    done = [*RATED, *NOTICED, "PROPOSED", *REVIEWED]
    ready = "d.status IN ('SELF_ADOPTED', 'RECTIFY_SELF')"
    later = [
        "a.applied_at IS NOT NULL",
        f"d.status IN ({_quoted(done)})",
        f"d.status IN ({_quoted([*RATED, *NOTICED, 'PROPOSED'])})",
        f"d.status IN ({_quoted([*RATED, *NOTICED])})",
        f"d.status IN ({_quoted(RATED)})",
    ]
    able = "(a.may_apply OR a.applied_at IS NOT NULL)"
    first = ["TRUE", able, f"a.applied_at IS NOT NULL OR (a.may_apply AND {ready})"]
    steps = [f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)" for condition in [*first, *later]]
    if len(steps) != len(STEPS):
        raise SystemExit("the statement and the overview count different steps")
    tables = "accreditation_application a JOIN dossiers_dossier d ON d.id = a.dossier_id"
    sql = f"SELECT {', '.join([*steps, *masks])} FROM {tables} WHERE a.cycle_id = %s GROUP BY a.township_id"  # noqa: S608

    def ask() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, [cycle.pk])
            return [int(sum(column)) for column in zip(*cursor.fetchall(), strict=True)]

    return ask


def _quoted(codes: list[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _page(cycle: Cycle) -> Callable[[], object]:
    client = Client()
    officer = get_user_model().objects.get(username="zuzhike")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    path = f"/cycles/{cycle.uid}/overview"

    def ask() -> object:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        return answer

    return ask
