"""What stood before is kept as it stood."""

from django.db import migrations

from baxing.units.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [append_only("records_factbefore", "what stood before is not edited")]
