"""The product's settings plus one temporary application, `tests.shelf`, whose only type shows what is derived."""

from infoport.settings import *  # noqa: F403 - this is what a settings module is for
from infoport.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.shelf"]
