"""Keys by which devices prove who they are over SSH: shown once, pinned, and compared ever after."""

import base64
import binascii
import hashlib
import socket
from pathlib import Path

import paramiko

from collectors.sessions.session import Garbled, HostKeyChanged, Unreachable


def written(key: paramiko.PKey) -> str:
    """Give a key as it is pinned: `ssh-ed25519 AAAA…`."""
    return f"{key.get_name()} {key.get_base64()}"


def fingerprint(pin: str) -> str:
    """Give what OpenSSH shows of a key, `ssh-ed25519 SHA256:…`. Raises Garbled for what is no key."""
    kind, blob = _split(pin)
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return f"{kind} SHA256:{digest}"


def compare(device: str, pinned: str, shown: str) -> None:
    """Raise HostKeyChanged unless the device shows the key that is pinned to it."""
    if _split(pinned) != _split(shown):
        raise HostKeyChanged(f"{device} shows host key {fingerprint(shown)}, pinned is {fingerprint(pinned)}")


def known_hosts(pin: str, address: str, port: int, path: Path) -> None:
    """Write the file by which an SSH client knows this device and no other."""
    kind, blob = _split(pin)
    host = address if port == 22 else f"[{address}]:{port}"  # noqa: PLR2004 — SSH's own port goes unsaid
    path.write_text(f"{host} {kind} {base64.b64encode(blob).decode()}\n", encoding="ascii")


def seen(device: str, address: str, port: int, timeout: float, prefer: str | None = None) -> str:
    """Ask a device for its key, without logging in. `prefer` is the pin: a device may have keys of several kinds.

    Raises Unreachable when nothing answers, Garbled when what answers does not speak SSH.
    """
    try:
        connection = socket.create_connection((address, port), timeout)
    except OSError as error:
        raise Unreachable(f"{device}: no connection to {address} port {port}: {because(error)}") from error
    with connection:
        transport = paramiko.Transport(connection)
        transport.banner_timeout = timeout
        if prefer:
            _prefer(transport, _split(prefer)[0])
        try:
            transport.start_client(timeout=timeout)
            return written(transport.get_remote_server_key())
        except paramiko.SSHException as error:
            raise Garbled(f"{device}: {address} port {port} does not speak SSH: {because(error)}") from error
        except EOFError as error:
            raise Unreachable(f"{device}: {address} port {port} closed the connection before SSH began") from error
        finally:
            transport.close()


def because(error: BaseException) -> str:
    """Give an error's own words, or its kind where it has none."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(words.split()) or type(error).__name__


def _prefer(transport: paramiko.Transport, kind: str) -> None:
    """Ask first for a key of this kind; RSA keys are offered under the names of their signatures."""
    wanted = {"rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"} if kind == "ssh-rsa" else {kind}
    options = transport.get_security_options()
    options.key_types = sorted(options.key_types, key=lambda each: each not in wanted)


def _split(pin: str) -> tuple[str, bytes]:
    fields = pin.split()
    try:
        return fields[0], base64.b64decode(fields[1], validate=True)
    except (IndexError, binascii.Error) as error:
        raise Garbled(f"{pin[:40]!r} is no host key, expected such as 'ssh-ed25519 AAAA…'") from error
