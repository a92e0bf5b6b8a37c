"""What was published is kept as it was published: a case is judged by the very text it was listed under."""

from django.db import migrations

from baxing.units.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("rectification", "0001_initial")]
    operations = [append_only("rectification_regulationtext", "a published regulation is not edited")]
