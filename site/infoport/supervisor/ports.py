"""The ports an installation occupies."""

import contextlib
import hashlib
import os
import socket
from pathlib import Path

from msgspec.structs import replace

from infoport.environment import Environment

FIRST, LAST = 16_100, 29_999  # below Linux's range of ephemeral ports (32768 up), so no client socket takes one


class Taken(Exception):
    """Somebody else listens on the port."""


def check_free(address: str, port: int) -> None:
    """Raise `Taken`, naming the setting that moves the web server, unless the port can be listened on."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise Taken(
                f"cannot listen on {address} port {port}: {error.strerror}. "
                f"Set INFOPORT_PORT to a free port, for example: INFOPORT_PORT={port + 1} make run",
            ) from error


def devices_port(data: Path) -> int:
    """Return the UDP port of this installation's simulated devices, choosing a free one the first time.

    It is kept in `DATA/devices.port`, so that the addresses a person has seen stay valid.
    """
    path = data / "devices.port"
    with contextlib.suppress(FileNotFoundError, ValueError):
        return int(path.read_text(encoding="ascii"))
    return choose_devices_port(data)


def choose_devices_port(data: Path) -> int:
    """Choose a free UDP port and keep it; the start is drawn from the path so that two installations seldom meet."""
    data.mkdir(parents=True, exist_ok=True)
    span = LAST - FIRST + 1
    offset = int.from_bytes(hashlib.sha256(os.fsencode(data)).digest()[:4], "big")
    for step in range(span):
        port = FIRST + (offset + step) % span
        if udp_free(port):
            (data / "devices.port").write_text(f"{port}\n", encoding="ascii")
            return port
    raise Taken(f"no UDP port from {FIRST} to {LAST} is free for the simulated devices")


def udp_free(port: int) -> bool:
    """Tell whether no socket on any address of this machine holds the UDP port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def tcp_free(address: str, port: int) -> bool:
    """Tell whether the TCP port of the address can be listened on."""
    try:
        check_free(address, port)
    except Taken:
        return False
    return True


def receiving(env: Environment) -> Environment:
    """The same settings, but for ports of traps and syslog that are taken: others in their place.

    For the demo alone: its simulated devices can be told where to send, so that two demos run side by side.
    """
    address = env.events_bind or env.bind
    trap, syslog = env.trap_port, env.syslog_port
    if trap and not udp_free(trap):
        trap = _next_free(trap, address)
    if syslog and not (udp_free(syslog) and tcp_free(address, syslog)):
        syslog = _next_free(syslog, address)
    return replace(env, trap_port=trap, syslog_port=syslog)


def _next_free(port: int, address: str) -> int:
    """A port free for UDP and TCP, well away from where another demo looks first."""
    for step in range(10, LAST - port, 10):
        if udp_free(port + step) and tcp_free(address, port + step):
            return port + step
    raise Taken(f"no port from {port} to {LAST} is free for events")
