"""`baxing demo`: fills an empty database with an invented county that is at work today."""

import click

from baxing.site.cli import start_django


@click.command()
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, other figures."
)
@click.option("--fresh", is_flag=True, help="Throw an earlier demo away first, with all that was done in it.")
def demo(seed: int, fresh: bool) -> None:
    """Load the demo county: 140 branches, three cycles, one account per role.

    Refused where the database holds anything else. Afterwards: baxing serve --demo
    """
    start_django()
    from django.core.management import call_command  # late: Django is set up by now

    call_command("migrate", interactive=False, verbosity=0)
    if fresh:
        _empty()
    fill(seed)
    say_accounts()


def say_accounts() -> None:
    """One line per account with a button on the login page, and the password that all of them have."""
    from baxing.site.demo.people import demo_password  # late: Django is set up by now
    from baxing.units.models import User

    click.echo(f"\ndemo accounts (one button each on the login page; password of all: {demo_password()}):")
    for user in User.objects.filter(is_active=True).exclude(demo_role={}).order_by("pk"):
        click.echo(f"  {user.username:<12} {user.demo_role.get('zh') or user.name}")


def _empty() -> None:
    from baxing.site.demo import fresh  # late: Django is set up by now
    from baxing.units.models import Unit, User

    if fresh.is_demo():
        fresh.empty()
    elif Unit.objects.exists() or User.objects.exists():
        raise click.ClickException(
            "nothing was thrown away: this database does not hold the demo county. Choose another BAXING_HOME."
        )


def fill(seed: int = 1) -> None:
    """Loads the county, with a bar that says what is being written; Refused where anything is there."""
    from rich.progress import (  # late: only this command needs it
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    from baxing.site.demo.load import STAGES, load_demo, need_empty

    need_empty()
    columns = (TextColumn("demo county"), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns) as progress:
        bar = progress.add_task("", total=len(STAGES))

        def tell(stage: str) -> None:
            progress.update(bar, description=stage, completed=STAGES.index(stage))

        load_demo(seed=seed, progress=tell)
        progress.update(bar, description="done", completed=len(STAGES))
