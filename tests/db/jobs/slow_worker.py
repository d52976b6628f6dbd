"""A worker process for a test that kills it: runs jobs in small batches, slowly.

Arguments: socket, database, folder.
"""

import sys
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings


def main(host: str, name: str, folder: str) -> None:
    settings.DATABASES["default"].update(HOST=host, NAME=name)
    settings.DATA_DIRECTORY = Path(folder)
    django.setup()
    from inventory.core.jobs import importing, running

    stored = importing.store_batch

    def slowly(*arguments: Any, **options: Any) -> Any:
        time.sleep(0.05)
        return stored(*arguments, **options)

    importing.BATCH, importing.store_batch = 10, slowly  # type: ignore[misc, assignment]
    running.TELL_SECONDS = 0.0  # type: ignore[misc]
    running.work({"import": importing.run})


if __name__ == "__main__":
    main(*sys.argv[1:])
