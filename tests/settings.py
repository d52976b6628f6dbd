"""The product's settings plus one temporary application, `tests.shelf`, whose only type shows what is derived."""

from infoport.settings import *  # noqa: F403 - this is what a settings module is for
from infoport.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.shelf"]
# The test server serves static files from their sources; nothing has been collected for whitenoise to read.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
