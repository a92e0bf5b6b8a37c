"""The line that says what was measured on."""

import os
import platform
from pathlib import Path


def machine(database: str) -> str:
    """Processor, cores, memory, Python, database, and how busy the machine was when asked."""
    system = f"{platform.system()} {platform.release()}"
    python = f"Python {platform.python_version()}"
    busy = f"load {os.getloadavg()[0]:.1f}"
    return f"{_processor()}, {os.cpu_count()} cores, {_memory()}, {system}, {python}, {database}, {busy}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> str:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{size / 2**30:.0f} GB"


def database_line() -> str:
    """The database that Django stands on, with its version."""
    from django.db import connection  # late: Django is set up by now

    version = connection.get_database_version()
    return f"{connection.display_name} {'.'.join(map(str, version))}"
