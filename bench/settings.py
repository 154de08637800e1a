"""Settings of the benchmarks: those of the tests without the guard that watches every query."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [each for each in INSTALLED_APPS if each != "zeal"]
MIDDLEWARE = [each for each in MIDDLEWARE if not each.startswith("zeal")]
# Static files as the product serves them, not looked for anew at each request.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
