"""The product's settings, with a throw-away home folder and a fast password hasher; nothing else differs."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="baxing-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["BAXING_HOME"] = _home
os.environ.setdefault("BAXING_SECRET_KEY", "for tests only")

from baxing.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
