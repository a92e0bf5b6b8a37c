"""Taking the demo away again: every table is dropped and made anew, but only where a demo and nothing else stands."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from baxing.site.demo.places import REGION
from baxing.units.models import Unit, User


def is_demo() -> bool:
    """Whether this database holds the demo county: its root and its accounts, and no other root."""
    roots = list(Unit.objects.filter(parent=None).values_list("name", flat=True))
    return roots == [REGION] and User.objects.exclude(demo_role={}).exists()


def empty() -> None:
    """Back to a database as new; the record books, which allow no deletion, go with their tables."""
    executor = MigrationExecutor(connection)
    applied = {app for app, _name in executor.loader.applied_migrations}
    executor.migrate([(app, None) for app in sorted(applied & executor.loader.migrated_apps)])
    call_command("migrate", interactive=False, verbosity=0)
