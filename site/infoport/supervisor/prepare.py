"""What is done once, before the parts start: schema, static files, the demo city. Needs Django set up."""

import importlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from infoport.embedded import Unusable
from infoport.supervisor.fingerprint import Done, fingerprint
from inventory.declare.registry import specs

OLDEST_SERVER = 150_000  # PostgreSQL 15, Debian 12's; also what Django calls `pg_version`


def server() -> str:
    """Return the version of the database server. Raises `Unusable` where none answers, or one before PostgreSQL 15."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int")
            version, number = cursor.fetchone()
    except OperationalError as error:
        raise Unusable(f"cannot reach the database: {str(error).strip()}") from error
    if number < OLDEST_SERVER:
        raise Unusable(f"the database server is PostgreSQL {version}; 15 or later is needed")
    return str(version)


def migrate(data: Path) -> str:
    """Bring the schema up to date; returns what was done."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    folders = [Path(config.path) for config in apps.get_app_configs()]
    done = Done(data, "migrate", fingerprint(folders, (".py", ".sql")))
    if not plan and done:
        return "up to date"
    call_command("migrate", verbosity=0, interactive=False)
    done.mark()
    return f"{len(plan)} applied" if plan else "up to date, triggers renewed"


def static(data: Path) -> str:
    """Collect the static files under names that carry their digest; returns what was done."""
    roots = {str(storage.location) for finder in get_finders() for _path, storage in finder.list([])}
    done = Done(data, "static", fingerprint(Path(root) for root in sorted(roots)))
    if done and Path(settings.STATIC_ROOT).is_dir():
        return "up to date"
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    done.mark()
    return "collected"


def city() -> str:
    """Load the demo city into an empty inventory; returns what is there."""
    devices = specs["dcim.device"].model._default_manager  # noqa: SLF001 - any declared model's
    fresh = not devices.exists()
    if fresh:
        importlib.import_module("infoport.demo").load()
    return f"{devices.count()} devices {'loaded' if fresh else 'as you left them'}"
