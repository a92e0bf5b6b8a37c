"""`baxing import`: workbooks in, after a preview; nothing is written without `--confirm`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from baxing.site.cli import start_django

if TYPE_CHECKING:
    from baxing.units.importer import Preview
    from baxing.units.models import Unit, User
    from baxing.units.roster import Problem

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def terminal_language() -> str:
    """Chinese where the terminal speaks Chinese."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.startswith("zh") else "en"


@click.group("import")
def imports() -> None:
    """Import units or facts from a workbook: preview, confirm, undo."""


@imports.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--under", metavar="NAME|UID", help="The unit to import below; default: the only county.")
@click.option("--confirm", "confirmed", is_flag=True, help="Write what the preview shows.")
@click.option("--undo", "undone", metavar="ID", help="Take this import back as a whole.")
@click.option("--as", "username", metavar="USER", help="In whose name; default: the administrator there.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Language; else that of the terminal.")
def units(
    file: Path | None,
    under: str | None,
    confirmed: bool,
    undone: str | None,
    username: str | None,
    lang: str | None,
) -> None:
    """Import the organisations in FILE (.xlsx or .csv): townships, committees and branches of a county.

    Without --confirm nothing is written. Exit code 1 when the file has errors or the import is refused.
    """
    if (file is None) == (undone is None):
        raise click.UsageError("give a FILE, or --undo ID")
    start_django()
    from django.utils import translation  # late: Django is set up by now

    with translation.override(LANGUAGES[lang or terminal_language()]):
        if undone is not None:
            _undo(undone, username)
        elif file is not None:
            _import(file, under, confirmed, username)


def _import(file: Path, under: str | None, confirmed: bool, username: str | None) -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from baxing.units import importer

    seen = importer.preview(file.read_bytes(), file.name, find_unit(under))
    _show(seen)
    if seen.errors:
        n = len(seen.errors)
        raise click.ClickException(
            ngettext(
                "%(n)d error. Mend it in the file, then try again.",
                "%(n)d errors. Mend them in the file, then try again.",
                n,
            )
            % {"n": n}
        )
    if not seen.work:
        click.echo(_("Everything in the file is on record already: nothing to import."))
    elif confirmed:
        record = importer.confirm(seen, by=actor(seen.under, username), channel="command")
        click.echo(_("Imported. To take it back: baxing import units --undo %(id)s") % {"id": record.uid})
    else:
        click.echo(_("Nothing has been written. To import: add --confirm"))


def _show(seen: "Preview") -> None:
    from django.utils.translation import gettext as _

    values = {"parents": seen.parents, "branches": len(seen.roster.lines), "under": seen.under.name}
    click.echo(
        _("%(parents)d superior organisations and %(branches)d organisations below %(under)s") % values
    )
    for kind, words in (
        ("add_parent", _("new townships and committees")),
        ("add", _("new organisations")),
        ("change", _("changed")),
        ("same", _("as on record")),
    ):
        click.echo(f"  {seen.count(kind):>6}  {words}")
    for name, why in seen.roster.passed_over:
        click.echo(_("Sheet %(sheet)s not read: %(why)s") % {"sheet": name, "why": why})
    for said in seen.roster.totals:
        click.echo(_("Total row: %(said)s") % {"said": said})
    for step in seen.steps:
        if step.kind == "change":
            for name, value in step.facts.items():
                click.echo(f"  {step.name}: {name} {step.before[name]} -> {value}")
    for problem in seen.problems:
        click.echo(_line(problem))


def _line(problem: "Problem") -> str:
    from django.utils.translation import gettext as _

    words = _("error") if problem.severity == "error" else _("warning")
    place = f"{problem.sheet} {problem.column}{problem.row or ''}".strip()
    return f"{words} {place} [{problem.code}] {problem.about} {problem.what} {problem.mend}"


def _undo(uid: str, username: str | None) -> None:
    from django.utils.translation import gettext as _

    from baxing.units import importer
    from baxing.units.models import UnitImport

    known = _uuid(uid)
    record = UnitImport.objects.filter(uid=known).first() if known else None
    if record is None:
        raise click.ClickException(_("There is no import %(id)s.") % {"id": uid})
    importer.undo(record, by=actor(record.under, username))
    click.echo(_("Undone: %(file)s") % {"file": record.file_name})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def find_unit(wanted: str | None) -> "Unit":
    """The unit named or numbered so; without a wish, the only county in use."""
    from django.utils.translation import gettext as _

    from baxing.units.models import Unit

    active: Any = Unit.objects.filter(state="active")
    if wanted is None:
        found = list(active.filter(level="county")[:2])
    elif uid := _uuid(wanted):
        found = list(active.filter(uid=uid))
    else:
        found = list(active.filter(name=wanted)[:2])
    if len(found) != 1:
        what = _("No unit is called so.") if not found else _("More than one unit is called so.")
        raise click.ClickException(f"{what} --under NAME|UID")
    unit: Unit = found[0]
    return unit


def actor(unit: "Unit", username: str | None) -> "User":
    """In whose name the command writes: the account named, else the only administrator nearest to `unit`."""
    from django.utils.translation import gettext as _

    from baxing.units.models import Grant, User
    from baxing.units.paths import ancestors

    if username is not None:
        user = User.objects.filter(username__iexact=username, is_active=True).first()
        if user is None:
            raise click.ClickException(_("There is no account %(name)s.") % {"name": username})
        return user
    grants = Grant.objects.in_force().filter(role="admin", unit__path__in=ancestors(unit.path))
    held = list(grants.filter(user__is_active=True).select_related("user", "unit").order_by("-unit__path"))
    nearest = {grant.user for grant in held if grant.unit_id == held[0].unit_id}
    if len(nearest) != 1:
        raise click.ClickException(_("Say in whose name: --as USER (an administrator or county officer)."))
    return nearest.pop()


from baxing.site.cli import imports_facts  # noqa: E402, F401 (adds `facts` to the group above)
