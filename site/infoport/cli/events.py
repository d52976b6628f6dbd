"""`infoport events`."""

import click

from infoport import embedded, environment
from infoport.reception import process


@click.command("events")
def events_command() -> None:
    """Receive SNMP traps, informs and syslog in the foreground, and store them; `infoport run` does it too.

    The ports are INFOPORT_TRAP_PORT and INFOPORT_SYSLOG_PORT; below 1024 they need root or CAP_NET_BIND_SERVICE, or a
    redirection from 162 and 514. While the database is away, events wait on the disk.
    """
    env = environment.load()
    with embedded.available(env):
        process.work(env)
