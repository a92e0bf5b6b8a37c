"""The bench's county: a few branches led by the real actions, then copied in bulk until there are as many as asked.

Sixteen branches, two of each sector, are opened, filled in, and half of them handed to the township, as people would do
it. The copies carry everything that the sixteen have: facts, their marks, layers, remarks, measures, samples, and a
record book whose chain is whole. Every branch has its secretary, every township of twenty branches its officer; all
stand in one county, so that its officer sees every application there is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from baxing.accreditation.actions import cycles, moves, review, selfcheck
from baxing.accreditation.models import Application, Cycle, Remark, SampleItem
from baxing.accreditation.scores import measures_missing
from baxing.dossiers.importer import load_shipped_days
from baxing.dossiers.models import Dossier, Entry
from baxing.records.actions import bump
from baxing.records.codec import canonical
from baxing.records.models import FactMark, FactValue
from baxing.rectification.actions.regulations import load_shipped_regulation
from baxing.site.bench.ground.actions.rows import (
    Host,
    chained,
    copy_problems,
    fields,
    insert,
    keep_seals,
    like,
    person,
    ready,
    townships,
    unit,
)
from baxing.site.bench.ground.places import MODELS, PER_TOWNSHIP
from baxing.site.demo.facts import Year, facts_of_year
from baxing.site.demo.places import Branch
from baxing.standards.actions import load_shipped_packs
from baxing.standards.models import StandardPack
from baxing.units.models import SECTORS, Grant, Unit, User
from baxing.units.paths import segment

CHUNK = 5000
KEPT = ("S4", "S6")  # the stars in which the weaker half of the branches is weak


@dataclass
class Ground:
    """The county and its cycle; `models` are the sixteen that the others are copies of."""

    county: Unit
    officer: User
    cycle: Cycle
    models: list[Application]


def build(size: int) -> Ground:
    """Fills an empty database with `size` applications (at least the sixteen) in one cycle of one county."""
    load_shipped_days()
    load_shipped_regulation()
    pack = next(pack for pack in load_shipped_packs() if pack.code == "eight-star")
    ground = _open(pack)
    for at, application in enumerate(ground.models):
        _lead(ground, application, to_township=bool(at % 2))
    found = Application.objects.select_related("unit", "township", "dossier").order_by("unit__path")
    ground.models = list(found)
    with transaction.atomic():
        _copy(ground, size - MODELS)
    if connection.vendor == "postgresql":  # what its autovacuum would have done by the next minute
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return ground


def _open(pack: StandardPack) -> Ground:
    """The tree with its first township, the facts of the sixteen, the cycle opened over them."""
    region = unit(None, 0, "自治区", "region")
    prefecture = unit(region, 0, "地区", "prefecture")
    county = unit(prefecture, 0, "县", "county")
    officer = person("zuzhike", "county_officer", county)
    township = unit(county, 0, "第1镇", "township")
    person("x0", "township_officer", township)
    year = timezone.localdate().year - 1
    reference = date(year, 12, 31)
    for at in range(MODELS):
        sector = list(SECTORS)[at % len(SECTORS)]
        facts = {"sector": sector, "form": "branch", "members_full": 9 + at, "founded_on": date(2001, 7, 1)}
        branch = unit(township, at, f"第{at + 1}党支部", "branch", **facts)
        person(f"s{at}", "secretary", branch)
        _hand_in(branch, year, reference, at)
    due = timezone.localdate() + timedelta(days=60)
    cycle = cycles.plan_cycle(
        county, pack, by=officer, year=year, reference=reference, self_check_due=due, issuer="县委组织部"
    )
    opened = cycles.open_cycle(cycle, by=officer)
    cycle.refresh_from_db()
    return Ground(county, officer, cycle, opened)


def _hand_in(branch: Unit, year: int, reference: date, at: int) -> None:
    """A year's facts as the demo county has them; every second branch is strong, the others differ in where they are not."""
    weak = () if at % 2 else (KEPT[at % 4 // 2],)
    drawn = Year(Random(f"bench/{at}"), Branch(branch, f"{at}"), year, reference, weak, ("S3",))  # noqa: S311
    rows = facts_of_year(drawn).items()
    with transaction.atomic():  # the mark holds other writers back until the values stand
        bump([branch.pk], year)
        FactValue.objects.bulk_create(
            FactValue(unit=branch, year=year, code=code, period=period, value=canonical(value), source="年报")
            for (code, period), value in rows
        )


@transaction.atomic
def touch(units: Sequence[int], year: int) -> None:
    """The mark that an import leaves: the facts of these units have changed."""
    bump(units, year)


def _lead(ground: Ground, application: Application, *, to_township: bool) -> None:
    """The self-check filled in, and for half of the branches handed in and taken up by the township."""
    a, secretary = application, application.unit.grants.get(role="secretary").user
    moves.make_move(a, "start", by=secretary)
    for code, task in a.tasks.items():
        if task.auto != "A":
            selfcheck.score_task(a, code, task.points - 1, by=secretary, reason="有一次没有记录")
    due = timezone.localdate() + timedelta(days=30)
    for star in measures_missing(a):
        first = next(each for each in ground.cycle.standard.stars if each.code == star).tasks[0].code
        selfcheck.add_measure(a, first, by=secretary, what="补齐", who="组织委员", due=due)
    if not to_township:
        return
    today, officer = timezone.localdate(), a.township.grants.get(role="township_officer").user
    selfcheck.adopt(a, by=secretary, number="支委会 3 号", on=today, should=5, present=4)
    selfcheck.apply_for_stars(a, by=secretary)
    review.take_up(a, by=officer)


@dataclass
class Copy:
    """One branch and its file, copied from the model `of`."""

    of: Application
    unit: Unit
    secretary: User
    officer: User
    dossier: Dossier
    application: Application


def _copy(ground: Ground, number: int) -> None:
    """Everything that the sixteen have, for `number` branches more."""
    towns = [(ground.models[0].township, User.objects.get(username="x0"))]
    towns += townships(ground.county, -(-number // PER_TOWNSHIP))
    waiting = iter(range(number))
    books = {a.pk: list(a.dossier.entries.order_by("n")) for a in ground.models}
    while chunk := list(islice(waiting, CHUNK)):
        copies = _files(ground, towns, chunk)
        hosts = [_host(copy) for copy in copies]
        known_books = zip(hosts, copies, strict=True)
        insert(
            Entry,
            [
                line
                for host, copy in known_books
                for line in chained(host.cover, books[copy.of.pk], host.actors)
            ],
        )
        keep_seals(host.cover for host in hosts)
        copy_problems(hosts)
        for sparse in (Remark, SampleItem):
            _copies(sparse, "application_id", copies, lambda a: a.pk, lambda c: c.application.pk)
        for known in (FactValue, FactMark):
            _copies(known, "unit_id", copies, lambda a: a.unit_id, lambda c: c.unit.pk)


def _files(ground: Ground, towns: list[tuple[Unit, User]], chunk: Sequence[int]) -> list[Copy]:
    """Units, secretaries, covers and sheets of some copies."""
    plan = [(at, ground.models[at % MODELS], *towns[1 + at // PER_TOWNSHIP]) for at in chunk]
    units = Unit.objects.bulk_create(_branch(at, a.unit, town) for at, a, town, _ in plan)
    users = User.objects.bulk_create(
        User(username=f"s{MODELS + at}", name=f"{unit.name}书记", password="!")  # noqa: S106
        for (at, *_), unit in zip(plan, units, strict=True)
    )
    people = zip(units, users, strict=True)
    Grant.objects.bulk_create(Grant(user=user, unit=unit, role="secretary") for unit, user in people)
    covers = Dossier.objects.bulk_create(
        like(a.dossier, unit=unit, desk=unit if a.dossier.desk_id == a.unit_id else town)
        for (_, a, town, _), unit in zip(plan, units, strict=True)
    )
    sheets = Application.objects.bulk_create(
        like(a, unit=unit, township=town, dossier=cover)
        for (_, a, town, _), unit, cover in zip(plan, units, covers, strict=True)
    )
    rows = zip(plan, units, users, covers, sheets, strict=True)
    return [Copy(a, unit, user, by, cover, sheet) for (_, a, _, by), unit, user, cover, sheet in rows]


def _branch(at: int, model: Unit, town: Unit) -> Unit:
    order = at % PER_TOWNSHIP
    return like(model, parent=town, order=order, path=town.path + segment(order), name=f"第{order + 1}党支部")


def _host(copy: Copy) -> Host:
    actors: dict[int | None, int] = {}
    actors |= dict.fromkeys(_actors(copy.of.unit, "secretary"), copy.secretary.pk)
    actors |= dict.fromkeys(_actors(copy.of.township, "township_officer"), copy.officer.pk)
    desks = {copy.of.unit_id: copy.unit, copy.of.township_id: copy.application.township}
    return Host(copy.of.dossier, copy.dossier, copy.unit, actors, desks)


@cache
def _actors(unit: Unit, role: str) -> tuple[int, ...]:
    return tuple(unit.grants.filter(role=role).values_list("user", flat=True))


def _copies(
    model: type[models.Model],
    key: str,
    copies: Sequence[Copy],
    mine: Callable[[Application], int],
    theirs: Callable[[Copy], int],
) -> None:
    """Every row that hangs on a model by `key`, once for each of its copies."""
    names = [field.attname for field in fields(model)]
    at = names.index(key)
    models_ = {mine(copy.of) for copy in copies}
    rows: dict[int, list[list[Any]]] = {}
    for row in model._default_manager.filter(**{f"{key}__in": models_}).order_by("pk").values(*names):
        rows.setdefault(row[key], []).append(ready(model, row))
    insert(
        model, ([*row[:at], theirs(c), *row[at + 1 :]] for c in copies for row in rows.get(mine(c.of), ()))
    )
