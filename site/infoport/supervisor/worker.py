"""The worker process: runs the jobs of the queue and defers the periodic ones."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

CONCURRENCY = 32  # a poll waits for devices most of the time, and one with a dead device for half a minute
STOP_SECONDS = 5.0


def work() -> None:
    """Run jobs until told to stop; successful ones are forgotten, failed ones stay to be looked at."""
    assert isinstance(app.connector, DjangoConnector)  # noqa: S101 - what the Django integration always makes
    with app.replace_connector(app.connector.get_worker_connector()) as running:
        running.run_worker(
            name="infoport",
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=STOP_SECONDS,
            delete_jobs="successful",
        )
