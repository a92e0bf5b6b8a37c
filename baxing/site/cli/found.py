"""`baxing found`: the first unit and its administrator, for a start without the demonstration."""

import click

from baxing.site.cli import start_django


@click.command()
@click.argument("name")
@click.option(
    "--level", type=click.Choice(["region", "prefecture", "county"]), default="county", show_default=True
)
@click.option("--username", default="admin", show_default=True, help="User name of the administrator.")
def found(name: str, level: str, username: str) -> None:
    """Make NAME the top of the tree, in an empty database, and give its administrator a password to change at once."""
    start_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from baxing.dossiers.importer import load_shipped_days
    from baxing.rectification.actions.regulations import load_shipped_regulation
    from baxing.standards.actions import load_shipped_packs
    from baxing.units.actions import found as found_unit

    unit, user, password = found_unit(name, level=level, username=username, user_name="系统管理员")
    load_shipped_days()
    load_shipped_packs()
    load_shipped_regulation()
    click.echo(f"{unit.name}  {user.username}  {password}")
    click.echo("Log in, change the password, then add units and accounts, or import a roster.")
