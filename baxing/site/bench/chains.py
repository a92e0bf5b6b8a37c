"""`baxing verify`: every line of every record book read back and its digest computed, against the bare digests."""

import hashlib
import time

from django.db import connection

from baxing.dossiers.models import LINE, Entry, canonical
from baxing.dossiers.verify import checked
from baxing.site.bench import Bench, Figure, Times

ROUNDS = 3


def run(bench: Bench) -> list[Figure]:
    """Lines a second, and the ratio to reading the same rows raw and taking one SHA-256 of each."""
    whole: list[float] = []
    bare: list[float] = []
    lines = 0
    for _ in range(bench.rounds(ROUNDS)):
        began = time.perf_counter()
        lines = 0
        for _pk, read, broken in checked():
            if broken:
                raise RuntimeError(f"the bench's own chain is broken: {broken}")
            lines += read
        whole.append(time.perf_counter() - began)
        began = time.perf_counter()
        _bare()
        bare.append(time.perf_counter() - began)
    all_, least = Times(whole), Times(bare)
    of = "the rows read raw, one SHA-256 each"
    note = f"{lines / all_.median:,.0f} lines a second"
    ratio = all_.median / least.median
    return [all_.figure(f"baxing verify, {lines:,} lines", scale=1, unit="s", ratio=ratio, of=of, note=note)]


def _bare() -> int:
    columns = ", ".join(LINE)
    count = 0
    with connection.cursor() as cursor:
        table = Entry._meta.db_table
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY dossier_id, n")  # noqa: S608
        while rows := cursor.fetchmany(2_000):
            for row in rows:
                hashlib.sha256(canonical(row).encode()).hexdigest()
                count += 1
    return count
