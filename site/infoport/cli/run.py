"""`infoport run`."""

import signal
import sys

import click

from infoport import environment, lifeline
from infoport.supervisor import launch


@click.command("run")
@click.option("--tied", is_flag=True, help="Also stop when the process that started this one ends, however it ends.")
def run_command(*, tied: bool) -> None:
    """Start everything in the foreground: database, demo city and its devices, worker, web server.

    The first start creates the database and loads the demo city. Ctrl-C, or the end of the terminal, stops all parts;
    so does killing this process. INFOPORT_PORT and INFOPORT_DATA move the port and the data directory, so that two
    installations run side by side; INFOPORT_DEMO=false starts with an empty inventory.
    """
    if tied:
        lifeline.tie(signal.SIGTERM)()
    try:
        sys.exit(launch.run(environment.load()))
    except KeyboardInterrupt:
        sys.exit(130)
