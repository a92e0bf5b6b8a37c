"""Writing regulations: the shipped one is loaded, a county publishes its own. A published version never changes."""

import logging
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from baxing.rectification.models import RegulationText
from baxing.rectification.regulation_file import Problem, canonical, digest, read, read_upload, shipped
from baxing.rectification.regulations import versions_of
from baxing.rules.regulation import Regulation
from baxing.standards.models import rank
from baxing.units.models import Unit, User, roles
from baxing.units.refused import Refused

log = logging.getLogger(__name__)
PUBLISHER = "county_officer"


class Unsound(Refused):
    """A file that cannot be published; `problems` has everything, with lines."""

    def __init__(self, message: Any, problems: list[Problem]) -> None:
        super().__init__(message, code="unsound")
        self.problems = problems


@transaction.atomic
def load_shipped_regulation() -> list[RegulationText]:
    """The regulations that came with the program; those already here are left as they are."""
    return [_shipped(read(folder).sound()) for folder in shipped()]


def _shipped(regulation: Regulation) -> RegulationText:
    text = canonical(regulation)
    code, version = regulation.code, regulation.version
    found = RegulationText.objects.filter(owner=None, code=code, version=version).first()
    if found is None:
        return RegulationText.objects.create(code=code, version=version, text=text, digest=digest(text))
    if found.digest != digest(text):
        log.warning("regulation %s %s differs from the one loaded; give it a new version", code, version)
    return found


@transaction.atomic(durable=True)
def publish(unit: Unit, raw: bytes, *, by: User, name: str = "pack.yaml") -> RegulationText:
    """Publish the YAML `raw` as the county's own regulation: it holds for the cases listed from now on.

    Raises `Unsound` with every problem; Refused unless `unit` is a county, `by` its organisation officer and the version
    is above every one so far."""
    if unit.level != "county" or PUBLISHER not in roles(by, unit):
        raise Refused(
            _("Not published: only the organisation department of a county publishes its regulation."),
            code="not-county",
        )
    reading = read_upload(raw, name)
    if reading.regulation is None or reading.errors:
        message = _("Not published: the regulation has %(n)d errors. Mend them, then publish.")
        raise Unsound(message % {"n": len(reading.errors)}, reading.problems)
    _need_higher(unit, reading.regulation)
    return _write(unit, reading.regulation, by)


def _need_higher(unit: Unit, regulation: Regulation) -> None:
    known = [row.version for row in versions_of(unit)]
    highest = max(known, key=rank, default=None)
    if highest is not None and rank(regulation.version) <= rank(highest):
        raise Refused(
            _(
                "Not published: version %(version)s is not above %(highest)s, the newest so far. Write a higher one into the file."
            )
            % {"version": regulation.version, "highest": highest},
            code="version-low",
        )


def _write(unit: Unit, regulation: Regulation, by: User) -> RegulationText:
    text = canonical(regulation)
    try:
        with transaction.atomic():
            return RegulationText.objects.create(
                owner=unit, code=regulation.code, version=regulation.version, text=text, digest=digest(text),
                published_at=timezone.now(), published_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            _("Not published: version %(version)s was published a moment ago. Write a higher one.")
            % {"version": regulation.version},
            code="version-taken",
        ) from error
