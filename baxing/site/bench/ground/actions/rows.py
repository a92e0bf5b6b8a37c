"""Rows made in bulk: the tree, its people, and copies of rows that real actions have written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models

from baxing.dossiers.models import LINE, Dossier, Entry, line_digest
from baxing.problems.models import Problem
from baxing.units.models import Grant, Unit, User
from baxing.units.paths import segment

M = TypeVar("M", bound=models.Model)


def unit(parent: Unit | None, order: int, name: str, level: str, **facts: Any) -> Unit:
    """One unit at its place in the tree."""
    path = (parent.path if parent else "") + segment(order)
    return Unit.objects.create(parent=parent, order=order, path=path, name=name, level=level, **facts)


def person(username: str, role: str, unit: Unit) -> User:
    """One account with one duty."""
    user = User.objects.create(username=username, name=f"{unit.name}{role}", password="!")  # noqa: S106
    Grant.objects.create(user=user, unit=unit, role=role)
    return user


def townships(county: Unit, number: int) -> list[tuple[Unit, User]]:
    """More townships below the first, each with its officer."""
    units = Unit.objects.bulk_create(
        Unit(parent=county, order=at, path=county.path + segment(at), name=f"第{at + 1}镇", level="township")
        for at in range(1, number + 1)
    )
    users = User.objects.bulk_create(
        User(username=f"x{at}", name=f"{unit.name}组织委员", password="!")  # noqa: S106
        for at, unit in enumerate(units, 1)
    )
    pairs = list(zip(units, users, strict=True))
    Grant.objects.bulk_create(Grant(user=user, unit=unit, role="township_officer") for unit, user in pairs)
    return pairs


def like(row: M, **other: Any) -> M:
    """A new row with the values of `row`, but of its own id."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in other and field.name != "uid"
    }
    return type(row)(**kept, **other)


def chained(cover: Dossier, book: Sequence[Entry], actors: Mapping[int | None, int]) -> Iterator[list[Any]]:
    """The lines of a model's book as lines of its copy's `cover`, chained anew and ready for `insert`; `actors` says who
    did there what somebody did in the model. The cover gets the last seal (`keep_seals`)."""
    seal = ""
    for entry in book:
        line = {name: getattr(entry, name) for name in LINE}
        line |= {"dossier_id": cover.pk, "by_id": actors.get(entry.by_id) or entry.by_id}
        seal = line["digest"] = line_digest(seal, *(line[name] for name in LINE))
        yield ready(Entry, line)
    cover.seal = seal


def keep_seals(covers: Iterable[Dossier]) -> None:
    """The last seal of each cover, once its lines are chained."""
    with connection.cursor() as cursor:
        seals = [(cover.seal, cover.pk) for cover in covers]
        cursor.executemany("UPDATE dossiers_dossier SET seal = %s WHERE id = %s", seals)


@dataclass
class Host:
    """A file that is a copy of the model `of`: where it stands, who acts there, whose desks its problems lie on."""

    of: Dossier
    cover: Dossier
    unit: Unit
    actors: Mapping[int | None, int]
    desks: Mapping[int, Unit]


def copy_problems(hosts: Sequence[Host]) -> None:
    """The problems that hang on the models: each has a cover and a book of its own."""
    listed: dict[int, list[tuple[Problem, list[Entry]]]] = {}
    of = {host.of.pk for host in hosts}
    for row in Problem.objects.filter(parent__in=of).select_related("dossier").order_by("pk"):
        listed.setdefault(row.parent_id, []).append((row, list(row.dossier.entries.order_by("n"))))
    plan = [(host, *rest) for host in hosts for rest in listed.get(host.of.pk, ())]
    covers = Dossier.objects.bulk_create(
        like(row.dossier, unit=host.unit, desk=host.desks[row.dossier.desk_id]) for host, row, _ in plan
    )
    Problem.objects.bulk_create(
        like(row, unit=host.unit, dossier=cover, parent=host.cover, first_parent=host.cover)
        for (host, row, _), cover in zip(plan, covers, strict=True)
    )
    books = [(cover, book, host.actors) for (host, _, book), cover in zip(plan, covers, strict=True)]
    insert(Entry, [line for each in books for line in chained(*each)])
    keep_seals(covers)


def fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns that a copy takes over."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def ready(model: type[models.Model], row: dict[str, Any]) -> list[Any]:
    """The row as the database takes it."""
    return [field.get_db_prep_save(row[field.attname], connection) for field in fields(model)]


def insert(model: type[models.Model], ready: Iterable[list[Any]]) -> None:
    """Many rows at once, as fast as the database takes them; no query may run while it takes them."""
    rows, columns = list(ready), fields(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
