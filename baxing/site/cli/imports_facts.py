"""`baxing import facts`: the yearly workbook of facts, after a preview; nothing is written without `--confirm`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from baxing.site.cli import start_django
from baxing.site.cli.imports import LANGUAGES, _line, _uuid, find_unit, imports, terminal_language

if TYPE_CHECKING:
    from baxing.records.importer import Preview
    from baxing.standards.models import StandardPack
    from baxing.units.models import Unit, User

SHOWN = 30
PLACES = 3


@imports.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=click.IntRange(2000, 2100), help="The year that the facts are about.")
@click.option("--pack", "code", default="eight-star", show_default=True, help="Whose facts; newest version.")
@click.option("--under", metavar="NAME|UID", help="The unit to import below; default: the only county.")
@click.option("--confirm", "confirmed", is_flag=True, help="Write what the preview shows.")
@click.option(
    "--leave-out", is_flag=True, help="With --confirm: leave out what has errors; it stays unknown."
)
@click.option("--undo", "undone", metavar="ID", help="Take this import back as a whole.")
@click.option("--as", "username", metavar="USER", help="In whose name; default: the only officer there.")
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Language; else that of the terminal.")
def facts(
    file: Path | None,
    year: int | None,
    code: str,
    under: str | None,
    confirmed: bool,
    leave_out: bool,
    undone: str | None,
    username: str | None,
    lang: str | None,
) -> None:
    """Import facts of branches from FILE (.xlsx or .csv): one row per branch, or one per branch and fact.

    Without --confirm nothing is written. Exit code 1 when the file has errors or the import is refused.
    """
    if (file is None) == (undone is None) or (file is not None and year is None):
        raise click.UsageError("give a FILE and --year YEAR, or --undo ID")
    start_django()
    from django.utils import translation  # late: Django is set up by now

    with translation.override(LANGUAGES[lang or terminal_language()]):
        if undone is not None:
            _undo(undone, username)
        elif file is not None and year is not None:
            unit = find_unit(under)
            by = officer(unit, username)
            _import(file, unit, year, _pack(code), by, confirmed, leave_out)


def _import(
    file: Path, unit: "Unit", year: int, pack: "StandardPack", by: "User", confirmed: bool, leave_out: bool
) -> None:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from baxing.records import importer

    seen = importer.preview(file.read_bytes(), file.name, unit, year, pack, by=by)
    _show(seen)
    if seen.errors and not (confirmed and leave_out):
        n = len(seen.errors)
        words = ngettext(
            "%(n)d error. Mend it in the file, or leave it out with --confirm --leave-out.",
            "%(n)d errors. Mend them in the file, or leave them out with --confirm --leave-out.",
            n,
        )
        raise click.ClickException(words % {"n": n})
    if not seen.changes:
        click.echo(_("Nothing has changed: every value in the file is on record already."))
    elif confirmed:
        record = importer.confirm(seen, by=by, channel="command", leave_out=leave_out)
        click.echo(_("Imported. To take it back: baxing import facts --undo %(id)s") % {"id": record.uid})
    else:
        click.echo(_("Nothing has been written. To import: add --confirm"))


def _show(seen: "Preview") -> None:
    from django.utils.translation import gettext as _

    from baxing.records.problems import MENDED, UNKNOWN

    click.echo(
        _("%(file)s: %(rows)d rows for %(units)d branches below %(under)s, %(year)d")
        % {
            "file": seen.file_name,
            "rows": seen.found.rows,
            "units": len(seen.found.units),
            "under": seen.under.name,
            "year": seen.year,
        }
    )
    for number, words in (
        (len(seen.found.items), _("values read")),
        (seen.new, _("new")),
        (len(seen.replaced), _("replace another value")),
        (seen.same, _("as on record")),
        (len(seen.found.gaps), _("cells without a value: unknown, never zero")),
    ):
        click.echo(f"  {number:>7}  {words}")
    for kind, gaps in sorted(seen.gaps.items()):
        _kind(_("unknown"), str(UNKNOWN[kind]), [gap.place for gap in gaps])
    for kind, places in sorted(seen.found.mended.items()):
        _kind(_("mended"), str(MENDED[kind]), places)
    if seen.kept:
        click.echo(
            _("%(n)d cells are blank in the file and known on record: these stay.") % {"n": len(seen.kept)}
        )
    for name in filter(None, seen.found.passed_over):
        click.echo(
            _("Sheet %(sheet)s was not read: it has no table of facts, or is hidden.") % {"sheet": name}
        )
    for problem in [*seen.errors, *seen.warnings][:SHOWN]:
        click.echo(_line(problem))
    if (more := len(seen.found.problems) - SHOWN) > 0:
        click.echo(_("and %(n)d more") % {"n": more})


def _kind(head: str, words: str, places: list[str]) -> None:
    click.echo(
        f"  {head}: {words} × {len(places)}  ({', '.join(places[:PLACES])}{' …' if len(places) > PLACES else ''})"
    )


def _undo(uid: str, username: str | None) -> None:
    from django.utils.translation import gettext as _

    from baxing.records import importer
    from baxing.records.models import FactImport

    number = _uuid(uid)
    record = FactImport.objects.filter(uid=number).first() if number else None
    if record is None:
        raise click.ClickException(_("There is no import %(id)s.") % {"id": uid})
    importer.undo(record, by=officer(record.unit, username))
    click.echo(_("Undone: %(file)s") % {"file": record.file_name})


def _pack(code: str) -> "StandardPack":
    from django.utils.translation import gettext as _

    from baxing.standards.models import newest

    pack: StandardPack | None = newest(code)
    if pack is None:
        raise click.ClickException(_("No published pack is called %(code)s.") % {"code": code})
    return pack


def officer(unit: "Unit", username: str | None) -> "User":
    """In whose name the command writes: the account named, else the only officer nearest to `unit`."""
    from django.utils.translation import gettext as _

    from baxing.records.importer import IMPORTERS
    from baxing.units.models import Grant, User
    from baxing.units.paths import ancestors

    if username is not None:
        user = User.objects.filter(username__iexact=username, is_active=True).first()
        if user is None:
            raise click.ClickException(_("There is no account %(name)s.") % {"name": username})
        return user
    grants = Grant.objects.in_force().filter(role__in=IMPORTERS, unit__path__in=ancestors(unit.path))
    held = list(grants.filter(user__is_active=True).select_related("user", "unit").order_by("-unit__path"))
    nearest = {grant.user for grant in held if grant.unit_id == held[0].unit_id}
    if len(nearest) != 1:
        raise click.ClickException(_("Say in whose name: --as USER (the county or township officer)."))
    return nearest.pop()
