"""A worker process of the tests: carries what is due until it is told to stop. It may run in the lab's namespace.

Arguments: socket, database, folder, and the seconds a play may take (0: as the catalogue says).
"""

import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def main(host: str, name: str, folder: str, seconds: str) -> None:
    settings.DATABASES["default"].update(HOST=host, NAME=name)
    settings.DATA_DIRECTORY = Path(folder)
    django.setup()
    from inventory.hosting import working
    from inventory.hosting.models import Request
    from playbooks import runner
    from playbooks.carrying import Ways, carry, due
    from playbooks.carrying.running import Performing

    ways = Ways(Performing(Path(folder) / "runs", seconds=int(seconds) or None), pauses=(0.0, 0.5, 1.0, 2.0, 4.0, 8.0))
    parent = os.getppid()
    runner.sweep()
    while os.getppid() == parent:
        for request in Request.objects.filter(state="submitted"):
            working.plan(request.pk, request.revision)
        for key in due():
            carry(key, ways)
        time.sleep(0.1)


if __name__ == "__main__":
    main(*sys.argv[1:])
