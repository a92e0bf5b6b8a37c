"""The record book is appended to, never edited."""

from django.db import migrations

from baxing.units.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [append_only("dossiers_entry", "the record book is not edited")]
