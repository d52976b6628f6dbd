"""Migrating sparingly makes the very schema that Django's own command makes, and no model is left unmigrated."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from infoport import embedded

MIGRATE = """
import django; django.setup()
from django.core.management import call_command
from django.core.management.commands import migrate
call_command({command}, verbosity=0)
"""


@pytest.mark.django_db
def test_no_change_of_a_model_is_without_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0, skip_checks=True)


def test_both_ways_of_migrating_make_the_same_schema(make_folder: Callable[[], Path]) -> None:
    schemas = []
    for command in ('"migrate"', "migrate.Command()"):
        folder = make_folder()
        settings = {"DJANGO_SETTINGS_MODULE": "infoport.settings", "INFOPORT_DATA": str(folder)}
        with embedded.serving(folder, durable=False):
            code = MIGRATE.format(command=command)
            subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | settings)
            schemas.append(schema(folder))
    assert schemas[0] == schemas[1]


def schema(folder: Path) -> list[str]:
    where = {"PGHOST": str(embedded.socket_directory(folder)), "PGPORT": str(embedded.PORT), "PGUSER": embedded.NAME}
    command = [str(embedded.program("pg_dump")), "--schema-only", embedded.NAME]
    found = subprocess.run(command, check=True, capture_output=True, text=True, env=where)
    return [line for line in found.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]
