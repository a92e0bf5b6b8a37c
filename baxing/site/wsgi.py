"""The door for WSGI servers: `baxing.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baxing.site.settings")
application = get_wsgi_application()
