"""The command `infoport`."""

import os
import sys


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infoport.settings")
    from infoport import embedded, environment

    env = environment.load()
    with embedded.serving(env.directory):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["infoport manage", *sys.argv[2:]])
