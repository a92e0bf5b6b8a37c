"""Each measure becomes a problem of the sheet with a file and a book of its own (domain §7.3), then the table goes.

A measure that was reported as done says nothing of what changed, so it stands "in progress": the next step is to claim
it with that sentence. Nothing is closed on paper, not even by a migration.
"""

from typing import Any

from django.db import migrations
from django.utils import timezone

from baxing.dossiers.models import line_digest

NOTE = "由原整改措施转来"


def carry_over(apps: Any, schema_editor: Any) -> None:
    """One problem for each measure, numbered within its sheet in the order in which they were written."""
    Measure = apps.get_model("accreditation", "Measure")
    numbers: dict[int, int] = {}
    rows = Measure.objects.select_related("application__unit", "application__dossier").order_by("pk")
    for measure in rows.iterator(chunk_size=500):
        sheet = measure.application.dossier_id
        numbers[sheet] = numbers.get(sheet, 0) + 1
        _carry(apps, measure, numbers[sheet])


def _carry(apps: Any, measure: Any, number: int) -> None:
    """The cover, the first line and the row of one problem."""
    Dossier = apps.get_model("dossiers", "Dossier")
    Entry = apps.get_model("dossiers", "Entry")
    Problem = apps.get_model("problems", "Problem")
    application, now = measure.application, timezone.now()
    status = "IN_PROGRESS" if measure.done_on else "OPEN"
    title = f"{measure.task} {measure.what}"[:300]
    dossier = Dossier.objects.create(
        flow="problem",
        unit=application.unit,
        desk=application.unit,
        status=status,
        title={"zh": title, "en": title},
        due=measure.due,
        region=application.dossier.region,
        version=1,
        opened_at=now,
        changed_at=now,
    )
    change = {"number": number, "code": measure.task, "measure": measure.what, "lead": measure.who}
    change["due"] = measure.due.isoformat()
    if measure.done_on:
        change["done_on"] = measure.done_on.isoformat()
    line = {"n": 1, "at": now, "by_id": None, "by_name": "—", "role": "system", "verb": "opened"}
    line |= {"before": "OPEN", "after": status, "note": NOTE, "change": change}
    digest = line_digest("", dossier.pk, *line.values())
    Entry.objects.create(dossier=dossier, digest=digest, **line)
    Dossier.objects.filter(pk=dossier.pk).update(seal=digest)
    Problem.objects.create(
        dossier=dossier,
        unit=application.unit,
        parent=application.dossier,
        first_parent=application.dossier,
        number=number,
        raised_in="self_check",
        code=measure.task,
        what=title,
        measure=measure.what,
        lead=measure.who,
        first_due=measure.due,
        listed_at=now,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accreditation", "0002_overview"),
        ("dossiers", "0003_alter_dossier_flow"),
        ("problems", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="Measure"),
    ]
