"""The worker process: runs the jobs of the queue and defers the periodic ones."""

from procrastinate.contrib.django import app

CONCURRENCY = 4
STOP_SECONDS = 5.0


def work() -> None:
    """Run jobs until told to stop; successful ones are forgotten, failed ones stay to be looked at."""
    with app.replace_connector(app.connector.get_worker_connector()) as running:
        running.run_worker(
            name="infoport",
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=STOP_SECONDS,
            delete_jobs="successful",
        )
