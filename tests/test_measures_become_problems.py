"""The migration that turns measures into problems: nothing is lost, nothing is closed on paper, the books are whole."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from baxing.dossiers.verify import breaks
from baxing.problems.models import Problem
from tests.cycle_world import cycle_world
from tests.world import make_world

BEFORE = ("accreditation", "0002_overview")
PROBLEMS = ("problems", "0001_initial")


@pytest.mark.django_db(transaction=True)
def test_every_measure_becomes_a_problem_of_its_sheet() -> None:
    application = cycle_world(make_world()).applications["V"]
    old = MigrationLoader(connection).project_state([BEFORE, PROBLEMS]).apps
    Measure = old.get_model("accreditation", "Measure")
    with connection.schema_editor() as editor:
        editor.create_model(Measure)
    try:
        for task, done_on in (("S4-1", None), ("S4-5", date(2026, 3, 1))):
            due = date(2026, 5, 1)
            Measure.objects.create(
                application_id=application.pk,
                task=task,
                what="补开",
                who="组织委员",
                due=due,
                done_on=done_on,
            )
        import_module("baxing.accreditation.migrations.0003_measures_become_problems").carry_over(old, None)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Measure)
    as_it_was, begun = Problem.objects.order_by("number")
    assert [as_it_was.number, begun.number] == [1, 2]
    assert (as_it_was.code, as_it_was.measure, as_it_was.lead) == ("S4-1", "补开", "组织委员")
    assert {as_it_was.parent, as_it_was.first_parent} == {application.dossier}
    assert (as_it_was.unit, as_it_was.raised_in) == (application.unit, "self_check")
    assert (as_it_was.dossier.status, as_it_was.dossier.due) == ("OPEN", date(2026, 5, 1))
    assert (begun.dossier.status, begun.changed, begun.closed_on) == ("IN_PROGRESS", "", None)
    (line,) = begun.dossier.entries.all()
    assert line.change["done_on"] == "2026-03-01"
    assert [found for found in breaks() if found] == []
