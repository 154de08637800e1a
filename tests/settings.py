"""Settings of the tests: the product's own, with fixed keys, quick passwords and the N+1 guard."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("WULI_VAR", tempfile.mkdtemp(prefix="wuli-test-var-"))

from wuli.config.keys import Keys
from wuli.config.settings import *  # noqa: F403
from wuli.config.settings import INSTALLED_APPS, MIDDLEWARE

KEYS = Keys(  # type: ignore[assignment]
    session_secret="only-for-tests-" * 4,
    sealing={1: b"sealing key of the tests, no. 1!", 2: b"sealing key of the tests, no. 2!"},
    active_sealing=1,
    blind_index=b"blind index key of all the tests",
    signing={1: b"signing seed of the tests, no. 1"},
    active_signing=1,
)
SECRET_KEY = KEYS.session_secret
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(os.environ["WULI_VAR"]) / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# A page or an API answer that asks the database once per row fails its test.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
