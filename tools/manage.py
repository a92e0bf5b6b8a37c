"""Django's own commands on Baxing's settings in a throw-away home: `python -m tools.manage check`."""

import os
import sys
import tempfile

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="baxing-") as home:
        # Checked as it stands in an office behind HTTPS.
        os.environ |= {
            "BAXING_HOME": home,
            "BAXING_HTTPS": "1",
            "DJANGO_SETTINGS_MODULE": "baxing.site.settings",
        }
        os.environ["DJANGO_SETTINGS_MODULE"] = "baxing.site.settings"
        execute_from_command_line(["tools.manage", *sys.argv[1:]])
