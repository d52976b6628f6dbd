"""`infoport demo`."""

import click
import msgspec

from infoport import embedded, environment
from infoport.supervisor import ports


@click.group("demo")
def demo_command() -> None:
    """The demo city: its inventory, its simulated devices, and where these deviate on purpose."""


@demo_command.command("load")
def load() -> None:
    """Load the demo city into an empty inventory. `infoport run` does so at its first start."""
    from infoport import demo  # noqa: PLC0415 - the city's data is read when it is needed

    with embedded.available(environment.load()):
        demo.load()


@demo_command.command("devices")
@click.option("--port", type=click.IntRange(1, 65535), help="UDP port; the one kept in INFOPORT_DATA when left out.")
def devices(port: int | None) -> None:
    """Answer SNMP for the city's devices on addresses of 127.0.0.0/8, until stopped. `infoport run` does so itself."""
    from infoport.demo import devices as simulated  # noqa: PLC0415 - the city's data is read when it is needed

    env = environment.load()
    with embedded.available(env):
        simulated.serve(port or ports.devices_port(env.directory))


@demo_command.command("planted")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def planted(*, as_json: bool) -> None:
    """List the deviations planted in the simulated devices: what an audit must find, and nothing else."""
    from infoport import demo  # noqa: PLC0415 - the city's data is read when it is needed

    with embedded.available(environment.load()):
        found = msgspec.to_builtins(demo.planted())
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    for each in found:
        click.echo("  ".join(f"{name}={value}" for name, value in each.items()))
    click.echo(f"{len(found)} planted")
