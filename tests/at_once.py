"""Several people act in the same moment, each in a thread and a connection of his own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from baxing.units.refused import Refused


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Do these at the same moment; how each ended, sorted: "won", or the code of its refusal."""
    start, ends = threading.Barrier(len(acts), timeout=60), []

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait()
            act()
            ends.append("won")
        except Refused as refusal:
            ends.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)
